//! `pg_stat_statements`: CSV with a header, or the table that psql draws.

use rowproof_source::parse_decimal;

use super::{MAX_ENTRIES, StatementStatistics, Statistics, blank, copy, put, whole};

/// The columns that matter.
#[derive(Clone, Copy, Default)]
struct Columns {
    query: usize,
    calls: usize,
    total: Option<usize>,
    mean: Option<usize>,
    rows: Option<usize>,
}

impl Columns {
    /// From the header's names; none when there are no such statistics.
    fn of<'n>(names: impl Iterator<Item = &'n str>) -> Option<Columns> {
        let names: Vec<String> = names
            .map(|name| name.trim().trim_matches('"').to_ascii_lowercase())
            .collect();
        let place = |wanted: &[&str]| names.iter().position(|name| wanted.contains(&name.as_str()));
        let columns = Columns {
            query: place(&["query"])?,
            calls: place(&["calls"])?,
            total: place(&["total_exec_time", "total_time", "total_ms", "total_exec_ms"]),
            mean: place(&["mean_exec_time", "mean_time", "mean_ms", "mean_exec_ms"]),
            rows: place(&["rows"]),
        };
        (columns.total.is_some() || columns.mean.is_some()).then_some(columns)
    }

    fn entry(
        &self,
        start: usize,
        end: usize,
        cell: &dyn Fn(usize) -> Option<f64>,
    ) -> Option<StatementStatistics> {
        let calls = cell(self.calls)?;
        let total = self.total.and_then(cell);
        let mean = self.mean.and_then(cell).map(|mean| mean * calls);
        Some(StatementStatistics {
            start,
            end,
            calls: whole(calls)?,
            total_ms: total.or(mean)?,
            rows: self.rows.and_then(cell).and_then(whole),
            shape: String::new(),
        })
    }
}

/// The line with the names of the columns: its place, and what sets cells apart.
fn header(text: &str) -> Option<(usize, &str, char)> {
    let mut at = 0;
    for line in text.split_inclusive('\n').take(5) {
        for separator in ['|', ',', '\t', ';'] {
            let bare = line.trim_end_matches(['\n', '\r']);
            if bare.contains(separator) && Columns::of(bare.split(separator)).is_some() {
                return Some((at, line, separator));
            }
        }
        at += line.len();
    }
    None
}

pub(super) fn is_one(text: &str) -> bool {
    header(text).is_some()
}

pub(super) fn read(text: &str) -> Option<Statistics> {
    let (at, line, separator) = header(text)?;
    let columns = Columns::of(line.trim_end_matches(['\n', '\r']).split(separator))?;
    let behind = at + line.len();
    match separator {
        '|' => drawn(text, behind, columns),
        _ => separated(text, behind, separator, columns),
    }
}

/// One field: its place without quotes, and whether it has them.
#[derive(Clone, Copy)]
struct Field {
    start: usize,
    end: usize,
    quoted: bool,
}

fn separated(text: &str, behind: usize, separator: char, columns: Columns) -> Option<Statistics> {
    let mut blanked = blank(text);
    let mut entries = Vec::new();
    let mut at = behind;
    while at < text.len() && entries.len() < MAX_ENTRIES {
        let (fields, next) = record(text, at, separator as u8);
        at = next.max(at + 1);
        let Some(query) = fields.get(columns.query).copied() else {
            continue;
        };
        let cell = |column: usize| {
            let field = fields.get(column)?;
            parse_decimal(text.get(field.start..field.end)?.trim())
        };
        if let Some(entry) = columns.entry(query.start, query.end, &cell) {
            write_query(text, &mut blanked, query);
            entries.push(entry);
        }
    }
    Some(Statistics {
        text: String::from_utf8(blanked).ok()?,
        entries,
    })
}

