//! Two plans of one query as JSON.

use rowproof_engine::Report;
use rowproof_engine::plan::words::{count, node_name};
use rowproof_engine::plan::{ComparedNode, NodeChange, Plan};
use serde::Serialize;

/// A plan against the last one before it of the same query.
#[derive(Debug, Serialize)]
pub struct Comparison {
    /// Index of the earlier one in the report's `plans`.
    pub before: usize,
    /// Index of the later one.
    pub after: usize,
    /// How much faster or slower, and by what. Names stand in backticks.
    pub summary: String,
    /// Milliseconds of the whole execution of the earlier one; missing unless both tell it.
    pub before_ms: Option<f64>,
    /// Milliseconds of the whole execution of the later one.
    pub after_ms: Option<f64>,
    /// Nodes of either plan, those that account for the largest difference in time first; at most [`MAX_NODES`].
    pub nodes: Vec<Node>,
    /// Nodes that were left out.
    pub more: usize,
}

/// A node of both plans, or of one.
#[derive(Debug, Serialize)]
pub struct Node {
    /// Its index in the earlier plan's `nodes`; none when it is new.
    pub before: Option<usize>,
    /// Its index in the later plan's `nodes`; none when it is gone.
    pub after: Option<usize>,
    /// `Index Scan on orders`; of the later plan where it has it.
    pub name: String,
    /// `changed`, `new`, `gone`, `same`
    pub state: &'static str,
    /// What is different, in words. Names stand in backticks.
    pub changes: Vec<String>,
    /// Milliseconds of the node itself before.
    pub self_before_ms: Option<f64>,
    /// Milliseconds of the node itself after.
    pub self_after_ms: Option<f64>,
    /// The difference; a node that is not there takes none.
    pub difference_ms: Option<f64>,
}

/// The most nodes of one comparison.
pub const MAX_NODES: usize = 200;

/// The comparisons of a report.
pub fn comparisons_json(report: &Report) -> Vec<Comparison> {
    let comparisons = report.comparisons.iter().filter_map(|compared| {
        let (before, after) = (
            report.plans.get(compared.before)?,
            report.plans.get(compared.after)?,
        );
        let comparison = &compared.comparison;
        let nodes = comparison.nodes.iter().take(MAX_NODES).map(|node| {
            let time = |plan: &rowproof_engine::AnalyzedPlan, id: Option<usize>| {
                plan.nodes.get(id?).and_then(|metrics| metrics.self_time_ms)
            };
            Node {
                self_before_ms: time(before, node.before),
                self_after_ms: time(after, node.after),
                ..node_json(node, &before.plan, &after.plan)
            }
        });
        Some(Comparison {
            before: compared.before,
            after: compared.after,
            summary: comparison.summary.clone(),
            before_ms: comparison.wall_ms.map(|(before, _)| before),
            after_ms: comparison.wall_ms.map(|(_, after)| after),
            nodes: nodes.collect(),
            more: comparison.nodes.len().saturating_sub(MAX_NODES),
        })
    });
    comparisons.collect()
}

fn node_json(compared: &ComparedNode, before: &Plan, after: &Plan) -> Node {
    let of = |plan: &Plan, id: Option<usize>| id.and_then(|id| plan.node(id)).map(node_name);
    let name = of(after, compared.after).or_else(|| of(before, compared.before));
    Node {
        before: compared.before,
        after: compared.after,
        name: name.unwrap_or_default(),
        state: state(compared),
        changes: compared.changes.iter().map(change_in_words).collect(),
        self_before_ms: None,
        self_after_ms: None,
        difference_ms: compared.self_time_difference_ms,
    }
}

fn state(node: &ComparedNode) -> &'static str {
    match (node.before, node.after) {
        (None, _) => "new",
        (_, None) => "gone",
        _ if node.changes.is_empty() => "same",
        _ => "changed",
    }
}

/// One difference in words.
fn change_in_words(change: &NodeChange) -> String {
    let numbers = |what: &str, old: f64, new: f64| format!("{} {what} instead of {}", count(new), count(old));
    match change {
        NodeChange::Label(old, new) => format!("{new} instead of {old}"),
        NodeChange::Index(Some(old), Some(new)) => format!("by `{new}` instead of `{old}`"),
        NodeChange::Index(None, Some(new)) => format!("by `{new}`"),
        NodeChange::Index(Some(old), None) => format!("no longer by `{old}`"),
        NodeChange::Index(None, None) => String::new(),
        NodeChange::Rows(old, new) => numbers("rows", *old, *new),
        NodeChange::Loops(old, new) => numbers("loops", *old, *new),
        NodeChange::Blocks(old, new) => numbers("blocks", *old, *new),
        NodeChange::SortDisk(0, new) => {
            format!("sorted on disk, {} kB, instead of in memory", count(*new as f64))
        }
        NodeChange::SortDisk(old, 0) => {
            format!("sorted in memory instead of on disk, {} kB", count(*old as f64))
        }
        NodeChange::SortDisk(old, new) => numbers("kB on disk", *old as f64, *new as f64),
    }
}
