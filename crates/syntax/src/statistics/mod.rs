//! What servers count about statements: PostgreSQL's `pg_stat_statements` as CSV or as psql prints it, MySQL's slow query log.
//!
//! The statements are read in their place: everything around them is blanked out, byte for byte, so that what is read of the
//! blanked text stands at the same place in the text itself.

mod slow_log;
mod table;

use rowproof_source::fixed;

use crate::Dialect;
use crate::lexer::{TokenKind, lex};

/// The most statements that are taken from one text.
pub(crate) const MAX_ENTRIES: usize = 5_000;
/// The most tokens of a statement that tell it from others.
const MAX_SHAPE_TOKENS: usize = 400;

/// Statements with what the server counted.
#[derive(Debug, Clone, PartialEq)]
pub struct Statistics {
    /// The text with everything but the statements blanked out; as long as the text.
    pub text: String,
    /// In the order of the text.
    pub entries: Vec<StatementStatistics>,
}

/// What the server counted about one statement.
#[derive(Debug, Clone, PartialEq)]
pub struct StatementStatistics {
    /// Where the statement starts, in bytes.
    pub start: usize,
    /// Past its end.
    pub end: usize,
    /// How often it was run.
    pub calls: u64,
    /// Milliseconds of all runs together.
    pub total_ms: f64,
    /// Rows given back or changed, of all runs together.
    pub rows: Option<u64>,
    /// The statement without its constants: the same for all runs of one query.
    pub shape: String,
}

impl Statistics {
    /// The counts of the statement that starts there.
    pub fn at(&self, start: u32) -> Option<&StatementStatistics> {
        let start = start as usize;
        let next = self.entries.partition_point(|entry| entry.start <= start);
        let entry = self.entries.get(next.checked_sub(1)?)?;
        (start < entry.end).then_some(entry)
    }
}

/// The dialect and the reason, when the text is of that kind.
pub(crate) fn recognise(text: &str) -> Option<(Dialect, &'static str)> {
    if slow_log::is_one(text) {
        return Some((
            Dialect::MySql,
            "has the lines `# Query_time:` of a slow query log",
        ));
    }
    table::is_one(text).then_some((
        Dialect::PostgreSql,
        "has the columns `query` and `calls` of `pg_stat_statements`",
    ))
}

/// Reads the text when it is of that kind.
pub fn read_statistics(text: &str) -> Option<Statistics> {
    let (dialect, _) = recognise(text)?;
    let mut statistics = match dialect {
        Dialect::MySql => slow_log::read(text),
        Dialect::PostgreSql | Dialect::Sqlite => table::read(text),
    }?;
    let read = &statistics.text;
    for entry in &mut statistics.entries {
        entry.shape = shape_of(read.get(entry.start..entry.end).unwrap_or_default(), dialect);
    }
    Some(statistics)
}

/// The statement's words in lower case, constants and lists of them as `?`.
fn shape_of(statement: &str, dialect: Dialect) -> String {
    let lexed = lex(statement, dialect);
    let mut shape = String::new();
    let mut last = "";
    for token in lexed.tokens.iter().take(MAX_SHAPE_TOKENS) {
        let text = statement
            .get(token.start as usize..token.end as usize)
            .unwrap_or_default();
        let constant = matches!(
            token.kind,
            TokenKind::String | TokenKind::Number | TokenKind::Parameter
        );
        if token.kind == TokenKind::Terminator {
            continue;
        }
        let shown = if constant { "?" } else { text };
        // `?, ?, ?` is as long as the list of one run.
        if shown == "?" && last == "," && shape.ends_with("? ,") {
            let shorter = shape.len() - 2;
            shape.truncate(shorter);
            last = "?";
            continue;
        }
        if !shape.is_empty() {
            shape.push(' ');
        }
        shape.push_str(&shown.to_ascii_lowercase());
        last = shown;
    }
    shape
}

/// A text of blanks with the same lines.
fn blank(text: &str) -> Vec<u8> {
    text.bytes()
        .map(|byte| if byte == b'\n' { b'\n' } else { b' ' })
        .collect()
}

/// Puts the bytes of the text from `start` to `end` into the blank one.
fn copy(from: &str, to: &mut [u8], start: usize, end: usize) {
    if let (Some(source), Some(target)) = (from.as_bytes().get(start..end), to.get_mut(start..end)) {
        target.copy_from_slice(source);
    }
}

fn put(to: &mut [u8], at: usize, byte: u8) {
    if let Some(place) = to.get_mut(at) {
        *place = byte;
    }
}

/// A count that may be written with decimals.
fn whole(number: f64) -> Option<u64> {
    fixed(number, 0).parse().ok()
}

#[cfg(test)]
mod tests;
