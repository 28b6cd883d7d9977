//! # Pages by OFFSET
//!
//! ## What it detects
//! A query that steps over rows with OFFSET: a thousand or more, or as many as a parameter says, in an order that a key can continue.
//!
//! ## Why it matters
//! The rows stepped over are found, put in order and thrown away: page 500 costs five hundred times what page 1 costs. Rows that come or
//! go between two pages are shown twice or not at all. Where the next page starts is known: behind the last row of this one.
//!
//! ## Example
//! ```sql,finds
//! CREATE TABLE events (id bigint PRIMARY KEY, created_at timestamptz NOT NULL, body text NOT NULL);
//! CREATE INDEX events_created_at_idx ON events (created_at DESC, id DESC);
//! SELECT id, body FROM events ORDER BY created_at DESC, id DESC LIMIT 50 OFFSET 20000;
//! ```
//!
//! ## Better
//! ```sql,clean
//! CREATE TABLE events (id bigint PRIMARY KEY, created_at timestamptz NOT NULL, body text NOT NULL);
//! CREATE INDEX events_created_at_idx ON events (created_at DESC, id DESC);
//! SELECT id, body FROM events WHERE (created_at, id) < ($1, $2) ORDER BY created_at DESC, id DESC LIMIT 50;
//! ```
//!
//! ## When to ignore it
//! For a list of a few pages that few people look at, and where people jump to any page by its number.
//!
//! ## References
//! - PostgreSQL manual, "Queries", section "LIMIT and OFFSET".
//! - MySQL manual, "Optimization", section "LIMIT Query Optimization".

use super::reading::{TableReading, each_reading, has_key_within};
use crate::prelude::*;

pub(crate) const RULE: Rule = Rule {
    code: "query-offset-pagination",
    severity: Severity::Info,
    dialects: &Dialect::ALL,
    check: Check::Queries(check),
};

/// From so many rows on, stepping over them is worth a word.
const MANY_ROWS: u64 = 1_000;

const KNOWN: Words = Words {
    message: "{0} rows of `{table}` are found and thrown away before the first one wanted; go on behind the last row seen",
    why: "Each page costs as much as all pages before it together, and rows that come or go in between are shown twice or not at all.",
    sure: "The number stands in the query; what it costs depends on the rows.",
    intent: "",
};

const ASKED: Words = Words {
    message: "`OFFSET` finds and throws away all rows of `{table}` before the page; go on behind the last row seen",
    why: "Each page costs as much as all pages before it together, and rows that come or go in between are shown twice or not at all.",
    sure: "How far people turn the pages is not known.",
    intent: "",
};

fn check(context: &SchemaContext<'_>, findings: &mut Findings<'_>) {
    each_reading(context, &|block| block.text.offset.is_some(), &mut |reading| {
        let Some(offset) = reading.access.limit.map(|limit| limit.offset) else {
            return;
        };
        let words = match offset {
            Some(rows) if rows >= MANY_ROWS => &KNOWN,
            Some(_) => return,
            None => &ASKED,
        };
        let Some(next_page) = next_page(context.catalog, &reading) else {
            return;
        };
        let object = format!("{} OFFSET", reading.relation.name);
        let span = reading.block().map_or(reading.place(), |block| block.text.span);
        let mut gap = context.query_gap(reading.relation, span, object, words);
        gap.said = vec![
            offset
                .map(|rows| rowproof_query::counted(rows as f64))
                .unwrap_or_default(),
        ];
        if offset.is_none() {
            (gap.severity, gap.certainty) = (Some(Severity::Hint), Certainty::Possible);
        }
        gap.fixes = vec![ProposedFix::statements(
            "continue behind the last row of the page before",
            "Pages are turned one after the other. The first page leaves the condition out.",
            vec![next_page],
        )];
        findings.push(&RULE, &gap);
    });
}

/// The condition, order and limit of the next page; none when the order is not that of one key.
fn next_page(catalog: &Catalog, reading: &TableReading<'_>) -> Option<String> {
    let relation = reading.relation;
    let order = reading.access.order.as_ref()?;
    let mut keys: Vec<(String, bool)> = Vec::new();
    for column in &order.columns {
        let is_plain = relation.column(&column.column)?.not_null && column.nulls_first.is_none();
        if !is_plain {
            return None;
        }
        keys.push((column.column.clone(), column.descending));
    }
    let descending = keys.first()?.1;
    if keys.iter().any(|key| key.1 != descending) {
        return None;
    }
    let names = |keys: &[(String, bool)]| -> Vec<String> { keys.iter().map(|key| key.0.clone()).collect() };
    // Rows that agree in the order are told apart by the primary key.
    if !has_key_within(catalog, relation, &names(&keys)) {
        for column in &relation.primary_key()?.columns {
            if !keys.iter().any(|key| key.0 == *column) {
                keys.push((column.clone(), descending));
            }
        }
    }
    let dialect = catalog.dialect();
    let columns: Vec<String> = names(&keys).iter().map(|name| quote(name, dialect)).collect();
    let comparison = if descending { "<" } else { ">" };
    let ending = if descending { " DESC" } else { "" };
    let parameter = |at: usize| match dialect {
        Dialect::PostgreSql => format!("${at}"),
        Dialect::MySql | Dialect::Sqlite => "?".to_owned(),
    };
    let condition = match columns.as_slice() {
        [only] => format!("{only} {comparison} {}", parameter(1)),
        // MySQL seeks by the first column, not by a row of them.
        [first, ..] => {
            let values: Vec<String> = (1..=columns.len()).map(parameter).collect();
            let row = format!("({}) {comparison} ({})", columns.join(", "), values.join(", "));
            match dialect {
                Dialect::MySql => format!("{first} {comparison}= ? AND {row}"),
                Dialect::PostgreSql | Dialect::Sqlite => row,
            }
        }
        [] => return None,
    };
    let sorted: Vec<String> = columns.iter().map(|column| format!("{column}{ending}")).collect();
    let limit = match reading.access.limit?.rows {
        Some(rows) => rows.to_string(),
        None => parameter(columns.len() + 1),
    };
    Some(format!(
        "/* WHERE */ {condition} ORDER BY {} LIMIT {limit}",
        sorted.join(", ")
    ))
}
