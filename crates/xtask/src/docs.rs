//! `cargo xtask docs`: the files in `docs/` that are made from the code.

use std::fs;

use crate::error::{AtPath, Result};
use crate::process::read;
use crate::project::Project;

/// The JSON Schema of `rowproof.toml`; a test of the command line holds it against the code.
const CONFIG_SCHEMA: &str = "docs/rowproof.schema.json";
/// What became of every row of the rule catalogue; a test holds it against the rules.
const RULE_TABLE: &str = "docs/rules.md";
/// What became of every row of the insight catalogue; a test holds it against the rules.
const INSIGHT_TABLE: &str = "docs/insights.md";

/// Writes them.
///
/// # Errors
/// When what prints them cannot be built, disagrees with the code, or a file cannot be written.
pub fn write(project: &Project) -> Result<()> {
    let schema = ["--package", "rowproof-cli", "--", "config-schema"];
    let table = ["--package", "rowproof-tests", "--bin", "rule_table"];
    let insights = ["--package", "rowproof-tests", "--bin", "insight_table"];
    for (file, arguments) in [
        (CONFIG_SCHEMA, &schema),
        (RULE_TABLE, &table),
        (INSIGHT_TABLE, &insights),
    ] {
        let mut text = read(project.cargo().args(["run", "--quiet"]).args(arguments))?;
        text.push('\n');
        let path = project.path(file);
        fs::write(&path, text).at(&path)?;
    }
    Ok(())
}
