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
        for node in &plan.nodes {
            let Some(parent) = node.parent else {
                continue;
            };
            let part = inclusive.get(node.id).copied().flatten();
            match node.relationship {
                ParentRelationship::Cte => subtract_cte(owners, node.id, &inclusive, &mut own),
                ParentRelationship::InitPlan => {
                    let consumer = owners.consumer(node.id).unwrap_or(parent);
                    subtract(&mut own, consumer, part, 1.0);
                }
                _ => {
                    subtract(&mut own, parent, part, 1.0);
                    if let Some(flag) = unmeasured_input.get_mut(parent).filter(|_| part.is_none()) {
                        *flag = true;
                    }
                }
            }
        }
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

fn subtract(own: &mut [Option<Span>], from: usize, part: Option<Span>, fraction: f64) {
    if let Some((own, part)) = own.get_mut(from).and_then(Option::as_mut).zip(part) {
        own.subtract(part, fraction);
    }
}

/// A CTE's time lies in the scans that pulled it: each takes its part by its own time.
fn subtract_cte(owners: &Owners, cte: usize, inclusive: &[Option<Span>], own: &mut [Option<Span>]) {
    let time = |id: usize| inclusive.get(id).copied().flatten().map_or(0.0, |span| span.ms);
    let scans = owners.scans(cte);
    let all: f64 = scans.iter().map(|scan| time(*scan)).sum();
    if all <= 0.0 {
        return;
    }
    for scan in scans {
        subtract(
            own,
            *scan,
            inclusive.get(cte).copied().flatten(),
            time(*scan) / all,
        );
    }
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
