//! # NOT IN read through for each row
//!
//! ## What it detects
//! `NOT IN (SELECT …)` whose list did not fit into memory as a hash table, so that it is read through for each row.
//!
//! ## Why it matters
//! NOT IN must answer "unknown" as soon as the list holds a NULL, so it is never made a join. As a hash table it is fast; when the list is
//! expected to be larger than `work_mem`, the whole list is gone through for every row. `NOT EXISTS` becomes an anti join of any size, and means what
//! people mean: with one NULL in its list, NOT IN is true of no row at all.
//!
//! ## Example
//! ```text,finds
//! Seq Scan on customers  (cost=0.00..1237710.71 rows=1535 width=8) (actual time=8.806..7877.776 rows=1000 loops=1)
//!   Filter: (NOT (SubPlan 1))
//!   Rows Removed by Filter: 1999
//!   SubPlan 1
//!     ->  Materialize  (cost=0.00..731.00 rows=30000 width=8) (actual time=0.001..1.363 rows=15894 loops=2999)
//!           ->  Seq Scan on banned  (cost=0.00..463.00 rows=30000 width=8) (actual time=0.011..2.070 rows=30000 loops=1)
//! Execution Time: 7879.850 ms
//! ```
//!
//! ## Better
//! ```text,clean
//! Hash Anti Join  (cost=838.00..2210.71 rows=1535 width=8) (actual time=8.806..17.776 rows=1000 loops=1)
//!   Hash Cond: (customers.id = banned.customer_id)
//!   ->  Seq Scan on customers  (cost=0.00..900.00 rows=2999 width=8) (actual time=0.010..1.300 rows=2999 loops=1)
//!   ->  Hash  (cost=463.00..463.00 rows=30000 width=8) (actual time=8.178..8.181 rows=30000 loops=1)
//!         ->  Seq Scan on banned  (cost=0.00..463.00 rows=30000 width=8) (actual time=0.011..2.070 rows=30000 loops=1)
//! Execution Time: 17.850 ms
//! ```
//!
//! ## When to ignore it
//! When the list stays short. A list in a hash table (`hashed SubPlan`) is not reported.
//!
//! ## References
//! - PostgreSQL manual, "Functions and Operators", section "Subquery Expressions", `NOT IN`.

use rowproof_plan::{NodeKind, ParentRelationship, Plan, PlanNode};

use super::reading::{
    Insight, InsightWords, Judged, Look, Place, count, least_share, look_at_nodes, memory_fix, reaches,
    relation_of, scan_below, split_by, undecidable, unwrapped, weighs,
};
use crate::prelude::*;

pub(crate) const RULE: Rule = Rule {
    code: "not-in-unhashed",
    severity: Severity::Warning,
    dialects: &[Dialect::PostgreSql],
    check: Check::Plan(PlanCheck {
        look,
        thresholds: &[&LEAST_LOOPS, &LEAST_SHARE],
    }),
};

static LEAST_LOOPS: Threshold = Threshold {
    rule: "not-in-unhashed",
    name: "least-loops",
    usual: 100.0,
    unit: Unit::Count,
    meaning: "times the list is gone through, from which it counts",
};

static LEAST_SHARE: Threshold = least_share("not-in-unhashed", 0.1);

static WORDS: InsightWords = InsightWords {
    message: "the list of a NOT IN (`{0}`) is gone through {1} times, once for each row, because it was expected not to fit into `work_mem`; write `NOT EXISTS` instead",
    why: "NOT IN is never made a join, because one NULL in the list makes it unknown; without a hash table the list is read through for every row.",
    sure: "The runs and their time are in the plan; NOT EXISTS differs in nothing as long as neither side holds a NULL.",
};

