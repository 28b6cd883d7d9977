//! MySQL's and MariaDB's slow query log.

use rowproof_source::parse_decimal;

use super::{MAX_ENTRIES, StatementStatistics, Statistics, blank, copy, whole};

const TIME: &str = "# Query_time: ";
/// How many lines are looked at for a first entry.
const MAX_LINES: usize = 60;

pub(super) fn is_one(text: &str) -> bool {
    text.lines().take(MAX_LINES).any(|line| line.starts_with(TIME))
}

/// An entry starts with lines of `#`; its statement goes on to the next of them. What the server says before the first is left out.
pub(super) fn read(text: &str) -> Option<Statistics> {
    let mut blanked = blank(text);
    let mut entries: Vec<StatementStatistics> = Vec::new();
    let mut at = 0;
    let mut open = false;
    for line in text.split_inclusive('\n') {
        let (start, end) = (at, at + line.len());
        at = end;
        if let Some(counts) = line.strip_prefix(TIME) {
            if entries.len() >= MAX_ENTRIES {
                break;
            }
            open = true;
            entries.push(entry(counts, end));
            continue;
        }
        if line.starts_with('#') {
            open = false;
            continue;
        }
        let is_setting = starts_with(line, "set timestamp") || starts_with(line, "use ");
        if !open || is_setting {
            continue;
        }
        copy(text, &mut blanked, start, end);
        if let Some(entry) = entries.last_mut() {
            if entry.end == 0 {
                entry.start = start;
            }
            entry.end = end;
        }
    }
    entries.retain(|entry| entry.end > 0);
    Some(Statistics {
        text: String::from_utf8(blanked).ok()?,
        entries,
    })
}

fn starts_with(line: &str, words: &str) -> bool {
    line.get(..words.len())
        .is_some_and(|start| start.eq_ignore_ascii_case(words))
}

/// `1.5  Lock_time: 0.0 Rows_sent: 1  Rows_examined: 1000`
fn entry(counts: &str, start: usize) -> StatementStatistics {
    let mut words = counts.split_whitespace();
    let seconds = words.next().and_then(parse_decimal).unwrap_or(0.0);
    let rows = counts.split_once("Rows_sent: ").and_then(|(_, rest)| {
        let word = rest.split_whitespace().next()?;
        whole(parse_decimal(word)?)
    });
    StatementStatistics {
        start,
        end: 0,
        calls: 1,
        total_ms: seconds * 1000.0,
        rows,
        shape: String::new(),
    }
}
