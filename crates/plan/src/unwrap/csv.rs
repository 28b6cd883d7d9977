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
    let quoted = mostly_quoted(lines);
    let mut header = false;
    for line in lines {
        let inside = open;
        let body = cell_body(line.text.as_ref(), &mut open, quoted || header);
        header = is_header(&line.text) || (header && line.text.trimmed().is_empty());
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

/// Whether nearly every line stands in quotes of its own: then the others do not look like cells by chance.
fn mostly_quoted(lines: &[Line<'_>]) -> bool {
    let is_quoted = |text: &str| {
        let text = text.trim_end_matches([',', ';']);
        text.len() > 1 && text.starts_with('"') && text.ends_with('"')
    };
    let (mut filled, mut quoted) = (0, 0);
    for text in lines
        .iter()
        .map(|line| line.text.trimmed())
        .filter(|text| !text.is_empty())
    {
        filled += 1;
        quoted += usize::from(is_quoted(text));
    }
    filled > 1 && quoted * 10 >= filled * 9
}

/// The name of the column, in the quotes of a cell.
fn is_header(text: &str) -> bool {
    text.trimmed().eq_ignore_ascii_case("\"QUERY PLAN\"")
}

/// The bytes between the quotes of a cell, on a line that is one, begins one, or lies inside one. `expected` when the lines around say
/// that cells stand here.
fn cell_body(text: &str, open: &mut bool, expected: bool) -> Option<(usize, usize)> {
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
        return (doubled && (expected || looks_like_cell(inner))).then_some((start + 1, trimmed.len() - 1));
    }
    let begins = expected
        || inner.starts_with(['[', '{'])
        || inner.starts_with("- Plan:")
        || inner.starts_with("<explain")
        || inner.contains("(cost=")
        || inner.contains("(actual ");
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
