//! # Query without an index
//!
//! ## What it detects
//! Queries of the paste that look for rows by columns no index starts with, or want the first few rows of an order that no index gives.
//! For all queries of a table together it names the fewest indexes that serve them.
//!
//! ## Why it matters
//! Without an index the server reads the whole table for each of these queries. A good index starts with the columns compared for
//! equality, goes on with the order or one range, and leaves out rows that the query excludes by a constant.
//!
//! ## Example
//! ```sql,finds
//! CREATE TABLE customers (id bigint PRIMARY KEY, email text NOT NULL, name text NOT NULL);
//! CREATE TABLE invoices (
//!   id bigint PRIMARY KEY,
//!   customer_id bigint NOT NULL REFERENCES customers (id),
//!   issued_at timestamptz NOT NULL,
//!   note text
//! );
//! SELECT * FROM invoices WHERE customer_id = $1 ORDER BY issued_at DESC LIMIT 20;
//! ```
//!
//! ## Better
//! ```sql,clean
//! CREATE TABLE customers (id bigint PRIMARY KEY, email text NOT NULL, name text NOT NULL);
//! CREATE TABLE invoices (
//!   id bigint PRIMARY KEY,
//!   customer_id bigint NOT NULL REFERENCES customers (id),
//!   issued_at timestamptz NOT NULL,
//!   note text
//! );
//! CREATE INDEX invoices_customer_id_issued_at_idx ON invoices (customer_id, issued_at DESC);
//! SELECT * FROM invoices WHERE customer_id = $1 ORDER BY issued_at DESC LIMIT 20;
//! ```
//!
//! ## When to ignore it
//! When the table stays small, or the query runs once a night: every index makes writes dearer. Columns with few values alone
//! (a status, a truth value) are not reported, since an index on them narrows little; neither are tables of two columns, nor joins that
//! read both sides whole.
//!
//! ## References
//! - PostgreSQL manual, "Indexes", sections "Multicolumn Indexes", "Indexes and ORDER BY" and "Partial Indexes".
//! - MySQL manual, "Optimization", section "Multiple-Column Indexes".
//! - SQLite documentation, "The SQLite Query Optimizer Overview".

use rowproof_query::{Advice, Block, IndexKey, KeyPlace, Proposal, Wish, advise, merge, narrowed};

use super::reading::{TableReading, each_reading, has_condition, reading_of};
use crate::plans::percent;
use crate::prelude::*;

pub(crate) const RULE: Rule = Rule {
    code: "query-no-index",
    severity: Severity::Info,
    dialects: &Dialect::ALL,
    check: Check::Queries(check),
};

const UNSERVED: Words = Words {
    message: "no index of `{table}` serves {0}; add one on `{1}`",
    why: "The server reads all of `{table}` each time, so the time grows with the table.",
    sure: "What the queries ask for and which indexes there are is known; how many rows `{table}` has is not, and a small table needs no index.",
    intent: "",
};

const UNSORTED: Words = Words {
    message: "no index of `{table}` gives the order that {0} wants; add one on `{1}`",
    why: "All rows that fit are read and sorted to give the first few.",
    sure: "What the queries ask for and which indexes there are is known; how many rows are sorted is not.",
    intent: "",
};

/// A table with this many columns or fewer is a list that others look values up in.
const LOOKUP_COLUMNS: usize = 2;

/// A column that takes so few values narrows little.
const FEW_VALUES: usize = 20;

/// From this part of the time of all statements on, their index is worth a warning.
const LARGE_SHARE: f64 = 0.2;

/// What a reading asks for.
struct Asked {
    /// Where in the query.
    place: Span,
    /// Of the same table in the same query twice, the second says nothing new.
    query: Span,
    worth: Worth,
    /// The query's part of the time that a server counted, 0 to 1.
    share: f64,
}

/// How much an index would change.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Worth {
    /// Nothing narrows the reading today.
    Unserved,
    /// A stretch of time, which may be short or long.
    Stretch,
    /// The rows are found, and sorted.
    Unsorted,
}

fn check(context: &SchemaContext<'_>, findings: &mut Findings<'_>) {
    let mut wishes: Vec<(&Relation, Vec<Wish<Asked>>)> = Vec::new();
    let mut places: SmallMap<rowproof_catalog::RelationId, usize> = SmallMap::default();
    each_reading(context, &asks_for_less, &mut |reading| {
        let Some((proposal, worth)) = wished(context.catalog, &reading) else {
            return;
        };
        let asked = Asked {
            place: reading.place(),
            query: reading.query.span,
            worth,
            share: reading.query.weight.as_ref().map_or(0.0, |weight| weight.share),
        };
        let at = match places.get(&reading.relation.id) {
            Some(at) => *at,
            None => {
                places.insert(reading.relation.id, wishes.len());
                wishes.push((reading.relation, Vec::new()));
                wishes.len() - 1
            }
        };
        if let Some((_, of_table)) = wishes.get_mut(at) {
            of_table.push(Wish::new(proposal, asked));
        }
    });
    for (relation, of_table) in wishes {
        report(context, relation, merge(of_table), findings);
    }
}

