//! # A rule that only a comment states
//!
//! ## What it detects
//! A comment on a column that says, in so many words, what every row keeps to, while nothing in the schema holds rows to it: "unique",
//! "required", "must be positive", "between 1 and 5", "max 80 characters".
//!
//! ## Why it matters
//! Whoever reads the comment relies on it: a report divides by the number, an import matches rows by the code. The first row that breaks the rule
//! is accepted like any other, and what fails is far away from what wrote it.
//!
//! ## Example
//! ```sql,finds
//! CREATE TABLE reviews (
//!   id bigint PRIMARY KEY,
//!   stars integer NOT NULL, -- between 1 and 5
//!   body text NOT NULL
//! );
//! ```
//!
//! ## Better
//! ```sql,clean
//! CREATE TABLE reviews (
//!   id bigint PRIMARY KEY,
//!   stars integer NOT NULL CHECK (stars BETWEEN 1 AND 5), -- between 1 and 5
//!   body text NOT NULL
//! );
//! ```
//!
//! ## When to ignore it
//! When the comment is out of date; then it is the comment that wants mending. Only clauses that say the rule and nothing else are read, and none of a
//! comment that limits it: "unique per tenant", "required unless it is a draft", "not unique" are left alone. Comments that list
//! values are another rule's (`comment-lists-values`).
//!
//! ## References
//! - PostgreSQL manual, "Data Definition", section "Constraints".

mod sentence;

use self::sentence::{Stated, stated};
use crate::prelude::*;

pub(crate) const RULE: Rule = Rule {
    code: "comment-states-rule",
    severity: Severity::Info,
    dialects: &Dialect::ALL,
    check: Check::Table(check),
};

/// Longer values are not shown as examples.
const SHOWN_CHARACTERS: u32 = 200;

const WORDS: Words = Words {
    message: "the comment says that `{column}` {0}, and {1} is accepted; {2}",
    why: "Who reads the comment relies on it, and the first row that breaks it is accepted like any other.",
    sure: "The comment says it in so many words.",
    intent: "`{column}` {0}, as its comment says",
};

fn check(table: &TableView<'_>, findings: &mut Findings<'_>) {
    if table.staging {
        return;
    }
    for view in table
        .columns
        .iter()
        .filter(|view| !view.column.comments.is_empty())
    {
        if !view.is_written() {
            continue;
        }
        let mut seen: Vec<Stated> = Vec::new();
        for comment in &view.column.comments {
            for rule in stated(&comment.text) {
                if !seen.contains(&rule) && is_open(table, view, rule) {
                    seen.push(rule);
                    push(table, view, rule, comment.span, findings);
                }
            }
        }
    }
}

/// Whether nothing holds rows to it, and the column's type can break it.
fn is_open(table: &TableView<'_>, view: &ColumnView<'_>, rule: Stated) -> bool {
    let (column, facts) = (view.column, table.facts(view));
    let number = column.data_type.is_number() && !facts.other && facts.allowed.is_none();
    let loose = |low: i64, high: Option<i64>| {
        let below = !facts.refuses_below(Number::integer(low));
        number && (below || high.is_some_and(|high| !facts.refuses_above(Number::integer(high))))
    };
    match rule {
        Stated::Unique => {
            !table.is_in_key(column) && !table.has_unique_with(column) && column.identity.is_none()
        }
        Stated::Required => {
            !column.not_null && !facts.rejects_null && !table.relation.is_emptied(&column.name)
        }
        // A type without a sign keeps to zero, not above it.
        Stated::Positive => {
            let above_zero = facts.range.low.as_ref().is_some_and(|low| {
                !low.inclusive || !matches!(low.value, Value::Number(number) if number == Number::integer(0))
            });
            number && !(facts.refuses_below(Number::integer(0)) && above_zero)
        }
        Stated::NotNegative => loose(0, None),
        Stated::Between(low, high) => loose(low, Some(high)),
        Stated::Characters(most) => {
            let within = |held: Option<u64>| held.is_some_and(|held| held <= u64::from(most));
            let bounded = within(column.data_type.max_characters()) || within(facts.length.most);
            column.data_type.is_text() && !bounded && !facts.other && facts.allowed.is_none()
        }
    }
}

