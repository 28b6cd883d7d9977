//! # An index over a yes or no
//!
//! ## What it detects
//! PostgreSQL: an index, neither unique nor over some of the rows, whose only key is a truth value.
//!
//! ## Why it matters
//! Such an index tells two kinds of rows apart. Of the frequent kind it finds so many that reading the table is quicker, so it serves the rare one
//! alone, and is written for every row. An index over the rare rows is a fraction of its size, is not touched when other rows are written, and its
//! keys can serve the query's order.
//!
//! ## Example
//! ```sql,finds
//! CREATE TABLE jobs (id bigint PRIMARY KEY, payload text NOT NULL, is_waiting boolean NOT NULL DEFAULT false);
//! CREATE INDEX jobs_is_waiting_idx ON jobs (is_waiting);
//! ```
//!
//! ## Better
//! ```sql,clean
//! CREATE TABLE jobs (id bigint PRIMARY KEY, payload text NOT NULL, is_waiting boolean NOT NULL DEFAULT false);
//! CREATE INDEX jobs_id_idx ON jobs (id) WHERE is_waiting;
//! ```
//!
//! ## When to ignore it
//! When the table is small, or the index is only counted. Unique indexes, partial ones, and those with further keys or included columns are left alone; where
//! queries are pasted, they say which index is wanted. MySQL has no partial index.
//!
//! ## References
//! - PostgreSQL manual, "Indexes", section "Partial Indexes".

use crate::prelude::*;

pub(crate) const RULE: Rule = Rule {
    code: "low-selectivity-index",
    severity: Severity::Info,
    dialects: &[Dialect::PostgreSql],
    check: Check::Table(check),
};

const WORDS: Words = Words {
    message: "the index `{0}` of `{table}` is over `{name}` alone, a yes or no: it finds the rarer value only and is written for every row; index those rows alone (`WHERE …`)",
    why: "For the frequent value reading the table is quicker, so half of the index serves nothing.",
    sure: "The type and the keys are in the text; how many rows have which value is not known.",
    intent: "",
};

fn check(table: &TableView<'_>, findings: &mut Findings<'_>) {
    if !table.queries.is_empty() {
        return;
    }
    for index in &table.relation.indexes {
        let ([key], []) = (index.keys.as_slice(), index.include.as_slice()) else {
            continue;
        };
        let column = key.column.as_ref().and_then(|name| table.relation.column(name));
        let Some(column) = column.filter(|column| column.data_type.family == TypeFamily::Boolean) else {
            continue;
        };
        let ordinary = !index.unique && index.predicate.is_none() && index.origin == IndexOrigin::Declared;
        if !ordinary || column.data_type.array_dimensions > 0 || index.partition_of.is_some() {
            continue;
        }
        let mut gap = table.index_gap(index, column, "is true or false", &WORDS);
        gap.said.push(index.name.clone());
        gap.certainty = Certainty::Possible;
        gap.fixes.extend(fix(table, index, column));
        findings.push(&RULE, &gap);
    }
}

/// The index over the rows that do not have the default; none where there is no default, or no key to sort them by.
fn fix(table: &TableView<'_>, index: &Index, column: &Column) -> Option<ProposedFix> {
    let ExpressionKind::Literal(Literal::Boolean(usual)) = &column.default.as_ref()?.kind else {
        return None;
    };
    let name = table.quoted(column);
    let condition = if *usual { format!("NOT {name}") } else { name };
    let relation = table.relation.id;
    let keys = table.relation.primary_key()?.columns.clone();
    let create = Change::CreateIndex(NewIndex {
        predicate: Some(table.expression(&condition)?),
        ..NewIndex::on(relation, table.catalog.choose_name(relation, &keys, "idx"), keys)
    });
    let drop = Change::DropIndex {
        relation,
        name: index.name.clone(),
    };
    let (title, when) = (
        format!("index the rows alone where `{condition}` holds"),
        "Most rows keep the default, and queries look for the others.",
    );
    let fix = ProposedFix::guess(title, when, vec![create, drop]);
    Some(fix.costing("Only queries that say the condition use it; choose the keys by their ORDER BY."))
}
