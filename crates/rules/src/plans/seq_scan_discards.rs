//! # Whole table read for a few rows
//!
//! ## What it detects
//! A Seq Scan that reads a large table from its first to its last row and throws nearly all of them away by its filter.
//!
//! ## Why it matters
//! The work grows with the table, not with the answer. An index on the columns of the filter leads to the wanted rows
//! directly; the columns compared for equality stand first in it, then one range or the order that the query wants.
//!
//! ## Example
//! ```text,finds
//! Seq Scan on orders  (cost=0.00..184722.00 rows=2400 width=124) (actual time=0.041..1481.205 rows=2291 loops=1)
//!   Filter: ((user_id = 4287) AND (created_at > (now() - '30 days'::interval)))
//!   Rows Removed by Filter: 4197600
//! Planning Time: 0.234 ms
//! Execution Time: 1483.992 ms
//! ```
//!
//! ## Better
//! ```text,clean
//! Index Scan using orders_user_id_created_at_idx on orders  (cost=0.56..9012.10 rows=2400 width=124) (actual time=0.031..1.702 rows=2291 loops=1)
//!   Index Cond: ((user_id = 4287) AND (created_at > (now() - '30 days'::interval)))
//! Planning Time: 0.291 ms
//! Execution Time: 1.847 ms
//! ```
//!
//! ## When to ignore it
//! When the query runs once a night, or the table is written far more often than it is read: every index makes writes
//! dearer. Filters that keep more than one row in twenty are not reported, since then reading everything is often the
//! fastest way; neither are small tables, nor nodes that take less than a tenth of the time.
//!
//! ## References
//! - PostgreSQL manual, "Performance Tips", section "Using EXPLAIN".
//! - PostgreSQL manual, "Indexes", sections "Multicolumn Indexes" and "Partial Indexes".

use rowproof_plan::NodeKind;

use super::reading::{
    IndexAdvice, Look, Place, advise_scan, count, discards_cause, look_at_nodes, percent, rows,
};
use crate::prelude::*;

pub(crate) const RULE: Rule = Rule {
    code: "seq-scan-discards",
    severity: Severity::Warning,
    dialects: &[Dialect::PostgreSql],
    check: Check::Plan(PlanCheck {
        look,
        thresholds: &[
            &MOST_KEPT,
            &LEAST_REMOVED_ROWS,
            &LEAST_PAGES,
            &LEAST_SHARE,
            &LEAST_COST_SHARE,
        ],
    }),
};

/// Above this part of the rows kept, reading the table in order is often cheaper than an index.
static MOST_KEPT: Threshold = Threshold {
    rule: "seq-scan-discards",
    name: "most-kept",
    usual: 0.05,
    unit: Unit::Share,
    meaning: "part of the rows read that the filter keeps, up to which an index is worth while",
};

/// Fewer rows thrown away than this are read in milliseconds.
static LEAST_REMOVED_ROWS: Threshold = Threshold {
    rule: "seq-scan-discards",
    name: "least-removed",
    usual: 50_000.0,
    unit: Unit::Rows,
    meaning: "rows thrown away from which a scan counts as large",
};

/// So many pages of 8 kB (8 MB) are worth an index even when they hold few rows.
static LEAST_PAGES: Threshold = Threshold {
    rule: "seq-scan-discards",
    name: "least-pages",
    usual: 1_000.0,
    unit: Unit::Pages,
    meaning: "pages read in one scan from which it counts as large, however few rows they hold",
};

/// Below this share of the execution time an index changes little.
static LEAST_SHARE: Threshold = Threshold {
    rule: "seq-scan-discards",
    name: "least-share",
    usual: 0.1,
    unit: Unit::Share,
    meaning: "share of the execution time from which the scan matters",
};

/// Where no time is told, the share of the planner's cost from which a scan counts.
static LEAST_COST_SHARE: Threshold = Threshold {
    rule: "seq-scan-discards",
    name: "least-cost-share",
    usual: 0.2,
    unit: Unit::Share,
    meaning: "share of the planner's cost from which the scan matters, where no time is told",
};

/// A scan of a large table whose filter keeps little.
struct SeqScanDiscards<'p> {
    place: Place<'p>,
    counts: Counts,
    advice: IndexAdvice,
}

/// What the filter did, as far as the plan tells.
#[derive(Clone, Copy)]
struct Counts {
    /// Rows thrown away, over all loops; none when the line is missing.
    removed: Option<f64>,
    /// Rows kept, over all loops; none when the node has no actual values.
    kept: Option<f64>,
    /// Rows the planner expected to keep.
    expected: Option<f64>,
}

