//! A reader of JSON that keeps the place of every value and the digits of every number, and takes what it can from a text that breaks
//! off. It works on a stack of its own, so that depth is a limit and not a crash.

use rowproof_source::parse_decimal;

use crate::{Builder, Read, Spanned, Value};

/// Reads the value whose opening bracket is at byte `start`.
pub fn read_value(text: &str, start: usize) -> Read {
    Reader::at(text, start).read()
}

/// Reads the string, list or object that begins at byte `start`.
pub fn read_scalar(text: &str, start: usize) -> Read {
    if !text.get(start..).unwrap_or_default().starts_with('"') {
        return read_value(text, start);
    }
    let mut reader = Reader::at(text, start + 1);
    let (value, end, _) = reader.read_text();
    Read::Value {
        value: Spanned {
            value: Value::Text(value),
            start,
            end,
        },
        closed: 0,
        skipped: None,
    }
}

/// A number, `true`, `false` or `null`.
pub fn word(word: &str) -> Option<Value> {
    match word {
        "true" => Some(Value::Bool(true)),
        "false" => Some(Value::Bool(false)),
        "null" => Some(Value::Null),
        _ => parse_decimal(word).map(|_| Value::Number(word.to_owned())),
    }
}

/// Characters with their offsets, from any place on.
#[derive(Debug, Clone)]
struct Characters<'t> {
    text: &'t str,
    at: usize,
}

impl Iterator for Characters<'_> {
    type Item = (usize, char);

    fn next(&mut self) -> Option<(usize, char)> {
        let (at, character) = self.peek()?;
        self.at += character.len_utf8();
        Some((at, character))
    }
}

impl Characters<'_> {
    fn peek(&self) -> Option<(usize, char)> {
        let character = self.text.get(self.at..)?.chars().next()?;
        Some((self.at, character))
    }
}

struct Reader<'t> {
    text: &'t str,
    characters: Characters<'t>,
    builder: Builder,
    skipped: Option<(usize, usize)>,
}

impl<'t> Reader<'t> {
    fn at(text: &'t str, at: usize) -> Self {
        Self {
            text,
            characters: Characters { text, at },
            builder: Builder::default(),
            skipped: None,
        }
    }

    fn read(&mut self) -> Read {
        while let Some((at, character)) = self.characters.next() {
            match character {
                '{' | '[' if self.builder.is_full() => return Read::TooDeep(at),
                '{' => self.builder.open_object(at),
                '[' => self.builder.open_array(at),
                '}' | ']' => {
                    if let Some(value) = self.builder.close(at + 1) {
                        return self.done(value, 0);
                    }
                }
                '"' => self.read_string(at),
                // A line break as the batch mode of MySQL's client writes it.
                '\\' => drop(self.characters.next()),
                _ if character.is_whitespace() || matches!(character, ',' | ':') => {}
                _ => self.read_word(at),
            }
        }
        self.close_all()
    }

    fn done(&self, value: Spanned, closed: usize) -> Read {
        Read::Value {
            value,
            closed,
            skipped: self.skipped,
        }
    }

    fn close_all(&mut self) -> Read {
        let end = self.text.len();
        let open = self.builder.depth();
        let value = self.builder.close_all(end).unwrap_or(Spanned {
            value: Value::Null,
            start: end,
            end,
        });
        self.done(value, open)
    }

    fn read_string(&mut self, start: usize) {
        let (text, end, closed) = self.read_text();
        if !self.builder.awaits_name() {
            self.builder.place(Spanned {
                value: Value::Text(text),
                start,
                end,
            });
        } else if closed {
            self.builder.name(text, start);
        }
    }

    /// The string behind an opening quote, the byte behind it, and whether it was closed.
    fn read_text(&mut self) -> (String, usize, bool) {
        let mut text = String::new();
        while let Some((at, character)) = self.characters.next() {
            match character {
                '"' => return (text, at + 1, true),
                '\\' => self.read_escape(&mut text),
                // JSON allows no line break here: a line was broken at a column.
                '\n' | '\r' => {}
                _ => text.push(character),
            }
        }
        (text, self.text.len(), false)
    }