fn push<'c>(
    table: &TableView<'c>,
    view: &ColumnView<'c>,
    rule: Stated,
    comment: Span,
    findings: &mut Findings<'_>,
) {
    let column = view.column;
    let name = table.quoted(column);
    let mut gap = table.gap(view, &WORDS);
    gap.related.push(Label {
        span: comment,
        text: "says it".to_owned(),
    });
    let (says, accepted, advice) = match rule {
        Stated::Unique => (
            "is unique".to_owned(),
            "the same value twice".to_owned(),
            "declare it UNIQUE",
        ),
        Stated::Required => (
            "is always there".to_owned(),
            "NULL".to_owned(),
            "declare it NOT NULL",
        ),
        Stated::Positive => ("is above zero".to_owned(), "0".to_owned(), "add a CHECK"),
        Stated::NotNegative => ("is never negative".to_owned(), "-1".to_owned(), "add a CHECK"),
        Stated::Between(low, high) => (
            format!("is between {low} and {high}"),
            high.saturating_add(1).to_string(),
            "add a CHECK",
        ),
        Stated::Characters(most) => (
            format!("has at most {most} characters"),
            "a longer text".to_owned(),
            "add a CHECK",
        ),
    };
    gap.said = vec![says, accepted, advice.to_owned()];
    let one = |value: Value| Rows::One(vec![(column.name.as_str(), value)]);
    gap.rows = match rule {
        Stated::Unique => Rows::Twice(vec![&column.name]),
        Stated::Required => one(Value::Null),
        Stated::Positive => one(Value::integer(0)),
        Stated::NotNegative => one(Value::integer(-1)),
        Stated::Between(_, high) => one(Value::integer(high.saturating_add(1))),
        Stated::Characters(most) if most <= SHOWN_CHARACTERS => {
            one(Value::Text("x".repeat(most as usize + 1)))
        }
        Stated::Characters(_) => Rows::None,
    };
    let when = "The comment is right.";
    let checked =
        |condition: &str| table.checked(&[column], condition, "hold it to what the comment says", when);
    gap.fixes.extend(match rule {
        Stated::Unique => table.told_apart(&[column], "declare it UNIQUE", when),
        Stated::Required => Some(ProposedFix::safe(
            "declare it NOT NULL",
            when,
            vec![table.require(column)],
        )),
        Stated::Positive => checked(&format!("{name} > 0")),
        Stated::NotNegative => checked(&format!("{name} >= 0")),
        Stated::Between(low, high) => checked(&format!("{name} BETWEEN {low} AND {high}")),
        Stated::Characters(most) => checked(&format!("{} <= {most}", character_count(table, &name))),
    });
    let cause = match rule {
        Stated::Unique => unique_cause(table.relation, column),
        Stated::Required => required_cause(table.relation, column),
        Stated::Positive | Stated::NotNegative | Stated::Between(..) => range_cause(table.relation, column),
        Stated::Characters(_) => format!("length:{}", column_name(table.relation, column)),
    };
    gap.root_cause = Some((cause, 0));
    findings.push(&RULE, &gap);
}

/// SQLite's `length` counts characters; elsewhere there is a word for it.
fn character_count(table: &TableView<'_>, name: &str) -> String {
    match table.dialect() {
        Dialect::Sqlite => format!("length({name})"),
        Dialect::PostgreSql | Dialect::MySql => format!("char_length({name})"),
    }
}

/// The root cause of what says that the column is not unique.
pub(crate) fn unique_cause(relation: &Relation, column: &Column) -> String {
    format!("unique:{}", column_name(relation, column))
}

/// The root cause of what says that the column may be NULL.
pub(crate) fn required_cause(relation: &Relation, column: &Column) -> String {
    format!("required:{}", column_name(relation, column))
}

/// The root cause of what says that a number has no bounds.
pub(crate) fn range_cause(relation: &Relation, column: &Column) -> String {
    format!("range:{}", column_name(relation, column))
}
