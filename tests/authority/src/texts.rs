//! Texts by dialect.

use std::fs;
use std::path::{Path, PathBuf};

use rowproof_syntax::Dialect;

use crate::server::AskError;

/// A line of a fixture that is not PostgreSQL's.
const MARK: &str = "-- rowproof-fixture: dialect=";

/// A text.
///
/// # Errors
/// When there is none.
pub fn read(path: &Path) -> Result<String, AskError> {
    fs::read_to_string(path).map_err(|source| AskError::File {
        path: path.display().to_string(),
        source,
    })
}

/// The schemas of the dialect below a folder with a folder per dialect, by name.
pub fn schemas(folder: &Path, dialect: Dialect) -> Vec<PathBuf> {
    let names: &[&str] = match dialect {
        Dialect::PostgreSql => &["postgresql", "postgres"],
        Dialect::MySql => &["mysql", "mariadb"],
        Dialect::Sqlite => &["sqlite"],
    };
    names
        .iter()
        .flat_map(|name| sql_files(&folder.join(name)))
        .collect()
}

/// The fixtures of the dialect in which a rule finds something, below a folder with a folder per rule.
///
/// # Errors
/// When one cannot be read.
pub fn fixtures(folder: &Path, dialect: Dialect) -> Result<Vec<PathBuf>, AskError> {
    let mut found = Vec::new();
    for rule in entries(folder) {
        for path in sql_files(&rule) {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            if name.starts_with("finds_") && dialect_of(&read(&path)?) == Some(dialect) {
                found.push(path);
            }
        }
    }
    Ok(found)
}

/// The plans in which a rule finds something, below a folder with a folder per rule, each with its schema where it has one.
///
/// # Errors
/// When one cannot be read.
pub fn plan_fixtures(folder: &Path) -> Result<Vec<PlanFixture>, AskError> {
    let mut found = Vec::new();
    for rule in entries(folder) {
        for path in entries(&rule) {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            if !name.starts_with("finds_") || path.extension().is_none_or(|ending| ending != "txt") {
                continue;
            }
            let schema = path.with_extension("schema");
            let schema = schema.is_file().then(|| read(&schema)).transpose()?;
            found.push(PlanFixture {
                dialect: schema.as_deref().and_then(dialect_of),
                schema: schema.unwrap_or_default(),
                plan: read(&path)?,
                path,
            });
        }
    }
    Ok(found)
}

/// A plan with its schema.
#[derive(Debug)]
pub struct PlanFixture {
    /// Of the plan.
    pub path: PathBuf,
    /// What the schema says; none where there is none, and the plan itself tells.
    pub dialect: Option<Dialect>,
    /// Empty where there is none.
    pub schema: String,
    /// What `EXPLAIN` printed.
    pub plan: String,
}

/// PostgreSQL, when a fixture says nothing.
fn dialect_of(text: &str) -> Option<Dialect> {
    let named = text.lines().find_map(|line| line.strip_prefix(MARK));
    named.map_or(Some(Dialect::PostgreSql), |word| Dialect::from_code(word.trim()))
}

/// The SQL files of a folder, by name.
pub fn sql_files(folder: &Path) -> Vec<PathBuf> {
    let mut files = entries(folder);
    files.retain(|path| path.extension().is_some_and(|extension| extension == "sql"));
    files
}

fn entries(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.path()).collect();
    paths.sort();
    paths
}
