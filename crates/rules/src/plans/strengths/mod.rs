//! Why a plan is fast where it is: what it reads and does not, and what it need not do. No rule: nothing here is to be mended.

use rowproof_plan::{ActualState, NodeKind, Plan, PlanNode};

use crate::PlanContext;
use crate::plans::reading::{Place, below, count, percent, places, rows};

/// Something a plan does well.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Strength {
    /// The node, by its place in [`Plan::nodes`].
    pub node: usize,
    /// What is good about it, a whole sentence.
    pub sentence: String,
}

/// Fewer rows than this are handled in no time whatever is done.
const SOME_ROWS: f64 = 100.0;

/// Cached pages that are worth a word.
const SOME_PAGES: f64 = 100.0;

/// At most so many are told, in the order of the plan: what is left out is no news.
const MOST_TOLD: usize = 8;

/// What the plan does well, by node, in the order of the plan; empty for a plan without measurements.
pub fn strengths(context: &PlanContext<'_>) -> Vec<Strength> {
    if !context.plan.analyzed {
        return Vec::new();
    }
    let mut told: Vec<Strength> = Vec::new();
    for place in places(context) {
        let cached = all_cached(&place).filter(|_| place.node.parent.is_none());
        told.extend(
            cached
                .into_iter()
                .chain(strength_of(context, &place))
                .map(|sentence| Strength {
                    node: place.node.id,
                    sentence,
                }),
        );
    }
    told.truncate(MOST_TOLD);
    told
}

fn strength_of(context: &PlanContext<'_>, place: &Place<'_>) -> Option<String> {
    use NodeKind::*;
    let node = place.node;
    match node.kind {
        Limit => early_stop(context, place),
        Append | MergeAppend => pruned(place.plan, node),
        IndexOnlyScan => index_only(place),
        IndexScan => in_order(place).or_else(|| few_per_lookup(place)),
        Sort => top_n(context, place),
        Memoize => cache_hits(place),
        SeqScan | BitmapHeapScan | Result => hashed_subplan(place.plan, node),
        HashAggregate | Hash => in_memory(place),
        _ => None,
    }
}

fn measured_rows(place: &Place<'_>) -> Option<f64> {
    place.metrics.rows_total.map(|rows| rows.middle())
}

fn all_cached(place: &Place<'_>) -> Option<String> {
    let shared = place.node.buffers()?.shared;
    (shared.read == 0 && shared.hit as f64 >= SOME_PAGES).then(|| {
        format!(
            "All {} pages came from the cache; nothing was read from disk.",
            count(shared.hit as f64)
        )
    })
}

/// A Limit whose input was expected to give far more rows than were ever asked of it.
fn early_stop(context: &PlanContext<'_>, place: &Place<'_>) -> Option<String> {
    let input = place.plan.inputs_of(place.node).next()?;
    let expected = input.estimate?.plan_rows.0;
    let read = context.metrics.get(input.id)?.rows_total?.middle();
    let sorted = below(place.plan, input)
        .iter()
        .any(|node| node.kind.is_blocking());
    (expected >= SOME_ROWS && read * 10.0 <= expected && !sorted).then(|| {
        format!(
            "The Limit stopped after {} of some {} that its input could have given.",
            rows(read),
            count(expected)
        )
    })
}

fn pruned(plan: &Plan, node: &PlanNode) -> Option<String> {
    let removed = node
        .value("Subplans Removed")
        .and_then(|value| value.trim().parse::<u32>().ok());
    let never = plan
        .inputs_of(node)
        .filter(|input| input.actual == ActualState::NeverExecuted)
        .count();
    match (removed, never) {
        (Some(removed), _) => Some(format!(
            "{} partitions were ruled out before the query ran.",
            count(f64::from(removed))
        )),
        (None, 1..) => Some(format!(
            "{} of its {} inputs were never run: they were ruled out while the query ran.",
            count(never as f64),
            count(plan.inputs_of(node).count() as f64)
        )),
        (None, 0) => None,
    }
}

fn index_only(place: &Place<'_>) -> Option<String> {
    let given = measured_rows(place).filter(|given| *given >= SOME_ROWS)?;
    let fetches = place.node.heap_fetches()?.0;
    (fetches == 0.0).then(|| {
        format!(
            "{} came from the index `{}` alone, without a look into the table.",
            rows(given),
            place.node.index.as_deref().unwrap_or_default()
        )
    })
}

