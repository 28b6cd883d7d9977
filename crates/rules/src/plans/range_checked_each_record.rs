//! # Index chosen anew for each row (MySQL, MariaDB)
//!
//! ## What it detects
//! A table that is joined without an equality an index could be searched with, so that the server looks for each row of the tables before
//! it whether an index has a range for that row (`Range checked for each record`, `re-planned for each iteration`), and reads many rows
//! each time.
//!
//! ## Why it matters
//! The work is that of choosing, and then the range, for every row outside. A range reaches as far as its bounds do: `a > b.low` reads the
//! index to its end.
//!
//! ## Example
//! ```text,finds
//! -> Nested loop inner join  (cost=650000 rows=330000) (actual time=0.2..2590 rows=8330000 loops=1)
//!     -> Table scan on c  (cost=500 rows=5000) (actual time=0.05..2 rows=5000 loops=1)
//!     -> Filter: (o.customer_id > c.grade)  (cost=120 rows=66) (actual time=0.02..0.5 rows=1666 loops=5000)
//!         -> Index range scan on o (re-planned for each iteration)  (cost=120 rows=199100) (actual time=0.01..0.4 rows=1666 loops=5000)
//! ```
//!
//! ## Better
//! ```text,clean
//! -> Nested loop inner join  (cost=650000 rows=330000) (actual time=0.2..250 rows=30000 loops=1)
//!     -> Table scan on c  (cost=500 rows=5000) (actual time=0.05..2 rows=5000 loops=1)
//!     -> Index lookup on o using customer_idx (customer_id = c.id)  (cost=1.2 rows=6) (actual time=0.02..0.04 rows=6 loops=5000)
//! ```
//!
//! ## When to ignore it
//! When the ranges are short: then choosing anew is the best there is, and nothing is reported. The same goes for few rows outside. Columns
//! of different types or collations are compared in this way too; give both the same one.
//!
//! ## References
//! - MySQL manual, "Optimization", section "EXPLAIN Output Format".
//! - MariaDB documentation, "range-checked-for-each-record".

use rowproof_plan::PlanNode;

use super::reading::{
    Insight, InsightWords, Judged, Look, Place, filter_above, look_at_nodes, percent, reaches, rows,
    undecidable, weighs,
};
use crate::prelude::*;

pub(crate) const RULE: Rule = Rule {
    code: "range-checked-each-record",
    severity: Severity::Warning,
    dialects: &[Dialect::MySql],
    check: Check::Plan(PlanCheck {
        look,
        thresholds: &[&LEAST_LOOPS, &LEAST_ROWS, &LEAST_SHARE],
    }),
};

static LEAST_LOOPS: Threshold = Threshold {
    rule: "range-checked-each-record",
    name: "least-loops",
    usual: 100.0,
    unit: Unit::Count,
    meaning: "rows of the tables before, for each of which an index is chosen, from which it counts",
};

static LEAST_ROWS: Threshold = Threshold {
    rule: "range-checked-each-record",
    name: "least-rows",
    usual: 100.0,
    unit: Unit::Rows,
    meaning: "rows read for each of them, from which it counts",
};

static LEAST_SHARE: Threshold = Threshold {
    rule: "range-checked-each-record",
    name: "least-share",
    usual: 0.1,
    unit: Unit::Share,
    meaning: "share of the execution time from which it matters",
};

static WORDS: InsightWords = InsightWords {
    message: "for each of {0} an index of `{relation}` is chosen anew{1}; join it by an equality that an index begins with, or bound the range on both sides",
    why: "No index serves the join as it is written, so ranges are worked out and read for every row outside.",
    sure: "{2}",
};

fn look(context: &PlanContext<'_>, findings: &mut Findings<'_>) -> Outcome {
    let absent = "No index is chosen anew for each row.";
    look_at_nodes(
        context,
        findings,
        &RULE,
        absent,
        &mut |place| match is_checked(place.node) {
            true => judge(context, place).into(),
            false => Look::Other,
        },
    )
}

/// Whether an index is chosen for each row.
pub(super) fn is_checked(node: &PlanNode) -> bool {
    let told = |name| node.value(name).is_some();
    node.label.contains("(re-planned")
        || told("range-checked-for-each-record")
        || told("range_checked_for_each_record")
        || node
            .value("extra")
            .is_some_and(|extra| extra.contains("Range checked for each record"))
}

/// Whether a range was found or the table was read whole is not asked: MariaDB counts look-ups that can find nothing (NULL outside) as
/// whole readings.
fn judge<'p>(context: &PlanContext<'p>, place: Place<'p>) -> Judged<'p> {
    let Some(read) = place.read() else {
        return expected(context, place);
    };
    let loops = place.loops();
    reaches(context, loops, &LEAST_LOOPS, "rows before it")?;
    let each = read / loops;
    reaches(context, each, &LEAST_ROWS, "rows read for each of them")?;
    // The tables tell no times.
    let takes = match place.wall_ms {
        Some(_) => {
            let share = weighs(context, place.share(), &LEAST_SHARE)?;
            format!(
                ", and {} are read each time, which takes {} of the time",
                rows(each),
                percent(share)
            )
        }
        None => format!(", and {} are read each time", rows(each)),
    };
    let sure = "The rows were counted; how another join does is not measured.";
    Ok(Insight::new(place, &WORDS).saying([rows(loops), takes, sure.to_owned()]))
}

fn expected<'p>(context: &PlanContext<'p>, place: Place<'p>) -> Judged<'p> {
    let plan = place.plan;
    let inner = filter_above(plan, place.node).unwrap_or(place.node);
    let outer = plan.parent_of(inner).and_then(|join| plan.inputs_of(join).next());
    let before = outer
        .and_then(|outer| outer.estimate)
        .map(|estimate| estimate.plan_rows.0);
    let Some(before) = before else {
        return undecidable("how many rows stand before it is not told.");
    };
    reaches(context, before, &LEAST_LOOPS, "rows expected before it")?;
    let sure = "The rows are expected, and how many each range reads is not told: `EXPLAIN ANALYZE` (MariaDB: `ANALYZE FORMAT=JSON`) counts them.";
    let mut insight = Insight::new(place, &WORDS).saying([rows(before), String::new(), sure.to_owned()]);
    (insight.certainty, insight.severity) = (Certainty::Possible, Some(Severity::Info));
    Ok(insight)
}
