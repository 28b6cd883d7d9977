//! # A period may end before it starts
//!
//! ## What it detects
//! Two moments of one table whose names make them the ends of a period (`starts_at` and `ends_at`, `valid_from` and
//! `valid_to`, `check_in` and `check_out`), without a CHECK that compares them.
//!
//! ## Why it matters
//! A period that ends before it starts has a negative length: it overlaps nothing, is found by no search for a day, and
//! turns sums of durations around. Swapped fields and time zones make such rows, and no later query tells them from good
//! ones.
//!
//! ## Example
//! ```sql,finds
//! CREATE TABLE bookings (
//!   id bigint PRIMARY KEY,
//!   starts_at timestamptz NOT NULL,
//!   ends_at timestamptz NOT NULL
//! );
//! ```
//!
//! ## Better
//! ```sql,clean
//! CREATE TABLE bookings (
//!   id bigint PRIMARY KEY,
//!   starts_at timestamptz NOT NULL,
//!   ends_at timestamptz NOT NULL,
//!   CHECK (ends_at > starts_at)
//! );
//! ```
//!
//! ## When to ignore it
//! When the two are set by different clocks, or the names pair up by chance. An end that is NULL while the period lasts
//! is fine: a CHECK lets it pass.
//!
//! ## References
//! - PostgreSQL manual, "Data Definition", section "Check Constraints".

use rowproof_catalog::ConstraintKind;

use crate::prelude::*;

pub(crate) const RULE: Rule = Rule {
    code: "missing-date-order",
    severity: Severity::Warning,
    dialects: &Dialect::ALL,
    check: Check::Table(check),
};

const WORDS: Words = Words {
    message: "`{table}.{1}` may lie before `{0}`; add a CHECK that compares them",
    why: "A period that ends before it starts overlaps nothing, is found by no search for a day and counts backwards in every sum.",
    sure: "The two names differ only in the words for a start and an end, and their types are the same.",
    intent: "no period of `{table}` ends before it starts",
};

fn check(table: &TableView<'_>, findings: &mut Findings<'_>) {
    if table.staging {
        return;
    }
    for start in &table.columns {
        let Some(end) = is_moment(start).then(|| end_of(table, start)).flatten() else {
            continue;
        };
        let (first, second) = (start.column, end.column);
        let same_type = first.data_type.family == second.data_type.family;
        let facts = table.facts(start);
        let related = facts.is_related_to(&second.name)
            || facts.comparison_with(&second.name).is_some()
            || (facts.other && table.facts(end).other);
        if !same_type || related || is_ranged(table, first, second) {
            continue;
        }
        let (a, b) = (table.quoted(first), table.quoted(second));
        let mut gap = table.gap(start, &WORDS);
        gap.columns = vec![second, first];
        gap.said = vec![first.name.clone(), second.name.clone()];
        gap.related.push(Label {
            span: first.span,
            text: "the start".to_owned(),
        });
        let at = |day: &str| match first.data_type.family {
            TypeFamily::Date => Value::text(day),
            _ => Value::Text(format!("{day} 12:00:00")),
        };
        gap.rows = Rows::One(vec![
            (&first.name, at("2024-05-02")),
            (&second.name, at("2024-05-01")),
        ]);
        gap.fixes.extend(table.checked(
            &[first, second],
            &format!("{b} >= {a}"),
            "refuse periods that end before they start",
            "A period may be empty, or be a single day.",
        ));
        gap.fixes.extend(table.checked(
            &[first, second],
            &format!("{b} > {a}"),
            "refuse empty periods as well",
            "Every period lasts.",
        ));
        findings.push(&RULE, &gap);
    }
}

fn is_moment(column: &ColumnView<'_>) -> bool {
    let moment = matches!(
        column.column.data_type.family,
        TypeFamily::Date | TypeFamily::Timestamp | TypeFamily::TimestampWithTimeZone
    );
    moment && column.is_written() && column.column.row_period.is_none()
}

/// The column whose name is that of the start with the word for the end.
pub(crate) fn end_of<'t, 'c>(table: &'t TableView<'c>, start: &ColumnView<'c>) -> Option<&'t ColumnView<'c>> {
    let replaced = |(at, word): (usize, &Word<'c>)| {
        let ends = Lexicon::PERIOD.iter().filter(move |(first, _)| *first == word);
        let mut columns = ends.filter_map(move |(_, last)| {
            let same = |other: &&ColumnView<'c>| {
                other.words.len() == start.words.len()
                    && other
                        .words
                        .iter()
                        .enumerate()
                        .all(|(place, held)| match place == at {
                            true => held == last,
                            false => Some(held) == start.words.get(place),
                        })
            };
            table.columns.iter().find(same)
        });
        columns.next()
    };
    let end = start.words.iter().enumerate().find_map(replaced)?;
    is_moment(end).then_some(end)
}

/// Whether a range is made of the two, which the server refuses when they are the wrong way round.
fn is_ranged(table: &TableView<'_>, first: &Column, second: &Column) -> bool {
    let both = |text: &str| text.contains(&first.name) && text.contains(&second.name);
    let mut generated = table
        .relation
        .columns
        .iter()
        .filter_map(|column| column.generated.as_deref());
    let mut constraints = table.relation.constraints.iter();
    let mut keys = table.relation.indexes.iter().flat_map(|index| &index.keys);
    generated.any(|expression| both(&expression.text))
        || keys.any(|key| both(key.text()))
        || constraints.any(|constraint| matches!(&constraint.kind, ConstraintKind::Exclude(columns) if columns.contains(&first.name)))
}