/// An index scan under a Limit, or a node that wants its rows in order, without a sort between them.
fn in_order(place: &Place<'_>) -> Option<String> {
    use NodeKind::*;
    let mut above = place
        .plan
        .parent_of(place.node)
        .filter(|_| place.node.relationship.is_input());
    let mut child = place.node;
    while let Some(node) = above {
        match node.kind {
            Limit | GroupAggregate | Unique | WindowAgg | MergeAppend => {
                let wants = if node.kind == Limit {
                    "the Limit"
                } else {
                    node.label.as_str()
                };
                let index = place.node.index.as_deref().unwrap_or_default();
                let narrowed = place.node.index_condition().is_some() && node.kind == Limit;
                return (!narrowed).then(|| {
                    format!(
                        "The index `{index}` gives the rows in order, so that nothing is sorted for {wants}."
                    )
                });
            }
            LockRows | SubqueryScan | Result | GatherMerge => {}
            // The outer side of a nested loop keeps its order.
            NestedLoop
                if place
                    .plan
                    .inputs_of(node)
                    .next()
                    .is_some_and(|outer| outer.id == child.id) => {}
            _ => return None,
        }
        child = node;
        above = place
            .plan
            .parent_of(node)
            .filter(|_| node.relationship.is_input());
    }
    None
}

fn few_per_lookup(place: &Place<'_>) -> Option<String> {
    let actual = place.node.actual.measured()?;
    let removed = place
        .node
        .rows_removed_by_filter()
        .map_or(0.0, |removed| removed.0);
    let searched = place.node.index_condition().is_some();
    let few = actual.rows_per_loop.0 <= 10.0 && removed <= actual.rows_per_loop.0;
    (searched && few && actual.loops as f64 >= SOME_ROWS).then(|| {
        format!(
            "Each of its {} searches of `{}` leads straight to its rows: {} on average.",
            count(actual.loops as f64),
            place.node.index.as_deref().unwrap_or_default(),
            rowproof_source::fixed(actual.rows_per_loop.0, 1)
        )
    })
}

fn top_n(context: &PlanContext<'_>, place: &Place<'_>) -> Option<String> {
    let method = place.node.sort_method()?;
    let input = place.plan.inputs_of(place.node).next()?;
    let read = context.metrics.get(input.id)?.rows_total?.middle();
    (method.kind.starts_with("top-N") && read >= SOME_ROWS * 10.0).then(|| {
        format!(
            "Of {} it kept only those the Limit takes, in {} kB (top-N sort).",
            rows(read),
            count(method.space_kb as f64)
        )
    })
}

fn cache_hits(place: &Place<'_>) -> Option<String> {
    let counts = place.node.memoize_counts()?;
    let lookups = (counts.hits + counts.misses) as f64;
    let part = counts.hits as f64 / lookups.max(1.0);
    (lookups >= SOME_ROWS && part >= 0.5 && counts.evictions == 0).then(|| {
        format!(
            "{} of {} look-ups were answered from its cache.",
            percent(part),
            count(lookups)
        )
    })
}

fn hashed_subplan(plan: &Plan, node: &PlanNode) -> Option<String> {
    let filter = node.filter()?;
    let subplan = plan.children_of(node).find(|child| {
        let name = child
            .subplan_name
            .as_deref()
            .filter(|name| name.starts_with("SubPlan"));
        name.is_some_and(|name| filter.contains("hashed ") && filter.contains(name))
    })?;
    let once = subplan.actual.measured()?.loops == 1;
    once.then(|| {
        "Its subquery ran once and is looked up in a hash table, instead of once for each row.".to_owned()
    })
}

fn in_memory(place: &Place<'_>) -> Option<String> {
    let many = measured_rows(place).filter(|rows| *rows >= SOME_ROWS * 100.0)?;
    let kept = match place.node.kind {
        NodeKind::Hash => {
            place
                .node
                .hash_table()
                .filter(|table| table.batches == 1)?
                .memory_kb
        }
        _ => {
            let used = place.node.hash_aggregation().filter(|used| used.disk_kb == 0)?;
            used.memory_kb
        }
    };
    Some(format!(
        "Its {} fitted into memory, {} kB.",
        rows(many),
        count(kept as f64)
    ))
}
