//! # One name, with a time zone and without
//!
//! ## What it detects
//! PostgreSQL: a column name that is `timestamp with time zone` in some tables and `timestamp` in others, where the name alone does not
//! say that it is a moment (which `timestamp-no-tz` reports). Said once for a schema.
//!
//! ## Why it matters
//! Comparing the two converts one by the time zone of the session that happens to ask: a join or a `WHERE` over both finds other
//! rows in another session, and none of them is an error. Code that reads both gets values of two kinds under one name.
//!
//! ## Example
//! ```sql,finds
//! CREATE TABLE trains (id bigint PRIMARY KEY, departure timestamptz NOT NULL);
//! CREATE TABLE ferries (id bigint PRIMARY KEY, departure timestamp NOT NULL);
//! ```
//!
//! ## Better
//! ```sql,clean
//! CREATE TABLE trains (id bigint PRIMARY KEY, departure timestamptz NOT NULL);
//! CREATE TABLE ferries (id bigint PRIMARY KEY, departure timestamptz NOT NULL);
//! ```
//!
//! ## When to ignore it
//! While a change from one to the other is under way. Times of a clock on a wall (`opens_at`, `local_time`) are not reported.
//!
//! ## References
//! - PostgreSQL manual, "Data Types", section "Date/Time Types", "Time Stamps".

use rowproof_source::SortSmall;

use super::moment::{WALL_CLOCK, wants_zone};
use super::tied::{any_default, retyped};
use crate::prelude::*;

pub(crate) const RULE: Rule = Rule {
    code: "mixed-tz-types",
    severity: Severity::Info,
    dialects: &[Dialect::PostgreSql],
    check: Check::Schema(check),
};

/// As many columns are changed in one fix, and named.
const MOST: usize = 12;

const WORDS: Words = Words {
    message: "`{0}` has a time zone in {1} and none in {2}{3}; give it one everywhere",
    why: "Comparing the two depends on the time zone of the session that asks.",
    sure: "The types are in the text.",
    intent: "",
};

/// Columns of one name.
#[derive(Default)]
struct Named<'c> {
    with: Vec<(&'c Relation, &'c Column)>,
    without: Vec<(&'c Relation, &'c Column)>,
}

fn check(context: &SchemaContext<'_>, findings: &mut Findings<'_>) {
    let mut names: SmallMap<&str, Named<'_>> = SmallMap::default();
    for relation in context.catalog.tables() {
        for column in &relation.columns {
            let with = match column.data_type.family {
                TypeFamily::TimestampWithTimeZone => true,
                TypeFamily::Timestamp => false,
                _ => continue,
            };
            names.change(&column.name, |named| match with {
                true => named.with.push((relation, column)),
                false => named.without.push((relation, column)),
            });
        }
    }
    let mut mixed: Vec<(&str, &Named<'_>)> = names
        .iter()
        .filter(|(_, named)| !named.with.is_empty() && !named.without.is_empty())
        .filter(|(name, _)| {
            let words = words(name);
            !has_word(&words, WALL_CLOCK) && !wants_zone(&words)
        })
        .map(|(name, named)| (*name, named))
        .collect();
    mixed.order_by_key(|(name, named)| (std::cmp::Reverse(named.with.len() + named.without.len()), *name));
    let Some((name, named)) = mixed.first() else {
        return;
    };
    let Some((relation, first)) = named.without.first().copied() else {
        return;
    };
    let mut gap = context.gap(relation, Some(first.span), &WORDS);
    let tables = |count: usize| match count {
        1 => "one table".to_owned(),
        several => format!("{several} tables"),
    };
    let others: Vec<&str> = mixed.iter().skip(1).take(MOST).map(|(name, _)| *name).collect();
    gap.said = vec![
        (*name).to_owned(),
        tables(named.with.len()),
        tables(named.without.len()),
        match others.len() {
            0 => String::new(),
            _ => format!(", and so it is with {}", listed(&others)),
        },
    ];
    gap.related = named
        .with
        .iter()
        .take(MOST)
        .map(|(_, column)| Label {
            span: column.span,
            text: "with a time zone".to_owned(),
        })
        .collect();
    let all = || mixed.iter().flat_map(|(_, named)| &named.without);
    if all().count() <= MOST {
        gap.fixes.extend(with_time_zone(context, all()));
    }
    findings.push(&RULE, &gap);
}

fn with_time_zone<'f, 'c: 'f>(
    context: &SchemaContext<'c>,
    columns: impl Iterator<Item = &'f (&'c Relation, &'c Column)>,
) -> Option<ProposedFix> {
    let mut changes = Vec::new();
    for (relation, column) in columns {
        let converts = |text: &str| text.contains("at time zone") || text.contains("timezone(");
        let default = column.default.as_deref();
        if default.is_some_and(|default| converts(&default.text.to_ascii_lowercase())) {
            return None;
        }
        let moment = ColumnType {
            arguments: column.data_type.arguments.clone(),
            ..ColumnType::known("timestamp with time zone", TypeFamily::TimestampWithTimeZone)
        };
        let view = TableView::new(context.catalog, relation, context.queries);
        changes.extend(retyped(
            &view,
            column,
            &moment,
            Some("{} AT TIME ZONE 'UTC'"),
            &any_default,
        )?);
    }
    let when = "The values that are there are in UTC; write the zone they are in instead of `'UTC'` if it is another.";
    Some(
        ProposedFix::guess("give each a time zone", when, changes)
            .costing("Rewrites each table while it is locked."),
    )
}
