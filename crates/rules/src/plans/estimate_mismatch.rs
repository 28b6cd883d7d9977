//! # Row estimate far off (MySQL, MariaDB)
//!
//! ## What it detects
//! The step where the optimizer's number of rows starts to be wrong by ten times or more, under a join or in the choice of an index. Both
//! numbers are of one loop. Steps above that only inherit the error are not reported.
//!
//! ## Why it matters
//! The order of the tables, the way they are joined and the index are all chosen by these numbers.
//!
//! ## Example
//! ```text,finds
//! -> Nested loop inner join  (cost=45800 rows=9900) (actual time=0.1..75 rows=6666 loops=1)
//!     -> Filter: (c.city = 'Lyon')  (cost=10200 rows=9900) (actual time=0.1..25 rows=90 loops=1)
//!         -> Table scan on c  (cost=10200 rows=99000) (actual time=0.05..20 rows=100000 loops=1)
//!     -> Index lookup on o using customer_idx (customer_id = c.id)  (cost=0.25 rows=1) (actual time=0.01..0.02 rows=2 loops=90)
//! ```
//!
//! ## Better
//! ```text,clean
//! -> Nested loop inner join  (cost=10300 rows=95) (actual time=0.1..75 rows=180 loops=1)
//!     -> Filter: (c.city = 'Lyon')  (cost=10200 rows=95) (actual time=0.1..25 rows=90 loops=1)
//!         -> Table scan on c  (cost=10200 rows=99000) (actual time=0.05..20 rows=100000 loops=1)
//!     -> Index lookup on o using customer_idx (customer_id = c.id)  (cost=0.25 rows=1) (actual time=0.01..0.02 rows=2 loops=90)
//! ```
//!
//! ## When to ignore it
//! When the plan is fast and stays the same with the right number. Without a histogram MySQL takes a fixed part of the rows, and MariaDB all
//! of them, for a condition on a column without an index. Neither keeps statistics of columns together: of columns that depend on each other
//! an index on all of them is counted in. Of what a join looks up only the average over all values is known, so that a skew stays. What a `LIMIT` or a semi join stopped early is not reported; MariaDB prints no `LIMIT`, so a table
//! that was read once and gave less than expected is left alone unless something above it reads all.
//!
//! ## References
//! - MySQL manual, "ANALYZE TABLE Statement", section "Histogram Statistics Analysis"; "Optimizer Statistics".
//! - MariaDB documentation, "Engine-Independent Table Statistics".

use rowproof_catalog::fold;
use rowproof_plan::{EstimateDirection, NodeKind, PlanNode, PlanProduct};
use rowproof_source::parse_decimal;
use rowproof_syntax::parse_expression;

use super::estimate_off::{Gates, error_at, feeds_a_join};
use super::range_checked_each_record::is_checked;
use super::reading::{
    Insight, InsightWords, Judged, Look, Place, count, each_column, known_relation, look_at_nodes, rows,
    silent, undecidable,
};
use super::ref_or_null::is_or_null;
use crate::prelude::*;

pub(crate) const RULE: Rule = Rule {
    code: "estimate-mismatch",
    severity: Severity::Info,
    dialects: &[Dialect::MySql],
    check: Check::Plan(PlanCheck {
        look,
        thresholds: &[&OFF, &FAR_OFF, &LEAST_ROWS_PER_LOOP, &LEAST_ROWS],
    }),
};

static OFF: Threshold = Threshold {
    rule: "estimate-mismatch",
    name: "off",
    usual: 10.0,
    unit: Unit::Factor,
    meaning: "how many times the expected rows the real ones are, or the other way round, from which an estimate is off",
};

static FAR_OFF: Threshold = Threshold {
    rule: "estimate-mismatch",
    name: "far-off",
    usual: 100.0,
    unit: Unit::Factor,
    meaning: "factor from which an estimate is far off, which is a warning",
};

