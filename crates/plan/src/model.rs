//! The plan tree: what PostgreSQL printed, with a type for each kind of number.

use crate::buffers::{Buffers, IoTimings};
use crate::kind::NodeKind;
use crate::product::PlanProduct;
use crate::quantity::{PerLoop, Rounded, Total};
use crate::repair::Repair;
use rowproof_source::Span;

/// Everything one paste held.
#[derive(Debug, Clone, PartialEq)]
pub struct ParsedPlans {
    /// In the order of the text; never empty.
    pub plans: Vec<Plan>,
    /// What was mended on the way, by place.
    pub repairs: Vec<Repair>,
}

/// One plan.
#[derive(Debug, Clone, PartialEq)]
pub struct Plan {
    /// The database that printed it.
    pub product: PlanProduct,
    /// In pre-order, as printed; `nodes[0]` is the root and `nodes[i].id == i`. Never empty.
    pub nodes: Vec<PlanNode>,
    /// Time the planner took.
    pub planning_time_ms: Option<f64>,
    /// Time of the whole execution, with triggers and without planning.
    pub execution_time_ms: Option<f64>,
    /// What the planner itself read and used, when printed.
    pub planning: Option<Planning>,
    /// In the order printed.
    pub triggers: Vec<Trigger>,
    /// Just-in-time compilation of the leader and, summed, of the workers.
    pub jit: Option<Jit>,
    /// Conversion of the result for the client (`SERIALIZE`).
    pub serialization: Option<Serialization>,
    /// Settings that differ from the default, as name and value, in the order printed.
    pub settings: Vec<(String, String)>,
    /// A signed 64-bit number, kept as its digits.
    pub query_identifier: Option<String>,
    /// The query, when the log or the paste carries it.
    pub query_text: Option<String>,
    /// Lines of the plan advice given to or made by the planner, in order (PostgreSQL 19).
    pub advice: Vec<String>,
    /// Everything the plan was read from.
    pub span: Span,
    /// Whether any node tells actual values.
    pub analyzed: bool,
    /// Whether any node tells actual times.
    pub timing: bool,
    /// Whether buffers were counted: a node without them touched none.
    pub buffers: bool,
    /// Whether the tree was rebuilt from the number of inputs of each node, because the indentation was lost.
    pub reconstructed: bool,
    /// Whether the end, or the end of some line, is missing.
    pub truncated: bool,
    /// Lines inside the plan that were not understood, by place.
    pub unread_lines: Vec<(Span, String)>,
    /// Names of properties that are not known; they are kept on their node all the same.
    pub unknown_properties: Vec<(Span, String)>,
}

/// One node of a plan.
#[derive(Debug, Clone, PartialEq)]
pub struct PlanNode {
    /// Its place in [`Plan::nodes`].
    pub id: usize,
    /// The node it is printed under; none for the root.
    pub parent: Option<usize>,
    /// The nodes printed under it, in order, with CTEs, InitPlans and SubPlans.
    pub children: Vec<usize>,
    /// 0 for the root.
    pub depth: usize,
    /// What it does.
    pub kind: NodeKind,
    /// Its words as printed, without the relation: `Parallel Index Scan Backward`.
    pub label: String,
    /// `Inner`, `Left`, `Right`, `Full`, `Semi`, `Anti`, `Right Semi`, `Right Anti` for joins.
    pub join_type: Option<String>,
    /// Relation read or changed, without quotes. Never a function, CTE or alias.
    pub relation: Option<String>,
    /// Schema of the relation or function; printed with `VERBOSE` only.
    pub schema: Option<String>,
    /// The name conditions use, where it differs from the name of what is read. See [`PlanNode::binding_name`].
    pub alias: Option<String>,
    /// Index used, without quotes.
    pub index: Option<String>,
    /// The function, CTE, work table, table function or tuplestore that is read.
    pub object: Option<String>,
    /// Provider of a Custom Scan.
    pub provider: Option<String>,
    /// Whether several processes share the work of this node (`Parallel …`).
    pub parallel_aware: bool,
    /// Whether it may run asynchronously (`Async …`).
    pub async_capable: bool,
    /// `Partial` or `Finalize` for a step of an aggregate.
    pub partial_mode: Option<PartialMode>,
    /// What it is to its parent.
    pub relationship: ParentRelationship,
    /// `CTE x`, `InitPlan 1 (returns $0)`, `SubPlan 2` as printed.
    pub subplan_name: Option<String>,
    /// The planner's expectation.
    pub estimate: Option<Estimate>,
    /// What happened.
    pub actual: ActualState,
    /// Everything printed under the node, in order.
    pub properties: Vec<Property>,
    /// Per worker, by their order; needs `VERBOSE`.
    pub workers: Vec<Worker>,
    /// The node's own lines, without those of its children.
    pub span: Span,
    /// Its first line; in JSON its `"Node Type"` member.
    pub line_span: Span,
}

