//! # Whole table read again for every row of a join
//!
//! ## What it detects
//! A nested loop whose inner side is a Seq Scan, or the stored rows of one, gone through hundreds of times for the rows that belong to one
//! row of the outer side.
//!
//! ## Why it matters
//! The work is the product of both sides. With an index on the column of the join each row of the outer side goes straight to its
//! partners, and the work is the sum.
//!
//! ## Example
//! ```text,finds
//! Nested Loop Left Join  (cost=0.29..1192331.90 rows=436 width=636) (actual time=102.798..7816.685 rows=353 loops=1)
//!   Join Filter: (i.order_id = c.id)
//!   Rows Removed by Join Filter: 59599665
//!   ->  Index Scan using customers_pkey on customers c  (cost=0.29..22.89 rows=149 width=624) (actual time=0.004..2.324 rows=149 loops=1)
//!         Index Cond: (id < 150)
//!   ->  Materialize  (cost=0.00..10117.00 rows=400000 width=12) (actual time=0.003..28.126 rows=400000 loops=149)
//!         ->  Seq Scan on items i  (cost=0.00..6163.00 rows=400000 width=12) (actual time=0.007..26.748 rows=400000 loops=1)
//! Execution Time: 7818.895 ms
//! ```
//!
//! ## Better
//! ```text,clean
//! Nested Loop Left Join  (cost=0.71..1334.90 rows=436 width=636) (actual time=0.038..3.685 rows=353 loops=1)
//!   ->  Index Scan using customers_pkey on customers c  (cost=0.29..22.89 rows=149 width=624) (actual time=0.004..0.324 rows=149 loops=1)
//!         Index Cond: (id < 150)
//!   ->  Index Scan using items_order_id_idx on items i  (cost=0.42..8.77 rows=3 width=12) (actual time=0.003..0.005 rows=2 loops=149)
//!         Index Cond: (order_id = c.id)
//! Execution Time: 3.895 ms
//! ```
//!
//! ## When to ignore it
//! When the inner side is a handful of rows: going through them costs less than searching an index. Where far more rows came from the
//! outer side than were expected, a hash join may be what the planner chooses when its estimate is mended.
//!
//! ## References
//! - PostgreSQL manual, "Performance Tips", section "Using EXPLAIN", on nested loops and Materialize.

use rowproof_plan::{NodeKind, Plan, PlanNode, Property};

use super::reading::{
    Conjunct, IndexAdvice, Insight, InsightWords, Look, Place, RootCause, advise_ordered, count,
    discards_cause, look_at_nodes, names_in, percent, place_of, read_condition, rows, share_with_inputs,
};
use crate::prelude::*;

pub(crate) const RULE: Rule = Rule {
    code: "nested-loop-seq-inner",
    severity: Severity::Warning,
    dialects: &[Dialect::PostgreSql],
    check: Check::Plan(PlanCheck {
        look,
        thresholds: &[
            &LEAST_LOOPS,
            &LEAST_TOUCHED,
            &LEAST_INNER,
            &MOST_MATCHED,
            &LEAST_SHARE,
        ],
    }),
};

static LEAST_LOOPS: Threshold = Threshold {
    rule: "nested-loop-seq-inner",
    name: "least-loops",
    usual: 100.0,
    unit: Unit::Count,
    meaning: "times the inner side is gone through, from which an index is worth while",
};

static LEAST_TOUCHED: Threshold = Threshold {
    rule: "nested-loop-seq-inner",
    name: "least-touched",
    usual: 100_000.0,
    unit: Unit::Rows,
    meaning: "rows looked at over all loops, from which they take time",
};

/// A few rows are gone through faster than an index is searched.
static LEAST_INNER: Threshold = Threshold {
    rule: "nested-loop-seq-inner",
    name: "least-inner",
    usual: 100.0,
    unit: Unit::Rows,
    meaning: "rows of the inner side from which an index is faster than going through them",
};