static LEAST_ROWS_PER_LOOP: Threshold = Threshold {
    rule: "estimate-mismatch",
    name: "least-rows-per-loop",
    usual: 100.0,
    unit: Unit::Rows,
    meaning: "rows per loop, expected or real, from which an error decides anything",
};

static LEAST_ROWS: Threshold = Threshold {
    rule: "estimate-mismatch",
    name: "least-rows",
    usual: 10_000.0,
    unit: Unit::Rows,
    meaning: "rows over all loops from which an error counts, even when each loop has few",
};

static GATES: Gates = Gates {
    off: &OFF,
    least_rows_per_loop: &LEAST_ROWS_PER_LOOP,
    least_rows: &LEAST_ROWS,
};

static WORDS: InsightWords = InsightWords {
    message: "the optimizer expected {0} from `{node}` and {1} came, {2} times {3}, and chose the plan by that; {4}",
    why: "The order of the tables, the joins and the indexes are chosen by estimates; the error is handed on to every step above.",
    sure: "Both numbers are in the plan; why the estimate is off is not.",
};

fn look(context: &PlanContext<'_>, findings: &mut Findings<'_>) -> Outcome {
    let absent = "Expected and real rows are not both told.";
    look_at_nodes(context, findings, &RULE, absent, &mut |place| {
        let kind = place.node.kind;
        let reads = place.node.relation.is_some() && !kind.is_modify();
        // No statistics foretell the first two, and MariaDB expects nothing of a join.
        let expects = place.node.estimate.is_some();
        if is_checked(place.node) || is_or_null(place.node) || !expects {
            return Look::Other;
        }
        match reads || kind.is_join() || kind == NodeKind::Filter {
            true => judge(context, place).into(),
            false => Look::Other,
        }
    })
}

fn judge<'p>(context: &PlanContext<'p>, place: Place<'p>) -> Judged<'p> {
    let (plan, node) = (place.plan, place.node);
    let Some((expected, actual)) = node.estimate.zip(node.actual.measured()) else {
        return undecidable(
            "the real rows are told by `EXPLAIN ANALYZE` (MariaDB: `ANALYZE FORMAT=JSON`) only.",
        );
    };
    let Some((estimate, _)) = error_at(context, &place, &GATES) else {
        return silent("its estimate is right, or too few rows hang on it, or the error starts below it.");
    };
    let too_high = estimate.direction == EstimateDirection::TooHigh;
    if too_high && may_be_stopped(&place) {
        return silent("it may have been stopped early, which the plan does not tell.");
    }
    let by_index = node.index.is_some() && !too_high;
    if !by_index && !feeds_a_join(&place) {
        return silent("no join stands above it, so nothing was chosen by its rows.");
    }
    let scan = match node.kind {
        NodeKind::Filter => plan.inputs_of(node).next().unwrap_or(node),
        _ => node,
    };
    let known = known_relation(context.catalog, scan, Dialect::MySql);
    let condition = condition_of(&place);
    let columns = condition
        .zip(known)
        .map(|(text, (_, relation))| columns_in(scan, text, relation));
    let names_columns = condition.is_some() && columns.as_ref().is_none_or(|columns| !columns.is_empty());
    let advice = match (names_columns, node.kind.is_join()) {
        (true, _) => "keep a histogram of the columns in its condition",
        (false, true) => "gather the statistics of the joined tables anew",
        (false, false) => "gather the statistics of the table anew",
    };
    let (expected, actual, loops) = (expected.plan_rows.0, actual.rows_per_loop.0, place.loops());
    let than = if too_high { "fewer" } else { "as many" };
    let factor = count(estimate.factor);
    let mut insight = Insight::new(place, &WORDS).saying([
        rows(expected),
        count(actual),
        factor,
        than.to_owned(),
        advice.to_owned(),
    ]);
    insight.share = None;
    insight.severity = Some(match estimate.factor {
        _ if insight.place.is_fast() => Severity::Hint,
        factor if factor >= context.threshold(&FAR_OFF) => Severity::Warning,
        _ => Severity::Info,
    });
    if loops > 1.0 {
        insight = insight.because(format!("Both are averages over {} loops.", count(loops)));
    }
    let columns = columns.unwrap_or_default();
    if columns.len() > 1 {
        insight = insight.because(format!(
            "No statistics are kept of {} together: if one follows from another, an index on all of them tells it.",
            listed(&columns)
        ));
    }
    let Some((catalog, relation)) = known else {
        return Ok(insight);
    };
    let table = catalog.sql_name(relation);
    let anew = ProposedFix::statements(
        "gather the statistics anew",
        "Many rows were added or changed since they were last gathered.",
        vec![format!("ANALYZE TABLE {table}")],
    );
    if columns.is_empty() {
        return Ok(insight.mended_by(anew));
    }
    let quoted: Vec<String> = columns
        .iter()
        .map(|column| quote(column, Dialect::MySql))
        .collect();
    let list = quoted.join(", ");
    Ok(match plan.product {
        PlanProduct::MariaDb => insight.mended_by(
            ProposedFix::statements(
                format!("keep histograms of {}", listed(&columns)),
                "No index begins with them, so nothing else counts their values.",
                vec![format!(
                    "ANALYZE TABLE {table} PERSISTENT FOR COLUMNS ({list}) INDEXES ()"
                )],
            )
            .costing("It reads the whole table."),
        ),
        _ => insight.because(format!(
            "MySQL 8.0 and later: `ANALYZE TABLE {table} UPDATE HISTOGRAM ON {list}`."
        )),
    })
}

