//! A module that is loaded when one of its functions is called.

use std::collections::HashMap;

use wasm_encoder::reencode::{Error, Reencode, RoundtripReencoder};
use wasm_encoder::{
    CodeSection, ConstExpr, ElementSection, Elements, EntityType, FunctionSection, ImportSection,
    Module as Written, RawSection, SectionId,
};

use super::data::Data;
use super::membership::Membership;
use super::primary::{GLOBAL, MEMORY, TABLE};
use crate::build::module::Module;

/// Where a part takes everything from.
const PRIMARY: &str = "e";

/// Writes a part. None when the module lacks what parts need.
pub fn write(module: &Module<'_>, split: &Membership, data: &Data, number: usize) -> Option<Vec<u8>> {
    let own = split.of_part(number);
    let imported = split.called_from(number);
    let new_numbers: HashMap<u32, u32> = imported.iter().chain(&own).copied().zip(0..).collect();
    let mut written = Written::new();
    let types = module
        .sections
        .iter()
        .find(|(id, _)| *id == SectionId::Type as u8)?;
    written.section(&RawSection {
        id: types.0,
        data: types.1,
    });
    written.section(&imports(module, split, imported)?);
    let mut functions = FunctionSection::new();
    for function in &own {
        functions.function(module.function(*function)?.type_index);
    }
    written.section(&functions);
    written.section(&elements(module, split, number, &new_numbers)?);
    let mut code = CodeSection::new();
    let mut renumber = Renumber(&new_numbers);
    for function in &own {
        let body = module.function(*function)?.body.clone();
        renumber.parse_function_body(&mut code, body).ok()?;
    }
    written.section(&code);
    written.section(&data.of_part(number));
    Some(written.finish())
}

fn imports(module: &Module<'_>, split: &Membership, functions: &[u32]) -> Option<ImportSection> {
    let mut imports = ImportSection::new();
    imports.import(PRIMARY, MEMORY, EntityType::Memory(module.memory?.into()));
    for (at, table) in module.tables_with(split.places()).enumerate() {
        let kind = RoundtripReencoder.table_type(table).ok()?;
        imports.import(PRIMARY, &format!("{TABLE}{at}"), kind);
    }
    for (at, global) in module.globals.iter().enumerate() {
        let kind = RoundtripReencoder.global_type(*global).ok()?;
        imports.import(PRIMARY, &format!("{GLOBAL}{at}"), kind);
    }
    for function in functions {
        let type_index = match module.function(*function) {
            Some(function) => function.type_index,
            None => *module.imported.get(*function as usize)?,
        };
        let name = split.shown_name(*function)?;
        imports.import(PRIMARY, &name, EntityType::Function(type_index));
    }
    Some(imports)
}

/// Puts the functions that others call in their places in the function table.
fn elements(
    module: &Module<'_>,
    split: &Membership,
    number: usize,
    new_numbers: &HashMap<u32, u32>,
) -> Option<ElementSection> {
    let placed = split.placed(number);
    let functions: Vec<u32> = placed
        .iter()
        .filter_map(|function| new_numbers.get(function).copied())
        .collect();
    let (table, end) = module.function_table()?;
    let first = end + split.place_of(*placed.first()?)?;
    let mut elements = ElementSection::new();
    let offset = ConstExpr::i32_const(i32::try_from(first).ok()?);
    elements.active(
        (table > 0).then_some(table),
        &offset,
        Elements::Functions(functions.into()),
    );
    Some(elements)
}

/// Writes code with functions numbered as in the part; everything else has the number it has in the primary module.
struct Renumber<'n>(&'n HashMap<u32, u32>);

/// The code names a function that the part does not have.
struct NotInPart;

impl Reencode for Renumber<'_> {
    type Error = NotInPart;

    fn function_index(&mut self, number: u32) -> Result<u32, Error<NotInPart>> {
        let number = self.0.get(&number).copied();
        number.ok_or(Error::UserError(NotInPart))
    }
}