/// A list kept for being read again and again belongs to an ANY or ALL, since EXISTS of its own rows is answered once.
pub(super) fn is_not_in(plan: &Plan, subplan: &PlanNode) -> bool {
    let (Some(owner), Some(name)) = (plan.parent_of(subplan), subplan.subplan_name.as_deref()) else {
        return false;
    };
    // `hashed SubPlan 1` is a hash table; PostgreSQL prints `NOT` in front of what it negates.
    let negated = |filter: &str| {
        let mut parts = split_by(filter, "AND").into_iter().map(unwrapped);
        parts.any(|part| part.starts_with("NOT ") && part.contains(name) && !part.contains("hashed "))
    };
    let filters = [owner.filter(), owner.join_filter()];
    subplan.kind == NodeKind::Materialize && filters.into_iter().flatten().any(negated)
}

fn look(context: &PlanContext<'_>, findings: &mut Findings<'_>) -> Outcome {
    let absent = "No NOT IN goes through a list.";
    look_at_nodes(context, findings, &RULE, absent, &mut |place| {
        let subplan = place.node.relationship == ParentRelationship::SubPlan;
        match subplan && is_not_in(place.plan, place.node) {
            true => judge(context, place).into(),
            false => Look::Other,
        }
    })
}

fn judge<'p>(context: &PlanContext<'p>, place: Place<'p>) -> Judged<'p> {
    let node = place.node;
    let Some(actual) = node.actual.measured() else {
        return undecidable("how often the list is gone through is told by `EXPLAIN (ANALYZE)` only.");
    };
    reaches(
        context,
        actual.loops as f64,
        &LEAST_LOOPS,
        "times the list is gone through",
    )?;
    // Comparing the rows of the list is the work of the node that asks.
    let of_owner = place
        .plan
        .parent_of(node)
        .and_then(|owner| context.metrics.get(owner.id)?.share_of_wall);
    let share = place.share_with_inputs(context);
    let share = share.map(|share| share + of_owner.unwrap_or(0.0));
    weighs(context, share, &LEAST_SHARE)?;
    let name = node.subplan_name.clone().unwrap_or_default();
    let mut insight = Insight::new(place, &WORDS).saying([name, count(actual.loops as f64)]);
    insight.share = share;
    let rows = scan_below(place.plan, node)
        .and_then(|scan| Some(scan.actual.measured()?.rows_total().high))
        .unwrap_or(actual.rows_per_loop.0);
    let width = node.estimate.and_then(|estimate| estimate.width).unwrap_or(8);
    insight = insight.because(format!(
        "The list has {} of some {width} bytes.",
        super::reading::rows(rows)
    ));
    if let Some(fact) = nullable(context, &place) {
        insight = insight.because(fact);
    }
    let from = scan_below(place.plan, node).and_then(|scan| scan.relation.clone());
    let table = from.unwrap_or_else(|| "the list".to_owned());
    insight = insight.because(format!(
        "`x NOT IN (SELECT y FROM {table} …)` is written `NOT EXISTS (SELECT 1 FROM {table} … AND y = x)`."
    ));
    // A hash table holds a row's header besides its values: some 40 bytes (PostgreSQL source, `subplan_is_hashable`).
    let needed_kb = (rows * (width as f64 + 40.0) / 1024.0).ceil();
    Ok(insight.mended_by(memory_fix(
        (needed_kb * 2.0) as u64,
        "let the list be a hash table, when the query cannot be changed",
    )))
}

/// What the schema says of NULLs in the list.
fn nullable(context: &PlanContext<'_>, place: &Place<'_>) -> Option<String> {
    let scan = scan_below(place.plan, place.node)?;
    let (_, relation) = relation_of(context, scan)?;
    let output = place.node.output();
    let [only] = output.as_slice() else {
        return None;
    };
    let name = only.rsplit('.').next()?.trim_matches('"');
    let column = relation.column(name)?;
    let not_null = column.not_null || column.not_null_by_check;
    Some(match not_null {
        true => format!("`{name}` of the list is NOT NULL in the schema, so NOT EXISTS means the same."),
        false => format!(
            "`{name}` of the list may be NULL in the schema: a single NULL there makes NOT IN give no row at all, which is hardly meant."
        ),
    })
}