/// Whether the block wants less than all rows.
fn asks_for_less(block: &Block) -> bool {
    has_condition(block) || block.text.limit.is_some()
}

/// The index that the reading calls for, when it is worth a word.
fn wished(catalog: &Catalog, reading: &TableReading<'_>) -> Option<(Proposal, Worth)> {
    let relation = reading.relation;
    if relation.columns.len() <= LOOKUP_COLUMNS || relation.is_staging() {
        return None;
    }
    let Advice::Create(proposal) = advise(&reading_of(catalog, relation), &reading.access) else {
        return None;
    };
    // An index on an expression is another rule's to say.
    if proposal.keys.iter().any(|key| !key.canonical.is_empty()) {
        return None;
    }
    let limited = proposal.gives_order && reading.access.limit.is_some();
    let by_join = !reading.access.conjuncts.iter().any(|conjunct| conjunct.narrows());
    if proposal.narrows && by_join && !is_led(catalog, reading) {
        return None;
    }
    let worth = match (&proposal.partly, proposal.narrows) {
        (Some(_), _) if limited => Worth::Unsorted,
        (Some(_), _) => return None,
        (None, false) if limited => Worth::Unsorted,
        (None, false) => return None,
        (None, true) => narrowing(catalog, relation, &proposal, limited)?,
    };
    Some((*proposal, worth))
}

/// Whether the keys narrow enough: by a column with many values, or by few values and an order that is cut short.
fn narrowing(catalog: &Catalog, relation: &Relation, proposal: &Proposal, limited: bool) -> Option<Worth> {
    let sought = |place: KeyPlace| move |key: &&IndexKey| key.place == place;
    let mut equal = proposal.keys.iter().filter(|key| {
        matches!(
            key.place,
            KeyPlace::Equal | KeyPlace::OneOf | KeyPlace::Prefix | KeyPlace::Inverted
        )
    });
    if equal.any(|key| !has_few_values(catalog, relation, &key.column)) || limited {
        return Some(Worth::Unserved);
    }
    let mut ranges = proposal.keys.iter().filter(sought(KeyPlace::Range));
    let of_time = |key: &IndexKey| {
        relation
            .column(&key.column)
            .is_some_and(|column| match column.data_type.family {
                TypeFamily::Timestamp | TypeFamily::TimestampWithTimeZone | TypeFamily::Date => true,
                // Seconds since 1970: `created_at bigint`.
                TypeFamily::Integer(4..) => words(&column.name)
                    .last()
                    .is_some_and(|last| last.as_ref() == "at"),
                _ => false,
            })
    };
    ranges.any(of_time).then_some(Worth::Stretch)
}

fn has_few_values(catalog: &Catalog, relation: &Relation, name: &str) -> bool {
    let Some(column) = relation.column(name) else {
        return false;
    };
    let listed = || {
        let facts = catalog.check_facts(relation, column);
        facts
            .allowed
            .is_some_and(|allowed| allowed.values.len() <= FEW_VALUES)
    };
    let family = column.data_type.family;
    let named = || {
        let last = words(&column.name);
        let last = last.last().map(Word::as_ref).unwrap_or_default();
        family == TypeFamily::Text && Lexicon::STATUS.contains(last)
    };
    matches!(family, TypeFamily::Boolean | TypeFamily::Enum) || named() || listed()
}

/// Whether another relation of the block, narrowed itself, leads to this one row by row.
fn is_led(catalog: &Catalog, reading: &TableReading<'_>) -> bool {
    let Some(block) = reading.block() else {
        return false;
    };
    let others = (0..block.sources.len()).filter(|at| *at != reading.source);
    let mut narrow = others.filter(|at| narrowed(reading.query, catalog, reading.number, *at));
    let looked_up = reading
        .query
        .blocks
        .iter()
        .enumerate()
        .filter(|(_, child)| child.text.parent == Some(reading.number))
        .any(|(child, text)| (0..text.sources.len()).any(|at| narrowed(reading.query, catalog, child, at)));
    narrow.next().is_some() || looked_up
}

