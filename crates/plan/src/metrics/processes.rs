//! How many processes ran each node at once.

use super::owners::Owners;
use crate::model::{ParentRelationship, Plan, PlanNode};

/// The nearest Gather above a node in the same part of the plan: CTEs and InitPlans begin parts of their own.
pub(super) fn gather_above<'p>(plan: &'p Plan, node: &'p PlanNode) -> Option<&'p PlanNode> {
    let mut here = node;
    while !matches!(
        here.relationship,
        ParentRelationship::Cte | ParentRelationship::InitPlan
    ) {
        let parent = plan.parent_of(here)?;
        if parent.kind.is_gather() && here.relationship.is_input() {
            return Some(parent);
        }
        here = parent;
    }
    None
}

/// Per node: by how many processes its time is shared on the clock, and by how many its own elapsed time is.
pub(super) struct Processes {
    pub(super) clock: Vec<f64>,
    pub(super) own: Vec<f64>,
}

fn loops(node: &PlanNode) -> f64 {
    node.actual.measured().map_or(0.0, |actual| actual.loops as f64)
}

fn at(values: &[f64], id: usize) -> f64 {
    values.get(id).copied().unwrap_or(1.0)
}

impl Processes {
    /// Two rounds: a CTE or InitPlan takes over the processes of whoever runs it, which may be printed behind it.
    pub(super) fn count(plan: &Plan, owners: &Owners) -> Self {
        let mut clock = vec![1.0; plan.nodes.len()];
        for _round in 0..2 {
            for node in &plan.nodes {
                let count = processes_on_clock(plan, owners, node, &clock);
                if let Some(place) = clock.get_mut(node.id) {
                    *place = count;
                }
            }
        }
        let own = own_processes(plan, &clock);
        Self { clock, own }
    }
}

fn processes_on_clock(plan: &Plan, owners: &Owners, node: &PlanNode, clock: &[f64]) -> f64 {
    let Some(parent) = plan.parent_of(node) else {
        return 1.0;
    };
    match node.relationship {
        ParentRelationship::InitPlan => owners
            .consumer(node.id)
            .map_or(1.0, |consumer| at(clock, consumer)),
        ParentRelationship::Cte => {
            let scan = owners.scans(node.id).first();
            scan.map_or(1.0, |scan| at(clock, *scan))
        }
        ParentRelationship::SubPlan => at(clock, parent.id),
        _ if parent.kind.is_gather() => at(clock, parent.id) * ratio(node, parent),
        _ => at(clock, parent.id),
    }
}

/// Loops of a node per loop of the Gather; at least one.
fn ratio(node: &PlanNode, gather: &PlanNode) -> f64 {
    let launches = loops(gather);
    if launches > 0.0 {
        (loops(node) / launches).max(1.0)
    } else {
        1.0
    }
}

/// A node that was not repeated for rows of another ran in as many processes as it has loops per Gather, at most all of them; what is
/// repeated ran in the processes of what repeats it.
fn own_processes(plan: &Plan, clock: &[f64]) -> Vec<f64> {
    let mut own = vec![1.0; plan.nodes.len()];
    // The Gather whose loops count; none above Gathers and below a repeating edge.
    let mut gathers: Vec<Option<usize>> = vec![None; plan.nodes.len()];
    for node in &plan.nodes {
        let Some(parent) = plan.parent_of(node) else {
            continue;
        };
        let repeats = node.relationship == ParentRelationship::SubPlan
            || (node.relationship == ParentRelationship::Inner && parent.kind == crate::NodeKind::NestedLoop);
        let apart = matches!(
            node.relationship,
            ParentRelationship::Cte | ParentRelationship::InitPlan
        );
        let gather = match parent.kind.is_gather() && node.relationship.is_input() {
            _ if repeats || apart => None,
            true => Some(parent.id),
            false => gathers.get(parent.id).copied().flatten(),
        };
        let count = match gather.and_then(|gather| plan.node(gather)) {
            Some(gather) => {
                at(&own, gather.id) * ratio(node, gather).min(at(clock, node.id) / at(clock, gather.id))
            }
            None if apart => 1.0,
            None => at(&own, parent.id),
        };
        if let Some((own, place)) = own.get_mut(node.id).zip(gathers.get_mut(node.id)) {
            (*own, *place) = (count, gather);
        }
    }
    own
}
