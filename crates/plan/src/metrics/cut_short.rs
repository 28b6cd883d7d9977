//! Which nodes may have been stopped before their end by whoever pulls their rows.

use super::owners::Owners;
use crate::kind::NodeKind;
use crate::model::{ActualState, ParentRelationship, Plan, PlanNode};

/// One flag per node.
pub(super) fn find_cut_short(plan: &Plan, owners: &Owners) -> Vec<bool> {
    let mut flags = vec![false; plan.nodes.len()];
    // Two rounds: a CTE is stopped when its scan is, and that may be printed behind it.
    for _round in 0..2 {
        for node in &plan.nodes {
            let flag = is_cut_short(plan, owners, node, &flags);
            if let Some(place) = flags.get_mut(node.id) {
                *place = flag;
            }
        }
    }
    flags
}

fn is_cut_short(plan: &Plan, owners: &Owners, node: &PlanNode, flags: &[bool]) -> bool {
    let at = |id: usize| flags.get(id).copied().unwrap_or(false);
    let Some(parent) = plan.parent_of(node) else {
        return false;
    };
    match node.relationship {
        ParentRelationship::Cte => owners.scans(node.id).iter().any(|scan| at(*scan)),
        // EXISTS and ANY stop at the first row that decides.
        ParentRelationship::InitPlan | ParentRelationship::SubPlan => stops_at_first_row(node),
        _ => stops(plan, parent, node) || (at(parent.id) && !reads_all(parent, node)),
    }
}

fn rows(node: &PlanNode) -> Option<f64> {
    node.actual.measured().map(|actual| actual.rows_per_loop.0)
}

fn expected_rows(node: &PlanNode) -> Option<f64> {
    node.estimate.map(|estimate| estimate.plan_rows.0)
}

fn stops_at_first_row(node: &PlanNode) -> bool {
    rows(node)
        .zip(expected_rows(node))
        .is_some_and(|(actual, expected)| actual <= 1.0 && expected > 1.0)
}

/// Whether the parent itself stops this input.
fn stops(plan: &Plan, parent: &PlanNode, node: &PlanNode) -> bool {
    let inner = node.relationship == ParentRelationship::Inner;
    let fewer = || {
        rows(node)
            .zip(expected_rows(node))
            .is_some_and(|(actual, expected)| actual < expected)
    };
    match parent.kind {
        NodeKind::Limit => limit_reached(parent, node),
        NodeKind::NestedLoop => inner && one_match_is_enough(parent),
        // A merge ends with the shorter input; which one that was cannot be told from a wrong estimate.
        NodeKind::MergeJoin => fewer(),
        // Nothing to find in an empty hash table: the other side is not read.
        NodeKind::HashJoin => !inner && plan.inputs_of(parent).nth(1).and_then(rows) == Some(0.0),
        _ => false,
    }
}

fn limit_reached(limit: &PlanNode, input: &PlanNode) -> bool {
    if limit.actual == ActualState::NotRun || input.actual == ActualState::NotRun {
        let cost = |node: &PlanNode| node.estimate.map(|estimate| estimate.total_cost);
        return cost(limit)
            .zip(cost(input))
            .is_some_and(|(limit, input)| input > limit);
    }
    rows(limit)
        .zip(expected_rows(limit))
        .is_none_or(|(actual, expected)| actual >= expected)
}

fn one_match_is_enough(join: &PlanNode) -> bool {
    let first_match = matches!(join.join_type.as_deref(), Some("Semi" | "Anti"));
    first_match || join.value("Inner Unique") == Some("true")
}

/// Whether the parent reads this input to its end whatever is asked of it.
fn reads_all(parent: &PlanNode, node: &PlanNode) -> bool {
    let hash = parent.kind == NodeKind::HashJoin && node.relationship == ParentRelationship::Inner;
    parent.kind.is_blocking() || hash
}
