//! # Deleted, but when?
//!
//! ## What it detects
//! A flag that marks rows as deleted (`is_deleted`, `deleted`) without a column that says when.
//!
//! ## Why it matters
//! Sooner or later somebody asks which rows went yesterday, or wants to remove for good what has been gone for a year.
//! A flag cannot answer; a moment that is NULL for live rows can, and says all the flag does.
//!
//! ## Example
//! ```sql,finds
//! CREATE TABLE users (
//!   id bigint PRIMARY KEY,
//!   name text NOT NULL,
//!   is_deleted boolean NOT NULL DEFAULT false
//! );
//! ```
//!
//! ## Better
//! ```sql,clean
//! CREATE TABLE users (
//!   id bigint PRIMARY KEY,
//!   name text NOT NULL,
//!   deleted_at timestamptz
//! );
//! ```
//!
//! ## When to ignore it
//! When an audit log keeps the moment.
//!
//! ## References
//! - PostgreSQL manual, "Indexes", section "Partial Indexes": `WHERE deleted_at IS NULL` serves live rows alone.

use crate::prelude::*;

pub(crate) const RULE: Rule = Rule {
    code: "soft-delete-boolean",
    severity: Severity::Hint,
    dialects: &Dialect::ALL,
    check: Check::Table(check),
};

const WORDS: Words = Words {
    message: "`{column}` says that a row is deleted, not when; a column `deleted_at` that is NULL for live rows says both",
    why: "Which rows went yesterday, and which have been gone for a year, cannot be told from a flag.",
    sure: "The table has no column for the moment.",
    intent: "",
};

fn check(table: &TableView<'_>, findings: &mut Findings<'_>) {
    let dated = |column: &ColumnView<'_>| {
        column.says(const { WordList::new("archived,deleted,discarded,removed") })
            && !column.column.data_type.is_number()
            && column.column.data_type.family != TypeFamily::Boolean
    };
    if table.columns.iter().any(dated) {
        return;
    }
    for column in &table.columns {
        let flag = column.column.data_type.family == TypeFamily::Boolean && column.is_written();
        if !flag || !column.is_named(&Lexicon::SOFT_DELETE) {
            continue;
        }
        let (name, target) = (
            table.quoted(column.column),
            table.catalog.sql_name(table.relation),
        );
        let data_type = match table.dialect() {
            Dialect::PostgreSql => "timestamptz",
            Dialect::MySql => "datetime",
            Dialect::Sqlite => "text",
        };
        let mut gap = table.gap(column, &WORDS);
        gap.fixes.push(ProposedFix::statements(
            "add the moment, and fill it in for rows that are marked",
            "The flag stays until nothing reads it any more.",
            vec![
                format!("ALTER TABLE {target} ADD COLUMN deleted_at {data_type}"),
                format!("UPDATE {target} SET deleted_at = CURRENT_TIMESTAMP WHERE {name}"),
            ],
        ));
        findings.push(&RULE, &gap);
    }
}
