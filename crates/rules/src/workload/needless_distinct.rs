//! # DISTINCT that removes nothing
//!
//! ## What it detects
//! `SELECT DISTINCT` whose columns hold a key of the table, joined at most to tables that give one row each: no two rows can be equal.
//!
//! ## Why it matters
//! All rows are sorted or hashed to find duplicates that the schema has ruled out already, and a reader believes there are some.
//!
//! ## Example
//! ```sql,finds
//! CREATE TABLE users (id bigint PRIMARY KEY, email text NOT NULL UNIQUE, name text NOT NULL);
//! SELECT DISTINCT email, name FROM users;
//! ```
//!
//! ## Better
//! ```sql,clean
//! CREATE TABLE users (id bigint PRIMARY KEY, email text NOT NULL UNIQUE, name text NOT NULL);
//! SELECT email, name FROM users;
//! ```
//!
//! ## When to ignore it
//! When the key is about to go.
//!
//! ## References
//! - PostgreSQL manual, "Queries", section "DISTINCT".

use rowproof_query::{Block, ResolvedQuery};
use rowproof_syntax::ast::BlockOutputKind;

use super::reading::{has_key_within, is_joined_by_key};
use crate::prelude::*;

pub(crate) const RULE: Rule = Rule {
    code: "needless-distinct",
    severity: Severity::Info,
    dialects: &Dialect::ALL,
    check: Check::Queries(check),
};

const WORDS: Words = Words {
    message: "`DISTINCT` removes nothing: {0} already tells the rows of `{table}` apart; leave it out",
    why: "All rows are sorted or hashed to find duplicates that cannot be there.",
    sure: "It follows from the keys of the schema.",
    intent: "",
};

fn check(context: &SchemaContext<'_>, findings: &mut Findings<'_>) {
    for query in context.queries {
        for (number, block) in query.blocks.iter().enumerate() {
            let text = &block.text;
            if !text.distinct || !text.distinct_on.is_empty() || text.unread || block.is_grouped() {
                continue;
            }
            let Some((relation, key)) = told_apart(context.catalog, query, number, block) else {
                continue;
            };
            let object = format!("{} DISTINCT", relation.name);
            let mut gap = context.query_gap(relation, text.span, object, &WORDS);
            gap.said = vec![listed(&key)];
            findings.push(&RULE, &gap);
        }
    }
}

/// The table whose key is given back, and that key, when every other one gives at most one row beside each of its rows.
fn told_apart<'c>(
    catalog: &'c Catalog,
    query: &ResolvedQuery,
    number: usize,
    block: &Block,
) -> Option<(&'c Relation, Vec<String>)> {
    for source in 0..block.sources.len() {
        let Some(relation) = query.relation_of(catalog, number, source) else {
            continue;
        };
        let mut others = (0..block.sources.len()).filter(|at| *at != source);
        let single = others.all(|at| is_joined_by_key(catalog, query, number, at));
        if block.is_optional(source) || !single || !relation.is_base_table() {
            continue;
        }
        let given = given_back(catalog, query, number, block, source, relation)?;
        let unique = catalog.unique_within(relation, &given);
        if let Some(unique) = unique.filter(|_| has_key_within(catalog, relation, &given)) {
            let key = unique.index.leading_columns().map(str::to_owned).collect();
            return Some((relation, key));
        }
    }
    None
}

/// The columns of one item of FROM that are given back; none when that is not all known.
fn given_back(
    catalog: &Catalog,
    query: &ResolvedQuery,
    number: usize,
    block: &Block,
    source: usize,
    relation: &Relation,
) -> Option<Vec<String>> {
    let mut given = Vec::new();
    let name = &block.sources.get(source)?.name;
    let all = || relation.columns.iter().map(|column| column.name.clone());
    for output in &block.text.output {
        match &output.kind {
            BlockOutputKind::All => given.extend(all()),
            BlockOutputKind::AllOf(of) if of.last()?.value.eq_ignore_ascii_case(name) => given.extend(all()),
            BlockOutputKind::Expression(Expression {
                kind: ExpressionKind::Column(column),
                ..
            }) => {
                let place = query.find(catalog, number, column);
                let own = place.filter(|place| place.block == number && place.source == source);
                given.extend(own.map(|place| place.column));
            }
            BlockOutputKind::AllOf(_) => {}
            BlockOutputKind::Expression(Expression {
                kind: ExpressionKind::Literal(_),
                ..
            }) => {}
            // A function may give back several rows for one.
            BlockOutputKind::Expression(_) | BlockOutputKind::Unread => return None,
        }
    }
    Some(given)
}
