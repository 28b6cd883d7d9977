//! # Sort in several passes (MySQL, MariaDB)
//!
//! ## What it detects
//! A sort that did not fit into `sort_buffer_size`: its parts were written to a temporary file and merged. MariaDB's `ANALYZE FORMAT=JSON`
//! counts the passes (`r_sort_passes`); no form of MySQL's `EXPLAIN` does.
//!
//! ## Why it matters
//! Rows are written and read again instead of being sorted in memory, or, with an index in that order, not at all.
//!
//! ## Example
//! ```text,finds
//! {"query_block": {"select_id": 1, "r_loops": 1, "r_total_time_ms": 791.8, "filesort": {"sort_key": "orders.note", "r_loops": 1,
//!   "r_total_time_ms": 752.2, "r_output_rows": 200000, "r_sort_passes": 3, "r_buffer_size": "2047Kb",
//!   "table": {"table_name": "orders", "access_type": "ALL", "r_loops": 1, "rows": 199100, "r_rows": 200000, "r_table_time_ms": 79.6,
//!     "filtered": 100, "r_filtered": 100}}}}
//! ```
//!
//! ## Better
//! ```text,clean
//! {"query_block": {"select_id": 1, "r_loops": 1, "r_total_time_ms": 391.8, "filesort": {"sort_key": "orders.note", "r_loops": 1,
//!   "r_total_time_ms": 352.2, "r_output_rows": 200000, "r_buffer_size": "52Mb",
//!   "table": {"table_name": "orders", "access_type": "ALL", "r_loops": 1, "rows": 199100, "r_rows": 200000, "r_table_time_ms": 79.6,
//!     "filtered": 100, "r_filtered": 100}}}}
//! ```
//!
//! ## When to ignore it
//! When the sort takes a small part of the time: merging few runs costs little more than reading them. A large buffer for all sessions costs
//! more than it gives; ask for it where the query needs it.
//!
//! ## References
//! - MySQL manual, "Server System Variables", `sort_buffer_size`.
//! - MariaDB documentation, "ANALYZE FORMAT=JSON".

use rowproof_plan::NodeKind;
use rowproof_source::parse_decimal;

use super::reading::{
    Insight, InsightWords, Judged, Look, Place, RootCause, count, look_at_nodes, reaches, silent,
    undecidable, weighs,
};
use crate::prelude::*;

pub(crate) const RULE: Rule = Rule {
    code: "sort-merge-passes",
    severity: Severity::Warning,
    dialects: &[Dialect::MySql],
    check: Check::Plan(PlanCheck {
        look,
        thresholds: &[&LEAST_PASSES, &LEAST_SHARE],
    }),
};

static LEAST_PASSES: Threshold = Threshold {
    rule: "sort-merge-passes",
    name: "least-passes",
    usual: 1.0,
    unit: Unit::Count,
    meaning: "merges of parts of the sort from which they count",
};

static LEAST_SHARE: Threshold = Threshold {
    rule: "sort-merge-passes",
    name: "least-share",
    usual: 0.05,
    unit: Unit::Share,
    meaning: "share of the execution time of the sort itself from which it matters",
};

/// The largest buffer to advise, in kB: the server may take it for each sort of the query.
const MOST_BUFFER_KB: f64 = 262_144.0;

static WORDS: InsightWords = InsightWords {
    message: "the sort did not fit into a `sort_buffer_size` of {0} kB and merged its parts {1} on disk, which takes {share} of the time; {2}",
    why: "Rows are written to a temporary file and read again, which is slower than sorting them in memory or not at all.",
    sure: "The passes and the time were measured; how much faster it gets is not.",
};

fn look(context: &PlanContext<'_>, findings: &mut Findings<'_>) -> Outcome {
    let absent = "Nothing is sorted in this plan.";
    look_at_nodes(
        context,
        findings,
        &RULE,
        absent,
        &mut |place| match place.node.kind {
            NodeKind::Sort => judge(context, place).into(),
            _ => Look::Other,
        },
    )
}

fn judge<'p>(context: &PlanContext<'p>, place: Place<'p>) -> Judged<'p> {
    let node = place.node;
    let Some(buffer) = node.value("r_buffer_size").and_then(kilobytes) else {
        return undecidable("how it sorted is told by MariaDB's `ANALYZE FORMAT=JSON` only.");
    };
    let Some(passes) = node.value("r_sort_passes").and_then(parse_decimal) else {
        return silent("it sorted in memory.");
    };
    reaches(context, passes, &LEAST_PASSES, "merges")?;
    weighs(context, place.share(), &LEAST_SHARE)?;
    // Seven parts are merged into one until at most 15 are left for the last merge, so a merge takes away six, and there were at most
    // so many.
    let parts = 6.0 * passes + 9.0;
    let wanted = (buffer * parts / 1024.0).ceil().max(1.0);
    let megabytes = (wanted as u64).next_power_of_two();
    let fits = megabytes as f64 * 1024.0 <= MOST_BUFFER_KB;
    let next = match fits {
        true => format!("an index in that order spares it, or {megabytes} MB of it hold all"),
        false => "sort fewer or narrower rows, or add an index in that order".to_owned(),
    };
    let times = match passes {
        1.0 => "once".to_owned(),
        _ => format!("{} times", count(passes)),
    };
    let sum = format!(
        "Merging {times} joins {} parts at most: {} × {} kB = {} MB.",
        count(parts),
        count(parts),
        count(buffer),
        count(wanted)
    );
    let cause = place.cause(RootCause::Order);
    let insight = Insight::new(place, &WORDS)
        .saying([count(buffer), times, next])
        .because(sum)
        .caused_by(cause, 0);
    Ok(match fits {
        false => insight,
        true => insight.mended_by(
            ProposedFix::statements(
                format!("sort in memory: {megabytes} MB for this session"),
                "Before this query, in its session alone.",
                vec![format!(
                    "SET SESSION sort_buffer_size = {}",
                    megabytes * 1024 * 1024
                )],
            )
            .costing("Each sort of the session may take this much, as far as its rows need it."),
        ),
    })
}

/// `2047Kb`, `32Mb`, in kB.
fn kilobytes(size: &str) -> Option<f64> {
    let digits = size.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let number = parse_decimal(digits)?;
    Some(match size.get(digits.len()..)?.chars().next() {
        Some('K') => number,
        Some('M') => number * 1024.0,
        Some('G') => number * 1024.0 * 1024.0,
        _ => number / 1024.0,
    })
}
