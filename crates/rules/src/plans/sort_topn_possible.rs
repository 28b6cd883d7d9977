//! # Everything sorted for the first few rows
//!
//! ## What it detects
//! A sort of thousands of rows of which a Limit above takes a few, where something between them kept the Limit from the sort.
//!
//! ## Why it matters
//! A sort that knows it has to give ten rows keeps ten rows in memory and throws the rest away as they come (`top-N heapsort`). Below `FOR
//! UPDATE`, `DISTINCT`, a window or a function that returns rows it does not know, and sorts everything, on disk if it must.
//!
//! ## Example
//! ```text,finds
//! Limit  (cost=7792.93..7793.05 rows=10 width=30) (actual time=176.445..176.470 rows=10 loops=1)
//!   ->  LockRows  (cost=7792.93..10292.93 rows=200000 width=30) (actual time=176.443..176.467 rows=10 loops=1)
//!         ->  Sort  (cost=7792.93..8292.93 rows=200000 width=30) (actual time=176.402..176.406 rows=10 loops=1)
//!               Sort Key: total, id
//!               Sort Method: external merge  Disk: 9408kB
//!               ->  Seq Scan on orders  (cost=0.00..3471.00 rows=200000 width=30) (actual time=0.008..21.996 rows=200000 loops=1)
//! Execution Time: 178.497 ms
//! ```
//!
//! ## Better
//! ```text,clean
//! Limit  (cost=7792.93..7793.05 rows=10 width=30) (actual time=36.445..36.470 rows=10 loops=1)
//!   ->  Sort  (cost=7792.93..8292.93 rows=200000 width=30) (actual time=36.402..36.406 rows=10 loops=1)
//!         Sort Key: total, id
//!         Sort Method: top-N heapsort  Memory: 27kB
//!         ->  Seq Scan on orders  (cost=0.00..3471.00 rows=200000 width=30) (actual time=0.008..21.996 rows=200000 loops=1)
//! Execution Time: 36.497 ms
//! ```
//!
//! ## When to ignore it
//! When the query has to see all rows: a window over everything, or rows that must be locked in order.
//!
//! ## References
//! - PostgreSQL manual, "SQL Commands", `SELECT`, "LIMIT Clause" and "The Locking Clause".

use rowproof_plan::{NodeKind, Plan, PlanNode};

use super::reading::{
    IndexAdvice, Insight, InsightWords, Look, Place, RootCause, advise_ordered, count, find_order_for,
    look_at_nodes, percent, rows,
};
use crate::prelude::*;

pub(crate) const RULE: Rule = Rule {
    code: "sort-topn-possible",
    severity: Severity::Warning,
    dialects: &[Dialect::PostgreSql],
    check: Check::Plan(PlanCheck {
        look,
        thresholds: &[&LEAST_SORTED, &MOST_TAKEN, &LEAST_SHARE],
    }),
};

static LEAST_SORTED: Threshold = Threshold {
    rule: "sort-topn-possible",
    name: "least-sorted",
    usual: 10_000.0,
    unit: Unit::Rows,
    meaning: "rows sorted from which it matters that most were sorted for nothing",
};

static MOST_TAKEN: Threshold = Threshold {
    rule: "sort-topn-possible",
    name: "most-taken",
    usual: 1_000.0,
    unit: Unit::Rows,
    meaning: "rows taken from the sort up to which keeping only those is cheaper",
};

static LEAST_SHARE: Threshold = Threshold {
    rule: "sort-topn-possible",
    name: "least-share",
    usual: 0.1,
    unit: Unit::Share,
    meaning: "share of the execution time of the sort from which it matters",
};

static WORDS: InsightWords = InsightWords {
    message: "the `Sort` put {0} in order and {1} were taken: {2} keeps the `Limit` from it; {3}",
    why: "A sort that knows the limit keeps only that many rows in memory, and is done after one pass.",
    sure: "Both numbers are in the plan; how much faster it gets is not measured.",
};

fn look(context: &PlanContext<'_>, findings: &mut Findings<'_>) -> Outcome {
    let absent = "Nothing is sorted in this plan.";
    look_at_nodes(context, findings, &RULE, absent, &mut |place| {
        look_at(context, place)
    })
}

