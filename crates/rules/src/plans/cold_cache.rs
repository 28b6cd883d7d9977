//! # Pages that were not in the cache
//!
//! ## What it detects
//! An execution that found at least half of its pages outside of PostgreSQL's cache, a thousand (8 MB) and more.
//!
//! ## Why it matters
//! Such a time says more of the disk, or of the operating system's cache, than of the plan. Run a second time the same plan is often many times faster, and
//! two plans can be compared only when both ran warm.
//!
//! ## Example
//! ```text,finds
//! Aggregate  (cost=21046.39..21046.40 rows=1 width=32) (actual time=944.427..944.429 rows=1 loops=1)
//!   Buffers: shared hit=707 read=12000
//!   ->  Seq Scan on orders  (cost=0.00..19378.51 rows=667151 width=6) (actual time=0.019..807.940 rows=600000 loops=1)
//!         Buffers: shared hit=707 read=12000
//! Execution Time: 944.491 ms
//! ```
//!
//! ## Better
//! ```text,clean
//! Aggregate  (cost=21046.39..21046.40 rows=1 width=32) (actual time=244.427..244.429 rows=1 loops=1)
//!   Buffers: shared hit=12707
//!   ->  Seq Scan on orders  (cost=0.00..19378.51 rows=667151 width=6) (actual time=0.019..107.940 rows=600000 loops=1)
//!         Buffers: shared hit=12707
//! Execution Time: 244.491 ms
//! ```
//!
//! ## When to ignore it
//! When the query always runs cold, as a nightly one does. `read` counts what PostgreSQL did not have; the operating system may have had it. A table
//! larger than a quarter of `shared_buffers` that is read whole never stays in the cache.
//!
//! ## References
//! - PostgreSQL manual, "Performance Tips", section "Using EXPLAIN", `BUFFERS`.

use super::reading::{
    Insight, InsightWords, Judged, Look, Place, count, look_at_plan, percent, places, reaches, silent,
    undecidable,
};
use crate::prelude::*;

pub(crate) const RULE: Rule = Rule {
    code: "cold-cache",
    severity: Severity::Hint,
    dialects: &[Dialect::PostgreSql],
    check: Check::Plan(PlanCheck {
        look,
        thresholds: &[&LEAST_PAGES, &LEAST_PART],
    }),
};

static LEAST_PAGES: Threshold = Threshold {
    rule: "cold-cache",
    name: "least-pages",
    usual: 1_000.0,
    unit: Unit::Pages,
    meaning: "pages read from outside of the cache, from which they count",
};

static LEAST_PART: Threshold = Threshold {
    rule: "cold-cache",
    name: "least-part",
    usual: 0.5,
    unit: Unit::Share,
    meaning: "part of the pages that was read from outside of the cache, from which it counts",
};

static WORDS: InsightWords = InsightWords {
    message: "{0} of {1} pages were not in the cache, most of them for `{2}`; run the query again before you judge its time",
    why: "The time of a cold run says more of the disk than of the plan.",
    sure: "The pages were counted; whether the operating system had them is not known.",
};

fn look(context: &PlanContext<'_>, findings: &mut Findings<'_>) -> Outcome {
    look_at_plan(findings, &RULE, judge(context).into())
}

fn judge<'p>(context: &PlanContext<'p>) -> Judged<'p> {
    let Some(whole) = context.plan.root().and_then(|root| root.buffers()) else {
        return match context.plan.buffers {
            true => silent("It touched no page."),
            false => undecidable("The pages are told by `EXPLAIN (ANALYZE, BUFFERS)` only."),
        };
    };
    let (hit, read) = (whole.shared.hit as f64, whole.shared.read as f64);
    reaches(
        context,
        read,
        &LEAST_PAGES,
        "pages were read from outside of the cache",
    )?;
    reaches(
        context,
        read / (hit + read),
        &LEAST_PART,
        "of the pages were not in the cache",
    )?;
    let read_by = |place: &Place<'p>| place.metrics.exclusive_buffers.map_or(0, |own| own.shared.read);
    let most = places(context).reduce(|a, b| if read_by(&b) > read_by(&a) { b } else { a });
    let (Some(insight), Some(most)) = (Insight::of_plan(context, &WORDS), most) else {
        return Err(Look::Other);
    };
    let mut insight = insight
        .saying([count(read), count(hit + read), most.label()])
        .because(format!(
            "{} read ÷ ({} hit + {} read) = {}.",
            count(read),
            count(hit),
            count(read),
            percent(read / (hit + read))
        ));
    // A cold run is a reservation about the figures, not a fault of the plan.
    insight.severity = Some(Severity::Hint);
    Ok(insight)
}
