//! # Plan made under odd settings
//!
//! ## What it detects
//! Settings under which the planner was kept from a method, or judged by figures that fit no server: `enable_… = off`, pages cheaper than
//! free, a cache of some megabytes, gigabytes for each sort.
//!
//! ## Why it matters
//! What such a plan shows is not what the server does on its own. Costs, and every comparison with another plan, are to be doubted.
//!
//! ## Example
//! ```text,finds
//! Merge Join  (cost=451.10..2572.95 rows=5124 width=648) (actual time=1.417..17.819 rows=4999 loops=1)
//!   Merge Cond: (o.customer_id = c.id)
//!   ->  Index Scan using orders_customer_id_idx on orders o  (cost=0.42..135.09 rows=5124 width=24) (actual time=0.019..0.674 rows=4999 loops=1)
//!   ->  Index Scan using customers_pkey on customers c  (cost=0.29..1995.29 rows=20000 width=624) (actual time=0.019..12.860 rows=19999 loops=1)
//! Settings: enable_hashjoin = 'off'
//! Execution Time: 17.995 ms
//! ```
//!
//! ## Better
//! ```text,clean
//! Hash Join  (cost=451.10..1572.95 rows=5124 width=648) (actual time=1.417..7.819 rows=4999 loops=1)
//!   Hash Cond: (o.customer_id = c.id)
//!   ->  Index Scan using orders_customer_id_idx on orders o  (cost=0.42..135.09 rows=5124 width=24) (actual time=0.019..0.674 rows=4999 loops=1)
//!   ->  Hash  (cost=867.00..867.00 rows=20000 width=624) (actual time=1.219..1.219 rows=20000 loops=1)
//!         ->  Seq Scan on customers c  (cost=0.00..867.00 rows=20000 width=624) (actual time=0.019..0.860 rows=20000 loops=1)
//! Settings: work_mem = '64MB', random_page_cost = '1.1'
//! Execution Time: 7.995 ms
//! ```
//!
//! ## When to ignore it
//! When the settings were changed on purpose, to see what another plan costs.
//!
//! ## References
//! - PostgreSQL manual, "Server Configuration", section "Query Planning".

use rowproof_source::parse_decimal;

use super::reading::{Insight, InsightWords, Look, look_at_plan};
use crate::prelude::*;

pub(crate) const RULE: Rule = Rule {
    code: "odd-guc",
    severity: Severity::Info,
    dialects: &[Dialect::PostgreSql],
    check: Check::Plan(PlanCheck {
        look,
        thresholds: &[&MUCH_MEMORY, &SMALL_CACHE],
    }),
};

static MUCH_MEMORY: Threshold = Threshold {
    rule: "odd-guc",
    name: "much-memory",
    usual: 1024.0 * 1024.0,
    unit: Unit::Kilobytes,
    meaning: "`work_mem` from which a few queries at once take all memory",
};

static SMALL_CACHE: Threshold = Threshold {
    rule: "odd-guc",
    name: "small-cache",
    usual: 128.0 * 1024.0,
    unit: Unit::Kilobytes,
    meaning: "`effective_cache_size` below which the planner takes every page for a read from disk",
};

/// Costs of a node that is only taken because every other is switched off (up to PostgreSQL 17).
const DISABLED_COST: f64 = 1e10;

static WORDS: InsightWords = InsightWords {
    message: "the plan was made with {0}; run it again with the server's own settings before judging it",
    why: "The planner was kept from a method or judged by figures that fit no server, so this plan is not what the server does on its own.",
    sure: "The settings are in the plan; whether they were meant is not.",
};

fn look(context: &PlanContext<'_>, findings: &mut Findings<'_>) -> Outcome {
    look_at_plan(findings, &RULE, look_at(context))
}