/// What stands between a sort and the Limit above it: its words, and what to do.
fn obstacle(kind: NodeKind) -> Option<(&'static str, &'static str)> {
    Some(match kind {
        NodeKind::LockRows => (
            "`FOR UPDATE`",
            "choose the rows by their key in a subquery with the limit, and lock those",
        ),
        NodeKind::Unique | NodeKind::Group | NodeKind::GroupAggregate => (
            "`DISTINCT` or `GROUP BY`",
            "take the first rows in a subquery where the result allows it, or read them in order by an index",
        ),
        NodeKind::WindowAgg => (
            "a window function",
            "take the first rows in a subquery, and compute the window over those",
        ),
        NodeKind::ProjectSet => (
            "a function that returns rows",
            "take the first rows in a subquery, and call the function on those",
        ),
        _ => return None,
    })
}

fn look_at<'p>(context: &PlanContext<'p>, place: Place<'p>) -> Look<'p> {
    if place.node.kind != NodeKind::Sort {
        return Look::Other;
    }
    let Some(method) = place.node.sort_method() else {
        return Look::Undecidable("how it sorted is told by `EXPLAIN (ANALYZE)` only.".to_owned());
    };
    if method.kind.starts_with("top-N") {
        return Look::Silent("it kept only the rows that the Limit takes.".to_owned());
    }
    let Some((words, advice)) = obstacle_above(place.plan, place.node) else {
        return Look::Silent(
            "no Limit above takes only its first rows, past something that hides it.".to_owned(),
        );
    };
    let input = place.plan.inputs_of(place.node).next();
    let sorted = input.and_then(|input| context.metrics.get(input.id)?.rows_total);
    let Some((sorted, taken)) = sorted.zip(place.metrics.rows_total) else {
        return Look::Undecidable("the rows sorted and taken are not both told.".to_owned());
    };
    let (sorted, taken) = (sorted.middle(), taken.middle());
    // Each process hands some more rows on than are taken of it.
    let of_process = place
        .node
        .actual
        .measured()
        .map_or(taken, |actual| actual.rows_per_loop.0);
    let few = sorted < context.threshold(&LEAST_SORTED) || of_process > context.threshold(&MOST_TAKEN);
    if few || taken * 10.0 > sorted {
        return Look::Silent(format!(
            "{} were sorted and {} taken.",
            rows(sorted),
            count(taken)
        ));
    }
    let share = place.share();
    if let Some(share) = share.filter(|share| *share < context.threshold(&LEAST_SHARE)) {
        return Look::Silent(format!(
            "it takes {} of the time, less than {}.",
            percent(share),
            percent(context.threshold(&LEAST_SHARE))
        ));
    }
    let mut insight = Insight::new(place, &WORDS)
        .saying([rows(sorted), count(taken), words.to_owned(), advice.to_owned()])
        .because(format!(
            "{} of the sorted rows were taken.",
            percent(taken / sorted)
        ))
        .caused_by(place.cause(RootCause::Order), 0);
    let order = find_order_for(place.plan, place.node);
    let index = order.as_ref().map(|order| {
        advise_ordered(
            context,
            order.scan,
            Some(order),
            context.metrics.get(order.scan.id),
        )
    });
    if let Some(IndexAdvice::Create(new)) = index {
        insight.evidence.extend(new.reasons.iter().cloned());
        let when = "The query runs often enough to be worth an index: rows then come in order, and nothing is sorted at all.";
        insight
            .fixes
            .extend(new.fixes("read the rows in the order of the sort", when));
    }
    insight.into()
}

/// What keeps the nearest Limit above from the sort.
fn obstacle_above(plan: &Plan, sort: &PlanNode) -> Option<(&'static str, &'static str)> {
    let mut found = None;
    let mut above = plan.parent_of(sort).filter(|_| sort.relationship.is_input());
    while let Some(node) = above {
        match node.kind {
            NodeKind::Limit => return found,
            NodeKind::GatherMerge | NodeKind::Gather | NodeKind::SubqueryScan | NodeKind::Result => {}
            kind => found = found.or(Some(obstacle(kind)?)),
        }
        above = plan.parent_of(node).filter(|_| node.relationship.is_input());
    }
    None
}
