//! A node line, recognised from its right end: the figures first, then the arrow, then the words between.

use super::head::{Head, parse_head};
use crate::kind::NodeKind;
use crate::model::{Actual, ActualState, Estimate};
use crate::property::half_unit;
use crate::quantity::PerLoop;
use crate::slice::Trim as _;
use crate::slice::{before, from, indent};
use rowproof_source::parse_decimal;

/// The figures at the end of a node line.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Figures {
    pub(crate) estimate: Option<Estimate>,
    pub(crate) actual: ActualState,
    /// The end of the line is missing.
    pub(crate) cut: bool,
    /// The number of loops is missing.
    pub(crate) loops_assumed: bool,
    /// The numbers are hidden, as test suites do.
    pub(crate) masked: bool,
}

/// A whole node line.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct NodeLine {
    /// Where the arrow starts, or the words when there is none.
    pub(crate) column: usize,
    pub(crate) arrow: bool,
    pub(crate) head: Head,
    pub(crate) figures: Option<Figures>,
    /// Fewer than two blanks between arrow and words, or words and figures.
    pub(crate) narrow_arrow: bool,
    pub(crate) narrow_figures: bool,
}

/// Reads a node line. Without figures and arrow the words must be those of a known kind.
pub(crate) fn parse_node_line(text: &str) -> Option<NodeLine> {
    let column = indent(text);
    let trimmed = text.trimmed();
    let (arrow, body) = match trimmed.strip_prefix("->") {
        Some(body) => (true, body),
        None => (false, trimmed),
    };
    let narrow_arrow = arrow && !body.starts_with("  ");
    let body = body.trimmed_start();
    let (words, figures) = match find_figures(body) {
        Some((at, figures)) => (before(body, at), Some(figures)),
        None => (body, None),
    };
    let (words, cut) = strip_cut_mark(words);
    let head = parse_head(words)?;
    if figures.is_none() && head.kind == NodeKind::Other && !is_other_head(arrow, words) {
        return None;
    }
    let narrow_figures = figures.is_some() && !words.ends_with("  ");
    let figures = match (figures, cut) {
        (None, true) => Some(Figures {
            cut: true,
            ..Figures::empty()
        }),
        (figures, _) => figures,
    };
    Some(NodeLine {
        column,
        arrow,
        head,
        figures,
        narrow_arrow,
        narrow_figures,
    })
}

/// Behind an arrow any words make a node, unless they look like a property.
fn is_other_head(arrow: bool, words: &str) -> bool {
    arrow && super::names::cut_label(words).is_none()
}

/// Removes `...` and its like from the end.
pub(crate) fn strip_cut_mark(text: &str) -> (&str, bool) {
    let trimmed = text.trim_ascii_end();
    const MARKS: [&str; 5] = ["...", "…", "[truncated]", "(truncated)", "<truncated>"];
    for mark in MARKS {
        if let Some(rest) = trimmed.strip_suffix(mark) {
            return (rest.trim_ascii_end(), true);
        }
    }
    (text, false)
}

/// The first place from which the line is nothing but figures, and what they say. Quoted names cannot contain it.
fn find_figures(body: &str) -> Option<(usize, Figures)> {
    let opens = |rest: &str| FIGURES.iter().any(|word| rest.starts_with(word));
    let mut quoted = false;
    let mut places = Vec::new();
    for (at, character) in body.char_indices() {
        match character {
            '"' => quoted = !quoted,
            '(' if !quoted && opens(from(body, at)) => places.push(at),
            _ => {}
        }
    }
    let first = places.len().saturating_sub(MAX_FIGURES);
    let places = places.into_iter().skip(first);
    places
        .into_iter()
        .find_map(|at| Some((at, parse_figures(from(body, at))?)))
}

/// How groups of figures begin.
const FIGURES: [&str; 4] = ["(cost", "(actual", "(never", "(rows="];
/// Places where figures are looked for in one line, from its end: keeps the search linear.
const MAX_FIGURES: usize = 8;

impl Figures {
    fn empty() -> Self {
        Self {
            estimate: None,
            actual: ActualState::NotRun,
            cut: false,
            loops_assumed: false,
            masked: false,
        }
    }
}

/// Reads groups in brackets to the end of the line.
pub(crate) fn parse_figures(text: &str) -> Option<Figures> {
    let mut figures = Figures::empty();
    let (mut rest, cut) = strip_cut_mark(text);
    figures.cut = cut;
    loop {
        rest = rest.trimmed_start();
        if rest.is_empty() {
            return Some(figures);
        }
        let inner = rest.strip_prefix('(')?;
        let (group, after) = match inner.find(')') {
            Some(end) => (before(inner, end), from(inner, end + 1)),
            None => {
                figures.cut = true;
                (inner, "")
            }
        };
        read_group(group, &mut figures)?;
        rest = after;
    }
}

fn read_group(group: &str, figures: &mut Figures) -> Option<()> {
    let group = group.trimmed();
    if group == "never executed" || (figures.cut && group.starts_with("never")) {
        figures.actual = ActualState::NeverExecuted;
        return Some(());
    }
    if let Some(values) = group.strip_prefix("actual") {
        let measured = read_actual(values, figures.cut)?;
        if let Some(actual) = measured {
            figures.loops_assumed = actual.loops_assumed;
            figures.actual = executed(actual);
        }
        return Some(());
    }
    read_estimate(group, figures)
}

