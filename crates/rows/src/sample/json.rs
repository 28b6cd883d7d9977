//! An array of JSON objects, or an object in each line.

use std::ops::Range;

use rowproof_json::{Read, Spanned, Value, read_value};
use rowproof_source::SmallMap;

use super::{Problem, Row, Sample};

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
                note(&mut sample, &value, closed, skipped);
                value
            }
            Read::TooDeep(at) => {
                let message = "nested too deeply; reading ends here".to_owned();
                sample.problems.push(Problem {
                    place: at..at,
                    message,
                });
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
        sample.problems.push(Problem {
            place: start..start + left.lines().next().map_or(0, str::len),
            message: "this is no JSON object; rows are objects, and reading ends here".to_owned(),
        });
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
    let mut say = |place: Range<usize>, message: &str| {
        sample.problems.push(Problem {
            place,
            message: message.to_owned(),
        });
    };
    if let Some((start, end)) = skipped {
        say(start..end, "this is no JSON value; it is left out");
    }
    if closed > 0 {
        say(
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
        match columns.get(member.name.as_str()) {
            Some(column) => cells
                .iter_mut()
                .skip(*column)
                .take(1)
                .for_each(|cell| cell.clone_from(&value)),
            None => {
                columns.insert(member.name.clone(), sample.columns.len());
                sample.columns.push(member.name);
                cells.push(value);
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
