//! The figures at the end of a step: `(cost=472 rows=124) (actual time=0.247..3.32 rows=48 loops=1)`.

use crate::model::{Actual, ActualState, Estimate};
use crate::property::half_unit;
use crate::quantity::PerLoop;
use crate::text::node_line::strip_cut_mark;
use rowproof_source::parse_decimal;

/// What the figures say.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Figures {
    pub(super) estimate: Option<Estimate>,
    pub(super) actual: ActualState,
    /// The end of the line is missing.
    pub(super) cut: bool,
}

/// Cuts the figures off the end of a step.
pub(super) fn cut_figures(text: &str) -> (&str, Figures) {
    let mut figures = Figures {
        estimate: None,
        actual: ActualState::NotRun,
        cut: false,
    };
    let (mut rest, cut) = strip_cut_mark(text);
    figures.cut = cut;
    while let Some(at) = rest.rfind('(') {
        let group = rest.get(at + 1..).unwrap_or("");
        let inner = group.strip_suffix(')');
        let known = ["cost=", "rows=", "actual ", "never executed"]
            .iter()
            .any(|start| group.starts_with(start));
        if !known || !(inner.is_some() || group.find(')').is_none()) {
            break;
        }
        figures.cut |= inner.is_none();
        read_group(inner.unwrap_or(group), &mut figures);
        rest = rest.get(..at).unwrap_or("").trim_ascii_end();
    }
    (rest, figures)
}

fn read_group(group: &str, figures: &mut Figures) {
    if group.starts_with("never executed") {
        figures.actual = ActualState::NeverExecuted;
        return;
    }
    match group.strip_prefix("actual ") {
        Some(values) => {
            let actual = read_actual(values);
            figures.cut |= actual.is_none();
            figures.actual = actual.map_or(figures.actual, ActualState::Measured);
        }
        None => figures.estimate = read_estimate(group),
    }
}

fn value<'g>(group: &'g str, name: &str) -> Option<&'g str> {
    group
        .split_ascii_whitespace()
        .find_map(|word| word.strip_prefix(name)?.strip_prefix('='))
}

/// `cost=472 rows=124`, in newer versions `cost=0.35..472 rows=124`; before the optimiser knew costs `rows=3` alone.
fn read_estimate(group: &str) -> Option<Estimate> {
    let rows = parse_decimal(value(group, "rows")?)?;
    let cost = value(group, "cost");
    let (first, last) = match cost.and_then(|cost| cost.split_once("..")) {
        Some((first, last)) => (parse_decimal(first), parse_decimal(last)),
        None => (None, cost.and_then(parse_decimal)),
    };
    Some(Estimate {
        startup_cost: first.unwrap_or(0.0),
        total_cost: last.unwrap_or(0.0),
        plan_rows: PerLoop(rows),
        width: None,
        costs_told: last.is_some(),
    })
}

/// Averages over the loops, as PostgreSQL prints them.
fn read_actual(group: &str) -> Option<Actual> {
    let rows = value(group, "rows")?;
    let times = value(group, "time").and_then(|time| time.split_once(".."));
    let loops = value(group, "loops").and_then(parse_decimal);
    Some(Actual {
        startup_time_per_loop_ms: times.and_then(|(first, _)| parse_decimal(first)).map(PerLoop),
        total_time_per_loop_ms: times.and_then(|(_, last)| parse_decimal(last)).map(PerLoop),
        time_half_unit_ms: times.map_or(0.0, |(_, last)| half_unit(last)),
        rows_per_loop: PerLoop(parse_decimal(rows)?),
        rows_half_unit: half_unit(rows),
        loops: loops.map_or(1, |loops| (loops as u64).max(1)),
        loops_assumed: loops.is_none(),
        rows_assumed: false,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_cut_from_the_end() {
        let (words, figures) = cut_figures(
            "Filter: (a in (1,2))  (cost=0.549 rows=0.532) (actual time=632e-6..0.00976 rows=0.206 loops=233)",
        );
        assert_eq!(words, "Filter: (a in (1,2))");
        assert_eq!(figures.estimate.unwrap().plan_rows, PerLoop(0.532));
        let actual = *figures.actual.measured().unwrap();
        assert_eq!((actual.loops, actual.rows_per_loop), (233, PerLoop(0.206)));
        assert!((actual.startup_time_per_loop_ms.unwrap().0 - 0.000_632).abs() < 1e-9);
        assert!((actual.time_half_unit_ms - 0.000_005).abs() < 1e-12);
        let (words, figures) = cut_figures("Table scan on t  (rows=3)");
        assert_eq!(words, "Table scan on t");
        assert!(!figures.estimate.unwrap().costs_told);
        assert_eq!(
            cut_figures("Hash (never executed)").1.actual,
            ActualState::NeverExecuted
        );
        assert!(cut_figures("Table scan on t  (cost=0.35 ro").1.cut);
    }
}