fn look_at<'p>(context: &PlanContext<'p>) -> Look<'p> {
    let settings = &context.plan.settings;
    let odd: Vec<(&str, String)> = settings
        .iter()
        .filter_map(|(name, value)| Some((name.as_str(), judge(context, name, value)?)))
        .collect();
    let disabled = context.plan.nodes.iter().find(|node| {
        let cost = node
            .estimate
            .is_some_and(|estimate| estimate.startup_cost >= DISABLED_COST);
        cost || node.value("Disabled") == Some("true")
    });
    if odd.is_empty() && disabled.is_none() {
        return match settings.is_empty() {
            true => Look::Undecidable(
                "Settings that differ from the default are told by `EXPLAIN (SETTINGS)` only.".to_owned(),
            ),
            false => Look::Silent("None of the settings that differ from the default is odd.".to_owned()),
        };
    }
    let Some(mut insight) = Insight::of_plan(context, &WORDS) else {
        return Look::Other;
    };
    insight.severity = Some(if insight.place.is_fast() {
        Severity::Hint
    } else {
        Severity::Info
    });
    let mut named: Vec<String> = settings
        .iter()
        .filter(|(name, _)| odd.iter().any(|(other, _)| other == name))
        .map(|(name, value)| format!("`{name} = {value}`"))
        .collect();
    if odd.is_empty() {
        named.push("methods switched off (`enable_…`)".to_owned());
    }
    insight = insight.saying([named.join(", ")]);
    for (_, why) in &odd {
        insight = insight.because(why.clone());
    }
    if let Some(node) = disabled {
        insight = insight.because(format!(
            "`{}` is of a kind that is switched off, and was taken because nothing else was left; its cost is no estimate.",
            node.label
        ));
        insight.related.push(Label {
            span: node.line_span,
            text: "switched off and used all the same".to_owned(),
        });
    }
    if !odd.is_empty() {
        let resets = odd.iter().map(|(name, _)| format!("RESET {name}")).collect();
        insight = insight.mended_by(ProposedFix::statements(
            "go back to the server's own settings",
            "The settings were made in this session. Those in `postgresql.conf`, or of the role or database, are changed there.",
            resets,
        ));
    }
    insight.into()
}

/// What is odd about a setting, as a sentence.
fn judge(context: &PlanContext<'_>, name: &str, value: &str) -> Option<String> {
    // Partition-wise plans are off unless somebody asks for them.
    let by_default = name.starts_with("enable_partitionwise") || name == "enable_group_by_reordering";
    if name.starts_with("enable_") && value == "off" && !by_default {
        return Some(format!(
            "`{name} = off` keeps the planner from a method that may be the best."
        ));
    }
    match name {
        "random_page_cost" | "seq_page_cost" => parse_decimal(value)
            .filter(|cost| *cost < 0.1)
            .map(|_| format!("`{name} = {value}` makes pages nearly free, so that the planner prefers to read too many of them.")),
        "work_mem" => kilobytes(value)
            .filter(|size| *size >= context.threshold(&MUCH_MEMORY))
            .map(|_| format!("`work_mem = {value}` is for each sort and hash table of each process.")),
        "effective_cache_size" => kilobytes(value)
            .filter(|size| *size < context.threshold(&SMALL_CACHE))
            .map(|_| format!("`effective_cache_size = {value}` makes the planner take index look-ups for reads from disk.")),
        "jit_above_cost" => parse_decimal(value)
            .filter(|cost| (0.0..1_000.0).contains(cost))
            .map(|_| format!("`jit_above_cost = {value}` compiles queries of a few milliseconds.")),
        _ => None,
    }
}

/// `64MB`, `2GB`, `512kB`; a bare number counts in kB for memory and in pages for the cache, which is not told apart.
fn kilobytes(value: &str) -> Option<f64> {
    let end = value.find(|c: char| !c.is_ascii_digit() && c != '.')?;
    let number = parse_decimal(value.get(..end)?)?;
    let factor = match value.get(end..)?.trim() {
        "kB" => 1.0,
        "MB" => 1024.0,
        "GB" => 1024.0 * 1024.0,
        "TB" => 1024.0 * 1024.0 * 1024.0,
        _ => return None,
    };
    Some(number * factor)
}