/// A step of an aggregate that is computed in two.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PartialMode {
    /// In each process.
    Partial,
    /// Of the partial results.
    Finalize,
}

/// What a node is to its parent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ParentRelationship {
    /// The first or only input; also given to the root.
    Outer,
    /// The second input of a join.
    Inner,
    /// One of several inputs of equal standing.
    Member,
    /// The query inside a Subquery Scan.
    Subquery,
    /// Run at most once for a value that some node reads.
    InitPlan,
    /// Run by an expression of the parent.
    SubPlan,
    /// Run as far as its CTE Scans pull rows.
    Cte,
}

impl ParentRelationship {
    /// Whether the parent pulls rows from it as an input.
    pub fn is_input(self) -> bool {
        matches!(self, Self::Outer | Self::Inner | Self::Member | Self::Subquery)
    }
}

/// What the planner expected.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Estimate {
    /// Cost until the first row, in the planner's units.
    pub startup_cost: f64,
    /// Cost until the last row, in the planner's units, per loop.
    pub total_cost: f64,
    /// Rows, per loop (and, below a Gather, per process).
    pub plan_rows: PerLoop,
    /// Average bytes of a row; missing when cut off, and where servers do not tell.
    pub width: Option<u64>,
    /// Whether the costs were printed; otherwise both are zero and mean nothing. MySQL prints the total only, and the first is zero.
    pub costs_told: bool,
}

/// Whether and how the node ran.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum ActualState {
    /// Not told: the plan was not executed, or the line is cut.
    NotRun,
    /// The plan was executed, the node was not.
    NeverExecuted,
    /// The node ran.
    Measured(Actual),
}

impl ActualState {
    /// The measurement, if there is one.
    pub fn measured(&self) -> Option<&Actual> {
        match self {
            Self::Measured(actual) => Some(actual),
            Self::NotRun | Self::NeverExecuted => None,
        }
    }
}

/// What was measured.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Actual {
    /// Milliseconds until the first row; missing with `TIMING OFF`.
    pub startup_time_per_loop_ms: Option<PerLoop>,
    /// Milliseconds until the last row; missing with `TIMING OFF`.
    pub total_time_per_loop_ms: Option<PerLoop>,
    /// Half of the last printed digit of the times.
    pub time_half_unit_ms: f64,
    /// Rows, averaged over the loops.
    pub rows_per_loop: PerLoop,
    /// Half of the last printed digit of the rows: 0.5, since PostgreSQL 18 0.005.
    pub rows_half_unit: f64,
    /// How often it was started, over all processes; at least 1.
    pub loops: u64,
    /// Whether the number of loops was cut off and 1 was assumed.
    pub loops_assumed: bool,
    /// Whether the rows were not told and those of its input stand in: MariaDB measures the time of every step, but the rows of few.
    pub rows_assumed: bool,
}

impl Actual {
    /// Rows over all loops, within the bounds their rounding allows; without bounds when they were not told.
    pub fn rows_total(&self) -> Rounded {
        if self.rows_assumed {
            return Rounded {
                low: 0.0,
                high: f64::INFINITY,
            };
        }
        Rounded::from_average(self.rows_per_loop, self.rows_half_unit, self.loops)
    }

    /// Milliseconds over all loops and processes.
    pub fn time_total_ms(&self) -> Option<Total> {
        self.total_time_per_loop_ms.map(|time| time.total(self.loops))
    }

