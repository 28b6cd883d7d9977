//! # Two versions that are both current
//!
//! ## What it detects
//! A table of periods of validity (`valid_from`, `valid_to`) of something that it refers to, where the end may be open and nothing says that only
//! one period of each thing is open.
//!
//! ## Why it matters
//! "The price of this product" is the row whose end is open. Two such rows are accepted: a query that expects one fails or
//! takes either, and a join counts the product twice.
//!
//! ## Example
//! ```sql,finds
//! CREATE TABLE products (id bigint PRIMARY KEY);
//! CREATE TABLE product_prices (
//!   id bigint PRIMARY KEY,
//!   product_id bigint NOT NULL REFERENCES products (id) ON DELETE CASCADE,
//!   price_cents bigint NOT NULL CHECK (price_cents >= 0),
//!   valid_from date NOT NULL,
//!   valid_to date,
//!   CHECK (valid_to > valid_from)
//! );
//! CREATE INDEX product_prices_product_id_idx ON product_prices (product_id);
//! ```
//!
//! ## Better
//! ```sql,clean
//! CREATE TABLE products (id bigint PRIMARY KEY);
//! CREATE TABLE product_prices (
//!   id bigint PRIMARY KEY,
//!   product_id bigint NOT NULL REFERENCES products (id) ON DELETE CASCADE,
//!   price_cents bigint NOT NULL CHECK (price_cents >= 0),
//!   valid_from date NOT NULL,
//!   valid_to date,
//!   CHECK (valid_to > valid_from)
//! );
//! CREATE INDEX product_prices_product_id_idx ON product_prices (product_id);
//! CREATE UNIQUE INDEX product_prices_current_idx ON product_prices (product_id) WHERE valid_to IS NULL;
//! ```
//!
//! ## When to ignore it
//! When periods of one thing may run side by side, as discounts do. A table with several references, or with a column that tells
//! its rows apart (a kind, a currency, a country), is left alone: what may be open once is then not known. So is one with an exclusion constraint.
//! An exclusion constraint (`EXCLUDE USING gist (product_id WITH =, daterange(valid_from, valid_to) WITH &&)`) refuses overlaps
//! in the past as well.
//!
//! ## References
//! - PostgreSQL manual, "Indexes", section "Partial Indexes"; "Data Definition", section "Exclusion Constraints".
//! - R. T. Snodgrass, "Developing Time-Oriented Database Applications in SQL".

use super::super::constraints::missing_date_order::end_of;
use crate::prelude::*;

pub(crate) const RULE: Rule = Rule {
    code: "validity-without-end-rule",
    severity: Severity::Info,
    dialects: &[Dialect::PostgreSql, Dialect::Sqlite],
    check: Check::Table(check),
};

/// Words of a time during which something holds.
const HOLDS: WordList = WordList::new("applicable,effective,valid,validity");

/// Words of rows of which several hold at a time.
const SIDE_BY_SIDE: WordList = WordList::new(
    "assignment,campaign,certificate,code,coupon,discount,exception,grant,invitation,key,membership,offer,permission,promotion,\
     token,voucher",
);

/// Words of columns that tell rows of one thing apart.
const APART: WordList = WordList::new(
    "category,channel,class,code,country,currency,kind,lang,language,level,locale,market,max,min,name,priority,quantity,region,scope,\
     tier,type,unit,zone",
);

const WORDS: Words = Words {
    message: "`{table}` accepts two open periods of one `{0}`; make `{0}` unique where `{name}` is NULL",
    why: "A query for the current row finds two, and takes either or counts both.",
    sure: "The names say that a row holds until `{name}`, and an open end means now; that only one holds at a time is read from the names.",
    intent: "each `{0}` has one current row in `{table}`",
};

fn check(table: &TableView<'_>, findings: &mut Findings<'_>) {
    if table.staging || table.is_log() || table.says(SIDE_BY_SIDE) {
        return;
    }
    for start in table.columns.iter().filter(|column| column.says(HOLDS)) {
        let Some(end) = end_of(table, start).filter(|end| is_open(table, end)) else {
            continue;
        };
        let Some(thing) = thing(table) else { continue };
        if table.is_in_key(end.column) || table.has_unique_with(end.column) || one_at_a_time(table, thing) {
            continue;
        }
        let mut gap = table.gap(end, &WORDS);
        gap.meant = false;
        gap.said.push(thing.name.clone());
        gap.related.push(Label {
            span: thing.span,
            text: "what the periods are of".to_owned(),
        });
        gap.rows = Rows::Twice(vec![&thing.name]);
        let open = format!("{} IS NULL", table.quoted(end.column));
        if let Some(change) = table.index(&[thing], true, Some(&open)) {
            let fix = ProposedFix::safe(
                format!("one open period for each `{}`", thing.name),
                "Only one row of each holds at a time.",
                vec![change],
            );
            gap.fixes.push(fix.costing(
                "A new row is written after the old one is ended, or in one transaction with it. Overlaps in the past are still accepted.",
            ));
        }
        findings.push(&RULE, &gap);
    }
}

/// Whether the end may be left open, and is when nothing is said.
fn is_open(table: &TableView<'_>, end: &ColumnView<'_>) -> bool {
    !end.column.not_null && !end.column.has_default() && !table.facts(end).rejects_null
}

/// The one thing that the table's rows are versions of.
fn thing<'c>(table: &TableView<'c>) -> Option<&'c Column> {
    let mut things: Vec<&'c Column> = Vec::new();
    for (_, key) in table.relation.foreign_keys() {
        let [name] = key.columns.as_slice() else {
            return None;
        };
        let column = table.columns.iter().find(|column| column.column.name == *name)?;
        if column.last() != "by" && !column.is_named(&Lexicon::TENANT) {
            things.push(column.column);
        }
    }
    let apart = |column: &&ColumnView<'_>| {
        column.says(APART) || column.column.data_type.family == TypeFamily::Boolean
    };
    let told_apart = table.columns.iter().any(|column| apart(&column));
    match things.as_slice() {
        [thing] if thing.not_null && !told_apart => Some(*thing),
        _ => None,
    }
}

/// Whether a key or an exclusion compares the rows of one thing.
fn one_at_a_time(table: &TableView<'_>, thing: &Column) -> bool {
    let alone = table
        .catalog
        .unique_within(table.relation, std::slice::from_ref(&thing.name));
    let excluded = table
        .relation
        .constraints
        .iter()
        .any(|constraint| matches!(constraint.kind, rowproof_catalog::ConstraintKind::Exclude(_)));
    alone.is_some() || excluded || !table.relation.triggers.is_empty()
}
