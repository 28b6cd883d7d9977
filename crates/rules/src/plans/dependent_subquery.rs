//! # Subquery run for each row (MySQL, MariaDB)
//!
//! ## What it detects
//! A subquery that depends on the row it stands beside (`DEPENDENT SUBQUERY`) and was run many times, or a dependent one whose table is
//! read whole.
//!
//! ## Why it matters
//! Its time is multiplied by the rows outside. As a join, or as a derived table grouped by the column that ties both, it is worked out once.
//!
//! ## Example
//! ```text,finds
//! -> Filter: (c.limit_amount < (select #2))  (cost=5000 rows=50000) (actual time=0.2..900 rows=120 loops=1)
//!     -> Table scan on c  (cost=5000 rows=50000) (actual time=0.05..20 rows=50000 loops=1)
//!     -> Select #2 (subquery in condition; dependent)
//!         -> Aggregate: sum(o.total)  (cost=2.1 rows=1) (actual time=0.016..0.016 rows=1 loops=50000)
//!             -> Index lookup on o using orders_customer_id_idx (customer_id = c.id)  (cost=1.2 rows=8) (actual time=0.01..0.014 rows=8 loops=50000)
//! ```
//!
//! ## Better
//! ```text,clean
//! -> Nested loop inner join  (cost=900 rows=120) (actual time=60..61 rows=120 loops=1)
//!     -> Table scan on sums  (cost=2.5..2.5 rows=0) (actual time=58..59 rows=120 loops=1)
//!         -> Materialize  (cost=0..0 rows=0) (actual time=58..58 rows=120 loops=1)
//!             -> Index scan on o using orders_customer_id_idx  (cost=100 rows=900) (actual time=0.05..30 rows=900 loops=1)
//!     -> Single-row index lookup on c using PRIMARY (id = sums.customer_id)  (cost=0.25 rows=1) (actual time=0.01..0.01 rows=1 loops=120)
//! ```
//!
//! ## When to ignore it
//! When few rows are left outside at the end of the query's growth. MySQL 8.0 turns most `IN` and `EXISTS` into semi-joins by itself; what
//! is left as a subquery compares with a value, or stands in the list of columns.
//!
//! ## References
//! - MySQL manual, "Optimization", section "Optimizing Subqueries, Derived Tables, View References, and Common Table Expressions".

use rowproof_plan::ParentRelationship;

use super::reading::{
    Insight, InsightWords, Judged, Look, Place, count, look_at_nodes, reaches, undecidable, weighs,
};
use crate::prelude::*;

pub(crate) const RULE: Rule = Rule {
    code: "dependent-subquery",
    severity: Severity::Warning,
    dialects: &[Dialect::MySql],
    check: Check::Plan(PlanCheck {
        look,
        thresholds: &[&LEAST_LOOPS, &LEAST_SHARE],
    }),
};

static LEAST_LOOPS: Threshold = Threshold {
    rule: "dependent-subquery",
    name: "least-loops",
    usual: 100.0,
    unit: Unit::Count,
    meaning: "runs of the subquery from which it counts",
};

static LEAST_SHARE: Threshold = Threshold {
    rule: "dependent-subquery",
    name: "least-share",
    usual: 0.1,
    unit: Unit::Share,
    meaning: "share of the execution time of the subquery and all below it, from which it matters",
};

static WORDS: InsightWords = InsightWords {
    message: "the subquery was run {0} times, once for each row beside it, which takes {share} of the time; turn it into a `JOIN` with a derived table that is worked out once",
    why: "Its time is multiplied by the rows outside, and grows with them.",
    sure: "The runs and their time were measured; how long a join takes is not.",
};

fn look(context: &PlanContext<'_>, findings: &mut Findings<'_>) -> Outcome {
    let absent = "No subquery is run for each row.";
    look_at_nodes(context, findings, &RULE, absent, &mut |place| {
        if place.node.relationship != ParentRelationship::SubPlan {
            return Look::Other;
        }
        judge(context, place).into()
    })
}

fn judge<'p>(context: &PlanContext<'p>, place: Place<'p>) -> Judged<'p> {
    if place.node.actual.measured().is_none() {
        return undecidable(
            "how often it runs is told by `EXPLAIN ANALYZE` (MariaDB: `ANALYZE FORMAT=JSON`) only.",
        );
    }
    let loops = place.loops();
    reaches(context, loops, &LEAST_LOOPS, "runs")?;
    let share = weighs(context, place.share_with_inputs(context), &LEAST_SHARE)?;
    let mut insight = Insight::new(place, &WORDS).saying([count(loops)]);
    insight.share = Some(share);
    Ok(insight.because(format!("It was run {} times.", count(loops))))
}