    fn read_escape(&mut self, text: &mut String) {
        let Some((_, character)) = self.characters.next() else {
            return;
        };
        match character {
            'n' => text.push('\n'),
            't' => text.push('\t'),
            'r' => text.push('\r'),
            'b' => text.push('\u{8}'),
            'f' => text.push('\u{c}'),
            'u' => text.push(self.read_unicode()),
            other => text.push(other),
        }
    }

    /// `\uXXXX`, or two of them for a character outside the first plane.
    fn read_unicode(&mut self) -> char {
        let high = self.read_hex();
        if !(0xd800..0xdc00).contains(&high) {
            return char::from_u32(high).unwrap_or(char::REPLACEMENT_CHARACTER);
        }
        let mut ahead = self.characters.clone();
        let escaped =
            ahead.next().is_some_and(|(_, c)| c == '\\') && ahead.next().is_some_and(|(_, c)| c == 'u');
        if !escaped {
            return char::REPLACEMENT_CHARACTER;
        }
        self.characters = ahead;
        let low = self.read_hex();
        let code = 0x10000 + ((high - 0xd800) << 10) + low.wrapping_sub(0xdc00) % 0x400;
        char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER)
    }

    fn read_hex(&mut self) -> u32 {
        let mut code = 0;
        for _ in 0..4 {
            let Some((_, digit)) = self.characters.peek().filter(|(_, c)| c.is_ascii_hexdigit()) else {
                break;
            };
            self.characters.next();
            code = code * 16 + digit.to_digit(16).unwrap_or(0);
        }
        code
    }

    /// A number, `true`, `false`, `null`; anything else is skipped, above all the dots of a cut.
    fn read_word(&mut self, start: usize) {
        let mut end = self.text.len();
        while let Some((at, character)) = self.characters.peek() {
            if character.is_whitespace()
                || matches!(character, ',' | ':' | ']' | '}' | '[' | '{' | '"' | '\\')
            {
                end = at;
                break;
            }
            self.characters.next();
        }
        let word = self.text.get(start..end).unwrap_or("");
        match self::word(word) {
            Some(value) => self.builder.place(Spanned { value, start, end }),
            None if word.starts_with("/*") => self.skip_comment(start),
            None => self.skipped = self.skipped.or(Some((start, end))),
        }
    }

    /// MySQL's traces name what a bracket closes: `} /* table */`.
    fn skip_comment(&mut self, start: usize) {
        self.characters.at = match self.text.get(start..).unwrap_or_default().find("*/") {
            Some(length) => start + length + 2,
            None => self.text.len(),
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> (Spanned, usize) {
        match read_value(text, 0) {
            Read::Value { value, closed, .. } => (value, closed),
            Read::TooDeep(at) => panic!("too deep at {at}"),
        }
    }

    #[test]
    fn keeps_digits_and_places() {
        let text = r#"{"a": -1234567890123456789, "b": [9.00, true, "x\u00e9\ud83d\ude00\n"]}"#;
        let (value, closed) = read(text);
        assert_eq!(closed, 0);
        assert_eq!(
            value.value.get("a").unwrap().value,
            Value::Number("-1234567890123456789".into())
        );
        let list = value.value.get("b").unwrap();
        assert_eq!(
            text.get(list.start..list.end).unwrap(),
            r#"[9.00, true, "x\u00e9\ud83d\ude00\n"]"#
        );
        assert_eq!(list.value.items()[2].value.scalar(), Some("xé😀\n"));
    }

    #[test]
    fn closes_what_is_open_at_the_end() {
        let (value, closed) = read(r#"[{"Plan": {"Node Type": "Sort", "Plans": [{"Node Type": "Seq S"#);
        assert_eq!(closed, 5);
        let plan = value.value.items()[0].value.get("Plan").unwrap();
        assert_eq!(plan.value.get("Node Type").unwrap().value.scalar(), Some("Sort"));
        assert_eq!(plan.value.get("Plans").unwrap().value.items().len(), 1);
    }

    #[test]
    fn depth_is_a_limit() {
        assert!(matches!(read_value(&"[".repeat(100_000), 0), Read::TooDeep(_)));
    }
}
