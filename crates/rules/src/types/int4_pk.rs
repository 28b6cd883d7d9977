//! # A key that runs out of numbers
//!
//! ## What it detects
//! A key that numbers itself and is narrower than `bigint`, in a table that grows with everything that happens (events, logs,
//! messages, visits), or whose references are `bigint` already.
//!
//! ## Why it matters
//! After 2,147,483,647 rows, deleted and rolled back ones included, every INSERT fails, and the change of type that helps has to
//! rewrite the table and all that refer to it while nothing can be written. A smaller integer is there far sooner: 32,767 or
//! 8,388,607. Made wide at the start it costs four bytes a row.
//!
//! ## Example
//! ```sql,finds
//! CREATE TABLE events (
//!   id serial PRIMARY KEY,
//!   happened_at timestamptz NOT NULL DEFAULT now()
//! );
//! ```
//!
//! ## Better
//! ```sql,clean
//! CREATE TABLE events (
//!   id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
//!   happened_at timestamptz NOT NULL DEFAULT now()
//! );
//! ```
//!
//! ## When to ignore it
//! When old rows are few by nature, and the numbers are not used up by retries. Tables of things that people make by hand (users,
//! categories, concerts with a title) are not reported: two thousand million of them will not be.
//!
//! ## References
//! - PostgreSQL manual, "Data Types", section "Serial Types".
//! - MySQL 8.4 manual, "Data Types", section "Integer Types".

use super::tied::{any_default, report, retyped};
use crate::prelude::*;

pub(crate) const RULE: Rule = Rule {
    code: "int4-pk",
    severity: Severity::Info,
    dialects: &[Dialect::PostgreSql, Dialect::MySql],
    check: Check::Table(check),
};

/// Last words of tables that grow with everything that happens.
const GROWING: WordList = WordList::new(
    "activity,audit,click,event,history,hit,impression,log,measurement,message,notification,pageview,visit",
);

/// Last two words of tables of that kind, of which the last alone may mean something else.
const GROWING_PAIRS: WordList = WordList::new(
    "ad_view,api_request,audit_trail,http_request,meter_reading,page_request,page_view,profile_view,\
     sensor_reading,video_view,web_request,webhook_delivery",
);

/// Words of columns that somebody thinks about before the row is made: a concert is an event too.
const AUTHORED: WordList =
    WordList::new("author,description,headline,issn,price,slug,start,subject,title,venue");

/// Words of such tables that hold a few rows a day.
const SLOW: WordList =
    WordList::new("backup,cron,cronjob,deploy,deployment,job,maintenance,migration,release,schedule,upgrade");

const WORDS: Words = Words {
    message: "`{column}` is `{type}` and numbers itself to {0}, after which every INSERT fails; use `bigint`",
    why: "{1}",
    sure: "The type says where it ends; how soon that is, the text does not say.",
    intent: "",
};

fn check(table: &TableView<'_>, findings: &mut Findings<'_>) {
    let Some([key]) = table.relation.primary_key().map(|key| key.columns.as_slice()) else {
        return;
    };
    let Some(column) = table.columns.iter().find(|column| column.column.name == *key) else {
        return;
    };
    let held = column.column;
    let (TypeFamily::Integer(bytes @ ..8), false) = (held.data_type.family, table.staging) else {
        return;
    };
    let numbers_itself = held.identity.is_some() || held.sequence.is_some();
    if !numbers_itself || table.refers(held) {
        return;
    }
    let wider = wider_reference(table, held);
    let unsigned = held.data_type.name.contains("unsigned");
    // Twice as many as an `integer` counts are enough for most logs.
    if wider.is_none() && (!grows(table) || (bytes == 4 && unsigned)) {
        return;
    }
    let mut gap = table.gap(column, &WORDS);
    gap.said.push(last_number(bytes, unsigned).to_owned());
    match wider {
        Some((relation, other)) => {
            let name = column_name(relation, other);
            gap.said.push(format!(
                "`{name}`, which refers to it, is `bigint` already: somebody expects more rows than the key can count."
            ));
            gap.related.push(Label {
                span: other.span,
                text: "wider than what it refers to".to_owned(),
            });
        }
        None => {
            gap.said.push("Such a table grows with everything that happens, and numbers are used up by failed inserts too.".to_owned());
            gap.certainty = Certainty::Possible;
        }
    }
    if bytes < 4 {
        gap.severity = Some(Severity::Warning);
        gap.certainty = Certainty::Likely;
    }
    let name = if unsigned { "bigint unsigned" } else { "bigint" };
    let wide = ColumnType::known(name, TypeFamily::Integer(8));
    let changes = (!findings.is_full(&RULE))
        .then(|| retyped(table, held, &wide, None, &any_default))
        .flatten();
    gap.fixes.extend(
        changes.map(|changes| {
            let title = match changes.len() {
                1 => format!("make it `{name}`"),
                _ => format!("make it and what refers to it `{name}`"),
            };
            ProposedFix::safe(
                title,
                "The tables are small enough to be rewritten, or can be locked meanwhile.",
                changes,
            )
            .costing("Rewrites each of the tables while it is locked; on a large one, add a new column, fill it in batches and swap.")
        }),
    );
    report(findings, &RULE, gap);
}

/// A log by its name, with the time of each row.
fn grows(table: &TableView<'_>) -> bool {
    let times = |column: &ColumnView<'_>| {
        matches!(
            column.column.data_type.family,
            TypeFamily::Date | TypeFamily::Timestamp | TypeFamily::TimestampWithTimeZone
        ) || matches!(column.last(), "at" | "time" | "timestamp")
    };
    let last = table.row.last().map(Word::as_ref).unwrap_or_default();
    let pair = match table.row.as_slice() {
        [.., before, last] => format!("{before}_{last}"),
        _ => String::new(),
    };
    (GROWING.contains(last) || GROWING_PAIRS.contains(&pair))
        && !table.says(SLOW)
        && table.columns.iter().any(times)
        && !table.columns.iter().any(|column| column.says(AUTHORED))
}

/// A reference that is wider than the key.
fn wider_reference<'c>(table: &TableView<'c>, key: &Column) -> Option<(&'c Relation, &'c Column)> {
    let references = table.catalog.references_to(table.relation.id).into_iter();
    let mut columns = references.filter_map(|(child, _, held)| {
        let pairs = held.columns.iter().zip(&held.referenced_columns);
        let (own, _) = pairs
            .into_iter()
            .find(|(_, referenced)| **referenced == key.name)?;
        Some((child, child.column(own)?))
    });
    columns.find(|(_, column)| column.data_type.family == TypeFamily::Integer(8))
}

fn last_number(bytes: u8, unsigned: bool) -> &'static str {
    match (bytes, unsigned) {
        (1, false) => "127",
        (1, true) => "255",
        (2, false) => "32,767",
        (2, true) => "65,535",
        (3, false) => "8,388,607",
        (3, true) => "16,777,215",
        (_, false) => "2,147,483,647",
        (_, true) => "4,294,967,295",
    }
}
