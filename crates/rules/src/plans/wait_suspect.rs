//! # Time that may be waiting
//!
//! ## What it detects
//! Time that no node of the plan accounts for, and nodes that change or lock rows for much longer than their pages and rows can take.
//!
//! ## Why it matters
//! A row that another session holds is waited for inside the node that locks or changes it, and the plan shows only that the node was slow.
//! No index helps against that; who holds the lock is seen while it happens.
//!
//! ## Example
//! ```text,finds
//! Update on accounts  (cost=0.29..8.31 rows=0 width=0) (actual time=2304.120..2304.121 rows=0 loops=1)
//!   Buffers: shared hit=9 dirtied=1
//!   ->  Index Scan using accounts_pkey on accounts  (cost=0.29..8.31 rows=1 width=14) (actual time=0.030..0.034 rows=1 loops=1)
//!         Index Cond: (id = 7)
//!         Buffers: shared hit=3
//! Planning Time: 0.120 ms
//! Execution Time: 2304.250 ms
//! ```
//!
//! ## Better
//! ```text,clean
//! Update on accounts  (cost=0.29..8.31 rows=0 width=0) (actual time=0.120..0.121 rows=0 loops=1)
//!   Buffers: shared hit=9 dirtied=1
//!   ->  Index Scan using accounts_pkey on accounts  (cost=0.29..8.31 rows=1 width=14) (actual time=0.030..0.034 rows=1 loops=1)
//!         Index Cond: (id = 7)
//!         Buffers: shared hit=3
//! Planning Time: 0.120 ms
//! Execution Time: 0.250 ms
//! ```
//!
//! ## When to ignore it
//! When the table has triggers, large values or many indexes that explain the time.
//!
//! ## References
//! - PostgreSQL manual, "Monitoring Database Activity", section "The Cumulative Statistics System", `pg_stat_activity`.
//! - PostgreSQL manual, "Server Configuration", section "Error Reporting and Logging", `log_lock_waits`.

use rowproof_plan::{NodeKind, PlanNode};

use super::reading::{Insight, InsightWords, Look, Place, count, look_at_nodes, ms, percent};
use crate::prelude::*;

pub(crate) const RULE: Rule = Rule {
    code: "wait-suspect",
    severity: Severity::Info,
    dialects: &[Dialect::PostgreSql],
    check: Check::Plan(PlanCheck {
        look,
        thresholds: &[&LEAST_SHARE, &LEAST_TIME, &LEAST_FACTOR, &TIME_OF_PAGE],
    }),
};

static LEAST_SHARE: Threshold = Threshold {
    rule: "wait-suspect",
    name: "least-share",
    usual: 0.2,
    unit: Unit::Share,
    meaning: "part of the execution that nothing explains, from which it matters",
};

static LEAST_TIME: Threshold = Threshold {
    rule: "wait-suspect",
    name: "least-time",
    usual: 50.0,
    unit: Unit::Milliseconds,
    meaning: "time that nothing explains, from which it matters",
};

static LEAST_FACTOR: Threshold = Threshold {
    rule: "wait-suspect",
    name: "least-factor",
    usual: 10.0,
    unit: Unit::Factor,
    meaning: "how many times longer a node took than its pages and rows can take",
};

static TIME_OF_PAGE: Threshold = Threshold {
    rule: "wait-suspect",
    name: "time-of-page",
    usual: 0.1,
    unit: Unit::Milliseconds,
    meaning: "time that one page touched, or one row changed with its index entries, takes at most as a rule",
};

static NODE: InsightWords = InsightWords {
    message: "`{node}` took {time} and touched {0} pages, which take {1} at most; it may have waited for a lock of another session",
    why: "A row that another session holds is waited for inside the node that locks or changes it.",
    sure: "Time and pages are in the plan; waiting is not.",
};

static UNATTRIBUTED: InsightWords = InsightWords {
    message: "{0} of {1} lie outside all nodes and triggers (`Execution Time` less the root); that may be waiting, or clearing up",
    why: "What is outside the nodes is starting and ending the execution: locks, compiled code, temporary files.",
    sure: "The times are in the plan; what was done in the rest is not.",
};

