//! What the tests across crates share. The tests themselves are in `tests/tests/`, the end-to-end tests in `tests/e2e/`.

pub mod facts;
pub mod insight_table;
pub mod invariants;
pub mod measured_texts;
pub mod removal;
pub mod rule_table;

use std::fs;
use std::path::{Path, PathBuf};

use rowproof_engine::findings::{Finding, Fix};
use rowproof_engine::syntax::Dialect;
use rowproof_engine::{Document, Part, Report, Settings, analyze};

/// The project's root.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .map(Path::to_path_buf)
        .unwrap_or_default()
}

/// The corpus of real schemas, migrations and plans, which is not part of the project. Without it the tests that need
/// it print why they do nothing, except in CI, where a missing corpus is `Err` with the reason.
pub fn corpus() -> Result<Option<PathBuf>, String> {
    let corpus = root().join("../shared/corpus");
    if corpus.is_dir() {
        return Ok(Some(corpus));
    }
    let reason = format!("the corpus is not at {}", corpus.display());
    if std::env::var_os("CI").is_some() {
        return Err(reason);
    }
    println!("skipped: {reason}");
    Ok(None)
}

/// Every file below a folder, sorted by path.
pub fn files_below(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path)
            } else {
                files.push(path)
            }
        }
    }
    files.sort();
    files
}

/// A fixture's text and the dialect its `-- rowproof-fixture: dialect=…` line names.
pub fn read_fixture(path: &Path) -> (String, Option<Dialect>) {
    let text = fs::read_to_string(path).unwrap_or_default();
    let dialect = text
        .lines()
        .find_map(|line| line.strip_prefix("-- rowproof-fixture: dialect="))
        .map_or(Some(Dialect::PostgreSql), |word| Dialect::from_code(word.trim()));
    (text, dialect)
}

/// Analyses a fixture: its text as one part, behind the file of the same name that ends in `.schema`, where there is one; that says
/// the dialect then.
pub fn analyze_fixture(path: &Path) -> Report {
    let (text, dialect) = read_fixture(path);
    let name = |path: &Path| {
        path.file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned()
    };
    let schema = path.with_extension("schema");
    let plan = Part::new(name(path), text);
    if !schema.is_file() {
        return analyze_parts(vec![plan], dialect);
    }
    let (text, dialect) = read_fixture(&schema);
    analyze_parts(vec![Part::new(name(&schema), text), plan], dialect)
}

/// Analyses parts of one document.
pub fn analyze_parts(parts: Vec<Part>, dialect: Option<Dialect>) -> Report {
    let settings = Settings {
        product: dialect.map(Into::into),
        ..Settings::default()
    };
    analyze(&Document { parts }, &settings)
}

/// Analyses one text as one part.
pub fn analyze_text(name: &str, text: &str, dialect: Option<Dialect>) -> Report {
    analyze_parts(vec![Part::new(name, text)], dialect)
}

/// The text after a fix's edits.
pub fn apply(fix: &Fix, text: &str) -> String {
    let mut changed = text.to_owned();
    for edit in fix.edits.iter().rev() {
        changed.replace_range(edit.span.range(), &edit.replacement);
    }
    changed
}

/// Whether a report has a finding of that rule about that object that speaks for itself.
pub fn has(report: &Report, finding: &Finding) -> bool {
    report
        .visible_findings()
        .any(|other| other.rule == finding.rule && other.object == finding.object)
}