/// The condition that the error comes from; none where the rows read were misjudged too, or not all were read. MariaDB tells both in one step.
fn condition_of<'p>(place: &Place<'p>) -> Option<&'p str> {
    let node = place.node;
    let read = node.value("rows").zip(node.value("r_rows"));
    let read = read.and_then(|(rows, real)| parse_decimal(rows).zip(parse_decimal(real)));
    let right = read.is_none_or(|(rows, real)| rows.max(real).max(1.0) < 2.0 * rows.min(real).max(1.0));
    node.filter().filter(|_| right)
}

/// Whether less may have been read than there was: by a LIMIT, which MariaDB does not print, or because one match was enough.
fn may_be_stopped(place: &Place<'_>) -> bool {
    let node = place.node;
    let one_is_enough = ["first_match", "not_exists", "distinct"]
        .iter()
        .any(|name| node.value(name).is_some());
    let said = node.value("extra").unwrap_or_default();
    if one_is_enough
        || ["FirstMatch", "Not exists", "Distinct"]
            .iter()
            .any(|word| said.contains(word))
    {
        return true;
    }
    if place.plan.product != PlanProduct::MariaDb || place.loops() > 1.0 || condition_of(place).is_some() {
        return false;
    }
    let mut above = place.plan.parent_of(node);
    while let Some(parent) = above.filter(|parent| !parent.kind.is_blocking()) {
        above = place.plan.parent_of(parent);
    }
    above.is_none()
}

/// The columns of the relation that a condition names.
fn columns_in(scan: &PlanNode, text: &str, relation: &Relation) -> Vec<String> {
    let mut columns: Vec<String> = Vec::new();
    let Ok(expression) = parse_expression(text, Dialect::MySql) else {
        return columns;
    };
    each_column(&expression, &mut |name| {
        let table = name.parts.len().checked_sub(2).and_then(|at| name.parts.get(at));
        let own = table.is_none_or(|table| scan.binding_name() == Some(table.value.as_str()));
        let column = name.last().map(|last| fold(last, Dialect::MySql));
        let new = |column: &String| own && relation.column(column).is_some() && !columns.contains(column);
        columns.extend(column.filter(new));
    });
    columns
}
