//! What everybody needs of a program, found out by running it: which of its functions are called when schemas like those people
//! paste are checked.
//!
//! Each function is given two instructions that note its call in memory of their own, behind all else; the module that is sent
//! has none of them.

use std::collections::HashSet;
use std::fs;
use std::path::Path;
use std::process::Command;

use wasm_encoder::reencode::{Error, Reencode, RoundtripReencoder};
use wasm_encoder::{CodeSection, Function, MemArg, MemorySection, RawSection, SectionId};

use super::module::Module;
use crate::error::{AtPath, Result, TaskError};
use crate::process::run;
use crate::project::{self, Project};
use crate::setup::Toolbox;

/// The bytes of one page of a module's memory.
const PAGE: u64 = 65_536;

/// Where the texts are: every rule has some that it finds something in and some that it does not, and every statement that changes a
/// schema is in those that the servers are asked about.
const TEXTS: [&str; 2] = ["crates/rules/fixtures", "tests/authority/fixtures/postgresql"];

/// Functions that no check called.
pub struct NotCalled {
    /// Nothing else did either.
    pub never: HashSet<u32>,
    /// Called to say what findings say when they are opened.
    pub later: HashSet<u32>,
}

/// Runs the engine on texts that are PostgreSQL's schemas, and says which functions of the module a check did not call.
///
/// # Errors
/// When the engine fails on one of them.
pub fn not_called(project: &Project, toolbox: &Toolbox, module: &[u8], glue: &Path) -> Result<NotCalled> {
    let read = Module::read(module).map_err(|error| TaskError::Check(error.to_string()))?;
    let (noting, first) = noting_calls(&read)
        .ok_or_else(|| TaskError::Check("the engine has no memory to note calls in".to_owned()))?;
    let directory = project.target("site/rehearsal");
    project::remove_directory(&directory)?;
    let file = |name: &str| directory.join(name);
    project::write(&file("rehearsal.mjs"), include_str!("rehearsal.mjs"))?;
    project::copy(glue, &file("engine.mjs"))?;
    fs::write(file("engine.wasm"), noting).at(&directory)?;
    let called = file("called");
    run(Command::new(&toolbox.node)
        .arg(file("rehearsal.mjs"))
        .arg(&called)
        .arg(first.to_string())
        .arg(read.functions.len().to_string())
        .args(TEXTS.map(|texts| project.path(texts))))?;
    let called = fs::read(&called).at(&called)?;
    let (called, called_later) = called.split_at(called.len() / 2);
    let mut found = NotCalled {
        never: HashSet::new(),
        later: HashSet::new(),
    };
    let calls = called.iter().zip(called_later);
    for ((number, _), calls) in read.numbered().zip(calls) {
        match calls {
            (0, 0) => found.never.insert(number),
            (0, _) => found.later.insert(number),
            _ => continue,
        };
    }
    Ok(found)
}

/// The module with every call of a function noted as a byte, and the address of the first one. None without a memory.
fn noting_calls(module: &Module<'_>) -> Option<(Vec<u8>, u32)> {
    let mut memory = module.memory?;
    let first = u32::try_from(memory.initial * PAGE).ok()?;
    memory.initial += (module.functions.len() as u64).div_ceil(PAGE);
    let mut memories = MemorySection::new();
    memories.memory(memory.into());
    let mut code = CodeSection::new();
    for (at, function) in module.functions.iter().enumerate() {
        let mut noting = Noting(first + at as u32);
        noting
            .parse_function_body(&mut code, function.body.clone())
            .ok()?;
    }
    let mut written = wasm_encoder::Module::new();
    for (id, section) in &module.sections {
        match *id {
            id if id == SectionId::Memory as u8 => written.section(&memories),
            id if id == SectionId::Code as u8 => written.section(&code),
            id => written.section(&RawSection { id, data: section }),
        };
    }
    Some((written.finish(), first))
}

/// Writes a function with the noting of its call at that address before everything else.
struct Noting(u32);

impl Reencode for Noting {
    type Error = std::convert::Infallible;

    fn new_function_with_parsed_locals(
        &mut self,
        body: &wasmparser::FunctionBody<'_>,
    ) -> std::result::Result<Function, Error<Self::Error>> {
        let mut function = RoundtripReencoder.new_function_with_parsed_locals(body)?;
        let byte = MemArg {
            offset: 0,
            align: 0,
            memory_index: 0,
        };
        function
            .instructions()
            .i32_const(self.0.cast_signed())
            .i32_const(1)
            .i32_store8(byte);
        Ok(function)
    }
}
