//! # A CHECK that refuses nothing
//!
//! ## What it detects
//! A CHECK that holds for every row, whatever it contains: `status <> 'a' OR status <> 'b'`, `c = NULL`, `c IN ('a', NULL)`.
//!
//! ## Why it matters
//! Someone wrote it to keep rows out, and everyone who reads the schema believes that it does. `OR` where `AND` was meant, and
//! NULL in a list, which makes the answer unknown where it should be no, are the usual causes.
//!
//! ## Example
//! ```sql,finds
//! CREATE TABLE orders (
//!   id bigint PRIMARY KEY,
//!   status text NOT NULL CHECK (status <> 'lost' OR status <> 'gone')
//! );
//! ```
//!
//! ## Better
//! ```sql,clean
//! CREATE TABLE orders (
//!   id bigint PRIMARY KEY,
//!   status text NOT NULL CHECK (status <> 'lost' AND status <> 'gone')
//! );
//! ```
//!
//! ## When to ignore it
//! A CHECK kept as a note or as a place for a later rule. What cannot be decided by the order of values, such as patterns and functions, is
//! left alone.
//!
//! ## References
//! - PostgreSQL manual, "Data Definition", section "Check Constraints": satisfied when true or NULL.

use rowproof_catalog::questions::CheckVerdict;

use crate::prelude::*;

pub(crate) const RULE: Rule = Rule {
    code: "check-tautology",
    severity: Severity::Error,
    dialects: &Dialect::ALL,
    check: Check::Table(check),
};

const WORDS: Words = Words {
    message: "the CHECK `{0}` of `{table}` refuses no row at all; say what it should refuse, or drop it",
    why: "It reads as a rule and is none: what it seems to keep out comes in.",
    sure: "Every way in which its columns and constants can be ordered, NULLs included, passes it.",
    intent: "",
};

fn check(table: &TableView<'_>, findings: &mut Findings<'_>) {
    let relation = table.relation;
    for (constraint, held, verdict) in table.verdicts() {
        // Parents say it where they have it.
        if !constraint.local || verdict != Some(&CheckVerdict::RefusesNothing) {
            continue;
        }
        let mut gap = table.table_gap(&WORDS);
        gap.object = Some(format!("{}.{}", relation.name, constraint.name));
        gap.place = Some(constraint.span);
        gap.said = vec![held.expression.text.clone()];
        gap.fixes.push(ProposedFix::guess(
            "drop it",
            "Nothing is to be refused here; where something is, correct the condition instead.",
            vec![Change::DropConstraint {
                relation: relation.id,
                name: constraint.name.clone(),
            }],
        ));
        findings.push(&RULE, &gap);
    }
}