    /// By how much [`Actual::time_total_ms`] may be wrong either way, because each average is rounded.
    pub fn time_total_error_ms(&self) -> f64 {
        self.time_half_unit_ms * self.loops as f64
    }
}

/// One printed fact about a node.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Property {
    /// As text plans spell it: `Filter`, `Sort Method`, `Buffers`. Names of JSON plans are translated.
    pub name: String,
    /// Everything after the colon; lines that were wrapped are joined.
    pub value: String,
    /// The property in the text.
    pub span: Span,
}

/// One parallel worker's part in a node.
#[derive(Debug, Clone, PartialEq)]
pub struct Worker {
    /// From 0.
    pub number: u64,
    /// What it measured.
    pub actual: Option<Actual>,
    /// What else is printed for it.
    pub properties: Vec<Property>,
    /// Its own just-in-time compilation.
    pub jit: Option<Jit>,
    /// Its lines.
    pub span: Span,
}

/// What planning itself needed.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Planning {
    /// Blocks the planner touched.
    pub buffers: Option<Buffers>,
    /// Time in reads and writes.
    pub io_timings: Option<IoTimings>,
    /// Memory used, in kB.
    pub memory_used_kb: Option<u64>,
    /// Memory allocated, in kB.
    pub memory_allocated_kb: Option<u64>,
}

/// Time spent in one trigger.
#[derive(Debug, Clone, PartialEq)]
pub struct Trigger {
    /// Missing for a constraint trigger without `VERBOSE`.
    pub name: Option<String>,
    /// The constraint it enforces.
    pub constraint: Option<String>,
    /// Its relation; printed when several are concerned.
    pub relation: Option<String>,
    /// Missing with `TIMING OFF`.
    pub time_ms: Option<f64>,
    /// How often it was called.
    pub calls: f64,
    /// In the text.
    pub span: Span,
}

/// Just-in-time compilation.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Jit {
    /// Functions compiled.
    pub functions: u64,
    /// Whether bodies were inlined.
    pub inlining: bool,
    /// Whether expensive optimisation ran.
    pub optimization: bool,
    /// Whether expressions were compiled.
    pub expressions: bool,
    /// Whether the reading of rows was compiled.
    pub deforming: bool,
    /// Milliseconds to generate code.
    pub generation_ms: Option<f64>,
    /// The part of the generation that was for reading rows, in milliseconds.
    pub deform_ms: Option<f64>,
    /// Milliseconds to inline.
    pub inlining_ms: Option<f64>,
    /// Milliseconds to optimise.
    pub optimization_ms: Option<f64>,
    /// Milliseconds to emit machine code.
    pub emission_ms: Option<f64>,
    /// All of it, in milliseconds.
    pub total_ms: Option<f64>,
}

/// Conversion of the result for the client.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Serialization {
    /// Missing with `TIMING OFF`.
    pub time_ms: Option<f64>,
    /// Size of the result in kB.
    pub output_kb: Option<u64>,
    /// `text` or `binary`.
    pub format: Option<String>,
}

impl Plan {
    /// The root. Plans are never empty; the option is for the type only.
    pub fn root(&self) -> Option<&PlanNode> {
        self.nodes.first()
    }

    /// A node by its id.
    pub fn node(&self, id: usize) -> Option<&PlanNode> {
        self.nodes.get(id)
    }

    /// The parent of a node.
    pub fn parent_of(&self, node: &PlanNode) -> Option<&PlanNode> {
        self.node(node.parent?)
    }

    /// The children of a node, in the order printed.
    pub fn children_of<'p>(&'p self, node: &'p PlanNode) -> impl Iterator<Item = &'p PlanNode> {
        node.children.iter().filter_map(|id| self.node(*id))
    }

    /// The children a node pulls rows from: no CTEs, InitPlans or SubPlans.
    pub fn inputs_of<'p>(&'p self, node: &'p PlanNode) -> impl Iterator<Item = &'p PlanNode> {
        self.children_of(node)
            .filter(|child| child.relationship.is_input())
    }
}
