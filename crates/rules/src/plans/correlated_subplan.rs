//! # Query run once for each row
//!
//! ## What it detects
//! A subquery in the select list or in a condition that the plan runs anew for each row (`SubPlan`), a thousand times and more.
//!
//! ## Why it matters
//! Each run starts from nothing. A join with a grouped subquery, or `LATERAL`, computes the same for all rows at once; where the subquery must
//! stay, an index on what it looks up keeps each run short.
//!
//! ## Example
//! ```text,finds
//! Seq Scan on customers c  (cost=0.00..438917.00 rows=50000 width=16) (actual time=0.067..362.672 rows=50000 loops=1)
//!   SubPlan 1
//!     ->  Aggregate  (cost=8.75..8.76 rows=1 width=8) (actual time=0.006..0.006 rows=1 loops=50000)
//!           ->  Index Scan using orders_customer_id_idx on orders o  (cost=0.42..8.71 rows=16 width=0) (actual time=0.002..0.005 rows=12 loops=50000)
//!                 Index Cond: (customer_id = c.id)
//! Execution Time: 366.485 ms
//! ```
//!
//! ## Better
//! ```text,clean
//! Hash Right Join  (cost=21410.00..22910.05 rows=50000 width=16) (actual time=80.178..110.181 rows=50000 loops=1)
//!   Hash Cond: (o.customer_id = c.id)
//!   ->  HashAggregate  (cost=19910.00..20410.05 rows=50000 width=16) (actual time=60.178..70.181 rows=50000 loops=1)
//!         Group Key: o.customer_id
//!         ->  Seq Scan on orders o  (cost=0.00..16910.00 rows=600000 width=8) (actual time=0.018..22.337 rows=600000 loops=1)
//!   ->  Hash  (cost=900.00..900.00 rows=50000 width=8) (actual time=12.178..12.181 rows=50000 loops=1)
//!         ->  Seq Scan on customers c  (cost=0.00..900.00 rows=50000 width=8) (actual time=0.010..5.300 rows=50000 loops=1)
//! Execution Time: 114.360 ms
//! ```
//!
//! ## When to ignore it
//! When only the first rows are asked for, so that it runs a few times. A subquery that is computed once (`InitPlan`, `hashed SubPlan`) is not meant.
//!
//! ## References
//! - PostgreSQL manual, "Queries", section "LATERAL Subqueries".

use rowproof_plan::{NodeKind, ParentRelationship, PlanNode};

use super::not_in_unhashed::is_not_in;
use super::reading::{
    IndexAdvice, Insight, InsightWords, Judged, Look, Place, count, discards_cause, index_for, is_scan,
    least_share, look_at_nodes, ms, percent, places, reaches, silent, undecidable, weighs,
};
use crate::prelude::*;

pub(crate) const RULE: Rule = Rule {
    code: "correlated-subplan",
    severity: Severity::Warning,
    dialects: &[Dialect::PostgreSql],
    check: Check::Plan(PlanCheck {
        look,
        thresholds: &[&LEAST_LOOPS, &LEAST_SHARE],
    }),
};

static LEAST_LOOPS: Threshold = Threshold {
    rule: "correlated-subplan",
    name: "least-loops",
    usual: 1_000.0,
    unit: Unit::Count,
    meaning: "runs of the subquery from which it counts",
};

static LEAST_SHARE: Threshold = least_share("correlated-subplan", 0.1);

static WORDS: InsightWords = InsightWords {
    message: "the subquery (`{0}`) is run {1} times, once for each row; {2}",
    why: "Each run starts from nothing, although the rows could be found for all at once.",
    sure: "The runs and their time are in the plan; how fast a join is instead is not measured.",
};

fn look(context: &PlanContext<'_>, findings: &mut Findings<'_>) -> Outcome {
    let absent = "No subquery is run by an expression.";
    look_at_nodes(
        context,
        findings,
        &RULE,
        absent,
        &mut |place| match place.node.relationship == ParentRelationship::SubPlan {
            true => judge(context, place).into(),
            false => Look::Other,
        },
    )
}

fn judge<'p>(context: &PlanContext<'p>, place: Place<'p>) -> Judged<'p> {
    let Some(actual) = place.node.actual.measured() else {
        return undecidable("how often the subquery runs is told by `EXPLAIN (ANALYZE)` only.");
    };
    reaches(context, actual.loops as f64, &LEAST_LOOPS, "runs of the subquery")?;
    if is_not_in(place.plan, place.node) {
        return silent("it is the list of a NOT IN, which is a matter of its own.");
    }
    let share = place.share_with_inputs(context);
    let share = weighs(context, share, &LEAST_SHARE)?;
    let scan = dearest_scan(context, &place);
    let advice = scan
        .filter(|scan| scan.node.kind == NodeKind::SeqScan)
        .map(|scan| index_for(context, &scan, &[], None));
    let gist = match &advice {
        Some(IndexAdvice::Create(_)) => "give it an index, or join with the grouped subquery instead",
        _ => "join with the grouped subquery instead, or with `LATERAL`",
    };
    let name = place.node.subplan_name.clone().unwrap_or_default();
    let loops = actual.loops as f64;
    let mut insight = Insight::new(place, &WORDS).saying([name, count(loops), gist.to_owned()]);
    if let Some(time) = actual.total_time_per_loop_ms {
        insight = insight.because(format!(
            "{} runs × {} each = {} of the whole.",
            count(loops),
            ms(time.0),
            percent(share)
        ));
    }
    insight.share = Some(share);
    if let Some(IndexAdvice::Create(new)) = &advice {
        insight = insight.mended_by_index("add an index for what each run looks up", new);
    }
    if let Some(scan) = scan {
        insight = insight.caused_by(discards_cause(&scan), 2);
    }
    Ok(insight)
}

/// The scan inside the subquery that takes the most time.
fn dearest_scan<'p>(context: &PlanContext<'p>, subplan: &Place<'p>) -> Option<Place<'p>> {
    let inside = |node: &PlanNode| {
        let mut at = Some(node);
        while let Some(node) = at {
            if node.id == subplan.node.id {
                return true;
            }
            at = subplan.plan.parent_of(node);
        }
        false
    };
    let scans = places(context).filter(|place| is_scan(place.node.kind) && inside(place.node));
    scans.reduce(|a, b| {
        if b.share().unwrap_or(0.0) > a.share().unwrap_or(0.0) {
            b
        } else {
            a
        }
    })
}
