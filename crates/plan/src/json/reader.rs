//! A reader of JSON that keeps the place of every value and the digits of every number, and takes what it can from a text that breaks
//! off. It works on a stack of its own, so that depth is a limit and not a crash.

use rowproof_source::parse_decimal;

/// A value and its bytes in the text.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Spanned {
    pub(crate) value: Value,
    pub(crate) start: usize,
    pub(crate) end: usize,
}

/// A value; numbers keep their digits.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Value {
    Null,
    Bool(bool),
    Number(String),
    Text(String),
    Array(Vec<Spanned>),
    Object(Vec<Member>),
}

/// A named value; `start` is the byte of the name's quote.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Member {
    pub(crate) name: String,
    pub(crate) start: usize,
    pub(crate) value: Spanned,
}

/// What a read gave.
#[derive(Debug)]
pub(crate) enum Read {
    /// A value, how many brackets had to be closed at the end of the text, and whether `...` was skipped inside.
    Value {
        value: Spanned,
        closed: usize,
        skipped: bool,
    },
    /// Nested too deeply at this byte.
    TooDeep(usize),
}

/// The deepest nesting of brackets: two per level of a plan, and some around it.
const MAX_BRACKETS: usize = 2 * crate::error::MAX_DEPTH + 40;

#[derive(Debug)]
enum Frame {
    Array(usize, Vec<Spanned>),
    Object(usize, Vec<Member>, Option<(String, usize)>),
}

/// Reads the value whose opening bracket is at byte `start`.
pub(crate) fn read_value(text: &str, start: usize) -> Read {
    let mut reader = Reader {
        text,
        characters: Characters { text, at: start },
        stack: Vec::new(),
        skipped: false,
    };
    reader.read()
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
    stack: Vec<Frame>,
    skipped: bool,
}

impl Reader<'_> {
    fn read(&mut self) -> Read {
        while let Some((at, character)) = self.characters.next() {
            match character {
                '{' | '[' if self.stack.len() >= MAX_BRACKETS => return Read::TooDeep(at),
                '{' => self.stack.push(Frame::Object(at, Vec::new(), None)),
                '[' => self.stack.push(Frame::Array(at, Vec::new())),
                '}' | ']' => {
                    if let Some(value) = self.close(at + 1) {
                        return self.done(value, 0);
                    }
                }
                '"' => self.read_string(at),
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

    /// Ends the innermost bracket; the value when it was the outermost.
    fn close(&mut self, end: usize) -> Option<Spanned> {
        let (start, value) = match self.stack.pop()? {
            Frame::Array(start, items) => (start, Value::Array(items)),
            Frame::Object(start, members, _) => (start, Value::Object(members)),
        };
        let value = Spanned { value, start, end };
        if self.stack.is_empty() {
            return Some(value);
        }
        self.place(value);
        None
    }

    fn close_all(&mut self) -> Read {
        let end = self.text.len();
        let open = self.stack.len();
        loop {
            if let Some(value) = self.close(end) {
                return self.done(value, open);
            }
            if self.stack.is_empty() {
                let value = Spanned {
                    value: Value::Null,
                    start: end,
                    end,
                };
                return self.done(value, open);
            }
        }
    }

    fn place(&mut self, value: Spanned) {
        match self.stack.last_mut() {
            Some(Frame::Array(_, items)) => items.push(value),
            Some(Frame::Object(_, members, name)) => {
                if let Some((name, start)) = name.take() {
                    members.push(Member { name, start, value });
                }
            }
            None => {}
        }
    }

    fn read_string(&mut self, start: usize) {
        let mut text = String::new();
        let mut end = self.text.len();
        let mut closed = false;
        while let Some((at, character)) = self.characters.next() {
            match character {
                '"' => {
                    (end, closed) = (at + 1, true);
                    break;
                }
                '\\' => self.read_escape(&mut text),
                // JSON allows no line break here: a line was broken at a column.
                '\n' | '\r' => {}
                _ => text.push(character),
            }
        }
        if let Some(Frame::Object(_, _, name @ None)) = self.stack.last_mut() {
            *name = closed.then_some((text, start));
            return;
        }
        self.place(Spanned {
            value: Value::Text(text),
            start,
            end,
        });
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
            if character.is_whitespace() || matches!(character, ',' | ':' | ']' | '}' | '[' | '{' | '"') {
                end = at;
                break;
            }
            self.characters.next();
        }
        let word = self.text.get(start..end).unwrap_or("");
        let value = match word {
            "true" => Value::Bool(true),
            "false" => Value::Bool(false),
            "null" => Value::Null,
            _ if parse_decimal(word).is_some() => Value::Number(word.to_owned()),
            _ => {
                self.skipped = true;
                return;
            }
        };
        self.place(Spanned { value, start, end });
    }
}

impl Value {
    /// The value of a text, the digits of a number, `true` or `false`.
    pub(crate) fn scalar(&self) -> Option<&str> {
        match self {
            Self::Text(text) | Self::Number(text) => Some(text),
            Self::Bool(true) => Some("true"),
            Self::Bool(false) => Some("false"),
            Self::Null | Self::Array(_) | Self::Object(_) => None,
        }
    }

    pub(crate) fn number(&self) -> Option<f64> {
        parse_decimal(self.scalar()?)
    }

    pub(crate) fn members(&self) -> &[Member] {
        match self {
            Self::Object(members) => members,
            _ => &[],
        }
    }

    pub(crate) fn items(&self) -> &[Spanned] {
        match self {
            Self::Array(items) => items,
            _ => &[],
        }
    }

    /// The member of an object.
    pub(crate) fn get(&self, name: &str) -> Option<&Spanned> {
        get(self.members(), name)
    }

    /// A list as text plans print it; a scalar as it is; several sets in brackets; an unknown object as `name=value` pairs.
    pub(crate) fn to_line(&self) -> String {
        match self {
            Self::Array(items) => items
                .iter()
                .map(|item| item.value.to_line())
                .collect::<Vec<_>>()
                .join(", "),
            Self::Object(members) => members
                .iter()
                .map(|member| format!("{}={}", member.name, member.value.value.to_line()))
                .collect::<Vec<_>>()
                .join(" "),
            _ => self.scalar().unwrap_or("null").to_owned(),
        }
    }
}

/// The first member of that name.
pub(crate) fn get<'m>(members: &'m [Member], name: &str) -> Option<&'m Spanned> {
    members
        .iter()
        .find(|member| member.name == name)
        .map(|member| &member.value)
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
