//! # Statistics that no longer fit the table
//!
//! ## What it detects
//! A scan of a table by no condition, or by one plain column compared with a constant, whose row estimate is ten times off or more:
//! the very question that the statistics of the table answer.
//!
//! ## Why it matters
//! Values that came after the last `ANALYZE` do not exist for the planner. It expects one row of them, and chooses nested loops for
//! what turns out to be a hundred thousand.
//!
//! ## Example
//! ```text,finds
//! Seq Scan on grow  (cost=0.00..3582.00 rows=1 width=12) (actual time=19.249..48.658 rows=100000 loops=1)
//!   Filter: (day > '2026-08-01'::date)
//!   Rows Removed by Filter: 100000
//! Planning Time: 0.130 ms
//! Execution Time: 64.514 ms
//! ```
//!
//! ## Better
//! ```text,clean
//! Seq Scan on grow  (cost=0.00..3582.00 rows=99310 width=12) (actual time=19.249..48.658 rows=100000 loops=1)
//!   Filter: (day > '2026-08-01'::date)
//!   Rows Removed by Filter: 100000
//! Planning Time: 0.130 ms
//! Execution Time: 64.514 ms
//! ```
//!
//! ## When to ignore it
//! When the statistics are fresh and the value is simply rarer or more frequent than the sample could show; finer statistics of the
//! column help then.
//!
//! ## References
//! - PostgreSQL manual, "Routine Database Maintenance Tasks", section "Updating Planner Statistics".

use rowproof_plan::{EstimateDirection, NodeKind};

use super::estimate_default_constant::Guess;
use super::estimate_off::{Cause, EstimateOff, conditions, find_errors};
use super::reading::{Insight, InsightWords, RootCause, count, read_comparisons, rows};
use crate::prelude::*;

pub(crate) const RULE: Rule = Rule {
    code: "stale-stats",
    severity: Severity::Info,
    dialects: &[Dialect::PostgreSql],
    check: Check::Plan(PlanCheck {
        look,
        thresholds: &[&LEAST_FACTOR],
    }),
};

/// Where rows are fewer than expected, one value may simply be rare: more has to be wrong.
static LEAST_FACTOR: Threshold = Threshold {
    rule: "stale-stats",
    name: "least-factor",
    usual: 10.0,
    unit: Unit::Factor,
    meaning: "how many times more rows than expected have to come before the statistics are called old",
};

/// Rows that fit into ten pages, by the planner's count: what it supposes of a table that was empty when nothing was known of it, with one
/// number, or a number and a text.
const NEVER_ANALYSED: [f64; 2] = [2_550.0, 1_270.0];

static WORDS: InsightWords = InsightWords {
    message: "the statistics of `{relation}` do not fit its rows: {0} expected, {1} counted; run `ANALYZE`",
    why: "What was loaded or changed since the last ANALYZE does not exist for the planner, and every join above is chosen without it.",
    sure: "Both numbers are in the plan and the question is one that fresh statistics answer; when ANALYZE last ran is not in the plan.",
};

/// Why the statistics are to blame.
enum Sign {
    /// The guess for a table of which nothing is known.
    NeverAnalysed(String),
    /// Values the statistics do not have.
    NewValues(String),
    /// The whole table is read, and its size is wrong.
    WrongSize,
}

fn look(context: &PlanContext<'_>, findings: &mut Findings<'_>) -> Outcome {
    let mut fired = 0;
    for error in find_errors(context) {
        let Cause::Condition { relation, .. } = &error.cause else {
            continue;
        };
        if let Some(sign) = judge(context, &error) {
            findings.push(&RULE, &told(&error, relation, sign));
            fired += 1;
        }
    }
    if fired > 0 {
        return Outcome::Fired(fired);
    }
    match context
        .metrics
        .iter()
        .any(|metrics| metrics.row_estimate.is_some())
    {
        true => Outcome::silent(
            "No scan by a plain column, or by none, is far off where its error starts: what fresh statistics answer was answered well.",
        ),
        false => Outcome::Undecidable("Expected and real rows are not both told.".to_owned()),
    }
}

fn judge(context: &PlanContext<'_>, error: &EstimateOff<'_>) -> Option<Sign> {
    let (node, (expected, came)) = (error.place.node, error.numbers());
    // A scan that is repeated for the rows of another expects an average, which no single value has.
    if node.kind == NodeKind::ForeignScan || node.actual.measured()?.loops > 1 && !node.parallel_aware {
        return None;
    }
    // Of an empty table nothing is kept: ANALYZE changes nothing.
    if came == 0.0 && node.filter().is_none() {
        return None;
    }
    let mut conditions = conditions(node);
    let Some(condition) = conditions.next() else {
        let guessed = NEVER_ANALYSED.contains(&expected) && came < expected;
        return Some(match guessed {
            true => Sign::NeverAnalysed(format!(
                "{} is what PostgreSQL supposes of a table that was never analysed, by ten pages of rows of this width.",
                rows(expected)
            )),
            false => Sign::WrongSize,
        });
    };
    if let Some(guess) = Guess::of_column(context, &error.place) {
        return Some(Sign::NeverAnalysed(guess.sentence()));
    }
    let compared = read_comparisons(node, condition)?;
    let same = conditions.all(|other| read_comparisons(node, other).is_some_and(|other| other == compared));
    let column = &compared.first()?.column;
    let one_column = compared.iter().all(|part| part.column == *column);
    let more = error.estimate.direction == EstimateDirection::TooLow
        && error.estimate.factor >= context.threshold(&LEAST_FACTOR);
    (same && one_column && more).then(|| {
        Sign::NewValues(format!(
            "`{column}` is the only column compared, and {} times as many rows have such values as the statistics know.",
            count(error.estimate.factor)
        ))
    })
}

fn told<'p>(error: &EstimateOff<'p>, relation: &str, sign: Sign) -> Insight<'p> {
    let (place, (expected, came)) = (error.place, error.numbers());
    let mut insight = Insight::new(place, &WORDS)
        .saying([rows(expected), count(came)])
        .caused_by(place.cause(RootCause::Estimate), 0);
    insight.severity = Some(if place.is_fast() {
        Severity::Hint
    } else {
        Severity::Info
    });
    let (certainty, fact) = match sign {
        Sign::NeverAnalysed(fact) => (Certainty::Likely, fact),
        Sign::NewValues(fact) => (Certainty::Possible, fact),
        Sign::WrongSize => (
            Certainty::Likely,
            "The table is read whole and without a condition, so that the estimate is the planner's idea of its size.".to_owned(),
        ),
    };
    insight.certainty = certainty;
    let when = "Now; and behind every bulk load, in the same script.";
    let analyze = ProposedFix::statements(
        "gather the statistics anew",
        when,
        vec![format!("ANALYZE {relation}")],
    );
    let sooner = ProposedFix::statements(
        "have it analysed sooner",
        "The table grows by loads that are small against its size, so that autovacuum waits too long.",
        vec![format!(
            "ALTER TABLE {relation} SET (autovacuum_analyze_scale_factor = 0.02)"
        )],
    );
    insight.because(fact).mended_by(analyze).mended_by(sooner)
}
