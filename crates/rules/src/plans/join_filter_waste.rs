//! # Join that throws nearly all pairs away
//!
//! ## What it detects
//! A join that forms pairs of rows and throws ten times more of them away by its Join Filter than it keeps, a hundred thousand at least.
//!
//! ## Why it matters
//! A filter is checked on every pair; hash joins, merge joins and indexes need a condition they can look up: an equality, or a range on
//! one column. The work is the product of both sides.
//!
//! ## Example
//! ```text,finds
//! Nested Loop  (cost=0.42..205189.09 rows=1138667 width=43) (actual time=0.039..1734.552 rows=5000 loops=1)
//!   Join Filter: ((o.id >= e.lo) AND (o.id <= e.hi))
//!   Rows Removed by Join Filter: 9993000
//!   ->  Seq Scan on orders o  (cost=0.00..3971.00 rows=5124 width=24) (actual time=0.020..13.842 rows=4999 loops=1)
//!         Filter: (customer_id < 500)
//!   ->  Materialize  (cost=0.00..43.00 rows=2000 width=19) (actual time=0.000..0.072 rows=2000 loops=4999)
//!         ->  Seq Scan on events e  (cost=0.00..33.00 rows=2000 width=19) (actual time=0.009..0.219 rows=2000 loops=1)
//! Execution Time: 1734.855 ms
//! ```
//!
//! ## Better
//! ```text,clean
//! Nested Loop  (cost=0.42..45946.00 rows=1138667 width=43) (actual time=0.030..14.549 rows=4990 loops=1)
//!   ->  Seq Scan on events e  (cost=0.00..33.00 rows=2000 width=19) (actual time=0.010..0.181 rows=2000 loops=1)
//!   ->  Index Scan using orders_pkey on orders o  (cost=0.42..17.27 rows=569 width=24) (actual time=0.001..0.006 rows=2 loops=2000)
//!         Index Cond: ((id >= e.lo) AND (id <= e.hi))
//! Execution Time: 14.755 ms
//! ```
//!
//! ## When to ignore it
//! When every pair has to be compared, as for a distance or a similarity.
//!
//! ## References
//! - PostgreSQL manual, "Range Types", section "Indexing".
//! - PostgreSQL manual, "Performance Tips", section "Using EXPLAIN".

use rowproof_plan::{NodeKind, PlanNode};
use rowproof_syntax::parse_expression;

use super::nested_loop_seq_inner::with_join_condition;
use super::reading::{
    Conjunct, IndexAdvice, Insight, InsightWords, Look, NewIndexAdvice, Place, RootCause, advise_ordered,
    count, look_at_nodes, percent, read_condition, rows, share_with_inputs,
};
use crate::prelude::*;

pub(crate) const RULE: Rule = Rule {
    code: "join-filter-waste",
    severity: Severity::Warning,
    dialects: &[Dialect::PostgreSql],
    check: Check::Plan(PlanCheck {
        look,
        thresholds: &[&LEAST_REMOVED, &LEAST_FACTOR, &LEAST_SHARE],
    }),
};

static LEAST_REMOVED: Threshold = Threshold {
    rule: "join-filter-waste",
    name: "least-removed",
    usual: 100_000.0,
    unit: Unit::Rows,
    meaning: "pairs thrown away from which they take time",
};

static LEAST_FACTOR: Threshold = Threshold {
    rule: "join-filter-waste",
    name: "least-factor",
    usual: 10.0,
    unit: Unit::Factor,
    meaning: "how many times more pairs are thrown away than kept",
};

static LEAST_SHARE: Threshold = Threshold {
    rule: "join-filter-waste",
    name: "least-share",
    usual: 0.1,
    unit: Unit::Share,
    meaning: "share of the execution time of the join and its inner side from which they matter",
};

static WORDS: InsightWords = InsightWords {
    message: "the `{node}` threw {0} away and kept {1}; {2}",
    why: "A Join Filter is checked on each pair of rows, so the work is the product of both sides.",
    sure: "The pairs were counted; how much faster it gets is not measured.",
};

/// Pairs that a join threw away.
pub(super) struct Waste {
    pub(super) removed: f64,
    pub(super) kept: f64,
    pub(super) share: Option<f64>,
}

fn look(context: &PlanContext<'_>, findings: &mut Findings<'_>) -> Outcome {
    let absent = "No join checks a filter on pairs of rows.";
    look_at_nodes(
        context,
        findings,
        &RULE,
        absent,
        &mut |place| match find_waste(context, place) {
            Ok(waste) => told(context, place, &waste),
            Err(look) => look,
        },
    )
}

