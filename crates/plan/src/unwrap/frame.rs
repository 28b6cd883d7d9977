//! The frames psql and other consoles draw: header and rule, borders, row count, continuation marks, expanded records.

use super::line::Line;
use crate::repair::Repairs;
use crate::slice::Trim as _;
use rowproof_source::{SourceId, parse_decimal};

/// Removes all of it.
pub(crate) fn remove(source: SourceId, lines: &mut [Line<'_>], repairs: &mut Repairs) {
    let width = remove_rules(source, lines, repairs);
    let boxed = remove_borders(lines);
    remove_expanded(source, lines, repairs);
    remove_row_counts(source, lines, repairs);
    strip_continuation_marks(source, lines, repairs, width, boxed);
}

const FRAME: &str = "the psql frame (header, rules, row count) was removed";

/// Blanks rules and the header above each; returns the width of the widest rule.
fn remove_rules(source: SourceId, lines: &mut [Line<'_>], repairs: &mut Repairs) -> Option<usize> {
    let mut width = None;
    for at in 0..lines.len() {
        let Some(rule) = lines.get(at).filter(|line| is_rule(line.text.as_ref())) else {
            continue;
        };
        let length = rule.text.trim_ascii_end().chars().count();
        width = width.max(Some(length));
        repairs.note(rule.span(source), FRAME);
        blank(lines, at);
        if let Some(above) = at.checked_sub(1)
            && lines.get(above).is_some_and(|line| is_header(line.text.as_ref()))
        {
            blank(lines, above);
        }
    }
    for at in 0..lines.len() {
        if lines
            .get(at)
            .is_some_and(|line| is_plain_header(line.text.as_ref()))
        {
            blank(lines, at);
        }
    }
    width
}

fn blank(lines: &mut [Line<'_>], at: usize) {
    if let Some(line) = lines.get_mut(at) {
        *line = line.clone().into_boundary();
    }
}

/// At least three characters of a drawn line and nothing else.
fn is_rule(text: &str) -> bool {
    let text = text.trimmed();
    let drawn = |c: char| matches!(c, '-' | '+' | '=' | '|' | ' ') || ('\u{2500}'..='\u{257f}').contains(&c);
    let stroke = |c: &char| matches!(c, '-' | '=' | '─' | '═' | '━');
    text.chars().all(drawn) && text.chars().filter(stroke).count() >= 3 && !text.contains("->")
}

/// What stands above a rule: a column's name.
fn is_header(text: &str) -> bool {
    let text = text
        .trimmed()
        .trim_matches(|c: char| c.is_whitespace() || matches!(c, '|' | '│' | '║'));
    let name = |c: char| c.is_alphanumeric() || matches!(c, ' ' | '_' | '"' | '?');
    !text.is_empty()
        && !text.contains("select_type")
        && text.len() <= 60
        && text.chars().all(name)
        && crate::text::node_line::parse_node_line(text).is_none()
}

fn is_plain_header(text: &str) -> bool {
    let text = text
        .trimmed()
        .trim_matches(|c: char| c.is_whitespace() || matches!(c, '"' | '|' | '│' | '║'));
    text.eq_ignore_ascii_case("QUERY PLAN")
}

/// Removes a bar on both sides, when most lines have them.
fn remove_borders(lines: &mut [Line<'_>]) -> bool {
    let bar = |c: char| matches!(c, '|' | '│' | '║');
    let is_boxed = |line: &Line<'_>| {
        let text = line.text.trimmed();
        text.len() > 1 && text.starts_with(bar) && !text.starts_with("|--") && text.ends_with(bar)
    };
    let filled = lines
        .iter()
        .filter(|line| !line.text.trimmed().is_empty())
        .count();
    let boxed = lines.iter().filter(|line| is_boxed(line)).count();
    if boxed == 0 || boxed * 2 < filled {
        return false;
    }
    for line in lines.iter_mut().filter(|line| is_boxed(line)) {
        let text = line.text.as_ref();
        let indent = text.len() - text.trimmed_start().len();
        let first = text.trimmed_start().chars().next().map_or(0, char::len_utf8);
        let trimmed = text.trim_ascii_end();
        let last = trimmed.chars().next_back().map_or(0, char::len_utf8);
        let range = indent + first..trimmed.len() - last;
        line.keep(range);
    }
    true
}

/// Removes `-[ RECORD 1 ]---` and the column's name before each line.
fn remove_expanded(source: SourceId, lines: &mut [Line<'_>], repairs: &mut Repairs) {
    let is_record = |text: &str| {
        let text = text.trimmed_start().trim_start_matches(['-', '─', '*', ' ', '═']);
        text.starts_with("[ RECORD ") || text.starts_with("[ ") && text.contains(" RECORD ")
    };
    if !lines.iter().any(|line| is_record(line.text.as_ref())) {
        return;
    }
    for line in lines {
        let text = line.text.as_ref();
        if is_record(text) {
            repairs.note(line.span(source), FRAME);
            *line = line.clone().into_boundary();
            continue;
        }
        let head = text.find(['|', '│']).filter(|at| {
            text.get(..*at).is_some_and(|name| {
                name.trimmed().is_empty() || is_plain_header(name) || !name.contains(['(', '-', ':', '>'])
            })
        });
        if let Some(at) = head {
            let bar = text
                .get(at..)
                .and_then(|rest| rest.chars().next())
                .map_or(1, char::len_utf8);
            let blank = text.get(at + bar..).is_some_and(|rest| rest.starts_with(' '));
            line.keep(at + bar + usize::from(blank)..text.len());
        }
    }
}

/// `(12 rows)` in any language, and psql's `Time: 1.2 ms`.
fn remove_row_counts(source: SourceId, lines: &mut [Line<'_>], repairs: &mut Repairs) {
    for line in lines {
        let text = line.text.trimmed();
        if is_row_count(text) {
            repairs.note(line.span(source), FRAME);
            *line = line.clone().into_boundary();
        } else if is_time(text) {
            *line = line.clone().into_boundary();
        }
    }
}

fn is_row_count(text: &str) -> bool {
    let Some(inner) = text.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')) else {
        return false;
    };
    let word = inner.trim_start_matches(|c: char| c.is_ascii_digit());
    word.len() < inner.len()
        && word.strip_prefix(' ').is_some_and(|word| {
            !word.is_empty()
                && word
                    .chars()
                    .all(|c| c.is_alphabetic() || matches!(c, ' ' | '(' | ')' | '.'))
        })
}

fn is_time(text: &str) -> bool {
    let number = text
        .strip_prefix("Time: ")
        .and_then(|rest| rest.split_once(" ms"));
    number.is_some_and(|(number, _)| parse_decimal(&number.replace(',', ".")).is_some())
}

/// `+`, `↵` after a line break inside a value; `.`, `…` where psql wrapped a long line. Only at the frame's edge, or when most
/// lines have it: a `+` can also end an expression.
fn strip_continuation_marks(
    source: SourceId,
    lines: &mut [Line<'_>],
    repairs: &mut Repairs,
    width: Option<usize>,
    boxed: bool,
) {
    let mark_at_end = |line: &Line<'_>| line.text.trim_ascii_end().ends_with(['+', '↵']);
    let filled = lines
        .iter()
        .filter(|line| !line.text.trimmed().is_empty())
        .count();
    let marked = lines.iter().filter(|line| mark_at_end(line)).count();
    let most = marked >= 2 && marked * 5 >= filled * 3;
    let json = lines
        .iter()
        .any(|line| line.text.contains('{') && line.text.contains("\"Plan\": {"));
    for at in 0..lines.len() {
        let next_wrapped = lines
            .get(at + 1)
            .is_some_and(|line| line.text.trimmed_start().starts_with(['.', '…']));
        let Some(line) = lines.get_mut(at) else {
            continue;
        };
        let text = line.text.trim_ascii_end();
        let length = text.chars().count();
        let at_edge = boxed || width.is_some_and(|width| length + 1 >= width && length <= width + 1);
        let Some(last) = text.chars().next_back() else {
            continue;
        };
        let goes_on = matches!(last, '+' | '↵' | '¤') && (most || at_edge || json);
        let wrapped = matches!(last, '.' | '…') && at_edge && next_wrapped && !text.ends_with("...");
        if !goes_on && !wrapped {
            continue;
        }
        let keep = text.len() - last.len_utf8();
        repairs.note(
            line.span(source),
            "psql's marks at the end of a line were removed",
        );
        line.keep(0..keep);
        line.continues = goes_on;
        line.wrapped = wrapped;
        if goes_on {
            line.trim_end();
        } else if let Some(next) = lines.get_mut(at + 1)
            && let Some(mark) = next.text.find(['.', '…'])
        {
            let mark_length = next
                .text
                .get(mark..)
                .and_then(|rest| rest.chars().next())
                .map_or(1, char::len_utf8);
            next.keep(mark + mark_length..next.text.len());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn row_counts_in_any_language() {
        for text in ["(12 rows)", "(112 lignes)", "(12 строк)", "(4 Zeilen)", "(1 row)"] {
            assert!(is_row_count(text), "{text}");
        }
        assert!(!is_row_count("(a = 1)") && !is_row_count("(12)"));
    }

    #[test]
    fn rules_are_lines_only() {
        assert!(is_rule("-----") && is_rule("╔═══╗") && is_rule("+------+") && is_rule("├───┼───┤"));
        assert!(!is_rule("->  -") && !is_rule("--") && !is_rule("- Plan:"));
    }
}
