//! From nodes in printed order, each with its parent, to the finished tree.

use crate::error::{MAX_DEPTH, MAX_NODES, PlanError};
use crate::kind::NodeKind;
use crate::model::{ActualState, ParentRelationship, Plan, PlanNode};
use crate::product::PlanProduct;
use rowproof_source::Span;

/// A node that does not know its place in the tree.
pub(crate) fn new_node(span: Span) -> PlanNode {
    PlanNode {
        id: 0,
        parent: None,
        children: Vec::new(),
        depth: 0,
        kind: NodeKind::Other,
        label: String::new(),
        join_type: None,
        relation: None,
        schema: None,
        alias: None,
        index: None,
        object: None,
        provider: None,
        parallel_aware: false,
        async_capable: false,
        partial_mode: None,
        relationship: ParentRelationship::Outer,
        subplan_name: None,
        estimate: None,
        actual: ActualState::NotRun,
        properties: Vec::new(),
        workers: Vec::new(),
        span,
        line_span: span,
    }
}

/// A plan without nodes, of PostgreSQL.
pub(crate) fn new_plan(span: Span) -> Plan {
    Plan {
        product: PlanProduct::PostgreSql,
        nodes: Vec::new(),
        planning_time_ms: None,
        execution_time_ms: None,
        planning: None,
        triggers: Vec::new(),
        jit: None,
        serialization: None,
        settings: Vec::new(),
        query_identifier: None,
        query_text: None,
        advice: Vec::new(),
        span,
        analyzed: false,
        timing: false,
        buffers: false,
        reconstructed: false,
        truncated: false,
        unread_lines: Vec::new(),
        unknown_properties: Vec::new(),
    }
}

/// Links nodes in pre-order to their parents (`parents[i] < i`) and tells each what it is to its parent. `subplan_name` must be set.
pub(crate) fn link(
    plan: &mut Plan,
    mut nodes: Vec<PlanNode>,
    parents: &[Option<usize>],
) -> Result<(), PlanError> {
    if let Some(node) = nodes.get(MAX_NODES) {
        return Err(PlanError::TooManyNodes {
            span: node.line_span,
            limit: MAX_NODES,
        });
    }
    for (id, parent) in parents.iter().enumerate().take(nodes.len()) {
        let depth = match parent.and_then(|parent| nodes.get_mut(parent)) {
            Some(parent) => {
                parent.children.push(id);
                parent.depth + 1
            }
            None => 0,
        };
        if let Some(node) = nodes.get_mut(id) {
            (node.id, node.parent, node.depth) = (id, *parent, depth);
            if depth > MAX_DEPTH {
                return Err(PlanError::TooDeep {
                    span: node.line_span,
                    limit: MAX_DEPTH,
                });
            }
        }
    }
    set_relationships(&mut nodes);
    plan.nodes = nodes;
    summarise(plan);
    Ok(())
}

fn set_relationships(nodes: &mut [PlanNode]) {
    for id in 0..nodes.len() {
        let Some(parent) = nodes.get(id) else {
            continue;
        };
        let kind = parent.kind;
        let children = parent.children.clone();
        let is_input = |id: &usize| nodes.get(*id).is_some_and(|node| node.subplan_name.is_none());
        let inputs = children.iter().filter(|id| is_input(id)).count();
        let mut place = 0;
        for child in children {
            let Some(child) = nodes.get_mut(child) else {
                continue;
            };
            child.relationship = match child.subplan_name.as_deref() {
                Some(name) => subplan_relationship(name),
                None => {
                    place += 1;
                    input_relationship(kind, place - 1, inputs)
                }
            };
        }
    }
}

fn subplan_relationship(name: &str) -> ParentRelationship {
    match name.split(' ').next() {
        Some("CTE") => ParentRelationship::Cte,
        // PostgreSQL's word, and two of SQLite.
        Some("InitPlan" | "SCALAR" | "LIST") => ParentRelationship::InitPlan,
        // MySQL's.
        _ if name.contains("run only once") || name.ends_with("(SUBQUERY)") => ParentRelationship::InitPlan,
        _ => ParentRelationship::SubPlan,
    }
}

fn input_relationship(parent: NodeKind, place: usize, inputs: usize) -> ParentRelationship {
    let loose = matches!(parent, NodeKind::Other | NodeKind::CustomScan) || parent.is_modify();
    match place {
        _ if parent.has_members() || (loose && inputs > 1) => ParentRelationship::Member,
        _ if matches!(parent, NodeKind::SubqueryScan | NodeKind::TemporaryTableScan) => {
            ParentRelationship::Subquery
        }
        0 => ParentRelationship::Outer,
        1 => ParentRelationship::Inner,
        _ => ParentRelationship::Member,
    }
}

fn summarise(plan: &mut Plan) {
    for node in &plan.nodes {
        plan.analyzed |= node.actual != ActualState::NotRun;
        plan.timing |= node
            .actual
            .measured()
            .is_some_and(|actual| actual.total_time_per_loop_ms.is_some());
        plan.buffers |= node.property("Buffers").is_some();
    }
}
