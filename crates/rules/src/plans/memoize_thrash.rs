//! # Cache of a join that is never hit
//!
//! ## What it detects
//! A Memoize node that throws entries out more often than it finds them, or hardly ever finds what it is asked for.
//!
//! ## Why it matters
//! Memoize keeps what the inner side of a nested loop gave for a value, and pays off when values come again. When they do not, or not
//! before they are thrown out, every row pays for the cache and for the search.
//!
//! ## Example
//! ```text,finds
//! Nested Loop  (cost=0.30..12000.00 rows=100000 width=16) (actual time=0.080..400.000 rows=100000 loops=1)
//!   ->  Seq Scan on orders o  (cost=0.00..1500.00 rows=100000 width=12) (actual time=0.010..20.000 rows=100000 loops=1)
//!   ->  Memoize  (cost=0.30..0.45 rows=1 width=12) (actual time=0.003..0.003 rows=1 loops=100000)
//!         Cache Key: o.customer_id
//!         Cache Mode: logical
//!         Hits: 1200  Misses: 98800  Evictions: 97000  Overflows: 0  Memory Usage: 4097kB
//!         ->  Index Scan using customers_pkey on customers c  (cost=0.29..0.44 rows=1 width=12) (actual time=0.002..0.002 rows=1 loops=98800)
//!               Index Cond: (id = o.customer_id)
//! Execution Time: 405.000 ms
//! ```
//!
//! ## Better
//! ```text,clean
//! Nested Loop  (cost=0.30..12000.00 rows=100000 width=16) (actual time=0.080..90.000 rows=100000 loops=1)
//!   ->  Seq Scan on orders o  (cost=0.00..1500.00 rows=100000 width=12) (actual time=0.010..20.000 rows=100000 loops=1)
//!   ->  Memoize  (cost=0.30..0.45 rows=1 width=12) (actual time=0.000..0.000 rows=1 loops=100000)
//!         Cache Key: o.customer_id
//!         Cache Mode: logical
//!         Hits: 98800  Misses: 1200  Evictions: 0  Overflows: 0  Memory Usage: 197kB
//!         ->  Index Scan using customers_pkey on customers c  (cost=0.29..0.44 rows=1 width=12) (actual time=0.002..0.002 rows=1 loops=1200)
//!               Index Cond: (id = o.customer_id)
//! Execution Time: 95.000 ms
//! ```
//!
//! ## When to ignore it
//! When the query takes little time all the same.
//!
//! ## References
//! - PostgreSQL manual, "Server Configuration", section "Query Planning", `enable_memoize`.

use rowproof_plan::{MemoizeCounts, NodeKind, PlanNode};

use super::reading::{
    Insight, InsightWords, Look, Place, count, look_at_nodes, memory_fix, percent, share_with_inputs,
};
use crate::prelude::*;

pub(crate) const RULE: Rule = Rule {
    code: "memoize-thrash",
    severity: Severity::Info,
    dialects: &[Dialect::PostgreSql],
    check: Check::Plan(PlanCheck {
        look,
        thresholds: &[&LEAST_LOOKUPS, &LEAST_HITS, &LEAST_SHARE],
    }),
};

static LEAST_LOOKUPS: Threshold = Threshold {
    rule: "memoize-thrash",
    name: "least-lookups",
    usual: 1_000.0,
    unit: Unit::Count,
    meaning: "look-ups in the cache from which they tell something",
};

static LEAST_HITS: Threshold = Threshold {
    rule: "memoize-thrash",
    name: "least-hits",
    usual: 0.2,
    unit: Unit::Share,
    meaning: "part of the look-ups that the cache answers, below which it is of no use",
};

static LEAST_SHARE: Threshold = Threshold {
    rule: "memoize-thrash",
    name: "least-share",
    usual: 0.1,
    unit: Unit::Share,
    meaning: "share of the execution time of the cache and what lies below it, from which they matter",
};

