//! # Limit that was expected to stop early and did not
//!
//! ## What it detects
//! A `Limit` for which the planner reckoned with a tenth of the cost below it or less, while the scan below it read and threw away rows by the
//! ten thousand, and most of the time went there.
//!
//! ## Why it matters
//! For a Limit the planner prefers a plan that gives its first rows soon. It supposes that matching rows come evenly. When they are rare or come
//! late, the plan that looked cheap reads nearly everything. An index that has the matching rows side by side makes the early stop true.
//!
//! ## Example
//! ```text,finds
//! Limit  (cost=0.42..1731.69 rows=10 width=16) (actual time=370.664..370.668 rows=2 loops=1)
//!   ->  Nested Loop  (cost=0.42..38651.07 rows=213 width=16) (actual time=370.663..370.665 rows=2 loops=1)
//!         ->  Seq Scan on orders o  (cost=0.00..27806.75 rows=213 width=24) (actual time=1.116..360.745 rows=2 loops=1)
//!               Filter: (coupon = 'SPRING'::text)
//!               Rows Removed by Filter: 599998
//!         ->  Index Scan using customers_pkey on customers c  (cost=0.29..8.30 rows=1 width=8) (actual time=0.010..0.010 rows=1 loops=2)
//!               Index Cond: (id = o.customer_id)
//! Execution Time: 370.729 ms
//! ```
//!
//! ## Better
//! ```text,clean
//! Limit  (cost=0.84..98.10 rows=10 width=16) (actual time=0.064..0.068 rows=2 loops=1)
//!   ->  Nested Loop  (cost=0.84..2071.07 rows=213 width=16) (actual time=0.063..0.065 rows=2 loops=1)
//!         ->  Index Scan using orders_coupon_idx on orders o  (cost=0.42..210.75 rows=213 width=24) (actual time=0.016..0.045 rows=2 loops=1)
//!               Index Cond: (coupon = 'SPRING'::text)
//!         ->  Index Scan using customers_pkey on customers c  (cost=0.29..8.30 rows=1 width=8) (actual time=0.008..0.008 rows=1 loops=2)
//!               Index Cond: (id = o.customer_id)
//! Execution Time: 0.129 ms
//! ```
//!
//! ## When to ignore it
//! When the values asked for are rare ones, and the plan is good for all others.
//!
//! ## References
//! - PostgreSQL manual, "Performance Tips", section "Using EXPLAIN" (plans below a Limit).

use rowproof_plan::{NodeKind, ParentRelationship};
use rowproof_source::fixed;

use super::reading::{
    IndexAdvice, Insight, InsightWords, Judged, Look, Place, discards_cause, index_for, is_scan,
    look_at_nodes, percent, places, reaches, rows, silent, undecidable,
};
use crate::prelude::*;

pub(crate) const RULE: Rule = Rule {
    code: "limit-hides-cost",
    severity: Severity::Warning,
    dialects: &[Dialect::PostgreSql],
    check: Check::Plan(PlanCheck {
        look,
        thresholds: &[&MOST_COST, &LEAST_REMOVED, &LEAST_SHARE],
    }),
};

static MOST_COST: Threshold = Threshold {
    rule: "limit-hides-cost",
    name: "most-cost",
    usual: 0.1,
    unit: Unit::Share,
    meaning: "part of its input's cost that the planner reckons with for the Limit, up to which it expects an early stop",
};

static LEAST_REMOVED: Threshold = Threshold {
    rule: "limit-hides-cost",
    name: "least-removed",
    usual: 10_000.0,
    unit: Unit::Rows,
    meaning: "rows thrown away by one scan below the Limit, from which the stop came late",
};

static LEAST_SHARE: Threshold = Threshold {
    rule: "limit-hides-cost",
    name: "least-share",
    usual: 0.5,
    unit: Unit::Share,
    meaning: "share of the execution time that the scan below the Limit takes, from which it counts",
};

static WORDS: InsightWords = InsightWords {
    message: "the planner expected the `Limit` to stop `{node}` after {0} of its work, but {1} were read and thrown away first; {2}",
    why: "A plan that is chosen for its first rows reads nearly everything when the matching rows are rare or come late.",
    sure: "Costs, rows and times are in the plan. For another value of the condition the same plan can be fast.",
};

fn look(context: &PlanContext<'_>, findings: &mut Findings<'_>) -> Outcome {
    let absent = "There is no Limit.";
    look_at_nodes(
        context,
        findings,
        &RULE,
        absent,
        &mut |place| match place.node.kind {
            NodeKind::Limit => judge(context, place).into(),
            _ => Look::Other,
        },
    )
}

fn judge<'p>(context: &PlanContext<'p>, place: Place<'p>) -> Judged<'p> {
    let input = place.plan.inputs_of(place.node).next();
    let costs = input.and_then(|input| Some((place.node.estimate?.total_cost, input.estimate?.total_cost)));
    let Some((limit, whole)) = costs.filter(|(_, whole)| *whole > 0.0) else {
        return undecidable("its cost is not told.");
    };
    if place.node.actual.measured().is_none() {
        return undecidable("whether it stopped early is told by `EXPLAIN (ANALYZE)` only.");
    }
    let part = limit / whole;
    if part > context.threshold(&MOST_COST) {
        return silent(format!(
            "the planner reckoned with {} of the cost below it.",
            percent(part)
        ));
    }
    let Some(scan) = worst_below(context, &place) else {
        return silent("no scan below it throws rows away.");
    };
    reaches(
        context,
        scan.removed().unwrap_or(0.0),
        &LEAST_REMOVED,
        "rows were thrown away by one scan",
    )?;
    let share = scan.share().unwrap_or(0.0);
    reaches(context, share, &LEAST_SHARE, "of the time is taken by that scan")?;
    let advice = index_for(context, &scan, &[], None);
    let gist = match &advice {
        IndexAdvice::Create(_) => "an index on the filter makes the early stop true",
        _ => "look for a condition that an index serves",
    };
    let mut insight = Insight::new(scan, &WORDS)
        .saying([
            percent(part),
            rows(scan.removed().unwrap_or(0.0)),
            gist.to_owned(),
        ])
        .because(format!(
            "Cost of the Limit: {} of {}.",
            fixed(limit, 2),
            fixed(whole, 2)
        ));
    if let IndexAdvice::Create(new) = &advice {
        insight = insight.mended_by_index("add an index on the filter", new);
    }
    Ok(insight.caused_by(discards_cause(&scan), 5))
}

/// The scan that throws away the most rows below the Limit, where the Limit can stop it.
fn worst_below<'p>(context: &PlanContext<'p>, limit: &Place<'p>) -> Option<Place<'p>> {
    let below = |place: &Place<'p>| {
        let mut at = Some(place.node);
        while let Some(node) = at {
            let Some(parent) = place
                .plan
                .parent_of(node)
                .filter(|_| node.relationship.is_input())
            else {
                return false;
            };
            if parent.kind.is_blocking()
                || parent.kind == NodeKind::HashJoin && node.relationship == ParentRelationship::Inner
            {
                return false;
            }
            if parent.id == limit.node.id {
                return true;
            }
            at = Some(parent);
        }
        false
    };
    let scans = places(context).filter(|place| is_scan(place.node.kind) && below(place));
    scans
        .filter_map(|place| Some((place.removed().filter(|removed| *removed > 0.0)?, place)))
        .reduce(|a, b| if b.0 > a.0 { b } else { a })
        .map(|(_, place)| place)
}
