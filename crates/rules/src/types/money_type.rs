//! # The type `money`
//!
//! ## What it detects
//! Columns of PostgreSQL's type `money`.
//!
//! ## Why it matters
//! A `money` is a bare number, shown in the currency and with the digits of the server's setting `lc_monetary`. The same rows show
//! dollars on one server and euros on another, a dump does not restore where the setting differs, and a fraction of a cent that
//! a division leaves is rounded away without a word. No column says which currency was meant.
//!
//! ## Example
//! ```sql,finds
//! CREATE TABLE invoices (
//!   id bigint PRIMARY KEY,
//!   total money NOT NULL
//! );
//! ```
//!
//! ## Better
//! ```sql,clean
//! CREATE TABLE invoices (
//!   id bigint PRIMARY KEY,
//!   total numeric(12, 2) NOT NULL CHECK (total >= 0)
//! );
//! ```
//!
//! ## When to ignore it
//! When one server with one setting is all there will ever be. The currency then still stands nowhere.
//!
//! ## References
//! - PostgreSQL manual, "Data Types", section "Monetary Types".
//! - PostgreSQL wiki, "Don't Do This", "Don't use money".

use rowproof_catalog::questions::strip_casts;

use super::tied::{report, retyped};
use crate::prelude::*;

pub(crate) const RULE: Rule = Rule {
    code: "money-type",
    severity: Severity::Warning,
    dialects: &[Dialect::PostgreSql],
    check: Check::Table(check),
};

const WORDS: Words = Words {
    message: "`{column}` is `money`, whose currency and digits are a setting of the server; use `numeric(12,2)`",
    why: "The same rows show another currency where `lc_monetary` differs, and a dump may not restore there.",
    sure: "The type says it; no single row shows it.",
    intent: "",
};

fn check(table: &TableView<'_>, findings: &mut Findings<'_>) {
    for column in &table.columns {
        let held = column.column;
        if held.data_type.family != TypeFamily::Money || held.data_type.domain.is_some() {
            continue;
        }
        let mut gap = table.gap(column, &WORDS);
        let exact = ColumnType {
            arguments: vec!["12".to_owned(), "2".to_owned()],
            ..ColumnType::known("numeric", TypeFamily::Numeric)
        };
        let changes = (!findings.is_full(&RULE))
            .then(|| retyped(table, held, &exact, Some("{}::numeric"), &without_sign))
            .flatten();
        gap.fixes.extend(changes.map(|changes| {
            let when = "Amounts are below ten billion and have two digits behind the point; keep their currency in a column beside it where there is more than one.";
            ProposedFix::safe("store it as `numeric(12,2)`", when, changes)
                .costing("Rewrites the table while it is locked.")
        }));
        report(findings, &RULE, gap);
    }
}

/// The default as a number: `'$1,000.00'` is 1000.00.
fn without_sign(default: &Expression) -> Option<String> {
    let text = match &strip_casts(default).kind {
        ExpressionKind::Literal(Literal::Number(text)) => text.clone(),
        ExpressionKind::Literal(Literal::String(text)) => text.replace(['$', ','], ""),
        _ => return None,
    };
    Number::parse(&text).map(|_| text)
}
