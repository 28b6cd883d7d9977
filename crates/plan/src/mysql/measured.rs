//! What MariaDB measured, in the model's terms: it counts rows before the condition and prints each step's own time over all loops; the
//! model has rows behind the condition and the time of a step with all below it, per loop.

use crate::forest::Forest;
use crate::model::{Actual, ActualState};
use crate::property::half_unit;
use crate::quantity::PerLoop;
use rowproof_source::{fixed, parse_decimal};

/// What was told about one node; all over all loops.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Measured {
    pub(super) loops: Option<u64>,
    /// Rows per loop, before the condition, and half of their last digit.
    pub(super) rows: Option<(f64, f64)>,
    /// The part of them that the condition kept, in percent, and half of its last digit.
    pub(super) filtered: Option<(f64, f64)>,
    /// The loops follow from other numbers.
    pub(super) loops_assumed: bool,
    /// Milliseconds of the step itself.
    pub(super) own_ms: Option<f64>,
    /// Milliseconds of the step and what is below it.
    pub(super) inclusive_ms: Option<f64>,
}

/// MariaDB writes ten significant digits in JSON, and only as many as are needed.
const RELATIVE_ERROR: f64 = 5e-10;

impl Measured {
    /// A number of JSON, exact to its ten digits.
    pub(super) fn precise(text: &str) -> Option<(f64, f64)> {
        parse_decimal(text).map(|value| (value, value.abs() * RELATIVE_ERROR))
    }

    /// A number of a table, rounded to its last digit.
    pub(super) fn rounded(text: &str) -> Option<(f64, f64)> {
        parse_decimal(text).map(|value| (value, half_unit(text)))
    }

    fn is_empty(&self) -> bool {
        self.loops.is_none() && self.rows.is_none() && self.own_ms.is_none() && self.inclusive_ms.is_none()
    }

    /// Rows behind the condition, with half a unit.
    fn kept(&self) -> Option<(f64, f64)> {
        let (rows, error) = self.rows?;
        let (percent, percent_error) = self.filtered.unwrap_or((100.0, 0.0));
        Some((
            rows * percent / 100.0,
            error * percent / 100.0 + rows * percent_error / 100.0,
        ))
    }
}

/// Writes what was measured into the nodes below `root`; `measured` has one entry per node.
pub(super) fn fill(forest: &mut Forest, measured: &[Measured], root: usize) {
    if measured.iter().all(|measured| measured.is_empty()) {
        return;
    }
    let timed = measured
        .iter()
        .any(|measured| measured.own_ms.is_some() || measured.inclusive_ms.is_some());
    let mut order = vec![root];
    let mut next = 0;
    while let Some(id) = order.get(next) {
        order.extend_from_slice(forest.children(*id));
        next += 1;
    }
    // What stands below comes first.
    for id in order.into_iter().rev() {
        let Some(told) = measured.get(id) else {
            continue;
        };
        let actual = actual(forest, id, told, timed);
        let removed = told
            .rows
            .zip(told.kept())
            .map(|((rows, _), (kept, _))| rows - kept)
            .filter(|removed| *removed > 0.0);
        if let Some(node) = forest.node_mut(id) {
            node.actual = actual;
            let condition = node.filter().is_some() || node.index_condition().is_some();
            if let Some(removed) = removed.filter(|_| condition) {
                let span = node.span;
                node.tell("Rows Removed by Filter", &shown(removed), span);
            }
        }
    }
}

/// Whole numbers without decimals, others with three.
fn shown(value: f64) -> String {
    fixed(value, if value.fract().abs() < 1e-6 { 0 } else { 3 })
}

fn actual(forest: &Forest, id: usize, told: &Measured, timed: bool) -> ActualState {
    let inputs = forest.children(id);
    let measured = |id: &usize| forest.node(*id)?.actual.measured().copied();
    let is_input = |id: &&usize| forest.node(**id).is_some_and(|node| node.subplan_name.is_none());
    // Of a join the last input gives its rows, for each row of those before.
    let last = inputs.iter().filter(is_input).filter_map(measured).next_back();
    let first = inputs.iter().find(is_input).and_then(measured);
    let loops = told.loops.or(first.map(|input| input.loops)).unwrap_or(1);
    if told.loops == Some(0) {
        return ActualState::NeverExecuted;
    }
    let join = forest.node(id).is_some_and(|node| node.kind.is_join());
    let kept = told.kept();
    let (rows, error, assumed) = match (kept, last) {
        (Some((rows, error)), _) => (rows, error, false),
        (None, Some(last)) => {
            let factor = last.loops as f64 / loops.max(1) as f64;
            let known = join && !last.rows_assumed;
            (
                last.rows_per_loop.0 * factor,
                last.rows_half_unit * factor,
                !known,
            )
        }
        (None, None) if told.is_empty() && inputs.is_empty() => return ActualState::NotRun,
        (None, None) => (0.0, 0.0, true),
    };
    let below: f64 = inputs
        .iter()
        .filter_map(measured)
        .filter_map(|input| input.time_total_ms())
        .map(|time| time.0)
        .sum();
    let total = told.inclusive_ms.unwrap_or(below + told.own_ms.unwrap_or(0.0));
    let per_loop = timed.then(|| PerLoop(total / loops.max(1) as f64));
    ActualState::Measured(Actual {
        startup_time_per_loop_ms: None,
        total_time_per_loop_ms: per_loop,
        time_half_unit_ms: total.abs() * RELATIVE_ERROR / loops.max(1) as f64,
        rows_per_loop: PerLoop(rows),
        rows_half_unit: error,
        loops: loops.max(1),
        loops_assumed: told.loops_assumed || told.loops.is_none() && first.is_none(),
        rows_assumed: assumed,
    })
}
