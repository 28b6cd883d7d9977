//! # One name, two types
//!
//! ## What it detects
//! A column whose name at least three other tables give to one kind of value, while this one holds another: `account_id` is a number
//! everywhere and a text here.
//!
//! ## Why it matters
//! A join over the two converts one side for every row, uses no index for it, or is refused. Code that reads "the `account_id`" of any table fails
//! on this one.
//!
//! ## Example
//! ```sql,finds
//! CREATE TABLE accounts (account_no bigint PRIMARY KEY);
//! CREATE TABLE orders (id bigint PRIMARY KEY, account_no bigint NOT NULL);
//! CREATE TABLE invoices (id bigint PRIMARY KEY, account_no bigint NOT NULL);
//! CREATE TABLE payments (id bigint PRIMARY KEY, account_no text NOT NULL);
//! ```
//!
//! ## Better
//! ```sql,clean
//! CREATE TABLE accounts (account_no bigint PRIMARY KEY);
//! CREATE TABLE orders (id bigint PRIMARY KEY, account_no bigint NOT NULL);
//! CREATE TABLE invoices (id bigint PRIMARY KEY, account_no bigint NOT NULL);
//! CREATE TABLE payments (id bigint PRIMARY KEY, account_no bigint NOT NULL);
//! ```
//!
//! ## When to ignore it
//! When the name means another thing in that table. Names of one word (`value`, `code`, `data`) mean something else in every table and are not
//! compared, nor are times with and without a zone, widths of numbers, and columns of foreign keys, whose types the server compares.
//!
//! ## References
//! - PostgreSQL manual, "Type Conversion".

use rowproof_source::{SmallMap, SmallSet, SortSmall};

use crate::prelude::*;

pub(crate) const RULE: Rule = Rule {
    code: "same-name-different-type",
    severity: Severity::Hint,
    dialects: &Dialect::ALL,
    check: Check::Schema(check),
};

/// Tables that must agree before another is said to differ.
const AGREEING: usize = 3;

const WORDS: Words = Words {
    message: "`{column}` is {0}, and `{name}` is {1} in {2} other tables; give it the same type, or another name",
    why: "Joins over the two convert one side for every row, and no index serves them.",
    sure: "The types are in the text; whether the name means the same is not known.",
    intent: "",
};

/// Kinds of values that are not compared without a conversion.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    Number,
    Text,
    Uuid,
    Truth,
    Moment,
    Document,
}

impl Kind {
    fn words(self) -> &'static str {
        match self {
            Kind::Number => "a number",
            Kind::Text => "a text",
            Kind::Uuid => "a UUID",
            Kind::Truth => "a truth value",
            Kind::Moment => "a date or a time",
            Kind::Document => "a document",
        }
    }
}

fn check(context: &SchemaContext<'_>, findings: &mut Findings<'_>) {
    let catalog = context.catalog;
    // Most names have one kind everywhere: only the columns of the others are collected.
    let mut first: SmallMap<&str, Kind> = SmallMap::default();
    let mut disputed: SmallSet<&str> = SmallSet::default();
    for (name, kind, ..) in compared(catalog) {
        match first.get(name) {
            None => {
                first.insert(name, kind);
            }
            Some(known) if *known == kind => {}
            Some(_) => {
                disputed.insert(name);
            }
        }
    }
    if disputed.is_empty() {
        return;
    }
    let mut held: Vec<_> = compared(catalog)
        .filter(|(name, ..)| disputed.contains(name))
        .collect();
    // In the order of the text where names are alike.
    held.order_by(|a, b| a.0.cmp(b.0));
    for group in held.chunk_by(|a, b| a.0 == b.0) {
        if group.len() <= AGREEING {
            continue;
        }
        let count = |kind: Kind| group.iter().filter(|(_, other, ..)| *other == kind).count();
        let Some(usual) = group
            .iter()
            .map(|(_, kind, ..)| *kind)
            .find(|kind| count(*kind) + 1 == group.len())
        else {
            continue;
        };
        let Some((_, kind, relation, column)) = group.iter().find(|(_, kind, ..)| *kind != usual) else {
            continue;
        };
        let refers = relation
            .foreign_keys()
            .any(|(_, key)| key.columns.contains(&column.name));
        if refers {
            continue;
        }
        let view = TableView::new(catalog, relation, context.queries);
        let mut gap = view.table_gap(&WORDS);
        gap.columns.push(column);
        gap.said = vec![
            kind.words().to_owned(),
            usual.words().to_owned(),
            count(usual).to_string(),
        ];
        gap.certainty = Certainty::Possible;
        findings.push(&RULE, &gap);
    }
}

/// The columns that are compared: name, kind, relation, column.
fn compared(catalog: &Catalog) -> impl Iterator<Item = (&str, Kind, &Relation, &Column)> {
    let tables = catalog
        .tables()
        .filter(|relation| relation.is_base_table() && !relation.is_staging());
    tables.flat_map(|relation| {
        relation.columns.iter().filter_map(move |column| {
            let kind = kind_of(column).filter(|_| is_compound(&column.name))?;
            Some((column.name.as_str(), kind, relation, column))
        })
    })
}

/// Whether a name has several words: a mark, or a capital behind a small letter.
fn is_compound(name: &str) -> bool {
    let mut pairs = name.as_bytes().windows(2);
    pairs.any(|pair| match pair {
        [before, after] => {
            before.is_ascii_alphanumeric()
                && (*after == b'_' || (before.is_ascii_lowercase() && after.is_ascii_uppercase()))
        }
        _ => false,
    })
}

fn kind_of(column: &Column) -> Option<Kind> {
    if column.data_type.array_dimensions > 0 {
        return None;
    }
    Some(match column.data_type.family {
        TypeFamily::Integer(_) | TypeFamily::Numeric | TypeFamily::Float(_) | TypeFamily::Money => {
            Kind::Number
        }
        TypeFamily::Text | TypeFamily::CaseInsensitiveText => Kind::Text,
        TypeFamily::Uuid => Kind::Uuid,
        TypeFamily::Boolean => Kind::Truth,
        TypeFamily::Date | TypeFamily::Timestamp | TypeFamily::TimestampWithTimeZone => Kind::Moment,
        TypeFamily::Json | TypeFamily::Jsonb => Kind::Document,
        _ => return None,
    })
}
