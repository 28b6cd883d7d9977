//! # Index that answers only roughly
//!
//! ## What it detects
//! A scan by an index at least half of whose rows fail when the condition is checked again on the row itself.
//!
//! ## Why it matters
//! Some indexes keep a summary (a range of values for a stretch of pages, a bounding box, pieces of a text) and lead to rows that only may
//! match. Each of them is fetched and checked. When most fail, the summary is too coarse for the data or for the condition.
//!
//! ## Example
//! ```text,finds
//! Bitmap Heap Scan on readings  (cost=12.05..4134.05 rows=65 width=8) (actual time=0.648..12.653 rows=61 loops=1)
//!   Recheck Cond: ((value >= 10) AND (value <= 20))
//!   Rows Removed by Index Recheck: 200035
//!   Heap Blocks: lossy=1280
//!   ->  Bitmap Index Scan on readings_value_idx  (cost=0.00..12.03 rows=20000 width=0) (actual time=0.076..0.077 rows=12800 loops=1)
//!         Index Cond: ((value >= 10) AND (value <= 20))
//! Execution Time: 12.769 ms
//! ```
//!
//! ## Better
//! ```text,clean
//! Index Scan using readings_value_idx on readings  (cost=0.42..8.64 rows=11 width=8) (actual time=0.020..0.031 rows=11 loops=1)
//!   Index Cond: ((value >= 10) AND (value <= 20))
//! Execution Time: 0.050 ms
//! ```
//!
//! ## When to ignore it
//! When the scan is fast all the same: a BRIN index trades some reading for a very small size.
//!
//! ## References
//! - PostgreSQL manual, "BRIN Indexes", and "Index Access Method Interface", section "Index Scanning".

use rowproof_plan::NodeKind;

use super::reading::{
    Insight, InsightWords, Judged, Look, Place, RootCause, columns_in, count, index_fix, is_scan,
    least_share, look_at_nodes, reaches, relation_of, relation_sql, rows, undecidable, weighs,
};
use crate::prelude::*;

pub(crate) const RULE: Rule = Rule {
    code: "index-recheck-heavy",
    severity: Severity::Warning,
    dialects: &[Dialect::PostgreSql],
    check: Check::Plan(PlanCheck {
        look,
        thresholds: &[&LEAST_REMOVED, &LEAST_PART, &LEAST_SHARE],
    }),
};

static LEAST_REMOVED: Threshold = Threshold {
    rule: "index-recheck-heavy",
    name: "least-removed",
    usual: 1_000.0,
    unit: Unit::Rows,
    meaning: "rows that fail the recheck, over all loops, from which it counts",
};

static LEAST_PART: Threshold = Threshold {
    rule: "index-recheck-heavy",
    name: "least-part-removed",
    usual: 0.5,
    unit: Unit::Share,
    meaning: "part of the rows found that fails the recheck, from which it counts",
};

static LEAST_SHARE: Threshold = least_share("index-recheck-heavy", 0.05);

static WORDS: InsightWords = InsightWords {
    message: "{0} that `{1}` led to in `{relation}` failed when they were checked again; {2}",
    why: "The index keeps a summary, so it leads to rows that only may match, and each is fetched to be checked.",
    sure: "The rows were counted. That the index is the reason follows from its bitmap; how another index would do is not measured.",
};

fn look(context: &PlanContext<'_>, findings: &mut Findings<'_>) -> Outcome {
    let absent = "No scan checks a condition again.";
    look_at_nodes(context, findings, &RULE, absent, &mut |place| {
        let rechecks = place.node.rows_removed_by_index_recheck().is_some();
        match is_scan(place.node.kind) && (rechecks || place.node.recheck_condition().is_some()) {
            true => judge(context, place).into(),
            false => Look::Other,
        }
    })
}

fn judge<'p>(context: &PlanContext<'_>, place: Place<'p>) -> Judged<'p> {
    let node = place.node;
    let (Some(kept), Some(filtered)) = (place.kept(), place.removed()) else {
        return undecidable("how many rows failed the recheck is told by `EXPLAIN (ANALYZE)` only.");
    };
    let removed = node
        .rows_removed_by_index_recheck_total()
        .map_or(0.0, |rows| rows.low);
    reaches(context, removed, &LEAST_REMOVED, "rows failed the recheck")?;
    let found = removed + kept + filtered;
    reaches(
        context,
        removed / found,
        &LEAST_PART,
        "of the rows found failed the recheck",
    )?;
    weighs(context, place.share(), &LEAST_SHARE)?;
    let below = place
        .plan
        .inputs_of(node)
        .next()
        .and_then(|below| below.index.as_deref());
    let index = node.index.as_deref().or(below).unwrap_or("the index");
    let blocks = node.heap_blocks();
    // A bitmap that lost its rows for lack of memory keeps some; one of page ranges never had any.
    let of_ranges = blocks.is_some_and(|blocks| blocks.exact == 0 && blocks.lossy > 0);
    let outgrown = blocks.is_some_and(|blocks| blocks.exact > 0 && blocks.lossy > 0);
    let method = relation_of(context, node)
        .and_then(|(_, relation)| relation.indexes.iter().find(|known| known.name == index))
        .map(|known| known.method.clone());
    let is_brin = method.as_deref().map_or(of_ranges, |method| method == "brin");
    let gist = match (is_brin, outgrown) {
        (true, _) => "its values are not in the order of the table, or its page ranges are too wide",
        (_, true) => "the bitmap did not fit into `work_mem`",
        _ => "the index is too coarse for this condition",
    };
    let mut insight = Insight::new(place, &WORDS)
        .saying([rows(removed), index.to_owned(), gist.to_owned()])
        .because(format!(
            "{} found = {} kept + {} that failed the recheck{}.",
            rows(found),
            count(kept),
            count(removed),
            match filtered > 0.0 {
                true => format!(" + {} thrown away by the filter", count(filtered)),
                false => String::new(),
            }
        ));
    if is_brin {
        insight = mend_ranges(insight, index);
    }
    if outgrown {
        insight = insight.caused_by(place.cause(RootCause::Lossy), 1);
    }
    Ok(insight)
}

fn mend_ranges<'p>(insight: Insight<'p>, index: &str) -> Insight<'p> {
    let node = insight.place.node;
    let table = relation_sql(node).unwrap_or_default();
    let name = quote(index, Dialect::PostgreSql);
    let columns = node
        .recheck_condition()
        .and_then(|condition| columns_in(node, condition));
    let mut insight = insight.because("Every page of its bitmap is lossy, as those of a BRIN index are.");
    if let Some([column, ..]) = columns.as_deref() {
        let column = quote(column, Dialect::PostgreSql);
        insight = insight.mended_by(index_fix(
            "add a B-tree index, which knows each row",
            format!("CREATE INDEX CONCURRENTLY ON {table} ({column})"),
        ));
    }
    if node.kind == NodeKind::BitmapHeapScan {
        insight = insight.mended_by(ProposedFix::statements(
            "make the page ranges narrower",
            "The values follow the order of the table, as times of an append-only log do, and only the ranges are too wide.",
            vec![
                format!("ALTER INDEX {name} SET (pages_per_range = 16)"),
                format!("REINDEX INDEX CONCURRENTLY {name}"),
            ],
        ));
    }
    insight
}
