//! # A number kept as text
//!
//! ## What it detects
//! A text column named as a quantity or an amount (`quantity`, `order_count`, `unit_price`, `total`) that nothing limits to numbers.
//!
//! ## Why it matters
//! Text takes `twelve`, `1,5` and `1.5`, sorts 10 before 9, and has no sum. Each query converts it, and fails, or in MySQL counts
//! zero without a word, on the first row that is no number.
//!
//! ## Example
//! ```sql,finds
//! CREATE TABLE order_items (
//!   id bigint PRIMARY KEY,
//!   quantity text NOT NULL
//! );
//! ```
//!
//! ## Better
//! ```sql,clean
//! CREATE TABLE order_items (
//!   id bigint PRIMARY KEY,
//!   quantity integer NOT NULL CHECK (quantity >= 0)
//! );
//! ```
//!
//! ## When to ignore it
//! When values are no plain numbers: "2 for 1", "on request", "half a cup" of a recipe, an amount with its currency. Numbers that are names (of
//! phones, accounts, invoices, versions) are text by right and are not reported, nor are staging tables. SQLite keeps decimals exactly
//! only as text, so amounts are left alone there.
//!
//! ## References
//! - PostgreSQL manual, "Data Types", section "Numeric Types".

use super::tied::{report, retyped};
use crate::prelude::*;

pub(crate) const RULE: Rule = Rule {
    code: "number-as-text",
    severity: Severity::Warning,
    dialects: &Dialect::ALL,
    check: Check::Table(check),
};

/// Last words of names of whole numbers.
const COUNTED: WordList = WordList::new("count,qty,quantity");

/// Last words of names of amounts.
const AMOUNTS: WordList = WordList::new("amount,price,subtotal,total");

/// Words that say the text is more than a number, or longer than one may be.
const MORE: WordList =
    WordList::new("crypto,display,format,formatted,label,original,range,raw,text,token,verbatim,wei");

/// Words of tables whose amounts are told as people tell them: "half a cup", "two a day".
const TOLD: WordList = WordList::new("dosage,dose,ingredient,medication,prescription,recipe,regimen");

const WORDS: Words = Words {
    message: "`{column}` is `{type}`, so it takes what is no number, such as `twelve`; use `{0}`",
    why: "It sorts 10 before 9, and sums fail on the first row that is no number.",
    sure: "Only the name says that it is a number.",
    intent: "every `{column}` is a number",
};

fn check(table: &TableView<'_>, findings: &mut Findings<'_>) {
    if table.staging || table.says(TOLD) {
        return;
    }
    for column in &table.columns {
        let held = column.column;
        if !held.data_type.is_text() {
            continue;
        }
        let counted = COUNTED.contains(column.last());
        let amount = AMOUNTS.contains(column.last()) && table.dialect() != Dialect::Sqlite;
        if !column.is_written()
            || held.data_type.domain.is_some()
            || !(counted || amount)
            || column.says(MORE)
            || table.facts(column).is_constrained()
        {
            continue;
        }
        let exact = number_type(counted, table.dialect());
        let mut gap = table.gap(column, &WORDS);
        gap.meant = false;
        gap.said.push(exact.to_string());
        if held.data_type.max_characters().is_none_or(|length| length >= 6) {
            gap.rows = Rows::One(vec![(&held.name, Value::text("twelve"))]);
        }
        if !findings.is_full(&RULE) {
            gap.fixes.extend(as_number(table, held, &exact));
        }
        report(findings, &RULE, gap);
    }
}

fn number_type(counted: bool, dialect: Dialect) -> ColumnType {
    let name = match (counted, dialect) {
        (true, Dialect::MySql) => "int",
        (true, _) => "integer",
        (false, Dialect::MySql) => "decimal",
        (false, _) => "numeric",
    };
    if counted {
        return ColumnType::known(name, TypeFamily::Integer(4));
    }
    ColumnType {
        arguments: vec!["12".to_owned(), "2".to_owned()],
        ..ColumnType::known(name, TypeFamily::Numeric)
    }
}

/// The type, with a lower end: whoever writes numbers as text has none either.
fn as_number(table: &TableView<'_>, column: &Column, exact: &ColumnType) -> Option<ProposedFix> {
    let using = format!("{{}}::{exact}");
    let number = |default: &Expression| match &default.kind {
        ExpressionKind::Literal(Literal::String(text)) => Number::parse(text).map(|_| default.text.clone()),
        _ => None,
    };
    let mut changes = retyped(table, column, exact, Some(&using), &number)?;
    let name = table.quoted(column);
    // To SQLite a text is larger than every number, and its types hold nothing back.
    let condition = match (table.dialect(), column.not_null) {
        (Dialect::Sqlite, true) => format!("typeof({name}) = 'integer' AND {name} >= 0"),
        (Dialect::Sqlite, false) => {
            format!("{name} IS NULL OR (typeof({name}) = 'integer' AND {name} >= 0)")
        }
        _ => format!("{name} >= 0"),
    };
    changes.push(table.check(&[column], &condition)?);
    Some(
        ProposedFix::guess(
            format!("store it as `{exact}`, zero or above"),
            "Every value that is there is a number; others must be corrected first, or moved to a column of notes.",
            changes,
        )
        .costing("Rewrites the table while it is locked."),
    )
}
