//! # Moments kept as numbers of seconds
//!
//! ## What it detects
//! Integer columns named as moments (`created_at`, `expires_at`, `updated`). Said once for a schema.
//!
//! ## Why it matters
//! Whether the number counts seconds, milliseconds or days is nowhere in the schema, and a row written in the wrong unit lies in
//! 1970 or in the year 55,000. Nobody can read the rows, every query converts, and a four-byte number of seconds ends in 2038.
//!
//! ## Example
//! ```sql,finds
//! CREATE TABLE sessions (
//!   id bigint PRIMARY KEY,
//!   expires_at bigint NOT NULL
//! );
//! ```
//!
//! ## Better
//! ```sql,clean
//! CREATE TABLE sessions (
//!   id bigint PRIMARY KEY,
//!   expires_at timestamptz NOT NULL
//! );
//! ```
//!
//! ## When to ignore it
//! When it is the convention of the whole system, as in many that run on MySQL, where this is a hint: then name the unit
//! (`expires_at_ms`). SQLite has no type for moments, and a number is one of the ways it documents.
//!
//! ## References
//! - PostgreSQL manual, "Data Types", section "Date/Time Types"; "Functions and Operators" (`to_timestamp`).

use super::moment::ends_in_at;
use super::tied::{no_default, retyped};
use crate::prelude::*;

pub(crate) const RULE: Rule = Rule {
    code: "epoch-as-int",
    severity: Severity::Info,
    dialects: &[Dialect::PostgreSql, Dialect::MySql],
    check: Check::Schema(check),
};

/// As many columns are changed in one fix.
const MOST: usize = 12;

const WORDS: Words = Words {
    message: "{0} as a number whose unit the schema does not say; use `{1}`",
    why: "A row written in milliseconds where seconds are meant is accepted, and nobody can read either.",
    sure: "The names are those of moments.",
    intent: "",
};

fn check(context: &SchemaContext<'_>, findings: &mut Findings<'_>) {
    let catalog = context.catalog;
    let mut found: Vec<(&Relation, &Column)> = Vec::new();
    for relation in catalog.tables() {
        let mut candidates = relation.columns.iter().filter(|column| may_be_moment(column));
        if candidates.next().is_none() || relation.is_staging() {
            continue;
        }
        let view = TableView::new(catalog, relation, context.queries);
        for column in view.columns.iter().filter(|column| may_be_moment(column.column)) {
            let held = column.column;
            let named = ends_in_at(column)
                || column.is_named(&Lexicon::CREATED)
                || column.is_named(&Lexicon::UPDATED);
            let facts = view.facts(column);
            let bounded = facts.allowed.is_some()
                || facts.range.high.is_some()
                || (facts.range.low.is_some() && !held.data_type.name.ends_with("unsigned"))
                || facts.other
                || !facts.comparisons.is_empty();
            if named && column.is_written() && !view.refers(held) && !bounded {
                found.push((relation, held));
            }
        }
    }
    let Some((relation, first)) = found.first().copied() else {
        return;
    };
    let (name, family) = match catalog.dialect() {
        Dialect::MySql => ("datetime", TypeFamily::Timestamp),
        _ => ("timestamp with time zone", TypeFamily::TimestampWithTimeZone),
    };
    let mut gap = context.gap(relation, Some(first.span), &WORDS);
    let example = column_name(relation, first);
    gap.said = vec![
        match found.len() {
            1 => format!("`{example}` keeps a moment"),
            several => format!("{several} columns, from `{example}` on, keep moments"),
        },
        name.to_owned(),
    ];
    if catalog.dialect() == Dialect::MySql {
        gap.severity = Some(Severity::Hint);
    }
    gap.related = found
        .iter()
        .skip(1)
        .take(MOST)
        .map(|(_, column)| Label {
            span: column.span,
            text: "a number too".to_owned(),
        })
        .collect();
    if catalog.dialect() == Dialect::PostgreSql && found.len() <= MOST {
        let moment = ColumnType::known(name, family);
        let changes = found.iter().map(|(relation, column)| {
            let view = TableView::new(catalog, relation, context.queries);
            retyped(&view, column, &moment, Some("to_timestamp({})"), &no_default)
        });
        let changes: Option<Vec<Vec<Change>>> = changes.collect();
        gap.fixes.extend(changes.map(|changes| {
            ProposedFix::guess(
                format!("store moments as `{name}`"),
                "The numbers count seconds since 1970; divide them by 1000.0 where they count milliseconds.",
                changes.concat(),
            )
            .costing("Rewrites each table while it is locked.")
        }));
    }
    findings.push(&RULE, &gap);
}

/// A number whose name, at a glance, may be that of a moment.
fn may_be_moment(column: &Column) -> bool {
    let name = &column.name;
    matches!(column.data_type.family, TypeFamily::Integer(4..))
        && (name.ends_with("at")
            || name.ends_with("At")
            || is_named(name, &Lexicon::CREATED)
            || is_named(name, &Lexicon::UPDATED))
}
