//! # Join that changes nothing
//!
//! ## What it detects
//! A table that is joined by a foreign key to the row it points at, or left-joined by a unique key, and none of whose columns is used anywhere
//! else in the query.
//!
//! ## Why it matters
//! Each row is looked up once more to learn what the foreign key has promised: there is exactly one. The query says more than it
//! means, and the next reader keeps it.
//!
//! ## Example
//! ```sql,finds
//! CREATE TABLE customers (id bigint PRIMARY KEY, name text NOT NULL, city text NOT NULL);
//! CREATE TABLE orders (
//!   id bigint PRIMARY KEY,
//!   customer_id bigint NOT NULL REFERENCES customers (id),
//!   total numeric(12, 2) NOT NULL CHECK (total >= 0)
//! );
//! SELECT o.id, o.total FROM orders o JOIN customers c ON c.id = o.customer_id WHERE o.total > 100;
//! ```
//!
//! ## Better
//! ```sql,clean
//! CREATE TABLE customers (id bigint PRIMARY KEY, name text NOT NULL, city text NOT NULL);
//! CREATE TABLE orders (
//!   id bigint PRIMARY KEY,
//!   customer_id bigint NOT NULL REFERENCES customers (id),
//!   total numeric(12, 2) NOT NULL CHECK (total >= 0)
//! );
//! SELECT o.id, o.total FROM orders o WHERE o.total > 100;
//! ```
//!
//! ## When to ignore it
//! When the join locks the rows (`FOR UPDATE`), or row-level security hides some of them. PostgreSQL and MariaDB leave a left join of that kind out by
//! themselves; an inner join no server does.
//!
//! ## References
//! - PostgreSQL manual, "Data Definition", section "Foreign Keys".

use rowproof_query::{Access, Block, ConjunctKind, ResolvedQuery};
use rowproof_syntax::ast::{BlockJoin, BlockOutputKind, BlockVerb, ConditionPlace};

use super::reading::is_joined_by_key;
use crate::prelude::*;

pub(crate) const RULE: Rule = Rule {
    code: "query-redundant-join",
    severity: Severity::Info,
    dialects: &Dialect::ALL,
    check: Check::Queries(check),
};

const INNER: Words = Words {
    message: "the join with `{table}` changes nothing: each row has exactly one there, and none of its columns is used; leave it out",
    why: "Each row is looked up to learn what the foreign key has promised.",
    sure: "It follows from the foreign key and NOT NULL; locks and row-level security aside.",
    intent: "",
};

const LEFT: Words = Words {
    message: "the left join with `{table}` changes nothing: each row has at most one there, and none of its columns is used; leave it out",
    why: "It says more than the query means; servers that do not see it look each row up.",
    sure: "It follows from the unique key.",
    intent: "",
};

fn check(context: &SchemaContext<'_>, findings: &mut Findings<'_>) {
    for query in context.queries {
        for (number, block) in query.blocks.iter().enumerate() {
            let text = &block.text;
            let whole = !text.unread
                && !text.locks
                && text.verb == BlockVerb::Select
                && query.children(number).next().is_none();
            for source in 1..block.sources.len() {
                if whole && let Some(words) = judge(context.catalog, query, number, block, source) {
                    let Some(relation) = query.relation_of(context.catalog, number, source) else {
                        continue;
                    };
                    let object = format!("{} JOIN", relation.name);
                    let place = block.sources.get(source).map_or(text.span, |source| source.span);
                    let mut gap = context.query_gap(relation, place, object, words);
                    if std::ptr::eq(words, &LEFT) {
                        gap.severity = Some(Severity::Hint);
                    }
                    findings.push(&RULE, &gap);
                }
            }
        }
    }
}

fn judge(
    catalog: &Catalog,
    query: &ResolvedQuery,
    number: usize,
    block: &Block,
    source: usize,
) -> Option<&'static Words> {
    let join = block.text.sources.get(source)?.join;
    let plain = block.text.sources.get(source)?.using.is_empty();
    if !plain
        || is_used(catalog, query, number, block, source)
        || !is_joined_by_key(catalog, query, number, source)
    {
        return None;
    }
    match join {
        BlockJoin::Left => Some(&LEFT),
        BlockJoin::Inner => points_at(catalog, query, number, block, source).then_some(&INNER),
        _ => None,
    }
}

