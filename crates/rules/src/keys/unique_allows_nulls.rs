//! # A unique constraint that NULL gets past
//!
//! ## What it detects
//! A unique constraint over several columns, one of them a reference that may be NULL: rows without the reference are
//! not compared.
//!
//! ## Why it matters
//! `UNIQUE (parent_id, name)` reads as "no two folders of one name side by side". At the top, where `parent_id` is NULL,
//! it says nothing: NULL is not equal to NULL, so two folders "Photos" stand side by side.
//!
//! ## Example
//! ```sql,finds
//! CREATE TABLE folders (
//!   id bigint PRIMARY KEY,
//!   parent_id bigint REFERENCES folders (id) ON DELETE CASCADE,
//!   name text NOT NULL,
//!   UNIQUE (parent_id, name)
//! );
//! ```
//!
//! ## Better
//! ```sql,clean
//! CREATE TABLE folders (
//!   id bigint PRIMARY KEY,
//!   parent_id bigint REFERENCES folders (id) ON DELETE CASCADE,
//!   name text NOT NULL,
//!   UNIQUE NULLS NOT DISTINCT (parent_id, name)
//! );
//! ```
//!
//! ## When to ignore it
//! When rows without the reference may repeat. Optional identifiers (`UNIQUE (provider, external_id)`) are left alone:
//! there NULL means that there is none.
//!
//! ## References
//! - PostgreSQL manual, "Data Definition", section "Unique Constraints" (`NULLS NOT DISTINCT`, PostgreSQL 15).
//! - SQLite, "CREATE TABLE", section "UNIQUE constraints".

use crate::prelude::*;

pub(crate) const RULE: Rule = Rule {
    code: "unique-allows-nulls",
    severity: Severity::Warning,
    dialects: &Dialect::ALL,
    check: Check::Table(check),
};

const WORDS: Words = Words {
    message: "{0} of `{table}` may repeat in rows without `{name}`, which the unique {1} does not compare; refuse it there as well",
    why: "NULL is not equal to NULL, so a unique constraint lets such rows pass.",
    sure: "{0} is required and named by the constraint, so it is meant to be unique somewhere.",
    intent: "no two rows of `{table}` without `{name}` have the same {0}",
};

fn check(table: &TableView<'_>, findings: &mut Findings<'_>) {
    for index in &table.relation.indexes {
        if let Some((nullable, others)) = loose(table, index) {
            push(table, index, nullable, &others, findings);
        }
    }
}

/// The one reference of the key that may be NULL, and the other columns, when those say something of their own.
fn loose<'c>(table: &TableView<'c>, index: &Index) -> Option<(&'c Column, Vec<&'c Column>)> {
    let columns = table
        .unique_columns(index)
        .filter(|columns| columns.len() > 1 && !index.nulls_not_distinct)?;
    let (nullable, others): (Vec<&Column>, Vec<&Column>) =
        columns.into_iter().partition(|column| !column.not_null);
    let [nullable] = nullable.as_slice() else {
        return None;
    };
    let own = |column: &&Column| !table.refers(column) && !is_named(&column.name, &Lexicon::TENANT);
    (table.refers(nullable) && others.iter().any(own) && !table.has_unique_with(nullable) && !table.staging)
        .then_some((*nullable, others))
}

fn push<'c>(
    table: &TableView<'c>,
    index: &'c Index,
    nullable: &'c Column,
    others: &[&'c Column],
    findings: &mut Findings<'_>,
) {
    let mut gap = table.index_gap(index, nullable, "accepts NULL", &WORDS);
    let names: Vec<&str> = others.iter().map(|column| column.name.as_str()).collect();
    let kind = match index.origin {
        IndexOrigin::Unique => "constraint",
        _ => "index",
    };
    gap.said = vec![listed(&names), kind.to_owned()];
    gap.rows = Rows::Twice(names);
    if table.dialect() != Dialect::MySql {
        let only = format!("{} IS NULL", table.quoted(nullable));
        gap.fixes
            .extend(table.index(others, true, Some(&only)).map(|change| {
                ProposedFix::safe(
                    format!("refuse it among the rows without `{}` as well", nullable.name),
                    "Rows without it are compared with one another.",
                    vec![change],
                )
                .costing("Duplicates that are there must be merged first.")
            }));
    }
    if !table.relation.is_emptied(&nullable.name) {
        gap.fixes.push(ProposedFix::guess(
            format!("declare `{}` NOT NULL", nullable.name),
            "Every row has one.",
            vec![table.require(nullable)],
        ));
    }
    findings.push(&RULE, &gap);
}