/// JSON and very old versions print zero loops instead of `never executed`.
pub(crate) fn executed(actual: Actual) -> ActualState {
    match actual.loops {
        0 => ActualState::NeverExecuted,
        _ => ActualState::Measured(actual),
    }
}

fn read_estimate(group: &str, figures: &mut Figures) -> Option<()> {
    let mut costs = None;
    let mut rows = None;
    let mut width = None;
    for word in group.split_whitespace() {
        let Some((name, value)) = word.split_once('=') else {
            return figures.cut.then_some(());
        };
        figures.masked |= is_masked(value);
        match name {
            "cost" => costs = range(value),
            "rows" => rows = parse_decimal(value),
            "width" => width = value.parse().ok(),
            _ => return None,
        }
    }
    if let (Some((startup_cost, total_cost)), Some(rows)) = (costs, rows) {
        figures.estimate = Some(Estimate {
            startup_cost,
            total_cost,
            plan_rows: PerLoop(rows),
            width,
            costs_told: true,
        });
    }
    let complete = figures.estimate.is_some() || figures.masked || figures.cut;
    complete.then_some(())
}

fn is_masked(value: &str) -> bool {
    !value.is_empty()
        && value
            .chars()
            .all(|c| matches!(c, 'x' | 'X' | 'N' | 'n' | '*' | '.' | '#'))
}

/// Reads `time=a..b rows=r loops=l`; the time may be missing, the loops may be cut off. `Some(None)` when all is masked or cut.
pub(crate) fn read_actual(values: &str, cut: bool) -> Option<Option<Actual>> {
    let mut times = None;
    let mut time_text = "";
    let mut rows = None;
    let mut loops = None;
    let mut masked = false;
    for word in values.split_whitespace() {
        let Some((name, value)) = word.split_once('=') else {
            if cut {
                break;
            }
            return None;
        };
        masked |= is_masked(value);
        match name {
            "time" => {
                times = range(value);
                time_text = value;
            }
            "rows" => rows = parse_decimal(value).map(|number| (number, half_unit(value))),
            "loops" => loops = parse_decimal(value),
            _ => return None,
        }
    }
    let Some((rows_per_loop, rows_half_unit)) = rows else {
        return (masked || cut).then_some(None);
    };
    Some(Some(Actual {
        startup_time_per_loop_ms: times.map(|(startup, _)| PerLoop(startup)),
        total_time_per_loop_ms: times.map(|(_, total)| PerLoop(total)),
        time_half_unit_ms: times.map_or(0.0, |_| half_unit(time_text.rsplit("..").next().unwrap_or(""))),
        rows_per_loop: PerLoop(rows_per_loop),
        rows_half_unit,
        loops: loops.map_or(1, |count| count as u64),
        loops_assumed: loops.is_none(),
        rows_assumed: false,
    }))
}

fn range(value: &str) -> Option<(f64, f64)> {
    let (low, high) = value.split_once("..")?;
    Some((parse_decimal(low)?, parse_decimal(high)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn figures(text: &str) -> Figures {
        parse_node_line(text).unwrap().figures.unwrap()
    }

    #[test]
    fn reads_every_shape_of_figures() {
        let full = figures(
            "Seq Scan on t  (cost=0.00..35.50 rows=10 width=8) (actual time=0.010..0.200 rows=9.25 loops=4)",
        );
        assert_eq!(full.estimate.unwrap().total_cost, 35.5);
        let actual = *full.actual.measured().unwrap();
        assert_eq!(
            (actual.loops, actual.rows_per_loop, actual.rows_half_unit),
            (4, PerLoop(9.25), 0.005)
        );
        assert!((actual.time_half_unit_ms - 0.0005).abs() < 1e-12);
        let untimed = figures("Seq Scan on t (actual rows=9 loops=1)");
        assert_eq!(untimed.actual.measured().unwrap().total_time_per_loop_ms, None);
        assert_eq!(
            figures("->  Result (never executed)").actual,
            ActualState::NeverExecuted
        );
    }

    #[test]
    fn a_cut_line_keeps_what_was_before() {
        let line = parse_node_line("-> Seq Scan on tasks t  (cost=0.00..7123.45 rows=10000) ...").unwrap();
        assert!(line.narrow_arrow && !line.narrow_figures);
        let cut = line.figures.unwrap();
        assert!(cut.cut && cut.estimate.unwrap().width.is_none());
        let loops = figures("Sort  (cost=1.00..2.00 rows=50) (actual time=798.432..798.445 rows=50)");
        assert!(loops.loops_assumed && !loops.cut);
        assert!(figures("Sort  (cost=1.00..2.00 rows=5 width=4) (actual time=1.0..2.0 ro").cut);
    }

    #[test]
    fn words_that_only_look_like_nodes() {
        assert!(
            parse_node_line(
                "  Filter: (note = '  ->  Seq Scan on x  (cost=0.00..1.00 rows=1 width=1)'::text)"
            )
            .is_none()
        );
        assert!(parse_node_line("Limit our scope to one thing").is_none());
        assert!(parse_node_line("->  Gather Motion 3:1  (slice1; segments: 3)").is_some());
        assert_eq!(
            parse_node_line("Seq Scan on \"(cost=1)\"")
                .unwrap()
                .head
                .relation
                .as_deref(),
            Some("(cost=1)")
        );
    }
}
