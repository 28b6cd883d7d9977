//! The statements that SQLite stores, scanned for what no pragma tells: CHECKs, generated expressions, triggers.
//!
//! Written for this comparison alone: it knows quotes, comments, parentheses and a few words, and nothing of our reader.

/// What a stored `CREATE TABLE` says of CHECKs and generated columns.
#[derive(Debug, Default)]
pub(super) struct TableText {
    /// The name it is under, and the condition, in order.
    pub checks: Vec<(Option<String>, String)>,
    /// Column and expression.
    pub generated: Vec<(String, String)>,
}

/// What a stored `CREATE TRIGGER` says of itself.
#[derive(Debug)]
pub(super) struct TriggerText {
    /// `BEFORE`, `AFTER`, `INSTEAD OF`
    pub timing: &'static str,
    /// `INSERT`, `UPDATE`, `DELETE`
    pub event: String,
}

/// What a stored `CREATE INDEX` says of expressions.
#[derive(Debug, Default)]
pub(super) struct IndexText {
    /// Every key, collation and order left out.
    pub keys: Vec<String>,
    /// `WHERE`
    pub predicate: Option<String>,
}

#[derive(Debug, Clone, Copy)]
struct Token<'t> {
    text: &'t str,
    start: usize,
    end: usize,
}

impl Token<'_> {
    fn is(&self, word: &str) -> bool {
        self.text.eq_ignore_ascii_case(word)
    }
}

/// Scans a `CREATE TABLE`; nothing for `CREATE TABLE … AS`, which SQLite stores with a list of columns anyway.
pub(super) fn table(sql: &str) -> TableText {
    let tokens = tokens(sql);
    let mut found = TableText::default();
    let Some(open) = tokens.iter().position(|token| token.text == "(") else {
        return found;
    };
    let mut column: Option<String> = None;
    let mut name: Option<String> = None;
    let mut at = open + 1;
    let mut item_starts = true;
    let mut in_columns = true;
    while let Some(token) = tokens.get(at) {
        if token.text == ")" {
            break;
        }
        if item_starts {
            item_starts = false;
            let is_constraint = ["constraint", "primary", "unique", "check", "foreign"]
                .iter()
                .any(|word| token.is(word));
            if is_constraint {
                // The comma between the columns and the constraints leaves a constraint's name as it is.
                if !in_columns {
                    name = None;
                }
                in_columns = false;
                column = None;
            } else {
                name = None;
                column = Some(unquoted(token.text));
                at += 1;
                continue;
            }
        }
        let opens = |at: usize| tokens.get(at).is_some_and(|token| token.text == "(");
        if token.text == "," {
            item_starts = true;
        } else if token.is("constraint") {
            at += 1;
            name = tokens.get(at).map(|token| unquoted(token.text));
        } else if token.is("check") && opens(at + 1) {
            found.checks.push((name.clone(), inside(sql, &tokens, at + 1)));
        } else if token.is("as") && opens(at + 1) {
            if let Some(column) = &column {
                found
                    .generated
                    .push((column.clone(), inside(sql, &tokens, at + 1)));
            }
        } else if token.text == "(" {
            at = group_end(&tokens, at);
        }
        if opens(at + 1) && !item_starts {
            at = group_end(&tokens, at + 1);
        }
        at += 1;
    }
    found
}

/// Scans a `CREATE TRIGGER` up to its `ON`.
pub(super) fn trigger(sql: &str) -> TriggerText {
    let tokens = tokens(sql);
    let mut timing = "BEFORE";
    let mut at = tokens
        .iter()
        .position(|token| token.is("trigger"))
        .map_or(0, |at| at + 1);
    if tokens.get(at).is_some_and(|token| token.is("if")) {
        at += 3;
    }
    at += 1;
    if tokens.get(at).is_some_and(|token| token.text == ".") {
        at += 2;
    }
    let is = |at: usize, word: &str| tokens.get(at).is_some_and(|token| token.is(word));
    if is(at, "before") {
        at += 1;
    } else if is(at, "after") {
        timing = "AFTER";
        at += 1;
    } else if is(at, "instead") {
        timing = "INSTEAD OF";
        at += 2;
    }
    TriggerText {
        timing,
        event: tokens
            .get(at)
            .map(|token| token.text.to_ascii_uppercase())
            .unwrap_or_default(),
    }
}

