//! # Many rows sorted (MySQL, MariaDB)
//!
//! ## What it detects
//! A sort (`Using filesort`, `Sort`) of many rows that takes a good part of the time, or is expected to sort many rows to give a few.
//!
//! ## Why it matters
//! Sorted rows have to be read and kept before the first can be given. An index whose columns stand in the order of the condition's
//! equalities and then of `ORDER BY` gives the rows in order, so that a `LIMIT` stops after the first.
//!
//! ## Example
//! ```text,finds
//! -> Sort: orders.total DESC  (cost=10500 rows=99000) (actual time=150..180 rows=90000 loops=1)
//!     -> Table scan on orders  (cost=10500 rows=99000) (actual time=0.05..60 rows=90000 loops=1)
//! ```
//!
//! ## Better
//! ```text,clean
//! -> Limit: 10 row(s)  (cost=0.1 rows=10) (actual time=0.05..0.08 rows=10 loops=1)
//!     -> Index scan on orders using orders_total_idx (reverse)  (cost=0.1 rows=10) (actual time=0.05..0.08 rows=10 loops=1)
//! ```
//!
//! ## When to ignore it
//! When all rows are wanted in that order and the query runs seldom: an index that gives the order makes every write dearer. Before MySQL 8.0
//! an index cannot mix directions.
//!
//! ## References
//! - MySQL manual, "Optimization", section "ORDER BY Optimization".

use rowproof_plan::NodeKind;

use super::reading::{
    Insight, InsightWords, Judged, Look, Place, RootCause, look_at_nodes, reaches, rows, undecidable, weighs,
};
use crate::prelude::*;

pub(crate) const RULE: Rule = Rule {
    code: "filesort",
    severity: Severity::Info,
    dialects: &[Dialect::MySql],
    check: Check::Plan(PlanCheck {
        look,
        thresholds: &[&LEAST_ROWS, &LEAST_SHARE],
    }),
};

static LEAST_ROWS: Threshold = Threshold {
    rule: "filesort",
    name: "least-rows",
    usual: 1_000.0,
    unit: Unit::Rows,
    meaning: "rows sorted, over all loops, from which a sort counts",
};

static LEAST_SHARE: Threshold = Threshold {
    rule: "filesort",
    name: "least-share",
    usual: 0.2,
    unit: Unit::Share,
    meaning: "share of the execution time of the sort itself from which it matters",
};

static WORDS: InsightWords = InsightWords {
    message: "{0} are sorted{1}, which takes {share} of the time; an index in that order spares it",
    why: "All rows are read and sorted before the first can be given.",
    sure: "The rows and the time were measured; whether an index can give the order hangs on the query.",
};

fn look(context: &PlanContext<'_>, findings: &mut Findings<'_>) -> Outcome {
    let absent = "Nothing is sorted in this plan.";
    look_at_nodes(context, findings, &RULE, absent, &mut |place| {
        if place.node.kind != NodeKind::Sort {
            return Look::Other;
        }
        judge(context, place).into()
    })
}

fn judge<'p>(context: &PlanContext<'p>, place: Place<'p>) -> Judged<'p> {
    let Some(input) = place.plan.inputs_of(place.node).next() else {
        return undecidable("what it sorts is not told.");
    };
    let sorted = context
        .metrics
        .get(input.id)
        .and_then(|metrics| metrics.rows_total);
    let Some(sorted) = sorted.map(|rows| rows.middle()) else {
        return undecidable(
            "how many rows it sorts and how long that takes is told by `EXPLAIN ANALYZE` (MariaDB: `ANALYZE FORMAT=JSON`) only.",
        );
    };
    reaches(context, sorted, &LEAST_ROWS, "rows sorted")?;
    weighs(context, place.share(), &LEAST_SHARE)?;
    let keys = place.node.sort_key();
    let by = match keys.as_slice() {
        [] => String::new(),
        keys => format!(" by `{}`", keys.join(", ")),
    };
    let cause = place.cause(RootCause::Order);
    Ok(Insight::new(place, &WORDS)
        .saying([rows(sorted), by])
        .caused_by(cause, 1))
}
