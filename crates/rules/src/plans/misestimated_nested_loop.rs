//! # Nested loop chosen for few rows, run for many
//!
//! ## What it detects
//! A nested loop whose outer side gave ten times more rows than expected, so that its inner side ran thousands of times.
//!
//! ## Why it matters
//! For three rows a nested loop is the fastest join there is; for thirty thousand it searches the same index thirty thousand times where a
//! hash join would have read the table once. The number it was chosen by is what is to be mended.
//!
//! ## Example
//! ```text,finds
//! Nested Loop  (cost=0.42..3590.44 rows=1 width=36) (actual time=24.007..1399.263 rows=100000 loops=1)
//!   ->  Seq Scan on grow g  (cost=0.00..3582.00 rows=1 width=12) (actual time=23.871..58.692 rows=100000 loops=1)
//!         Filter: (kind = 'new'::text)
//!         Rows Removed by Filter: 100000
//!   ->  Index Scan using orders_pkey on orders o  (cost=0.42..8.44 rows=1 width=24) (actual time=0.012..0.013 rows=1 loops=100000)
//!         Index Cond: (id = g.id)
//! Execution Time: 1405.051 ms
//! ```
//!
//! ## Better
//! ```text,clean
//! Hash Join  (cost=5971.00..10953.00 rows=99800 width=36) (actual time=64.007..149.263 rows=100000 loops=1)
//!   Hash Cond: (g.id = o.id)
//!   ->  Seq Scan on grow g  (cost=0.00..3582.00 rows=99800 width=12) (actual time=13.871..38.692 rows=100000 loops=1)
//!         Filter: (kind = 'new'::text)
//!         Rows Removed by Filter: 100000
//!   ->  Hash  (cost=3471.00..3471.00 rows=200000 width=24) (actual time=49.003..49.003 rows=200000 loops=1)
//!         Buckets: 262144  Batches: 1  Memory Usage: 14000kB
//!         ->  Seq Scan on orders o  (cost=0.00..3471.00 rows=200000 width=24) (actual time=0.010..19.003 rows=200000 loops=1)
//! Execution Time: 155.051 ms
//! ```
//!
//! ## When to ignore it
//! When the inner side is found in the cache within some microseconds and the query is fast enough as it is.
//!
//! ## References
//! - PostgreSQL manual, "Performance Tips", section "Statistics Used by the Planner".

use rowproof_plan::NodeKind;

use super::estimate_off::find_origin;
use super::nested_loop_seq_inner;
use super::reading::{
    Insight, InsightWords, Look, Place, RootCause, count, look_at_nodes, ms, percent, rows, share_with_inputs,
};
use crate::prelude::*;

pub(crate) const RULE: Rule = Rule {
    code: "misestimated-nested-loop",
    severity: Severity::Warning,
    dialects: &[Dialect::PostgreSql],
    check: Check::Plan(PlanCheck {
        look,
        thresholds: &[
            &LEAST_LOOPS,
            &LEAST_FACTOR,
            &LEAST_SHARE,
            &FAST_LOOP,
            &MANY_FAST_LOOPS,
        ],
    }),
};

static LEAST_LOOPS: Threshold = Threshold {
    rule: "misestimated-nested-loop",
    name: "least-loops",
    usual: 1_000.0,
    unit: Unit::Count,
    meaning: "times the inner side ran, from which another join is worth while",
};

static LEAST_FACTOR: Threshold = Threshold {
    rule: "misestimated-nested-loop",
    name: "least-factor",
    usual: 10.0,
    unit: Unit::Factor,
    meaning: "how many times more rows than expected the outer side gave",
};

static LEAST_SHARE: Threshold = Threshold {
    rule: "misestimated-nested-loop",
    name: "least-share",
    usual: 0.2,
    unit: Unit::Share,
    meaning: "share of the execution time of the join and its inner side from which they matter",
};

/// What is in the cache is found about as fast as a hash table answers.
static FAST_LOOP: Threshold = Threshold {
    rule: "misestimated-nested-loop",
    name: "fast-loop",
    usual: 0.01,
    unit: Unit::Milliseconds,
    meaning: "time of one run of the inner side up to which only very many of them are too many",
};

