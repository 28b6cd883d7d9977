//! # Data of payment cards
//!
//! ## What it detects
//! Columns for the security code of a card (`cvv`, `cvc`), and for its whole number where the name or the columns beside it say
//! that a payment card is meant.
//!
//! ## Why it matters
//! The rules of the card industry (PCI DSS) forbid to keep a security code once the payment is authorized, encrypted or not, and
//! let the whole number be kept only unreadable, in systems that are audited for it. One such column makes the database, its backups
//! and everything that reads them part of the audit, and a leak of it costs more than any other. Providers of payments
//! give a token instead, with the last four digits to show.
//!
//! ## Example
//! ```sql,finds
//! CREATE TABLE payment_methods (
//!   id bigint PRIMARY KEY,
//!   card_number text NOT NULL,
//!   cvv text NOT NULL
//! );
//! ```
//!
//! ## Better
//! ```sql,clean
//! CREATE TABLE payment_methods (
//!   id bigint PRIMARY KEY,
//!   provider_token text NOT NULL UNIQUE,
//!   card_brand text NOT NULL,
//!   card_last4 text NOT NULL
//! );
//! ```
//!
//! ## When to ignore it
//! When the column holds a token, a masked number or the last digits under the old name: say so in a comment. Numbers of library,
//! gift, loyalty, health and identity cards are not reported.
//!
//! ## References
//! - PCI DSS 4.0, requirements 3.3 (security codes) and 3.5 (card numbers).

use super::hashed::says_hashed_token;
use crate::prelude::*;

pub(crate) const RULE: Rule = Rule {
    code: "card-data",
    severity: Severity::Error,
    dialects: &Dialect::ALL,
    check: Check::Table(check),
};

/// Last words of names of security codes.
const CODES: WordList = WordList::new("cvc,cvc2,cvv,cvv2");

/// Names of whole card numbers that say what card.
const NUMBERS: WordList = WordList::new(
    "cc_num,cc_number,credit_card_no,credit_card_num,credit_card_number,debit_card_number,payment_card_number",
);

/// Names of numbers of some card.
const SOME_NUMBERS: WordList = WordList::new("card_no,card_num,card_number,pan");

/// Words of columns that only payment cards have beside their number.
const BESIDE: WordList = WordList::new("cardholder,cvc,cvv,exp,expiration,expire,expiry,holder,last4");

/// Words of tables about paying.
const PAYING: WordList = WordList::new("billing,checkout,credit,debit,payment,transaction,wallet");

/// Words that say it is a card of another kind, or not the number itself.
const OTHERS: WordList = WordList::new(
    "badge,business,club,gift,health,id,identity,insurance,last,last4,library,loyalty,masked,member,\
     membership,phone,prefix,punch,report,reward,score,sim,student,suffix,trading,transit,voucher",
);

const CODE: Words = Words {
    message: "`{column}` keeps the security code of a card, which nobody may keep; drop it",
    why: "The code exists to show that the payer has the card in hand: whoever reads it here can pay with it.",
    sure: "The name is that of nothing else.",
    intent: "no `{column}` is kept after the payment",
};

const NUMBER: Words = Words {
    message: "`{column}` keeps the whole number of a card; keep the token of the payment provider and the last four digits",
    why: "A table that holds it puts the database and all that reads it under the audit of the card industry.",
    sure: "{0}",
    intent: "no `{column}` is the whole number of a card",
};

