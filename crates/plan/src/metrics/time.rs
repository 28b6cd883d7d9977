//! Self time and its error.

use super::NodeMetrics;
use super::owners::Owners;
use super::processes::Processes;
use crate::model::{ActualState, ParentRelationship, Plan, PlanNode};
use crate::quantity::Total;

/// Clock time of a node with all it contains, or of the node alone, and how far it may be off.
#[derive(Debug, Clone, Copy, Default)]
struct Span {
    ms: f64,
    error_ms: f64,
}

impl Span {
    fn subtract(&mut self, part: Self, fraction: f64) {
        self.ms -= part.ms * fraction;
        self.error_ms += part.error_ms * fraction;
    }
}

/// The times of all nodes.
pub(super) struct Times {
    processes: Processes,
    own: Vec<Option<Span>>,
    unmeasured_input: Vec<bool>,
}

impl Times {
    pub(super) fn derive(plan: &Plan, owners: &Owners) -> Self {
        let processes = Processes::count(plan, owners);
        let inclusive: Vec<Option<Span>> = plan
            .nodes
            .iter()
            .map(|node| inclusive(node, &processes))
            .collect();
        let mut own = inclusive.clone();
        let mut unmeasured_input = vec![false; plan.nodes.len()];
        for_each_part(plan, owners, &inclusive, |from, part, fraction| {
            let span = inclusive.get(part.id).copied().flatten();
            if let Some((own, span)) = own.get_mut(from).and_then(Option::as_mut).zip(span) {
                own.subtract(span, fraction);
            }
            let is_cut = span.is_none() && !is_apart(part.relationship);
            if let Some(flag) = unmeasured_input.get_mut(from).filter(|_| is_cut) {
                *flag = true;
            }
        });
        Self {
            processes,
            own,
            unmeasured_input,
        }
    }

    /// Writes the times of a node that ran.
    pub(super) fn fill(&self, id: usize, node: &PlanNode, wall: Option<f64>, metrics: &mut NodeMetrics) {
        metrics.processes = self.processes.clock.get(id).copied().unwrap_or(1.0);
        let Some(total) = node.actual.measured().and_then(|actual| actual.time_total_ms()) else {
            return;
        };
        metrics.total_time_ms = Some(total);
        let own = self.processes.own.get(id).copied().unwrap_or(1.0);
        metrics.elapsed_ms = Some(total.0 / own.max(1.0));
        metrics.worker_skew = worker_skew(node);
        metrics.includes_unmeasured_input = self.unmeasured_input.get(id).copied().unwrap_or(false);
        let Some(span) = self.own.get(id).copied().flatten() else {
            return;
        };
        metrics.self_time_error_ms = span.error_ms;
        metrics.inconsistent = span.ms < -(span.error_ms + ARITHMETIC_ERROR_MS);
        let within_error = span.ms < 0.0 && !metrics.inconsistent;
        let self_time = if within_error { 0.0 } else { span.ms };
        metrics.self_time_ms = Some(self_time);
        metrics.share_of_wall = wall.filter(|wall| *wall > 0.0).map(|wall| self_time / wall);
    }
}

/// The nearest node above each that was measured: what a node without figures has below it is still in the time of the node above it.
fn measured_above(plan: &Plan, inclusive: &[Option<Span>]) -> Vec<Option<usize>> {
    let mut above: Vec<Option<usize>> = vec![None; plan.nodes.len()];
    for node in &plan.nodes {
        let nearest = node
            .parent
            .filter(|_| !is_apart(node.relationship))
            .and_then(|parent| match inclusive.get(parent).copied().flatten() {
                Some(_) => Some(parent),
                None => above.get(parent).copied().flatten(),
            });
        if let Some(place) = above.get_mut(node.id) {
            *place = nearest;
        }
    }
    above
}

/// Sums of thousands of binary fractions are off by less than this.
const ARITHMETIC_ERROR_MS: f64 = 1e-6;

/// Nothing when the time is unknown; zero for a node that never ran.
fn inclusive(node: &PlanNode, processes: &Processes) -> Option<Span> {
    match &node.actual {
        ActualState::NotRun => None,
        ActualState::NeverExecuted => Some(Span::default()),
        ActualState::Measured(actual) => {
            let Total(ms) = actual.time_total_ms()?;
            let count = processes.clock.get(node.id).copied().unwrap_or(1.0).max(1.0);
            Some(Span {
                ms: ms / count,
                error_ms: actual.time_total_error_ms() / count,
            })
        }
    }
}

/// Run once or on demand for whoever reads it, not pulled by the node it is printed under.
fn is_apart(relationship: ParentRelationship) -> bool {
    matches!(
        relationship,
        ParentRelationship::Cte | ParentRelationship::InitPlan
    )
}

/// Tells for every node whose time contains its own, and which fraction of it: its parent; the node that reads the value of an InitPlan;
/// for a CTE the scans that pulled it, each by its own time.
fn for_each_part(
    plan: &Plan,
    owners: &Owners,
    inclusive: &[Option<Span>],
    mut take: impl FnMut(usize, &PlanNode, f64),
) {
    let time = |id: usize| inclusive.get(id).copied().flatten().map_or(0.0, |span| span.ms);
    let measured = measured_above(plan, inclusive);
    for node in &plan.nodes {
        let Some(parent) = node.parent else {
            continue;
        };
        match node.relationship {
            ParentRelationship::Cte => {
                let scans = owners.scans(node.id);
                let all: f64 = scans.iter().map(|scan| time(*scan)).sum();
                for scan in scans.iter().filter(|_| all > 0.0) {
                    take(*scan, node, time(*scan) / all);
                }
            }
            ParentRelationship::InitPlan => take(owners.consumer(node.id).unwrap_or(parent), node, 1.0),
            _ => take(
                measured.get(node.id).copied().flatten().unwrap_or(parent),
                node,
                1.0,
            ),
        }
    }
}

/// How the self time of one node comes about.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct SelfTimeParts {
    /// Clock time of the node with all it contains, in milliseconds.
    pub whole_ms: f64,
    /// What is taken off it: nodes and their milliseconds, in the plan's order.
    pub parts: Vec<(usize, f64)>,
}

/// The parts of which [`NodeMetrics::self_time_ms`] is what is left. None for a node without times.
pub fn explain_self_time(plan: &Plan, id: usize) -> Option<SelfTimeParts> {
    let owners = Owners::find(plan);
    let processes = Processes::count(plan, &owners);
    let inclusive: Vec<Option<Span>> = plan
        .nodes
        .iter()
        .map(|node| inclusive(node, &processes))
        .collect();
    let mut explained = SelfTimeParts {
        whole_ms: inclusive.get(id).copied().flatten()?.ms,
        parts: Vec::new(),
    };
    for_each_part(plan, &owners, &inclusive, |from, part, fraction| {
        let span = inclusive.get(part.id).copied().flatten();
        if let Some(span) = span.filter(|_| from == id) {
            explained.parts.push((part.id, span.ms * fraction));
        }
    });
    Some(explained)
}

/// The slowest worker against the average.
fn worker_skew(node: &PlanNode) -> Option<f64> {
    let times: Vec<f64> = node
        .workers
        .iter()
        .filter_map(|worker| worker.actual?.time_total_ms())
        .map(|time| time.0)
        .collect();
    let sum: f64 = times.iter().sum();
    let most = times.iter().copied().fold(0.0, f64::max);
    (times.len() > 1 && sum > 0.0).then(|| most * times.len() as f64 / sum)
}
