//! # A time of day with a time zone
//!
//! ## What it detects
//! PostgreSQL: columns of type `time with time zone`.
//!
//! ## Why it matters
//! A time of day with an offset and without a date means nothing in a zone with summer time: 09:00+01 is nine o'clock
//! in Berlin for half of the year. The type is there because the SQL standard has it, and the manual advises against it.
//!
//! ## Example
//! ```sql,finds
//! CREATE TABLE reminders (
//!   id bigint PRIMARY KEY,
//!   remind_at timetz NOT NULL
//! );
//! ```
//!
//! ## Better
//! ```sql,clean
//! CREATE TABLE reminders (
//!   id bigint PRIMARY KEY,
//!   remind_at time NOT NULL,
//!   time_zone text NOT NULL
//! );
//! ```
//!
//! ## When to ignore it
//! When another system's type has to be mirrored. A `time` without zone, for opening hours and the like, is not reported.
//!
//! ## References
//! - PostgreSQL manual, "Data Types", section "Date/Time Types", "Times".
//! - PostgreSQL wiki, "Don't Do This", "Don't use timetz".

use super::tied::{no_default, report, retyped};
use crate::prelude::*;

pub(crate) const RULE: Rule = Rule {
    code: "timetz",
    severity: Severity::Info,
    dialects: &[Dialect::PostgreSql],
    check: Check::Table(check),
};

const WORDS: Words = Words {
    message: "`{column}` is a time of day with an offset, which is another hour in summer; keep the time, and the name of the zone beside it",
    why: "Without a date, nothing tells which offset the zone has.",
    sure: "The type says it.",
    intent: "",
};

fn check(table: &TableView<'_>, findings: &mut Findings<'_>) {
    for column in &table.columns {
        let held = column.column;
        if held.data_type.name != "time with time zone" || held.data_type.domain.is_some() {
            continue;
        }
        let mut gap = table.gap(column, &WORDS);
        let time = ColumnType {
            arguments: held.data_type.arguments.clone(),
            ..ColumnType::known("time without time zone", TypeFamily::Time)
        };
        let changes = (!findings.is_full(&RULE))
            .then(|| retyped(table, held, &time, Some("{}::time"), &no_default))
            .flatten();
        gap.fixes.extend(changes.map(|changes| {
            let when = "The offsets that are there are all the same, or are kept elsewhere first.";
            ProposedFix::guess("store it as `time`", when, changes)
                .costing("Rewrites the table while it is locked; the offsets are lost.")
        }));
        report(findings, &RULE, gap);
    }
}
