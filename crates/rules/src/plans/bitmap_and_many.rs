//! # Two wide bitmaps for a few rows
//!
//! ## What it detects
//! A BitmapAnd of two or more indexes each of which finds at least ten times as many rows as are left of all together.
//!
//! ## Why it matters
//! Each index is read for all its matches, only to keep those that are in all of them. One index on the columns together goes to
//! the few rows directly.
//!
//! ## Example
//! ```text,finds
//! Bitmap Heap Scan on facts  (cost=1255.91..8667.04 rows=40 width=101) (actual time=14.622..16.294 rows=41 loops=1)
//!   Recheck Cond: ((a = 7) AND (b = 9))
//!   Heap Blocks: exact=41
//!   ->  BitmapAnd  (cost=1255.91..1255.91 rows=40 width=0) (actual time=14.565..14.567 rows=0 loops=1)
//!         ->  Bitmap Index Scan on facts_a_idx  (cost=0.00..550.90 rows=40248 width=0) (actual time=5.790..5.790 rows=41000 loops=1)
//!               Index Cond: (a = 7)
//!         ->  Bitmap Index Scan on facts_b_idx  (cost=0.00..702.69 rows=51427 width=0) (actual time=7.598..7.598 rows=51000 loops=1)
//!               Index Cond: (b = 9)
//! Execution Time: 16.851 ms
//! ```
//!
//! ## Better
//! ```text,clean
//! Index Scan using facts_a_b_idx on facts  (cost=0.42..160.04 rows=40 width=101) (actual time=0.022..0.094 rows=41 loops=1)
//!   Index Cond: ((a = 7) AND (b = 9))
//! Execution Time: 0.120 ms
//! ```
//!
//! ## When to ignore it
//! When the columns are asked for in many combinations: indexes on single columns serve all of them, if slower.
//!
//! ## References
//! - PostgreSQL manual, "Indexes", section "Combining Multiple Indexes".

use rowproof_plan::NodeKind;

use super::reading::{
    IndexAdvice, Insight, InsightWords, Judged, Look, Place, count, discards_cause, index_for, least_share,
    look_at_nodes, reaches, rows, silent, undecidable, weighs,
};
use crate::prelude::*;

pub(crate) const RULE: Rule = Rule {
    code: "bitmap-and-many",
    severity: Severity::Warning,
    dialects: &[Dialect::PostgreSql],
    check: Check::Plan(PlanCheck {
        look,
        thresholds: &[&LEAST_FACTOR, &LEAST_ROWS, &LEAST_SHARE],
    }),
};

static LEAST_FACTOR: Threshold = Threshold {
    rule: "bitmap-and-many",
    name: "least-factor",
    usual: 10.0,
    unit: Unit::Factor,
    meaning: "how many times the rows left each index finds, from which one index on all columns is worth while",
};

static LEAST_ROWS: Threshold = Threshold {
    rule: "bitmap-and-many",
    name: "least-rows",
    usual: 2_000.0,
    unit: Unit::Rows,
    meaning: "rows that the smallest of the bitmaps holds, from which it counts",
};

static LEAST_SHARE: Threshold = least_share("bitmap-and-many", 0.1);

static WORDS: InsightWords = InsightWords {
    message: "{0} indexes of `{relation}` find {1} and more each, and {2} are left of all; one index on the columns together goes there directly",
    why: "Each of the indexes is read for all its matches, and only what is in all of them is kept.",
    sure: "The rows were counted; how much faster one index is, is not measured.",
};

fn look(context: &PlanContext<'_>, findings: &mut Findings<'_>) -> Outcome {
    let absent = "No bitmaps of several indexes are combined by AND.";
    look_at_nodes(context, findings, &RULE, absent, &mut |place| {
        let mut inputs = place.plan.inputs_of(place.node);
        let combines = inputs.any(|input| input.kind == NodeKind::BitmapAnd);
        match place.node.kind == NodeKind::BitmapHeapScan && combines {
            true => judge(context, place).into(),
            false => Look::Other,
        }
    })
}

fn judge<'p>(context: &PlanContext<'_>, place: Place<'p>) -> Judged<'p> {
    let plan = place.plan;
    let total = |id: usize| Some(context.metrics.get(id)?.rows_total?.middle());
    let and = plan.inputs_of(place.node).next();
    let inputs: Vec<_> = and.map(|and| plan.inputs_of(and).collect()).unwrap_or_default();
    let lists: Option<Vec<f64>> = inputs.iter().map(|input| total(input.id)).collect();
    let (Some(lists), Some(kept), Some(filtered)) = (lists, place.kept(), place.removed()) else {
        return undecidable("the rows of its bitmaps are told by `EXPLAIN (ANALYZE)` only.");
    };
    let left = kept + filtered;
    let smallest = lists.iter().copied().fold(f64::INFINITY, f64::min);
    reaches(
        context,
        smallest,
        &LEAST_ROWS,
        "rows are in the smallest of its bitmaps",
    )?;
    reaches(
        context,
        smallest / left.max(1.0),
        &LEAST_FACTOR,
        "times the rows left are in the smallest of its bitmaps",
    )?;
    let share = place.share_with_inputs(context);
    weighs(context, share, &LEAST_SHARE)?;
    let IndexAdvice::Create(new) = index_for(context, &place, &[], None) else {
        return silent(
            "no plain index on all its columns follows from the conditions, or the schema has it.",
        );
    };
    let found: Vec<String> = inputs
        .iter()
        .zip(&lists)
        .map(|(input, list)| {
            format!(
                "`{}`: {}",
                input.index.as_deref().unwrap_or(&input.label),
                rows(*list)
            )
        })
        .collect();
    let mut insight = Insight::new(place, &WORDS)
        .saying([lists.len().to_string(), rows(smallest), count(left)])
        .because(format!(
            "{}; {} are in all of them.",
            found.join(", "),
            rows(left)
        ));
    insight.share = share;
    Ok(insight
        .mended_by_index("add one index on the columns together", &new)
        .caused_by(discards_cause(&place), 2))
}
