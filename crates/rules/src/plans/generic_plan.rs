//! # One plan for every value
//!
//! ## What it detects
//! A scan whose condition has a parameter (`$1`) in the place of a value, and whose estimate is ten times off or more.
//!
//! ## Why it matters
//! After five executions PostgreSQL may keep one plan of a prepared statement for all values. It reckons with the average over all values, which for a
//! column with a few very frequent ones is wrong for these and for all others.
//!
//! ## Example
//! ```text,finds
//! Aggregate  (cost=22.41..22.42 rows=1 width=8) (actual time=82.229..82.230 rows=1 loops=1)
//!   ->  Index Scan using skew_k_idx on skew  (cost=0.42..22.40 rows=6 width=51) (actual time=0.023..76.244 rows=100001 loops=1)
//!         Index Cond: (k = $1)
//! Execution Time: 82.261 ms
//! ```
//!
//! ## Better
//! ```text,clean
//! Aggregate  (cost=6922.41..6922.42 rows=1 width=8) (actual time=42.229..42.230 rows=1 loops=1)
//!   ->  Seq Scan on skew  (cost=0.00..6672.40 rows=100010 width=51) (actual time=0.023..36.244 rows=100001 loops=1)
//!         Filter: (k = 1)
//!         Rows Removed by Filter: 199999
//! Execution Time: 42.261 ms
//! ```
//!
//! ## When to ignore it
//! When the frequent values are never asked for. A plan made by `GENERIC_PLAN` tells no real rows, so nothing can be said of it.
//!
//! ## References
//! - PostgreSQL manual, "SQL Commands", `PREPARE`, "Notes"; `plan_cache_mode`.

use rowproof_plan::{EstimateDirection, PlanNode};
use rowproof_source::fixed;

use super::reading::{
    Insight, InsightWords, Judged, Look, Place, RootCause, count, is_scan, look_at_nodes, parameters_in,
    reaches, rows, silent, undecidable,
};
use crate::prelude::*;

pub(crate) const RULE: Rule = Rule {
    code: "generic-plan",
    severity: Severity::Warning,
    dialects: &[Dialect::PostgreSql],
    check: Check::Plan(PlanCheck {
        look,
        thresholds: &[&OFF, &LEAST_ROWS],
    }),
};

static OFF: Threshold = Threshold {
    rule: "generic-plan",
    name: "off",
    usual: 10.0,
    unit: Unit::Factor,
    meaning: "how many times the expected rows the real ones are, or the other way round, from which the average misleads",
};

static LEAST_ROWS: Threshold = Threshold {
    rule: "generic-plan",
    name: "least-rows",
    usual: 1_000.0,
    unit: Unit::Rows,
    meaning: "rows, expected or real, from which the error decides anything",
};

static WORDS: InsightWords = InsightWords {
    message: "the plan is made for any value of `{0}`: {1} were expected from `{node}` and {2} came; let this query be planned for its value",
    why: "A generic plan reckons with the average over all values, which misleads where some are far more frequent than others.",
    sure: "The parameter and both numbers are in the plan; that a plan for the value is faster is to be tried.",
};

fn look(context: &PlanContext<'_>, findings: &mut Findings<'_>) -> Outcome {
    let absent = "No condition has a parameter.";
    look_at_nodes(
        context,
        findings,
        &RULE,
        absent,
        &mut |place| match is_scan(place.node.kind).then(|| parameter_of(&place)).flatten() {
            Some(parameter) => judge(context, place, parameter).into(),
            None => Look::Other,
        },
    )
}

fn judge<'p>(context: &PlanContext<'_>, place: Place<'p>, parameter: String) -> Judged<'p> {
    let expected = place.node.estimate.map(|estimate| estimate.plan_rows.0);
    let came = place.node.actual.measured().map(|actual| actual.rows_per_loop.0);
    let (Some(expected), Some(came), Some(estimate)) = (expected, came, place.metrics.row_estimate) else {
        return undecidable("how many rows came is told by `EXPLAIN (ANALYZE)` of an `EXECUTE` only.");
    };
    reaches(
        context,
        expected.max(came),
        &LEAST_ROWS,
        "rows, expected or real,",
    )?;
    reaches(
        context,
        estimate.factor,
        &OFF,
        "times is what the estimate is off",
    )?;
    if place.metrics.cut_short && estimate.direction == EstimateDirection::TooHigh {
        return silent("it was stopped before its end, so few rows say nothing.");
    }
    let insight = Insight::new(place, &WORDS)
        .saying([parameter, rows(expected), count(came)])
        .because(format!(
            "{} expected, {} came: {} times.",
            rows(expected),
            count(came),
            fixed(estimate.factor, 0)
        ))
        .mended_by(
            ProposedFix::statements(
                "plan the query for its values",
                "In the session or the role that runs the query; compare the plans first.",
                vec!["SET plan_cache_mode = force_custom_plan".to_owned()],
            )
            .costing("The query is planned each time it runs."),
        );
    Ok(insight.caused_by(place.cause(RootCause::Estimate), 0))
}

/// The first parameter of the statement in the node's conditions. The values of InitPlans look the same in older versions.
fn parameter_of(place: &Place<'_>) -> Option<String> {
    let returned = |name: &str| {
        let subplans = place
            .plan
            .nodes
            .iter()
            .filter_map(|node: &PlanNode| node.subplan_name.as_deref());
        subplans
            .filter_map(|subplan| subplan.split_once("(returns "))
            .any(|(_, names)| {
                names
                    .trim_end_matches(')')
                    .split(',')
                    .any(|known| known.trim() == name)
            })
    };
    let conditions = place
        .node
        .properties
        .iter()
        .filter(|property| property.name.ends_with("Cond") || property.name == "Filter");
    let mut named = conditions.flat_map(|property| parameters_in(&property.value));
    named.find(|name| name != "$0" && !returned(name))
}
