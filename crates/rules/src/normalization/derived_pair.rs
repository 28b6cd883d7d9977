//! # Two columns that can contradict each other
//!
//! ## What it detects
//! A column that says again what another one of the row says: a flag beside the time at which it became true (`is_paid`,
//! `paid_at`), an age beside a date of birth, a full name beside its parts. Nothing computes it and no CHECK ties the two.
//!
//! ## Why it matters
//! `is_paid` is false and `paid_at` says May: is the invoice paid? One program asks the flag, another the time, and both are right.
//! An age is wrong a year later even when nobody touches the row.
//!
//! ## Example
//! ```sql,finds
//! CREATE TABLE tickets (
//!   id bigint PRIMARY KEY,
//!   is_resolved boolean NOT NULL DEFAULT false,
//!   resolved_at timestamptz
//! );
//! ```
//!
//! ## Better
//! ```sql,clean
//! CREATE TABLE tickets (
//!   id bigint PRIMARY KEY,
//!   resolved_at timestamptz,
//!   is_resolved boolean GENERATED ALWAYS AS (resolved_at IS NOT NULL) STORED
//! );
//! ```
//!
//! ## When to ignore it
//! When the two mean different things: a flag that can be taken back while the time of the first time stays, or a full name
//! that is not made of its parts in every culture. `published` and the like may wait for their time and are not reported. Flags and times of deletion are the business of other rules.
//!
//! ## References
//! - PostgreSQL manual, "Data Definition", section "Generated Columns".

use crate::prelude::*;

use super::dependencies::{can_drop, drop_column};

pub(crate) const RULE: Rule = Rule {
    code: "derived-pair",
    severity: Severity::Info,
    dialects: &Dialect::ALL,
    check: Check::Table(check),
};

/// Names of the day a person was born.
const BIRTH: WordList = WordList::new("birth_date,birthdate,birthday,born_on,date_of_birth,dob");

/// Last words of a time at which something became true.
const TIMES: WordList = WordList::new("at,date,on,time,timestamp");

/// More columns with a time are not looked at in one table.
const MOST_TIMES: usize = 64;

const FLAG: Words = Words {
    message: "`{column}` and `{0}` can contradict each other; let one follow from the other, or check that they agree",
    why: "One program asks the flag and another the time; a row in which they differ is both.",
    sure: "Only the names say that the flag is true exactly when there is a time.",
    intent: "a row has `{0}` exactly when `{name}` is true",
};

const AGE: Words = Words {
    message: "`{column}` follows from `{0}` and is wrong a year later; compute it when it is read",
    why: "Nobody updates the age of every row on every birthday.",
    sure: "The table has an age and a date of birth.",
    intent: "the age in `{name}` is that of someone born on `{0}`",
};

const NAME: Words = Words {
    message: "`{column}` can say something else than {0}; let the database put it together, or keep only one of the two",
    why: "A name that changes has to be changed twice, and nothing says which of the two is right.",
    sure: "Only the names say that one is made of the others.",
    intent: "`{name}` is made of {0}",
};

fn check(table: &TableView<'_>, findings: &mut Findings<'_>) {
    if table.staging || table.is_log() {
        return;
    }
    let times = table
        .columns
        .iter()
        .filter(|view| is_time(view.column) && TIMES.contains(view.last()) && view.is_written());
    let times: Vec<&ColumnView<'_>> = times.take(MOST_TIMES).collect();
    for view in &table.columns {
        if !view.is_written() {
            continue;
        }
        let last = view.last();
        if view.column.data_type.family == TypeFamily::Boolean {
            check_flag(table, view, &times, findings);
        } else if last == "age" && view.words.len() == 1 && view.column.data_type.is_number() {
            check_age(table, view, findings);
        } else if view.is_named(const { WordList::new("full_name") }) {
            check_name(table, view, findings);
        }
    }
}

