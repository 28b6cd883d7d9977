//! # OR over several columns
//!
//! ## What it detects
//! A scan that throws away nearly all rows by a condition of the form `a = 1 OR b = 2` over different columns of one table.
//!
//! ## Why it matters
//! One index leads to the rows of one arm only. With an index for each arm PostgreSQL makes a bitmap of each and joins them
//! (`BitmapOr`); as long as one arm has none, the whole table is read.
//!
//! ## Example
//! ```text,finds
//! Seq Scan on orders  (cost=0.00..20855.32 rows=638 width=8) (actual time=16.438..195.551 rows=12 loops=1)
//!   Filter: ((customer_id = 77) OR (coupon = 'SPRING'::text))
//!   Rows Removed by Filter: 599988
//! Execution Time: 195.635 ms
//! ```
//!
//! ## Better
//! ```text,clean
//! Bitmap Heap Scan on orders  (cost=8.99..75.32 rows=17 width=8) (actual time=0.054..0.268 rows=15 loops=1)
//!   Recheck Cond: ((customer_id = 77) OR (coupon = 'SPRING'::text))
//!   Heap Blocks: exact=15
//!   ->  BitmapOr  (cost=8.99..8.99 rows=17 width=0) (actual time=0.046..0.047 rows=0 loops=1)
//!         ->  Bitmap Index Scan on orders_customer_id_idx  (cost=0.00..4.54 rows=16 width=0) (actual time=0.029..0.029 rows=15 loops=1)
//!               Index Cond: (customer_id = 77)
//!         ->  Bitmap Index Scan on orders_coupon_idx  (cost=0.00..4.44 rows=1 width=0) (actual time=0.016..0.016 rows=0 loops=1)
//!               Index Cond: (coupon = 'SPRING'::text)
//! Execution Time: 0.340 ms
//! ```
//!
//! ## When to ignore it
//! When one of the arms is true of many rows. It is not reported when more than a tenth of the rows are kept, or when an arm holds
//! something that no plain index serves, since then the table is read whatever the others have.
//!
//! ## References
//! - PostgreSQL manual, "Indexes", section "Combining Multiple Indexes".

use super::reading::{
    Blocked, Conjunct, DiscardGates, IndexAdvice, Insight, InsightWords, Judged, Obstacles, Place,
    advise_ordered, least_part_removed, least_removed, least_share, look_at_discards, read_condition, silent,
};
use crate::prelude::*;

pub(crate) const RULE: Rule = Rule {
    code: "or-conditions",
    severity: Severity::Warning,
    dialects: &[Dialect::PostgreSql],
    check: Check::Plan(PlanCheck {
        look,
        thresholds: &[&LEAST_REMOVED, &LEAST_PART, &LEAST_SHARE],
    }),
};

static LEAST_REMOVED: Threshold = least_removed("or-conditions", 10_000.0);
static LEAST_PART: Threshold = least_part_removed("or-conditions", 0.9);
static LEAST_SHARE: Threshold = least_share("or-conditions", 0.1);

static GATES: DiscardGates = DiscardGates {
    least_removed: &LEAST_REMOVED,
    least_part: &LEAST_PART,
    least_share: &LEAST_SHARE,
};

static WORDS: InsightWords = InsightWords {
    message: "`{relation}` is read whole for a condition of {0} arms joined by `OR`; {1}",
    why: "With an index for each arm the rows of all arms are found and joined by a BitmapOr; without one of them every row is read.",
    sure: "The rows were counted; how many each arm finds is not told by the plan.",
};

fn look(context: &PlanContext<'_>, findings: &mut Findings<'_>) -> Outcome {
    look_at_discards(context, findings, &RULE, &GATES, &mut |place, obstacles| {
        judge(context, place, obstacles)
    })
}

fn judge<'p>(context: &PlanContext<'_>, place: Place<'p>, obstacles: Obstacles) -> Judged<'p> {
    let arms = obstacles.blocked.iter().find_map(|part| match part {
        Blocked::Or(arms) => Some(arms),
        _ => None,
    });
    let Some(arms) = arms else {
        return silent("its filter has no OR.");
    };
    let mut statements = Vec::new();
    let mut existing = Vec::new();
    let mut columns: Vec<String> = Vec::new();
    for arm in arms {
        let Some(column) = key_of(&place, arm) else {
            return silent(format!(
                "no plain index serves its arm `{arm}`, so the table is read whatever the others have."
            ));
        };
        if columns.contains(&column) {
            continue;
        }
        columns.push(column);
        let mut scan = place.node.clone();
        scan.properties
            .retain(|property| !property.name.ends_with("Cond") && property.name != "Filter");
        scan.properties.push(rowproof_plan::Property {
            name: "Filter".to_owned(),
            value: arm.clone(),
            span: scan.span,
        });
        match advise_ordered(context, &scan, None, None) {
            IndexAdvice::Create(new) => statements.push(new.statement),
            IndexAdvice::Exists(index) => existing.push(index),
            IndexAdvice::Unknown(_) => return silent(format!("no plain index serves its arm `{arm}`.")),
        }
    }
    let advice = match (columns.len(), statements.len()) {
        (_, 0) => "the schema has the indexes for it; find out why they were not used".to_owned(),
        (1, _) => format!("an index on {} serves them all", listed(&columns)),
        (_, _) => format!(
            "an index serves one arm only, so give each of {} one",
            listed(&columns)
        ),
    };
    let mut insight = Insight::new(place, &WORDS).saying([arms.len().to_string(), advice]);
    if !existing.is_empty() {
        insight = insight.because(format!("The schema has {} already.", listed(&existing)));
    }
    if !statements.is_empty() {
        insight = insight.mended_by(
            ProposedFix::statements(
                "add an index for each arm",
                super::reading::INDEX_WHEN,
                statements,
            )
            .costing(super::reading::INDEX_COST),
        );
    }
    Ok(insight)
}

/// The column by which an index would lead to the rows of an arm; none where there is none.
fn key_of(place: &Place<'_>, arm: &str) -> Option<String> {
    let parts = read_condition(place.node, arm)?;
    let equal = parts.iter().find_map(|part| match part {
        Conjunct::Equality(column) | Conjunct::OneOf(column) => Some(column),
        _ => None,
    });
    let range = parts.iter().find_map(|part| match part {
        Conjunct::Range(column) => Some(column),
        _ => None,
    });
    equal.or(range).cloned()
}