/// Scans a `CREATE INDEX`.
pub(super) fn index(sql: &str) -> IndexText {
    let tokens = tokens(sql);
    let Some(open) = tokens.iter().position(|token| token.text == "(") else {
        return IndexText::default();
    };
    let close = group_end(&tokens, open);
    let mut keys = Vec::new();
    let mut from = open + 1;
    while from < close {
        let mut to = from;
        while to < close && tokens.get(to).is_some_and(|token| token.text != ",") {
            to = match tokens.get(to) {
                Some(token) if token.text == "(" => group_end(&tokens, to) + 1,
                _ => to + 1,
            };
        }
        let next = to + 1;
        let is = |at: usize, word: &str| tokens.get(at).is_some_and(|token| token.is(word));
        if is(to - 1, "asc") || is(to - 1, "desc") {
            to -= 1;
        }
        // Behind several operands a collation is the last one's.
        let word = |at: usize, text: &str| tokens.get(at).is_some_and(|token| token.is(text));
        let operand = |to: usize| {
            let open = from + usize::from(tokens.get(from).is_some_and(|token| token.text != "("));
            let call = !word(from, "not")
                && tokens.get(open).is_some_and(|token| token.text == "(")
                && group_end(&tokens, open) + 1 == to;
            let case = word(from, "case") && word(to - 1, "end");
            let listed = (from + 1..to).any(|at| word(at, "in") && group_end(&tokens, at + 1) + 1 == to);
            to == from + 1 || call || case || listed || word(to - 1, "isnull") || word(to - 1, "notnull")
        };
        let mut bare = to;
        while bare >= from + 3 && is(bare - 2, "collate") {
            bare -= 2;
        }
        if operand(bare) {
            to = bare;
        }
        let start = tokens.get(from).map_or(0, |token| token.start);
        let end = tokens.get(to - 1).map_or(0, |token| token.end);
        keys.push(sql.get(start..end).unwrap_or_default().to_owned());
        from = next;
    }
    IndexText {
        keys,
        predicate: tokens
            .get(close + 1)
            .filter(|token| token.is("where"))
            .and_then(|token| sql.get(token.end..))
            .map(|text| text.trim().to_owned()),
    }
}

/// An expression of a table in one spelling: no blanks, no comments, no parentheses around it; names of the table's
/// columns as the table has them, in quotes; other names in double quotes as the strings that SQLite takes them for.
pub(super) fn spelled(expression: &str, columns: &[&str]) -> String {
    let tokens = tokens(expression);
    let mut within = tokens.as_slice();
    while let [first, inner @ .., _] = within
        && first.text == "("
        && group_end(within, 0) + 1 == within.len()
    {
        within = inner;
    }
    let mut out = String::new();
    for (at, token) in within.iter().enumerate() {
        let name = unquoted(token.text);
        let first = token.text.as_bytes().first().copied().unwrap_or_default();
        let in_quotes = matches!(first, b'"' | b'`' | b'[');
        let qualifies = within.get(at + 1).is_some_and(|next| next.text == ".");
        let column = columns.iter().find(|column| column.eq_ignore_ascii_case(&name));
        match column {
            _ if !in_quotes && !is_word(first) => out += token.text,
            _ if qualifies => out += &name,
            Some(column) => out += &format!("\"{column}\""),
            None if in_quotes => out += &format!("'{}'", name.replace('\'', "''")),
            None => out += token.text,
        }
    }
    out
}

/// Names without quotes: a rename makes SQLite put strings in double quotes into single ones, wherever they are,
/// and a new name into double ones, whatever the old one stood in.
pub(super) fn quotes_alike(names: &str) -> String {
    names.replace(['"', '`', '[', ']', '\''], "")
}

/// The name in quotes that the text starts with.
pub(super) fn first_name(text: &str) -> Option<String> {
    let first = text.chars().next()?;
    let starts = matches!(first, '"' | '`' | '[' | '\'');
    starts
        .then(|| tokens(text).first().map(|token| unquoted(token.text)))
        .flatten()
}