/// Where most rows have a partner in most rows, reading all of them is the work to do.
static MOST_MATCHED: Threshold = Threshold {
    rule: "nested-loop-seq-inner",
    name: "most-matched",
    usual: 0.1,
    unit: Unit::Share,
    meaning: "part of the rows looked at that belong together, up to which an index helps",
};

static LEAST_SHARE: Threshold = Threshold {
    rule: "nested-loop-seq-inner",
    name: "least-share",
    usual: 0.1,
    unit: Unit::Share,
    meaning: "share of the execution time of the join and its inner side from which they matter",
};

static WORDS: InsightWords = InsightWords {
    message: "`{0}` is gone through {1} times, {2} in all, for the rows of a join that belong together; {3}",
    why: "The work is the product of both sides of the join, and grows with both.",
    sure: "The loops and their rows were counted; how fast an index finds them is not measured.",
};

/// A table that is gone through for each row of the other side of a join.
pub(super) struct InnerScan<'p> {
    /// Of the table; with what the join asks of its rows.
    scan: PlanNode,
    /// The inner side as the join sees it.
    inner: &'p PlanNode,
    loops: f64,
    /// Rows looked at, over all loops.
    touched: f64,
    share: Option<f64>,
    /// What rules on the same rows name as their cause.
    pub(super) cause: String,
}

fn look(context: &PlanContext<'_>, findings: &mut Findings<'_>) -> Outcome {
    let absent = "No nested loop reads a whole table on its inner side.";
    look_at_nodes(
        context,
        findings,
        &RULE,
        absent,
        &mut |place| match find(context, place) {
            Ok(found) => told(context, place, &found),
            Err(look) => look,
        },
    )
}

/// The table gone through again and again, when an index on a column of the join would do away with it; otherwise what to say of the node.
pub(super) fn find<'p>(context: &PlanContext<'p>, place: Place<'p>) -> Result<InnerScan<'p>, Look<'p>> {
    if place.node.kind != NodeKind::NestedLoop {
        return Err(Look::Other);
    }
    let Some(inner) = place.plan.inputs_of(place.node).nth(1) else {
        return Err(Look::Other);
    };
    let Some((scan, counted)) = scan_below(place.plan, inner) else {
        return Err(Look::Other);
    };
    let Some(actual) = counted.actual.measured() else {
        return Err(Look::Undecidable(
            "how often its inner side ran is not told.".to_owned(),
        ));
    };
    let removed = counted.rows_removed_by_filter().map_or(0.0, |removed| removed.0);
    let (loops, each) = (actual.loops as f64, actual.rows_per_loop.0 + removed);
    let touched = loops * each;
    let few = loops < context.threshold(&LEAST_LOOPS) || touched < context.threshold(&LEAST_TOUCHED);
    if few || each < context.threshold(&LEAST_INNER) {
        return Err(Look::Silent(format!(
            "its inner side, {}, was gone through {} times, {} in all; that is little.",
            rows(each),
            count(loops),
            rows(touched)
        )));
    }
    let matched = place.metrics.rows_total.map_or(0.0, |rows| rows.middle()) / touched;
    if matched > context.threshold(&MOST_MATCHED) {
        return Err(Look::Silent(format!(
            "{} of the pairs belong together, so an index saves little.",
            percent(matched)
        )));
    }
    let share = place
        .share()
        .zip(share_with_inputs(context, inner))
        .map(|(own, inner)| (own + inner).min(1.0));
    if share.is_some_and(|share| share < context.threshold(&LEAST_SHARE)) {
        return Err(Look::Silent(format!(
            "it takes {} of the time with its inner side, less than {}.",
            percent(share.unwrap_or_default()),
            percent(context.threshold(&LEAST_SHARE))
        )));
    }
    let place_of_scan = place_of(context, scan).filter(|_| place.node.join_filter().is_none());
    let cause = match place_of_scan {
        Some(scan) => discards_cause(&scan),
        None => place.cause(RootCause::Pairs),
    };
    let Some(scan) = with_join_condition(place.node, scan) else {
        return Err(Look::Silent(
            "no plain column of the inner side is compared for equality, so no plain index serves the join."
                .to_owned(),
        ));
    };
    Ok(InnerScan {
        scan,
        inner,
        loops,
        touched,
        share,
        cause,
    })
}

