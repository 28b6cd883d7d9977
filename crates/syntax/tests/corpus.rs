//! Every real schema and migration of the corpus: what is declared is understood, and what is not is counted.
//!
//! The corpus is kept beside the repository. Where it is missing the tests say so and pass, except in CI.

#![allow(
    clippy::unwrap_used,
    clippy::string_slice,
    reason = "a panic is how a test fails"
)]

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use rowproof_source::SourceId;
use rowproof_syntax::ast::{Script, StatementKind};
use rowproof_syntax::{Dialect, InputKind, detect_kind, parse_script};

/// A SQLite schema written wholly in MySQL's words; nothing in it tells.
const UNDECIDABLE: &str = "temporal.sql";

fn corpus() -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/corpus");
    if path.is_dir() {
        return Some(path);
    }
    assert!(
        std::env::var_os("CI").is_none(),
        "no corpus at {}",
        path.display()
    );
    println!("skipped: no corpus at {}", path.display());
    None
}

fn files(directory: &Path) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = std::fs::read_dir(directory)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.is_file() && path.extension().is_some_and(|extension| extension != "tsv"))
        .collect();
    files.sort();
    files
}

fn text_of(path: &Path) -> String {
    String::from_utf8_lossy(&std::fs::read(path).unwrap()).into_owned()
}

fn name_of(path: &Path) -> String {
    path.file_name().unwrap().to_string_lossy().into_owned()
}

fn tables(script: &Script) -> usize {
    let is_table = |kind: &StatementKind| matches!(kind, StatementKind::CreateTable(_));
    script
        .statements
        .iter()
        .filter(|statement| is_table(&statement.kind))
        .count()
}

/// `CREATE … TABLE` at the start of a line, block comments aside, counted without any parser.
fn tables_in_text(text: &str) -> usize {
    let mut in_comment = false;
    let mut count = 0;
    for line in text.lines() {
        let line = line.trim_start();
        if line.starts_with("/*") && !line.starts_with("/*!") {
            in_comment = true;
        }
        let mut words = line.split_whitespace().map(str::to_ascii_lowercase);
        let creates = words.next().as_deref() == Some("create");
        if creates && !in_comment && words.take(2).any(|word| word == "table") {
            count += 1;
        }
        if line.contains("*/") {
            in_comment = false;
        }
    }
    count
}

#[test]
fn schemas_are_understood() {
    let Some(corpus) = corpus() else { return };
    let mut summary = String::new();
    for (directory, dialect) in [
        ("mysql", Dialect::MySql),
        ("postgres", Dialect::PostgreSql),
        ("sqlite", Dialect::Sqlite),
    ] {
        for path in files(&corpus.join("schemas").join(directory)) {
            let text = text_of(&path);
            let script = parse_script(SourceId(0), &text, dialect);
            assert_eq!(tables(&script), tables_in_text(&text), "{}", path.display());
            let empty = script.statements.iter().any(|statement| match &statement.kind {
                StatementKind::CreateTable(table) => {
                    table.columns.is_empty() && table.partition_of.is_none() && table.virtual_module.is_none()
                }
                _ => false,
            });
            assert!(!empty, "a table without columns in {}", path.display());
            let detection = detect_kind(&text);
            assert_eq!(
                detection.kind,
                InputKind::Schema,
                "{}: {}",
                path.display(),
                detection.kind_reason
            );
            if !(dialect == Dialect::Sqlite && name_of(&path) == UNDECIDABLE) {
                assert_eq!(
                    detection.dialect,
                    dialect,
                    "{}: {}",
                    path.display(),
                    detection.dialect_reason
                );
            }
            summarise(&mut summary, &format!("{directory}/{}", name_of(&path)), &script);
        }
    }
    insta::assert_snapshot!("schemas", summary);
}

#[test]
fn migrations_are_understood() {
    let Some(corpus) = corpus() else { return };
    let mut summary = String::new();
    for path in files(&corpus.join("migrations")) {
        let name = name_of(&path);
        let dialect = match name.as_str() {
            name if name.contains("-mysql-") => Dialect::MySql,
            name if name.contains("-sqlite-") => Dialect::Sqlite,
            _ => Dialect::PostgreSql,
        };
        let text = text_of(&path);
        let script = parse_script(SourceId(0), &text, dialect);
        summarise(&mut summary, &name, &script);
    }
    insta::assert_snapshot!("migrations", summary);
}

#[test]
fn plans_are_recognised() {
    let Some(corpus) = corpus() else { return };
    for (directory, dialect) in [
        ("mysql", Dialect::MySql),
        ("postgres", Dialect::PostgreSql),
        ("sqlite", Dialect::Sqlite),
    ] {
        for path in files(&corpus.join("plans").join(directory)) {
            let detection = detect_kind(&text_of(&path));
            let found = (detection.kind, detection.dialect);
            assert_eq!(
                found,
                (InputKind::Plan, dialect),
                "{}: {}",
                path.display(),
                detection.kind_reason
            );
        }
    }
}

fn summarise(summary: &mut String, name: &str, script: &Script) {
    writeln!(
        summary,
        "{name}: {} statements, {} tables, {} errors",
        script.statements.len(),
        tables(script),
        script.errors.len()
    )
    .unwrap();
    for error in &script.errors {
        writeln!(summary, "  {}", error.kind).unwrap();
    }
}
