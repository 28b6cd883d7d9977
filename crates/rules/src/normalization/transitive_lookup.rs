//! # Code and name side by side
//!
//! ## What it detects
//! Two columns of a table that is about something else, one the code or number of a thing and one its name:
//! `currency_code` and `currency_symbol`, `manager_id` and `manager_name`.
//!
//! ## Why it matters
//! Every row that names the code names the name again. Nothing keeps two rows with `EUR` from having different symbols, and
//! a name that changes has to change in every row. The name follows from the code, and the code is no key of this table: that is
//! what third normal form rules out.
//!
//! ## Example
//! ```sql,finds
//! CREATE TABLE price_lists (
//!   id bigint PRIMARY KEY,
//!   title text NOT NULL,
//!   currency_code char(3) NOT NULL,
//!   currency_symbol varchar(5) NOT NULL
//! );
//! ```
//!
//! ## Better
//! ```sql,clean
//! CREATE TABLE currencies (currency_code char(3) PRIMARY KEY, currency_symbol varchar(5) NOT NULL);
//! CREATE TABLE price_lists (
//!   id bigint PRIMARY KEY,
//!   title text NOT NULL,
//!   currency_code char(3) NOT NULL REFERENCES currencies (currency_code) ON DELETE RESTRICT
//! );
//! ```
//!
//! ## When to ignore it
//! When the two come from outside together and are only passed on, or when the name is meant as it was at the time. Only names
//! tell of the dependency, so this is a hint. Postal code and city are not reported: cities share codes and codes share
//! cities. Documents, logs, caches and tables with a row for each language are left alone.
//!
//! ## References
//! - E. F. Codd, "Further Normalization of the Data Base Relational Model", 1971: third normal form.
//! - W. Kent, "A Simple Guide to Five Normal Forms in Relational Database Theory", 1983.

use super::dependencies::{Place, push_named};
use crate::prelude::*;

pub(crate) const RULE: Rule = Rule {
    code: "transitive-lookup",
    severity: Severity::Hint,
    dialects: &Dialect::ALL,
    check: Check::Table(check),
};

const WORDS: Words = Words {
    message: "{columns} of `{table}` {follows} from `{determinant}`, and nothing keeps rows alike; keep it once for each `{determinant}`",
    why: "It is stored again in every row with the same `{determinant}`; a row that is missed when it changes says something else (the table is not in third normal form).",
    sure: "Only the names say that it depends on `{determinant}`.",
    intent: "rows of `{table}` with the same `{determinant}` have the same {columns}",
};

fn check(table: &TableView<'_>, findings: &mut Findings<'_>) {
    push_named(table, Place::Third, &RULE, &WORDS, findings);
}
