//! # A yes or no that may be neither
//!
//! ## What it detects
//! A boolean column that accepts NULL in a table that declares others NOT NULL.
//!
//! ## Why it matters
//! `WHERE NOT is_active` does not find the rows where it is NULL, and neither does `WHERE is_active`: they belong to
//! neither answer and drop out of both lists. Most writers never mean a third state; it comes from rows made before the
//! column was.
//!
//! ## Example
//! ```sql,finds
//! CREATE TABLE users (
//!   id bigint PRIMARY KEY,
//!   name text NOT NULL,
//!   is_active boolean DEFAULT true
//! );
//! ```
//!
//! ## Better
//! ```sql,clean
//! CREATE TABLE users (
//!   id bigint PRIMARY KEY,
//!   name text NOT NULL,
//!   is_active boolean NOT NULL DEFAULT true
//! );
//! ```
//!
//! ## When to ignore it
//! When "not known yet" is an answer of its own, as for consent, for an answer to a question, or for the outcome of a
//! test. Names that say so and columns with a comment are left alone, and so are those in a unique key: NULL leaves the other rows out of it.
//!
//! ## References
//! - PostgreSQL manual, "Data Types", section "Boolean Type"; "Data Definition", section "Not-Null Constraints".

use crate::prelude::*;

pub(crate) const RULE: Rule = Rule {
    code: "boolean-nullable",
    severity: Severity::Info,
    dialects: &Dialect::ALL,
    check: Check::Table(check),
};

/// Words of questions that may be unanswered.
const THREE_STATES: WordList = WordList::new(
    "accepted,agree,agreed,answer,answered,approved,consent,correct,inherit,opt,outcome,override,passed,\
     result,subscribed,success,successful,vote",
);

const WORDS: Words = Words {
    message: "`{column}` accepts NULL, a third answer beside yes and no; declare it NOT NULL",
    why: "Rows where it is NULL are found neither by asking for yes nor by asking for no.",
    sure: "{0}",
    intent: "`{column}` is yes or no in every row",
};

fn check(table: &TableView<'_>, findings: &mut Findings<'_>) {
    let relation = table.relation;
    // Where nothing is required, that is the finding.
    let careful = |column: &Column| column.not_null && !relation.is_in_primary_key(&column.name);
    if table.staging || !relation.columns.iter().any(careful) {
        return;
    }
    for column in &table.columns {
        let held = column.column;
        let boolean = held.data_type.family == TypeFamily::Boolean && column.is_written();
        if !boolean || held.not_null || !held.comments.is_empty() || column.says(THREE_STATES) {
            continue;
        }
        // Yes or NULL: at most one row is the one.
        if table.is_in_key(held) {
            continue;
        }
        let mut gap = table.gap(column, &WORDS);
        gap.rows = Rows::One(vec![(&held.name, Value::Null)]);
        let null_default = held
            .default
            .as_ref()
            .is_some_and(|default| default.text.eq_ignore_ascii_case("null"));
        if null_default {
            continue;
        }
        let required = table.require(held);
        if held.default.is_some() {
            gap.said
                .push("Its default is one of the two answers, so those are what is meant.".to_owned());
            gap.fixes.push(ProposedFix::safe(
                "declare it NOT NULL",
                "The default fills it in where writers leave it out.",
                vec![required],
            ));
        } else {
            gap.certainty = Certainty::Possible;
            gap.said
                .push("Nothing says that NULL is an answer of its own, or that it is not.".to_owned());
            let no = if table.dialect() == Dialect::PostgreSql {
                "false"
            } else {
                "0"
            };
            let changes = table.default(held, no).into_iter().chain([required]).collect();
            gap.fixes.push(ProposedFix::guess(
                "declare it NOT NULL, no by default",
                "A row without an answer means no.",
                changes,
            ));
        }
        findings.push(&RULE, &gap);
    }
}