/// What the join threw away, when it is much; otherwise what to say of the node.
pub(super) fn find_waste<'p>(context: &PlanContext<'p>, place: Place<'p>) -> Result<Waste, Look<'p>> {
    if !place.node.kind.is_join() || place.node.join_filter().is_none() {
        return Err(Look::Other);
    }
    let Some(kept) = place.metrics.rows_total.map(|rows| rows.middle()) else {
        return Err(Look::Undecidable(
            "how many pairs it threw away is told by `EXPLAIN (ANALYZE)` only.".to_owned(),
        ));
    };
    let removed = place.node.rows_removed_by_join_filter_total();
    let removed = removed.map_or(0.0, |removed| removed.middle());
    let little = removed < context.threshold(&LEAST_REMOVED);
    if little || removed < kept * context.threshold(&LEAST_FACTOR) {
        return Err(Look::Silent(format!(
            "it threw {} away and kept {}; that is little.",
            pairs(removed),
            count(kept)
        )));
    }
    let inner = place.plan.inputs_of(place.node).nth(1);
    let inner = inner.and_then(|inner| share_with_inputs(context, inner));
    let share = place.share().map(|own| (own + inner.unwrap_or(0.0)).min(1.0));
    if let Some(share) = share.filter(|share| *share < context.threshold(&LEAST_SHARE)) {
        return Err(Look::Silent(format!(
            "with its inner side it takes {} of the time, less than {}.",
            percent(share),
            percent(context.threshold(&LEAST_SHARE))
        )));
    }
    Ok(Waste { removed, kept, share })
}

pub(super) fn pairs(number: f64) -> String {
    format!("{} pairs", count(number))
}

/// Why no join could look the condition up.
enum Obstacle {
    /// A column stands in a cast.
    Cast,
    /// Columns are compared by more or less.
    Range,
    /// Columns are compared for equality, and the join was chosen all the same.
    Equality,
    /// Something else.
    Other,
}

fn told<'p>(context: &PlanContext<'p>, place: Place<'p>, waste: &Waste) -> Look<'p> {
    let obstacle = find_obstacle(place.node);
    let index = find_index(context, place);
    let advice = match (&obstacle, &index) {
        (Obstacle::Cast, _) => "both columns should have one type, so that they are compared without a cast",
        (_, Some(_)) => "an index on the compared column finds the few pairs directly",
        (Obstacle::Range, None) => {
            "keep the range in one column of a range type with a GiST index, and join by `@>`"
        }
        (Obstacle::Equality, None) => {
            "an equality can be looked up, so find out what kept the planner from a hash join"
        }
        (Obstacle::Other, None) => "compare the rows by an equality that can be looked up",
    };
    let mut insight = Insight::new(place, &WORDS)
        .saying([pairs(waste.removed), rows(waste.kept), advice.to_owned()])
        .because(format!(
            "{} of {} were kept.",
            percent(waste.kept / (waste.kept + waste.removed)),
            pairs(waste.kept + waste.removed)
        ))
        .caused_by(place.cause(RootCause::Pairs), 2);
    insight.share = waste.share;
    if let Some(new) = index {
        insight.evidence.extend(new.reasons.iter().cloned());
        let when = "The query runs often enough to be worth the space and the dearer writes.";
        insight
            .fixes
            .extend(new.fixes("add the index this join needs", when));
    }
    insight.into()
}

fn find_obstacle(join: &PlanNode) -> Obstacle {
    let parsed = join
        .join_filter()
        .and_then(|text| parse_expression(text, Dialect::PostgreSql).ok());
    let Some(expression) = parsed else {
        return Obstacle::Other;
    };
    let mut open = vec![&expression];
    let mut found = Obstacle::Other;
    while let Some(part) = open.pop() {
        let ExpressionKind::Binary(left, operator, right) = &part.kind else {
            continue;
        };
        let cast = [left, right]
            .iter()
            .any(|side| matches!(&side.kind, ExpressionKind::Cast(inner, _) if matches!(inner.kind, ExpressionKind::Column(_))));
        match operator {
            BinaryOperator::And => open.extend([&**left, &**right]),
            BinaryOperator::Equal if cast => return Obstacle::Cast,
            BinaryOperator::Equal => found = Obstacle::Equality,
            BinaryOperator::Less
            | BinaryOperator::LessOrEqual
            | BinaryOperator::Greater
            | BinaryOperator::GreaterOrEqual
                if matches!(found, Obstacle::Other) =>
            {
                found = Obstacle::Range;
            }
            _ => {}
        }
    }
    found
}

/// An index on the side that the condition narrows to a few neighbouring entries: by an equality, or by both ends of a range on one column.
fn find_index<'p>(context: &PlanContext<'p>, place: Place<'p>) -> Option<Box<NewIndexAdvice>> {
    let inputs: Vec<&PlanNode> = place.plan.inputs_of(place.node).collect();
    inputs.iter().rev().find_map(|input| {
        let scan = match input.kind {
            NodeKind::Materialize | NodeKind::Hash => place.plan.inputs_of(input).next()?,
            _ => input,
        };
        let known = matches!(scan.kind, NodeKind::SeqScan).then_some(scan)?;
        let parts = read_condition(known, place.node.join_filter()?)?;
        let twice = |part: &Conjunct| {
            matches!(part, Conjunct::Range(_)) && parts.iter().filter(|other| *other == part).count() > 1
        };
        let mut narrowed = known.clone();
        if !parts.iter().any(twice) {
            narrowed = with_join_condition(place.node, known)?;
        } else if let Some(property) = place.node.property("Join Filter") {
            let mut property = property.clone();
            "Recheck Cond".clone_into(&mut property.name);
            narrowed.properties.push(property);
        }
        match advise_ordered(context, &narrowed, None, context.metrics.get(known.id)) {
            IndexAdvice::Create(new) => Some(new),
            IndexAdvice::Exists(_) | IndexAdvice::Unknown(_) => None,
        }
    })
}