/// The Seq Scan that the inner side consists of, and the node whose rows are gone through: what was stored of it, or itself.
fn scan_below<'p>(plan: &'p Plan, inner: &'p PlanNode) -> Option<(&'p PlanNode, &'p PlanNode)> {
    use NodeKind::{
        Aggregate, GroupAggregate, HashAggregate, Limit, Materialize, Result, SeqScan, Sort, SubqueryScan,
        Unique,
    };
    let (mut node, mut stored) = (inner, None);
    loop {
        match node.kind {
            SeqScan => return Some((node, stored.unwrap_or(node))),
            Materialize => stored = stored.or(Some(node)),
            Aggregate | GroupAggregate | HashAggregate | Limit | Result | Sort | SubqueryScan | Unique => {}
            _ => return None,
        }
        node = plan.inputs_of(node).next()?;
    }
}

/// The scan with what the join asks of it, when that has an equality on one of its columns.
pub(super) fn with_join_condition(join: &PlanNode, scan: &PlanNode) -> Option<PlanNode> {
    let mut scan = scan.clone();
    if let Some(property) = join.property("Join Filter") {
        let name = "Recheck Cond".to_owned();
        scan.properties.push(Property {
            name,
            ..property.clone()
        });
    }
    let is_join = |text: &str| {
        let names = names_in(text).unwrap_or_default();
        names
            .iter()
            .any(|name| Some(name.as_str()) != scan.binding_name())
    };
    let has_equality = [scan.recheck_condition(), scan.filter()]
        .into_iter()
        .flatten()
        .any(|text| {
            let parts = read_condition(&scan, text)
                .filter(|_| is_join(text))
                .unwrap_or_default();
            parts.iter().any(|part| matches!(part, Conjunct::Equality(_)))
        });
    has_equality.then_some(scan)
}

fn told<'p>(context: &PlanContext<'p>, place: Place<'p>, found: &InnerScan<'p>) -> Look<'p> {
    let advice = advise_ordered(context, &found.scan, None, context.metrics.get(found.scan.id));
    let words = match &advice {
        IndexAdvice::Create(_) => "an index on the column of the join finds them directly".to_owned(),
        IndexAdvice::Exists(index) => format!("the schema has `{index}`; find out why it was not used"),
        IndexAdvice::Unknown(_) => "no plain index serves the condition as it is".to_owned(),
    };
    let relation = found.scan.relation.clone().unwrap_or_default();
    let mut insight = Insight::new(place, &WORDS)
        .saying([relation, count(found.loops), rows(found.touched), words])
        .because(format!(
            "{} times {} = {}.",
            count(found.loops),
            rows(found.touched / found.loops),
            rows(found.touched)
        ))
        .caused_by(found.cause.clone(), 0);
    insight.share = found.share;
    if let Some(share) = found.share {
        insight = insight.because(format!(
            "With its inner side the join takes {} of the time.",
            percent(share)
        ));
    }
    insight.related.push(Label {
        span: found.inner.line_span,
        text: "gone through again and again".to_owned(),
    });
    match advice {
        IndexAdvice::Create(new) => {
            insight.evidence.extend(new.reasons.iter().cloned());
            let when = "The query runs often enough to be worth the space and the dearer writes.";
            insight
                .fixes
                .extend(new.fixes("add the index this join needs", when));
        }
        IndexAdvice::Exists(index) => {
            insight = insight.because(format!(
                "`{index}` of the pasted schema fits the join. The plan may be older than the index, the types of both sides may differ, or the statistics may be stale."
            ));
        }
        IndexAdvice::Unknown(reason) => insight = insight.because(reason),
    }
    insight.into()
}