/// The fields of the record that starts there, and where the next starts.
fn record(text: &str, start: usize, separator: u8) -> (Vec<Field>, usize) {
    let bytes = text.as_bytes();
    let mut fields = Vec::new();
    let mut at = start;
    loop {
        let quoted = bytes.get(at) == Some(&b'"');
        let from = at + usize::from(quoted);
        let mut end = from;
        while let Some(byte) = bytes.get(end) {
            match (quoted, byte) {
                (true, b'"') if bytes.get(end + 1) == Some(&b'"') => end += 2,
                (true, b'"') => break,
                (false, b'\n') => break,
                (false, byte) if *byte == separator => break,
                _ => end += 1,
            }
        }
        let end = end.min(bytes.len());
        fields.push(Field {
            start: from,
            end,
            quoted,
        });
        at = end + usize::from(quoted);
        // Whatever stands between a closing quote and the separator is no part of the value.
        while bytes
            .get(at)
            .is_some_and(|byte| *byte != separator && *byte != b'\n')
        {
            at += 1;
        }
        match bytes.get(at) {
            Some(b'\n') | None => return (fields, at + 1),
            Some(_) => at += 1,
        }
    }
}

/// The statement with its doubled quotes single: a blank takes the place of the other, outside of what is quoted.
fn write_query(text: &str, blanked: &mut [u8], field: Field) {
    copy(text, blanked, field.start, field.end);
    if field.quoted {
        let mut opens = true;
        let mut at = field.start;
        while at < field.end {
            let pair = text.as_bytes().get(at..at + 2) == Some(b"\"\"");
            if pair {
                put(blanked, if opens { at } else { at + 1 }, b' ');
                opens = !opens;
            }
            at += if pair { 2 } else { 1 };
        }
    }
    put(blanked, field.end, b';');
}

/// psql's table: the line under the header says how wide the columns are, in characters; `+` at the end of a cell says that its
/// value goes on in the next line.
fn drawn(text: &str, behind: usize, columns: Columns) -> Option<Statistics> {
    let rest = text.get(behind..)?;
    let rule = rest.split_inclusive('\n').next()?;
    let is_rule = rule.trim().chars().all(|letter| matches!(letter, '-' | '+'));
    if !is_rule || rule.trim().is_empty() {
        return None;
    }
    let ends: Vec<usize> = rule
        .trim_end_matches(['\n', '\r'])
        .chars()
        .enumerate()
        .filter(|(_, letter)| *letter == '+')
        .map(|(at, _)| at)
        .collect();
    let mut blanked = blank(text);
    let mut entries: Vec<StatementStatistics> = Vec::new();
    let mut at = behind + rule.len();
    let mut goes_on = false;
    for line in rest.split_inclusive('\n').skip(1) {
        let start = at;
        at += line.len();
        if line.trim().is_empty() || line.trim_start().starts_with('(') && !goes_on {
            break;
        }
        let cell = |column: usize| cell_of(line, &ends, column);
        let Some((from, to)) = cell(columns.query) else {
            continue;
        };
        let shown = line.get(from..to).unwrap_or_default();
        // The mark stands in the last place of the cell, which is blank otherwise.
        let more = shown.ends_with('+');
        let value = shown.strip_suffix('+').unwrap_or(shown).trim_end();
        let lead = value.len() - value.trim_start().len();
        let (first, last) = (start + from + lead, start + from + value.len());
        let number = |column: usize| {
            let (from, to) = cell(column)?;
            parse_decimal(line.get(from..to)?.trim())
        };
        if goes_on {
            if let Some(entry) = entries.last_mut() {
                entry.end = last;
            }
            copy(text, &mut blanked, first, last);
        } else {
            if entries.len() >= MAX_ENTRIES {
                break;
            }
            let Some(entry) = columns.entry(first, last, &number) else {
                continue;
            };
            entries.push(entry);
            copy(text, &mut blanked, first, last);
        }
        goes_on = more;
        if !more {
            put(&mut blanked, last, b';');
        }
    }
    Some(Statistics {
        text: String::from_utf8(blanked).ok()?,
        entries,
    })
}

/// The bytes of a cell of a line.
fn cell_of(line: &str, ends: &[usize], column: usize) -> Option<(usize, usize)> {
    let bare = line.trim_end_matches(['\n', '\r']);
    let byte = |character: usize| {
        bare.char_indices()
            .nth(character)
            .map_or(bare.len(), |(at, _)| at)
    };
    let from = match column.checked_sub(1) {
        Some(before) => byte(ends.get(before)? + 1),
        None => 0,
    };
    let to = ends.get(column).map_or(bare.len(), |end| byte(*end));
    (from <= to).then_some((from, to))
}
