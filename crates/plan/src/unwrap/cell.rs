//! MySQL's client: one cell of many lines in a frame, `\G`, and lines that its batch mode writes as `\n`.

use super::line::Line;
use crate::repair::Repairs;
use crate::slice::Trim as _;
use rowproof_source::SourceId;

const FRAME: &str = "the frame of the MySQL client was removed";

/// Removes them.
pub(super) fn remove<'t>(source: SourceId, mut lines: Vec<Line<'t>>, repairs: &mut Repairs) -> Vec<Line<'t>> {
    let mut open = false;
    for at in 0..lines.len() {
        let names_plan = lines
            .get(at + 1)
            .is_some_and(|next| plan_column(&next.text).is_some());
        let Some(line) = lines.get_mut(at) else {
            continue;
        };
        let text = line.text.as_ref();
        let span = line.span(source);
        if is_row_count(text) || (text.starts_with("***") && names_plan) {
            repairs.note(span, FRAME);
            *line = line.clone().into_boundary();
        } else if let Some(start) = plan_column(text).or_else(|| cell_start(text)) {
            open |= text.starts_with('|');
            line.keep(start..line.text.len());
            repairs.note(span, FRAME);
        } else if open && let Some(inner) = text.trim_ascii_end().strip_suffix('|') {
            let end = inner.trim_ascii_end().len();
            line.keep(0..end);
            open = false;
        }
    }
    split_escaped(source, lines, repairs)
}

/// The offset behind `EXPLAIN: ` or `ANALYZE: `, where the plan follows on the line.
fn plan_column(text: &str) -> Option<usize> {
    let words = text.trimmed_start();
    let value = words
        .strip_prefix("EXPLAIN: ")
        .or(words.strip_prefix("ANALYZE: "))?;
    begins_plan(value).then_some(text.len() - value.len())
}

/// The offset behind the bar of a cell that goes on below.
fn cell_start(text: &str) -> Option<usize> {
    let value = text.strip_prefix('|')?.trim_ascii_start();
    let closed = text.trim_ascii_end().ends_with('|');
    (!closed && begins_plan(value)).then_some(text.len() - value.len())
}

fn begins_plan(value: &str) -> bool {
    value.starts_with(['{', '[']) || value.starts_with("->")
}

/// `3 rows in set, 1 warning (0.01 sec)` and `Empty set`.
fn is_row_count(text: &str) -> bool {
    let text = text.trimmed();
    let rest = text.trim_start_matches(|c: char| c.is_ascii_digit());
    rest.len() < text.len() && (rest.starts_with(" row in set") || rest.starts_with(" rows in set"))
        || text.starts_with("Empty set")
}

/// Cuts a step of a tree at each `\n` that another step follows.
fn split_escaped<'t>(source: SourceId, lines: Vec<Line<'t>>, repairs: &mut Repairs) -> Vec<Line<'t>> {
    if !lines
        .iter()
        .any(|line| line.text.contains("\\n") && begins_step(&line.text))
    {
        return lines;
    }
    let mut whole = Vec::with_capacity(lines.len());
    for line in lines {
        if !(line.text.contains("\\n") && begins_step(&line.text)) {
            whole.push(line);
            continue;
        }
        repairs.note(line.span(source), "line breaks written as `\\n` were turned back");
        let breaks = line.text.match_indices("\\n").map(|(at, _)| at);
        let cuts: Vec<usize> = breaks
            .filter(|at| {
                line.text
                    .get(at + 2..)
                    .is_some_and(|rest| rest.trim_ascii().is_empty() || begins_step(rest))
            })
            .collect();
        let starts = std::iter::once(0).chain(cuts.iter().map(|cut| cut + 2));
        let ends = cuts.iter().copied().chain([line.text.len()]);
        for (start, end) in starts.zip(ends) {
            let mut part = line.clone();
            part.keep(start..end);
            whole.push(part);
        }
    }
    whole
}

fn begins_step(text: &str) -> bool {
    text.trimmed_start().starts_with("->")
}
