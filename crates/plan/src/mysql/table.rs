//! The table that plain `EXPLAIN` prints, one row per table: in a frame, parted by tabs or commas, aligned by blanks, or with a name
//! before each value.

use super::rows::build;
use crate::error::PlanError;
use crate::model::Plan;
use crate::repair::Repairs;
use crate::slice::{Trim as _, from, split_outside};
use crate::text::find_query;
use crate::unwrap::line::Line;
use rowproof_source::{SourceId, Span};

/// One row: columns by name.
#[derive(Debug, Default)]
pub(super) struct Row {
    cells: Vec<(String, String)>,
    pub(super) span: Span,
}

impl Row {
    /// The value of a column; nothing for NULL and for what was left empty.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        let cell = self.cells.iter().find(|(column, _)| column == name);
        cell.map(|(_, value)| value.as_str())
            .filter(|value| !value.is_empty() && *value != "NULL")
    }

    /// All columns with a value, in their order.
    pub(super) fn cells(&self) -> impl Iterator<Item = (&str, &str)> {
        self.cells
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .filter(|(_, value)| !value.is_empty() && *value != "NULL")
    }
}

/// How the columns are told apart.
#[derive(Debug, Clone)]
enum Columns {
    Parted(char),
    /// Where each begins, in characters.
    Aligned(Vec<usize>),
}

/// Reads every plan in the lines: one begins at each header.
pub(crate) fn parse_table(
    source: SourceId,
    lines: &[Line<'_>],
    repairs: &mut Repairs,
) -> Result<Vec<Plan>, PlanError> {
    let mut plans = Vec::new();
    let mut rows: Vec<Row> = Vec::new();
    let mut unread = Vec::new();
    let mut header: Option<(Columns, Vec<String>)> = None;
    let mut vertical = false;
    // The query stands before the first row.
    let mut before = String::new();
    for line in lines {
        let text = line.text.trimmed();
        let span = line.span(source);
        if text.is_empty() || line.boundary {
            continue;
        }
        if let Some(first) = vertical_start(text) {
            if first {
                end(&mut rows, &mut plans, repairs)?;
            }
            vertical = true;
            rows.push(Row {
                span,
                ..Row::default()
            });
        } else if vertical && let Some((name, value)) = text.split_once(':') {
            if let Some(row) = rows.last_mut() {
                row.span = row.span.to(span);
                row.cells
                    .push((name.trimmed().to_ascii_lowercase(), value.trimmed().to_owned()));
            }
        } else if let Some(found) = read_header(&line.text) {
            end(&mut rows, &mut plans, repairs)?;
            header = Some(found);
        } else if let Some((columns, names)) = &header
            && let Some(row) = read_row(&line.text, columns, names, span)
        {
            rows.push(row);
        } else if plans.is_empty() && rows.is_empty() {
            before.push_str(&line.text);
            before.push('\n');
        } else {
            unread.push((span, text.to_owned()));
        }
    }
    end(&mut rows, &mut plans, repairs)?;
    if let Some(first) = plans.first_mut() {
        first.query_text = find_query(&before);
    }
    if let Some(last) = plans.last_mut() {
        last.unread_lines = unread;
    }
    Ok(plans)
}

fn end(rows: &mut Vec<Row>, plans: &mut Vec<Plan>, repairs: &mut Repairs) -> Result<(), PlanError> {
    if !rows.is_empty() {
        plans.push(build(&std::mem::take(rows), repairs)?);
    }
    Ok(())
}

/// `****** 1. row ******`; whether it is the first.
fn vertical_start(text: &str) -> Option<bool> {
    let inner = text.strip_prefix("***")?.trim_matches(['*', ' ']);
    let number = inner.strip_suffix(". row")?;
    Some(number == "1")
}

fn read_header(text: &str) -> Option<(Columns, Vec<String>)> {
    let lower = text.to_ascii_lowercase();
    if !lower.contains("select_type") || !lower.contains("table") {
        return None;
    }
    let separator = ['\t', '|', '│', ',', ';']
        .into_iter()
        .find(|c| lower.contains(*c));
    if let Some(separator) = separator {
        let names = cells(&lower, separator).into_iter().map(|cell| cell.to_owned());
        return Some((Columns::Parted(separator), names.collect()));
    }
    let mut starts = Vec::new();
    let mut names = Vec::new();
    let mut at = 0;
    for word in lower.split(' ') {
        if !word.is_empty() {
            starts.push(at);
            names.push(word.to_owned());
        }
        at += word.chars().count() + 1;
    }
    Some((Columns::Aligned(starts), names))
}

/// The cells of a parted row, without the quotes of CSV. A frame's outer bars make no cells.
fn cells(text: &str, separator: char) -> Vec<&str> {
    let text = match separator {
        '|' | '│' => {
            let text = text.trimmed();
            let text = text.strip_prefix(separator).unwrap_or(text);
            text.strip_suffix(separator).unwrap_or(text)
        }
        _ => text,
    };
    let parts = match separator {
        ',' | ';' => split_outside(text, separator),
        _ => text.split(separator).collect(),
    };
    let unquoted = |cell: &str| -> (usize, usize) {
        let trimmed = cell.trimmed();
        let quoted = trimmed.len() > 1 && trimmed.starts_with('"') && trimmed.ends_with('"');
        (usize::from(quoted), trimmed.len() - usize::from(quoted))
    };
    parts
        .into_iter()
        .map(|cell| {
            let (start, end) = unquoted(cell);
            cell.trimmed().get(start..end).unwrap_or("")
        })
        .collect()
}

fn read_row(text: &str, columns: &Columns, names: &[String], span: Span) -> Option<Row> {
    let values: Vec<&str> = match columns {
        Columns::Parted(separator) => cells(text, *separator),
        Columns::Aligned(starts) => aligned(text, starts),
    };
    // The last cells of a row may be empty and then missing.
    if values.len() < 3 || values.len() > names.len() + 1 {
        return None;
    }
    let values = values.into_iter().map(str::to_owned);
    let cells: Vec<(String, String)> = names.iter().cloned().zip(values).collect();
    let row = Row { cells, span };
    row.get("select_type").is_some().then_some(row)
}

/// Cuts a row where the names of the columns begin; a value that reaches over its column spoils the row.
fn aligned<'t>(text: &'t str, starts: &[usize]) -> Vec<&'t str> {
    let offset = |column: usize| text.char_indices().nth(column).map_or(text.len(), |(at, _)| at);
    let mut values = Vec::new();
    for (at, start) in starts.iter().enumerate() {
        let (start, end) = (
            offset(*start),
            starts.get(at + 1).map_or(text.len(), |next| offset(*next)),
        );
        let before = text.get(..start).and_then(|before| before.chars().next_back());
        if before.is_some_and(|before| before != ' ') && !from(text, start).is_empty() {
            return Vec::new();
        }
        values.push(text.get(start..end).unwrap_or("").trimmed());
    }
    values
}
