//! # Grouping that went to disk
//!
//! ## What it detects
//! A HashAggregate whose groups did not fit into memory, so that rows were written to temporary files and grouped in parts.
//!
//! ## Why it matters
//! Rows of groups that found no place in the hash table are written out and read back, some of them several times.
//!
//! ## Example
//! ```text,finds
//! HashAggregate  (cost=50163.00..57780.29 rows=406729 width=16) (actual time=231.674..542.486 rows=399217 loops=1)
//!   Group Key: product, order_id
//!   Planned Partitions: 16  Batches: 209  Memory Usage: 569kB  Disk Usage: 15096kB
//!   ->  Seq Scan on items  (cost=0.00..6163.00 rows=400000 width=8) (actual time=0.024..49.831 rows=400000 loops=1)
//! Execution Time: 565.571 ms
//! ```
//!
//! ## Better
//! ```text,clean
//! HashAggregate  (cost=9163.00..13230.29 rows=406729 width=16) (actual time=231.674..292.486 rows=399217 loops=1)
//!   Group Key: product, order_id
//!   Batches: 1  Memory Usage: 49169kB
//!   ->  Seq Scan on items  (cost=0.00..6163.00 rows=400000 width=8) (actual time=0.024..49.831 rows=400000 loops=1)
//! Execution Time: 315.571 ms
//! ```
//!
//! ## When to ignore it
//! In a report that runs seldom and alone. Where the number of groups was badly underestimated, mend that first: the planner then chooses to
//! sort, or another order of joins.
//!
//! ## References
//! - PostgreSQL manual, "Server Configuration", section "Resource Consumption", `work_mem` and `hash_mem_multiplier`.

use rowproof_plan::{EstimateDirection, NodeKind, PlanNode};

use super::estimate_off::find_origin;
use super::reading::{
    Insight, InsightWords, Look, Place, RootCause, count, look_at_nodes, memory_fix, percent, rows,
};
use crate::prelude::*;

pub(crate) const RULE: Rule = Rule {
    code: "hashagg-spill",
    severity: Severity::Warning,
    dialects: &[Dialect::PostgreSql],
    check: Check::Plan(PlanCheck {
        look,
        thresholds: &[&LEAST_SHARE],
    }),
};

/// Below this share of the time the files cost little.
static LEAST_SHARE: Threshold = Threshold {
    rule: "hashagg-spill",
    name: "least-share",
    usual: 0.05,
    unit: Unit::Share,
    meaning: "share of the execution time of the grouping from which its files matter",
};

static WORDS: InsightWords = InsightWords {
    message: "the groups of the `{node}` did not fit into `work_mem` and {0} kB went to disk; {1}",
    why: "Rows of groups without a place in memory are written to temporary files and grouped later, in parts.",
    sure: "The plan tells the memory and the files; how much faster it gets in memory is not measured.",
};

fn look(context: &PlanContext<'_>, findings: &mut Findings<'_>) -> Outcome {
    let absent = "Nothing is grouped by a hash table in this plan.";
    look_at_nodes(context, findings, &RULE, absent, &mut |place| {
        look_at(context, place)
    })
}

/// The largest memory and file of one process, in kB.
fn sizes(node: &PlanNode) -> Option<(u64, u64)> {
    let own = node.hash_aggregation().map(|used| (used.memory_kb, used.disk_kb));
    let of_workers = node.workers.iter().flat_map(|worker| &worker.properties);
    let of_workers = of_workers
        .filter(|property| property.value.contains("Disk Usage: "))
        .map(|property| {
            let after = |label: &str| {
                let (_, rest) = property.value.split_once(label)?;
                rest.split("kB").next()?.trim().parse().ok()
            };
            (
                after("Memory Usage: ").unwrap_or(0),
                after("Disk Usage: ").unwrap_or(0),
            )
        });
    own.into_iter().chain(of_workers).max_by_key(|(_, disk)| *disk)
}

fn look_at<'p>(context: &PlanContext<'p>, place: Place<'p>) -> Look<'p> {
    if !matches!(
        place.node.kind,
        NodeKind::HashAggregate | NodeKind::MixedAggregate
    ) {
        return Look::Other;
    }
    let Some((memory_kb, disk_kb)) = sizes(place.node) else {
        return Look::Undecidable("its memory is told by `EXPLAIN (ANALYZE)` only.".to_owned());
    };
    if disk_kb == 0 {
        return Look::Silent(format!(
            "its groups fitted into memory, {} kB.",
            count(memory_kb as f64)
        ));
    }
    let least = context.threshold(&LEAST_SHARE);
    if let Some(share) = place.share().filter(|share| *share < least) {
        return Look::Silent(format!(
            "{} kB went to disk; it takes {} of the time, less than {}.",
            count(disk_kb as f64),
            percent(share),
            percent(least)
        ));
    }
    let estimate = place.metrics.row_estimate;
    let more = estimate.is_some_and(|estimate| estimate.direction == EstimateDirection::TooLow);
    let origin = find_origin(context, place.node).filter(|_| more);
    let advice = match origin.is_some() {
        true => "there are far more groups than expected, so mend that estimate first",
        false => "give this query more memory, or group fewer and narrower rows",
    };
    let needed = memory_kb.saturating_add(disk_kb).saturating_mul(2);
    let mut insight = Insight::new(place, &WORDS)
        .saying([count(disk_kb as f64), advice.to_owned()])
        .because(format!(
            "Twice ({} kB in memory + {} kB on disk) = {} kB: groups take more room in memory than on disk.",
            count(memory_kb as f64),
            count(disk_kb as f64),
            count(needed as f64)
        ));
    if let (Some(expected), Some(came)) = (place.node.estimate, place.metrics.rows_total) {
        insight = insight.because(format!(
            "{} expected, {} came.",
            group_count(expected.plan_rows.0),
            rows(came.middle())
        ));
    }
    if let Some(origin) = origin {
        insight = insight.caused_by(origin.cause(RootCause::Estimate), 3);
    }
    insight.mended_by(memory_fix(needed, "group in memory")).into()
}

fn group_count(number: f64) -> String {
    format!("{} groups", count(number))
}
