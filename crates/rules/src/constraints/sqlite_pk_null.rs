//! # A primary key that accepts NULL
//!
//! ## What it detects
//! SQLite: a column of a primary key without NOT NULL, in a table that is neither `STRICT` nor `WITHOUT ROWID`.
//!
//! ## Why it matters
//! For the sake of old databases SQLite lets NULL into every primary key but an `INTEGER PRIMARY KEY`, and NULLs are not equal,
//! so any number of rows without a key get in. No foreign key can refer to them, and an upsert makes another one each time.
//!
//! ## Example
//! ```sql,finds
//! CREATE TABLE settings (name TEXT PRIMARY KEY, value TEXT NOT NULL);
//! ```
//!
//! ## Better
//! ```sql,clean
//! CREATE TABLE settings (name TEXT NOT NULL PRIMARY KEY, value TEXT NOT NULL);
//! ```
//!
//! ## When to ignore it
//! Never: a key that is NULL identifies nothing.
//!
//! ## References
//! - SQLite, "CREATE TABLE", section "SQL Data Constraints"; "Quirks, Caveats, and Gotchas In SQLite", section "Primary Keys Can Sometimes
//!   Contain NULLs".

use crate::prelude::*;

pub(crate) const RULE: Rule = Rule {
    code: "sqlite-pk-null",
    severity: Severity::Warning,
    dialects: &[Dialect::Sqlite],
    check: Check::Table(check),
};

const WORDS: Words = Words {
    message: "{0} of the primary key of `{table}` may be NULL, in any number of rows; declare NOT NULL",
    why: "SQLite lets NULL into every primary key but an INTEGER PRIMARY KEY, and NULLs are not equal.",
    sure: "A primary key is meant to tell rows apart.",
    intent: "no row of `{table}` is without its key",
};

fn check(table: &TableView<'_>, findings: &mut Findings<'_>) {
    let relation = table.relation;
    let Some(key) = relation.primary_key() else {
        return;
    };
    if relation.strict || relation.without_rowid {
        return;
    }
    let columns: Vec<&Column> = key
        .columns
        .iter()
        .filter_map(|name| relation.column(name))
        .filter(|column| !column.not_null && column.identity.is_none())
        .collect();
    let Some(first) = columns.first() else {
        return;
    };
    let words = |column: &Column| {
        column
            .data_type
            .words
            .as_deref()
            .unwrap_or_default()
            .to_ascii_lowercase()
    };
    if key.columns.len() == 1 && words(first) == "integer" {
        return;
    }
    let names: Vec<&str> = columns.iter().map(|column| column.name.as_str()).collect();
    let mut gap = table.table_gap(&WORDS);
    gap.said = vec![listed(&names)];
    gap.rows = Rows::One(vec![(&first.name, Value::Null)]);
    gap.place = Some(first.span);
    if columns.len() < key.columns.len() {
        gap.certainty = Certainty::Possible;
        gap.evidence.push(
            "Other columns of the key are NOT NULL, so these may be left open on purpose; then they are no part of a key.".to_owned(),
        );
    }
    let changes = columns.iter().map(|column| table.require(column)).collect();
    gap.fixes.push(ProposedFix::safe(
        "declare NOT NULL",
        "Every row has its key.",
        changes,
    ));
    findings.push(&RULE, &gap);
}
