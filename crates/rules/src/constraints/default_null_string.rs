//! # A default of the word NULL
//!
//! ## What it detects
//! A text column with the default `'NULL'`: four letters, not the absence of a value.
//!
//! ## Why it matters
//! Rows that leave the column out hold a text that `IS NULL` does not find, that is counted as a value, is shown to people and
//! is equal to itself in joins. It comes from tools that quote every default.
//!
//! ## Example
//! ```sql,finds
//! CREATE TABLE customers (
//!   id bigint PRIMARY KEY,
//!   nickname text DEFAULT 'NULL'
//! );
//! ```
//!
//! ## Better
//! ```sql,clean
//! CREATE TABLE customers (
//!   id bigint PRIMARY KEY,
//!   nickname text DEFAULT NULL
//! );
//! ```
//!
//! ## When to ignore it
//! When the word itself is meant, as in a list of the reserved words of a language. The empty text as a default is a convention
//! of its own and left alone.
//!
//! ## References
//! - PostgreSQL manual, "Data Definition", section "Default Values".

use rowproof_catalog::questions::strip_casts;

use crate::prelude::*;

pub(crate) const RULE: Rule = Rule {
    code: "default-null-string",
    severity: Severity::Warning,
    dialects: &Dialect::ALL,
    check: Check::Table(check),
};

/// What tools write for NULL, in lower case.
const WRITTEN_NULLS: WordList = WordList::new("(null),<null>,null,null::character varying");

const WORDS: Words = Words {
    message: "the default of `{column}` is the text `{0}`, not NULL; take the quotes away",
    why: "Rows that leave it out hold a word that `IS NULL` does not find and people get to see.",
    sure: "A text of that kind is rarely meant, and comes from tools that quote every default.",
    intent: "",
};

fn check(table: &TableView<'_>, findings: &mut Findings<'_>) {
    for column in &table.columns {
        let held = column.column;
        let Some(ExpressionKind::Literal(Literal::String(text))) =
            held.default.as_deref().map(|default| &strip_casts(default).kind)
        else {
            continue;
        };
        let lower = text.trim().to_ascii_lowercase();
        let listed = table.facts(column).allowed.is_some();
        if !held.data_type.is_text() || listed || !WRITTEN_NULLS.contains(lower.as_str()) {
            continue;
        }
        let mut gap = table.gap(column, &WORDS);
        gap.said = vec![text.clone()];
        if held.not_null {
            gap.evidence.push(
                "The column is NOT NULL, so it can have no such default: every writer has to name a value."
                    .to_owned(),
            );
        } else if let Some(change) = table.default(held, "NULL") {
            gap.fixes.push(
                ProposedFix::safe(
                    "take the quotes away",
                    "Rows that leave it out have no value.",
                    vec![change],
                )
                .costing("Rows that hold the word keep it until they are corrected."),
            );
        }
        findings.push(&RULE, &gap);
    }
}
