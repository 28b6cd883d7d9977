//! # JSON kept as text
//!
//! ## What it detects
//! A column of type `json` (PostgreSQL).
//!
//! ## Why it matters
//! `json` keeps the text as it came and parses it again for every access. It has no equality, so `DISTINCT`, `GROUP BY`
//! and `UNION` over it fail, no index serves a search inside it, and a key may come twice.
//!
//! ## Example
//! ```sql,finds
//! CREATE TABLE users (
//!   id bigint PRIMARY KEY,
//!   preferences json
//! );
//! ```
//!
//! ## Better
//! ```sql,clean
//! CREATE TABLE users (
//!   id bigint PRIMARY KEY,
//!   preferences jsonb
//! );
//! ```
//!
//! ## When to ignore it
//! When the exact text matters: signed messages, bodies of webhooks that are checked against a signature, the order of
//! keys. Names that say so make it a hint.
//!
//! ## References
//! - PostgreSQL manual, "Data Types", section "JSON Types".

use crate::prelude::*;

pub(crate) const RULE: Rule = Rule {
    code: "json-not-jsonb",
    severity: Severity::Warning,
    dialects: &[Dialect::PostgreSql],
    check: Check::Table(check),
};

/// Words of texts that are kept as they came.
const VERBATIM: WordList =
    WordList::new("body,message,original,payload,raw,request,response,signature,signed,webhook");

const WORDS: Words = Words {
    message: "`{column}` is `json`, which is parsed anew at every access and cannot be compared or indexed; use `jsonb`",
    why: "`DISTINCT`, `GROUP BY` and `UNION` over it fail: `json` has no equality.",
    sure: "The type says it; no single row shows it.",
    intent: "",
};

fn check(table: &TableView<'_>, findings: &mut Findings<'_>) {
    for column in &table.columns {
        let held = column.column;
        if held.data_type.family != TypeFamily::Json
            || held.data_type.domain.is_some()
            || !column.is_written()
        {
            continue;
        }
        let mut gap = table.gap(column, &WORDS);
        if column.says(VERBATIM) || table.is_log() {
            gap.severity = Some(Severity::Hint);
            gap.evidence.push(
                "The name suggests that the text is kept as it came, which `json` does and `jsonb` does not."
                    .to_owned(),
            );
        }
        gap.fixes.push(
            ProposedFix::guess(
                "store it as `jsonb`",
                "Nothing depends on the spaces, the order of keys or keys that come twice.",
                vec![table.retype(
                    held,
                    ColumnType::known("jsonb", TypeFamily::Jsonb),
                    Some("{}::jsonb"),
                )],
            )
            .costing("Rewrites the table while it is locked."),
        );
        findings.push(&RULE, &gap);
    }
}
