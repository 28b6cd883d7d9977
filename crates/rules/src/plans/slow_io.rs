//! # Slow reads
//!
//! ## What it detects
//! A node that spends half of its time or more in reading pages, a millisecond and more for each.
//!
//! ## Why it matters
//! A page from a local solid-state disk takes a tenth of a millisecond. Ten times as long means a network disk, a disk at its limit, or one that has to seek.
//! The plan cannot mend that, but it can read fewer pages.
//!
//! ## Example
//! ```text,finds
//! Index Scan using orders_customer_id_idx on orders  (cost=0.42..9110.10 rows=2200 width=8) (actual time=2.021..5240.040 rows=2291 loops=1)
//!   Index Cond: (customer_id = 77)
//!   Buffers: shared hit=31 read=2260
//!   I/O Timings: shared/local read=5190.100
//! Execution Time: 5241.061 ms
//! ```
//!
//! ## Better
//! ```text,clean
//! Index Scan using orders_customer_id_idx on orders  (cost=0.42..9110.10 rows=2200 width=8) (actual time=0.121..190.040 rows=2291 loops=1)
//!   Index Cond: (customer_id = 77)
//!   Buffers: shared hit=31 read=2260
//!   I/O Timings: shared/local read=180.100
//! Execution Time: 191.061 ms
//! ```
//!
//! ## When to ignore it
//! On a machine that was busy with something else just then, such as a backup. Without `track_io_timing` the time of reads is not told.
//!
//! ## References
//! - PostgreSQL manual, "Server Configuration", section "Run-time Statistics", `track_io_timing`.

use rowproof_source::fixed;

use super::reading::{
    Insight, InsightWords, Judged, Look, Place, count, least_share, look_at_nodes, ms, percent, reaches,
    undecidable, weighs,
};
use crate::prelude::*;

pub(crate) const RULE: Rule = Rule {
    code: "slow-io",
    severity: Severity::Warning,
    dialects: &[Dialect::PostgreSql],
    check: Check::Plan(PlanCheck {
        look,
        thresholds: &[&LEAST_PAGES, &LEAST_PER_PAGE, &LEAST_PART, &LEAST_SHARE],
    }),
};

static LEAST_PAGES: Threshold = Threshold {
    rule: "slow-io",
    name: "least-pages",
    usual: 100.0,
    unit: Unit::Pages,
    meaning: "pages read, from which their time is a rule and no accident",
};

static LEAST_PER_PAGE: Threshold = Threshold {
    rule: "slow-io",
    name: "least-per-page",
    usual: 1.0,
    unit: Unit::Milliseconds,
    meaning: "time to read one page from which the reads are slow",
};

static LEAST_PART: Threshold = Threshold {
    rule: "slow-io",
    name: "least-part",
    usual: 0.5,
    unit: Unit::Share,
    meaning: "part of the node's own time that reading takes, from which it counts",
};

static LEAST_SHARE: Threshold = least_share("slow-io", 0.1);

static WORDS: InsightWords = InsightWords {
    message: "`{node}` waited {0} for {1} pages, {2} ms each; the storage is slow, or read fewer pages",
    why: "A page of a local solid-state disk takes about a tenth of a millisecond.",
    sure: "Pages and times are in the plan; why the storage is slow is not.",
};

fn look(context: &PlanContext<'_>, findings: &mut Findings<'_>) -> Outcome {
    let absent = "No page was read from outside of the cache.";
    look_at_nodes(context, findings, &RULE, absent, &mut |place| {
        let read = place.metrics.exclusive_buffers.map_or(0, |own| own.shared.read);
        match read > 0 {
            true => judge(context, place, read as f64).into(),
            false => Look::Other,
        }
    })
}

fn judge<'p>(context: &PlanContext<'_>, place: Place<'p>, pages: f64) -> Judged<'p> {
    reaches(
        context,
        pages,
        &LEAST_PAGES,
        "pages were read from outside of the cache",
    )?;
    let plan = place.plan;
    if !plan.nodes.iter().any(|node| node.io_timings().is_some()) {
        return undecidable("the time of its reads is told with `track_io_timing = on` only.");
    }
    let inclusive =
        |node: &rowproof_plan::PlanNode| node.io_timings().map_or(0.0, |times| times.shared_read_ms);
    let below: f64 = plan.children_of(place.node).map(inclusive).sum();
    let reading = (inclusive(place.node) - below).max(0.0);
    reaches(context, reading / pages, &LEAST_PER_PAGE, "ms for each page")?;
    let own = place
        .metrics
        .self_time_ms
        .map(|own| own * place.metrics.processes.max(1.0));
    let Some(own) = own.filter(|own| *own > 0.0) else {
        return undecidable("its own time is not told.");
    };
    reaches(context, reading / own, &LEAST_PART, "of its time is reading")?;
    weighs(context, place.share(), &LEAST_SHARE)?;
    Ok(Insight::new(place, &WORDS)
        .saying([ms(reading), count(pages), fixed(reading / pages, 2)])
        .because(format!(
            "{} ÷ {} pages = {} ms each; {} of the node's own time.",
            ms(reading),
            count(pages),
            fixed(reading / pages, 2),
            percent((reading / own).min(1.0))
        )))
}
