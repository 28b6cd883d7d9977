//! # CTE made whole, then filtered
//!
//! ## What it detects
//! A query in `WITH` that is computed whole, and of whose rows the scan of it throws nine of ten away.
//!
//! ## Why it matters
//! A materialized CTE is a fence: a condition outside of it is not used inside. So all rows are made first, without the index that the condition
//! would have. `NOT MATERIALIZED` lets the planner merge the two.
//!
//! ## Example
//! ```text,finds
//! CTE Scan on all_orders  (cost=16910.00..30410.00 rows=3000 width=64) (actual time=1.500..223.100 rows=1 loops=1)
//!   Filter: (id = 4711)
//!   Rows Removed by Filter: 599999
//!   CTE all_orders
//!     ->  Seq Scan on orders  (cost=0.00..16910.00 rows=600000 width=64) (actual time=0.018..62.337 rows=600000 loops=1)
//! Execution Time: 230.360 ms
//! ```
//!
//! ## Better
//! ```text,clean
//! Index Scan using orders_pkey on orders  (cost=0.42..8.44 rows=1 width=64) (actual time=0.020..0.021 rows=1 loops=1)
//!   Index Cond: (id = 4711)
//! Execution Time: 0.040 ms
//! ```
//!
//! ## When to ignore it
//! When the CTE is dear, used several times, and the uses together need most of it: then computing it once is the point. Recursive CTEs and
//! those that change rows cannot be merged and are not reported.
//!
//! ## References
//! - PostgreSQL manual, "Queries", section "Common Table Expression Materialization".

use rowproof_plan::{NodeKind, ParentRelationship};

use super::reading::{
    Insight, InsightWords, Judged, Look, Place, count, least_share, look_at_nodes, places, reaches, rows,
    silent, undecidable, weighs,
};
use crate::prelude::*;

pub(crate) const RULE: Rule = Rule {
    code: "cte-fence",
    severity: Severity::Warning,
    dialects: &[Dialect::PostgreSql],
    check: Check::Plan(PlanCheck {
        look,
        thresholds: &[&LEAST_ROWS, &LEAST_PART, &LEAST_SHARE],
    }),
};

static LEAST_ROWS: Threshold = Threshold {
    rule: "cte-fence",
    name: "least-rows",
    usual: 10_000.0,
    unit: Unit::Rows,
    meaning: "rows of the CTE from which it counts",
};

static LEAST_PART: Threshold = Threshold {
    rule: "cte-fence",
    name: "least-part-removed",
    usual: 0.9,
    unit: Unit::Share,
    meaning: "part of the CTE's rows that each scan of it throws away, from which it counts",
};

static LEAST_SHARE: Threshold = least_share("cte-fence", 0.1);

static WORDS: InsightWords = InsightWords {
    message: "the CTE `{0}` is computed whole, {1}, and {2} of them are used; let it be merged into the query with `NOT MATERIALIZED`",
    why: "A condition outside of a materialized CTE is not used inside of it, so no index on it is either.",
    sure: "The rows were counted; how fast the merged query is, is not measured.",
};

fn look(context: &PlanContext<'_>, findings: &mut Findings<'_>) -> Outcome {
    let absent = "No CTE is computed on its own.";
    look_at_nodes(
        context,
        findings,
        &RULE,
        absent,
        &mut |place| match place.node.relationship == ParentRelationship::Cte {
            true => judge(context, place).into(),
            false => Look::Other,
        },
    )
}

fn judge<'p>(context: &PlanContext<'p>, place: Place<'p>) -> Judged<'p> {
    let node = place.node;
    if node.kind == NodeKind::RecursiveUnion || node.kind.is_modify() {
        return silent("it is recursive or changes rows, so it cannot be merged.");
    }
    let name = node
        .subplan_name
        .as_deref()
        .and_then(|name| name.strip_prefix("CTE "));
    let name = name.unwrap_or_default().trim_matches('"');
    let scans: Vec<Place<'p>> = places(context)
        .filter(|place| place.node.kind == NodeKind::CteScan && place.node.object.as_deref() == Some(name))
        .collect();
    let Some(made) = place.kept() else {
        return undecidable("how many rows it has is told by `EXPLAIN (ANALYZE)` only.");
    };
    reaches(context, made, &LEAST_ROWS, "rows are in it")?;
    let mut used: f64 = 0.0;
    for scan in &scans {
        let (Some(kept), Some(removed)) = (scan.kept(), scan.removed()) else {
            continue;
        };
        if scan.loops() > 1.0 {
            return silent("it is read several times, which is what computing it once is for.");
        }
        reaches(
            context,
            removed / (kept + removed).max(1.0),
            &LEAST_PART,
            "of its rows are thrown away by one of its scans",
        )?;
        used += kept;
    }
    if scans.is_empty() {
        return silent("nothing reads it.");
    }
    let of_scans: f64 = scans.iter().filter_map(Place::share).sum();
    let share = place
        .share_with_inputs(context)
        .map(|share| (share + of_scans).min(1.0));
    weighs(context, share, &LEAST_SHARE)?;
    let mut insight = Insight::new(place, &WORDS)
        .saying([name.to_owned(), rows(made), count(used)])
        .because(match scans.len() {
            1 => "One scan reads it; since PostgreSQL 12 it is computed on its own only when it is written `MATERIALIZED` or calls a volatile function.".to_owned(),
            several => format!("{several} scans read it, so PostgreSQL computes it once unless it is told otherwise."),
        })
        .mended_by(
            ProposedFix::statements(
                "let it be merged into the query",
                "PostgreSQL 12 and later; before, write it as a subquery.",
                vec![format!("WITH {} AS NOT MATERIALIZED (…)", quote(name, Dialect::PostgreSql))],
            )
            .costing("A CTE that is used several times is then computed each time, with the condition of each."),
        );
    insight.share = share;
    Ok(insight)
}