fn check(table: &TableView<'_>, findings: &mut Findings<'_>) {
    for column in &table.columns {
        let held = column.column;
        let says_unreadable = |text: &str| says_hashed_token(text) || text.contains("token");
        let readable = held.data_type.is_text()
            || matches!(
                held.data_type.family,
                TypeFamily::Integer(_) | TypeFamily::Numeric
            );
        if !readable || !column.is_written() {
            continue;
        }
        let is_code = CODES.contains(column.last()) && !column.says(OTHERS);
        let reason = reason(table, column).filter(|_| !is_code);
        if (!is_code && reason.is_none()) || says_unreadable(&held.name) {
            continue;
        }
        if is_code {
            let mut gap = table.gap(column, &CODE);
            gap.rows = Rows::One(vec![(&held.name, of(held, "737", 737))]);
            gap.fixes.extend(dropped(table, held, Vec::new()));
            findings.push(&RULE, &gap);
            continue;
        }
        let comments_say = held.comments.iter().any(|comment| {
            says_unreadable(&comment.text) || comment.text.to_ascii_lowercase().contains("mask")
        });
        // Four digits, or a masked number without its blanks.
        let short = held.data_type.max_characters().is_some_and(|length| length < 13)
            || held.data_type.family == TypeFamily::Integer(4);
        let Some(reason) = reason else {
            continue;
        };
        if comments_say || short {
            continue;
        }
        let mut gap = table.gap(column, &NUMBER);
        gap.said.push(reason.to_owned());
        gap.rows = Rows::One(vec![(
            &held.name,
            of(held, "4111111111111111", 4_111_111_111_111_111),
        )]);
        gap.fixes.extend(dropped(table, held, last_four(table, held)));
        findings.push(&RULE, &gap);
    }
}

/// What says that it is the number of a payment card.
fn reason(table: &TableView<'_>, column: &ColumnView<'_>) -> Option<&'static str> {
    if column.is_named(NUMBERS) {
        return Some("The name says which kind of card.");
    }
    if !column.is_named(SOME_NUMBERS) || table.says(OTHERS) || column.says(OTHERS) {
        return None;
    }
    if table.columns.iter().any(|other| other.says(BESIDE)) {
        return Some("The columns beside it are those of a payment card.");
    }
    (table.says(PAYING) && column.last() != "pan").then_some("The table is about paying.")
}

/// A value as text or as a number.
fn of(column: &Column, text: &str, number: i64) -> Value {
    match column.data_type.is_text() {
        true => Value::text(text),
        false => Value::integer(number),
    }
}

/// The last four digits in a column of their own.
fn last_four(table: &TableView<'_>, column: &Column) -> Vec<String> {
    let has_it = |other: &ColumnView<'_>| other.says(const { WordList::new("last4") });
    let name = "card_last4";
    if table.relation.column(name).is_some() || table.columns.iter().any(has_it) {
        return Vec::new();
    }
    let (relation, old) = (table.catalog.sql_name(table.relation), table.quoted(column));
    let (digits, new_type) = match table.dialect() {
        Dialect::PostgreSql => (format!("right({old}::text, 4)"), "text"),
        Dialect::MySql => (format!("right({old}, 4)"), "char(4)"),
        Dialect::Sqlite => (format!("substr({old}, -4)"), "TEXT"),
    };
    vec![
        format!("ALTER TABLE {relation} ADD COLUMN {name} {new_type}"),
        format!("UPDATE {relation} SET {name} = {digits}"),
    ]
}

/// The column dropped, after these statements; none where a view, a CHECK or an index holds it.
fn dropped(table: &TableView<'_>, column: &Column, mut first: Vec<String>) -> Option<ProposedFix> {
    let relation = table.relation;
    let indexed = relation
        .indexes
        .iter()
        .any(|index| index.keys.iter().any(|key| key.columns().contains(&column.name)));
    let checked = relation
        .checks()
        .any(|(_, check)| check.columns.contains(&column.name));
    if indexed || checked || table.catalog.is_read(relation.id) || table.refers(column) {
        return None;
    }
    first.push(format!(
        "ALTER TABLE {} DROP COLUMN {}",
        table.catalog.sql_name(relation),
        table.quoted(column)
    ));
    let fix = ProposedFix::statements(
        "drop it",
        "Payments run through a provider that keeps the card and gives a token.",
        first,
    );
    Some(fix.costing("Backups and replicas hold it until they are gone too."))
}
