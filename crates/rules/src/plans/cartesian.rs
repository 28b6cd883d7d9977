//! # Every row joined with every row
//!
//! ## What it detects
//! A nested loop without any condition between its sides, where both have several rows.
//!
//! ## Why it matters
//! The result is the product of both tables. It is what remains when a join condition was forgotten, and it is often hidden behind a
//! `DISTINCT` or a `GROUP BY` that makes the rows few again.
//!
//! ## Example
//! ```text,finds
//! Nested Loop  (cost=0.42..13233.96 rows=1054000 width=43) (actual time=0.014..136.688 rows=998000 loops=1)
//!   ->  Seq Scan on events a  (cost=0.00..33.00 rows=2000 width=19) (actual time=0.006..0.356 rows=2000 loops=1)
//!   ->  Materialize  (cost=0.42..27.28 rows=527 width=24) (actual time=0.000..0.016 rows=499 loops=2000)
//!         ->  Index Scan using orders_pkey on orders o  (cost=0.42..24.64 rows=527 width=24) (actual time=0.005..0.060 rows=499 loops=1)
//!               Index Cond: (id < 500)
//! Execution Time: 167.894 ms
//! ```
//!
//! ## Better
//! ```text,clean
//! Hash Join  (cost=58.42..93.96 rows=499 width=43) (actual time=0.614..0.988 rows=499 loops=1)
//!   Hash Cond: (o.id = a.id)
//!   ->  Index Scan using orders_pkey on orders o  (cost=0.42..24.64 rows=527 width=24) (actual time=0.005..0.060 rows=499 loops=1)
//!         Index Cond: (id < 500)
//!   ->  Hash  (cost=33.00..33.00 rows=2000 width=19) (actual time=0.556..0.556 rows=2000 loops=1)
//!         ->  Seq Scan on events a  (cost=0.00..33.00 rows=2000 width=19) (actual time=0.006..0.356 rows=2000 loops=1)
//! Execution Time: 1.094 ms
//! ```
//!
//! ## When to ignore it
//! When the product is what is wanted, as of all days and all shops for a report without gaps.
//!
//! ## References
//! - PostgreSQL manual, "Queries", section "Joined Tables", "Cross join".

use rowproof_plan::{NodeKind, Plan, PlanNode};

use super::reading::{
    Insight, InsightWords, Look, Place, RootCause, below, count, look_at_nodes, names_in, percent,
    read_comparisons, rows, share_with_inputs,
};
use crate::prelude::*;

pub(crate) const RULE: Rule = Rule {
    code: "cartesian",
    severity: Severity::Warning,
    dialects: &[Dialect::PostgreSql],
    check: Check::Plan(PlanCheck {
        look,
        thresholds: &[&LEAST_PAIRS, &LEAST_SIDE, &LEAST_SHARE],
    }),
};

static LEAST_PAIRS: Threshold = Threshold {
    rule: "cartesian",
    name: "least-pairs",
    usual: 10_000.0,
    unit: Unit::Rows,
    meaning: "pairs of rows from which a product of two tables is reported",
};

/// One row, or the two or three of a list of constants, are joined with everything on purpose.
static LEAST_SIDE: Threshold = Threshold {
    rule: "cartesian",
    name: "least-side",
    usual: 5.0,
    unit: Unit::Rows,
    meaning: "rows that each side has at least",
};

static LEAST_SHARE: Threshold = Threshold {
    rule: "cartesian",
    name: "least-share",
    usual: 0.1,
    unit: Unit::Share,
    meaning: "share of the execution time of the join and its inner side from which they matter",
};

static WORDS: InsightWords = InsightWords {
    message: "`{0}` and `{1}` are joined without a condition, {2} × {3} = {4}; add the condition that says which rows belong together",
    why: "Every row of one is paired with every row of the other, and all that comes later works on the product.",
    sure: "No condition between both sides is in the plan; whether the product is wanted only the query's author knows.",
};

fn look(context: &PlanContext<'_>, findings: &mut Findings<'_>) -> Outcome {
    let absent = "No nested loop joins rows in this plan.";
    look_at_nodes(context, findings, &RULE, absent, &mut |place| {
        look_at(context, place)
    })
}

