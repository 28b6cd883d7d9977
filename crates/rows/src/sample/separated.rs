//! Values between separators: CSV as programs write it, and tables as `psql` and `mysql` print them.

use csv::{ByteRecord, ReaderBuilder, Terminator, Trim};

use super::{MAX_COLUMNS, Row, Sample};

/// What separates values, the first of equally good ones first.
const SEPARATORS: [u8; 4] = *b",;\t|";
/// How many lines are looked at to find out.
const LINES_COMPARED: usize = 20;

/// Reads the text. The first line has the names of the columns.
pub(super) fn read(text: &str) -> Sample {
    let separator = separator(text);
    let is_printed = separator == b'|';
    let mut reader = ReaderBuilder::new()
        .delimiter(separator)
        .has_headers(false)
        .flexible(true)
        .terminator(Terminator::CRLF)
        .trim(if is_printed { Trim::All } else { Trim::None })
        // A printed table has quotes as they are.
        .quoting(!is_printed)
        .from_reader(text.as_bytes());
    let mut sample = Sample::default();
    let mut record = ByteRecord::new();
    // Reading text from memory does not fail; were it to, what was read stays.
    while reader.read_byte_record(&mut record).unwrap_or(false) {
        let start = record.position().map_or(0, |position| position.byte() as usize);
        let end = reader.position().byte() as usize;
        let place = trimmed(text, start, end);
        let line = text.get(place.clone()).unwrap_or_default();
        if is_printed && is_no_row(line) {
            continue;
        }
        let has_frame = is_printed && line.starts_with('|');
        // Of a frame the first and the last cell stand outside.
        let outside = usize::from(has_frame) + usize::from(has_frame && line.ends_with('|'));
        let there = record.len().saturating_sub(outside);
        // Separators and quotes are letters by themselves: what is between them is as valid as the text.
        let cells = record
            .iter()
            .skip(usize::from(has_frame))
            .take(there.min(MAX_COLUMNS));
        let cells = cells.map(|cell| std::str::from_utf8(cell).unwrap_or_default().to_owned());
        if sample.columns.is_empty() {
            sample.columns = named(cells.collect());
            sample.more_columns = there.saturating_sub(MAX_COLUMNS);
            continue;
        }
        let cells: Vec<String> = cells.collect();
        sample.take(|sample| Some(row(sample, place.clone(), there, cells)));
        let is_last = end >= text.len();
        if is_last && !is_printed && line.matches('"').count() % 2 == 1 {
            sample.note(
                place,
                "a quote in this row is never closed; all behind it is one value",
            );
        }
    }
    sample
}

/// The separator that most of the first lines have, the same number of times.
fn separator(text: &str) -> u8 {
    let lines = || {
        let written = text.lines().filter(|line| !line.trim().is_empty());
        written.take(LINES_COMPARED)
    };
    let Some(first) = lines().find(|line| !is_no_row(line)) else {
        return b',';
    };
    let agreeing = |separator: u8| {
        let count = |line: &str| line.bytes().filter(|byte| *byte == separator).count();
        match count(first) {
            0 => 0,
            wanted => lines().filter(|line| count(line) == wanted).count(),
        }
    };
    let mut best = (0, b',');
    for separator in SEPARATORS {
        let count = agreeing(separator);
        if count > best.0 {
            best = (count, separator);
        }
    }
    best.1
}

/// A rule between the lines of a printed table, or what stands below one: `(12 rows)`, `12 rows in set (0.00 sec)`.
fn is_no_row(line: &str) -> bool {
    let line = line.trim();
    let is_rule = line.contains("--") && line.bytes().all(|byte| b"-+|: ".contains(&byte));
    let is_count = line.starts_with('(') && line.ends_with(')') && !line.contains('|');
    is_rule || is_count || (line.contains(" in set (") && !line.contains('|'))
}

/// The names of the columns; one that is empty, or there already, gets its number.
fn named(cells: Vec<String>) -> Vec<String> {
    let mut names: Vec<String> = Vec::with_capacity(cells.len());
    for (number, cell) in (1..).zip(cells) {
        let name = cell.trim().trim_start_matches('\u{feff}');
        let is_new = !name.is_empty() && !names.iter().any(|known| known == name);
        names.push(match is_new {
            true => name.to_owned(),
            false => format!("{name}{}{number}", if name.is_empty() { "column " } else { " " }),
        });
    }
    names
}

/// A row with as many cells as there are columns; `there` were in the text.
fn row(sample: &mut Sample, place: std::ops::Range<usize>, there: usize, cells: Vec<String>) -> Row {
    let wanted = sample.columns.len() + sample.more_columns;
    if wanted != there {
        let done = if there < wanted {
            "the rest counts as missing"
        } else {
            "the rest is left out"
        };
        let message = format!(
            "this row has {} for {}; {done}",
            counted(there, "value"),
            counted(wanted, "column")
        );
        sample.note(place.clone(), &message);
    }
    let is_missing = |cell: &String| cell.is_empty() || cell == "NULL" || cell == "\\N";
    let mut cells: Vec<_> = cells
        .into_iter()
        .map(|cell| Some(cell).filter(|cell| !is_missing(cell)))
        .collect();
    cells.resize(sample.columns.len(), None);
    Row { place, cells }
}

fn counted(count: usize, noun: &str) -> String {
    format!("{count} {noun}{}", if count == 1 { "" } else { "s" })
}

/// The bytes without the ends of lines around them.
fn trimmed(text: &str, start: usize, end: usize) -> std::ops::Range<usize> {
    let record = text.get(start..end).unwrap_or_default();
    let after = record.trim_start_matches(['\r', '\n']);
    let start = start + record.len() - after.len();
    start..start + after.trim_end_matches(['\r', '\n']).len()
}
