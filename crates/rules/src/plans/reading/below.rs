//! What lies below a node.

use rowproof_plan::{Plan, PlanNode};

use crate::prelude::*;

/// The node and everything printed below it, in the plan's order.
pub(crate) fn below<'p>(plan: &'p Plan, node: &PlanNode) -> &'p [PlanNode] {
    let behind = plan.nodes.get(node.id + 1..).unwrap_or_default();
    let inside = behind.iter().take_while(|other| other.depth > node.depth);
    plan.nodes
        .get(node.id..=node.id + inside.count())
        .unwrap_or_default()
}

/// The share of the execution that the node takes with everything below it, 0 to 1. None when no time is told.
pub(crate) fn share_with_inputs(context: &PlanContext<'_>, node: &PlanNode) -> Option<f64> {
    let own = |node: &PlanNode| context.metrics.get(node.id)?.share_of_wall;
    let shares = below(context.plan, node).iter().filter_map(own);
    let sum = shares.reduce(|sum, share| sum + share)?;
    Some(sum.clamp(0.0, 1.0))
}
