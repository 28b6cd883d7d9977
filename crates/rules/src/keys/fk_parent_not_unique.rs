//! # A foreign key to columns that are no key
//!
//! ## What it detects
//! A foreign key to columns that neither a primary key nor a unique constraint of the other table tells apart.
//!
//! ## Why it matters
//! SQLite takes the declaration and then fails every INSERT into the referencing table with "foreign key mismatch". InnoDB before MySQL
//! 8.4, and MariaDB, take it when any index begins with the columns: then it is not told which row is meant, and a delete of one
//! of two equal ones is refused or cascades although the other is still there.
//!
//! ## Example
//! ```sql,finds
//! CREATE TABLE countries (id bigint PRIMARY KEY, code char(2) NOT NULL, KEY (code));
//! CREATE TABLE customers (
//!   id bigint PRIMARY KEY,
//!   country char(2) NOT NULL,
//!   FOREIGN KEY (country) REFERENCES countries (code) ON DELETE RESTRICT
//! );
//! ```
//!
//! ## Better
//! ```sql,clean
//! CREATE TABLE countries (id bigint PRIMARY KEY, code char(2) NOT NULL, UNIQUE (code));
//! CREATE TABLE customers (
//!   id bigint PRIMARY KEY,
//!   country char(2) NOT NULL,
//!   FOREIGN KEY (country) REFERENCES countries (code) ON DELETE RESTRICT
//! );
//! ```
//!
//! ## When to ignore it
//! Never: a reference names one row.
//!
//! ## References
//! - SQLite, "SQLite Foreign Key Support", section "Required and Suggested Database Indexes".
//! - MySQL manual, "FOREIGN KEY Constraints", on `restrict_fk_on_non_standard_key`.

use crate::prelude::*;

pub(crate) const RULE: Rule = Rule {
    code: "fk-parent-not-unique",
    severity: Severity::Error,
    dialects: &[Dialect::MySql, Dialect::Sqlite],
    check: Check::Table(check),
};

const WORDS: Words = Words {
    message: "the foreign key of {0} refers to {1} of `{2}`, which no unique key tells apart; {3}",
    why: "A reference names one row, and nothing says which one of several it is.",
    sure: "No primary key or unique constraint is over exactly these columns.",
    intent: "",
};

fn check(table: &TableView<'_>, findings: &mut Findings<'_>) {
    for (constraint, key) in table.relation.foreign_keys() {
        let Some(parent) = key.relation.and_then(|id| table.catalog.relation(id)) else {
            continue;
        };
        if key.referenced_columns.is_empty() || is_key(parent, &key.referenced_columns) {
            continue;
        }
        let mut gap = table.table_gap(&WORDS);
        gap.object = Some(format!("{} ({})", table.relation.name, key.columns.join(", ")));
        gap.place = Some(constraint.span);
        let consequence = match table.dialect() {
            Dialect::Sqlite => "SQLite fails each INSERT with a mismatch; declare them UNIQUE",
            _ => "declare them UNIQUE",
        };
        gap.said = vec![
            listed(&key.columns),
            listed(&key.referenced_columns),
            parent.name.to_string(),
            consequence.to_owned(),
        ];
        let columns: Vec<&Column> = key
            .referenced_columns
            .iter()
            .filter_map(|name| parent.column(name))
            .collect();
        let view = TableView::new(table.catalog, parent, table.queries);
        if columns.len() == key.referenced_columns.len() {
            gap.fixes.push(
                ProposedFix::safe(
                    format!(
                        "declare {} of `{}` UNIQUE",
                        listed(&key.referenced_columns),
                        parent.name
                    ),
                    "Each of its rows is meant to be told apart by them.",
                    view.unique(&columns),
                )
                .costing("Duplicates that are there must be merged first."),
            );
        }
        findings.push(&RULE, &gap);
    }
}

/// Whether a primary key or a unique index is over exactly these columns, in whatever order.
fn is_key(parent: &Relation, columns: &[String]) -> bool {
    let same =
        |held: &[&String]| held.len() == columns.len() && held.iter().all(|name| columns.contains(name));
    let primary = parent
        .primary_key()
        .is_some_and(|key| same(&key.columns.iter().collect::<Vec<_>>()));
    primary
        || parent.indexes.iter().any(|index| {
            let keys: Vec<&String> = index.keys.iter().filter_map(|key| key.column.as_ref()).collect();
            index.unique && index.predicate.is_none() && keys.len() == index.keys.len() && same(&keys)
        })
}
