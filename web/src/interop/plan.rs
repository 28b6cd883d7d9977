//! The page's own view of an execution plan.

use yew::AttrValue;

use super::report::Location;

/// One plan.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Plan {
    pub part: AttrValue,
    pub repairs: Vec<Repair>,
    pub analyzed: bool,
    pub planning_ms: Option<f64>,
    pub execution_ms: Option<f64>,
    pub unattributed_ms: Option<f64>,
    /// Pre-order; the first is the root.
    pub nodes: Vec<PlanNode>,
    pub triggers: Vec<Trigger>,
}

impl Plan {
    /// Whether a node has children: in pre-order they follow it at once, one level deeper.
    pub fn has_children(&self, node: &PlanNode) -> bool {
        self.nodes
            .get(node.id + 1)
            .is_some_and(|next| next.depth > node.depth)
    }
}

/// A repair made while reading.
#[derive(Debug, Clone, PartialEq)]
pub struct Repair {
    pub what: AttrValue,
    pub location: Location,
}

/// One node.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct PlanNode {
    pub id: usize,
    pub depth: usize,
    pub label: AttrValue,
    pub target: AttrValue,
    pub location: Location,
    pub relationship: Option<AttrValue>,
    pub plan_rows: Option<f64>,
    pub rows_per_loop: Option<f64>,
    /// Over all loops: least and most, given the printed rounding.
    pub rows_total: Option<(f64, f64)>,
    pub loops: Option<f64>,
    pub never_executed: bool,
    pub estimate_factor: Option<f64>,
    pub underestimated: bool,
    pub total_ms: Option<f64>,
    pub self_ms: Option<f64>,
    pub self_error_ms: Option<f64>,
    /// Share of the root's time, 0 to 1.
    pub share: Option<f64>,
    pub total_cost: Option<f64>,
    pub self_cost: Option<f64>,
    pub properties: Vec<Property>,
    pub warning: Option<AttrValue>,
}

/// A printed property.
#[derive(Debug, Clone, PartialEq)]
pub struct Property {
    pub name: AttrValue,
    pub value: AttrValue,
}

/// A trigger's time.
#[derive(Debug, Clone, PartialEq)]
pub struct Trigger {
    pub name: AttrValue,
    pub time_ms: Option<f64>,
    pub calls: f64,
}
