//! # Wide rows carried along
//!
//! ## What it detects
//! A sort, hash table or Materialize of many rows that are hundreds of bytes wide, and results of thousands of rows of two kilobytes.
//!
//! ## Why it matters
//! Whatever keeps rows keeps all their columns. Where only some are needed, the others are copied, sorted and sent for nothing; long texts
//! are the usual ones.
//!
//! ## Example
//! ```text,finds
//! Sort  (cost=3295.77..3345.77 rows=20000 width=624) (actual time=24.121..25.851 rows=20000 loops=1)
//!   Sort Key: name
//!   Sort Method: quicksort  Memory: 13872kB
//!   ->  Seq Scan on customers  (cost=0.00..1867.00 rows=20000 width=624) (actual time=0.006..3.836 rows=20000 loops=1)
//! Execution Time: 30.822 ms
//! ```
//!
//! ## Better
//! ```text,clean
//! Sort  (cost=3295.77..3345.77 rows=20000 width=16) (actual time=14.121..15.851 rows=20000 loops=1)
//!   Sort Key: name
//!   Sort Method: quicksort  Memory: 1872kB
//!   ->  Seq Scan on customers  (cost=0.00..1867.00 rows=20000 width=16) (actual time=0.006..3.836 rows=20000 loops=1)
//! Execution Time: 16.822 ms
//! ```
//!
//! ## When to ignore it
//! When all columns are needed. The width is the planner's estimate, by the average of each column.
//!
//! ## References
//! - PostgreSQL manual, "Performance Tips", section "Using EXPLAIN", on the width of rows.

use rowproof_plan::{NodeKind, PlanNode};

use super::reading::{Insight, InsightWords, Look, Place, count, look_at_nodes, percent, rows};
use crate::prelude::*;

pub(crate) const RULE: Rule = Rule {
    code: "wide-rows",
    severity: Severity::Info,
    dialects: &[Dialect::PostgreSql],
    check: Check::Plan(PlanCheck {
        look,
        thresholds: &[&WIDE, &LEAST_KEPT, &LEAST_SHARE, &WIDE_RESULT, &MANY_ROWS],
    }),
};

static WIDE: Threshold = Threshold {
    rule: "wide-rows",
    name: "wide",
    usual: 500.0,
    unit: Unit::Bytes,
    meaning: "width of a row from which keeping it costs more than finding it",
};

static LEAST_KEPT: Threshold = Threshold {
    rule: "wide-rows",
    name: "least-kept",
    usual: 10.0 * 1024.0,
    unit: Unit::Kilobytes,
    meaning: "size of the kept rows together from which they matter",
};

static LEAST_SHARE: Threshold = Threshold {
    rule: "wide-rows",
    name: "least-share",
    usual: 0.3,
    unit: Unit::Share,
    meaning: "share of the execution time of the node that keeps the rows, from which they matter",
};

static WIDE_RESULT: Threshold = Threshold {
    rule: "wide-rows",
    name: "wide-result",
    usual: 2_000.0,
    unit: Unit::Bytes,
    meaning: "width of a row of the result from which sending it takes long",
};

static MANY_ROWS: Threshold = Threshold {
    rule: "wide-rows",
    name: "many-rows",
    usual: 10_000.0,
    unit: Unit::Rows,
    meaning: "rows of a wide result from which sending it takes long",
};

static KEPT: InsightWords = InsightWords {
    message: "`{node}` keeps {0} of {1} bytes each, about {2} MB; select fewer columns, or join the wide ones when the rows are chosen",
    why: "Whatever keeps rows keeps all their columns, needed or not.",
    sure: "The rows were counted; the width is the planner's average, and which columns are needed is not in the plan.",
};

static RESULT: InsightWords = InsightWords {
    message: "the result of `{node}` has {0} of {1} bytes each, about {2} MB; select fewer columns or fewer rows",
    why: "The result is converted and sent to the client row by row, which the times of the plan do not contain.",
    sure: "The rows were counted; the width is the planner's average, and which columns are needed is not in the plan.",
};

fn look(context: &PlanContext<'_>, findings: &mut Findings<'_>) -> Outcome {
    let absent = "Nothing in this plan keeps rows.";
    look_at_nodes(context, findings, &RULE, absent, &mut |place| {
        look_at(context, place)
    })
}

fn keeps_rows(node: &PlanNode) -> bool {
    matches!(
        node.kind,
        NodeKind::Sort | NodeKind::IncrementalSort | NodeKind::Hash | NodeKind::Materialize
    )
}

/// What went to disk is told by the rules on that.
fn spilled(node: &PlanNode) -> bool {
    node.sorts_on_disk() || node.hash_table().is_some_and(|table| table.batches > 1)
}

fn look_at<'p>(context: &PlanContext<'p>, place: Place<'p>) -> Look<'p> {
    let node = place.node;
    let result = node.parent.is_none();
    if !keeps_rows(node) && !result {
        return Look::Other;
    }
    // What is kept came from the input once, however often it is read.
    let kept_in = match node.kind {
        NodeKind::Materialize => place.plan.inputs_of(node).next().unwrap_or(node),
        _ => node,
    };
    let total = context
        .metrics
        .get(kept_in.id)
        .and_then(|metrics| metrics.rows_total);
    let width = node.estimate.and_then(|estimate| estimate.width);
    let Some((total, width)) = total.zip(width) else {
        return Look::Undecidable("its rows or their width are not told.".to_owned());
    };
    let (total, width) = (total.middle(), width as f64);
    let kilobytes = total * width / 1024.0;
    let said = || [rows(total), count(width), count((kilobytes / 1024.0).ceil())];
    let sends_much = result
        && width >= context.threshold(&WIDE_RESULT)
        && total >= context.threshold(&MANY_ROWS)
        && !node.kind.is_modify();
    if sends_much {
        let mut insight = Insight::new(place, &RESULT).saying(said());
        insight.share = None;
        insight.severity = Some(Severity::Info);
        return insight.into();
    }
    let much = width >= context.threshold(&WIDE) && kilobytes >= context.threshold(&LEAST_KEPT);
    if !keeps_rows(node) || !much || spilled(node) {
        return Look::Silent(format!("{} of {} bytes.", rows(total), count(width)));
    }
    let least = context.threshold(&LEAST_SHARE);
    if let Some(share) = place.share().filter(|share| *share < least) {
        return Look::Silent(format!(
            "it takes {} of the time, less than {}.",
            percent(share),
            percent(least)
        ));
    }
    let mut insight = Insight::new(place, &KEPT).saying(said()).because(format!(
        "{} × {} bytes = {} kB.",
        rows(total),
        count(width),
        count(kilobytes)
    ));
    insight.certainty = Certainty::Possible;
    insight.severity = Some(if place.is_fast() {
        Severity::Hint
    } else {
        Severity::Info
    });
    let columns = node.output().len();
    if columns > 0 {
        insight = insight.because(format!("It carries {} columns.", count(columns as f64)));
    }
    insight.into()
}
