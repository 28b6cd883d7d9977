//! What a module is made of, as far as it matters for taking it apart.

use std::collections::HashMap;
use std::ops::Range;

use wasmparser::{
    BinaryReaderError, ElementItems, Export, ExternalKind, FunctionBody, GlobalType, KnownCustom, MemoryType,
    Name, Operator, Parser, Payload, TableType, TypeRef,
};

/// A module that was read. Functions are numbered as in the module: the imported ones first.
pub struct Module<'m> {
    /// Every section as it is, in order, without the custom ones: its number and its bytes.
    pub sections: Vec<(u8, &'m [u8])>,
    /// The numbers of the types of the imported functions.
    pub imported: Vec<u32>,
    /// How many parameters the functions of each type have.
    pub parameters: Vec<u32>,
    /// The tables in order.
    pub tables: Vec<TableType>,
    /// The memory.
    pub memory: Option<MemoryType>,
    /// The globals in order.
    pub globals: Vec<GlobalType>,
    /// What the module shows to the outside.
    pub exports: Vec<Export<'m>>,
    /// Functions that stand in the function table or start the module.
    pub held: Vec<u32>,
    /// The functions the module defines, in order.
    pub functions: Vec<Function<'m>>,
}

/// A function that a module defines.
pub struct Function<'m> {
    /// The number of its type.
    pub type_index: u32,
    /// Its name; empty without one.
    pub name: &'m str,
    /// Its code.
    pub body: FunctionBody<'m>,
    /// The functions it names, some more than once.
    pub calls: Vec<u32>,
}

impl<'m> Module<'m> {
    /// Reads a module.
    pub fn read(bytes: &'m [u8]) -> Result<Self, BinaryReaderError> {
        let mut module = Self {
            sections: Vec::new(),
            imported: Vec::new(),
            parameters: Vec::new(),
            tables: Vec::new(),
            memory: None,
            globals: Vec::new(),
            exports: Vec::new(),
            held: Vec::new(),
            functions: Vec::new(),
        };
        let mut types = Vec::new();
        let mut names = HashMap::new();
        for payload in Parser::new(0).parse_all(bytes) {
            let payload = payload?;
            if let Some((id, range)) = payload.as_section()
                && id != CUSTOM
            {
                let section = bytes.get(range as Range<usize>).unwrap_or_default();
                module.sections.push((id, section));
            }
            match payload {
                Payload::TypeSection(section) => {
                    for kind in section.into_iter_err_on_gc_types() {
                        module.parameters.push(kind?.params().len() as u32);
                    }
                }
                Payload::ImportSection(section) => {
                    for import in section.into_imports() {
                        if let TypeRef::Func(kind) = import?.ty {
                            module.imported.push(kind);
                        }
                    }
                }
                Payload::FunctionSection(section) => {
                    for kind in section {
                        types.push(kind?);
                    }
                }
                Payload::TableSection(section) => {
                    for table in section {
                        module.tables.push(table?.ty);
                    }
                }
                Payload::MemorySection(section) => {
                    for memory in section {
                        module.memory = Some(memory?);
                    }
                }
                Payload::GlobalSection(section) => {
                    for global in section {
                        module.globals.push(global?.ty);
                    }
                }
                Payload::ExportSection(section) => {
                    for export in section {
                        module.exports.push(export?);
                    }
                }
                Payload::StartSection { func, .. } => module.held.push(func),
                Payload::ElementSection(section) => {
                    for element in section {
                        module.hold(element?.items)?;
                    }
                }
                Payload::CodeSectionEntry(body) => {
                    let type_index = types.get(module.functions.len()).copied().unwrap_or_default();
                    module.functions.push(Function {
                        type_index,
                        name: "",
                        calls: calls_of(&body)?,
                        body,
                    });
                }
                Payload::CustomSection(section) => {
                    if let KnownCustom::Name(section) = section.as_known() {
                        for part in section {
                            if let Name::Function(part) = part? {
                                for name in part {
                                    let name = name?;
                                    names.insert(name.index, name.name);
                                }
                            }
                        }
                    }
                }
                _ => {}
            }
        }
        for (number, function) in (module.imported.len() as u32..).zip(&mut module.functions) {
            function.name = names.get(&number).copied().unwrap_or_default();
        }
        Ok(module)
    }

    fn hold(&mut self, items: ElementItems<'_>) -> Result<(), BinaryReaderError> {
        match items {
            ElementItems::Functions(functions) => {
                for function in functions {
                    self.held.push(function?);
                }
            }
            ElementItems::Expressions(_, expressions) => {
                for expression in expressions {
                    for operator in expression?.get_operators_reader() {
                        if let Operator::RefFunc { function_index } = operator? {
                            self.held.push(function_index);
                        }
                    }
                }
            }
        }
        Ok(())
    }

    /// The function of that number, when the module defines it.
    pub fn function(&self, number: u32) -> Option<&Function<'m>> {
        self.functions
            .get((number as usize).checked_sub(self.imported.len())?)
    }

    /// The functions the module defines, with their numbers.
    pub fn numbered(&self) -> impl Iterator<Item = (u32, &Function<'m>)> {
        (self.imported.len() as u32..).zip(&self.functions)
    }

    /// The number of the function that is shown to the outside by that name.
    pub fn exported(&self, name: &str) -> Option<u32> {
        let export = self.exports.iter().find(|export| export.name == name)?;
        (export.kind == ExternalKind::Func).then_some(export.index)
    }

    /// The number of the function table, and where it ends.
    pub fn function_table(&self) -> Option<(u32, u32)> {
        let (number, table) = (0..)
            .zip(&self.tables)
            .find(|(_, table)| table.element_type.is_func_ref())?;
        Some((number, u32::try_from(table.initial).ok()?))
    }

    /// The tables in order, the one of functions with so many more places.
    pub fn tables_with(&self, places: u32) -> impl Iterator<Item = TableType> {
        let places = u64::from(places);
        self.tables.iter().copied().map(move |mut table| {
            if table.element_type.is_func_ref() {
                table.initial += places;
                table.maximum = table.maximum.map(|maximum| maximum + places);
            }
            table
        })
    }
}

/// The number of a custom section.
const CUSTOM: u8 = 0;

fn calls_of(body: &FunctionBody<'_>) -> Result<Vec<u32>, BinaryReaderError> {
    let mut calls = Vec::new();
    for operator in body.get_operators_reader()? {
        match operator? {
            Operator::Call { function_index }
            | Operator::ReturnCall { function_index }
            | Operator::RefFunc { function_index } => calls.push(function_index),
            _ => {}
        }
    }
    Ok(calls)
}
