//! # Index that finds too much
//!
//! ## What it detects
//! A scan by an index whose filter throws away nine of ten rows that the index found, or more.
//!
//! ## Why it matters
//! The index leads to all rows of, say, a status, and each of them is fetched from the table only to be thrown away. With
//! the columns of the filter in the index, only the wanted rows are fetched.
//!
//! ## Example
//! ```text,finds
//! Index Scan using orders_status_idx on orders  (cost=0.42..37620.01 rows=76 width=8) (actual time=0.041..36.647 rows=600 loops=1)
//!   Index Cond: (status = 'paid'::text)
//!   Filter: (total = 13.7)
//!   Rows Removed by Filter: 74400
//! Execution Time: 36.779 ms
//! ```
//!
//! ## Better
//! ```text,clean
//! Index Scan using orders_status_total_idx on orders  (cost=0.42..310.20 rows=76 width=8) (actual time=0.020..0.610 rows=600 loops=1)
//!   Index Cond: ((status = 'paid'::text) AND (total = 13.7))
//! Execution Time: 0.700 ms
//! ```
//!
//! ## When to ignore it
//! When the query runs seldom. A filter that compares no plain column (a pattern, a function) is not reported, since further keys do
//! not help it; neither are scans that throw away fewer than a thousand rows.
//!
//! ## References
//! - PostgreSQL manual, "Indexes", section "Multicolumn Indexes".

use rowproof_plan::NodeKind;

use super::reading::{
    Conjunct, DiscardGates, IndexAdvice, Insight, InsightWords, Judged, Look, Place, advise_scan, discards,
    discards_cause, least_part_removed, least_removed, least_share, look_at_nodes, read_condition, silent,
    undecidable,
};
use crate::prelude::*;

pub(crate) const RULE: Rule = Rule {
    code: "inefficient-index-scan",
    severity: Severity::Warning,
    dialects: &[Dialect::PostgreSql],
    check: Check::Plan(PlanCheck {
        look,
        thresholds: &[&LEAST_REMOVED, &LEAST_PART, &LEAST_SHARE],
    }),
};

static LEAST_REMOVED: Threshold = least_removed("inefficient-index-scan", 1_000.0);
static LEAST_PART: Threshold = least_part_removed("inefficient-index-scan", 0.9);
static LEAST_SHARE: Threshold = least_share("inefficient-index-scan", 0.1);

static GATES: DiscardGates = DiscardGates {
    least_removed: &LEAST_REMOVED,
    least_part: &LEAST_PART,
    least_share: &LEAST_SHARE,
};

static WORDS: InsightWords = InsightWords {
    message: "the index finds far more rows of `{relation}` than are wanted, and the filter throws them away; {0}",
    why: "Every row that the index finds is fetched from the table before the filter sees it.",
    sure: "The rows were counted; how much faster the longer index is, is not measured.",
};

fn look(context: &PlanContext<'_>, findings: &mut Findings<'_>) -> Outcome {
    let absent = "No rows are found by an index and filtered.";
    look_at_nodes(context, findings, &RULE, absent, &mut |place| {
        let by_index = matches!(
            place.node.kind,
            NodeKind::IndexScan | NodeKind::IndexOnlyScan | NodeKind::BitmapHeapScan
        );
        match by_index && place.node.filter().is_some() {
            true => judge(context, place).into(),
            false => Look::Other,
        }
    })
}

fn judge<'p>(context: &PlanContext<'_>, place: Place<'p>) -> Judged<'p> {
    let node = place.node;
    if node.index_condition().or(node.recheck_condition()).is_none() {
        return silent("it walks the whole index for its order; that is a matter of its own.");
    }
    let found = discards(context, &place, &GATES)?;
    let Some(parts) = read_condition(node, found.filter) else {
        return undecidable("its filter cannot be read.");
    };
    if parts.iter().all(|part| *part == Conjunct::Other) {
        return silent(
            "its filter compares no plain column with a value, so further keys of the index do not help.",
        );
    }
    let advice = advise_scan(context, &place);
    let gist = match &advice {
        IndexAdvice::Create(_) => "put the filter's columns into the index".to_owned(),
        IndexAdvice::Exists(index) => format!("the schema has `{index}`; find out why it was not used"),
        IndexAdvice::Unknown(_) => return silent("no plain index serves its filter."),
    };
    let mut insight = Insight::new(place, &WORDS)
        .saying([gist])
        .because(found.sentence());
    if let IndexAdvice::Create(new) = &advice {
        insight = insight.mended_by_index("add an index with the filter's columns", new);
    }
    Ok(insight.caused_by(discards_cause(&place), 3))
}