fn check_flag<'c>(
    table: &TableView<'c>,
    flag: &ColumnView<'c>,
    times: &[&ColumnView<'c>],
    findings: &mut Findings<'_>,
) {
    let stem = match flag.words.split_first() {
        Some((first, rest)) if matches!(first.as_ref(), "is" | "was" | "has") => rest,
        _ => flag.words.as_slice(),
    };
    let of_flag = |view: &&&ColumnView<'_>| {
        let named = view.words.split_last();
        named.is_some_and(|(_, rest)| rest == stem)
    };
    let Some(time) = times.iter().find(of_flag).filter(|_| !stem.is_empty()) else {
        return;
    };
    // What is to appear later has its time before its flag.
    let planned = has_word(
        stem,
        const { WordList::new("expired,expires,published,scheduled") },
    );
    let deletes = time.is_named(&Lexicon::SOFT_DELETE) || flag.is_named(&Lexicon::SOFT_DELETE);
    if planned || deletes || time.column.not_null || is_tied(table, flag.column, time.column) {
        return;
    }
    let mut gap = table.gap(flag, &FLAG);
    gap.said.push(time.column.name.clone());
    gap.certainty = Certainty::Possible;
    gap.related.push(Label {
        span: time.column.span,
        text: "the time".to_owned(),
    });
    let moment = match time.column.data_type.family {
        TypeFamily::Date => "2024-05-01",
        _ => "2024-05-01 12:00:00",
    };
    gap.rows = Rows::One(vec![
        (&flag.column.name, Value::Boolean(false)),
        (&time.column.name, Value::text(moment)),
    ]);
    let condition = format!(
        "{} = ({} IS NOT NULL)",
        table.quoted(flag.column),
        table.quoted(time.column)
    );
    let check = table.check(&[flag.column, time.column], &condition);
    gap.fixes.extend(check.map(|check| {
        let when = "Both are written, together, and the flag is never taken back alone.";
        ProposedFix::guess("check that the two agree", when, vec![check])
    }));
    findings.push(&RULE, &gap);
}

fn check_age<'c>(table: &TableView<'c>, age: &ColumnView<'c>, findings: &mut Findings<'_>) {
    let Some(birth) = table
        .columns
        .iter()
        .find(|view| view.is_named(BIRTH) && is_time(view.column))
    else {
        return;
    };
    let mut gap = table.gap(age, &AGE);
    gap.said.push(birth.column.name.clone());
    gap.related.push(Label {
        span: birth.column.span,
        text: "the date of birth".to_owned(),
    });
    gap.rows = Rows::One(vec![
        (&birth.column.name, Value::text("1990-05-01")),
        (&age.column.name, Value::integer(7)),
    ]);
    if can_drop(table, age.column) {
        gap.fixes.push(ProposedFix::statements(
            "drop the age",
            "Readers can compute it from the date of birth.",
            vec![drop_column(table, age.column)],
        ));
    }
    findings.push(&RULE, &gap);
}

fn check_name<'c>(table: &TableView<'c>, whole: &ColumnView<'c>, findings: &mut Findings<'_>) {
    let named = |list: WordList| {
        let mut columns = table.columns.iter();
        columns.find(|view| view.is_named(list) && view.column.data_type.is_text())
    };
    let first = named(const { WordList::new("first_name,given_name") });
    let last = named(const { WordList::new("family_name,last_name,surname") });
    let (Some(first), Some(last)) = (first, last) else {
        return;
    };
    if !whole.column.data_type.is_text() || is_tied(table, whole.column, last.column) {
        return;
    }
    let mut gap = table.gap(whole, &NAME);
    gap.said.push(listed(&[&first.column.name, &last.column.name]));
    gap.certainty = Certainty::Possible;
    gap.rows = Rows::One(vec![
        (&first.column.name, Value::text("Ada")),
        (&last.column.name, Value::text("Lovelace")),
        (&whole.column.name, Value::text("Grace Hopper")),
    ]);
    if can_drop(table, whole.column) {
        gap.fixes.push(
            ProposedFix::statements(
                "drop the whole name",
                "It is always made of the parts.",
                vec![drop_column(table, whole.column)],
            )
            .costing("Where it was not made of the parts, what it said is gone."),
        );
    }
    findings.push(&RULE, &gap);
}

/// Whether some CHECK names both.
fn is_tied(table: &TableView<'_>, one: &Column, other: &Column) -> bool {
    let mut checks = table.relation.enforced_checks();
    checks.any(|(_, check)| check.columns.contains(&one.name) && check.columns.contains(&other.name))
}

fn is_time(column: &Column) -> bool {
    matches!(
        column.data_type.family,
        TypeFamily::Date | TypeFamily::Timestamp | TypeFamily::TimestampWithTimeZone
    )
}
