//! # One process did the work of all
//!
//! ## What it detects
//! A part of a parallel plan in which one worker was busy at least twice as long as the workers were on average.
//!
//! ## Why it matters
//! A parallel query is over when its last process is. Where the work cannot be divided, as with a member of a Parallel Append that only one
//! process can read, the others wait.
//!
//! ## Example
//! ```text,finds
//! Gather  (cost=1000.00..25000.00 rows=100 width=8) (actual time=10.000..405.000 rows=100 loops=1)
//!   Workers Planned: 3
//!   Workers Launched: 3
//!   ->  Parallel Append  (cost=0.00..24000.00 rows=33 width=8) (actual time=100.000..125.000 rows=25 loops=4)
//!         Worker 0:  actual time=400.000..400.000 rows=70 loops=1
//!         Worker 1:  actual time=30.000..30.000 rows=10 loops=1
//!         Worker 2:  actual time=30.000..30.000 rows=10 loops=1
//!         ->  Seq Scan on events_2025  (cost=0.00..20000.00 rows=70 width=8) (actual time=399.000..399.000 rows=70 loops=1)
//!         ->  Parallel Seq Scan on events_2026  (cost=0.00..4000.00 rows=10 width=8) (actual time=20.000..25.000 rows=10 loops=3)
//! Execution Time: 406.000 ms
//! ```
//!
//! ## Better
//! ```text,clean
//! Gather  (cost=1000.00..25000.00 rows=100 width=8) (actual time=10.000..135.000 rows=100 loops=1)
//!   Workers Planned: 3
//!   Workers Launched: 3
//!   ->  Parallel Append  (cost=0.00..24000.00 rows=33 width=8) (actual time=100.000..125.000 rows=25 loops=4)
//!         Worker 0:  actual time=120.000..125.000 rows=30 loops=1
//!         Worker 1:  actual time=120.000..124.000 rows=20 loops=1
//!         Worker 2:  actual time=120.000..126.000 rows=25 loops=1
//!         ->  Parallel Seq Scan on events_2025  (cost=0.00..20000.00 rows=23 width=8) (actual time=99.000..99.000 rows=18 loops=4)
//!         ->  Parallel Seq Scan on events_2026  (cost=0.00..4000.00 rows=10 width=8) (actual time=20.000..25.000 rows=10 loops=3)
//! Execution Time: 136.000 ms
//! ```
//!
//! ## When to ignore it
//! When the other workers started late, because the machine had no processor for them.
//!
//! ## References
//! - PostgreSQL manual, "Parallel Query", section "Parallel Plans", "Parallel Append".

use rowproof_plan::{NodeKind, PlanNode};

use super::reading::{Insight, InsightWords, Look, Place, count, look_at_nodes, ms, percent};
use crate::prelude::*;

pub(crate) const RULE: Rule = Rule {
    code: "worker-skew",
    severity: Severity::Info,
    dialects: &[Dialect::PostgreSql],
    check: Check::Plan(PlanCheck {
        look,
        thresholds: &[&LEAST_SKEW, &LEAST_DIFFERENCE, &LEAST_SHARE],
    }),
};

static LEAST_SKEW: Threshold = Threshold {
    rule: "worker-skew",
    name: "least-skew",
    usual: 2.0,
    unit: Unit::Factor,
    meaning: "how many times the average of the workers the slowest took, from which the work counts as unevenly divided",
};

static LEAST_DIFFERENCE: Threshold = Threshold {
    rule: "worker-skew",
    name: "least-difference",
    usual: 50.0,
    unit: Unit::Milliseconds,
    meaning: "time the slowest worker took beyond the average, from which it matters",
};

static LEAST_SHARE: Threshold = Threshold {
    rule: "worker-skew",
    name: "least-share",
    usual: 0.2,
    unit: Unit::Share,
    meaning: "part of the execution time that the slowest worker took beyond the average, from which it matters",
};

static WORDS: InsightWords = InsightWords {
    message: "one worker was busy for {0} in `{node}` and the workers for {1} on average, so the others waited; {2}",
    why: "A parallel query is over when its last process is.",
    sure: "The time of each worker is in the plan; why the work was divided like this is not.",
};

fn look(context: &PlanContext<'_>, findings: &mut Findings<'_>) -> Outcome {
    let absent = "No times of single workers are in this plan; `EXPLAIN (ANALYZE, VERBOSE)` tells them where it runs in parallel.";
    look_at_nodes(context, findings, &RULE, absent, &mut |place| {
        look_at(context, place)
    })
}

/// The time of each worker, in milliseconds over all its loops.
fn times_of(node: &PlanNode) -> Vec<f64> {
    let actuals = node.workers.iter().filter_map(|worker| worker.actual);
    actuals
        .filter_map(|actual| actual.time_total_ms())
        .map(|time| time.0)
        .collect()
}

/// The slowest worker's time and the average, when they lie far apart.
fn skew(context: &PlanContext<'_>, node: &PlanNode) -> Option<(f64, f64)> {
    let times = times_of(node);
    let slowest = times.iter().copied().reduce(f64::max)?;
    let average = times.iter().copied().fold(0.0, |sum, time| sum + time) / times.len() as f64;
    let far = slowest >= average * context.threshold(&LEAST_SKEW)
        && slowest - average >= context.threshold(&LEAST_DIFFERENCE);
    (far && times.len() > 1).then_some((slowest, average))
}

fn look_at<'p>(context: &PlanContext<'p>, place: Place<'p>) -> Look<'p> {
    if times_of(place.node).len() < 2 {
        return Look::Other;
    }
    let Some((slowest, average)) = skew(context, place.node) else {
        return Look::Silent("its workers were busy for about the same time.".to_owned());
    };
    let mut inputs = place.plan.children_of(place.node);
    if inputs.any(|input| skew(context, input).is_some()) {
        return Look::Silent("what lies below it was divided unevenly.".to_owned());
    }
    let part = place
        .wall_ms
        .map(|wall| ((slowest - average) / wall).clamp(0.0, 1.0));
    if let Some(part) = part.filter(|part| *part < context.threshold(&LEAST_SHARE)) {
        return Look::Silent(format!("the difference is {} of the time.", percent(part)));
    }
    let whole = (place.node.kind == NodeKind::Append)
        .then(|| {
            let mut members = place.plan.inputs_of(place.node);
            members.find(|member| member.relation.is_some() && !member.parallel_aware)
        })
        .flatten();
    let advice = match whole {
        Some(_) => "let several processes read its largest member",
        None => "divide the work more evenly",
    };
    let mut insight = Insight::new(place, &WORDS)
        .saying([ms(slowest), ms(average), advice.to_owned()])
        .because(format!(
            "{} / {} = {} times, among {} workers.",
            ms(slowest),
            ms(average),
            count(slowest / average.max(0.001)),
            count(times_of(place.node).len() as f64)
        ));
    insight.share = part;
    if let Some(relation) = whole.and_then(|member| member.relation.as_deref()) {
        let table = quote(relation, Dialect::PostgreSql);
        insight = insight
            .because(format!(
                "`{relation}` is read by one process: its scan is not a parallel one."
            ))
            .mended_by(ProposedFix::statements(
                format!("let `{relation}` be read in parallel"),
                "The table is large enough to be divided, and no function in the query forbids it.",
                vec![format!("ALTER TABLE {table} SET (parallel_workers = 2)")],
            ));
    }
    insight.into()
}
