//! # Index Only Scan that reads the table all the same
//!
//! ## What it detects
//! An Index Only Scan that had to look a quarter of its rows or more up in the table.
//!
//! ## Why it matters
//! An index does not tell whether a row is visible. The visibility map does, for whole pages, and `VACUUM` fills it. Where it is not filled,
//! each row is looked up in the table, and the scan is no better than a plain Index Scan.
//!
//! ## Example
//! ```text,finds
//! Aggregate  (cost=2866.70..2866.71 rows=1 width=8) (actual time=24.191..24.193 rows=1 loops=1)
//!   ->  Index Only Scan using counters_id_idx on counters  (cost=0.42..2792.14 rows=29824 width=0) (actual time=0.057..21.732 rows=28515 loops=1)
//!         Index Cond: ((id >= 100) AND (id <= 30000))
//!         Heap Fetches: 28515
//! Execution Time: 24.239 ms
//! ```
//!
//! ## Better
//! ```text,clean
//! Aggregate  (cost=866.70..866.71 rows=1 width=8) (actual time=6.191..6.193 rows=1 loops=1)
//!   ->  Index Only Scan using counters_id_idx on counters  (cost=0.42..792.14 rows=29824 width=0) (actual time=0.057..4.732 rows=28515 loops=1)
//!         Index Cond: ((id >= 100) AND (id <= 30000))
//!         Heap Fetches: 0
//! Execution Time: 6.239 ms
//! ```
//!
//! ## When to ignore it
//! When the rows were changed a moment ago and autovacuum is about to come by. A table whose rows change all the time keeps few pages
//! visible to all; no setting mends that.
//!
//! ## References
//! - PostgreSQL manual, "Indexes", section "Index-Only Scans and Covering Indexes".
//! - PostgreSQL manual, "Routine Database Maintenance Tasks", section "Updating the Visibility Map".

use rowproof_plan::NodeKind;

use super::reading::{
    Insight, InsightWords, Judged, Look, Place, count, least_share, look_at_nodes, reaches, relation_sql,
    rows, undecidable, weighs,
};
use crate::prelude::*;

pub(crate) const RULE: Rule = Rule {
    code: "heap-fetches",
    severity: Severity::Warning,
    dialects: &[Dialect::PostgreSql],
    check: Check::Plan(PlanCheck {
        look,
        thresholds: &[&LEAST_FETCHES, &LEAST_PART, &LEAST_SHARE],
    }),
};

static LEAST_FETCHES: Threshold = Threshold {
    rule: "heap-fetches",
    name: "least-fetches",
    usual: 1_000.0,
    unit: Unit::Count,
    meaning: "look-ups in the table, over all loops, from which they count",
};

static LEAST_PART: Threshold = Threshold {
    rule: "heap-fetches",
    name: "least-part",
    usual: 0.25,
    unit: Unit::Share,
    meaning: "part of the rows that is looked up in the table, from which it counts",
};

static LEAST_SHARE: Threshold = least_share("heap-fetches", 0.05);

static WORDS: InsightWords = InsightWords {
    message: "the Index Only Scan of `{relation}` looked {0} up in the table because its visibility map is not filled; run `VACUUM` on it",
    why: "A row on a page that the visibility map does not vouch for has to be looked up in the table.",
    sure: "The look-ups were counted. After a VACUUM they are gone until the rows change again.",
};

fn look(context: &PlanContext<'_>, findings: &mut Findings<'_>) -> Outcome {
    let absent = "There is no Index Only Scan.";
    look_at_nodes(
        context,
        findings,
        &RULE,
        absent,
        &mut |place| match place.node.kind {
            NodeKind::IndexOnlyScan => judge(context, place).into(),
            _ => Look::Other,
        },
    )
}

fn judge<'p>(context: &PlanContext<'_>, place: Place<'p>) -> Judged<'p> {
    let node = place.node;
    let (Some(fetches), Some(read)) = (node.heap_fetches(), place.read()) else {
        return undecidable("its look-ups in the table are told by `EXPLAIN (ANALYZE)` only.");
    };
    // Fetches are a total, rows an average per loop.
    let (fetches, read) = (fetches.0, read.max(1.0));
    reaches(context, fetches, &LEAST_FETCHES, "look-ups in the table")?;
    reaches(
        context,
        fetches / read,
        &LEAST_PART,
        "of its rows were looked up in the table",
    )?;
    weighs(context, place.share(), &LEAST_SHARE)?;
    let table = relation_sql(node).unwrap_or_default();
    let insight = Insight::new(place, &WORDS)
        .saying([rows(fetches)])
        .because(format!("{} look-ups for {} over all loops.", count(fetches), rows(read)))
        .mended_by(ProposedFix::statements(
            "fill the visibility map",
            "Once, and after each load of many rows.",
            vec![format!("VACUUM (ANALYZE) {table}")],
        ))
        .mended_by(
            ProposedFix::statements(
                "let autovacuum come by earlier",
                "The table changes all the time, or is only added to.",
                vec![format!(
                    "ALTER TABLE {table} SET (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_insert_scale_factor = 0.02)"
                )],
            )
            .costing("Autovacuum reads the changed pages of the table more often."),
        );
    Ok(insight)
}
