//! # A day kept as a moment, or a moment as a day
//!
//! ## What it detects
//! A day of birth with a time of day, and a moment that is recorded (`created_at`, `paid_at`) in a column of type `date`.
//!
//! ## Why it matters
//! Midnight in one time zone is the day before in the next: a day of birth kept as a moment becomes the wrong day as soon as two
//! programs read it in different zones, and two rows of one day are not equal. A moment kept as a day has lost the order
//! of what happened that day, and which day it was depends on where the server stood.
//!
//! ## Example
//! ```sql,finds
//! CREATE TABLE patients (
//!   id bigint PRIMARY KEY,
//!   birth_date timestamptz NOT NULL
//! );
//! ```
//!
//! ## Better
//! ```sql,clean
//! CREATE TABLE patients (
//!   id bigint PRIMARY KEY,
//!   birth_date date NOT NULL
//! );
//! ```
//!
//! ## When to ignore it
//! When the hour of birth matters, as in a ward for the newborn. Ends of periods (`starts_at`, `due_date`) are of either kind, and SQLite's
//! types for times are notes: these are not reported.
//!
//! ## References
//! - PostgreSQL manual, "Data Types", section "Date/Time Types".

use super::moment::is_recorded_at;
use super::tied::{no_default, report, retyped};
use crate::prelude::*;

pub(crate) const RULE: Rule = Rule {
    code: "instant-as-date-mixup",
    severity: Severity::Info,
    dialects: &[Dialect::PostgreSql, Dialect::MySql],
    check: Check::Table(check),
};

/// Names of days of birth.
const BIRTH: WordList = WordList::new("birth_date,birth_day,birthdate,birthday,date_of_birth,dob");

const DAY: Words = Words {
    message: "`{column}` keeps a day of birth with a time of day, so it may be the day before in another time zone; use `date`",
    why: "Two people born on one day are not found by one date, and a reader in another zone sees another day.",
    sure: "People are born on a day, as far as schemas go.",
    intent: "",
};

const MOMENT: Words = Words {
    message: "`{column}` is a moment by its name and keeps the day alone; use `{0}`",
    why: "The order of what happened on one day is lost, and the day is that of the clock where it was written.",
    sure: "The name ends as those of moments do.",
    intent: "",
};

fn check(table: &TableView<'_>, findings: &mut Findings<'_>) {
    if table.staging {
        return;
    }
    for column in &table.columns {
        let held = column.column;
        if !column.is_written() || held.data_type.domain.is_some() {
            continue;
        }
        let timed = matches!(
            held.data_type.family,
            TypeFamily::Timestamp | TypeFamily::TimestampWithTimeZone
        );
        if timed && column.is_named(BIRTH) {
            let day = ColumnType::known("date", TypeFamily::Date);
            let mut gap = table.gap(column, &DAY);
            let changes = (!findings.is_full(&RULE))
                .then(|| retyped(table, held, &day, Some("{}::date"), &no_default))
                .flatten();
            gap.fixes.extend(changes.map(|changes| {
                let when = "The values that are there are days at midnight, in the time zone of the session that runs this.";
                ProposedFix::guess("store it as `date`", when, changes)
                    .costing("Rewrites the table while it is locked; times of day are lost.")
            }));
            report(findings, &RULE, gap);
        } else if held.data_type.family == TypeFamily::Date && is_recorded_at(column) {
            let (name, family) = match table.dialect() {
                Dialect::MySql => ("datetime", TypeFamily::Timestamp),
                _ => ("timestamp with time zone", TypeFamily::TimestampWithTimeZone),
            };
            let mut gap = table.gap(column, &MOMENT);
            gap.said.push(name.to_owned());
            let changes = (!findings.is_full(&RULE))
                .then(|| retyped(table, held, &ColumnType::known(name, family), None, &no_default))
                .flatten();
            gap.fixes.extend(changes.map(|changes| {
                let when =
                    "Rows that are there get midnight, in the time zone of the session that runs this.";
                ProposedFix::guess(format!("store it as `{name}`"), when, changes)
                    .costing("Rewrites the table while it is locked.")
            }));
            report(findings, &RULE, gap);
        }
    }
}
