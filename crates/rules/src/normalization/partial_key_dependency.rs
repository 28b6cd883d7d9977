//! # A column that follows from part of the key
//!
//! ## What it detects
//! A table whose primary key has several columns, one of them a reference, and a column named after that reference alone:
//! `course_name` beside the key `(student_id, course_id)`.
//!
//! ## Why it matters
//! The name of the course is stored once for each student who takes it. When it changes, every one of these rows has to change;
//! the one that is missed says something else than the others. A course without students has no name at all, and with the last
//! student the name is gone. That is what second normal form rules out.
//!
//! ## Example
//! ```sql,finds
//! CREATE TABLE enrolments (
//!   student_id bigint NOT NULL,
//!   course_id bigint NOT NULL,
//!   course_name text NOT NULL,
//!   enrolled_on date NOT NULL,
//!   PRIMARY KEY (student_id, course_id)
//! );
//! ```
//!
//! ## Better
//! ```sql,clean
//! CREATE TABLE courses (course_id bigint PRIMARY KEY, course_name text NOT NULL);
//! CREATE TABLE enrolments (
//!   student_id bigint NOT NULL,
//!   course_id bigint NOT NULL REFERENCES courses (course_id) ON DELETE RESTRICT,
//!   enrolled_on date NOT NULL,
//!   PRIMARY KEY (student_id, course_id)
//! );
//! ```
//!
//! ## When to ignore it
//! When the column is about the pair after all: the name under which a course stands in one student's plan. Only names tell of
//! the dependency, so the finding is no more than possible. Where the table that is pointed at is in the paste and has the
//! column, `copied-parent-column` speaks instead. Documents, logs, caches and tables with a row for each language are left alone.
//!
//! ## References
//! - E. F. Codd, "Further Normalization of the Data Base Relational Model", 1971: second normal form.

use super::dependencies::{Place, push_named};
use crate::prelude::*;

pub(crate) const RULE: Rule = Rule {
    code: "partial-key-dependency",
    severity: Severity::Info,
    dialects: &Dialect::ALL,
    check: Check::Table(check),
};

const WORDS: Words = Words {
    message: "{columns} of `{table}` {follows} from `{determinant}`, which is only part of the key; keep it where `{determinant}` is the key",
    why: "It is stored once for each row with the same `{determinant}`, and nothing keeps these rows from saying different things (the table is in first normal form, not in second).",
    sure: "Only the names say that it depends on `{determinant}` alone.",
    intent: "rows of `{table}` with the same `{determinant}` have the same {columns}",
};

fn check(table: &TableView<'_>, findings: &mut Findings<'_>) {
    if table
        .relation
        .primary_key()
        .is_none_or(|key| key.columns.len() < 2)
    {
        return;
    }
    push_named(table, Place::Second, &RULE, &WORDS, findings);
}
