//! # Rows parked on disk
//!
//! ## What it detects
//! A CTE, a Materialize, a window or a function whose rows did not fit into memory and were written to a temporary file, without the plan
//! saying more about it than its temporary blocks.
//!
//! ## Why it matters
//! Rows that are kept to be read again lie in a temporary file once they outgrow `work_mem`. Each reading of them reads the file.
//!
//! ## Example
//! ```text,finds
//! Aggregate  (cost=7971.00..7971.01 rows=1 width=8) (actual time=105.875..105.878 rows=1 loops=1)
//!   Buffers: shared hit=1471, temp read=1025 written=1025
//!   CTE c
//!     ->  Seq Scan on orders  (cost=0.00..3471.00 rows=200000 width=24) (actual time=0.007..12.001 rows=200000 loops=1)
//!           Buffers: shared hit=1471
//!   ->  CTE Scan on c  (cost=0.00..4500.00 rows=66667 width=4) (actual time=0.010..100.492 rows=199 loops=1)
//!         Filter: (total > 990)
//!         Rows Removed by Filter: 199801
//!         Buffers: shared hit=1471, temp read=1025 written=1025
//! Execution Time: 107.856 ms
//! ```
//!
//! ## Better
//! ```text,clean
//! Aggregate  (cost=4471.00..4471.01 rows=1 width=8) (actual time=25.875..25.878 rows=1 loops=1)
//!   Buffers: shared hit=1471
//!   ->  Seq Scan on orders  (cost=0.00..4471.00 rows=199 width=4) (actual time=0.010..25.492 rows=199 loops=1)
//!         Filter: (total > 990)
//!         Rows Removed by Filter: 199801
//!         Buffers: shared hit=1471
//! Execution Time: 25.956 ms
//! ```
//!
//! ## When to ignore it
//! When the rows are computed at great cost and read more than once: then the file is cheaper than computing them again.
//!
//! ## References
//! - PostgreSQL manual, "Queries", section "WITH Queries (Common Table Expressions)", "Common Table Expression Materialization".

use rowproof_plan::NodeKind;

use super::nested_loop_seq_inner;
use super::reading::{
    Insight, InsightWords, Look, Place, count, look_at_nodes, memory_fix, percent, place_of,
};
use crate::prelude::*;

pub(crate) const RULE: Rule = Rule {
    code: "temp-io",
    severity: Severity::Warning,
    dialects: &[Dialect::PostgreSql],
    check: Check::Plan(PlanCheck {
        look,
        thresholds: &[&LEAST_PAGES, &LEAST_SHARE],
    }),
};

static LEAST_PAGES: Threshold = Threshold {
    rule: "temp-io",
    name: "least-pages",
    usual: 1_000.0,
    unit: Unit::Pages,
    meaning: "pages of temporary files read and written by one node, from which they matter",
};

static LEAST_SHARE: Threshold = Threshold {
    rule: "temp-io",
    name: "least-share",
    usual: 0.05,
    unit: Unit::Share,
    meaning: "share of the execution time of the node from which its file matters",
};

/// Rows in memory take about this many times the space they take in a temporary file.
const MEMORY_PER_DISK: u64 = 3;

static WORDS: InsightWords = InsightWords {
    message: "the rows kept by `{node}` outgrew `work_mem`: {0} pages written to a temporary file and {1} read; {2}",
    why: "Kept rows that outgrow memory lie in a file, which is read again each time they are.",
    sure: "The blocks were counted, those of sorts and hash tables apart; how much faster it gets in memory is not measured.",
};

fn look(context: &PlanContext<'_>, findings: &mut Findings<'_>) -> Outcome {
    let absent = "No node keeps rows to be read again.";
    look_at_nodes(context, findings, &RULE, absent, &mut |place| {
        look_at(context, place)
    })
}

fn look_at<'p>(context: &PlanContext<'p>, place: Place<'p>) -> Look<'p> {
    let advice = match place.node.kind {
        NodeKind::CteScan => {
            "keep fewer rows and columns in the `WITH` query, or inline it by `NOT MATERIALIZED`"
        }
        NodeKind::Materialize => "keep fewer and narrower rows on this side of the join",
        NodeKind::WindowAgg => "compute the window over fewer and narrower rows",
        NodeKind::RecursiveUnion | NodeKind::WorkTableScan => "carry fewer columns through the recursion",
        NodeKind::FunctionScan | NodeKind::TableFunctionScan => "have the function return fewer rows",
        _ => return Look::Other,
    };
    let Some(temp) = place.metrics.exclusive_buffers.map(|buffers| buffers.temp) else {
        return Look::Undecidable(
            "its temporary blocks are told by `EXPLAIN (ANALYZE, BUFFERS)` only.".to_owned(),
        );
    };
    let (written, read) = (temp.written.max(0), temp.read.max(0));
    if ((written + read) as f64) < context.threshold(&LEAST_PAGES) {
        return Look::Silent(format!(
            "it wrote {} and read {} pages of temporary files.",
            count(written as f64),
            count(read as f64)
        ));
    }
    let least = context.threshold(&LEAST_SHARE);
    if let Some(share) = place.share().filter(|share| *share < least) {
        return Look::Silent(format!(
            "it takes {} of the time, less than {}.",
            percent(share),
            percent(least)
        ));
    }
    let kept_kb = (written.max(0) as u64).saturating_mul(8);
    let needed = kept_kb.saturating_mul(MEMORY_PER_DISK);
    let mut insight =
        Insight::new(place, &WORDS).saying([count(written as f64), count(read as f64), advice.to_owned()]);
    if written > 0 {
        insight = insight
            .because(format!(
                "{} pages × 8 kB = {} kB on disk; in memory rows take about {MEMORY_PER_DISK} times as much.",
                count(written as f64),
                count(kept_kb as f64)
            ))
            .mended_by(memory_fix(needed, "keep the rows in memory"));
    }
    // What a nested loop reads again and again is mended by an index on it.
    let join = place
        .plan
        .parent_of(place.node)
        .and_then(|join| place_of(context, join));
    if let Some(Ok(inner)) = join.map(|join| nested_loop_seq_inner::find(context, join)) {
        insight = insight.caused_by(inner.cause, 4);
    }
    insight.into()
}
