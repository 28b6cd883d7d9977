//! # Whole table read for a few rows (MySQL, MariaDB)
//!
//! ## What it detects
//! A table or a whole index that MySQL or MariaDB reads from its first to its last row (`ALL`, `index`, `Table scan`) to keep a small part of
//! it: counted where the plan was measured, expected where it was not.
//!
//! ## Why it matters
//! The work grows with the table, not with the answer. InnoDB keeps tables in the order of their primary key, so that a secondary index on
//! the columns of the condition leads to the rows directly.
//!
//! ## Example
//! ```text,finds
//! -> Filter: (orders.customer_id = 42)  (cost=10500 rows=9900) (actual time=0.1..140 rows=12 loops=1)
//!     -> Table scan on orders  (cost=10500 rows=99000) (actual time=0.05..120 rows=100000 loops=1)
//! ```
//!
//! ## Better
//! ```text,clean
//! -> Index lookup on orders using orders_customer_id_idx (customer_id = 42)  (cost=4.2 rows=12) (actual time=0.05..0.08 rows=12 loops=1)
//! ```
//!
//! ## When to ignore it
//! When the query runs once a night, or the table is written far more often than it is read. Tables that keep more than a tenth of their
//! rows are not reported, since then reading everything is often the fastest way; neither are small ones.
//!
//! ## References
//! - MySQL manual, "Optimization", sections "EXPLAIN Output Format" and "Avoiding Full Table Scans".
//! - MariaDB documentation, "ANALYZE FORMAT=JSON".

use rowproof_plan::NodeKind;

use super::reading::{
    IndexAdvice, Insight, InsightWords, Judged, Look, Place, advise_scan, count, filter_above, look_at_nodes,
    percent, reaches, rows, silent, undecidable, weighs,
};
use crate::prelude::*;

pub(crate) const RULE: Rule = Rule {
    code: "full-table-scan",
    severity: Severity::Warning,
    dialects: &[Dialect::MySql],
    check: Check::Plan(PlanCheck {
        look,
        thresholds: &[&LEAST_READ, &LEAST_EXPECTED, &MOST_KEPT, &LEAST_SHARE],
    }),
};

static LEAST_READ: Threshold = Threshold {
    rule: "full-table-scan",
    name: "least-read",
    usual: 10_000.0,
    unit: Unit::Rows,
    meaning: "rows read, over all loops, from which a scan counts where they were counted",
};

/// Expected numbers are off more often than counted ones.
static LEAST_EXPECTED: Threshold = Threshold {
    rule: "full-table-scan",
    name: "least-expected",
    usual: 50_000.0,
    unit: Unit::Rows,
    meaning: "rows of the table from which a scan counts where they are only expected",
};

static MOST_KEPT: Threshold = Threshold {
    rule: "full-table-scan",
    name: "most-kept",
    usual: 0.1,
    unit: Unit::Share,
    meaning: "part of the rows read that is kept, up to which an index is worth while",
};

static LEAST_SHARE: Threshold = Threshold {
    rule: "full-table-scan",
    name: "least-share",
    usual: 0.1,
    unit: Unit::Share,
    meaning: "share of the execution time from which the scan matters",
};

static WORDS: InsightWords = InsightWords {
    message: "`{relation}` is read whole to keep {0} of {1}; {2}",
    why: "The time grows with the size of the table, although the answer stays as small as it is.",
    sure: "{3}",
};

fn look(context: &PlanContext<'_>, findings: &mut Findings<'_>) -> Outcome {
    let absent = "No table is read whole.";
    look_at_nodes(context, findings, &RULE, absent, &mut |place| {
        if !is_whole(&place) {
            return Look::Other;
        }
        judge(context, place).into()
    })
}

/// Whether the node reads all of a table, or all of an index.
fn is_whole(place: &Place<'_>) -> bool {
    let node = place.node;
    let index = matches!(node.kind, NodeKind::IndexScan | NodeKind::IndexOnlyScan);
    let whole_index = index && node.index_condition().is_none() && is_full_index(&node.label);
    node.relation.is_some() && (node.kind == NodeKind::SeqScan || whole_index)
}

