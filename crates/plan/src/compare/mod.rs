//! Two plans of one query, node by node: what became of each node, what is new, what is gone, and where the time went.

mod matching;
mod story;

use crate::buffers::Buffers;
use crate::kind::NodeKind;
use crate::metrics::{NodeMetrics, PlanMetrics};
use crate::model::{Plan, PlanNode};
use matching::match_nodes;
use rowproof_source::SortSmall;

/// A plan with what was derived from it.
#[derive(Clone, Copy)]
pub struct Measured<'p> {
    /// The plan.
    pub plan: &'p Plan,
    /// One per node, in the same order.
    pub nodes: &'p [NodeMetrics],
    /// Of the plan as a whole.
    pub metrics: &'p PlanMetrics,
}

/// What is different in the later of two plans.
#[derive(Debug, Clone, PartialEq)]
pub struct PlanComparison {
    /// Every node of both plans, each once: those that account for the largest difference in time first, then in the order of the
    /// later plan, then those that are gone in the order of the earlier one.
    pub nodes: Vec<ComparedNode>,
    /// The answer in one sentence: how much faster or slower, and by what. Names stand in backticks.
    pub summary: String,
    /// Milliseconds of the whole execution before and after, where both are told.
    pub wall_ms: Option<(f64, f64)>,
}

/// A node of both plans, or of one.
#[derive(Debug, Clone, PartialEq)]
pub struct ComparedNode {
    /// Its id in the earlier plan; none when it is new.
    pub before: Option<usize>,
    /// Its id in the later plan; none when it is gone.
    pub after: Option<usize>,
    /// What is different about it, the most important first; empty for a node that is the same, and for one that is in one plan
    /// only.
    pub changes: Vec<NodeChange>,
    /// Milliseconds of the node itself after, less those before; a node that is not there takes none. Missing where a time is.
    pub self_time_difference_ms: Option<f64>,
}

/// Something that is different about a node.
#[derive(Debug, Clone, PartialEq)]
pub enum NodeChange {
    /// It does its work in another way: the words of both.
    Label(String, String),
    /// It reads by another index, or by one instead of by none.
    Index(Option<String>, Option<String>),
    /// Another number of rows over all loops; at least twice or half as many.
    Rows(f64, f64),
    /// Other loops; at least twice or half as many.
    Loops(f64, f64),
    /// Another number of blocks touched by the node itself; at least twice or half as many.
    Blocks(f64, f64),
    /// More or fewer kilobytes written to disk by a sort.
    SortDisk(u64, u64),
}

impl NodeChange {
    /// Whether the plan's shape is different, not only its numbers.
    pub fn is_structural(&self) -> bool {
        matches!(self, Self::Label(..) | Self::Index(..))
    }
}

/// Numbers that are this many times as large, or as small, are worth a word.
const NOTABLE_FACTOR: f64 = 2.0;
/// Fewer rows, loops or blocks than this in both plans are not.
const NOTABLE_COUNT: f64 = 10.0;

/// The relations a plan reads or changes, each once, in alphabetical order; what has no relation (functions, values) by its own name.
pub fn relations_of(plan: &Plan) -> Vec<&str> {
    let mut names: Vec<&str> = plan
        .nodes
        .iter()
        .filter(|node| node.kind != NodeKind::CteScan && node.kind != NodeKind::WorkTableScan)
        .filter_map(|node| node.relation.as_deref().or(node.object.as_deref()))
        .collect();
    names.order();
    names.dedup();
    names
}

/// Whether two plans are of one query, as far as they tell: the same query identifier where both have one, else the same relations.
pub fn are_of_one_query(first: &Plan, second: &Plan) -> bool {
    match (&first.query_identifier, &second.query_identifier) {
        (Some(first), Some(second)) => first == second,
        _ => {
            let relations = relations_of(first);
            !relations.is_empty() && relations == relations_of(second)
        }
    }
}

