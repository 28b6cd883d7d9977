//! # Page far from the beginning by OFFSET
//!
//! ## What it detects
//! A `Limit` that reads a thousand rows and more only to skip them.
//!
//! ## Why it matters
//! `OFFSET` counts rows by making them: page 10,000 costs ten thousand times page 1. A page that starts behind the last row seen (keyset
//! pagination) is found directly by an index, wherever it lies, and no row is shown twice or lost when others are added meanwhile.
//!
//! ## Example
//! ```text,finds
//! Limit  (cost=8849.06..8849.95 rows=20 width=22) (actual time=48.823..48.829 rows=20 loops=1)
//!   ->  Index Scan Backward using orders_created_at_idx on orders  (cost=0.42..27806.75 rows=628488 width=22) (actual time=0.021..42.421 rows=200020 loops=1)
//! Execution Time: 48.874 ms
//! ```
//!
//! ## Better
//! ```text,clean
//! Limit  (cost=0.42..1.31 rows=20 width=22) (actual time=0.023..0.029 rows=20 loops=1)
//!   ->  Index Scan Backward using orders_created_at_idx on orders  (cost=0.42..27806.75 rows=628488 width=22) (actual time=0.021..0.024 rows=20 loops=1)
//!         Index Cond: (ROW(created_at, id) < ROW('2024-03-01 00:00:00+00'::timestamp with time zone, 4711))
//! Execution Time: 0.040 ms
//! ```
//!
//! ## When to ignore it
//! When nobody goes that far but an administrator once in a while, or when people really jump to page 500.
//!
//! ## References
//! - PostgreSQL manual, "Queries", section "LIMIT and OFFSET".

use rowproof_plan::{NodeKind, PlanNode};

use super::reading::{
    IndexAdvice, Insight, InsightWords, Judged, Look, Place, advise_ordered, count, find_order_for,
    look_at_nodes, reaches, rows, undecidable,
};
use crate::prelude::*;

pub(crate) const RULE: Rule = Rule {
    code: "offset-pagination",
    severity: Severity::Warning,
    dialects: &[Dialect::PostgreSql],
    check: Check::Plan(PlanCheck {
        look,
        thresholds: &[&LEAST_SKIPPED],
    }),
};

static LEAST_SKIPPED: Threshold = Threshold {
    rule: "offset-pagination",
    name: "least-skipped",
    usual: 1_000.0,
    unit: Unit::Rows,
    meaning: "rows that are made and skipped, from which a page counts as far",
};

static WORDS: InsightWords = InsightWords {
    message: "{0} are made and skipped by `OFFSET` before the {1} of this page; start the page behind the last row seen instead",
    why: "OFFSET counts rows by making them, so the cost of a page grows with its distance from the beginning.",
    sure: "The rows were counted: what is read and not handed on was skipped.",
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

fn judge<'p>(context: &PlanContext<'_>, place: Place<'p>) -> Judged<'p> {
    let input = place.plan.inputs_of(place.node).next();
    let read = input.and_then(|input| Some(input.actual.measured()?.rows_total().low));
    let (Some(input), Some(read), Some(kept)) = (input, read, place.metrics.rows_total) else {
        return undecidable("how many rows it read is told by `EXPLAIN (ANALYZE)` only.");
    };
    let kept = kept.high;
    let skipped = read - kept;
    reaches(context, skipped.max(0.0), &LEAST_SKIPPED, "rows were skipped")?;
    let mut insight = Insight::new(place, &WORDS)
        .saying([rows(skipped), count(kept)])
        .because(format!(
            "{} read by the Limit − {} handed on = {} skipped.",
            count(read),
            count(kept),
            count(skipped)
        ));
    // What is below the Limit is done for the skipped rows as for the others.
    insight.share = place
        .share_with_inputs(context)
        .map(|share| share * skipped / read);
    if let Some(condition) = keyset(input) {
        insight = insight.because(format!(
            "With the values of the last row seen in the place of the question marks, the page is `WHERE {condition}` in the same order, with the same LIMIT."
        ));
    } else {
        insight = insight.because("Compare the columns of the ORDER BY, the last of them unique, with those of the last row seen: `WHERE (created_at, id) < (?, ?)`.");
    }
    let sort = Some(input).filter(|input| input.kind == NodeKind::Sort);
    let order = sort.and_then(|sort| find_order_for(place.plan, sort));
    let advice = order.as_ref().map(|order| {
        let metrics = context.metrics.get(order.scan.id);
        advise_ordered(context, order.scan, Some(order), metrics)
    });
    if let Some(IndexAdvice::Create(new)) = advice {
        insight = insight.mended_by_index("add an index in the order of the pages", &new);
    }
    Ok(insight)
}

/// The condition that starts a page behind the last row; none where the keys are not all sorted the same way.
fn keyset(sort: &PlanNode) -> Option<String> {
    let keys = sort.sort_key();
    let bare: Vec<&str> = keys
        .iter()
        .map(|key| key.strip_suffix(" DESC").unwrap_or(key))
        .collect();
    let descending = keys.iter().filter(|key| key.ends_with(" DESC")).count();
    let plain = bare
        .iter()
        .all(|key| !key.contains(" NULLS ") && !key.contains(" USING "));
    let sign = match descending {
        0 => ">",
        all if all == keys.len() => "<",
        _ => return None,
    };
    let marks = vec!["?"; keys.len()].join(", ");
    (plain && !keys.is_empty()).then(|| format!("({}) {sign} ({marks})", bare.join(", ")))
}
