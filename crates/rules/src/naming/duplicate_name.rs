//! # A name that is taken
//!
//! ## What it detects
//! A table, column, index, constraint, type or trigger whose name another one has already, so that the server refuses the statement.
//!
//! ## Why it matters
//! The statement is refused as a whole, with everything else that it declares. A script that goes on after an error, as `psql` does unless told
//! otherwise, leaves a database in which the second table, or the column added with it, is not there.
//!
//! ## Example
//! ```sql,finds
//! CREATE TABLE users (id bigint PRIMARY KEY, email text NOT NULL, email text);
//! ```
//!
//! ## Better
//! ```sql,clean
//! CREATE TABLE users (id bigint PRIMARY KEY, email text NOT NULL, second_email text);
//! ```
//!
//! ## When to ignore it
//! When the text is not meant to run as one script: two versions of a table, say. `IF NOT EXISTS` and a `DROP` before it are
//! read as the server reads them. PostgreSQL keeps tables, indexes, views and sequences in one list of names, MySQL
//! keeps the names of foreign keys for a whole database, and SQLite compares names without regard to case.
//!
//! ## References
//! - PostgreSQL manual, "PostgreSQL Error Codes", class 42; "CREATE TABLE", on names.
//! - MySQL manual, "FOREIGN KEY Constraints", on names of constraints.

use crate::prelude::*;
use crate::refused::{Said, report};

pub(crate) const RULE: Rule = Rule {
    code: "duplicate-name",
    severity: Severity::Error,
    dialects: &Dialect::ALL,
    check: Check::Schema(check),
};

const SAID: Said = Said {
    advice: "the statement is refused with all that it declares; rename one of the two, or leave one out",
    why: "What the statement declares is not there afterwards, and was not checked.",
    severity: None,
};

fn check(context: &SchemaContext<'_>, findings: &mut Findings<'_>) {
    report(context, findings, &RULE, |_| &SAID);
}
