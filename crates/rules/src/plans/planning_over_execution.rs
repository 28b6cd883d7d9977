//! # Planning took longer than running
//!
//! ## What it detects
//! A query that is planned for longer than it runs, for several milliseconds.
//!
//! ## Why it matters
//! A query is planned each time it is sent. Many partitions, many indexes and many joins make that long, and no index makes it shorter: a
//! prepared statement is planned once, and fewer partitions or joins are planned faster.
//!
//! ## Example
//! ```text,finds
//! Append  (cost=0.15..24.38 rows=3 width=8) (actual time=0.020..0.031 rows=1 loops=1)
//!   ->  Index Scan using visits_1_id_idx on visits_1  (cost=0.15..8.17 rows=1 width=8) (actual time=0.012..0.013 rows=1 loops=1)
//!         Index Cond: (id = 7)
//!   ->  Index Scan using visits_2_id_idx on visits_2  (cost=0.15..8.17 rows=1 width=8) (actual time=0.005..0.005 rows=0 loops=1)
//!         Index Cond: (id = 7)
//! Planning Time: 61.204 ms
//! Execution Time: 0.402 ms
//! ```
//!
//! ## Better
//! ```text,clean
//! Index Scan using visits_id_idx on visits  (cost=0.15..8.17 rows=1 width=8) (actual time=0.012..0.013 rows=1 loops=1)
//!   Index Cond: (id = 7)
//! Planning Time: 0.204 ms
//! Execution Time: 0.032 ms
//! ```
//!
//! ## When to ignore it
//! When it was the first query of its session: the descriptions of the tables are read then, once. Run it again and compare.
//!
//! ## References
//! - PostgreSQL manual, "SQL Commands", `PREPARE`.
//! - PostgreSQL manual, "Server Configuration", section "Query Planning", `plan_cache_mode` and `join_collapse_limit`.

use super::reading::{Insight, InsightWords, Look, RootCause, count, look_at_plan, ms};
use crate::prelude::*;

pub(crate) const RULE: Rule = Rule {
    code: "planning-over-execution",
    severity: Severity::Info,
    dialects: &[Dialect::PostgreSql],
    check: Check::Plan(PlanCheck {
        look,
        thresholds: &[&LEAST_PLANNING, &LONG_PLANNING],
    }),
};

static LEAST_PLANNING: Threshold = Threshold {
    rule: "planning-over-execution",
    name: "least-planning",
    usual: 5.0,
    unit: Unit::Milliseconds,
    meaning: "planning time from which it matters that it is longer than the execution",
};

static LONG_PLANNING: Threshold = Threshold {
    rule: "planning-over-execution",
    name: "long-planning",
    usual: 50.0,
    unit: Unit::Milliseconds,
    meaning: "planning time from which it is a warning",
};

/// From so many tables on the order of joins itself is what takes the time.
const MANY_JOINS: usize = 8;

static WORDS: InsightWords = InsightWords {
    message: "planning took {0} and the execution of `{node}` {1}; {2}",
    why: "A query is planned each time it is sent, and no index makes planning faster.",
    sure: "Both times are in the plan; the first query of a session is planned for longer than the next ones.",
};

fn look(context: &PlanContext<'_>, findings: &mut Findings<'_>) -> Outcome {
    look_at_plan(findings, &RULE, look_at(context))
}

fn look_at<'p>(context: &PlanContext<'p>) -> Look<'p> {
    let times = context.plan.planning_time_ms.zip(context.plan.execution_time_ms);
    let Some((planning, execution)) = times else {
        return Look::Undecidable("The times of planning and execution are not both told.".to_owned());
    };
    if planning < context.threshold(&LEAST_PLANNING) || planning <= execution {
        return Look::Silent(format!(
            "Planning took {}, the execution {}.",
            ms(planning),
            ms(execution)
        ));
    }
    let joins = context
        .plan
        .nodes
        .iter()
        .filter(|node| node.kind.is_join())
        .count();
    let scans = context
        .plan
        .nodes
        .iter()
        .filter(|node| node.relation.is_some())
        .count();
    let buffers = context.plan.planning.and_then(|planning| planning.buffers);
    let cold = buffers.is_some_and(|buffers| buffers.shared.read > 0);
    let advice = match joins >= MANY_JOINS {
        true => "prepare the statement, or let the planner try fewer orders of its joins",
        false => "prepare the statement, so that it is planned once",
    };
    let Some(mut insight) = Insight::of_plan(context, &WORDS) else {
        return Look::Other;
    };
    insight.severity = Some(match planning >= context.threshold(&LONG_PLANNING) {
        _ if cold => Severity::Hint,
        true => Severity::Warning,
        false if planning >= 2.0 * context.threshold(&LEAST_PLANNING) => Severity::Info,
        false => Severity::Hint,
    });
    // Of what the caller waits for.
    insight.share = Some(planning / (planning + execution));
    let cause = insight.place.cause(RootCause::Planning);
    insight = insight
        .saying([ms(planning), ms(execution), advice.to_owned()])
        .because(format!(
            "The plan reads {} tables or partitions in {} joins.",
            count(scans as f64),
            count(joins as f64)
        ))
        .caused_by(cause, 1);
    if cold {
        insight = insight.because("The planner read its own tables from disk, so it was one of the first queries after a start: run it again and compare.");
    }
    insight = insight.mended_by(ProposedFix::statements(
        "plan it once for all calls",
        "The program sends the same statement with other values; most drivers prepare statements on request.",
        vec![
            "PREPARE the_query AS <the query, with $1, $2 … in place of its values>".to_owned(),
            "SET plan_cache_mode = force_generic_plan".to_owned(),
            "EXECUTE the_query (<the values>)".to_owned(),
        ],
    ));
    if joins >= MANY_JOINS {
        insight = insight.mended_by(ProposedFix::statements(
            "try fewer orders of the joins",
            "The query joins its tables in a good order as it is written.",
            vec!["SET LOCAL join_collapse_limit = 4".to_owned()],
        ));
    }
    insight.into()
}
