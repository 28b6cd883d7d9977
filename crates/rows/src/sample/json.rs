//! An array of JSON objects, or an object in each line.

use rowproof_json::{Read, Spanned, Value, read_value};
use rowproof_source::SmallMap;

use super::{MAX_COLUMNS, MAX_ROWS, Row, Sample};

/// Reads the objects one by one; what is no object ends the reading, and the rows before it stay.
pub(super) fn read(text: &str) -> Sample {
    let mut sample = Sample::default();
    let mut columns: SmallMap<String, usize> = SmallMap::default();
    let mut at = 0;
    while let Some(start) = next_object(text, at) {
        let object = match read_value(text, start) {
            Read::Value {
                value,
                closed,
                skipped,
            } => {
                if sample.rows.len() < MAX_ROWS {
                    note(&mut sample, &value, closed, skipped);
                }
                value
            }
            Read::TooDeep(at) => {
                sample.note(at..at, "nested too deeply; reading ends here");
                return whole(sample);
            }
        };
        at = object.end.max(start + 1);
        sample.take(|sample| Some(row(sample, &mut columns, text, object)));
    }
    let left = text.get(at..).unwrap_or_default();
    let left = left.trim_start_matches(|sign: char| sign.is_whitespace() || ",[]".contains(sign));
    if !left.is_empty() {
        let start = text.len() - left.len();
        let place = start..start + left.lines().next().map_or(0, str::len);
        sample.note(
            place,
            "this is no JSON object; rows are objects, and reading ends here",
        );
    }
    whole(sample)
}

/// Where the next object begins, behind a bracket, commas and blanks.
fn next_object(text: &str, at: usize) -> Option<usize> {
    let rest = text.get(at..)?;
    let object = rest.trim_start_matches(|sign: char| sign.is_whitespace() || ",[".contains(sign));
    object.starts_with('{').then(|| text.len() - object.len())
}

/// Says what was not understood of an object.
fn note(sample: &mut Sample, object: &Spanned, closed: usize, skipped: Option<(usize, usize)>) {
    if let Some((start, end)) = skipped {
        sample.note(start..end, "this is no JSON value; it is left out");
    }
    if closed > 0 {
        sample.note(
            object.end..object.end,
            "the text breaks off in this row; what is there of it was read",
        );
    }
}

fn row(sample: &mut Sample, columns: &mut SmallMap<String, usize>, text: &str, object: Spanned) -> Row {
    let place = object.start..object.end;
    let mut cells: Vec<Option<String>> = vec![None; sample.columns.len()];
    let members = match object.value {
        Value::Object(members) => members,
        _ => Vec::new(),
    };
    for member in members {
        let value = cell(text, member.value);
        let column = columns.get(member.name.as_str()).copied();
        let cell = column.and_then(|column| cells.get_mut(column));
        match (cell, column) {
            (Some(cell), _) => *cell = value,
            // One beyond those that are read.
            (None, Some(_)) => {}
            (None, None) => {
                columns.insert(member.name.clone(), sample.columns.len() + sample.more_columns);
                if sample.columns.len() < MAX_COLUMNS {
                    sample.columns.push(member.name);
                    cells.push(value);
                } else {
                    sample.more_columns += 1;
                }
            }
        }
    }
    Row { place, cells }
}

/// A string without its quotes, a number with its digits, a list or an object as it is written; none for `null`.
fn cell(text: &str, value: Spanned) -> Option<String> {
    match value.value {
        Value::Null => None,
        Value::Bool(value) => Some(value.to_string()),
        Value::Number(value) | Value::Text(value) => Some(value),
        Value::Array(_) | Value::Object(_) => text.get(value.start..value.end).map(str::to_owned),
    }
}

/// Every row with a cell for each column, also for those that came later.
fn whole(mut sample: Sample) -> Sample {
    for row in &mut sample.rows {
        row.cells.resize(sample.columns.len(), None);
    }
    sample
}