fn look(context: &PlanContext<'_>, findings: &mut Findings<'_>) -> Outcome {
    let absent = "Nothing in this plan locks or changes rows, and its nodes account for its time.";
    look_at_nodes(
        context,
        findings,
        &RULE,
        absent,
        &mut |place| match place.node.parent {
            None => match unattributed(context, place) {
                Look::Other => look_at(context, place),
                look => look,
            },
            Some(_) => look_at(context, place),
        },
    )
}

/// About the time outside all nodes, when there is much.
fn unattributed<'p>(context: &PlanContext<'p>, place: Place<'p>) -> Look<'p> {
    let whole = context.whole;
    let Some((rest, wall)) = whole
        .unattributed_ms
        .zip(whole.wall_ms)
        .filter(|(_, wall)| *wall > 0.0)
    else {
        return Look::Other;
    };
    // AFTER triggers run behind all nodes.
    let rest = rest - whole.other_trigger_ms;
    let share = rest / wall;
    if rest < context.threshold(&LEAST_TIME) || share < context.threshold(&LEAST_SHARE) {
        return Look::Other;
    }
    let Some(mut insight) = Insight::of_plan(context, &UNATTRIBUTED) else {
        return Look::Other;
    };
    insight.share = Some(share.min(1.0));
    insight.certainty = Certainty::Possible;
    insight.severity = Some(Severity::Info);
    insight = insight.saying([ms(rest), ms(wall)]).because(format!(
        "{} ÷ {} = {}.",
        ms(rest),
        ms(wall),
        percent(share)
    ));
    insight.place = place;
    insight.mended_by(watch()).into()
}

fn watch() -> ProposedFix {
    let title = "see what it waits for";
    let when = "While the query is slow, from another session; the log then names the holders of locks that were waited for.";
    ProposedFix::statements(
        title,
        when,
        vec![
            "SELECT pid, wait_event_type, wait_event, state, pg_blocking_pids(pid), query FROM pg_stat_activity WHERE state <> 'idle'".to_owned(),
            "ALTER SYSTEM SET log_lock_waits = on".to_owned(),
            "SELECT pg_reload_conf()".to_owned(),
        ],
    )
}

fn look_at<'p>(context: &PlanContext<'p>, place: Place<'p>) -> Look<'p> {
    if !(place.node.kind.is_modify() || place.node.kind == NodeKind::LockRows) {
        return Look::Other;
    }
    let Some(own) = place.metrics.self_time_ms.filter(|_| !place.metrics.inconsistent) else {
        return Look::Undecidable("its time is told by `EXPLAIN (ANALYZE)` only.".to_owned());
    };
    // BEFORE triggers run inside the node.
    let own = own - context.whole.other_trigger_ms;
    if own < context.threshold(&LEAST_TIME) {
        return Look::Silent(format!("it took {} itself.", ms(own.max(0.0))));
    }
    let Some(buffers) = place.metrics.exclusive_buffers else {
        return Look::Undecidable("its pages are told by `EXPLAIN (ANALYZE, BUFFERS)` only.".to_owned());
    };
    let pages = buffers.accessed().0 + (buffers.shared.dirtied.max(0) + buffers.shared.written.max(0)) as f64;
    let handled = rows_handled(context, place.plan.inputs_of(place.node).next());
    let expected = (pages + handled).max(1.0) * context.threshold(&TIME_OF_PAGE);
    let share = place.share().unwrap_or(1.0);
    if own < expected * context.threshold(&LEAST_FACTOR) || share < context.threshold(&LEAST_SHARE) {
        return Look::Silent(format!(
            "it took {} itself for {} pages and {} rows.",
            ms(own),
            count(pages),
            count(handled)
        ));
    }
    let mut insight = Insight::new(place, &NODE)
        .saying([count(pages), ms(expected)])
        .because(format!(
            "({} pages + {} rows) × {} = {}; it took {} times that.",
            count(pages),
            count(handled),
            ms(context.threshold(&TIME_OF_PAGE)),
            ms(expected),
            count(own / expected)
        ));
    insight.certainty = Certainty::Possible;
    insight.severity = Some(if share >= 0.5 {
        Severity::Warning
    } else {
        Severity::Info
    });
    insight.mended_by(watch()).into()
}

/// Rows a node locked or changed: those its input gave.
fn rows_handled(context: &PlanContext<'_>, input: Option<&PlanNode>) -> f64 {
    let total = input.and_then(|input| context.metrics.get(input.id)?.rows_total);
    total.map_or(0.0, |rows| rows.middle())
}