/// The words of a scan over a whole index: `Full index scan (index)`, `Covering index scan`, `Index scan`. A range scan names its range.
fn is_full_index(label: &str) -> bool {
    label.contains("ndex scan") && !label.contains("range")
}

/// Rows read and kept over all loops, and whether they were counted.
struct Reading {
    read: f64,
    kept: f64,
    counted: bool,
}

fn judge<'p>(context: &PlanContext<'p>, place: Place<'p>) -> Judged<'p> {
    let Some(reading) = read(context, &place) else {
        return undecidable("how many rows it reads and keeps is not told.");
    };
    let share = match reading.counted {
        true => {
            reaches(context, reading.read, &LEAST_READ, "rows read")?;
            Some(weighs(context, place.share_with_filter(), &LEAST_SHARE)?)
        }
        false => {
            reaches(context, reading.read, &LEAST_EXPECTED, "rows expected to be read")?;
            None
        }
    };
    let part = reading.kept / reading.read;
    if part > context.threshold(&MOST_KEPT) {
        return silent(format!("it keeps {} of the rows.", percent(part)));
    }
    let advice = advise_scan(context, &place);
    let next = match &advice {
        IndexAdvice::Create(_) => "an index on the columns of the condition finds them directly".to_owned(),
        IndexAdvice::Exists(index) => format!("the schema has `{index}`; find out why it was not used"),
        IndexAdvice::Unknown(_) => "add an index on the columns of its condition".to_owned(),
    };
    let sure = match reading.counted {
        true => {
            "The rows were counted; that an index is faster follows from their number and is not measured."
        }
        false => {
            "The rows are expected, not counted: `EXPLAIN ANALYZE` (MariaDB: `ANALYZE FORMAT=JSON`) counts them."
        }
    };
    let mut insight = Insight::new(place, &WORDS)
        .saying([count(reading.kept), rows(reading.read), next, sure.to_owned()])
        .because(format!(
            "{} read, {} kept: {}.",
            rows(reading.read),
            count(reading.kept),
            percent(part)
        ));
    insight.share = share;
    if !reading.counted {
        (insight.certainty, insight.severity) = (Certainty::Possible, Some(Severity::Info));
    }
    Ok(match advice {
        IndexAdvice::Create(new) => insight.mended_by_statement("add the index this condition needs", &new),
        IndexAdvice::Exists(_) => insight,
        IndexAdvice::Unknown(why) => insight.because(why),
    })
}

/// What the scan read and what was left of it, by its own filter or the Filter above it.
fn read(context: &PlanContext<'_>, place: &Place<'_>) -> Option<Reading> {
    let node = place.node;
    let above = filter_above(place.plan, node);
    let rows_of = |id: usize| {
        let rows = context.metrics.get(id)?.rows_total?;
        Some(rows.middle())
    };
    if let Some(own) = rows_of(node.id) {
        let removed = node
            .rows_removed_by_filter_total()
            .map_or(0.0, |removed| removed.middle());
        let kept = above.and_then(|filter| rows_of(filter.id)).unwrap_or(own);
        return Some(Reading {
            read: own + removed,
            kept,
            counted: true,
        });
    }
    // The tables print the rows read and the part that is expected to be left.
    let printed = node.value("rows").and_then(rowproof_source::parse_decimal);
    let expected = node.estimate.map(|estimate| estimate.plan_rows.0)?;
    let kept = above.and_then(|filter| Some(filter.estimate?.plan_rows.0));
    Some(Reading {
        read: printed.unwrap_or(expected),
        kept: kept.unwrap_or(expected),
        counted: false,
    })
}

impl Place<'_> {
    /// The node's share of the time, with that of the Filter that stands above it for it alone.
    fn share_with_filter(&self) -> Option<f64> {
        let own = self.share();
        let whole = || {
            let above = filter_above(self.plan, self.node)?.actual.measured()?;
            let wall = self.wall_ms.filter(|wall| *wall > 0.0)?;
            Some((above.time_total_ms()?.0 / wall).min(1.0))
        };
        whole().or(own)
    }
}
