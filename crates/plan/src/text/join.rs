//! Logical rows from physical lines: literals that span lines, and lines broken at a column.

use super::names::{cut_label, is_property, is_tail, subplan_label};
use super::node_line::{parse_node_line, strip_cut_mark};
use crate::kind::NodeKind;
use crate::repair::Repairs;
use crate::slice::Nesting;
use crate::slice::Trim as _;
use crate::unwrap::line::Line;
use rowproof_source::{SourceId, Span};
use std::borrow::Cow;

/// One row of the plan as it was printed.
#[derive(Debug, Clone)]
pub(crate) struct Row<'l> {
    pub(crate) text: Cow<'l, str>,
    pub(crate) span: Span,
    /// A frame or a fence stood here.
    pub(crate) boundary: bool,
}

impl Row<'_> {
    pub(crate) fn is_blank(&self) -> bool {
        self.text.trimmed().is_empty()
    }
}

/// How far ahead the end of an open literal or bracket is looked for, in lines.
const LOOK_AHEAD: usize = 200;
/// Bytes that may be looked at in vain, per byte of text: keeps the whole linear.
const EFFORT: usize = 8;

/// Joins lines into rows. A literal that is open at the end of a line swallows what follows up to the line that closes all of it,
/// whatever that looks like; an open bracket swallows lines that look like nothing else.
pub(crate) fn join_rows<'l>(source: SourceId, lines: &'l [Line<'_>], repairs: &mut Repairs) -> Vec<Row<'l>> {
    let length: usize = lines.iter().map(|line| line.text.len() + 1).sum();
    let mut joiner = Joiner {
        lines,
        widest: width_of_breaks(lines),
        effort: length * EFFORT + 4096,
    };
    let mut rows = Vec::with_capacity(lines.len());
    let mut at = 0;
    while let Some(line) = lines.get(at) {
        let taken = joiner.lines_of_row(at);
        let mut span = line.span(source);
        let text = joiner.joined(at, taken);
        if taken > 1 {
            span = span.to(lines.get(at + taken - 1).map_or(span, |last| last.span(source)));
            repairs.note(span, "lines that were broken in the middle were joined");
        }
        rows.push(Row {
            text,
            span,
            boundary: line.boundary,
        });
        at += taken;
    }
    rows
}

/// The width at which lines were broken: at least two are as long as that, and none longer. None has it where nothing was.
fn width_of_breaks(lines: &[Line<'_>]) -> usize {
    let (mut widest, mut count) = (0, 0);
    for width in lines.iter().map(|line| line.text.chars().count()) {
        match width.cmp(&widest) {
            std::cmp::Ordering::Greater => (widest, count) = (width, 1),
            std::cmp::Ordering::Equal => count += 1,
            std::cmp::Ordering::Less => {}
        }
    }
    if count > 1 { widest } else { usize::MAX }
}

struct Joiner<'l, 't> {
    lines: &'l [Line<'t>],
    widest: usize,
    effort: usize,
}

impl<'l> Joiner<'l, '_> {
    fn text(&self, at: usize) -> Option<&'l str> {
        self.lines.get(at).map(|line| line.text.as_ref())
    }

    /// How many lines the row that begins at `at` has.
    fn lines_of_row(&mut self, at: usize) -> usize {
        let Some(text) = self.text(at) else {
            return 1;
        };
        if self.lines.get(at).is_some_and(|line| line.wrapped) {
            return 1 + self.wrapped_lines(at + 1);
        }
        let node = is_node_start(text);
        let label = cut_label(text).is_some_and(|(name, _)| is_property(name) || name == "Settings");
        if !(node || label) || strip_cut_mark(text).1 {
            return 1;
        }
        let nesting = Nesting::of(text);
        if nesting.is_quoted() {
            return self.until_closed(at, nesting).unwrap_or(1);
        }
        if nesting.depth > 0 {
            return self.while_open(at, nesting);
        }
        if node {
            self.node_tail(at)
        } else {
            1 + self.list_tail(at)
        }
    }

    fn wrapped_lines(&self, from: usize) -> usize {
        let more = self
            .lines
            .iter()
            .skip(from)
            .take_while(|line| line.wrapped)
            .count();
        (more + 1).min(self.lines.len().saturating_sub(from))
    }

    /// Lines up to the one at whose end nothing is open.
    fn until_closed(&mut self, at: usize, mut nesting: Nesting) -> Option<usize> {
        for ahead in 1..=LOOK_AHEAD {
            let next = self.text(at + ahead)?;
            self.effort = self.effort.checked_sub(next.len() + 1)?;
            if self.lines.get(at + ahead).is_some_and(|line| line.boundary) {
                return None;
            }
            nesting.take_all(next);
            if nesting.is_closed() {
                return Some(ahead + 1);
            }
        }
        None
    }

    /// Lines that look like nothing else while a bracket is open.
    fn while_open(&mut self, at: usize, mut nesting: Nesting) -> usize {
        for ahead in 1..=LOOK_AHEAD {
            let Some(next) = self.text(at + ahead).filter(|next| is_rest(next)) else {
                return ahead;
            };
            let Some(effort) = self.effort.checked_sub(next.len() + 1) else {
                return ahead;
            };
            self.effort = effort;
            nesting.take_all(next);
            if nesting.is_closed() && !next.trimmed_start().starts_with("(cost=") {
                let more = self
                    .text(at + ahead + 1)
                    .is_some_and(|text| text.trimmed_start().starts_with("(actual"));
                return ahead + 1 + usize::from(more && is_node_start(self.text(at).unwrap_or("")));
            }
        }
        1
    }

    /// The figures of a node on the following lines.
    fn node_tail(&mut self, at: usize) -> usize {
        let figures = |text: &str| {
            let text = text.trimmed_start();
            text.starts_with("(cost=") || text.starts_with("(actual ") || text.starts_with("(never executed)")
        };
        let mut taken = 1;
        while taken <= 2 && self.text(at + taken).is_some_and(figures) {
            taken += 1;
        }
        if taken > 1 {
            return taken;
        }
        let Some((text, next)) = self.text(at).zip(self.text(at + 1)) else {
            return 1;
        };
        let bare = !text.contains("(cost=") && !text.contains("(actual ");
        let tail = is_rest(next) && next.contains('(') && parse_node_line(next).is_none();
        if !bare || !tail {
            return 1;
        }
        let nesting = Nesting::of(next);
        if nesting.depth > 0 {
            1 + self.while_open(at + 1, nesting)
        } else {
            2
        }
    }

    /// A list whose line ends in a comma or an operator goes on.
    fn list_tail(&self, at: usize) -> usize {
        let open = |text: &str| {
            let text = text.trim_ascii_end();
            text.ends_with([',', '=']) || text.ends_with(" AND") || text.ends_with(" OR")
        };
        let mut more = 0;
        while more < LOOK_AHEAD
            && self.text(at + more).is_some_and(open)
            && self.text(at + more + 1).is_some_and(is_rest)
        {
            more += 1;
        }
        more
    }

    fn joined(&self, at: usize, taken: usize) -> Cow<'l, str> {
        let lines = self.lines.get(at..at + taken).unwrap_or(&[]);
        match lines {
            [] => Cow::Borrowed(""),
            [line] => Cow::Borrowed(line.text.as_ref()),
            lines => Cow::Owned(join_lines(lines, self.widest)),
        }
    }
}

