//! # Rows with NULL read again for each look-up (MySQL, MariaDB)
//!
//! ## What it detects
//! A table that is looked up by a value or NULL (`ref_or_null`) for each of many rows, and reads many rows each time.
//!
//! ## Why it matters
//! The rows with NULL in the column are the same for every row outside, and are read again for each of them. They take part in the join as
//! often, too: a column of which a tenth is NULL makes a tenth of the table join every row.
//!
//! ## Example
//! ```text,finds
//! {"query_block": {"select_id": 1, "r_loops": 1, "r_total_time_ms": 674.8, "nested_loop": [
//!   {"table": {"table_name": "c", "access_type": "range", "key": "PRIMARY", "r_loops": 1, "rows": 299, "r_rows": 299,
//!     "r_table_time_ms": 0.2, "r_other_time_ms": 0.5, "filtered": 100, "r_filtered": 100}},
//!   {"table": {"table_name": "o", "access_type": "ref_or_null", "key": "shipped_idx", "used_key_parts": ["shipped_by"],
//!     "ref": ["p.c.grade"], "r_loops": 299, "rows": 220, "r_rows": 10062.9, "r_table_time_ms": 462.6, "r_other_time_ms": 211.5,
//!     "filtered": 100, "r_filtered": 100, "attached_condition": "o.shipped_by = c.grade or o.shipped_by is null"}}]}}
//! ```
//!
//! ## Better
//! ```text,clean
//! {"query_block": {"select_id": 1, "r_loops": 1, "r_total_time_ms": 18.3, "nested_loop": [
//!   {"table": {"table_name": "c", "access_type": "range", "key": "PRIMARY", "r_loops": 1, "rows": 299, "r_rows": 299,
//!     "r_table_time_ms": 0.2, "r_other_time_ms": 0.5, "filtered": 100, "r_filtered": 100}},
//!   {"table": {"table_name": "o", "access_type": "ref", "key": "shipped_idx", "used_key_parts": ["shipped_by"],
//!     "ref": ["p.c.grade"], "r_loops": 299, "rows": 200, "r_rows": 62.9, "r_table_time_ms": 16.1, "r_other_time_ms": 1.5,
//!     "filtered": 100, "r_filtered": 100}}]}}
//! ```
//!
//! ## When to ignore it
//! When every row with NULL is really meant to join every row outside. A condition with a constant (`a = 7 OR a IS NULL`) is looked up once,
//! which is right, and is not reported. `NOT IN` over a column that may be NULL is read this way too: `NOT EXISTS` is not, and means what is
//! wanted more often.
//!
//! ## References
//! - MySQL manual, "Optimization", section "IS NULL Optimization".

use rowproof_plan::PlanNode;

use super::reading::{
    Insight, InsightWords, Judged, Look, Place, count, look_at_nodes, reaches, rows, undecidable, weighs,
};
use crate::prelude::*;

pub(crate) const RULE: Rule = Rule {
    code: "ref-or-null",
    severity: Severity::Warning,
    dialects: &[Dialect::MySql],
    check: Check::Plan(PlanCheck {
        look,
        thresholds: &[&LEAST_LOOPS, &LEAST_ROWS, &LEAST_SHARE],
    }),
};

static LEAST_LOOPS: Threshold = Threshold {
    rule: "ref-or-null",
    name: "least-loops",
    usual: 100.0,
    unit: Unit::Count,
    meaning: "look-ups from which they count",
};

static LEAST_ROWS: Threshold = Threshold {
    rule: "ref-or-null",
    name: "least-rows",
    usual: 1_000.0,
    unit: Unit::Rows,
    meaning: "rows that each look-up reads, from which it counts",
};

static LEAST_SHARE: Threshold = Threshold {
    rule: "ref-or-null",
    name: "least-share",
    usual: 0.1,
    unit: Unit::Share,
    meaning: "share of the execution time from which the look-ups matter",
};

static WORDS: InsightWords = InsightWords {
    message: "`{relation}` is looked up {0} times by a value or NULL and reads {1} each time, which takes {share} of the time; join by the value alone, and add the rows with NULL by `UNION ALL` if they are meant",
    why: "The rows with NULL are read again for each row outside, and join each of them.",
    sure: "The look-ups and the rows were counted; how many of the rows have NULL is not told.",
};

fn look(context: &PlanContext<'_>, findings: &mut Findings<'_>) -> Outcome {
    let absent = "Nothing is looked up by a value or NULL.";
    look_at_nodes(
        context,
        findings,
        &RULE,
        absent,
        &mut |place| match is_or_null(place.node) {
            true => judge(context, place).into(),
            false => Look::Other,
        },
    )
}

/// Whether the node looks up a value or NULL. The trees say it in the condition: `(a = b.a or NULL)`.
pub(super) fn is_or_null(node: &PlanNode) -> bool {
    let in_tree = || {
        let condition = node.index_condition();
        node.label.contains("ndex lookup") && condition.is_some_and(|text| text.contains(" or NULL"))
    };
    node.label.contains("ref_or_null") || in_tree()
}

fn judge<'p>(context: &PlanContext<'p>, place: Place<'p>) -> Judged<'p> {
    let Some(read) = place.read() else {
        return undecidable(
            "how often it is looked up is told by `EXPLAIN ANALYZE` (MariaDB: `ANALYZE FORMAT=JSON`) only.",
        );
    };
    let loops = place.loops();
    reaches(context, loops, &LEAST_LOOPS, "look-ups")?;
    let each = read / loops;
    reaches(context, each, &LEAST_ROWS, "rows read by each look-up")?;
    weighs(context, place.share(), &LEAST_SHARE)?;
    let mut insight = Insight::new(place, &WORDS).saying([count(loops), rows(each)]);
    insight.certainty = Certainty::Possible;
    Ok(insight.because(format!("{} read in {} look-ups.", rows(read), count(loops))))
}
