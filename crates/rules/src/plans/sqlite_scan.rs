//! # Table read whole for each row of another (SQLite)
//!
//! ## What it detects
//! A `SCAN` of a table on the inner side of a join: for each row of the tables before it, all of it is read.
//!
//! ## Why it matters
//! The rows read are multiplied: a thousand rows outside and a thousand inside are a million. With an index on the columns that tie them,
//! each row outside leads to its own.
//!
//! ## Example
//! ```text,finds
//! QUERY PLAN
//! |--SCAN customers
//! `--SCAN orders
//! ```
//!
//! ## Better
//! ```text,clean
//! QUERY PLAN
//! |--SCAN customers
//! `--SEARCH orders USING INDEX orders_customer_id_idx (customer_id=?)
//! ```
//!
//! ## When to ignore it
//! When one side is known to have a handful of rows, or the product of both is wanted. SQLite's plan tells the structure only, no rows and
//! no times. A scan of a small list that is read through a covering index, and of what a subquery gives, is not reported.
//!
//! ## References
//! - SQLite documentation, "EXPLAIN QUERY PLAN" and "The SQLite Query Optimizer Overview".

use rowproof_plan::NodeKind;

use super::reading::{Insight, InsightWords, Judged, Look, Place, look_at_nodes, silent};
use crate::prelude::*;

pub(crate) const RULE: Rule = Rule {
    code: "sqlite-scan",
    severity: Severity::Warning,
    dialects: &[Dialect::Sqlite],
    check: Check::Plan(PlanCheck {
        look,
        thresholds: &[],
    }),
};

static WORDS: InsightWords = InsightWords {
    message: "all of `{relation}` is read for each row of `{0}`; add an index on the columns that tie them",
    why: "The rows read are those of both tables multiplied.",
    sure: "The plan tells the structure; how many rows there are, it does not.",
};

fn look(context: &PlanContext<'_>, findings: &mut Findings<'_>) -> Outcome {
    let absent = "No table is read whole.";
    look_at_nodes(context, findings, &RULE, absent, &mut |place| {
        if place.node.kind != NodeKind::SeqScan || place.node.relation.is_none() {
            return Look::Other;
        }
        judge(place).into()
    })
}

fn judge<'p>(place: Place<'p>) -> Judged<'p> {
    let plan = place.plan;
    let join = plan
        .parent_of(place.node)
        .filter(|parent| parent.kind == NodeKind::NestedLoop);
    let Some(join) = join else {
        return silent(
            "it is read once, which is right where most of its rows are wanted; the plan does not tell.",
        );
    };
    // SQLite chooses the table to read first: all others are read for each of its rows.
    let before: Vec<&str> = plan
        .inputs_of(join)
        .take_while(|input| input.id != place.node.id)
        .filter_map(|input| input.relation.as_deref().or(input.object.as_deref()))
        .collect();
    let Some(outer) = before.last() else {
        return silent("it is the first table of the join, read once.");
    };
    let mut insight = Insight::new(place, &WORDS).saying([(*outer).to_owned()]);
    insight.severity = Some(Severity::Warning);
    Ok(insight)
}
