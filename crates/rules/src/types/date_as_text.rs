//! # A date kept as text
//!
//! ## What it detects
//! A text column named as a day or a moment (`start_date`, `date_of_birth`, `paid_at`) that nothing limits to dates.
//!
//! ## Why it matters
//! Text takes the 30th of February, `03/04/24` in two meanings, and `soon`. It sorts by letters, so ranges and "the latest"
//! are wrong as soon as two writers spell it differently, and each calculation starts with a conversion that fails on the
//! first row that is no date.
//!
//! ## Example
//! ```sql,finds
//! CREATE TABLE contracts (
//!   id bigint PRIMARY KEY,
//!   start_date text NOT NULL
//! );
//! ```
//!
//! ## Better
//! ```sql,clean
//! CREATE TABLE contracts (
//!   id bigint PRIMARY KEY,
//!   start_date date NOT NULL
//! );
//! ```
//!
//! ## When to ignore it
//! When dates are known in part only ("about 1850", "May 2012"), as in catalogues of books and works of art, or when the
//! text is kept as it came, to be read later: names that say so (`publication_date`, `raw_date`, `display_date`) and staging
//! tables are not reported. SQLite has no type for dates, so text is right there.
//!
//! ## References
//! - PostgreSQL manual, "Data Types", section "Date/Time Types".
//! - MySQL 8.4 manual, "Data Types", section "Date and Time Data Types".

use super::moment::ends_in_at;
use super::tied::{no_default, report, retyped};
use crate::prelude::*;

pub(crate) const RULE: Rule = Rule {
    code: "date-as-text",
    severity: Severity::Warning,
    dialects: &[Dialect::PostgreSql, Dialect::MySql],
    check: Check::Table(check),
};

/// Words of names for what is shown, kept as it came, or known in part.
const NO_DATE: WordList = WordList::new(
    "approximate,copyright,display,estimated,format,formatted,fuzzy,human,label,localized,original,partial,\
     printed,publication,published,raw,release,released,string,text,verbatim",
);

/// Words of payment cards, and of the date that ends them.
const CARDS: WordList = WordList::new("card,cardholder,cvc,cvv");
const EXPIRY: WordList = WordList::new("exp,expiration,expire,expiry");

const WORDS: Words = Words {
    message: "`{column}` is `{type}`, so it takes what is no date, such as `2024-02-30`; use `{0}`",
    why: "It sorts by letters, and each calculation fails on the first row that is no date.",
    sure: "{1}",
    intent: "every `{column}` is a date that there is",
};

fn check(table: &TableView<'_>, findings: &mut Findings<'_>) {
    if table.staging {
        return;
    }
    let of_cards = table.says(CARDS) || table.columns.iter().any(|column| column.says(CARDS));
    for column in &table.columns {
        let held = column.column;
        // The month and the year that stand on a card.
        if of_cards && column.says(EXPIRY) {
            continue;
        }
        let day = is_day(column);
        let shortest = held.data_type.max_characters().is_none_or(|length| length >= 8);
        if !held.data_type.is_text()
            || !column.is_written()
            || !shortest
            || held.data_type.domain.is_some()
            || column.says(NO_DATE)
            || !(day || ends_in_at(column))
            || table.facts(column).is_constrained()
        {
            continue;
        }
        let (name, family) = match (day, table.dialect()) {
            (true, _) => ("date", TypeFamily::Date),
            (false, Dialect::MySql) => ("datetime", TypeFamily::Timestamp),
            (false, _) => ("timestamp with time zone", TypeFamily::TimestampWithTimeZone),
        };
        let mut gap = table.gap(column, &WORDS);
        let comment = held
            .comments
            .iter()
            .find(|comment| comment.text.to_ascii_lowercase().contains("yyyy"));
        gap.meant = comment.is_some();
        // Alone, the word may stand for anything that has a date.
        if column.words.len() == 1 && comment.is_none() {
            gap.certainty = Certainty::Possible;
        }
        gap.said = vec![name.to_owned()];
        gap.said.push(match comment {
            Some(_) => "A comment says how the date is written.".to_owned(),
            None => "The name says that it is a date.".to_owned(),
        });
        gap.related.extend(comment.map(|comment| Label {
            span: comment.span,
            text: "how it is written".to_owned(),
        }));
        if held.data_type.max_characters().is_none_or(|length| length >= 10) {
            gap.rows = Rows::One(vec![(&held.name, Value::text("2024-02-30"))]);
        }
        let using = format!("{{}}::{name}");
        let changes = (!findings.is_full(&RULE))
            .then(|| {
                retyped(
                    table,
                    held,
                    &ColumnType::known(name, family),
                    Some(&using),
                    &no_default,
                )
            })
            .flatten();
        gap.fixes.extend(changes.map(|changes| {
            ProposedFix::guess(
                format!("store it as `{name}`"),
                "Every value that is there is a date as the server reads it; others must be corrected first.",
                changes,
            )
            .costing("Rewrites the table while it is locked.")
        }));
        report(findings, &RULE, gap);
    }
}

/// `date`, `start_date`, `date_of_birth`
fn is_day(column: &ColumnView<'_>) -> bool {
    let of = matches!(column.words.as_slice(), [date, of, _] if date == "date" && of == "of");
    column.last() == "date" || of
}
