//! # Time spent in triggers
//!
//! ## What it detects
//! A statement a fifth of whose time or more goes into triggers.
//!
//! ## Why it matters
//! Triggers run outside of the nodes of the plan, once for each row or statement, so the tree does not show them. The checks of foreign keys are triggers
//! too.
//!
//! ## Example
//! ```text,finds
//! Update on customers  (cost=0.29..9.32 rows=0 width=0) (actual time=3.690..3.692 rows=0 loops=1)
//!   ->  Index Scan using customers_pkey on customers  (cost=0.29..9.32 rows=59 width=38) (actual time=0.010..0.027 rows=60 loops=1)
//!         Index Cond: (id <= 60)
//! Planning Time: 0.424 ms
//! Trigger audit: time=147.504 calls=60
//! Execution Time: 151.323 ms
//! ```
//!
//! ## Better
//! ```text,clean
//! Update on customers  (cost=0.29..9.32 rows=0 width=0) (actual time=3.690..3.692 rows=0 loops=1)
//!   ->  Index Scan using customers_pkey on customers  (cost=0.29..9.32 rows=59 width=38) (actual time=0.010..0.027 rows=60 loops=1)
//!         Index Cond: (id <= 60)
//! Planning Time: 0.424 ms
//! Trigger audit: time=0.504 calls=1
//! Execution Time: 4.323 ms
//! ```
//!
//! ## When to ignore it
//! When the work has to be done and each call is short: a foreign key that takes less than a millisecond for each row is only a hint. A trigger for each
//! statement, with transition tables, does for all rows at once what one for each row does again and again.
//!
//! ## References
//! - PostgreSQL manual, "Triggers", section "Overview of Trigger Behavior".

use rowproof_plan::Trigger;

use super::fk_cascade_unindexed::{is_of_key, trigger_cause};
use super::reading::{
    Insight, InsightWords, Judged, Look, count, look_at_plan, ms, percent, reaches, silent, undecidable,
};
use crate::prelude::*;

pub(crate) const RULE: Rule = Rule {
    code: "trigger-time",
    severity: Severity::Warning,
    dialects: &[Dialect::PostgreSql],
    check: Check::Plan(PlanCheck {
        look,
        thresholds: &[&LEAST_SHARE, &LEAST_PER_CALL],
    }),
};

static LEAST_SHARE: Threshold = Threshold {
    rule: "trigger-time",
    name: "least-share",
    usual: 0.2,
    unit: Unit::Share,
    meaning: "part of the execution time spent in all triggers together, from which it counts",
};

static LEAST_PER_CALL: Threshold = Threshold {
    rule: "trigger-time",
    name: "least-per-call",
    usual: 1.0,
    unit: Unit::Milliseconds,
    meaning: "time of one call of a foreign key's check from which it is more than a hint",
};

static WORDS: InsightWords = InsightWords {
    message: "triggers took {0} of {1}, most of it `{2}`, {3} calls of {4} each; {5}",
    why: "Triggers run outside of the plan's nodes, as often as there are rows or statements.",
    sure: "Times and calls are in the plan; what the trigger does is not.",
};

fn look(context: &PlanContext<'_>, findings: &mut Findings<'_>) -> Outcome {
    look_at_plan(findings, &RULE, judge(context).into())
}

fn judge<'p>(context: &PlanContext<'p>) -> Judged<'p> {
    let triggers = &context.plan.triggers;
    if triggers.is_empty() {
        return silent("No trigger was called.");
    }
    let time = |trigger: &Trigger| trigger.time_ms.unwrap_or(0.0);
    let whole: f64 = triggers.iter().map(time).sum();
    let Some(wall) = context.whole.wall_ms.filter(|wall| *wall > 0.0 && whole > 0.0) else {
        return undecidable("The times of triggers and execution are not both told.");
    };
    let share = (whole / wall).min(1.0);
    reaches(
        context,
        share,
        &LEAST_SHARE,
        "of the execution was spent in triggers",
    )?;
    let most = triggers
        .iter()
        .reduce(|a, b| if time(b) > time(a) { b } else { a });
    let (Some(insight), Some(most)) = (Insight::of_plan(context, &WORDS), most) else {
        return Err(Look::Other);
    };
    let per_call = time(most) / most.calls.max(1.0);
    let gist = match is_of_key(most) {
        true => "it is the check of a foreign key, so see that both sides have an index",
        false => "do less in it, or once for all rows of the statement",
    };
    let mut insight = insight.saying([
        ms(whole),
        ms(wall),
        called(most),
        count(most.calls),
        ms(per_call),
        gist.to_owned(),
    ]);
    for trigger in triggers.iter().filter(|trigger| time(trigger) > 0.0) {
        insight = insight.because(format!(
            "`{}`: {} in {} calls, {} of the execution.",
            called(trigger),
            ms(time(trigger)),
            count(trigger.calls),
            percent(time(trigger) / wall)
        ));
    }
    insight.share = Some(share);
    if is_of_key(most) && per_call < context.threshold(&LEAST_PER_CALL) {
        insight.severity = Some(Severity::Hint);
    }
    Ok(insight.caused_by(trigger_cause(context, most), 1))
}

/// A trigger's name, or its constraint's.
fn called(trigger: &Trigger) -> String {
    let name = trigger.constraint.as_ref().or(trigger.name.as_ref());
    name.cloned().unwrap_or_default()
}
