//! # Planning a hundred partitions and more
//!
//! ## What it detects
//! A plan over a hundred partitions or more whose planning takes a noticeable part of the time.
//!
//! ## Why it matters
//! The planner opens and costs each partition that may hold rows, each time the query is planned. Fewer, coarser partitions, a condition on the
//! partition key, or a prepared statement spare that.
//!
//! ## Example
//! ```text,finds
//! Append  (cost=0.00..338.25 rows=150 width=8) (actual time=0.089..1.255 rows=1 loops=1)
//!   Subplans Removed: 149
//!   ->  Seq Scan on logs_7 logs_1  (cost=0.00..2.25 rows=1 width=8) (actual time=0.025..0.025 rows=1 loops=1)
//!         Filter: (day = $1)
//! Planning Time: 23.435 ms
//! Execution Time: 6.068 ms
//! ```
//!
//! ## Better
//! ```text,clean
//! Seq Scan on logs_2024 logs  (cost=0.00..2.25 rows=1 width=8) (actual time=0.025..0.025 rows=1 loops=1)
//!   Filter: (day = '2024-03-01'::date)
//! Planning Time: 0.435 ms
//! Execution Time: 0.068 ms
//! ```
//!
//! ## When to ignore it
//! In the first query of a session, which has to read the catalog; and in reports that run long, where planning does not matter.
//!
//! ## References
//! - PostgreSQL manual, "Data Definition", section "Table Partitioning", "Best Practices for Declarative Partitioning".

use rowproof_plan::NodeKind;
use rowproof_source::parse_decimal;

use super::reading::{
    Insight, InsightWords, Judged, Look, RootCause, are_parts, count, look_at_plan, ms, percent, reaches,
    silent, undecidable,
};
use crate::prelude::*;

pub(crate) const RULE: Rule = Rule {
    code: "many-partitions",
    severity: Severity::Info,
    dialects: &[Dialect::PostgreSql],
    check: Check::Plan(PlanCheck {
        look,
        thresholds: &[&LEAST_PARTITIONS, &LEAST_PLANNING, &LEAST_PART],
    }),
};

static LEAST_PARTITIONS: Threshold = Threshold {
    rule: "many-partitions",
    name: "least-partitions",
    usual: 100.0,
    unit: Unit::Count,
    meaning: "partitions planned, from which they count",
};

static LEAST_PLANNING: Threshold = Threshold {
    rule: "many-partitions",
    name: "least-planning",
    usual: 10.0,
    unit: Unit::Milliseconds,
    meaning: "planning time from which it matters",
};

static LEAST_PART: Threshold = Threshold {
    rule: "many-partitions",
    name: "least-part",
    usual: 0.2,
    unit: Unit::Share,
    meaning: "part of planning and execution together that planning takes, from which it matters",
};

static WORDS: InsightWords = InsightWords {
    message: "planning {0} partitions took {1}, {2} of planning and execution (`EXPLAIN`) together; use coarser partitions, or prepare the statement",
    why: "The planner opens and costs each partition that may hold rows, each time the query is planned.",
    sure: "The partitions and the planning time are in the plan; that the one is the reason for the other is likely.",
};

fn look(context: &PlanContext<'_>, findings: &mut Findings<'_>) -> Outcome {
    look_at_plan(findings, &RULE, judge(context).into())
}

fn judge<'p>(context: &PlanContext<'p>) -> Judged<'p> {
    let plan = context.plan;
    let appends = plan.nodes.iter().filter(|node| {
        matches!(node.kind, NodeKind::Append | NodeKind::MergeAppend) && are_parts(plan, node)
    });
    let planned = appends.map(|append| {
        let removed = append
            .value("Subplans Removed")
            .and_then(|removed| parse_decimal(removed.trim_ascii()));
        plan.inputs_of(append).count() as f64 + removed.unwrap_or(0.0)
    });
    let planned: f64 = planned.sum();
    if planned == 0.0 {
        return silent("No partitions are put together.");
    }
    if planned < context.threshold(&LEAST_PARTITIONS) {
        return silent(format!(
            "{} partitions were planned, fewer than {}.",
            count(planned),
            count(context.threshold(&LEAST_PARTITIONS))
        ));
    }
    let Some((planning, execution)) = plan.planning_time_ms.zip(plan.execution_time_ms) else {
        return undecidable("The times of planning and execution are not both told.");
    };
    reaches(context, planning, &LEAST_PLANNING, "ms of planning")?;
    let part = planning / (planning + execution).max(f64::MIN_POSITIVE);
    reaches(context, part, &LEAST_PART, "of the time is planning")?;
    let Some(insight) = Insight::of_plan(context, &WORDS) else {
        return Err(Look::Other);
    };
    let mut insight = insight
        .saying([count(planned), ms(planning), percent(part)])
        .because(format!("Planning {} + execution {}.", ms(planning), ms(execution)))
        .because("A prepared statement that keeps its plan, `plan_cache_mode = force_generic_plan`, is planned once; partitions are then left out while it runs.");
    insight.severity = Some(Severity::Info);
    let cause = insight.place.cause(RootCause::Planning);
    Ok(insight.caused_by(cause, 0))
}
