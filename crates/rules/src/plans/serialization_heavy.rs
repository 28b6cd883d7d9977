//! # Time goes into the result
//!
//! ## What it detects
//! A plan made with `SERIALIZE` in which converting the result takes a fifth of the execution or more.
//!
//! ## Why it matters
//! Without `SERIALIZE`, `EXPLAIN ANALYZE` throws the rows away: long values are not even read, so the query looks fast while the program
//! that runs it waits. Fewer columns, shorter values or fewer rows are what helps; no index does.
//!
//! ## Example
//! ```text,finds
//! Seq Scan on documents  (cost=0.00..467.00 rows=20000 width=40) (actual time=0.006..9.836 rows=20000 loops=1)
//! Planning Time: 0.079 ms
//! Serialization: time=210.250 ms  output=160512kB  format=text
//! Execution Time: 222.900 ms
//! ```
//!
//! ## Better
//! ```text,clean
//! Seq Scan on documents  (cost=0.00..467.00 rows=20000 width=8) (actual time=0.006..9.836 rows=20000 loops=1)
//! Planning Time: 0.079 ms
//! Serialization: time=1.950 ms  output=412kB  format=text
//! Execution Time: 12.900 ms
//! ```
//!
//! ## When to ignore it
//! When the whole result is needed, as in an export.
//!
//! ## References
//! - PostgreSQL manual, "SQL Commands", `EXPLAIN`, option `SERIALIZE`.

use super::reading::{Insight, InsightWords, Look, count, look_at_plan, ms, percent};
use crate::prelude::*;

pub(crate) const RULE: Rule = Rule {
    code: "serialization-heavy",
    severity: Severity::Warning,
    dialects: &[Dialect::PostgreSql],
    check: Check::Plan(PlanCheck {
        look,
        thresholds: &[&LEAST_SHARE],
    }),
};

static LEAST_SHARE: Threshold = Threshold {
    rule: "serialization-heavy",
    name: "least-share",
    usual: 0.2,
    unit: Unit::Share,
    meaning: "part of the execution that converting the result takes, from which it is too much",
};

static WORDS: InsightWords = InsightWords {
    message: "converting the result of `{node}` took {0} of {1}; select fewer columns or rows",
    why: "Each value is made into text for the client, and long ones are read and decompressed for it. No index makes that faster.",
    sure: "The time is in the plan; sending the result over the network comes on top of it.",
};

fn look(context: &PlanContext<'_>, findings: &mut Findings<'_>) -> Outcome {
    look_at_plan(findings, &RULE, look_at(context))
}

fn look_at<'p>(context: &PlanContext<'p>) -> Look<'p> {
    let Some(serialization) = &context.plan.serialization else {
        return Look::Undecidable(
            "What converting the result takes is told by `EXPLAIN (ANALYZE, SERIALIZE)` only (PostgreSQL 17 and later).".to_owned(),
        );
    };
    let Some((time, wall)) = serialization
        .time_ms
        .zip(context.whole.wall_ms)
        .filter(|(_, wall)| *wall > 0.0)
    else {
        return Look::Undecidable(
            "The times of converting the result and of the execution are not both told.".to_owned(),
        );
    };
    let share = (time / wall).min(1.0);
    if share < context.threshold(&LEAST_SHARE) {
        return Look::Silent(format!(
            "Converting the result took {}, {} of the execution.",
            ms(time),
            percent(share)
        ));
    }
    let Some(mut insight) = Insight::of_plan(context, &WORDS) else {
        return Look::Other;
    };
    insight.share = Some(share);
    insight = insight.saying([ms(time), ms(wall)]).because(format!(
        "{} ÷ {} = {}.",
        ms(time),
        ms(wall),
        percent(share)
    ));
    if let Some(size) = serialization.output_kb {
        insight = insight.because(format!("The result is {} kB.", count(size as f64)));
    }
    insight.into()
}
