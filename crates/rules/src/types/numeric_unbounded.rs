//! # Amounts of any size and any number of digits
//!
//! ## What it detects
//! A `numeric` without precision that holds an amount of money (PostgreSQL).
//!
//! ## Why it matters
//! Such a column keeps what it is given: 0.00001 of a cent as well as a number with a hundred digits. Two systems that
//! round at different places then disagree by fractions nobody can pay, and one wrong decimal point is stored like any
//! other amount.
//!
//! ## Example
//! ```sql,finds
//! CREATE TABLE invoices (
//!   id bigint PRIMARY KEY,
//!   total numeric NOT NULL CHECK (total >= 0)
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
//! When amounts of several currencies, or unit prices with many digits, share the column. Experts disagree: some advise
//! against any precision, because changing it later rewrites the table; a CHECK on the digits is their way.
//!
//! ## References
//! - PostgreSQL manual, "Data Types", section "Arbitrary Precision Numbers".

use crate::prelude::*;

pub(crate) const RULE: Rule = Rule {
    code: "numeric-unbounded",
    severity: Severity::Info,
    dialects: &[Dialect::PostgreSql],
    check: Check::Table(check),
};

/// Words that say the number is a share, or a price in units smaller than can be paid.
const FINE: WordList = WordList::new("crypto,factor,pct,percent,percentage,rate,ratio,token,unit,wei");

const WORDS: Words = Words {
    message: "`{column}` takes amounts of any size and with any number of digits; give it a precision, such as `numeric(12,2)`",
    why: "Fractions of a cent and slipped decimal points are stored like any other amount.",
    sure: "The name says money, and amounts that are paid have a fixed number of digits.",
    intent: "every `{column}` is an amount that can be paid",
};

fn check(table: &TableView<'_>, findings: &mut Findings<'_>) {
    if table.staging {
        return;
    }
    for column in &table.columns {
        let held = column.column;
        let unbounded = held.data_type.family == TypeFamily::Numeric
            && held.data_type.precision_and_scale().is_none()
            && held.data_type.domain.is_none();
        let is_money = || column.says(&Lexicon::MONEY) && !column.says(FINE);
        if !unbounded || !is_money() || !column.is_written() || table.facts(column).range.high.is_some() {
            continue;
        }
        let exact = ColumnType {
            arguments: vec!["12".to_owned(), "2".to_owned()],
            ..ColumnType::known("numeric", TypeFamily::Numeric)
        };
        let mut gap = table.gap(column, &WORDS);
        gap.rows = Rows::One(vec![(
            &held.name,
            Number::parse("1e30").map_or(Value::Unknown, Value::Number),
        )]);
        gap.fixes.push(
            ProposedFix::guess(
                "store it as `numeric(12,2)`",
                "Amounts are below ten billion and have two digits behind the point; others are rounded to that.",
                vec![table.retype(held, exact, None)],
            )
            .costing("Rewrites the table while it is locked."),
        );
        findings.push(&RULE, &gap);
    }
}
