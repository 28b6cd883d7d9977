//! # Index that another one begins with
//!
//! ## What it detects
//! A plain index whose keys are the first keys of another index of the table, in the same order, with the same condition,
//! collations, operator classes and access method.
//!
//! ## Why it matters
//! A B-tree over `(org_id, name)` is sorted by `org_id` first, so it answers every look-up by `org_id` alone. The shorter index
//! only adds writes.
//!
//! ## Example
//! ```sql,finds
//! CREATE TABLE labels (id bigint PRIMARY KEY, org_id bigint NOT NULL, name text NOT NULL, UNIQUE (org_id, name));
//! CREATE INDEX labels_org_id_idx ON labels (org_id);
//! ```
//!
//! ## Better
//! ```sql,clean
//! CREATE TABLE labels (id bigint PRIMARY KEY, org_id bigint NOT NULL, name text NOT NULL, UNIQUE (org_id, name));
//! ```
//!
//! ## When to ignore it
//! When the longer keys are wide and the shorter index stays in memory where the longer would not, or when many
//! duplicates of the short key compress well. A unique index is never called needless for a longer one: it refuses more. Hash,
//! GIN and full-text indexes, other conditions, other collations and other orders are not compared.
//!
//! ## What experts disagree on
//! How much smaller an index must be to be worth its writes; most advise to drop it unless measured otherwise.
//!
//! ## References
//! - PostgreSQL manual, "Indexes", section "Multicolumn Indexes".
//! - MySQL manual, "Multiple-Column Indexes", on leftmost prefixes.

use rowproof_catalog::questions::Redundancy;

use super::duplicate_index::report;
use crate::prelude::*;

pub(crate) const RULE: Rule = Rule {
    code: "redundant-prefix-index",
    severity: Severity::Info,
    dialects: &Dialect::ALL,
    check: Check::Schema(check),
};

fn check(context: &SchemaContext<'_>, findings: &mut Findings<'_>) {
    report(context, findings, &RULE, Redundancy::Prefix);
}
