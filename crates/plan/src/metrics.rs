//! What follows from the printed numbers: self time, shares, totals, estimate errors.
//!
//! Notation: T is the printed time per loop, L the loops, C = T·L the time summed over processes. Below a Gather, P processes run at
//! once, so C/P is the part of the clock that C stands for; P is the loops of the Gather's input per loop of the Gather, because
//! that counts the processes that really ran. Everything here is in clock time, C/P, so that the self times of all nodes add up
//! to the time of the root.
//!
//! What is subtracted from a node: its inputs and SubPlans; a CTE from the scans that pulled it, by their times; an InitPlan from
//! the node that reads its value, or from the Gather above that node when the value is computed before workers start.

mod cut_short;
mod owners;
mod processes;
mod rows;
mod time;

use crate::buffers::Buffers;
use crate::model::{Plan, Trigger};
use crate::quantity::{Rounded, Total};
use cut_short::find_cut_short;
use owners::Owners;
pub use rows::{EstimateDirection, RowEstimate};
use time::Times;
pub use time::{SelfTimeParts, explain_self_time};

/// What follows for one node. Times are missing where none were measured.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct NodeMetrics {
    /// Milliseconds over all loops and processes: more than the clock when processes ran at once.
    pub total_time_ms: Option<Total>,
    /// Milliseconds the node kept its own process or processes busy, with everything below it.
    pub elapsed_ms: Option<f64>,
    /// Milliseconds of clock time that the node itself accounts for. Zero when a negative result lies within the error; otherwise
    /// never corrected, see [`NodeMetrics::inconsistent`].
    pub self_time_ms: Option<f64>,
    /// By how much `self_time_ms` may be wrong either way, because every printed time is rounded and multiplied by the loops.
    pub self_time_error_ms: f64,
    /// `self_time_ms` as a part of the whole, 0 to 1 (below 0 only when inconsistent).
    pub share_of_wall: Option<f64>,
    /// Processes that ran this part of the plan at once; 1 outside a Gather.
    pub processes: f64,
    /// The slowest worker's time against the average of the workers; needs `VERBOSE`.
    pub worker_skew: Option<f64>,
    /// The times of the node and its parts contradict each other by more than their rounding: the clock, parallel work, or a CTE.
    pub inconsistent: bool,
    /// Some input was not measured (its line is cut), so its time is still in `self_time_ms`.
    pub includes_unmeasured_input: bool,
    /// Rows over all loops.
    pub rows_total: Option<Rounded>,
    /// Expected against actual rows, per loop.
    pub row_estimate: Option<RowEstimate>,
    /// Whoever pulls the rows may have stopped before the end: few rows are then no proof of a wrong estimate.
    pub cut_short: bool,
    /// Blocks the node touched itself.
    pub exclusive_buffers: Option<Buffers>,
    /// Some part of `exclusive_buffers` is negative.
    pub buffers_inconsistent: bool,
    /// Cost of the node without its children (but with the repetitions of a nested loop's inner side), in the planner's units. Negative
    /// above an input that is expected to be cut short.
    pub self_cost: Option<f64>,
}

/// What follows for the plan as a whole.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct PlanMetrics {
    /// Milliseconds of the whole execution: the `Execution Time`, or the root's time where that is missing.
    pub wall_ms: Option<f64>,
    /// The root's time stands in for the `Execution Time`.
    pub wall_assumed: bool,
    /// Milliseconds in constraint triggers, which run behind all nodes.
    pub constraint_trigger_ms: f64,
    /// Milliseconds in other triggers: inside the node that changes rows when they are BEFORE triggers, behind all nodes when
    /// they are AFTER triggers. The plan does not tell which.
    pub other_trigger_ms: f64,
    /// Milliseconds in CTEs that change rows and that nothing reads: they are completed behind the root.
    pub unread_cte_ms: f64,
    /// Milliseconds to convert the result.
    pub serialization_ms: f64,
    /// What none of the above explains: wall less root, constraint triggers, unread CTEs and conversion. Other triggers are still in it.
    pub unattributed_ms: Option<f64>,
}

/// Derives the metrics of every node, in the order of [`Plan::nodes`].
pub fn derive_metrics(plan: &Plan) -> Vec<NodeMetrics> {
    let owners = Owners::find(plan);
    let times = Times::derive(plan, &owners);
    let wall = derive_plan_metrics(plan).wall_ms;
    let cut_short = find_cut_short(plan, &owners);
    let buffers = rows::exclusive_buffers(plan, &owners);
    let metric = |(id, node)| {
        let node: &crate::model::PlanNode = node;
        let mut metrics = NodeMetrics {
            rows_total: node
                .actual
                .measured()
                .filter(|actual| !actual.rows_assumed)
                .map(|actual| actual.rows_total()),
            row_estimate: rows::row_estimate(node),
            cut_short: cut_short.get(id).copied().unwrap_or(false),
            exclusive_buffers: buffers.get(id).copied().flatten(),
            self_cost: rows::self_cost(plan, node),
            ..NodeMetrics::default()
        };
        metrics.buffers_inconsistent = metrics
            .exclusive_buffers
            .is_some_and(|buffers| buffers.is_negative());
        times.fill(id, node, wall, &mut metrics);
        metrics
    };
    plan.nodes.iter().enumerate().map(metric).collect()
}

/// Derives the metrics of the plan as a whole.
pub fn derive_plan_metrics(plan: &Plan) -> PlanMetrics {
    let root = plan
        .root()
        .and_then(|root| root.actual.measured())
        .and_then(|actual| actual.time_total_ms())
        .map(|time| time.0);
    let of_triggers = |constraint: bool| {
        let times = plan
            .triggers
            .iter()
            .filter(|trigger| is_constraint(trigger) == constraint);
        times
            .filter_map(|trigger| trigger.time_ms)
            .fold(0.0, |sum, time| sum + time)
    };
    let mut metrics = PlanMetrics {
        wall_ms: plan.execution_time_ms.or(root),
        wall_assumed: plan.execution_time_ms.is_none() && root.is_some(),
        constraint_trigger_ms: of_triggers(true),
        other_trigger_ms: of_triggers(false),
        unread_cte_ms: owners::unread_cte_ms(plan),
        serialization_ms: plan
            .serialization
            .as_ref()
            .and_then(|serialization| serialization.time_ms)
            .unwrap_or(0.0),
        unattributed_ms: None,
    };
    if let Some((wall, root)) = plan.execution_time_ms.zip(root) {
        let known = root + metrics.constraint_trigger_ms + metrics.unread_cte_ms + metrics.serialization_ms;
        metrics.unattributed_ms = Some(wall - known);
    }
    metrics
}

/// Constraint triggers are always AFTER triggers.
fn is_constraint(trigger: &Trigger) -> bool {
    let internal = trigger
        .name
        .as_deref()
        .is_some_and(|name| name.starts_with("RI_ConstraintTrigger"));
    trigger.constraint.is_some() || internal
}
