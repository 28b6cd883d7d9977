//! The engine as a WASM module with its worker.

use std::fs;
use std::path::PathBuf;

use super::module::Module;
use super::optimise::{make_small, without_leftovers};
use super::parts::{Paths, split};
use super::rehearsal::{NotCalled, not_called};
use super::statics::{Statics, without_tables};
use super::{Profile, minify, short_digest};
use crate::error::{AtPath, Result, TaskError};
use crate::process::run;
use crate::project::{self, Project};
use crate::report;
use crate::setup::Toolbox;

/// What is loaded when it is called, by number.
const PARTS: [Paths; 9] = [
    &[
        "rowproof_json::",
        "rowproof_plan::",
        "rowproof_rules::plans::",
        "rowproof_export::json::comparison",
        "rowproof_export::json::figures",
        "rowproof_export::json::fill_plan",
        "rowproof_export::json::plan",
    ],
    &["rowproof_catalog::replay::mysql"],
    &["rowproof_catalog::replay::sqlite"],
    &[
        "rowproof_engine::coverage::",
        "rowproof_engine::enforcement::",
        "rowproof_export::json::coverage",
        "rowproof_export::json::understood",
    ],
    &["rowproof_query::", "rowproof_rules::workload"],
    &[
        "rowproof_engine::sampled::",
        "rowproof_export::json::sampled_rows",
        "rowproof_normalization::discovery::",
        "rowproof_rows::",
    ],
    &[
        "rowproof_diagram::",
        "rowproof_export::json::diagram",
        "rowproof_export::json::names",
    ],
    // What is made of a report for elsewhere, when somebody shares it or has all fixes made. By its entrances: small functions in it are the same as
    // others, and the compiler makes one of them.
    &[
        "rowproof_engine::safe_fixes::",
        "rowproof_export::csv::findings_csv",
        "rowproof_export::json::safe_fixes::",
        "rowproof_export::markdown::report_markdown",
        "rowproof_export::patch::sql_patch",
        "rowproof_export::pull_request::pull_request_markdown",
        "rowproof_export::redact::redact",
        "rowproof_export::redact::sql::redacted",
        "rowproof_export::sarif::report_sarif",
    ],
    &["rowproof_editing::", "rowproof_export::json::editing"],
];

/// What of the standard library must not come in, by the names of its modules: reading and writing of floats to the last bit, some 15 KB that
/// hardly compress, and the tables of upper and lower case of all scripts, some 10. `rowproof_source` has its own
/// (docs/decisions/0007-code-that-is-compiled-once.md).
const TOO_LARGE: [&str; 3] = ["dec2flt", "flt2dec", "conversions"];

/// The engine's files, ready to be copied.
pub struct Engine {
    /// The directory they go to, below `engine/`: `<version>-<digest>`, so that a cached old engine never meets a new page.
    pub name: String,
    /// The files.
    pub files: Vec<PathBuf>,
}

/// Compiles the engine and makes it small.
pub fn build(project: &Project, toolbox: &Toolbox, profile: Profile) -> Result<Engine> {
    report::doing_for("engine: compiling to WebAssembly", "2 min the first time");
    let cargo_profile = profile.wasm();
    run(toolbox
        .cargo(project)
        .args([
            "rustc",
            "--quiet",
            "--package",
            "rowproof-wasm",
            "--lib",
            "--target",
            "wasm32-unknown-unknown",
        ])
        .args(["--profile", cargo_profile])
        // The linker's tables say which static data belong together.
        .args(["--", "-Clink-arg=--emit-relocs"]))?;
    let compiled = project
        .target("wasm")
        .join("wasm32-unknown-unknown")
        .join(cargo_profile)
        .join("rowproof_wasm.wasm");
    let directory = project.target("site/engine");
    project::remove_directory(&directory)?;
    let linked = fs::read(&compiled).at(&compiled)?;
    let statics = Statics::read(&linked).map_err(|error| unlike_a_module(&error))?;
    let compiled = compiled.with_extension("without-tables.wasm");
    let without_tables = without_tables(&linked).map_err(|error| unlike_a_module(&error))?;
    fs::write(&compiled, without_tables).at(&compiled)?;
    let mut bindgen = toolbox.tool(project, "wasm-bindgen");
    bindgen
        .args([
            "--target",
            "web",
            "--no-typescript",
            "--out-name",
            "engine",
            "--out-dir",
        ])
        .arg(&directory);
    run(bindgen.arg(&compiled))?;
    let module = directory.join("engine_bg.wasm");
    let mut files = vec![module.clone()];
    if profile == Profile::Release {
        refuse_too_large(&linked)?;
        make_small(project, toolbox, &module)?;
        let whole = fs::read(&module).at(&module)?;
        let NotCalled { never, later } = not_called(project, toolbox, &whole, &directory.join("engine.js"))?;
        // The worker fetches the last one first: a finding is soon opened.
        let split = split(&whole, &statics, &PARTS, &[never, later])?;
        fs::write(&module, split.primary).at(&module)?;
        without_leftovers(project, toolbox, &module)?;
        for (number, part) in split.parts.iter().enumerate() {
            let file = directory.join(format!("part{number}.wasm"));
            fs::write(&file, part).at(&file)?;
            without_leftovers(project, toolbox, &file)?;
            files.push(file);
        }
    }
    let worker = directory.join("engine-worker.js");
    fs::copy(project.path("static/engine-worker.js"), &worker).at(&worker)?;
    let scripts = [directory.join("engine.js"), worker];
    if profile == Profile::Release {
        for script in &scripts {
            minify(project, toolbox, script)?;
        }
    }
    files.extend(scripts);
    let contents = files
        .iter()
        .map(|file| fs::read(file).at(file))
        .collect::<Result<Vec<_>>>()?;
    let digest = short_digest(contents.iter().map(Vec::as_slice));
    Ok(Engine {
        name: format!("{}-{digest}", env!("CARGO_PKG_VERSION")),
        files,
    })
}

fn refuse_too_large(module: &[u8]) -> Result<()> {
    let module = Module::read(module).map_err(|error| unlike_a_module(&error))?;
    let found = TOO_LARGE.iter().find(|too_large| {
        let mut names = module.functions.iter().map(|function| function.name);
        names.any(|name| name.contains(*too_large))
    });
    match found {
        None => Ok(()),
        Some(found) => Err(TaskError::Check(format!(
            "the engine contains `{found}` of the standard library: `parse_decimal`, `fixed` and `lower_case` of `rowproof_source` do the same"
        ))),
    }
}

fn unlike_a_module(error: &wasmparser::BinaryReaderError) -> TaskError {
    TaskError::Check(format!(
        "the engine is no module as the tools write them: {error}"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::build::parts::assert_written;

    #[test]
    fn parts_are_of_modules_that_are_there() {
        PARTS.iter().for_each(|paths| assert_written(paths));
    }
}