/// The most breaks in one node line for which every reading is tried.
const MAX_TRIED_BREAKS: usize = 5;

/// Joins the lines of one row. Whether a break fell on a blank is not told; for a node line the reading that makes a whole node of
/// a known kind decides, for anything else the looks of the two sides.
fn join_lines(lines: &[Line<'_>], widest: usize) -> String {
    let likely = join_with(lines, widest, 0);
    let breaks = lines.len() - 1;
    if !is_node_start(&likely) || breaks > MAX_TRIED_BREAKS {
        return likely;
    }
    let readings = (0..1_u32 << breaks).map(|flips| join_with(lines, widest, flips));
    readings
        .into_iter()
        .find(|text| is_whole_node(text))
        .unwrap_or(likely)
}

fn is_whole_node(text: &str) -> bool {
    parse_node_line(text).is_some_and(|line| {
        let figures = line
            .figures
            .is_some_and(|figures| !figures.cut && !figures.loops_assumed);
        figures && line.head.kind != NodeKind::Other
    })
}

/// Joins the lines as they look, but the other way at each break whose bit is set in `flips`.
fn join_with(lines: &[Line<'_>], widest: usize, flips: u32) -> String {
    let mut text = String::new();
    let mut nesting = Nesting::default();
    let mut before: Option<&Line<'_>> = None;
    for (at, line) in lines.iter().enumerate() {
        match before {
            Some(before) => {
                // A row of more breaks than the number has bits is read as it looks.
                let flip = flips.checked_shr(at as u32 - 1).is_some_and(|rest| rest & 1 == 1);
                append(&mut text, before, line, nesting, widest, flip);
            }
            None => text.push_str(&line.text),
        }
        nesting.take_all(&line.text);
        before = Some(line);
    }
    text
}

/// Inside a literal a line break is kept unless the line was as long as lines get; elsewhere two words get a blank between them.
fn append(
    text: &mut String,
    before: &Line<'_>,
    line: &Line<'_>,
    nesting: Nesting,
    widest: usize,
    flip: bool,
) {
    let next = line.text.as_ref();
    if before.wrapped {
        text.push_str(next);
        return;
    }
    if nesting.is_quoted() {
        let full = before.text.chars().count() == widest && !before.continues;
        if !full {
            text.push('\n');
        }
        text.push_str(next);
        return;
    }
    let next = next.trimmed_start();
    let word = |c: char| c.is_alphanumeric() || c == '_';
    let words = text.ends_with(word) && next.starts_with(word);
    let figures = next.starts_with('(') && is_node_start(text);
    let operator = text.ends_with([',', '=']) || text.ends_with(" AND") || text.ends_with(" OR");
    if figures {
        text.push_str("  ");
    } else if (words || operator) != flip && !text.ends_with(' ') {
        text.push(' ');
    }
    text.push_str(next);
}

fn is_node_start(text: &str) -> bool {
    let text = text.trimmed_start();
    text.starts_with("->") || text.contains("(cost=") || text.contains("(actual ")
}

/// A line that is no beginning of anything: it can only belong to the line before it.
fn is_rest(text: &str) -> bool {
    let trimmed = text.trimmed_start();
    let label = cut_label(text)
        .is_some_and(|(name, _)| is_property(name) || is_tail(name) || name.starts_with("Worker "));
    let starts = trimmed.is_empty() || trimmed.starts_with("->") || label || subplan_label(text).is_some();
    !starts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::unwrap::line::split_lines;

    fn rows(text: &str) -> Vec<String> {
        let lines = split_lines(text);
        join_rows(SourceId(0), &lines, &mut Repairs::default())
            .into_iter()
            .map(|row| row.text.into_owned())
            .collect()
    }

    #[test]
    fn a_literal_swallows_ghost_nodes() {
        let text =
            "Seq Scan on t\n  Filter: (note = 'x\n->  Seq Scan on z'::text)\n  Rows Removed by Filter: 1";
        assert_eq!(
            rows(text),
            [
                "Seq Scan on t",
                "  Filter: (note = 'x\n->  Seq Scan on z'::text)",
                "  Rows Removed by Filter: 1"
            ]
        );
    }

    #[test]
    fn hard_wraps_are_joined() {
        let text = "Seq Scan on t  (cost=0.00..35.50 rows=10 wid\nth=8)\n  Filter: ((a = 1) AND\n(b = 2))\n  ->  Index Scan using i on\nt  (cost=0.00..1.00 rows=1 width=4)";
        assert_eq!(
            rows(text),
            [
                "Seq Scan on t  (cost=0.00..35.50 rows=10 width=8)",
                "  Filter: ((a = 1) AND (b = 2))",
                "  ->  Index Scan using i on t  (cost=0.00..1.00 rows=1 width=4)"
            ]
        );
    }

    #[test]
    fn a_cut_literal_swallows_nothing() {
        let text = "Seq Scan on t\n  Filter: (note = 'abc\n  ->  Seq Scan on x\n        Filter: (b = 'y')";
        assert_eq!(rows(text).len(), 4);
    }
}