fn report(
    context: &SchemaContext<'_>,
    relation: &Relation,
    wishes: Vec<Wish<Asked>>,
    findings: &mut Findings<'_>,
) {
    let reading = reading_of(context.catalog, relation);
    let mut taken: Vec<String> = Vec::new();
    let mut led: Vec<String> = Vec::new();
    let mut leading: Vec<String> = Vec::new();
    for wish in wishes {
        let Some(first) = wish.asked_by.first() else {
            continue;
        };
        let start = wish.proposal.keys.first().map(|key| key.column.clone());
        let start = start.unwrap_or_default();
        // One of the indexes before narrows the same readings, if not as far.
        let second = leading.contains(&start);
        if wish.proposal.predicate.is_empty() {
            leading.push(start);
        }
        let mut queries: Vec<Span> = Vec::new();
        let mut share = 0.0;
        for asked in &wish.asked_by {
            if !queries.contains(&asked.query) {
                queries.push(asked.query);
                share += asked.share;
            }
        }
        let worth = wish.asked_by.iter().map(|asked| asked.worth).min();
        let (words, severity) = match worth {
            Some(Worth::Unserved) if !second => (&UNSERVED, Severity::Info),
            Some(Worth::Unserved | Worth::Stretch) => (&UNSERVED, Severity::Hint),
            _ => (&UNSORTED, Severity::Hint),
        };
        let object = format!("{} {}", relation.name, wish.proposal.shown());
        let mut gap = context.query_gap(relation, first.place, object, words);
        gap.said = vec![
            match queries.len() {
                1 => "this query".to_owned(),
                several => format!("{several} queries"),
            },
            wish.proposal.shown(),
        ];
        gap.severity = Some(severity);
        gap.certainty = match worth {
            Some(Worth::Unserved) if !second => Certainty::Likely,
            _ => Certainty::Possible,
        };
        gap.evidence = evidence(&wish);
        if second {
            gap.evidence.push(
                "Another index proposed for this table starts with the same column: with that one, this matters less.".to_owned(),
            );
        }
        gap.related = wish
            .asked_by
            .iter()
            .skip(1)
            .map(|asked| Label {
                span: asked.place,
                text: "the same index serves this query".to_owned(),
            })
            .collect();
        let name = wish.proposal.name(&reading, &taken);
        gap.fixes = fixes(&wish.proposal, &reading, &name);
        taken.push(name);
        gap.root_cause = shared_cause(relation, &wish.proposal, &mut led);
        if gap.root_cause.is_some() || share >= LARGE_SHARE {
            gap.severity = Some(Severity::Warning);
        }
        if share > 0.0 {
            gap.evidence.insert(
                0,
                format!(
                    "These queries take {} of the time of all that were counted.",
                    percent(share)
                ),
            );
        }
        findings.push(&RULE, &gap);
    }
}

/// A foreign key without an index wants the same one.
fn shared_cause(relation: &Relation, proposal: &Proposal, led: &mut Vec<String>) -> Option<(String, u8)> {
    let first = proposal.keys.first().map(|key| key.column.clone())?;
    let mut keys = relation.foreign_keys();
    let refers = keys.any(|(_, key)| key.columns.len() == 1 && key.columns.contains(&first));
    let serves = proposal.predicate.is_empty() && proposal.method.is_none() && proposal.partly.is_none();
    if !refers || !serves || led.contains(&first) {
        return None;
    }
    let cause = format!("index: {}.{first}", relation.name);
    led.push(first);
    Some((cause, 0))
}

fn evidence(wish: &Wish<Asked>) -> Vec<String> {
    let mut facts = wish.proposal.reasons.clone();
    if wish.asked_by.len() > 1 {
        facts.push(format!(
            "One index for {} readings: those that ask for less of it read its beginning.",
            wish.asked_by.len()
        ));
    }
    if let Some(index) = &wish.proposal.partly
        && !wish.proposal.replaces.contains(index)
    {
        facts.push(format!(
            "`{index}` finds the rows already; it does not give their order."
        ));
    }
    facts
}

fn fixes(proposal: &Proposal, reading: &rowproof_query::Reading<'_>, name: &str) -> Vec<ProposedFix> {
    let mut statements = proposal.extension();
    statements.push(proposal.statement(reading, name));
    statements.extend(proposal.drops(reading));
    let when = "The table is large or will be, and the query runs often.";
    let mut cost = reading.write_cost();
    if reading.dialect == Dialect::PostgreSql {
        cost.push_str(" Run it outside a transaction; if it fails, drop the invalid index it leaves.");
    }
    let mut fixes =
        vec![ProposedFix::statements("add the index these queries need", when, statements).costing(cost)];
    let trial = proposal.trial(reading);
    if !trial.is_empty() {
        let when = "Before it is made: the planner says whether it would use the index.";
        fixes.push(ProposedFix::statements("try it first", when, trial));
    }
    fixes
}
