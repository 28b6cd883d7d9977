//! Lines or whole plans inside the quotes of a table cell, as pgAdmin, spreadsheets and CSV exports copy them.

use super::line::Line;
use crate::repair::Repairs;
use crate::slice::Trim as _;
use rowproof_source::SourceId;

/// Removes the quotes of cells and turns `""` inside them back into `"`.
pub(crate) fn undouble_cells(source: SourceId, lines: &mut [Line<'_>], repairs: &mut Repairs) {
    // In bare JSON a quoted line is a string of a list.
    let is_json = |line: &Line<'_>| {
        line.text.contains('"')
            && line.text.contains("\"Node Type\":")
            && !line.text.contains("\"\"Node Type")
    };
    if lines.iter().any(is_json) {
        return;
    }
    let mut open = false;
    for line in lines {
        let inside = open;
        let body = cell_body(line.text.as_ref(), &mut open);
        let Some((start, end)) = body else {
            continue;
        };
        let span = line.span(source);
        line.keep(start..end);
        line.rewrite(|rest, _| rest.starts_with("\"\"").then_some((2, "\"")));
        if !inside {
            repairs.note(span, "the quotes of a table cell were removed");
        }
    }
}

/// The bytes between the quotes of a cell, on a line that is one, begins one, or lies inside one.
fn cell_body(text: &str, open: &mut bool) -> Option<(usize, usize)> {
    let trimmed = text.trim_ascii_end();
    let trimmed = trimmed.strip_suffix([',', ';']).unwrap_or(trimmed);
    let start = text.len() - text.trimmed_start().len();
    if *open {
        let closes = quotes(text) % 2 == 1 && trimmed.ends_with('"');
        *open = !closes;
        let end = if closes { trimmed.len() - 1 } else { text.len() };
        return Some((0, end));
    }
    let inner = trimmed.get(start..)?.strip_prefix('"')?;
    if let Some(inner) = inner.strip_suffix('"') {
        let doubled = !inner.replace("\"\"", "").contains('"');
        return (doubled && looks_like_cell(inner)).then_some((start + 1, trimmed.len() - 1));
    }
    let begins = inner.starts_with(['[', '{']) || inner.contains("(cost=") || inner.contains("(actual ");
    if begins && quotes(text) % 2 == 1 {
        *open = true;
        return Some((start + 1, text.len()));
    }
    None
}

fn quotes(text: &str) -> usize {
    text.matches('"').count()
}

/// A lone quoted identifier is not a cell.
fn looks_like_cell(inner: &str) -> bool {
    inner.contains([' ', '(', '{', '[']) || inner.starts_with("QUERY")
}