fn look_at<'p>(context: &PlanContext<'p>, place: Place<'p>) -> Look<'p> {
    let join = place.node;
    if join.kind != NodeKind::NestedLoop {
        return Look::Other;
    }
    let one_match = matches!(
        join.join_type.as_deref(),
        Some("Semi" | "Anti" | "Right Semi" | "Right Anti")
    );
    if join.join_filter().is_some() || one_match {
        return Look::Silent("it has a condition.".to_owned());
    }
    let mut inputs = place.plan.inputs_of(join);
    let Some((outer, inner)) = inputs.next().zip(inputs.next()) else {
        return Look::Other;
    };
    match find_tie(place.plan, outer, inner) {
        Ok(None) => {}
        Ok(Some(why)) => return Look::Silent(why),
        Err(missing) => return Look::Undecidable(missing),
    }
    let measured = outer.actual.measured().zip(inner.actual.measured());
    let (Some((outer_actual, inner_actual)), Some(pairs)) = (measured, place.metrics.rows_total) else {
        return Look::Undecidable("the rows of both sides are told by `EXPLAIN (ANALYZE)` only.".to_owned());
    };
    let (left, right) = (outer_actual.rows_per_loop.0, inner_actual.rows_per_loop.0);
    let least_side = context.threshold(&LEAST_SIDE);
    if pairs.middle() < context.threshold(&LEAST_PAIRS) || left < least_side || right < least_side {
        return Look::Silent(format!("{} by {} is a small product.", rows(left), rows(right)));
    }
    let share = place.share().zip(share_with_inputs(context, inner));
    let share = share.map(|(own, inner)| (own + inner).min(1.0));
    if let Some(share) = share.filter(|share| *share < context.threshold(&LEAST_SHARE)) {
        return Look::Silent(format!(
            "it takes {} of the time, less than {}.",
            percent(share),
            percent(context.threshold(&LEAST_SHARE))
        ));
    }
    let (Some(first), Some(second)) = (name_of(place.plan, outer), name_of(place.plan, inner)) else {
        return Look::Other;
    };
    let mut insight = Insight::new(place, &WORDS)
        .saying([first, second, count(left), count(right), rows(pairs.middle())])
        .because("Neither the join nor anything on its inner side names a column of the outer side.")
        .caused_by(place.cause(RootCause::Pairs), 0);
    insight.certainty = Certainty::Possible;
    insight.share = share;
    insight.related.push(Label {
        span: inner.line_span,
        text: "no condition ties these rows to the others".to_owned(),
    });
    insight.into()
}

fn name_of(plan: &Plan, side: &PlanNode) -> Option<String> {
    let mut names = below(plan, side).iter();
    names.find_map(|node| node.relation.clone().or_else(|| node.object.clone()))
}

/// What ties the inner side to the outer, as a sentence; none when nothing does. An error when it cannot be told.
fn find_tie(plan: &Plan, outer: &PlanNode, inner: &PlanNode) -> Result<Option<String>, String> {
    let names: Vec<&str> = below(plan, outer)
        .iter()
        .flat_map(|node| [node.binding_name(), node.alias.as_deref()])
        .flatten()
        .collect();
    for node in below(plan, inner) {
        let reads = node.relation.is_some() || node.kind == NodeKind::CteScan;
        let is_index = node.kind == NodeKind::BitmapIndexScan;
        if node.children.is_empty() && !reads && !is_index {
            return Err("what its inner side is computed from is not told.".to_owned());
        }
        for text in conditions(node) {
            let Some(used) = names_in(text) else {
                return Err("a condition of its inner side cannot be read.".to_owned());
            };
            if used.iter().any(|name| names.contains(&name.as_str())) {
                return Ok(Some(
                    "its inner side is searched by columns of the outer.".to_owned(),
                ));
            }
        }
    }
    let same = constants(plan, outer)
        .iter()
        .any(|constant| constants(plan, inner).contains(constant));
    Ok(same.then(|| {
        "both sides are compared with the same constant, which is the condition between them.".to_owned()
    }))
}

fn conditions(node: &PlanNode) -> impl Iterator<Item = &str> {
    let speaks = |name: &str| name.ends_with("Cond") || name.ends_with("Filter") || name == "Cache Key";
    let properties = node
        .properties
        .iter()
        .filter(move |property| speaks(&property.name));
    properties.map(|property| property.value.as_str())
}

/// Constants that columns of this side are equal to.
fn constants(plan: &Plan, side: &PlanNode) -> Vec<String> {
    let mut known = Vec::new();
    for node in below(plan, side) {
        for text in conditions(node) {
            let comparisons = read_comparisons(node, text).unwrap_or_default();
            let equal = comparisons.into_iter().filter(|comparison| comparison.equality);
            known.extend(equal.filter_map(|comparison| comparison.constant));
        }
    }
    known
}
