//! A plan as JSON.

use serde::Serialize;

use super::model::Location;

/// One plan.
#[derive(Debug, Serialize)]
pub struct Plan {
    /// The `id` of the part it stands in.
    pub part: String,
    /// Its place in the text.
    pub location: Location,
    /// What was repaired while reading, one sentence each.
    pub repairs: Vec<Repair>,
    /// Whether actual values were measured.
    pub analyzed: bool,
    /// `Planning Time`
    pub planning_ms: Option<f64>,
    /// `Execution Time`
    pub execution_ms: Option<f64>,
    /// Time outside all nodes and triggers.
    pub unattributed_ms: Option<f64>,
    /// Its figures as a whole, each with its formula.
    pub figures: Vec<super::figures::Figure>,
    /// What its nodes sum up to: by relation, by index, by kind.
    pub totals: Vec<TotalGroup>,
    /// Ids of its findings: the worst first, then what takes the largest share of the time.
    pub insights: Vec<String>,
    /// What came of each rule on plans, those that found something first.
    pub outcomes: Vec<Outcome>,
    /// Places in the queries that the conditions of a node speak of; only for small plans and queries.
    pub clauses: Vec<NodeClause>,
    /// What the plan does well, in the order of its nodes.
    pub strengths: Vec<Strength>,
    /// Whether a measured plan has nothing worth mending: no insight above a hint.
    pub nothing_to_mend: bool,
    /// Pre-order; the first is the root.
    pub nodes: Vec<PlanNode>,
    /// The nodes for the page, in place of `nodes`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub columns: Option<super::plan_columns::Columns>,
    /// Triggers, with their times.
    pub triggers: Vec<Trigger>,
}

/// Something a plan does well.
#[derive(Debug, Serialize)]
pub struct Strength {
    /// The node, by its `id`.
    pub node: usize,
    /// What is good about it, a whole sentence.
    pub sentence: String,
}

/// Sums over nodes that have something in common.
#[derive(Debug, Serialize)]
pub struct TotalGroup {
    /// What they have in common: `relation`, `index`, `kind`.
    pub by: &'static str,
    /// What takes the most time first; at most [`super::plan_columns::MAX_TOTALS`].
    pub rows: Vec<TotalRow>,
    /// Sums that were left out.
    pub more: usize,
}

/// One sum.
#[derive(Debug, Serialize)]
pub struct TotalRow {
    /// Of the relation or index, or the words of the nodes.
    pub name: String,
    /// How many nodes.
    pub nodes: usize,
    /// Milliseconds in these nodes themselves.
    pub self_ms: Option<f64>,
    /// The same as a part of the whole, 0 to 1.
    pub share: Option<f64>,
    /// Blocks these nodes touched themselves.
    pub blocks: Option<f64>,
}

/// A place in a query, and the node that it became.
#[derive(Debug, Serialize)]
pub struct NodeClause {
    /// Index into `nodes`.
    pub node: usize,
    /// Where.
    pub location: Location,
}

/// What came of a rule on this plan.
#[derive(Debug, Serialize)]
pub struct Outcome {
    /// The rule's code.
    pub rule: &'static str,
    /// The rule's title, for people.
    pub title: &'static str,
    /// `fired`, `silent`, `undecidable`
    pub outcome: &'static str,
    /// Why nothing is said; empty when something is.
    pub reason: String,
}

/// A repair.
#[derive(Debug, Serialize)]
pub struct Repair {
    /// What was done.
    pub what: String,
    /// Where.
    pub location: Location,
}

/// One node.
#[derive(Debug, Serialize)]
pub struct PlanNode {
    /// Index in `nodes`.
    pub id: usize,
    /// Index of the parent.
    pub parent: Option<usize>,
    /// 0 for the root.
    pub depth: usize,
    /// As printed: `Parallel Seq Scan`.
    pub label: String,
    /// `orders o`, `using orders_pkey`, for people.
    pub target: String,
    /// The relation's name.
    pub relation: Option<String>,
    /// The index's name.
    pub index: Option<String>,
    /// Its lines.
    pub location: Location,
    /// `InitPlan 1`, `CTE x`, `SubPlan 2`; none for ordinary children.
    pub relationship: Option<String>,
    /// Estimated rows per loop.
    pub plan_rows: Option<f64>,
    /// Measured rows per loop.
    pub rows_per_loop: Option<f64>,
    /// Measured rows over all loops, least and most they can be given the printed rounding.
    pub rows_total: Option<(f64, f64)>,
    /// Loops.
    pub loops: Option<f64>,
    /// `(never executed)`
    pub never_executed: bool,
    /// max(estimated, actual) / min(estimated, actual), both at least 1.
    pub estimate_factor: Option<f64>,
    /// Whether the actual rows are above the estimate.
    pub underestimated: bool,
    /// Time in this node and below over all loops.
    pub total_ms: Option<f64>,
    /// Time in this node without its children.
    pub self_ms: Option<f64>,
    /// How far `self_ms` can be off because of rounding.
    pub self_error_ms: Option<f64>,
    /// Share of the root's time, 0 to 1.
    pub share: Option<f64>,
    /// Milliseconds the node kept its own process or processes busy, with everything below.
    pub elapsed_ms: Option<f64>,
    /// Rows looked at and thrown away, over all loops.
    pub rows_removed: Option<f64>,
    /// Shared and local blocks the node touched itself.
    pub own_blocks: Option<f64>,
    /// The same with everything below.
    pub total_blocks: Option<f64>,
    /// Of `own_blocks`, those that came from outside the cache.
    pub own_blocks_read: Option<f64>,
    /// Blocks of temporary files the node itself wrote or read, whichever is more.
    pub own_temporary_blocks: Option<f64>,
    /// Estimated cost of this node and below.
    pub total_cost: Option<f64>,
    /// Estimated cost without the children.
    pub self_cost: Option<f64>,
    /// Every printed property, in order.
    pub properties: Vec<Property>,
    /// Something inconsistent about the times, in words.
    pub warning: Option<String>,
}

/// A printed property.
#[derive(Debug, Serialize)]
pub struct Property {
    /// `Filter`
    pub name: String,
    /// As printed.
    pub value: String,
}

/// A trigger's time.
#[derive(Debug, Serialize)]
pub struct Trigger {
    /// Its name.
    pub name: String,
    /// Over all calls.
    pub time_ms: Option<f64>,
    /// Calls.
    pub calls: u64,
}
