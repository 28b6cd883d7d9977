//! # Compiling took longer than it can save
//!
//! ## What it detects
//! A plan whose expressions were compiled to machine code, and where that took a large part of the execution.
//!
//! ## Why it matters
//! PostgreSQL compiles when the *estimated* cost is above `jit_above_cost`, and compiles again in each process and each time the
//! query runs. Where the estimate is too high, or the plan has many parts (partitions), compiling takes longer than running.
//!
//! ## Example
//! ```text,finds
//! Aggregate  (cost=150000.00..150000.01 rows=1 width=8) (actual time=310.000..310.000 rows=1 loops=1)
//!   ->  Seq Scan on events  (cost=0.00..140000.00 rows=4000000 width=0) (actual time=290.000..305.000 rows=52000 loops=1)
//! Planning Time: 0.400 ms
//! JIT:
//!   Functions: 12
//!   Options: Inlining true, Optimization true, Expressions true, Deforming true
//!   Timing: Generation 2.000 ms, Inlining 40.000 ms, Optimization 150.000 ms, Emission 90.000 ms, Total 282.000 ms
//! Execution Time: 320.000 ms
//! ```
//!
//! ## Better
//! ```text,clean
//! Aggregate  (cost=150000.00..150000.01 rows=1 width=8) (actual time=38.000..38.000 rows=1 loops=1)
//!   ->  Seq Scan on events  (cost=0.00..140000.00 rows=4000000 width=0) (actual time=0.020..30.000 rows=52000 loops=1)
//! Planning Time: 0.400 ms
//! Execution Time: 38.100 ms
//! ```
//!
//! ## When to ignore it
//! When it was the first query of its session: loading the compiler itself is part of that time, once. Run it again and compare.
//!
//! ## References
//! - PostgreSQL manual, "Just-in-Time Compilation (JIT)", section "When to JIT?".

use rowproof_source::fixed;

use super::reading::{Insight, InsightWords, Look, look_at_plan, ms, percent};
use crate::prelude::*;

pub(crate) const RULE: Rule = Rule {
    code: "jit-overhead",
    severity: Severity::Warning,
    dialects: &[Dialect::PostgreSql],
    check: Check::Plan(PlanCheck {
        look,
        thresholds: &[&LEAST_SHARE, &SHORT_SHARE, &SHORT],
    }),
};

/// However long the query runs, half of it is too much.
static LEAST_SHARE: Threshold = Threshold {
    rule: "jit-overhead",
    name: "least-share",
    usual: 0.5,
    unit: Unit::Share,
    meaning: "part of the execution that compiling takes, from which it is too much in any query",
};

/// In a short query compiling can hardly pay off, so that a smaller part counts.
static SHORT_SHARE: Threshold = Threshold {
    rule: "jit-overhead",
    name: "least-share-of-short",
    usual: 0.2,
    unit: Unit::Share,
    meaning: "part of the execution that compiling takes, from which it is too much in a short query",
};

static SHORT: Threshold = Threshold {
    rule: "jit-overhead",
    name: "short",
    usual: 1_000.0,
    unit: Unit::Milliseconds,
    meaning: "execution time up to which a query is short",
};

static WORDS: InsightWords = InsightWords {
    message: "compiling expressions took {0} of {1}; run this query with `jit` off",
    why: "Compiled code pays off over millions of rows. Here making it takes a large part of the time, each time the query runs.",
    sure: "The plan tells the time of compiling; how long the query takes without it is not measured.",
};

fn look(context: &PlanContext<'_>, findings: &mut Findings<'_>) -> Outcome {
    look_at_plan(findings, &RULE, look_at(context))
}

fn look_at<'p>(context: &PlanContext<'p>) -> Look<'p> {
    let Some(jit) = context.plan.jit else {
        return Look::Silent("Nothing was compiled (no `JIT` in the plan).".to_owned());
    };
    let parts = [
        jit.generation_ms,
        jit.inlining_ms,
        jit.optimization_ms,
        jit.emission_ms,
    ];
    let parts_sum = || parts.iter().flatten().fold(0.0, |sum, time| sum + time);
    let summed = || parts.iter().any(Option::is_some).then(parts_sum);
    let times = jit.total_ms.or_else(summed).zip(context.whole.wall_ms);
    let Some((compiling, wall)) = times.filter(|(_, wall)| *wall > 0.0) else {
        return Look::Undecidable("The times of compiling and execution are not both told.".to_owned());
    };
    // The workers' times are added up in the plan, and pass while others work: only the leader's delay the query.
    if context
        .plan
        .nodes
        .iter()
        .any(|node| node.workers_launched().is_some_and(|workers| workers > 0))
        && compiling >= wall
    {
        return Look::Undecidable(format!(
            "Compiling took {} in all processes together, which ran at once: how much of it the query waited for is not told.",
            ms(compiling)
        ));
    }
    let share = (compiling / wall).min(1.0);
    let short = wall <= context.threshold(&SHORT);
    let least = match short {
        true => context
            .threshold(&SHORT_SHARE)
            .min(context.threshold(&LEAST_SHARE)),
        false => context.threshold(&LEAST_SHARE),
    };
    if share < least {
        return Look::Silent(format!(
            "Compiling took {}, {} of the execution, less than {}.",
            ms(compiling),
            percent(share),
            percent(least)
        ));
    }
    let Some(mut insight) = Insight::of_plan(context, &WORDS) else {
        return Look::Other;
    };
    insight.share = Some(share);
    insight = insight
        .saying([ms(compiling), ms(wall)])
        .because(format!(
            "{} ÷ {} = {} of the execution; {} functions were compiled.",
            ms(compiling),
            ms(wall),
            percent(share),
            jit.functions
        ))
        .mended_by(ProposedFix::statements(
            "run this query without compiling",
            "Inside the transaction of this query, before it.",
            vec!["SET LOCAL jit = off".to_owned()],
        ));
    if let Some(cost) = context.plan.root().and_then(|root| root.estimate) {
        let above = (cost.total_cost * 2.0).max(100_000.0);
        insight = insight.mended_by(
            ProposedFix::statements(
                "compile only queries that cost more",
                "Many queries of this size run on the server; the figure is twice this plan's cost.",
                vec![
                    format!("ALTER SYSTEM SET jit_above_cost = {}", fixed(above.ceil(), 0)),
                    "SELECT pg_reload_conf()".to_owned(),
                ],
            )
            .costing("Queries between the old and the new figure are no longer compiled, those that gain by it too."),
        );
    }
    insight.into()
}
