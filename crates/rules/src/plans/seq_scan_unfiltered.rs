//! # Whole table read, little of it used
//!
//! ## What it detects
//! A Seq Scan without any filter of whose rows the plan uses one in a hundred or fewer: the first few in an order, or those that a hash join
//! finds a partner for.
//!
//! ## Why it matters
//! Reading everything may be what was asked for, as in a report. When only the first rows in some order, or the partners of a few rows, are
//! wanted, an index leads to them without reading the rest.
//!
//! ## Example
//! ```text,finds
//! Limit  (cost=32875.78..32875.83 rows=20 width=14) (actual time=143.862..143.869 rows=20 loops=1)
//!   ->  Sort  (cost=32875.78..34375.78 rows=600000 width=14) (actual time=143.859..143.862 rows=20 loops=1)
//!         Sort Key: created_at DESC
//!         Sort Method: top-N heapsort  Memory: 26kB
//!         ->  Seq Scan on orders  (cost=0.00..16910.00 rows=600000 width=14) (actual time=0.017..64.183 rows=600000 loops=1)
//! Execution Time: 143.962 ms
//! ```
//!
//! ## Better
//! ```text,clean
//! Limit  (cost=0.42..1.34 rows=20 width=14) (actual time=0.020..0.041 rows=20 loops=1)
//!   ->  Index Scan Backward using orders_created_at_idx on orders  (cost=0.42..27806.75 rows=600000 width=14) (actual time=0.019..0.037 rows=20 loops=1)
//! Execution Time: 0.060 ms
//! ```
//!
//! ## When to ignore it
//! When the query runs seldom: it is a hint as long as the query takes less than five seconds. Scans whose rows are all needed (sums and
//! counts over a table) are not reported; if such a report is too slow, keep its result in a table of its own.
//!
//! ## References
//! - PostgreSQL manual, "Indexes", section "Indexes and ORDER BY".

use rowproof_plan::{NodeKind, PlanNode};

use super::reading::{
    IndexAdvice, Insight, InsightWords, Judged, Look, Place, RootCause, count, find_order_above, index_for,
    least_share, look_at_nodes, reaches, rows, silent, undecidable, weighs,
};
use crate::prelude::*;

pub(crate) const RULE: Rule = Rule {
    code: "seq-scan-unfiltered",
    severity: Severity::Info,
    dialects: &[Dialect::PostgreSql],
    check: Check::Plan(PlanCheck {
        look,
        thresholds: &[&LEAST_ROWS, &LEAST_FACTOR, &LEAST_SHARE, &LEAST_TIME],
    }),
};

static LEAST_ROWS: Threshold = Threshold {
    rule: "seq-scan-unfiltered",
    name: "least-rows",
    usual: 50_000.0,
    unit: Unit::Rows,
    meaning: "rows of the table from which reading it whole counts",
};

static LEAST_FACTOR: Threshold = Threshold {
    rule: "seq-scan-unfiltered",
    name: "least-factor",
    usual: 100.0,
    unit: Unit::Factor,
    meaning: "how many times the rows used the rows read are, from which an index is worth while",
};

static LEAST_SHARE: Threshold = least_share("seq-scan-unfiltered", 0.3);

static LEAST_TIME: Threshold = Threshold {
    rule: "seq-scan-unfiltered",
    name: "least-time",
    usual: 5_000.0,
    unit: Unit::Milliseconds,
    meaning: "execution time from which it is more than a hint",
};

static WORDS: InsightWords = InsightWords {
    message: "`{relation}` is read whole, {0}, and {1} are used; {2}",
    why: "The time grows with the table, although what is used of it stays as small as it is.",
    sure: "The rows were counted; whether the query runs often enough to be worth an index is not in the plan.",
};

fn look(context: &PlanContext<'_>, findings: &mut Findings<'_>) -> Outcome {
    let absent = "No table is read whole without a filter.";
    look_at_nodes(
        context,
        findings,
        &RULE,
        absent,
        &mut |place| match place.node.kind == NodeKind::SeqScan && place.node.filter().is_none() {
            true => judge(context, place).into(),
            false => Look::Other,
        },
    )
}

fn judge<'p>(context: &PlanContext<'_>, place: Place<'p>) -> Judged<'p> {
    let Some(read) = place.kept() else {
        return undecidable("how many rows it read is told by `EXPLAIN (ANALYZE)` only.");
    };
    reaches(context, read, &LEAST_ROWS, "rows were read")?;
    if place.loops() > place.metrics.processes.max(1.0) {
        return silent("it runs many times; that is the matter of the join above it.");
    }
    let (used, advice, gist) = match find_order_above(place.plan, place.node) {
        Some(order) => {
            // What OFFSET skips is read too.
            let taken = order
                .limit
                .and_then(|limit| rows_of(place.plan.inputs_of(limit).next()?))
                .unwrap_or(read);
            let advice = index_for(context, &place, &[], Some(&order));
            (taken, advice, "an index in that order gives them at once")
        }
        None => match partner_of(&place) {
            Some((condition, used)) => {
                let advice = index_for(context, &place, &[condition], None);
                (
                    used,
                    advice,
                    "an index on the column of the join finds them directly",
                )
            }
            None => return silent("all its rows are needed by what is above it."),
        },
    };
    reaches(
        context,
        read / used.max(1.0),
        &LEAST_FACTOR,
        "times the rows used were read",
    )?;
    // The order of the rows is made from them all: the sort belongs to the scan.
    let sort = place
        .plan
        .parent_of(place.node)
        .filter(|parent| parent.kind == NodeKind::Sort);
    let of_sort = sort.and_then(|sort| context.metrics.get(sort.id)?.share_of_wall);
    let share = place.share().map(|own| own + of_sort.unwrap_or(0.0));
    weighs(context, share, &LEAST_SHARE)?;
    let IndexAdvice::Create(new) = advice else {
        return silent("no plain index follows from the plan, or the schema has it already.");
    };
    let mut insight = Insight::new(place, &WORDS)
        .saying([rows(read), count(used), gist.to_owned()])
        .mended_by_index("add the index that leads to the rows used", &new);
    insight.share = share;
    if place
        .wall_ms
        .is_none_or(|wall| wall < context.threshold(&LEAST_TIME))
    {
        insight.severity = Some(Severity::Hint);
    }
    Ok(insight.caused_by(place.cause(RootCause::Discards), 6))
}

fn rows_of(node: &PlanNode) -> Option<f64> {
    Some(node.actual.measured()?.rows_total().middle())
}

/// The condition of the hash join that the scan is an input of, and how many of the scan's rows can have a partner: no more than came out.
/// None where the other input is not far smaller.
fn partner_of<'p>(place: &Place<'p>) -> Option<(&'p str, f64)> {
    let plan = place.plan;
    let mut input = place.node;
    let mut join = plan.parent_of(input)?;
    while matches!(join.kind, NodeKind::Hash | NodeKind::Gather) {
        input = join;
        join = plan.parent_of(input)?;
    }
    if join.kind != NodeKind::HashJoin || join.join_type.as_deref() != Some("Inner") {
        return None;
    }
    let other = plan.inputs_of(join).find(|other| other.id != input.id)?;
    let used = rows_of(join)?.max(rows_of(other)?);
    Some((join.hash_condition()?, used))
}
