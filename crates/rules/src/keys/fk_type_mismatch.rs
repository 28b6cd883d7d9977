//! # A reference narrower than what it refers to
//!
//! ## What it detects
//! A foreign key whose column has another type than the column it refers to, where that matters: a smaller integer, or
//! in SQLite text that refers to numbers.
//!
//! ## Why it matters
//! The key of the parent grows past what the child can hold, and from that row on nothing can refer to it: inserts fail
//! with an overflow long after the schema was written. Comparing two types also costs a cast in each join.
//!
//! ## Example
//! ```sql,finds
//! CREATE TABLE users (id bigint PRIMARY KEY);
//! CREATE TABLE posts (
//!   id bigint PRIMARY KEY,
//!   user_id integer NOT NULL REFERENCES users (id) ON DELETE CASCADE
//! );
//! CREATE INDEX posts_user_id_idx ON posts (user_id);
//! ```
//!
//! ## Better
//! ```sql,clean
//! CREATE TABLE users (id bigint PRIMARY KEY);
//! CREATE TABLE posts (
//!   id bigint PRIMARY KEY,
//!   user_id bigint NOT NULL REFERENCES users (id) ON DELETE CASCADE
//! );
//! CREATE INDEX posts_user_id_idx ON posts (user_id);
//! ```
//!
//! ## When to ignore it
//! When the parent stays small for good. A child wider than its parent is fine.
//!
//! ## References
//! - PostgreSQL manual, "Data Types", section "Integer Types".
//! - SQLite, "Foreign Key Support", section 3: the parent's affinity and collation are used.

use crate::prelude::*;

pub(crate) const RULE: Rule = Rule {
    code: "fk-type-mismatch",
    severity: Severity::Error,
    dialects: &[Dialect::PostgreSql, Dialect::Sqlite],
    check: Check::Table(check),
};

const WORDS: Words = Words {
    message: "`{column}` is `{type}`, but `{0}`, which it refers to, is `{1}`; give it the same type",
    why: "{2}",
    sure: "The types are in the text.",
    intent: "",
};

fn check(table: &TableView<'_>, findings: &mut Findings<'_>) {
    for (_, key) in table.relation.foreign_keys() {
        let Some(parent) = key.relation.and_then(|id| table.catalog.relation(id)) else {
            continue;
        };
        for (name, referenced) in key.columns.iter().zip(&key.referenced_columns) {
            let child = table.columns.iter().find(|column| column.column.name == *name);
            let (Some(child), Some(referenced)) = (child, parent.column(referenced)) else {
                continue;
            };
            let Some(why) = mismatch(&child.column.data_type, &referenced.data_type, table.dialect()) else {
                continue;
            };
            let mut gap = table.gap(child, &WORDS);
            gap.said = vec![
                column_name(parent, referenced),
                referenced.data_type.to_string(),
                why.to_owned(),
            ];
            gap.related.push(Label {
                span: referenced.span,
                text: "what it refers to".to_owned(),
            });
            if table.dialect() == Dialect::PostgreSql {
                let data_type = ColumnType::clone(&referenced.data_type);
                gap.fixes.push(
                    ProposedFix::safe(
                        format!("make it `{data_type}`"),
                        "What it refers to keeps its type.",
                        vec![table.retype(child.column, data_type, None)],
                    )
                    .costing("Rewrites the table while it is locked."),
                );
            }
            findings.push(&RULE, &gap);
        }
    }
}

/// What goes wrong; none when nothing does.
fn mismatch(child: &ColumnType, parent: &ColumnType, dialect: Dialect) -> Option<&'static str> {
    match (child.family, parent.family) {
        (TypeFamily::Integer(child), TypeFamily::Integer(parent)) if dialect == Dialect::PostgreSql => (child
            < parent)
            .then_some("Rows of the parent with larger keys cannot be referred to: the insert overflows."),
        (TypeFamily::Text, TypeFamily::Integer(_)) | (TypeFamily::Integer(_), TypeFamily::Text)
            if dialect == Dialect::Sqlite =>
        {
            Some("Text and numbers are never equal in SQLite unless one is converted, so joins find nothing.")
        }
        _ => None,
    }
}
