//! # Incremental sort over large groups
//!
//! ## What it detects
//! An Incremental Sort whose groups of rows with the same leading values are huge, or did not fit into memory.
//!
//! ## Why it matters
//! An incremental sort is fast because it sorts small groups, one after the other, and can stop after the first. Where the leading columns
//! have few values, one group is a large part of the table: all of it is read before the first row comes.
//!
//! ## Example
//! ```text,finds
//! Limit  (cost=3942.34..3943.07 rows=10 width=24) (actual time=16.500..16.504 rows=10 loops=1)
//!   ->  Incremental Sort  (cost=3942.34..18518.56 rows=200000 width=24) (actual time=16.498..16.500 rows=10 loops=1)
//!         Sort Key: status, total
//!         Presorted Key: status
//!         Full-sort Groups: 1  Sort Method: top-N heapsort  Average Memory: 25kB  Peak Memory: 25kB
//!         Pre-sorted Groups: 1  Sort Method: top-N heapsort  Average Memory: 25kB  Peak Memory: 25kB
//!         ->  Index Scan using orders_status_idx on orders  (cost=0.29..9285.58 rows=200000 width=24) (actual time=0.020..7.544 rows=50001 loops=1)
//! Execution Time: 16.529 ms
//! ```
//!
//! ## Better
//! ```text,clean
//! Limit  (cost=0.42..1.13 rows=10 width=24) (actual time=0.020..0.034 rows=10 loops=1)
//!   ->  Index Scan using orders_status_total_idx on orders  (cost=0.42..14285.58 rows=200000 width=24) (actual time=0.020..0.030 rows=10 loops=1)
//! Execution Time: 0.059 ms
//! ```
//!
//! ## When to ignore it
//! When the whole result is wanted anyhow and the groups fit into memory.
//!
//! ## References
//! - PostgreSQL manual, "Performance Tips", section "Using EXPLAIN", on incremental sorts.

use rowproof_plan::{NodeKind, PlanNode};

use super::reading::{
    IndexAdvice, Insight, InsightWords, Look, Place, RootCause, advise_ordered, count, find_order_for,
    look_at_nodes, percent, rows, share_with_inputs,
};
use crate::prelude::*;

pub(crate) const RULE: Rule = Rule {
    code: "incremental-sort-skew",
    severity: Severity::Warning,
    dialects: &[Dialect::PostgreSql],
    check: Check::Plan(PlanCheck {
        look,
        thresholds: &[&LARGE_GROUP, &LEAST_SHARE],
    }),
};

static LARGE_GROUP: Threshold = Threshold {
    rule: "incremental-sort-skew",
    name: "large-group",
    usual: 10_000.0,
    unit: Unit::Rows,
    meaning: "rows of an average group from which sorting group by group gains nothing",
};

static LEAST_SHARE: Threshold = Threshold {
    rule: "incremental-sort-skew",
    name: "least-share",
    usual: 0.1,
    unit: Unit::Share,
    meaning: "share of the execution time of the sort and its input from which they matter",
};

static WORDS: InsightWords = InsightWords {
    message: "the `Incremental Sort` by {0} sorted groups of {1}; {2}",
    why: "It gains by small groups. With few values in the leading columns a group is a large part of the table, and no row comes before it is read.",
    sure: "The groups and their rows were counted; how fast an index on the whole key is is not measured.",
};

fn look(context: &PlanContext<'_>, findings: &mut Findings<'_>) -> Outcome {
    let absent = "Nothing is sorted group by group in this plan.";
    look_at_nodes(context, findings, &RULE, absent, &mut |place| {
        look_at(context, place)
    })
}

fn look_at<'p>(context: &PlanContext<'p>, place: Place<'p>) -> Look<'p> {
    if place.node.kind != NodeKind::IncrementalSort {
        return Look::Other;
    }
    let input = place.plan.inputs_of(place.node).next();
    let read = input.and_then(|input| context.metrics.get(input.id)?.rows_total);
    let Some((groups, read)) = groups_of(place.node).zip(read) else {
        return Look::Undecidable("its groups are told by `EXPLAIN (ANALYZE)` only.".to_owned());
    };
    let each = read.middle() / groups.max(1.0);
    let on_disk = place.node.sorts_on_disk();
    if !on_disk && each < context.threshold(&LARGE_GROUP) {
        return Look::Silent(format!(
            "its groups have {} on average, and fitted into memory.",
            rows(each)
        ));
    }
    // Under a Limit the input is read for the sort alone; read to its end it has to be read anyhow.
    let share = match (place.metrics.cut_short, input) {
        (true, Some(_)) => share_with_inputs(context, place.node),
        _ => place.share(),
    };
    if let Some(share) = share.filter(|share| *share < context.threshold(&LEAST_SHARE)) {
        return Look::Silent(format!(
            "it takes {} of the time, less than {}.",
            percent(share),
            percent(context.threshold(&LEAST_SHARE))
        ));
    }
    let order = find_order_for(place.plan, place.node);
    let index = order.as_ref().map(|order| {
        advise_ordered(
            context,
            order.scan,
            Some(order),
            context.metrics.get(order.scan.id),
        )
    });
    let advice = match &index {
        Some(IndexAdvice::Create(_)) => "an index on the whole sort key gives the order by itself".to_owned(),
        Some(IndexAdvice::Exists(index)) => {
            format!("the schema has `{index}` in this order; find out why it was not used")
        }
        _ => "an index has to have all columns of the sort key to give the order".to_owned(),
    };
    let presorted: Vec<String> = place.node.presorted_key();
    let mut insight = Insight::new(place, &WORDS)
        .saying([listed(&presorted), rows(each), advice])
        .because(format!(
            "{} read in {} groups = {} each.",
            rows(read.middle()),
            count(groups),
            count(each)
        ))
        .caused_by(place.cause(RootCause::Order), 0);
    insight.share = share;
    if on_disk {
        insight = insight.because("A group did not fit into `work_mem` and was sorted on disk.");
    }
    if let Some(IndexAdvice::Create(new)) = index {
        insight.evidence.extend(new.reasons.iter().cloned());
        let when = "The query runs often enough to be worth an index.";
        insight
            .fixes
            .extend(new.fixes("add an index on the whole sort key", when));
    }
    insight.into()
}

/// Groups of rows with the same leading values, over all processes. Small groups are sorted together in full; what is left of a large one
/// behind its first rows is sorted as presorted: the larger number is nearer to that of the values.
fn groups_of(node: &PlanNode) -> Option<f64> {
    let own = node.properties.iter();
    let of_workers = node.workers.iter().flat_map(|worker| worker.properties.iter());
    let (mut full, mut presorted) = (0.0, 0.0);
    for property in own.chain(of_workers) {
        let count = || {
            property
                .value
                .split(' ')
                .next()?
                .parse::<u32>()
                .ok()
                .map(f64::from)
        };
        match property.name.as_str() {
            "Full-sort Groups" => full += count()?,
            "Pre-sorted Groups" => presorted += count()?,
            _ => {}
        }
    }
    (full + presorted > 0.0).then_some(f64::max(full, presorted))
}
