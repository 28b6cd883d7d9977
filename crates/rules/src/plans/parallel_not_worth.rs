//! # Parallel for nothing
//!
//! ## What it detects
//! A short query that ran in parallel, in which starting and collecting the workers took as long as the work they saved.
//!
//! ## Why it matters
//! Workers are processes: each is started, takes over the state of its leader, and hands its rows through shared memory. Below some tens of
//! milliseconds that costs more than it brings, and takes workers from queries that need them.
//!
//! ## Example
//! ```text,finds
//! Gather  (cost=0.00..1729.50 rows=400 width=624) (actual time=0.190..25.401 rows=400 loops=1)
//!   Workers Planned: 4
//!   Workers Launched: 4
//!   ->  Parallel Seq Scan on customers  (cost=0.00..1729.50 rows=100 width=624) (actual time=0.002..1.564 rows=80 loops=5)
//!         Filter: (city = 'city7'::text)
//!         Rows Removed by Filter: 3920
//! Execution Time: 25.436 ms
//! ```
//!
//! ## Better
//! ```text,clean
//! Seq Scan on customers  (cost=0.00..1917.00 rows=400 width=624) (actual time=0.012..6.964 rows=400 loops=1)
//!   Filter: (city = 'city7'::text)
//!   Rows Removed by Filter: 19600
//! Execution Time: 7.036 ms
//! ```
//!
//! ## When to ignore it
//! When the query runs seldom.
//!
//! ## References
//! - PostgreSQL manual, "Server Configuration", section "Query Planning", `parallel_setup_cost` and `parallel_tuple_cost`.

use super::reading::{Insight, InsightWords, Look, Place, look_at_nodes, ms, percent};
use crate::prelude::*;

pub(crate) const RULE: Rule = Rule {
    code: "parallel-not-worth",
    severity: Severity::Info,
    dialects: &[Dialect::PostgreSql],
    check: Check::Plan(PlanCheck {
        look,
        thresholds: &[&LEAST_SHARE, &SHORT],
    }),
};

static LEAST_SHARE: Threshold = Threshold {
    rule: "parallel-not-worth",
    name: "least-share",
    usual: 0.3,
    unit: Unit::Share,
    meaning: "share of the execution time of the Gather itself from which it costs too much",
};

static SHORT: Threshold = Threshold {
    rule: "parallel-not-worth",
    name: "short",
    usual: 50.0,
    unit: Unit::Milliseconds,
    meaning: "execution time up to which starting workers hardly pays off",
};

static WORDS: InsightWords = InsightWords {
    message: "the `{node}` took {time} itself, {share} of the time, and one process would have done its work in about {0}; run it without workers",
    why: "Starting workers and handing their rows over costs some milliseconds, which a short query does not win back.",
    sure: "The time of all processes together stands for that of one alone, which is not measured.",
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
    let launched = place.node.workers_launched();
    let input = place.plan.inputs_of(place.node).next();
    let work = input.and_then(|input| context.metrics.get(input.id)?.total_time_ms);
    let known = launched
        .zip(work)
        .zip(place.metrics.elapsed_ms)
        .zip(place.wall_ms)
        .zip(place.share());
    let Some(((((launched, work), elapsed), wall), share)) = known else {
        return Look::Undecidable(
            "its time and its workers are told by `EXPLAIN (ANALYZE)` only.".to_owned(),
        );
    };
    if launched == 0 {
        return Look::Silent("no worker came, so none cost anything.".to_owned());
    }
    if wall > context.threshold(&SHORT) {
        return Look::Silent(format!("the query takes {}, long enough for workers.", ms(wall)));
    }
    if share < context.threshold(&LEAST_SHARE) || work.0 > elapsed {
        return Look::Silent(format!(
            "it takes {} of the time itself, and the processes did {} of work in {}.",
            percent(share),
            ms(work.0),
            ms(elapsed)
        ));
    }
    let mut insight = Insight::new(place, &WORDS).saying([ms(work.0)]).because(format!(
        "All processes together worked for {}; with starting and collecting them it took {}.",
        ms(work.0),
        ms(elapsed)
    ));
    insight.certainty = Certainty::Possible;
    insight.severity = Some(if place.is_fast() {
        Severity::Hint
    } else {
        Severity::Info
    });
    let title = "run this query in one process";
    let when = "Inside the transaction of this query, before it. Where many short queries do this, raise `parallel_setup_cost` for the server instead.";
    let statement = "SET LOCAL max_parallel_workers_per_gather = 0".to_owned();
    insight
        .mended_by(ProposedFix::statements(title, when, vec![statement]))
        .into()
}
