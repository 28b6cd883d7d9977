//! The module that is loaded at once.

use wasm_encoder::reencode::{Reencode, RoundtripReencoder};
use wasm_encoder::{
    CodeSection, ConstExpr, ExportKind, ExportSection, Function, GlobalSection, GlobalType,
    Module as Written, RawSection, SectionId, TableSection, ValType,
};

use super::LOADER;
use super::data::Data;
use super::membership::Membership;
use crate::build::module::Module;

/// By what name the primary module shows its memory to the parts.
pub const MEMORY: &str = "m";
/// A table; its number follows.
pub const TABLE: &str = "t";
/// A global; its number follows.
pub const GLOBAL: &str = "g";
/// Whether a part is there; its number follows. The worker makes it 1.
const LOADED: &str = "part";

/// Writes the primary module: every function of a part is a call through the table, or nothing when nobody calls it.
/// None when the module lacks what parts need.
pub fn write(module: &Module<'_>, split: &Membership, data: &Data) -> Option<Vec<u8>> {
    let mut written = Written::new();
    for (id, section) in &module.sections {
        match *id {
            id if id == SectionId::Table as u8 => {
                written.section(&tables(module, split)?);
            }
            id if id == SectionId::Global as u8 => {
                written.section(&globals(split, section)?);
            }
            id if id == SectionId::Export as u8 => {
                written.section(&exports(module, split)?);
            }
            id if id == SectionId::Code as u8 => {
                written.section(&code(module, split)?);
            }
            id if id == SectionId::Data as u8 => {
                written.section(&data.of_primary());
            }
            // Nothing copies data by their number.
            id if id == SectionId::DataCount as u8 => {}
            id => {
                written.section(&RawSection { id, data: section });
            }
        }
    }
    Some(written.finish())
}

/// The tables, the one of functions with a place for each function of a part.
fn tables(module: &Module<'_>, split: &Membership) -> Option<TableSection> {
    let mut tables = TableSection::new();
    for table in module.tables_with(split.places()) {
        tables.table(RoundtripReencoder.table_type(table).ok()?);
    }
    Some(tables)
}

/// The globals, and one for each part that says whether it is there.
fn globals(split: &Membership, section: &[u8]) -> Option<GlobalSection> {
    let mut globals = GlobalSection::new();
    let section = wasmparser::GlobalSectionReader::new(wasmparser::BinaryReader::new(section, 0)).ok()?;
    RoundtripReencoder
        .parse_global_section(&mut globals, section)
        .ok()?;
    for _ in 0..split.parts() {
        let kind = GlobalType {
            val_type: ValType::I32,
            mutable: true,
            shared: false,
        };
        globals.global(kind, &ConstExpr::i32_const(0));
    }
    Some(globals)
}

fn exports(module: &Module<'_>, split: &Membership) -> Option<ExportSection> {
    let mut exports = ExportSection::new();
    for export in &module.exports {
        let kind = RoundtripReencoder.export_kind(export.kind).ok()?;
        exports.export(export.name, kind, export.index);
    }
    exports.export(MEMORY, ExportKind::Memory, 0);
    for table in 0..module.tables.len() as u32 {
        exports.export(&format!("{TABLE}{table}"), ExportKind::Table, table);
    }
    for global in 0..module.globals.len() as u32 {
        exports.export(&format!("{GLOBAL}{global}"), ExportKind::Global, global);
    }
    for part in 0..split.parts() as u32 {
        let global = module.globals.len() as u32 + part;
        exports.export(&format!("{LOADED}{part}"), ExportKind::Global, global);
    }
    for function in split.shown() {
        exports.export(&split.shown_name(*function)?, ExportKind::Func, *function);
    }
    Some(exports)
}

fn code(module: &Module<'_>, split: &Membership) -> Option<CodeSection> {
    let mut code = CodeSection::new();
    for (number, function) in module.numbered() {
        match (split.part_of(number), split.place_of(number)) {
            (None, _) => {
                code.raw(function.body.as_bytes());
            }
            (Some(_), None) => {
                let mut nothing = Function::new([]);
                nothing.instructions().unreachable().end();
                code.function(&nothing);
            }
            (Some(part), Some(place)) => {
                code.function(&call_on(module, function.type_index, part as u32, place)?);
            }
        }
    }
    Some(code)
}

/// Loads a part unless it is there, and calls one of its functions.
fn call_on(module: &Module<'_>, type_index: u32, part: u32, place: u32) -> Option<Function> {
    let (table, end) = module.function_table()?;
    let mut function = Function::new([]);
    let mut instructions = function.instructions();
    instructions
        .global_get(module.globals.len() as u32 + part)
        .i32_eqz()
        .if_(wasm_encoder::BlockType::Empty)
        .i32_const(i32::try_from(part).ok()?)
        .call(module.exported(LOADER)?)
        .end();
    for parameter in 0..*module.parameters.get(type_index as usize)? {
        instructions.local_get(parameter);
    }
    instructions
        .i32_const(i32::try_from(end + place).ok()?)
        .call_indirect(table, type_index)
        .end();
    Some(function)
}
