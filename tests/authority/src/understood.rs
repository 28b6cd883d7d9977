//! How many of the statements that declare something are understood, over real schemas and migrations.

use std::fs;
use std::path::Path;

use rowproof_source::SourceId;
use rowproof_syntax::{Dialect, parse_script, statement_spans};

use crate::server::AskError;

/// The least share of DDL statements that is understood in each dialect, in percent.
const AT_LEAST: f64 = 99.8;

/// Words that begin a statement about structure.
const DDL: [&str; 5] = ["create", "alter", "drop", "comment", "rename"];

/// Statements of one dialect.
#[derive(Debug, Default)]
struct Share {
    declaring: usize,
    understood: usize,
}

/// Prints the share per dialect, and each place that is not understood; false when a share is too small.
///
/// # Errors
/// When a text of the corpus cannot be read.
pub fn print(corpus: &Path) -> Result<bool, AskError> {
    println!(
        "\nstatements of {} that declare something and are understood",
        corpus.display()
    );
    let mut enough = true;
    for dialect in Dialect::ALL {
        let (schemas, mark) = match dialect {
            Dialect::PostgreSql => ("schemas/postgres", None),
            Dialect::MySql => ("schemas/mysql", Some("-mysql-")),
            Dialect::Sqlite => ("schemas/sqlite", Some("-sqlite-")),
        };
        let is_of_dialect = |name: &str| match mark {
            Some(mark) => name.contains(mark),
            None => !name.contains("-mysql-") && !name.contains("-sqlite-"),
        };
        let mut share = Share::default();
        count(&corpus.join(schemas), dialect, &|_| true, &mut share)?;
        count(&corpus.join("migrations"), dialect, &is_of_dialect, &mut share)?;
        let percent = 100.0 * share.understood as f64 / share.declaring.max(1) as f64;
        println!(
            "  {:<20} {:>6} of {:>6}  {percent:>6.2} %",
            dialect.name(),
            share.understood,
            share.declaring
        );
        enough &= percent >= AT_LEAST && share.declaring > 0;
    }
    Ok(enough)
}

fn count(
    folder: &Path,
    dialect: Dialect,
    wanted: &dyn Fn(&str) -> bool,
    share: &mut Share,
) -> Result<(), AskError> {
    let mut files: Vec<_> = fs::read_dir(folder).into_iter().flatten().flatten().collect();
    files.sort_by_key(fs::DirEntry::path);
    for file in files {
        let path = file.path();
        let name = file.file_name().to_string_lossy().into_owned();
        if !name.ends_with(".sql") || !wanted(&name) {
            continue;
        }
        let bytes = fs::read(&path).map_err(|source| AskError::File {
            path: path.display().to_string(),
            source,
        })?;
        let text = String::from_utf8_lossy(&bytes);
        let errors = parse_script(SourceId(0), &text, dialect).errors;
        for span in statement_spans(SourceId(0), &text, dialect) {
            let statement = text.get(span.range()).unwrap_or_default();
            let word = statement.split_whitespace().next().unwrap_or_default();
            if !DDL.contains(&word.to_ascii_lowercase().as_str()) {
                continue;
            }
            share.declaring += 1;
            match errors.iter().find(|error| error.statement == span) {
                Some(error) => {
                    let line = 1 + text
                        .bytes()
                        .take(error.span.start as usize)
                        .filter(|byte| *byte == b'\n')
                        .count();
                    println!("  {}:{line}: {}", path.display(), error.kind);
                }
                None => share.understood += 1,
            }
        }
    }
    Ok(())
}
