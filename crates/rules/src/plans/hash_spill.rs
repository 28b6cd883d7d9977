//! # Hash join that went to disk
//!
//! ## What it detects
//! A hash table that did not fit into the memory of one hash operation, so that it was split into batches and most of the rows
//! of both inputs went to temporary files.
//!
//! ## Why it matters
//! Every row beyond the first batch is written and read once more, on both sides of the join. A little more memory, or a
//! smaller table to hash, does away with all of it.
//!
//! ## Example
//! ```text,finds
//! Hash Join  (cost=4000.00..9000.00 rows=90000 width=16) (actual time=80.000..300.000 rows=90000 loops=1)
//!   Hash Cond: (o.customer_id = c.id)
//!   ->  Seq Scan on orders o  (cost=0.00..1500.00 rows=90000 width=12) (actual time=0.010..20.000 rows=90000 loops=1)
//!   ->  Hash  (cost=2000.00..2000.00 rows=100000 width=12) (actual time=79.000..79.000 rows=100000 loops=1)
//!         Buckets: 131072  Batches: 8  Memory Usage: 3500kB
//!         ->  Seq Scan on customers c  (cost=0.00..2000.00 rows=100000 width=12) (actual time=0.010..30.000 rows=100000 loops=1)
//! Execution Time: 305.000 ms
//! ```
//!
//! ## Better
//! ```text,clean
//! Hash Join  (cost=4000.00..9000.00 rows=90000 width=16) (actual time=80.000..120.000 rows=90000 loops=1)
//!   Hash Cond: (o.customer_id = c.id)
//!   ->  Seq Scan on orders o  (cost=0.00..1500.00 rows=90000 width=12) (actual time=0.010..20.000 rows=90000 loops=1)
//!   ->  Hash  (cost=2000.00..2000.00 rows=100000 width=12) (actual time=79.000..79.000 rows=100000 loops=1)
//!         Buckets: 131072  Batches: 1  Memory Usage: 28000kB
//!         ->  Seq Scan on customers c  (cost=0.00..2000.00 rows=100000 width=12) (actual time=0.010..30.000 rows=100000 loops=1)
//! Execution Time: 125.000 ms
//! ```
//!
//! ## When to ignore it
//! In a report that runs seldom and alone. When the number of batches grew while the query ran, either far more rows came than were
//! expected, or many rows share one value of the key: the second is not mended by memory, since equal values stay in one batch.
//!
//! ## References
//! - PostgreSQL manual, "Server Configuration", section "Resource Consumption", `work_mem` and `hash_mem_multiplier`.

use rowproof_plan::{HashTable, NodeKind};

use super::estimate_off::find_origin;
use super::reading::{
    Insight, InsightWords, Look, Place, RootCause, count, look_at_nodes, memory_fix, percent, rows,
};
use crate::prelude::*;

pub(crate) const RULE: Rule = Rule {
    code: "hash-spill",
    severity: Severity::Warning,
    dialects: &[Dialect::PostgreSql],
    check: Check::Plan(PlanCheck {
        look,
        thresholds: &[&LEAST_SHARE],
    }),
};

/// Below this share of the time the files cost little.
static LEAST_SHARE: Threshold = Threshold {
    rule: "hash-spill",
    name: "least-share",
    usual: 0.05,
    unit: Unit::Share,
    meaning: "share of the execution time of the join and its hash table from which files of a hash join matter",
};

static WORDS: InsightWords = InsightWords {
    message: "the hash table did not fit into `work_mem` and was split into {0} batches, so most rows of both inputs went to disk; {1}",
    why: "Each row beyond the first batch is written to a temporary file and read back, on both sides of the join.",
    sure: "The plan tells the batches and the memory of one; how much faster it gets in one is not measured.",
};

fn look(context: &PlanContext<'_>, findings: &mut Findings<'_>) -> Outcome {
    let absent = "No hash table is built in this plan.";
    look_at_nodes(context, findings, &RULE, absent, &mut |place| {
        look_at(context, place)
    })
}

fn look_at<'p>(context: &PlanContext<'p>, place: Place<'p>) -> Look<'p> {
    if place.node.kind != NodeKind::Hash {
        return Look::Other;
    }
    let Some(table) = place.node.hash_table() else {
        return Look::Undecidable("its batches are told by `EXPLAIN (ANALYZE)` only.".to_owned());
    };
    if table.batches <= 1 {
        return Look::Silent(format!(
            "the table fitted into memory, {} kB in one batch.",
            count(table.memory_kb as f64)
        ));
    }
    // The join reads and writes the files of its other input, the Hash those of its own.
    let join = place.plan.parent_of(place.node);
    let of_join = join.and_then(|join| context.metrics.get(join.id)?.share_of_wall);
    let share = place.share().map(|own| own + of_join.unwrap_or(0.0));
    let least = context.threshold(&LEAST_SHARE);
    if let Some(share) = share.filter(|share| *share < least) {
        return Look::Silent(format!(
            "it was split into {} batches; it and its join take {} of the time, less than {}.",
            table.batches,
            percent(share),
            percent(least)
        ));
    }
    let mut insight = Insight::new(place, &WORDS);
    insight.share = share;
    told(context, insight, &table).into()
}

fn told<'p>(context: &PlanContext<'p>, insight: Insight<'p>, table: &HashTable) -> Insight<'p> {
    let place = insight.place;
    let needed = table.memory_kb.saturating_mul(table.batches);
    let grew = table.batches > table.original_batches;
    let expected = place.node.estimate.map(|estimate| estimate.plan_rows.0);
    let came = place.metrics.rows_total.map(|rows| rows.middle());
    let surprised = grew
        && expected
            .zip(came)
            .is_some_and(|(expected, came)| came >= 2.0 * expected);
    let origin = find_origin(context, place.node).filter(|_| surprised);
    let advice = match (surprised, grew) {
        (true, _) => "far more rows came than were expected, so mend the estimate first",
        (false, true) => "many rows may share one value of the key, which memory does not mend",
        (false, false) => "give this query more memory, or hash fewer and narrower rows",
    };
    let mut insight = insight
        .saying([table.batches.to_string(), advice.to_owned()])
        .because(format!(
            "{} batches × {} kB each = about {} kB for the whole table.",
            table.batches,
            count(table.memory_kb as f64),
            count(needed as f64)
        ));
    if let (true, Some(expected), Some(came)) = (grew, expected, came) {
        insight = insight.because(format!(
            "Batches planned: {}, for {}; {} came.",
            table.original_batches,
            rows(expected),
            rows(came)
        ));
    }
    if let Some(origin) = origin {
        insight = insight.caused_by(origin.cause(RootCause::Estimate), 3);
    }
    if grew && !surprised {
        insight.certainty = Certainty::Possible;
    }
    // A quarter more than the batches together, since the last ones are seldom as full as the largest.
    insight.mended_by(memory_fix(
        needed.saturating_add(needed / 4),
        "build this hash table in memory",
    ))
}
