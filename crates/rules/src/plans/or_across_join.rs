//! # OR between the tables of a join
//!
//! ## What it detects
//! A nested loop whose only condition is an OR over columns of both tables, checked on a hundred thousand pairs of rows or more.
//!
//! ## Why it matters
//! Each arm alone could be looked up by a hash or an index. Their OR cannot, so every row of one table is compared with every row of the
//! other.
//!
//! ## Example
//! ```text,finds
//! Nested Loop  (cost=0.42..179569.09 rows=582 width=43) (actual time=0.038..979.787 rows=2463 loops=1)
//!   Join Filter: ((o.id = e.id) OR (e.lo = o.customer_id))
//!   Rows Removed by Join Filter: 9995537
//!   ->  Index Scan using orders_pkey on orders o  (cost=0.42..191.09 rows=5124 width=24) (actual time=0.025..2.089 rows=4999 loops=1)
//!         Index Cond: (id < 5000)
//!   ->  Materialize  (cost=0.00..43.00 rows=2000 width=19) (actual time=0.000..0.063 rows=2000 loops=4999)
//!         ->  Seq Scan on events e  (cost=0.00..33.00 rows=2000 width=19) (actual time=0.008..0.151 rows=2000 loops=1)
//! Execution Time: 979.981 ms
//! ```
//!
//! ## Better
//! ```text,clean
//! HashAggregate  (cost=900.09..910.09 rows=2582 width=43) (actual time=9.787..10.120 rows=2463 loops=1)
//!   Group Key: o.id, e.id
//!   ->  Append  (cost=58.00..700.09 rows=2582 width=43) (actual time=0.838..8.787 rows=2473 loops=1)
//!         ->  Hash Join  (cost=58.00..270.09 rows=1999 width=43) (actual time=0.838..3.787 rows=1999 loops=1)
//!               Hash Cond: (o.id = e.id)
//!         ->  Hash Join  (cost=58.00..270.09 rows=583 width=43) (actual time=0.838..3.787 rows=474 loops=1)
//!               Hash Cond: (o_1.customer_id = e_1.lo)
//! Execution Time: 10.981 ms
//! ```
//!
//! ## When to ignore it
//! When both tables are small. `UNION` drops rows that are the same in all columns: with the keys of both tables among them, these are only
//! the pairs that meet both arms.
//!
//! ## References
//! - PostgreSQL manual, "Queries", section "Combining Queries (UNION, INTERSECT, EXCEPT)".

use rowproof_plan::{NodeKind, Plan, PlanNode};
use rowproof_syntax::parse_expression;

use super::join_filter_waste::{find_waste, pairs};
use super::reading::{Insight, InsightWords, Look, Place, RootCause, below, look_at_nodes, qualified_sql};
use crate::prelude::*;

pub(crate) const RULE: Rule = Rule {
    code: "or-across-join",
    severity: Severity::Warning,
    dialects: &[Dialect::PostgreSql],
    check: Check::Plan(PlanCheck {
        look,
        thresholds: &[],
    }),
};

/// More arms than these are no join that anybody would write apart.
const MOST_ARMS: usize = 4;

static WORDS: InsightWords = InsightWords {
    message: "the `OR` between {0} can be looked up in no table, so {1} were compared; join by each arm on its own and combine them with `UNION`",
    why: "One arm can be looked up by a hash or an index. An OR of them cannot, so the work is the product of both tables.",
    sure: "The pairs were counted; whether `UNION` may drop rows that are the same depends on the columns selected.",
};

fn look(context: &PlanContext<'_>, findings: &mut Findings<'_>) -> Outcome {
    let absent = "No join has an OR over both of its tables.";
    look_at_nodes(context, findings, &RULE, absent, &mut |place| {
        look_at(context, place)
    })
}

fn look_at<'p>(context: &PlanContext<'p>, place: Place<'p>) -> Look<'p> {
    let Some(arms) = arms_of(place.node) else {
        return Look::Other;
    };
    let waste = match find_waste(context, place) {
        Ok(waste) => waste,
        Err(look) => return look,
    };
    let relations: Vec<&PlanNode> = arms
        .iter()
        .flat_map(|(_, names)| names)
        .filter_map(|name| relation_called(place.plan, place.node, name))
        .fold(Vec::new(), |mut known: Vec<&PlanNode>, node| {
            if !known.iter().any(|other| other.id == node.id) {
                known.push(node);
            }
            known
        });
    let named: Vec<String> = relations
        .iter()
        .filter_map(|node| node.relation.clone())
        .collect();
    let between = match named.as_slice() {
        [_, _, ..] => listed(&named),
        _ => "both sides of the join".to_owned(),
    };
    let mut insight = Insight::new(place, &WORDS)
        .saying([between, pairs(waste.removed + waste.kept)])
        .because(format!(
            "`{}` has {} arms; each of them compares both tables.",
            place.node.join_filter().unwrap_or_default(),
            arms.len()
        ))
        .caused_by(place.cause(RootCause::Pairs), 1);
    insight.share = waste.share;
    if let ([left, right], Some("Inner") | None) = (relations.as_slice(), place.node.join_type.as_deref()) {
        let part = |(condition, _): &(String, Vec<String>)| {
            format!("SELECT … FROM {} JOIN {} ON {condition}", from(left), from(right))
        };
        let union: Vec<String> = arms.iter().map(part).collect();
        let when = "The keys of both tables are among the columns selected, so that only pairs found by both arms are dropped.";
        insight = insight.mended_by(ProposedFix::statements(
            "join by each arm on its own",
            when,
            vec![union.join(" UNION ")],
        ));
    }
    insight.into()
}

/// `orders o`
fn from(node: &PlanNode) -> String {
    let relation = node.relation.as_deref().unwrap_or_default();
    let relation = quote(relation, Dialect::PostgreSql);
    match node.alias.as_deref() {
        Some(alias) => format!("{relation} {}", quote(alias, Dialect::PostgreSql)),
        None => relation,
    }
}

fn relation_called<'p>(plan: &'p Plan, join: &PlanNode, name: &str) -> Option<&'p PlanNode> {
    let mut nodes = below(plan, join).iter();
    nodes.find(|node| node.relation.is_some() && node.binding_name() == Some(name))
}

/// The arms of a nested loop's only condition, as SQL with the names of the tables they compare, when it is an OR and each arm compares two.
fn arms_of(join: &PlanNode) -> Option<Vec<(String, Vec<String>)>> {
    let text = join.join_filter().filter(|_| join.kind == NodeKind::NestedLoop)?;
    let expression = parse_expression(text, Dialect::PostgreSql).ok()?;
    let mut arms = Vec::new();
    split_or(&expression, &mut arms);
    let arms: Vec<(String, Vec<String>)> = arms
        .into_iter()
        .map(|arm| {
            let sql = qualified_sql(arm)?;
            let names = super::reading::names_in(&sql).filter(|names| names.len() == 2)?;
            Some((sql, names))
        })
        .collect::<Option<_>>()?;
    (2..=MOST_ARMS).contains(&arms.len()).then_some(arms)
}

fn split_or<'e>(expression: &'e Expression, arms: &mut Vec<&'e Expression>) {
    match &expression.kind {
        ExpressionKind::Binary(left, BinaryOperator::Or, right) => {
            split_or(left, arms);
            split_or(right, arms);
        }
        _ => arms.push(expression),
    }
}