fn look(context: &PlanContext<'_>, findings: &mut Findings<'_>) -> Outcome {
    let absent = "No table is read whole.";
    look_at_nodes(context, findings, &RULE, absent, &mut |place| {
        look_at(context, place)
    })
}

fn look_at<'p>(context: &PlanContext<'p>, place: Place<'p>) -> Look<'p> {
    if place.node.kind != NodeKind::SeqScan {
        return Look::Other;
    }
    let counts = match judge(context, &place) {
        Ok(counts) => counts,
        Err(look) => return look,
    };
    let advice = advise_scan(context, &place);
    Look::Fires(Box::new(SeqScanDiscards {
        place,
        counts,
        advice,
    }))
}

/// The counts, when the scan reads much, keeps little and matters.
fn judge<'p>(context: &PlanContext<'_>, place: &Place<'_>) -> Result<Counts, Look<'p>> {
    let node = place.node;
    if node.filter().is_none() {
        return Err(Look::Silent(
            "it has no filter, so no row is thrown away.".to_owned(),
        ));
    }
    let counts = Counts {
        removed: node
            .rows_removed_by_filter_total()
            .map(|removed| removed.middle()),
        kept: place.metrics.rows_total.map(|kept| kept.middle()),
        expected: node.estimate.map(|estimate| estimate.plan_rows.0),
    };
    let Some(removed) = counts.removed else {
        let fires = counts.kept.is_none()
            && is_cut(context, place)
            && counts.expected.is_some_and(|expected| expected >= LEAST_EXPECTED);
        return match (fires, counts.kept) {
            (true, _) => Ok(counts),
            (false, Some(_)) => Err(Look::Silent("its filter threw no row away.".to_owned())),
            (false, None) => {
                let missing = "how many rows its filter threw away is told by `EXPLAIN (ANALYZE)` only.";
                Err(Look::Undecidable(missing.to_owned()))
            }
        };
    };
    if !reads_much(context, place, removed) {
        let fewest = count(context.threshold(&LEAST_REMOVED_ROWS));
        return Err(Look::Silent(format!(
            "{} were thrown away, fewer than {fewest}.",
            rows(removed)
        )));
    }
    let most = context.threshold(&MOST_KEPT);
    if counts.part_kept(removed).is_some_and(|part| part >= most) {
        return Err(Look::Silent(format!(
            "it keeps {} of the rows, not less than {}; reading everything is often the fastest way then.",
            percent(counts.part_kept(removed).unwrap_or(1.0)),
            percent(most)
        )));
    }
    if !matters(context, place) {
        return Err(Look::Silent(format!(
            "it takes {}, less than {}.",
            place
                .share()
                .map_or("a small part of the cost".to_owned(), |share| format!(
                    "{} of the time",
                    percent(share)
                )),
            percent(context.threshold(&LEAST_SHARE))
        )));
    }
    Ok(counts)
}

/// Where the line is cut, the planner's own count says whether the table is large: it holds at least the rows kept.
const LEAST_EXPECTED: f64 = 10_000.0;

fn reads_much(context: &PlanContext<'_>, place: &Place<'_>, removed: f64) -> bool {
    let loops = place
        .node
        .actual
        .measured()
        .map_or(1.0, |actual| actual.loops as f64);
    let pages = place
        .metrics
        .exclusive_buffers
        .map(|buffers| (buffers.shared.hit + buffers.shared.read) as f64 / loops);
    let fewest = context.threshold(&LEAST_PAGES);
    removed >= context.threshold(&LEAST_REMOVED_ROWS) || pages.is_some_and(|pages| pages >= fewest)
}

fn matters(context: &PlanContext<'_>, place: &Place<'_>) -> bool {
    let least_cost = context.threshold(&LEAST_COST_SHARE);
    match place.share() {
        Some(share) => share >= context.threshold(&LEAST_SHARE),
        None => place.cost_share().is_none_or(|share| share >= least_cost),
    }
}

/// Whether the plan was executed and only this node's own counts are missing.
fn is_cut(context: &PlanContext<'_>, place: &Place<'_>) -> bool {
    let least_cost = context.threshold(&LEAST_COST_SHARE);
    let is_dear = place.cost_share().is_some_and(|share| share >= least_cost);
    place.plan.analyzed && place.plan.truncated && is_dear
}

