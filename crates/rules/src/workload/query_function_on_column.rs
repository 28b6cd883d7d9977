//! # Column inside a function in a condition
//!
//! ## What it detects
//! A condition that compares the result of a function or a cast of a column: `lower(email) = …`, `created_at::date = …`, `YEAR(paid_at) = 2024`, where
//! no index is made of that expression.
//!
//! ## Why it matters
//! An index on the column is in the order of the column's values, not of the function's results, so it is of no use: every row is read and the function
//! called for each. A day, a month or a year is a range of the column itself, which an index serves; other expressions can be indexed as they are.
//!
//! ## Example
//! ```sql,finds
//! CREATE TABLE users (id bigint PRIMARY KEY, email text NOT NULL, name text NOT NULL);
//! CREATE UNIQUE INDEX users_email_key ON users (email);
//! SELECT id FROM users WHERE lower(email) = $1;
//! ```
//!
//! ## Better
//! ```sql,clean
//! CREATE TABLE users (id bigint PRIMARY KEY, email text NOT NULL, name text NOT NULL);
//! CREATE UNIQUE INDEX users_email_key ON users (lower(email));
//! SELECT id FROM users WHERE lower(email) = $1;
//! ```
//!
//! ## When to ignore it
//! When another condition of the query finds the few rows first. The rule is silent then as far as the schema's indexes tell.
//!
//! ## References
//! - PostgreSQL manual, "Indexes", section "Indexes on Expressions".
//! - MySQL manual, "CREATE INDEX Statement", section "Functional Key Parts".
//! - SQLite documentation, "Indexes On Expressions".

use rowproof_query::{Advice, Block, Conjunct, ConjunctKind, Key, Wrap, advise};
use rowproof_syntax::Product;

use super::reading::{TableReading, each_reading, reading_of};
use crate::prelude::*;

pub(crate) const RULE: Rule = Rule {
    code: "query-function-on-column",
    severity: Severity::Info,
    dialects: &Dialect::ALL,
    check: Check::Queries(check),
};

const INDEX: Words = Words {
    message: "`{0}` is compared, and no index of `{table}` is made of it; add one on the expression",
    why: "An index on the column itself is in another order, so every row is read and the function called for each.",
    sure: "The condition and the indexes are known; how many rows `{table}` has is not.",
    intent: "",
};

const RANGE: Words = Words {
    message: "`{name}` of `{table}` is compared inside a function, which no index of it serves; compare it with a range instead",
    why: "A stretch of time is a range of the column's own values, and an index on the column serves that.",
    sure: "The condition and the indexes are known; how many rows `{table}` has is not.",
    intent: "",
};

fn check(context: &SchemaContext<'_>, findings: &mut Findings<'_>) {
    each_reading(context, &computes, &mut |reading| {
        if is_found_otherwise(context.catalog, &reading) {
            return;
        }
        for conjunct in reading
            .access
            .conjuncts
            .iter()
            .filter(|conjunct| !conjunct.joined)
        {
            if let Some(gap) = gap_of(context, &reading, conjunct) {
                findings.push(&RULE, &gap);
            }
        }
    });
}

/// Whether a condition of the block computes anything beside `AND` and comparisons.
fn computes(block: &Block) -> bool {
    block.text.conditions.iter().any(|condition| {
        let mut parts = vec![&condition.expression];
        while let Some(part) = parts.pop() {
            match &part.kind {
                ExpressionKind::Binary(
                    left,
                    BinaryOperator::And
                    | BinaryOperator::Equal
                    | BinaryOperator::Less
                    | BinaryOperator::LessOrEqual
                    | BinaryOperator::Greater
                    | BinaryOperator::GreaterOrEqual,
                    right,
                ) => parts.extend([&**left, &**right]),
                ExpressionKind::Column(_) | ExpressionKind::Literal(_) | ExpressionKind::Parameter => {}
                _ => return true,
            }
        }
        false
    })
}

/// Whether some other condition has an index, or could have one that another rule names.
fn is_found_otherwise(catalog: &Catalog, reading: &TableReading<'_>) -> bool {
    let plain = reading.access.conjuncts.iter().any(|conjunct| {
        let sought = matches!(
            conjunct.kind,
            ConjunctKind::Equal | ConjunctKind::OneOf(_) | ConjunctKind::Range
        );
        sought && !conjunct.joined && conjunct.plain_column().is_some()
    });
    plain
        || matches!(
            advise(&reading_of(catalog, reading.relation), &reading.access),
            Advice::Exists { .. }
        )
}

fn gap_of<'c>(
    context: &SchemaContext<'c>,
    reading: &TableReading<'c>,
    conjunct: &Conjunct,
) -> Option<crate::gap::Gap<'c>> {
    let relation = reading.relation;
    let [name] = conjunct.columns.as_slice() else {
        return None;
    };
    let column = relation.column(name)?;
    let object = format!("{}.{name} in a function", relation.name);
    let is_time = matches!(
        column.data_type.family,
        TypeFamily::Timestamp | TypeFamily::TimestampWithTimeZone
    );
    let expression = match (&conjunct.kind, &conjunct.key) {
        (
            ConjunctKind::Equal | ConjunctKind::OneOf(_) | ConjunctKind::Range,
            Some(Key::Expression { sql, .. }),
        ) => Some(sql),
        (ConjunctKind::Wrapped(Wrap::Function | Wrap::Cast), _) => None,
        _ => return None,
    };
    let sorted = relation
        .indexes
        .iter()
        .any(|index| index.leading_columns().next() == Some(name.as_str()));
    if is_time && (sorted || expression.is_some()) {
        let mut gap = context.query_gap(relation, conjunct.span, object, &RANGE);
        gap.columns = vec![column];
        gap.fixes = vec![range(column, context.catalog.dialect())];
        return Some(gap);
    }
    let mut gap = context.query_gap(relation, conjunct.span, object, &INDEX);
    gap.said = vec![expression?.clone()];
    gap.fixes = index(context.catalog, reading)?;
    Some(gap)
}

/// The stretch of time as a range, with the column and bounds to fill in.
fn range(column: &Column, dialect: Dialect) -> ProposedFix {
    let name = quote(&column.name, dialect);
    let day = match dialect {
        Dialect::PostgreSql => "CAST($1 AS date) + 1".to_owned(),
        Dialect::MySql => "? + INTERVAL 1 DAY".to_owned(),
        Dialect::Sqlite => "date(?, '+1 day')".to_owned(),
    };
    let from = if dialect == Dialect::PostgreSql { "$1" } else { "?" };
    ProposedFix::statements(
        "compare the column with the first and past the last moment",
        "A day here; of a month or a year, the first moment of the next one in the second comparison.",
        vec![format!("/* WHERE */ {name} >= {from} AND {name} < {day}")],
    )
}

/// The index on the expression; none where the product has no such indexes.
fn index(catalog: &Catalog, reading: &TableReading<'_>) -> Option<Vec<ProposedFix>> {
    if catalog.server().product == Product::MariaDb {
        return None;
    }
    let asked = reading_of(catalog, reading.relation);
    let Advice::Create(proposal) = advise(&asked, &reading.access) else {
        return None;
    };
    let statement = proposal.statement(&asked, &proposal.name(&asked, &[]));
    let mut cost = asked.write_cost();
    if catalog.dialect() == Dialect::PostgreSql {
        cost.push_str(" Run it outside a transaction; if it fails, drop the invalid index it leaves.");
    }
    let when = "The query keeps its form and runs often; it must spell the expression like the index.";
    Some(vec![
        ProposedFix::statements("add an index on the expression", when, vec![statement]).costing(cost),
    ])
}
