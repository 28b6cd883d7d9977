//! # A state without its time
//!
//! ## What it detects
//! A list of states, one of which has a column with the time it was reached (`'paid'` and `paid_at`), and no CHECK that ties the two.
//!
//! ## Why it matters
//! An order that is paid and has no time of payment is counted by one report and missed by the other, and nobody can say afterwards
//! which is right.
//!
//! ## Example
//! ```sql,finds
//! CREATE TABLE orders (
//!   id bigint PRIMARY KEY,
//!   status text NOT NULL CHECK (status IN ('new', 'paid', 'shipped')),
//!   paid_at timestamptz
//! );
//! ```
//!
//! ## Better
//! ```sql,clean
//! CREATE TABLE orders (
//!   id bigint PRIMARY KEY,
//!   status text NOT NULL CHECK (status IN ('new', 'paid', 'shipped')),
//!   paid_at timestamptz,
//!   CHECK (status <> 'paid' OR paid_at IS NOT NULL)
//! );
//! ```
//!
//! ## When to ignore it
//! When the time arrives later than the state, from another system. The CHECK goes one way on purpose: an order that was paid and
//! is shipped now keeps the time of its payment.
//!
//! ## References
//! - PostgreSQL manual, "Data Definition", section "Check Constraints".

use crate::prelude::*;

pub(crate) const RULE: Rule = Rule {
    code: "state-timestamp-unchecked",
    severity: Severity::Info,
    dialects: &Dialect::ALL,
    check: Check::Table(check),
};

/// Last words of the names of moments.
const MOMENTS: WordList = WordList::new("at,date,on,time");

const WORDS: Words = Words {
    message: "a row of `{table}` may be `{0}` without `{name}`; add a CHECK that ties the two",
    why: "What counts by the state and what counts by the time disagree about such a row.",
    sure: "The time has the name of one of the states.",
    intent: "a row of `{table}` that is `{0}` says since when",
};

fn check(table: &TableView<'_>, findings: &mut Findings<'_>) {
    if table.staging || !table.relation.triggers.is_empty() {
        return;
    }
    let mut states: Option<Vec<(&ColumnView<'_>, &Vec<String>)>> = None;
    for moment in &table.columns {
        let held = moment.column;
        let is_time = matches!(
            held.data_type.family,
            TypeFamily::Date | TypeFamily::Timestamp | TypeFamily::TimestampWithTimeZone
        );
        let [state, last] = moment.words.as_slice() else {
            continue;
        };
        // What is marked as deleted keeps the state it had.
        let open = !held.not_null
            && held.default.is_none()
            && moment.is_written()
            && !moment.is_named(&Lexicon::SOFT_DELETE);
        if !is_time || !open || !MOMENTS.contains(last) {
            continue;
        }
        let states = states.get_or_insert_with(|| lists_of_states(table));
        for (status, values) in states.iter() {
            let Some(value) = values.iter().find(|value| value.eq_ignore_ascii_case(state)) else {
                continue;
            };
            let facts = table.facts(moment);
            if facts.is_related_to(&status.column.name) || facts.other {
                continue;
            }
            push(table, status.column, value, moment, findings);
        }
    }
}

fn lists_of_states<'t, 'c>(table: &'t TableView<'c>) -> Vec<(&'t ColumnView<'c>, &'t Vec<String>)> {
    let columns = table
        .columns
        .iter()
        .filter(|column| column.says(&Lexicon::STATUS));
    let listed = columns.filter_map(|column| {
        let allowed = table.facts(column).allowed.as_ref()?;
        (!allowed.combined && column.column.data_type.array_dimensions == 0)
            .then_some((column, &allowed.values))
    });
    listed.collect()
}

fn push<'c>(
    table: &TableView<'c>,
    status: &'c Column,
    value: &str,
    moment: &ColumnView<'c>,
    findings: &mut Findings<'_>,
) {
    let mut gap = table.gap(moment, &WORDS);
    gap.meant = false;
    gap.said = vec![value.to_owned()];
    gap.related.push(Label {
        span: status.span,
        text: "the state".to_owned(),
    });
    gap.rows = Rows::One(vec![
        (&status.name, Value::text(value)),
        (&moment.column.name, Value::Null),
    ]);
    let (a, b) = (table.quoted(status), table.quoted(moment.column));
    let constant = text_constant(value);
    gap.fixes.extend(table.checked(
        &[status, moment.column],
        &format!("{a} <> {constant} OR {b} IS NOT NULL"),
        "refuse the state without its time",
        "The time is known when the state is reached, and kept when it is left.",
    ));
    findings.push(&RULE, &gap);
}
