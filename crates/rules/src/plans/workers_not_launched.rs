//! # Parallel workers that did not come
//!
//! ## What it detects
//! A Gather that planned for more workers than could be started.
//!
//! ## Why it matters
//! The workers of the whole server come from one pool. When others use it up, the same plan takes several times as long, and nobody can
//! tell when.
//!
//! ## Example
//! ```text,finds
//! Finalize Aggregate  (cost=4088.26..4088.27 rows=1 width=8) (actual time=25.720..25.800 rows=1 loops=1)
//!   ->  Gather  (cost=4088.14..4088.25 rows=1 width=8) (actual time=25.712..25.791 rows=1 loops=1)
//!         Workers Planned: 1
//!         Workers Launched: 0
//!         ->  Partial Aggregate  (cost=3088.14..3088.15 rows=1 width=8) (actual time=25.513..25.513 rows=1 loops=1)
//!               ->  Parallel Seq Scan on orders  (cost=0.00..2941.59 rows=58622 width=0) (actual time=0.052..21.274 rows=99800 loops=1)
//! Execution Time: 25.823 ms
//! ```
//!
//! ## Better
//! ```text,clean
//! Finalize Aggregate  (cost=4088.26..4088.27 rows=1 width=8) (actual time=14.720..14.800 rows=1 loops=1)
//!   ->  Gather  (cost=4088.14..4088.25 rows=1 width=8) (actual time=14.712..14.791 rows=2 loops=1)
//!         Workers Planned: 1
//!         Workers Launched: 1
//!         ->  Partial Aggregate  (cost=3088.14..3088.15 rows=1 width=8) (actual time=13.513..13.513 rows=1 loops=2)
//!               ->  Parallel Seq Scan on orders  (cost=0.00..2941.59 rows=58622 width=0) (actual time=0.052..11.274 rows=49900 loops=2)
//! Execution Time: 14.823 ms
//! ```
//!
//! ## When to ignore it
//! When the plan was made on a busy machine that is not the one in question.
//!
//! ## References
//! - PostgreSQL manual, "Parallel Query", section "How Parallel Query Works".

use super::reading::{Insight, InsightWords, Look, Place, count, look_at_nodes, percent, share_with_inputs};
use crate::prelude::*;

pub(crate) const RULE: Rule = Rule {
    code: "workers-not-launched",
    severity: Severity::Info,
    dialects: &[Dialect::PostgreSql],
    check: Check::Plan(PlanCheck {
        look,
        thresholds: &[&LEAST_SHARE],
    }),
};

static LEAST_SHARE: Threshold = Threshold {
    rule: "workers-not-launched",
    name: "least-share",
    usual: 0.2,
    unit: Unit::Share,
    meaning: "share of the execution time of the part that was to run in parallel, from which the missing workers matter",
};

static WORDS: InsightWords = InsightWords {
    message: "the `{node}` planned {0} and got {1}, so this time cannot be relied on; run it again, or enlarge the pool of workers",
    why: "All queries of the server share one pool of workers. When it is empty, the leader does the work of those that are missing.",
    sure: "Both numbers are in the plan; what used the workers is not.",
};

fn look(context: &PlanContext<'_>, findings: &mut Findings<'_>) -> Outcome {
    let absent = "Nothing runs in parallel in this plan.";
    look_at_nodes(context, findings, &RULE, absent, &mut |place| {
        look_at(context, place)
    })
}

fn look_at<'p>(context: &PlanContext<'p>, place: Place<'p>) -> Look<'p> {
    if !place.node.kind.is_gather() {
        return Look::Other;
    }
    let measured = place.node.actual.measured().is_some();
    let known = place.node.workers_planned().zip(place.node.workers_launched());
    let Some((planned, launched)) = known.filter(|_| measured) else {
        return Look::Undecidable(
            "how many workers were launched is told by `EXPLAIN (ANALYZE)` only.".to_owned(),
        );
    };
    if launched >= planned {
        return Look::Silent(format!("{} planned, and all came.", workers(planned)));
    }
    let share = share_with_inputs(context, place.node);
    let least = context.threshold(&LEAST_SHARE);
    if let Some(share) = share.filter(|share| *share < least) {
        return Look::Silent(format!(
            "{} of {} workers came; the part takes {} of the time, less than {}.",
            count(launched as f64),
            count(planned as f64),
            percent(share),
            percent(least)
        ));
    }
    let mut insight = Insight::new(place, &WORDS).saying([workers(planned), count(launched as f64)]);
    insight.share = share;
    // With some of them the time is not far from what it is as a rule.
    insight.severity = (launched > 0).then(|| place.severity().max(Severity::Info));
    insight
        .because(format!(
            "Processes with the leader: {} came, {} were planned.",
            count(launched as f64 + 1.0),
            count(planned as f64 + 1.0)
        ))
        .mended_by(ProposedFix::statements(
            "see who uses the workers",
            "While the query is slow: compare the number of workers running with the size of the pool.",
            vec![
                "SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'parallel worker'".to_owned(),
                "SHOW max_parallel_workers".to_owned(),
                "SHOW max_worker_processes".to_owned(),
            ],
        ))
        .into()
}

fn workers(number: u64) -> String {
    let unit = if number == 1 { "worker" } else { "workers" };
    format!("{} {unit}", count(number as f64))
}
