//! # A unique key that a shorter one makes needless
//!
//! ## What it detects
//! A unique index over all the columns of another unique index, and more: `UNIQUE (email, org_id)` beside `UNIQUE (email)`.
//!
//! ## Why it matters
//! Two rows that may not share an address do not share an address and an organization either: the wider key refuses nothing. It
//! costs a write for each row, and it misleads: who reads it takes the address for unique within an organization, and it is unique
//! everywhere. Often one of the two is a leftover, and it is worth asking which.
//!
//! ## Example
//! ```sql,finds
//! CREATE TABLE users (
//!   id bigint PRIMARY KEY,
//!   org_id bigint NOT NULL,
//!   email text NOT NULL UNIQUE,
//!   UNIQUE (email, org_id)
//! );
//! ```
//!
//! ## Better
//! ```sql,clean
//! CREATE TABLE users (
//!   id bigint PRIMARY KEY,
//!   org_id bigint NOT NULL,
//!   email text NOT NULL UNIQUE
//! );
//! ```
//!
//! ## When to ignore it
//! When queries are answered from the wider index alone, or when `ON CONFLICT` names its columns. A wider key that a foreign key refers
//! to is left alone, and so is one that begins with a column which the shorter does not have: it serves look-ups by that. So are keys over
//! other rows, and keys that let NULL pass where the shorter refuses it.
//!
//! ## References
//! - PostgreSQL manual, "Indexes", section "Unique Indexes"; "CREATE TABLE", on foreign keys to a unique constraint.

use rowproof_catalog::questions::Redundancy;

use super::duplicate_index::report;
use crate::prelude::*;

pub(crate) const RULE: Rule = Rule {
    code: "unique-superset",
    severity: Severity::Info,
    dialects: &Dialect::ALL,
    check: Check::Schema(check),
};

fn check(context: &SchemaContext<'_>, findings: &mut Findings<'_>) {
    report(context, findings, &RULE, Redundancy::WiderUnique);
}