/// The index of the parenthesis that closes the one at `open`.
fn group_end(tokens: &[Token<'_>], open: usize) -> usize {
    let mut depth = 0;
    for (at, token) in tokens.iter().enumerate().skip(open) {
        match token.text {
            "(" => depth += 1,
            ")" if depth == 1 => return at,
            ")" => depth -= 1,
            _ => {}
        }
    }
    tokens.len()
}

/// What stands in the parentheses that open at `open`.
fn inside(sql: &str, tokens: &[Token<'_>], open: usize) -> String {
    let close = group_end(tokens, open);
    let from = tokens.get(open).map_or(0, |token| token.end);
    let to = tokens.get(close).map_or(sql.len(), |token| token.start);
    sql.get(from..to).unwrap_or_default().trim().to_owned()
}

fn unquoted(text: &str) -> String {
    let Some(open) = text.chars().next() else {
        return String::new();
    };
    let close = match open {
        '[' => ']',
        '"' | '\'' | '`' => open,
        _ => return text.to_owned(),
    };
    let inner = text.strip_prefix(open).unwrap_or(text);
    let inner = inner.strip_suffix(close).unwrap_or(inner);
    if close == ']' {
        return inner.to_owned();
    }
    inner.replace(&format!("{close}{close}"), &close.to_string())
}

/// Words, quoted names and strings, and single other characters; comments and blanks left out.
fn tokens(sql: &str) -> Vec<Token<'_>> {
    let bytes = sql.as_bytes();
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        let rest = bytes.get(at..).unwrap_or_default();
        let length = match byte {
            _ if byte.is_ascii_whitespace() => {
                at += 1;
                continue;
            }
            b'-' if rest.starts_with(b"--") => {
                at += rest.iter().position(|byte| *byte == b'\n').unwrap_or(rest.len());
                continue;
            }
            b'/' if rest.starts_with(b"/*") => {
                at += sql
                    .get(at + 2..)
                    .and_then(|rest| rest.find("*/"))
                    .map_or(rest.len(), |length| length + 4);
                continue;
            }
            b'\'' | b'"' | b'`' => quoted_length(rest, *byte),
            b'[' => rest.iter().position(|byte| *byte == b']').unwrap_or(0) + 1,
            _ if is_word(*byte) => rest.iter().take_while(|byte| is_word(**byte)).count(),
            _ => 1,
        };
        let end = (at + length).min(bytes.len());
        tokens.push(Token {
            text: sql.get(at..end).unwrap_or_default(),
            start: at,
            end,
        });
        at = end;
    }
    tokens
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'$' | 0x80..)
}

fn quoted_length(rest: &[u8], quote: u8) -> usize {
    let mut at = 1;
    while let Some(byte) = rest.get(at) {
        match (*byte == quote, rest.get(at + 1) == Some(&quote)) {
            (true, true) => at += 2,
            (true, false) => return at + 1,
            _ => at += 1,
        }
    }
    rest.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_checks_stay_until_the_next_column_or_comma() {
        let text = table(
            "CREATE TABLE t(a int CONSTRAINT x NOT NULL CHECK (a > 0) DEFAULT (1), \"b c\" AS (a + ')') STORED, check(b) constraint y check ( 1 ), check (2))",
        );
        let checks: Vec<_> = text
            .checks
            .iter()
            .map(|(name, text)| (name.as_deref(), text.as_str()))
            .collect();
        assert_eq!(
            checks,
            [(Some("x"), "a > 0"), (None, "b"), (Some("y"), "1"), (None, "2")]
        );
        assert_eq!(text.generated, [("b c".to_owned(), "a + ')'".to_owned())]);
    }

    #[test]
    fn indexes() {
        let text = index(
            "CREATE INDEX i ON t (a collate nocase desc, lower(b, c) COLLATE rtrim, d + 1 asc) WHERE a > 1 ",
        );
        assert_eq!(text.keys, ["a", "lower(b, c)", "d + 1"]);
        assert_eq!(text.predicate.as_deref(), Some("a > 1"));
    }

    #[test]
    fn triggers() {
        let text = trigger(
            "CREATE TEMP TRIGGER IF NOT EXISTS main.t /* x */ INSTEAD OF update of a on v begin select 1; end",
        );
        assert_eq!((text.timing, text.event.as_str()), ("INSTEAD OF", "UPDATE"));
    }
}