/// Whether anything but its own ON names the item of FROM, or may.
fn is_used(catalog: &Catalog, query: &ResolvedQuery, number: usize, block: &Block, source: usize) -> bool {
    let text = &block.text;
    let mut used = false;
    let mut look = |expression: &Expression| {
        let mut visit = |name: &ObjectName| {
            let place = query.find(catalog, number, name);
            used |= place.is_none_or(|place| place.block == number && place.source == source);
        };
        rowproof_query::each_name(expression, &mut visit);
    };
    for output in &text.output {
        match &output.kind {
            BlockOutputKind::Expression(expression) => look(expression),
            BlockOutputKind::AllOf(name) => {
                let own = block.sources.get(source).map(|source| source.name.as_str());
                let named = name.last().map(|last| last.value.as_str());
                if named
                    .zip(own)
                    .is_none_or(|(named, own)| named.eq_ignore_ascii_case(own))
                {
                    return true;
                }
            }
            BlockOutputKind::All | BlockOutputKind::Unread => return true,
        }
    }
    let others = text
        .conditions
        .iter()
        .filter(|condition| condition.place != ConditionPlace::On(source));
    others.for_each(|condition| look(&condition.expression));
    text.group.iter().for_each(&mut look);
    text.distinct_on.iter().for_each(&mut look);
    // A key may be the alias of an item, which has been looked at.
    for key in &text.order {
        let is_alias = matches!(&key.expression.kind, ExpressionKind::Column(name) if name.parts.len() == 1
            && query.find(catalog, number, name).is_none());
        if !is_alias {
            look(&key.expression);
        }
    }
    used
}

/// Whether the ON is a foreign key of another relation of the block, never NULL, that points at this one, and nothing more.
fn points_at(catalog: &Catalog, query: &ResolvedQuery, number: usize, block: &Block, source: usize) -> bool {
    let Some(referenced) = query.relation_of(catalog, number, source) else {
        return false;
    };
    let on: Vec<_> = block
        .text
        .conditions
        .iter()
        .filter(|condition| condition.place == ConditionPlace::On(source))
        .collect();
    let [on] = on.as_slice() else { return false };
    let mut pairs: Vec<(rowproof_query::Place, rowproof_query::Place)> = Vec::new();
    let mut parts = vec![&on.expression];
    while let Some(part) = parts.pop() {
        let ExpressionKind::Binary(left, operator, right) = &part.kind else {
            return false;
        };
        if *operator == BinaryOperator::And {
            parts.extend([&**left, &**right]);
            continue;
        }
        let (ExpressionKind::Column(left), ExpressionKind::Column(right)) = (&left.kind, &right.kind) else {
            return false;
        };
        let (left, right) = (
            query.find(catalog, number, left),
            query.find(catalog, number, right),
        );
        let (Some(left), Some(right), true) = (left, right, *operator == BinaryOperator::Equal) else {
            return false;
        };
        match (left.source == source, right.source == source) {
            (false, true) => pairs.push((left, right)),
            (true, false) => pairs.push((right, left)),
            _ => return false,
        }
    }
    let Some(from) = pairs.first().map(|(from, _)| from.source) else {
        return false;
    };
    let Some(referencing) = query.relation_of(catalog, number, from) else {
        return false;
    };
    let filled = pairs.iter().all(|(own, _)| {
        own.source == from
            && referencing
                .column(&own.column)
                .is_some_and(|column| column.not_null)
    });
    filled
        && !block.is_optional(from)
        && catalog.foreign_keys_enforced()
        && referencing.foreign_keys().any(|(constraint, key)| {
            constraint.enforced
                && !constraint.not_valid
                && key.relation == Some(referenced.id)
                && key.columns.len() == pairs.len()
                && pairs.iter().all(|(own, other)| {
                    let at = key.columns.iter().position(|column| *column == own.column);
                    at.and_then(|at| key.referenced_columns.get(at))
                        .is_some_and(|column| *column == other.column)
                })
        })
        && Access::of(query, catalog, number, source).is_some_and(|access| {
            access
                .conjuncts
                .iter()
                .all(|conjunct| conjunct.kind == ConjunctKind::Equal && conjunct.joined)
        })
}
