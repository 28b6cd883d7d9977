//! Rows, blocks and costs of single nodes.

use super::owners::Owners;
use crate::buffers::{BlockCounts, Buffers};
use crate::model::{ActualState, ParentRelationship, Plan, PlanNode};

/// Which way an estimate is off.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EstimateDirection {
    /// Fewer rows were expected than came.
    TooLow,
    /// More rows were expected than came.
    TooHigh,
    /// Just as many, counting none as one.
    Exact,
}

/// Expected against actual rows of one loop (below a Gather: of one process).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RowEstimate {
    /// The larger divided by the smaller, both at least 1; so at least 1.
    pub factor: f64,
    /// Which way.
    pub direction: EstimateDirection,
}

pub(super) fn row_estimate(node: &PlanNode) -> Option<RowEstimate> {
    let expected = node.estimate?.plan_rows.0.max(1.0);
    let measured = node.actual.measured().filter(|actual| !actual.rows_assumed)?;
    let actual = measured.rows_per_loop.0.max(1.0);
    let direction = match expected.total_cmp(&actual) {
        std::cmp::Ordering::Less => EstimateDirection::TooLow,
        std::cmp::Ordering::Equal => EstimateDirection::Exact,
        std::cmp::Ordering::Greater => EstimateDirection::TooHigh,
    };
    Some(RowEstimate {
        factor: expected.max(actual) / expected.min(actual),
        direction,
    })
}

/// The cost of SubPlans is not taken off: it is repeated for each row, and the plan tells it once.
pub(super) fn self_cost(plan: &Plan, node: &PlanNode) -> Option<f64> {
    let own = node.estimate.filter(|estimate| estimate.costs_told)?.total_cost;
    let children = plan
        .children_of(node)
        .filter(|child| child.relationship != ParentRelationship::SubPlan);
    let below: f64 = children
        .filter_map(|child| child.estimate)
        .map(|estimate| estimate.total_cost)
        .sum();
    Some(own - below)
}

/// Blocks of each node without those of its parts. A node that prints none touched none, once any node prints some.
pub(super) fn exclusive_buffers(plan: &Plan, owners: &Owners) -> Vec<Option<Buffers>> {
    let inclusive: Vec<Option<Buffers>> = plan.nodes.iter().map(|node| inclusive(plan, node)).collect();
    let mut own = inclusive.clone();
    for node in &plan.nodes {
        let Some((parent, part)) = node.parent.zip(inclusive.get(node.id).copied().flatten()) else {
            continue;
        };
        match node.relationship {
            ParentRelationship::Cte => subtract_cte(owners, node.id, part, &mut own),
            ParentRelationship::InitPlan => {
                subtract(&mut own, owners.consumer(node.id).unwrap_or(parent), &part)
            }
            _ => subtract(&mut own, parent, &part),
        }
    }
    own
}

fn inclusive(plan: &Plan, node: &PlanNode) -> Option<Buffers> {
    let told = plan.buffers && node.actual != ActualState::NotRun;
    node.buffers().or(told.then(Buffers::default))
}

fn subtract(own: &mut [Option<Buffers>], from: usize, part: &Buffers) {
    if let Some(own) = own.get_mut(from).and_then(Option::as_mut) {
        *own = own.minus(part);
    }
}

/// Blocks of a CTE lie in its scans; the plan does not tell in which, so the first takes as many as it has.
fn subtract_cte(owners: &Owners, cte: usize, part: Buffers, own: &mut [Option<Buffers>]) {
    let mut left = part;
    for scan in owners.scans(cte) {
        if let Some(own) = own.get_mut(*scan).and_then(Option::as_mut) {
            let taken = common(own, &left);
            *own = own.minus(&taken);
            left = left.minus(&taken);
        }
    }
}

/// The smaller of each pair of counts, at least zero.
fn common(a: &Buffers, b: &Buffers) -> Buffers {
    let least = |a: i64, b: i64| a.min(b).max(0);
    let counts = |a: BlockCounts, b: BlockCounts| BlockCounts {
        hit: least(a.hit, b.hit),
        read: least(a.read, b.read),
        dirtied: least(a.dirtied, b.dirtied),
        written: least(a.written, b.written),
    };
    Buffers {
        shared: counts(a.shared, b.shared),
        local: counts(a.local, b.local),
        temp: counts(a.temp, b.temp),
    }
}
