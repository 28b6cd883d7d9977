//! # A key that is unique among the deleted alone
//!
//! ## What it detects
//! A unique constraint that names the column marking deleted rows, which is NULL for live ones:
//! `UNIQUE (email, deleted_at)`.
//!
//! ## Why it matters
//! The constraint is meant to let an address be used again once its row is deleted. But live rows have NULL in the mark,
//! and NULL is not equal to NULL: two live rows with the same address pass. What it does refuse, two rows deleted at the
//! same moment, nobody cares about.
//!
//! ## Example
//! ```sql,finds
//! CREATE TABLE users (
//!   id bigint PRIMARY KEY,
//!   email text NOT NULL,
//!   deleted_at timestamptz,
//!   UNIQUE (email, deleted_at)
//! );
//! ```
//!
//! ## Better
//! ```sql,clean
//! CREATE TABLE users (
//!   id bigint PRIMARY KEY,
//!   email text NOT NULL,
//!   deleted_at timestamptz
//! );
//! CREATE UNIQUE INDEX users_email_live_idx ON users (email) WHERE deleted_at IS NULL;
//! ```
//!
//! ## When to ignore it
//! Never: the constraint does not do what it says.
//!
//! ## References
//! - PostgreSQL manual, "Indexes", section "Partial Indexes".
//! - MySQL 8.4 manual, "CREATE TABLE and Generated Columns": a generated column that is NULL for deleted rows.

use crate::prelude::*;

pub(crate) const RULE: Rule = Rule {
    code: "soft-delete-in-unique",
    severity: Severity::Error,
    dialects: &Dialect::ALL,
    check: Check::Table(check),
};

const WORDS: Words = Words {
    message: "live rows of `{table}` may have the same {0}: the unique key names `{name}`, which is NULL for them; make it unique among live rows",
    why: "NULL is not equal to NULL, so the key compares deleted rows alone.",
    sure: "`{name}` accepts NULL and marks rows as deleted.",
    intent: "no two live rows of `{table}` have the same {0}",
};

fn check(table: &TableView<'_>, findings: &mut Findings<'_>) {
    for index in &table.relation.indexes {
        let Some(columns) = table.unique_columns(index) else {
            continue;
        };
        let marks = |column: &&Column| !column.not_null && is_named(&column.name, &Lexicon::SOFT_DELETE);
        let Some(mark) = columns.iter().copied().find(marks) else {
            continue;
        };
        let others: Vec<&Column> = columns
            .iter()
            .copied()
            .filter(|column| column.name != mark.name)
            .collect();
        let stored: Vec<String> = others.iter().map(|column| column.name.clone()).collect();
        if others.is_empty()
            || index.nulls_not_distinct
            || table.has_unique_with(mark)
            || table.catalog.unique_within(table.relation, &stored).is_some()
        {
            continue;
        }
        let mut gap = table.index_gap(index, mark, "NULL for live rows", &WORDS);
        let names: Vec<&str> = others.iter().map(|column| column.name.as_str()).collect();
        gap.said.push(listed(&names));
        gap.rows = Rows::Twice(names);
        gap.fixes.extend(among_live(table, &others, mark));
        findings.push(&RULE, &gap);
    }
}

/// MySQL has no index over some rows; a generated column that is NULL for deleted ones does the same.
fn among_live(table: &TableView<'_>, others: &[&Column], mark: &Column) -> Option<ProposedFix> {
    let title = "make it unique among live rows";
    let when = "A value may be used again once its row is deleted.";
    let cost = "Duplicates that are there must be merged first; the old key may go afterwards.";
    if table.dialect() != Dialect::MySql {
        let live = unmarked(mark, table.dialect());
        let change = table.index(others, true, Some(&live.text))?;
        return Some(ProposedFix::safe(title, when, vec![change]).costing(cost));
    }
    let quoted: Vec<String> = others.iter().map(|column| table.quoted(column)).collect();
    let target = table.catalog.sql_name(table.relation);
    let live = unmarked(mark, table.dialect()).text;
    let statement = format!(
        "ALTER TABLE {target} ADD COLUMN live tinyint GENERATED ALWAYS AS (CASE WHEN {live} THEN 1 END) VIRTUAL, ADD UNIQUE ({}, live)",
        quoted.join(", ")
    );
    Some(ProposedFix::statements(title, when, vec![statement]).costing(cost))
}
