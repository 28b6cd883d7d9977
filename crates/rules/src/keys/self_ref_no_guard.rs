//! # A row may be its own parent
//!
//! ## What it detects
//! A reference from a table to itself (`parent_id`, `manager_id`) without a CHECK or trigger that keeps a row from
//! referring to itself.
//!
//! ## Why it matters
//! A folder inside itself is on no path from the top: it is in no listing, and a recursive query that walks down from it
//! does not end. It takes one wrong drop in a tree view.
//!
//! ## Example
//! ```sql,finds
//! CREATE TABLE folders (
//!   id bigint PRIMARY KEY,
//!   parent_id bigint REFERENCES folders (id) ON DELETE CASCADE
//! );
//! CREATE INDEX folders_parent_id_idx ON folders (parent_id);
//! ```
//!
//! ## Better
//! ```sql,clean
//! CREATE TABLE folders (
//!   id bigint PRIMARY KEY,
//!   parent_id bigint REFERENCES folders (id) ON DELETE CASCADE CHECK (parent_id <> id)
//! );
//! CREATE INDEX folders_parent_id_idx ON folders (parent_id);
//! ```
//!
//! ## When to ignore it
//! When the top of the tree is marked by pointing at itself, or the writers check. Longer circles (a under b under a)
//! need a trigger: no CHECK sees other rows.
//!
//! ## References
//! - PostgreSQL manual, "Queries", section "WITH Queries", on cycles.

use crate::prelude::*;

pub(crate) const RULE: Rule = Rule {
    code: "self-ref-no-guard",
    severity: Severity::Info,
    dialects: &[Dialect::PostgreSql, Dialect::Sqlite],
    check: Check::Table(check),
};

const WORDS: Words = Words {
    message: "a row of `{table}` may be its own `{0}`; add a CHECK that it is not",
    why: "Such a row is on no path from the top, and a query that walks down from it does not end.",
    sure: "`{0}` refers to the table's own key, and nothing compares the two.",
    intent: "no row of `{table}` is its own `{0}`",
};

fn check(table: &TableView<'_>, findings: &mut Findings<'_>) {
    let relation = table.relation;
    for (_, key) in relation.foreign_keys() {
        let ([name], [referenced]) = (key.columns.as_slice(), key.referenced_columns.as_slice()) else {
            continue;
        };
        let child = table.columns.iter().find(|column| column.column.name == *name);
        let (Some(child), Some(parent)) = (child, relation.column(referenced)) else {
            continue;
        };
        // One that is required is the way to mark the top.
        let own = key.relation == Some(relation.id) && name != referenced && !child.column.not_null;
        let facts = table.facts(child);
        let compared =
            facts.is_related_to(referenced) || facts.comparison_with(referenced).is_some() || facts.other;
        if !own || compared || !relation.triggers.is_empty() {
            continue;
        }
        let mut gap = table.gap(child, &WORDS);
        gap.said.push(name.clone());
        let value = match parent.data_type.family {
            TypeFamily::Integer(_) => Value::integer(7),
            TypeFamily::Uuid => Value::text("00000000-0000-4000-8000-000000000007"),
            _ => Value::Unknown,
        };
        if value != Value::Unknown && parent.identity != Some(rowproof_catalog::Identity::Always) {
            gap.rows = Rows::One(vec![(&parent.name, value.clone()), (name, value)]);
        }
        let (a, b) = (table.quoted(child.column), table.quoted(parent));
        gap.fixes.extend(table.checked(
            &[child.column, parent],
            &format!("{a} <> {b}"),
            "refuse a row that refers to itself",
            "The top of the tree has NULL.",
        ));
        findings.push(&RULE, &gap);
    }
}
