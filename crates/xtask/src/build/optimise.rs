//! Making modules small with Binaryen's `wasm-opt`.

use std::fs;
use std::path::Path;

use super::likeness::name_by_likeness;
use crate::error::{AtPath, Result, TaskError};
use crate::process::run;
use crate::project::Project;
use crate::setup::Toolbox;

/// rustc's own defaults for this target; `wasm-opt` must be told, or it refuses what rustc emitted.
const FEATURES: [&str; 6] = [
    "--enable-bulk-memory",
    "--enable-multivalue",
    "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int",
    "--enable-reference-types",
    "--enable-sign-ext",
];

/// The smallest module as it is sent. Without the two passes the module itself is larger, but what they write compresses
/// so badly that it is sent smaller: bodies put in place of calls, and values kept in locals to be used twice.
const OPTIMISATIONS: [&str; 16] = [
    "-Oz",
    // Twice more from the control flow anew: what the first round left behind becomes simpler by it, 3 KB and half a one
    // smaller. What is known of every value then, and two last rounds, take off one more.
    "--flatten",
    "--rereloop",
    "-Oz",
    "--flatten",
    "--rereloop",
    "-Oz",
    "--gufa",
    "-Oz",
    "-Oz",
    // Nothing lies below address 1,024: the stack stands first and grows down to there.
    "--low-memory-unused",
    "--skip-pass=inlining-optimizing",
    "--skip-pass=local-cse",
    // By the names made before, not by how often they are called: see `likeness`.
    "--reorder-functions-by-name",
    "--strip-producers",
    "--strip-target-features",
];

/// Makes a whole module small, in its place, and leaves its functions their names: they say which part a function belongs to.
///
/// # Errors
/// When it is no module as wasm-bindgen writes them.
pub fn make_small(project: &Project, toolbox: &Toolbox, module: &Path) -> Result<()> {
    let bound = fs::read(module).at(module)?;
    let named = name_by_likeness(&bound)
        .map_err(|error| TaskError::Check(format!("{}: {error}", project.shown(module))))?;
    fs::write(module, named).at(module)?;
    let mut optimiser = toolbox.tool(project, "wasm-opt");
    run(optimiser
        .args(OPTIMISATIONS)
        .args(FEATURES)
        .arg("--debuginfo")
        .arg(module)
        .arg("-o")
        .arg(module))
}

/// Takes out of a module that was cut what only the others use: what stands in the place of functions that nobody here calls, and types.
///
/// # Errors
/// When the optimiser does not read it.
pub fn without_leftovers(project: &Project, toolbox: &Toolbox, module: &Path) -> Result<()> {
    let mut optimiser = toolbox.tool(project, "wasm-opt");
    optimiser
        .args(["--strip-debug", "--remove-unused-module-elements"])
        .args(FEATURES);
    run(optimiser.arg(module).arg("-o").arg(module))
}
