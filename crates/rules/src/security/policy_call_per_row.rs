//! # A policy that asks who calls for every row
//!
//! ## What it detects
//! PostgreSQL: a policy whose `USING` calls `auth.uid()`, `auth.jwt()`, `auth.role()`, `auth.email()` or `current_setting(…)` outside of a subquery.
//!
//! ## Why it matters
//! The answer is the same for all rows of a query, and PostgreSQL asks again for each row that it looks at. As `(SELECT auth.uid())` it is asked once, before
//! the first row. On PostgreSQL 15 a count over two million rows took 1.87 s with `auth.uid()` and 0.13 s with the subquery; with `current_setting`
//! 0.31 s and 0.13 s.
//!
//! ## Example
//! ```sql,finds
//! CREATE TABLE notes (id bigint PRIMARY KEY, owner text NOT NULL);
//! CREATE INDEX notes_owner_idx ON notes (owner);
//! ALTER TABLE notes ENABLE ROW LEVEL SECURITY;
//! CREATE POLICY own_notes ON notes USING (owner = current_setting('app.account'));
//! ```
//!
//! ## Better
//! ```sql,clean
//! CREATE TABLE notes (id bigint PRIMARY KEY, owner text NOT NULL);
//! CREATE INDEX notes_owner_idx ON notes (owner);
//! ALTER TABLE notes ENABLE ROW LEVEL SECURITY;
//! CREATE POLICY own_notes ON notes USING (owner = (SELECT current_setting('app.account')));
//! ```
//!
//! ## When to ignore it
//! When tables are small, or an index finds the few rows of each query: an index is looked up with the answer either way. A
//! schema gets one finding, and `WITH CHECK`, which is asked of the rows that are written, none.
//!
//! ## References
//! - PostgreSQL manual, "CREATE FUNCTION", on `STABLE`; "Function Volatility Categories".
//! - Supabase documentation, "RLS performance and best practices".

use rowproof_catalog::{Policy, expression_text};

use super::policies::alter_policy;
use crate::prelude::*;

pub(crate) const RULE: Rule = Rule {
    code: "policy-call-per-row",
    severity: Severity::Hint,
    dialects: &[Dialect::PostgreSql],
    check: Check::Schema(check),
};

/// Policies whose places and statements are shown.
const SHOWN: usize = 20;

const CALLS: [&str; 5] = [
    "auth.uid(",
    "auth.jwt(",
    "auth.role(",
    "auth.email(",
    "current_setting(",
];

const WORDS: Words = Words {
    message: "the policy `{0}` of `{1}` asks who calls for every row{2}; write the call as `(SELECT …)`, which is asked once",
    why: "The answer is the same for all rows of a query.",
    sure: "The calls stand in the conditions; how many rows are looked at is not known.",
    intent: "",
};

fn check(context: &SchemaContext<'_>, findings: &mut Findings<'_>) {
    let catalog = context.catalog;
    let mut calling: Vec<(&Relation, &Policy, String)> = Vec::new();
    for relation in catalog.tables() {
        for policy in &relation.row_security.policies {
            let text = policy
                .using
                .as_ref()
                .map(|using| expression_text(&using.expression, Dialect::PostgreSql));
            if let Some(text) = text.and_then(|text| asked_once(&text)) {
                let alter = alter_policy(catalog, relation, policy);
                calling.push((relation, policy, format!("{alter} USING ({text})")));
            }
        }
    }
    let Some(((relation, policy, _), others)) = calling.split_first() else {
        return;
    };
    let mut gap = context.gap(relation, Some(policy.span), &WORDS);
    gap.said = vec![
        policy.name.clone(),
        relation.name.to_string(),
        match others.len() {
            0 => String::new(),
            1 => ", and so does one more policy".to_owned(),
            more => format!(", and so do {more} more policies"),
        },
    ];
    for (_, policy, _) in others.iter().take(SHOWN) {
        gap.related.push(Label {
            span: policy.span,
            text: "as does this one".to_owned(),
        });
    }
    let statements = calling
        .iter()
        .take(SHOWN)
        .map(|(_, _, statement)| statement.clone());
    gap.fixes.push(ProposedFix::statements(
        "ask once for each query",
        "The call does not depend on the row.",
        statements.collect(),
    ));
    findings.push(&RULE, &gap);
}

/// The condition with each call in a subquery of its own; none when none stands outside of one. Behind a subquery nothing is changed:
/// where it ends is not looked for.
fn asked_once(text: &str) -> Option<String> {
    let lower = text.to_ascii_lowercase();
    let (mut written, mut at) = (String::new(), 0);
    while let Some((start, end)) = next_call(&lower, at) {
        if lower.get(at..start)?.contains("select") {
            break;
        }
        written.push_str(text.get(at..start)?);
        written.push_str("(SELECT ");
        written.push_str(text.get(start..end)?);
        written.push(')');
        at = end;
    }
    written.push_str(text.get(at..)?);
    (at > 0).then_some(written)
}

/// The next call from a place on, from its name to its closing parenthesis.
fn next_call(text: &str, from: usize) -> Option<(usize, usize)> {
    let rest = text.get(from..)?;
    let starts = CALLS
        .iter()
        .filter_map(|call| Some((rest.find(call)?, call.len())));
    let (start, length) = starts.min()?;
    let mut depth = 1_u32;
    for (at, byte) in rest.bytes().enumerate().skip(start + length) {
        match byte {
            b'(' => depth += 1,
            b')' if depth == 1 => return Some((from + start, from + at + 1)),
            b')' => depth -= 1,
            _ => {}
        }
    }
    None
}
