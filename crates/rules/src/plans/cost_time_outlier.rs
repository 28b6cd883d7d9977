//! # Time the cost model does not see
//!
//! ## What it detects
//! A scan that takes twenty times longer for its planned cost than the other nodes of the plan, though it gave about as many rows as
//! expected.
//!
//! ## Why it matters
//! The planner thought the node cheap, and was right about its rows. What takes the time is then something no cost stands for: a dear
//! function in its condition, slow storage, values that have to be decompressed, or waiting for another session.
//!
//! ## Example
//! ```text,finds
//! Hash Join  (cost=1967.00..5970.45 rows=9700 width=4) (actual time=24940.136..24993.867 rows=9794 loops=1)
//!   Hash Cond: (o.customer_id = c.id)
//!   ->  Seq Scan on orders o  (cost=0.00..3471.00 rows=200000 width=4) (actual time=0.007..25.228 rows=200000 loops=1)
//!   ->  Hash  (cost=1867.00..1867.00 rows=10000 width=8) (actual time=24900.114..24900.116 rows=9975 loops=1)
//!         ->  Seq Scan on customers c  (cost=0.00..1867.00 rows=10000 width=8) (actual time=0.354..24840.412 rows=9975 loops=1)
//! Execution Time: 25000.263 ms
//! ```
//!
//! ## Better
//! ```text,clean
//! Hash Join  (cost=1967.00..5970.45 rows=9700 width=4) (actual time=14.136..63.867 rows=9794 loops=1)
//!   Hash Cond: (o.customer_id = c.id)
//!   ->  Seq Scan on orders o  (cost=0.00..3471.00 rows=200000 width=4) (actual time=0.007..25.228 rows=200000 loops=1)
//!   ->  Hash  (cost=1867.00..1867.00 rows=10000 width=8) (actual time=10.114..10.116 rows=9975 loops=1)
//!         ->  Seq Scan on customers c  (cost=0.00..1867.00 rows=10000 width=8) (actual time=0.354..8.412 rows=9975 loops=1)
//! Execution Time: 70.263 ms
//! ```
//!
//! ## When to ignore it
//! When the first run had to read everything from disk: run it again and compare.
//!
//! ## References
//! - PostgreSQL manual, "Server Configuration", section "Query Planning", "Planner Cost Constants".

use rowproof_plan::{NodeKind, PlanNode};
use rowproof_source::{SortSmall, fixed};

use super::reading::{Insight, InsightWords, Look, Place, count, look_at_nodes, ms, percent, places};
use crate::prelude::*;

pub(crate) const RULE: Rule = Rule {
    code: "cost-time-outlier",
    severity: Severity::Info,
    dialects: &[Dialect::PostgreSql],
    check: Check::Plan(PlanCheck {
        look,
        thresholds: &[&LEAST_FACTOR, &LEAST_TIME, &LEAST_SHARE],
    }),
};

static LEAST_FACTOR: Threshold = Threshold {
    rule: "cost-time-outlier",
    name: "least-factor",
    usual: 20.0,
    unit: Unit::Factor,
    meaning: "how many times longer than the plan's median a node takes for its cost",
};

static LEAST_TIME: Threshold = Threshold {
    rule: "cost-time-outlier",
    name: "least-time",
    usual: 50.0,
    unit: Unit::Milliseconds,
    meaning: "time of the node itself from which it matters",
};

static LEAST_SHARE: Threshold = Threshold {
    rule: "cost-time-outlier",
    name: "least-share",
    usual: 0.2,
    unit: Unit::Share,
    meaning: "share of the execution time of the node from which it matters",
};

/// Below so many nodes there is no usual time for a cost.
const LEAST_NODES: usize = 3;

static WORDS: InsightWords = InsightWords {
    message: "`{node}` took {time}, {0} times what its cost makes expect by the rest of the plan; look for what has no cost: {1}",
    why: "Costs stand for pages and rows. A dear function, slow storage and waiting have none, so the planner cannot avoid them.",
    sure: "Times and costs are in the plan; what took the time is not.",
};

