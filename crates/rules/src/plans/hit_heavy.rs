//! # The same pages again and again
//!
//! ## What it detects
//! A scan on the inner side of a nested loop that looks at a hundred pages and more for each row it gives, a hundred thousand in all.
//!
//! ## Why it matters
//! Pages in the cache are fast, but not free: a page takes about a microsecond, and a loop can ask for the same ones thousands of times. An index that
//! leads straight to the wanted rows, or a hash join that reads each page once, spares nearly all of it.
//!
//! ## Example
//! ```text,finds
//! Nested Loop  (cost=0.42..58409.48 rows=100 width=8) (actual time=0.365..650.496 rows=90 loops=1)
//!   Buffers: shared hit=1400060
//!   ->  Seq Scan on tasks t  (cost=0.00..538.00 rows=5332 width=8) (actual time=0.010..1.884 rows=5332 loops=1)
//!         Buffers: shared hit=163
//!   ->  Index Scan using orders_created_at_idx on orders o  (cost=0.42..10.83 rows=2 width=4) (actual time=0.116..0.118 rows=0 loops=5332)
//!         Index Cond: (created_at > t.created_at)
//!         Filter: (task_id = t.id)
//!         Rows Removed by Filter: 130
//!         Buffers: shared hit=1399897
//! Execution Time: 651.131 ms
//! ```
//!
//! ## Better
//! ```text,clean
//! Nested Loop  (cost=0.42..58409.48 rows=100 width=8) (actual time=0.365..12.496 rows=90 loops=1)
//!   Buffers: shared hit=16160
//!   ->  Seq Scan on tasks t  (cost=0.00..538.00 rows=5332 width=8) (actual time=0.010..1.884 rows=5332 loops=1)
//!         Buffers: shared hit=163
//!   ->  Index Scan using orders_task_id_idx on orders o  (cost=0.42..10.83 rows=2 width=4) (actual time=0.002..0.002 rows=0 loops=5332)
//!         Index Cond: (task_id = t.id)
//!         Buffers: shared hit=15997
//! Execution Time: 12.931 ms
//! ```
//!
//! ## When to ignore it
//! When most loops find nothing and each is short: then the pages are those of the index alone. A scan that throws rows away by its filter has the more
//! precise insight that its index lacks the filter's columns. Without such a filter, pages full of dead rows are the likely reason: `VACUUM` and `REINDEX` them.
//!
//! ## References
//! - PostgreSQL manual, "Performance Tips", section "Using EXPLAIN", `BUFFERS`.

use rowproof_plan::{NodeKind, ParentRelationship};

use super::reading::{
    Insight, InsightWords, Judged, Look, Place, count, discards_cause, least_share, look_at_nodes, reaches,
    rows, silent, undecidable, weighs,
};
use crate::prelude::*;

pub(crate) const RULE: Rule = Rule {
    code: "hit-heavy",
    severity: Severity::Info,
    dialects: &[Dialect::PostgreSql],
    check: Check::Plan(PlanCheck {
        look,
        thresholds: &[&LEAST_PAGES, &LEAST_PER_ROW, &LEAST_PER_LOOP, &LEAST_SHARE],
    }),
};

static LEAST_PAGES: Threshold = Threshold {
    rule: "hit-heavy",
    name: "least-pages",
    usual: 100_000.0,
    unit: Unit::Pages,
    meaning: "pages looked at in the cache, over all loops, from which they count",
};

static LEAST_PER_ROW: Threshold = Threshold {
    rule: "hit-heavy",
    name: "least-per-row",
    usual: 100.0,
    unit: Unit::Pages,
    meaning: "pages looked at for each row given, from which they are too many",
};

/// The way down an index is three or four pages; a loop of no more reads nothing in vain.
static LEAST_PER_LOOP: Threshold = Threshold {
    rule: "hit-heavy",
    name: "least-per-loop",
    usual: 20.0,
    unit: Unit::Pages,
    meaning: "pages looked at in each loop, from which they are more than the way down an index",
};

static LEAST_SHARE: Threshold = least_share("hit-heavy", 0.1);

static WORDS: InsightWords = InsightWords {
    message: "`{node}` looked at {0} pages in the cache for {1}, in {2} loops; an index on all columns of its condition, or a hash join, reads far fewer",
    why: "Each page takes about a microsecond, and the loops ask for the same ones again and again.",
    sure: "Pages, rows and loops are in the plan; how few pages are enough is not.",
};

fn look(context: &PlanContext<'_>, findings: &mut Findings<'_>) -> Outcome {
    let absent = "No index is searched in the inner side of a nested loop.";
    look_at_nodes(context, findings, &RULE, absent, &mut |place| {
        let inner = place.node.relationship == ParentRelationship::Inner;
        let by_index = matches!(
            place.node.kind,
            NodeKind::IndexScan | NodeKind::IndexOnlyScan | NodeKind::BitmapHeapScan
        );
        match inner && by_index && place.loops() > 1.0 {
            true => judge(context, place).into(),
            false => Look::Other,
        }
    })
}

fn judge<'p>(context: &PlanContext<'_>, place: Place<'p>) -> Judged<'p> {
    let (Some(pages), Some(kept)) = (place.pages(), place.kept()) else {
        return undecidable("its pages are told by `EXPLAIN (ANALYZE, BUFFERS)` only.");
    };
    let loops = place.loops().max(1.0);
    reaches(context, pages, &LEAST_PAGES, "pages were looked at")?;
    reaches(
        context,
        pages / kept.max(1.0),
        &LEAST_PER_ROW,
        "pages for each row",
    )?;
    reaches(context, pages / loops, &LEAST_PER_LOOP, "pages in each loop")?;
    weighs(context, place.share(), &LEAST_SHARE)?;
    if place.node.rows_removed_by_index_recheck().is_some() {
        return silent("its index answers only roughly; that is a matter of its own.");
    }
    let insight = Insight::new(place, &WORDS)
        .saying([count(pages), rows(kept), count(loops)])
        .because(format!(
            "{} pages ÷ {} loops = {} in each.",
            count(pages),
            count(loops),
            count(pages / loops)
        ));
    Ok(insight.caused_by(discards_cause(&place), 7))
}
