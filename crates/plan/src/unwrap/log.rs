//! Records of `auto_explain` in a server log: stderr lines, CSV and JSON logs.

use super::Record;
use super::line::Line;
use crate::document::{Read, read_value};
use crate::repair::Repairs;
use crate::slice::Trim as _;
use rowproof_source::SourceId;

/// Cuts the lines where log records begin; without any there is one record.
pub(crate) fn cut_records<'t>(
    source: SourceId,
    lines: Vec<Line<'t>>,
    repairs: &mut Repairs,
) -> Vec<Record<'t>> {
    let mut records = vec![Record::default()];
    let mut csv = false;
    let mut logged = false;
    for line in lines {
        if let Some(decoded) = json_message(&line) {
            repairs.note(line.span(source), "the frame of a log record was removed");
            records.push(Record { lines: decoded });
            continue;
        }
        if let Some(at) = record_start(line.text.as_ref()) {
            repairs.note(line.span(source), "the frame of a log record was removed");
            csv = is_csv_record(line.text.as_ref());
            logged = true;
            records.push(Record::default());
            push_rest(&mut records, line, at, &mut csv);
        } else if logged && is_other_message(line.text.as_ref()) {
            logged = false;
        } else if let Some(record) = records.last_mut() {
            record
                .lines
                .push(if csv { csv_line(line, &mut csv) } else { line });
        }
    }
    records.retain(|record| record.lines.iter().any(|line| !line.text.trimmed().is_empty()));
    records
}

/// The offset past `duration: 12.3 ms  plan:`.
fn record_start(text: &str) -> Option<usize> {
    let duration = text.find("duration: ")?;
    let plan = text.get(duration..)?.find(" plan:")?;
    let number = text.get(duration + 10..duration + plan)?.trimmed();
    number.ends_with("ms").then_some(duration + plan + 6)
}

/// In CSV logs the message is one cell of many.
fn is_csv_record(text: &str) -> bool {
    text.find("\"duration: ")
        .is_some_and(|at| text.get(..at).is_some_and(|before| before.contains(',')))
}

/// A record of something else ends the plan: it carries a severity and is not indented.
fn is_other_message(text: &str) -> bool {
    const SEVERITIES: &str = "LOG:  ,STATEMENT:  ,ERROR:  ,DETAIL:  ,HINT:  ,CONTEXT:  ,WARNING:  ,FATAL:  ";
    let indented = text.starts_with([' ', '\t']);
    !indented && SEVERITIES.split(',').any(|severity| text.contains(severity))
}

fn push_rest<'t>(records: &mut [Record<'t>], mut line: Line<'t>, at: usize, csv: &mut bool) {
    line.keep(at..line.text.len());
    if let Some(record) = records.last_mut() {
        record.lines.push(if *csv { csv_line(line, csv) } else { line });
    }
}

/// Undoubles the quotes of a line inside a CSV cell, and cuts it where the cell ends.
fn csv_line<'t>(mut line: Line<'t>, csv: &mut bool) -> Line<'t> {
    let text = line.text.as_ref();
    let mut characters = text.char_indices().peekable();
    let mut end = None;
    while let Some((at, character)) = characters.next() {
        if character == '"' && characters.next_if(|(_, next)| *next == '"').is_none() {
            end = Some(at);
            break;
        }
    }
    if let Some(end) = end {
        line.keep(0..end);
        *csv = false;
    }
    line.rewrite(|rest, _| rest.starts_with("\"\"").then_some((2, "\"")));
    line
}

/// The message of a JSON log line, cut into lines.
fn json_message<'t>(line: &Line<'t>) -> Option<Vec<Line<'t>>> {
    let text = line.text.trimmed();
    if !text.starts_with('{') || !text.contains("\"message\"") || !text.contains("plan:") {
        return None;
    }
    let Read::Value { value, .. } = read_value(text, 0) else {
        return None;
    };
    let message = value.value.get("message")?.value.scalar()?;
    let rest = message.get(record_start(message)?..)?;
    let span = line.origin(0)..line.origin(line.text.len());
    Some(
        rest.split('\n')
            .map(|part| Line::decoded(part.to_owned(), span.clone()))
            .collect(),
    )
}