fn look(context: &PlanContext<'_>, findings: &mut Findings<'_>) -> Outcome {
    let mut rates: Vec<f64> = places(context).filter_map(|place| rate(&place)).collect();
    rates.order_by(|a, b| a.total_cmp(b));
    let Some(median) = rates
        .get(rates.len() / 2)
        .copied()
        .filter(|_| rates.len() >= LEAST_NODES)
    else {
        return Outcome::Undecidable(
            "Times and costs of at least three nodes are needed to compare them.".to_owned(),
        );
    };
    let absent = "No scan has both a time and a cost.";
    look_at_nodes(context, findings, &RULE, absent, &mut |place| {
        look_at(context, place, median)
    })
}

/// Milliseconds per unit of cost that the node itself accounts for.
fn rate(place: &Place<'_>) -> Option<f64> {
    let never =
        place.metrics.cut_short || place.metrics.inconsistent || place.metrics.includes_unmeasured_input;
    let loops = place.node.actual.measured()?.loops as f64;
    let processes = place.metrics.processes.max(1.0);
    let cost = place.metrics.self_cost? * (loops / processes).max(1.0);
    let time = place.metrics.self_time_ms?;
    (!never && cost >= 1.0 && time > place.metrics.self_time_error_ms).then(|| time / cost)
}

fn is_scan(node: &PlanNode) -> bool {
    use NodeKind::{BitmapHeapScan, IndexOnlyScan, IndexScan, SeqScan};
    matches!(node.kind, SeqScan | IndexScan | IndexOnlyScan | BitmapHeapScan)
}

fn look_at<'p>(context: &PlanContext<'p>, place: Place<'p>, median: f64) -> Look<'p> {
    if !is_scan(place.node) {
        return Look::Other;
    }
    let known = rate(&place).zip(place.metrics.self_time_ms).zip(place.share());
    let Some(((rate, time), share)) = known else {
        return Look::Other;
    };
    let factor = rate / median;
    let little = time < context.threshold(&LEAST_TIME) || share < context.threshold(&LEAST_SHARE);
    if factor < context.threshold(&LEAST_FACTOR) || little {
        return Look::Silent(format!(
            "it took {} for its cost, {} times the plan's median.",
            ms(time),
            fixed(factor, 1)
        ));
    }
    let off = place
        .metrics
        .row_estimate
        .is_some_and(|estimate| estimate.factor >= 3.0);
    if off {
        return Look::Silent("its rows were not what was expected, which explains its time.".to_owned());
    }
    let io = place.node.io_timings().map(|timings| timings.total_ms().0 / time);
    if io.is_some_and(|part| part >= 0.5) {
        return Look::Silent("reading from storage explains its time.".to_owned());
    }
    let reads = place.metrics.exclusive_buffers.map(|buffers| buffers.shared);
    if reads.is_some_and(|pages| pages.read > 1_000 && pages.read * 2 >= pages.accessed()) {
        return Look::Silent("most of its pages were not in the cache, which explains its time.".to_owned());
    }
    let suspects = match (place.node.filter(), io) {
        (Some(_), Some(_)) => "the functions in its filter, or waiting",
        (Some(_), None) => "the functions in its filter, storage, or waiting",
        (None, Some(_)) => "long values it decompresses, or waiting",
        (None, None) => "storage, long values it decompresses, or waiting",
    };
    let mut insight = Insight::new(place, &WORDS)
        .saying([count(factor), suspects.to_owned()])
        .because(format!(
            "{} ms for one unit of cost; the median of the plan is {} ms.",
            fixed(rate, 4),
            fixed(median, 4)
        ))
        .because(format!(
            "Its rows are about what was expected; it takes {} of the time.",
            percent(share)
        ));
    insight.certainty = Certainty::Possible;
    insight.severity = Some(Severity::Info);
    let title = "measure what it reads and computes";
    let when = "On the same server; times of reads are told in the plan then, and what is left is computing or waiting.";
    insight
        .mended_by(ProposedFix::statements(
            title,
            when,
            vec![
                "SET track_io_timing = on".to_owned(),
                "EXPLAIN (ANALYZE, BUFFERS, VERBOSE) <the query>".to_owned(),
            ],
        ))
        .into()
}