static MANY_FAST_LOOPS: Threshold = Threshold {
    rule: "misestimated-nested-loop",
    name: "many-fast-loops",
    usual: 20_000.0,
    unit: Unit::Count,
    meaning: "times a fast inner side ran, from which another join is worth while",
};

static WORDS: InsightWords = InsightWords {
    message: "the `Nested Loop` was chosen for {0} and ran its inner side {1} times; mend the estimate of its outer side",
    why: "A nested loop repeats its inner side for each row of the outer; for many rows a hash or merge join reads both once.",
    sure: "Expected and real rows are in the plan; that another join is faster is not measured.",
};

fn look(context: &PlanContext<'_>, findings: &mut Findings<'_>) -> Outcome {
    let absent = "No nested loop joins rows in this plan.";
    look_at_nodes(context, findings, &RULE, absent, &mut |place| {
        look_at(context, place)
    })
}

fn look_at<'p>(context: &PlanContext<'p>, place: Place<'p>) -> Look<'p> {
    if place.node.kind != NodeKind::NestedLoop {
        return Look::Other;
    }
    let mut inputs = place.plan.inputs_of(place.node);
    let Some((outer, inner)) = inputs.next().zip(inputs.next()) else {
        return Look::Other;
    };
    let measured = outer
        .actual
        .measured()
        .zip(inner.actual.measured())
        .zip(outer.estimate);
    let Some(((outer_actual, inner_actual), estimate)) = measured else {
        return Look::Undecidable("expected and real rows of both sides are not told.".to_owned());
    };
    let (expected, came) = (estimate.plan_rows.0.max(1.0), outer_actual.rows_per_loop.0);
    let loops = inner_actual.loops as f64;
    let time = inner_actual.total_time_per_loop_ms.map(|time| time.0);
    let cached = context
        .metrics
        .get(inner.id)
        .and_then(|metrics| metrics.exclusive_buffers)
        .is_none_or(|buffers| buffers.shared.read * 20 <= buffers.shared.accessed());
    let fast = cached && time.is_some_and(|time| time <= context.threshold(&FAST_LOOP));
    let least = match fast {
        true => context.threshold(&MANY_FAST_LOOPS),
        false => context.threshold(&LEAST_LOOPS),
    };
    if loops < least || came < expected * context.threshold(&LEAST_FACTOR) {
        return Look::Silent(format!(
            "{} were expected on its outer side and {} came; the inner side ran {} times{}.",
            rows(expected),
            count(came),
            count(loops),
            if fast { ", each within microseconds" } else { "" }
        ));
    }
    let share = place.share().zip(share_with_inputs(context, inner));
    let Some(share) = share.map(|(own, inner)| (own + inner).min(1.0)) else {
        return Look::Undecidable("how much of the time it takes is not told.".to_owned());
    };
    if share < context.threshold(&LEAST_SHARE) {
        return Look::Silent(format!(
            "with its inner side it takes {} of the time, less than {}.",
            percent(share),
            percent(context.threshold(&LEAST_SHARE))
        ));
    }
    let mut insight = Insight::new(place, &WORDS)
        .saying([rows(expected), count(loops)])
        .because(format!(
            "{} expected on the outer side, {} came: {} times as many.",
            rows(expected),
            count(came),
            count(came / expected)
        ))
        .because(format!(
            "The inner side ran {} times{}; with it the join takes {} of the time.",
            count(loops),
            time.map(|time| format!(" at {} each", ms(time)))
                .unwrap_or_default(),
            percent(share)
        ));
    insight.share = Some(share);
    // An index on the inner side mends the join whatever the estimate is.
    let cause = match (
        nested_loop_seq_inner::find(context, place),
        find_origin(context, outer),
    ) {
        (Ok(inner), _) => Some((inner.cause, 3)),
        (Err(_), Some(origin)) => Some((origin.cause(RootCause::Estimate), 3)),
        (Err(_), None) => None,
    };
    insight.root_cause = cause;
    let title = "see what the planner does without nested loops";
    let when = "To compare, in a transaction: run `EXPLAIN (ANALYZE)` of the query behind it. It shows what the right estimate would be worth, and is no setting to keep.";
    insight
        .mended_by(ProposedFix::statements(
            title,
            when,
            vec!["SET LOCAL enable_nestloop = off".to_owned()],
        ))
        .into()
}