/// Compares a plan with a later one. Linear in the nodes but for sorting.
pub fn compare_plans(before: Measured<'_>, after: Measured<'_>) -> PlanComparison {
    let partners = match_nodes(before.plan, after.plan);
    let mut is_kept = vec![false; before.plan.nodes.len()];
    let mut nodes: Vec<ComparedNode> = Vec::with_capacity(partners.len());
    for (node, partner) in after.plan.nodes.iter().zip(partners) {
        if let Some(kept) = partner.and_then(|partner| is_kept.get_mut(partner)) {
            *kept = true;
        }
        nodes.push(compared(before, after, partner, Some(node.id)));
    }
    let gone = is_kept.iter().enumerate().filter(|(_, kept)| !**kept);
    let gone: Vec<usize> = gone.map(|(id, _)| id).collect();
    nodes.extend(gone.into_iter().map(|id| compared(before, after, Some(id), None)));
    nodes.order_by(|a, b| weight(b).total_cmp(&weight(a)));
    let wall_ms = before.metrics.wall_ms.zip(after.metrics.wall_ms);
    let summary = story::summarise(before, after, &nodes);
    PlanComparison {
        nodes,
        summary,
        wall_ms,
    }
}

fn weight(node: &ComparedNode) -> f64 {
    node.self_time_difference_ms.map_or(0.0, f64::abs)
}

fn compared(
    before: Measured<'_>,
    after: Measured<'_>,
    of_before: Option<usize>,
    of_after: Option<usize>,
) -> ComparedNode {
    let old = of_before.and_then(|id| Side::of(before, id));
    let new = of_after.and_then(|id| Side::of(after, id));
    let changes = match (&old, &new) {
        (Some(old), Some(new)) => changes_between(old, new),
        _ => Vec::new(),
    };
    let time = |side: &Option<Side<'_>>| match side {
        Some(side) => side.self_time_ms(),
        None => Some(0.0),
    };
    ComparedNode {
        before: of_before,
        after: of_after,
        changes,
        self_time_difference_ms: time(&new).zip(time(&old)).map(|(new, old)| new - old),
    }
}

/// A node of one of the plans.
struct Side<'p> {
    node: &'p PlanNode,
    metrics: &'p NodeMetrics,
    /// Whether the plan tells times: what never ran then took none.
    timing: bool,
}

impl<'p> Side<'p> {
    fn of(plan: Measured<'p>, id: usize) -> Option<Self> {
        Some(Self {
            node: plan.plan.nodes.get(id)?,
            metrics: plan.nodes.get(id)?,
            timing: plan.plan.timing,
        })
    }

    fn self_time_ms(&self) -> Option<f64> {
        let never = self.node.actual == crate::model::ActualState::NeverExecuted && self.timing;
        self.metrics.self_time_ms.or(never.then_some(0.0))
    }

    fn rows(&self) -> Option<f64> {
        let rows = self.metrics.rows_total?.middle();
        rows.is_finite().then_some(rows)
    }

    fn loops(&self) -> Option<f64> {
        self.node.actual.measured().map(|actual| actual.loops as f64)
    }

    fn blocks(&self) -> Option<f64> {
        let own: &Buffers = self.metrics.exclusive_buffers.as_ref()?;
        Some(own.accessed().0.max(0.0))
    }

    fn disk_kb(&self) -> u64 {
        let method = self.node.sort_method().filter(|method| method.on_disk);
        method.map_or(0, |method| method.space_kb)
    }
}

fn changes_between(old: &Side<'_>, new: &Side<'_>) -> Vec<NodeChange> {
    let mut changes = Vec::new();
    if old.node.label != new.node.label {
        changes.push(NodeChange::Label(old.node.label.clone(), new.node.label.clone()));
    }
    if old.node.index != new.node.index {
        changes.push(NodeChange::Index(old.node.index.clone(), new.node.index.clone()));
    }
    let notable =
        |old: Option<f64>, new: Option<f64>| old.zip(new).filter(|(old, new)| is_notable(*old, *new));
    changes.extend(notable(old.rows(), new.rows()).map(|(old, new)| NodeChange::Rows(old, new)));
    changes.extend(notable(old.loops(), new.loops()).map(|(old, new)| NodeChange::Loops(old, new)));
    changes.extend(notable(old.blocks(), new.blocks()).map(|(old, new)| NodeChange::Blocks(old, new)));
    if old.disk_kb() != new.disk_kb() {
        changes.push(NodeChange::SortDisk(old.disk_kb(), new.disk_kb()));
    }
    changes
}

fn is_notable(old: f64, new: f64) -> bool {
    let (least, most) = (old.min(new).max(1.0), old.max(new));
    most >= NOTABLE_COUNT && most >= least * NOTABLE_FACTOR
}

#[cfg(test)]
mod tests;
