//! # A foreign key that MySQL forgets
//!
//! ## What it detects
//! `REFERENCES` behind a column, in a version of MySQL or MariaDB that reads it and makes no foreign key of it.
//!
//! ## Why it matters
//! The text says that the column refers to a row that exists, no error or warning says otherwise, and the server keeps nothing of it.
//! MySQL does so up to version 8.4, MariaDB up to 10.4.
//!
//! ## Example
//! ```sql,finds
//! CREATE TABLE customers (id bigint PRIMARY KEY);
//! CREATE TABLE orders (id bigint PRIMARY KEY, customer_id bigint NOT NULL REFERENCES customers (id));
//! ```
//!
//! ## Better
//! ```sql,clean
//! CREATE TABLE customers (id bigint PRIMARY KEY);
//! CREATE TABLE orders (
//!   id bigint PRIMARY KEY,
//!   customer_id bigint NOT NULL,
//!   FOREIGN KEY (customer_id) REFERENCES customers (id)
//! );
//! ```
//!
//! ## When to ignore it
//! When the schema is only ever loaded into a version that keeps it: say which one, with `--server-version` or in the settings.
//!
//! ## References
//! - MySQL manual, "FOREIGN KEY Constraints": the inline `REFERENCES` specification is parsed and ignored.
//! - MariaDB documentation, "Foreign Keys": from 10.5 on it is kept.

use rowproof_catalog::Forgotten;

use crate::prelude::*;

pub(crate) const RULE: Rule = Rule {
    code: "mysql-inline-references-ignored",
    severity: Severity::Error,
    dialects: &[Dialect::MySql],
    check: Check::Table(check),
};

const WORDS: Words = Words {
    message: "this version reads the REFERENCES behind `{column}` and forgets it; declare FOREIGN KEY (…) REFERENCES `{0}`",
    why: "The text promises rows that exist, the server keeps nothing of it and says nothing.",
    sure: "The clause stands behind a column, where this version makes no foreign key of it.",
    intent: "`{column}` names a row of `{0}` that exists",
};

fn check(table: &TableView<'_>, findings: &mut Findings<'_>) {
    for forgotten in &table.relation.forgotten {
        let Forgotten::Reference {
            column,
            referenced,
            referenced_column,
            on_delete,
            span,
        } = forgotten
        else {
            continue;
        };
        let Some(held) = table.columns.iter().find(|held| held.column.name == *column) else {
            continue;
        };
        if table.refers(held.column) {
            continue;
        }
        let mut gap = table.gap(held, &WORDS);
        gap.place = Some(*span);
        gap.said = vec![referenced.to_string()];
        // Another rule reads the same reference from the name.
        gap.root_cause = Some((reference_cause(table.relation, held.column), 0));
        let parent = table.catalog.by_name(referenced);
        let key = referenced_column.clone().or_else(|| {
            let key = parent.and_then(Relation::primary_key)?;
            key.columns.first().cloned()
        });
        let same_type = parent
            .zip(key.as_deref())
            .and_then(|(parent, key)| parent.column(key))
            .is_some_and(|key| key.data_type.name == held.column.data_type.name);
        if let (Some(key), true) = (key, same_type && table.relation.is_innodb()) {
            if let Some(value) = example_key(held.column, 42) {
                gap.rows = Rows::One(vec![(&held.column.name, value)]);
            }
            let columns = vec![column.clone()];
            gap.fixes.push(
                ProposedFix::safe(
                    "declare the foreign key where the server keeps it",
                    "The reference is meant as it is written.",
                    vec![Change::AddForeignKey {
                        relation: table.relation.id,
                        name: table.catalog.choose_name(table.relation.id, &columns, "fkey"),
                        columns,
                        referenced: referenced.clone(),
                        referenced_columns: vec![key],
                        // Without a word MySQL restricts; said, it is a decision and no other rule asks for one.
                        on_delete: on_delete.or(Some(ReferentialAction::Restrict)),
                    }],
                )
                .costing("Rows that point nowhere must be repaired first."),
            );
        }
        findings.push(&RULE, &gap);
    }
}

/// The name of what two rules see: a reference that is not there.
pub(super) fn reference_cause(relation: &Relation, column: &Column) -> String {
    format!("reference {}", column_name(relation, column))
}