static WORDS: InsightWords = InsightWords {
    message: "the cache of `{node}` answered {0} of {1} look-ups and threw {2} entries out; {3}",
    why: "A cache that is not hit costs its upkeep for every row, on top of the search it was to save.",
    sure: "The look-ups were counted; how fast the join is without the cache is not measured.",
};

fn look(context: &PlanContext<'_>, findings: &mut Findings<'_>) -> Outcome {
    let absent = "No join keeps a cache in this plan.";
    look_at_nodes(context, findings, &RULE, absent, &mut |place| {
        look_at(context, place)
    })
}

/// The counts of all processes: a worker's stand beside the leader's, each as a line of its own.
fn counts_of(node: &PlanNode) -> Option<MemoizeCounts> {
    let mut sum = node.memoize_counts();
    for worker in &node.workers {
        let alone = PlanNode {
            properties: worker.properties.clone(),
            ..node.clone()
        };
        let Some(more) = alone.memoize_counts() else {
            continue;
        };
        let known = sum.get_or_insert_with(MemoizeCounts::default);
        known.hits += more.hits;
        known.misses += more.misses;
        known.evictions += more.evictions;
        known.overflows += more.overflows;
        known.memory_kb = known.memory_kb.max(more.memory_kb);
    }
    sum
}

fn look_at<'p>(context: &PlanContext<'p>, place: Place<'p>) -> Look<'p> {
    if place.node.kind != NodeKind::Memoize {
        return Look::Other;
    }
    let Some(counts) = counts_of(place.node) else {
        return Look::Undecidable("its hits are told by `EXPLAIN (ANALYZE)` only.".to_owned());
    };
    let lookups = (counts.hits + counts.misses) as f64;
    let part = counts.hits as f64 / lookups.max(1.0);
    let useful = counts.evictions <= counts.hits && part >= context.threshold(&LEAST_HITS);
    if useful || lookups < context.threshold(&LEAST_LOOKUPS) {
        return Look::Silent(format!(
            "its cache answered {} of {} look-ups.",
            percent(part),
            count(lookups)
        ));
    }
    let share = share_with_inputs(context, place.node);
    let least = context.threshold(&LEAST_SHARE);
    if let Some(share) = share.filter(|share| *share < least) {
        return Look::Silent(format!(
            "it takes {} of the time with its input, less than {}.",
            percent(share),
            percent(least)
        ));
    }
    let small = counts.evictions > 0;
    let advice = match small {
        true => "give it memory for all values, or join by another method",
        false => "the values hardly come again, so join without the cache",
    };
    let mut insight = Insight::new(place, &WORDS)
        .saying([
            percent(part),
            count(lookups),
            count(counts.evictions as f64),
            advice.to_owned(),
        ])
        .because(format!(
            "{} hits, {} misses, {} evictions, {} kB of memory.",
            count(counts.hits as f64),
            count(counts.misses as f64),
            count(counts.evictions as f64),
            count(counts.memory_kb as f64)
        ));
    insight.share = share;
    if small && counts.memory_kb > 0 {
        // Entries in the cache at the end took this memory; all that were ever made would take as many times more.
        let kept = counts.misses.saturating_sub(counts.evictions).max(1);
        let needed = counts.memory_kb.saturating_mul(counts.misses) / kept;
        insight = insight
            .because(format!(
                "{} kB for {} entries; for {} it is about {} kB.",
                count(counts.memory_kb as f64),
                count(kept as f64),
                count(counts.misses as f64),
                count(needed as f64)
            ))
            .mended_by(memory_fix(needed, "keep all values in the cache"));
    }
    let title = "join without the cache";
    let when = "To compare, in a transaction: run `EXPLAIN (ANALYZE)` of the query behind it.";
    insight
        .mended_by(ProposedFix::statements(
            title,
            when,
            vec!["SET LOCAL enable_memoize = off".to_owned()],
        ))
        .into()
}
