//! # One row of another system, twice here
//!
//! ## What it detects
//! A column that holds the identifier another system gave (`external_id`, `remote_id`) and that no unique index names.
//!
//! ## Why it matters
//! Imports and webhooks come again: after a timeout, after a restart, from two workers. Without a unique constraint the
//! second delivery makes a second row, and from then on every update reaches one of them.
//!
//! ## Example
//! ```sql,finds
//! CREATE TABLE customers (
//!   id bigint PRIMARY KEY,
//!   external_id text NOT NULL
//! );
//! ```
//!
//! ## Better
//! ```sql,clean
//! CREATE TABLE customers (
//!   id bigint PRIMARY KEY,
//!   external_id text NOT NULL UNIQUE
//! );
//! ```
//!
//! ## When to ignore it
//! When several rows rightly come from one of the other system's, as the lines of its order. With several systems the
//! key is the system and its identifier together.
//!
//! ## References
//! - PostgreSQL manual, "INSERT", `ON CONFLICT`: it needs the unique index too.

use super::single::{is_loose, push};
use crate::prelude::*;

pub(crate) const RULE: Rule = Rule {
    code: "external-id-not-unique",
    severity: Severity::Warning,
    dialects: &Dialect::ALL,
    check: Check::Table(check),
};

const NAMES: WordList =
    WordList::new("ext_id,external_id,external_ref,external_reference,foreign_id,remote_id,upstream_id");

const WORDS: Words = Words {
    message: "two rows of `{table}` may have the same `{name}`, so a delivery that comes again makes a second row; declare it UNIQUE",
    why: "From then on updates from the other system reach one of the two.",
    sure: "Only the name says that each row is one of the other system's.",
    intent: "each row of the other system is one row of `{table}`",
};

fn check(table: &TableView<'_>, findings: &mut Findings<'_>) {
    for column in &table.columns {
        if column.is_named(NAMES) && is_loose(table, column) {
            push(table, column, (&RULE, &WORDS), Certainty::Possible, findings);
        }
    }
}