impl Counts {
    /// The part of the rows read that was kept. Without actual rows the planner's expectation stands in, for this decision
    /// only; none without either.
    fn part_kept(&self, removed: f64) -> Option<f64> {
        let kept = self.kept.or(self.expected)?;
        Some(kept / (kept + removed))
    }

    fn sentences(&self) -> Vec<String> {
        let mut facts = Vec::new();
        match (self.removed, self.kept) {
            (Some(removed), Some(kept)) => facts.push(format!(
                "{} read = {} kept + {} thrown away: {} kept.",
                rows(kept + removed),
                count(kept),
                count(removed),
                percent(kept / (kept + removed))
            )),
            (Some(removed), None) => {
                facts.push(format!("{} were thrown away by the filter.", rows(removed)));
                facts.push(
                    "How many rows were kept is not printed on this node: it has no actual values."
                        .to_owned(),
                );
            }
            (None, _) => facts.push(
                "How many rows the filter threw away and kept is not told: the line is cut off.".to_owned(),
            ),
        }
        if let (None, Some(expected)) = (self.kept, self.expected) {
            facts.push(format!("The planner expected to keep {}.", rows(expected)));
        }
        facts
    }
}

impl SeqScanDiscards<'_> {
    fn relation(&self) -> &str {
        self.place.node.relation.as_deref().unwrap_or("the table")
    }
}

impl Explain for SeqScanDiscards<'_> {
    fn object(&self) -> String {
        self.place.object()
    }

    fn relation(&self) -> Option<&Relation> {
        None
    }

    fn span(&self) -> Span {
        self.place.node.span
    }

    fn message(&self) -> String {
        let relation = self.relation();
        let done = match (self.counts.removed, self.counts.kept) {
            (Some(removed), Some(kept)) => {
                format!(
                    "`{relation}` is read whole to keep {} of {}",
                    count(kept),
                    rows(kept + removed)
                )
            }
            (Some(removed), None) => {
                format!("`{relation}` is read whole and {} are thrown away", rows(removed))
            }
            (None, _) => format!("`{relation}` is read whole and filtered row by row"),
        };
        let advice = match &self.advice {
            IndexAdvice::Create(_) => "an index on the columns of the filter finds them directly".to_owned(),
            IndexAdvice::Exists(index) => format!("the schema has `{index}`; find out why it was not used"),
            IndexAdvice::Unknown(_) => "no plain index serves this filter as it is".to_owned(),
        };
        format!("{done}; {advice}")
    }

    fn why(&self) -> String {
        "The time grows with the size of the table, although the answer stays as small as it is.".to_owned()
    }

    fn certainty(&self) -> (Certainty, String) {
        match (self.counts.removed, self.counts.kept) {
            (Some(_), Some(_)) => {
                (Certainty::Likely, "The rows were counted; that an index is faster follows from their number and is not measured.".to_owned())
            }
            (Some(_), None) => (Certainty::Likely, "The rows thrown away were counted; the rows kept are not printed.".to_owned()),
            (None, _) => (Certainty::Possible, "The line is cut off: the scan takes a large part of the planned cost, and nothing more is known of it.".to_owned()),
        }
    }

    fn severity(&self) -> Option<Severity> {
        match self.counts.removed {
            None => Some(Severity::Info),
            Some(_) => Some(self.place.severity()),
        }
    }

    fn evidence(&self) -> Vec<String> {
        let mut facts = self.counts.sentences();
        facts.extend(self.place.time_sentence());
        match &self.advice {
            IndexAdvice::Create(new) => facts.extend(new.reasons.iter().cloned()),
            IndexAdvice::Exists(index) => facts.push(format!(
                "`{index}` of the pasted schema fits the condition. The plan may be older than the index, a type may differ from the column's, or the statistics may be stale."
            )),
            IndexAdvice::Unknown(reason) => facts.push(reason.clone()),
        }
        facts
    }

    fn fixes(&self) -> Vec<ProposedFix> {
        let IndexAdvice::Create(new) = &self.advice else {
            return Vec::new();
        };
        let when = "The query runs often enough to be worth the space and the dearer writes.";
        new.fixes("add the index this filter needs", when)
    }

    fn root_cause(&self) -> Option<(String, u8)> {
        Some((discards_cause(&self.place), 4))
    }

    fn node(&self) -> Option<NodeReference> {
        Some(self.place.reference())
    }

    fn share(&self) -> Option<f64> {
        self.place.share()
    }
}
