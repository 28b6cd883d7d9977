//! # Bitmap that outgrew its memory
//!
//! ## What it detects
//! A Bitmap Heap Scan whose bitmap did not fit into `work_mem`, so that for a part of the pages it knows only that some row matches.
//!
//! ## Why it matters
//! On a page that the bitmap knows only as a whole, every row is checked again, matching or not. More memory, or an index that finds
//! fewer rows, keeps the bitmap exact.
//!
//! ## Example
//! ```text,finds
//! Aggregate  (cost=20539.55..20539.56 rows=1 width=32) (actual time=86.237..86.240 rows=1 loops=1)
//!   ->  Bitmap Heap Scan on orders  (cost=862.48..20391.73 rows=59127 width=6) (actual time=1.892..79.890 rows=58515 loops=1)
//!         Recheck Cond: ((customer_id >= 1) AND (customer_id <= 6000))
//!         Rows Removed by Index Recheck: 180145
//!         Heap Blocks: exact=1346 lossy=5532
//!         ->  Bitmap Index Scan on orders_customer_id_idx  (cost=0.00..847.69 rows=59127 width=0) (actual time=1.778..1.779 rows=58515 loops=1)
//!               Index Cond: ((customer_id >= 1) AND (customer_id <= 6000))
//! Execution Time: 86.423 ms
//! ```
//!
//! ## Better
//! ```text,clean
//! Aggregate  (cost=20539.55..20539.56 rows=1 width=32) (actual time=46.237..46.240 rows=1 loops=1)
//!   ->  Bitmap Heap Scan on orders  (cost=862.48..20391.73 rows=59127 width=6) (actual time=1.892..39.890 rows=58515 loops=1)
//!         Recheck Cond: ((customer_id >= 1) AND (customer_id <= 6000))
//!         Heap Blocks: exact=6878
//!         ->  Bitmap Index Scan on orders_customer_id_idx  (cost=0.00..847.69 rows=59127 width=0) (actual time=1.778..1.779 rows=58515 loops=1)
//!               Index Cond: ((customer_id >= 1) AND (customer_id <= 6000))
//! Execution Time: 46.423 ms
//! ```
//!
//! ## When to ignore it
//! When few rows fail the recheck; it is a hint then. A bitmap without a single exact page comes from an index that knows pages only
//! (BRIN) and is not reported here. Before PostgreSQL 18 a parallel scan tells the pages of one process only.
//!
//! ## References
//! - PostgreSQL manual, "Server Configuration", section "Resource Consumption", `work_mem`.

use rowproof_plan::NodeKind;
use rowproof_source::fixed;

use super::reading::{
    Insight, InsightWords, Judged, Look, Place, RootCause, count, least_share, look_at_nodes, memory_fix,
    reaches, silent, undecidable, weighs,
};
use crate::prelude::*;

pub(crate) const RULE: Rule = Rule {
    code: "lossy-bitmap",
    severity: Severity::Warning,
    dialects: &[Dialect::PostgreSql],
    check: Check::Plan(PlanCheck {
        look,
        thresholds: &[&LEAST_LOSSY, &LEAST_SHARE],
    }),
};

static LEAST_LOSSY: Threshold = Threshold {
    rule: "lossy-bitmap",
    name: "least-lossy",
    usual: 0.1,
    unit: Unit::Share,
    meaning: "part of the pages known only as a whole, from which it counts",
};

static LEAST_SHARE: Threshold = least_share("lossy-bitmap", 0.05);

static WORDS: InsightWords = InsightWords {
    message: "the bitmap of `{relation}` did not fit into `work_mem`, so on {0} of its pages every row was checked again; give this query more memory",
    why: "A bitmap without room keeps the page instead of the row, and every row of such a page is checked.",
    sure: "The pages are told by the plan; how much faster an exact bitmap is, is not measured.",
};

/// Bytes that a bitmap takes for one page: an entry of 48 and two pointers (`tbm_calculate_entries` in PostgreSQL's source).
const BYTES_PER_PAGE: f64 = 64.0;

fn look(context: &PlanContext<'_>, findings: &mut Findings<'_>) -> Outcome {
    let absent = "No table is read by a bitmap.";
    look_at_nodes(
        context,
        findings,
        &RULE,
        absent,
        &mut |place| match place.node.kind {
            NodeKind::BitmapHeapScan => judge(context, place).into(),
            _ => Look::Other,
        },
    )
}

fn judge<'p>(context: &PlanContext<'_>, place: Place<'p>) -> Judged<'p> {
    let node = place.node;
    if node.actual.measured().is_none() {
        return undecidable("the pages of its bitmap are told by `EXPLAIN (ANALYZE)` only.");
    }
    let Some(blocks) = node.heap_blocks().filter(|blocks| blocks.lossy > 0) else {
        return silent("its bitmap is exact.");
    };
    if blocks.exact == 0 {
        return silent("its index knows pages only, as a BRIN index does: more memory would not help.");
    }
    let (lossy, exact) = (blocks.lossy as f64, blocks.exact as f64);
    let part = lossy / (lossy + exact);
    reaches(context, part, &LEAST_LOSSY, "of its pages are lossy")?;
    weighs(context, place.share(), &LEAST_SHARE)?;
    let removed = node
        .rows_removed_by_index_recheck_total()
        .map_or(0.0, |rows| rows.low);
    let kept = place.kept().unwrap_or(0.0);
    let processes = match node.parallel_aware {
        true => place.metrics.processes.max(1.0),
        false => 1.0,
    };
    // One bitmap serves all loops' pages at most; the largest of them is not told.
    let pages = (lossy + exact) * processes / (place.loops() / processes).max(1.0);
    let needed_kb = (pages * BYTES_PER_PAGE / 1024.0).ceil();
    let mut insight = Insight::new(place, &WORDS)
        .saying([super::reading::percent(part)])
        .because(format!(
            "{} exact and {} lossy pages; {} rows failed the recheck, {} were kept.",
            count(exact),
            count(lossy),
            count(removed),
            count(kept)
        ))
        .because(format!(
            "{} pages × {} bytes = {} kB for an exact bitmap.",
            count(pages),
            fixed(BYTES_PER_PAGE, 0),
            count(needed_kb)
        ))
        .mended_by(memory_fix(needed_kb as u64, "keep the bitmap exact"));
    if removed < kept {
        insight.severity = Some(Severity::Hint);
    }
    Ok(insight.caused_by(place.cause(RootCause::Lossy), 0))
}
