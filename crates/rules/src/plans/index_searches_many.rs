//! # Index searched again and again in one scan
//!
//! ## What it detects
//! An index scan that starts from the root of its index hundreds of times for few rows (`Index Searches`, PostgreSQL 18 and later), as a skip scan does
//! over a leading column the query says nothing of.
//!
//! ## Why it matters
//! A skip scan tries every value of the leading column. With few values that is a good plan; with many, an index that begins with the column of the
//! condition needs one search.
//!
//! ## Example
//! ```text,finds
//! Index Scan using orders_customer_id_ref_idx on orders  (cost=0.42..9210.10 rows=12 width=8) (actual time=0.081..41.702 rows=15.00 loops=1)
//!   Index Cond: (ref = 77)
//!   Index Searches: 48211
//! Execution Time: 41.847 ms
//! ```
//!
//! ## Better
//! ```text,clean
//! Index Scan using orders_ref_idx on orders  (cost=0.42..62.10 rows=12 width=8) (actual time=0.021..0.040 rows=15.00 loops=1)
//!   Index Cond: (ref = 77)
//!   Index Searches: 1
//! Execution Time: 0.061 ms
//! ```
//!
//! ## When to ignore it
//! When the leading column has few values. The searches of an `IN` list, one for each of its values, are meant and not reported.
//!
//! ## References
//! - PostgreSQL 18 release notes, "Skip scan lookups"; manual, "Performance Tips", section "Using EXPLAIN", `Index Searches`.

use rowproof_plan::NodeKind;

use super::reading::{
    Conjunct, IndexAdvice, Insight, InsightWords, Judged, Look, Place, advise_ordered, count, least_share,
    look_at_nodes, read_condition, rows, silent, undecidable, weighs,
};
use crate::prelude::*;

pub(crate) const RULE: Rule = Rule {
    code: "index-searches-many",
    severity: Severity::Warning,
    dialects: &[Dialect::PostgreSql],
    check: Check::Plan(PlanCheck {
        look,
        thresholds: &[&LEAST_SEARCHES, &LEAST_SHARE],
    }),
};

static LEAST_SEARCHES: Threshold = Threshold {
    rule: "index-searches-many",
    name: "least-searches",
    usual: 100.0,
    unit: Unit::Count,
    meaning: "searches in each loop, beyond one for each row, from which they count",
};

static LEAST_SHARE: Threshold = least_share("index-searches-many", 0.1);

static WORDS: InsightWords = InsightWords {
    message: "`{0}` is searched {1} times for {2}, once for each value of its leading column; an index that begins with the condition's column needs one search",
    why: "A skip scan tries each value of the column that the condition leaves out, one search each.",
    sure: "The searches were counted; that they skip over a leading column follows from the condition, which has one value.",
};

fn look(context: &PlanContext<'_>, findings: &mut Findings<'_>) -> Outcome {
    let absent = "No index is scanned.";
    look_at_nodes(
        context,
        findings,
        &RULE,
        absent,
        &mut |place| match place.node.kind {
            NodeKind::IndexScan | NodeKind::IndexOnlyScan | NodeKind::BitmapIndexScan => {
                judge(context, place).into()
            }
            _ => Look::Other,
        },
    )
}

fn judge<'p>(context: &PlanContext<'_>, place: Place<'p>) -> Judged<'p> {
    let node = place.node;
    let (Some(searches), Some(kept)) = (node.index_searches(), place.kept()) else {
        return undecidable("how often the index is searched is told since PostgreSQL 18 only.");
    };
    // Searches are a total; an index lookup in each loop is no repetition.
    let loops = place.loops().max(1.0);
    let per_loop = searches.0 / loops;
    let least = context.threshold(&LEAST_SEARCHES);
    if per_loop < least + kept / loops {
        return silent(format!("it is searched {} times in each loop.", count(per_loop)));
    }
    let parts = node
        .index_condition()
        .and_then(|condition| read_condition(node, condition));
    let Some(parts) = parts else {
        return undecidable("its condition cannot be read.");
    };
    if parts
        .iter()
        .any(|part| matches!(part, Conjunct::OneOf(_) | Conjunct::Other))
    {
        return silent("it is searched once for each value of a list.");
    }
    weighs(context, place.share(), &LEAST_SHARE)?;
    // A Bitmap Index Scan names no relation; the heap scan above it does.
    let mut heap = Some(node);
    while let Some(at) = heap.filter(|at| at.relation.is_none()) {
        heap = place.plan.parent_of(at);
    }
    let mut scan = heap.unwrap_or(node).clone();
    scan.properties.retain(|property| property.name != "Filter");
    let IndexAdvice::Create(new) = advise_ordered(context, &scan, None, Some(place.metrics)) else {
        return silent(
            "the schema has an index that begins with the condition's column, or none follows from the condition.",
        );
    };
    let insight = Insight::new(place, &WORDS)
        .saying([
            node.index.clone().unwrap_or_default(),
            count(searches.0),
            rows(kept),
        ])
        .because(format!(
            "{} searches in each of its runs, {} in all.",
            count(per_loop),
            count(searches.0)
        ))
        .mended_by_index("add an index that begins with the condition's column", &new);
    Ok(insight)
}
