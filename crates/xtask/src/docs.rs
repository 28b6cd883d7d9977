//! `cargo xtask docs`: the files in `docs/` that are made from the code.

use std::fs;

use crate::error::{AtPath, Result};
use crate::process::read;
use crate::project::Project;

/// The JSON Schema of `rowproof.toml`; a test of the command line holds it against the code.
const CONFIG_SCHEMA: &str = "docs/rowproof.schema.json";

/// Writes them.
///
/// # Errors
/// When the command line cannot be built or a file cannot be written.
pub fn write(project: &Project) -> Result<()> {
    let mut schema = read(project.cargo().args([
        "run",
        "--quiet",
        "--package",
        "rowproof-cli",
        "--",
        "config-schema",
    ]))?;
    schema.push('\n');
    let path = project.path(CONFIG_SCHEMA);
    fs::write(&path, schema).at(&path)
}
