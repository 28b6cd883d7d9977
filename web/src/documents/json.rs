//! JSON as links and files hold it. Read with bounds, because both come from strangers; written in the order given, so
//! that equal documents have equal links.

use std::fmt::Write as _;

/// How deep lists and objects may be nested; ours reach five.
const MAX_DEPTH: usize = 16;

/// A value.
#[derive(Debug, Clone, PartialEq)]
pub enum Json {
    Null,
    Flag(bool),
    Number(f64),
    Text(String),
    List(Vec<Json>),
    /// In the order of the text; a name may stand twice, then the first counts.
    Object(Vec<(String, Json)>),
}

impl Json {
    /// A text, from anything that is one.
    pub fn text(text: &str) -> Self {
        Self::Text(text.to_owned())
    }

    /// A field of an object.
    pub fn get(&self, name: &str) -> Option<&Self> {
        match self {
            Self::Object(fields) => {
                let field = fields.iter().find(|(own, _)| own == name);
                field.map(|(_, value)| value)
            }
            _ => None,
        }
    }

    /// The text of a field that holds one.
    pub fn text_of(&self, name: &str) -> Option<&str> {
        match self.get(name)? {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The number of a field that holds one.
    pub fn number_of(&self, name: &str) -> Option<f64> {
        self.get(name)?.number()
    }

    /// The number it is.
    pub fn number(&self) -> Option<f64> {
        match self {
            Self::Number(number) => Some(*number),
            _ => None,
        }
    }

    /// The items of a list; none of anything else.
    pub fn items(&self) -> &[Self] {
        match self {
            Self::List(items) => items,
            _ => &[],
        }
    }

    /// The value as text, without blanks.
    pub fn print(&self) -> String {
        let mut text = String::new();
        self.write(&mut text);
        text
    }

    fn write(&self, out: &mut String) {
        match self {
            Self::Null => out.push_str("null"),
            Self::Flag(flag) => out.push_str(if *flag { "true" } else { "false" }),
            // Whole ones are all we write; formatting others would be a large part of the download.
            Self::Number(number) => {
                let _infallible = write!(out, "{}", *number as i64);
            }
            Self::Text(text) => write_text(out, text),
            Self::List(items) => {
                out.push('[');
                for (place, item) in items.iter().enumerate() {
                    out.push_str(if place > 0 { "," } else { "" });
                    item.write(out);
                }
                out.push(']');
            }
            Self::Object(fields) => {
                out.push('{');
                for (place, (name, value)) in fields.iter().enumerate() {
                    out.push_str(if place > 0 { "," } else { "" });
                    write_text(out, name);
                    out.push(':');
                    value.write(out);
                }
                out.push('}');
            }
        }
    }
}

fn write_text(out: &mut String, text: &str) {
    out.push('"');
    for character in text.chars() {
        match character {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            control if (control as u32) < 0x20 => {
                let _infallible = write!(out, "\\u{:04x}", control as u32);
            }
            other => out.push(other),
        }
    }
    out.push('"');
}

/// Reads a whole text; none when it is not JSON, or nested too deep.
pub fn parse(text: &str) -> Option<Json> {
    let mut reader = Reader { rest: text, depth: 0 };
    let value = reader.value()?;
    reader.skip_blanks();
    reader.rest.is_empty().then_some(value)
}

struct Reader<'t> {
    rest: &'t str,
    depth: usize,
}

impl<'t> Reader<'t> {
    fn skip_blanks(&mut self) {
        self.rest = self.rest.trim_start_matches([' ', '\n', '\r', '\t']);
    }

    fn takes(&mut self, sign: &str) -> bool {
        self.skip_blanks();
        match self.rest.strip_prefix(sign) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }

    fn value(&mut self) -> Option<Json> {
        if self.takes("{") {
            return self.nested(Self::object);
        }
        if self.takes("[") {
            return self.nested(Self::list);
        }
        if self.takes("\"") {
            return self.string().map(Json::Text);
        }
        let words = [
            ("null", Json::Null),
            ("true", Json::Flag(true)),
            ("false", Json::Flag(false)),
        ];
        for (word, value) in words {
            if self.takes(word) {
                return Some(value);
            }
        }
        self.number()
    }

    /// A number, to about as many digits as it matters for: of those in our own documents all are whole. The exact reading
    /// of the library would be a large part of the download.
    fn number(&mut self) -> Option<Json> {
        let sign = if self.starts('-') { -1.0 } else { 1.0 };
        let mut value = self.digits()?;
        if self.starts('.') {
            let before = self.rest.len();
            let fraction = self.digits()?;
            let places = before - self.rest.len();
            value += fraction / 10_f64.powi(places as i32);
        }
        if self.starts('e') || self.starts('E') {
            let negative = self.starts('-');
            let _plus = self.starts('+');
            let exponent = self.digits()?.min(999.0) as i32;
            value *= 10_f64.powi(if negative { -exponent } else { exponent });
        }
        value.is_finite().then_some(Json::Number(sign * value))
    }

    fn starts(&mut self, sign: char) -> bool {
        let rest = self.rest.strip_prefix(sign);
        self.rest = rest.unwrap_or(self.rest);
        rest.is_some()
    }

    /// At least one digit.
    fn digits(&mut self) -> Option<f64> {
        let end = self.rest.find(|sign: char| !sign.is_ascii_digit());
        let (digits, rest) = self.rest.split_at_checked(end.unwrap_or(self.rest.len()))?;
        self.rest = rest;
        let value = digits
            .bytes()
            .fold(0.0, |value, digit| value * 10.0 + f64::from(digit - b'0'));
        (!digits.is_empty()).then_some(value)
    }

    fn nested(&mut self, read: fn(&mut Self) -> Option<Json>) -> Option<Json> {
        if self.depth == MAX_DEPTH {
            return None;
        }
        self.depth += 1;
        let value = read(self);
        self.depth -= 1;
        value
    }

    fn list(&mut self) -> Option<Json> {
        let mut items = Vec::new();
        if self.takes("]") {
            return Some(Json::List(items));
        }
        loop {
            items.push(self.value()?);
            if self.takes("]") {
                return Some(Json::List(items));
            }
            self.takes(",").then_some(())?;
        }
    }

    fn object(&mut self) -> Option<Json> {
        let mut fields = Vec::new();
        if self.takes("}") {
            return Some(Json::Object(fields));
        }
        loop {
            self.takes("\"").then_some(())?;
            let name = self.string()?;
            self.takes(":").then_some(())?;
            fields.push((name, self.value()?));
            if self.takes("}") {
                return Some(Json::Object(fields));
            }
            self.takes(",").then_some(())?;
        }
    }

    /// What stands before the closing quote; the opening one has been read.
    fn string(&mut self) -> Option<String> {
        let mut text = String::new();
        loop {
            let at = self.rest.find(['"', '\\'])?;
            let (plain, rest) = self.rest.split_at_checked(at)?;
            text.push_str(plain);
            if let Some(rest) = rest.strip_prefix('"') {
                self.rest = rest;
                return Some(text);
            }
            self.rest = rest.strip_prefix('\\')?;
            let sign = self.rest.chars().next()?;
            self.rest = self.rest.get(sign.len_utf8()..)?;
            text.push(match sign {
                '"' | '\\' | '/' => sign,
                'b' => '\u{8}',
                'f' => '\u{c}',
                'n' => '\n',
                'r' => '\r',
                't' => '\t',
                'u' => self.code_point()?,
                _ => return None,
            });
        }
    }

    /// Four hexadecimal digits, or twice four for what UTF-16 writes as a pair.
    fn code_point(&mut self) -> Option<char> {
        let first = self.hex()?;
        if !(0xd800..0xdc00).contains(&first) {
            return char::from_u32(first);
        }
        self.rest = self.rest.strip_prefix("\\u")?;
        let second = self.hex()?.checked_sub(0xdc00).filter(|low| *low < 0x400)?;
        char::from_u32(0x10000 + ((first - 0xd800) << 10) + second)
    }

    fn hex(&mut self) -> Option<u32> {
        let (digits, rest) = self.rest.split_at_checked(4)?;
        self.rest = rest;
        u32::from_str_radix(digits, 16).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read() {
        let value = Json::Object(vec![
            ("a".to_owned(), Json::List(vec![Json::Number(-15.0), Json::Null])),
            ("é\n\"".to_owned(), Json::text("\u{1}\\ 😀")),
            ("b".to_owned(), Json::Flag(false)),
        ]);
        assert_eq!(parse(&value.print()), Some(value));
    }

    #[test]
    fn numbers_are_read() {
        assert_eq!(parse("-1.5e2").unwrap().number(), Some(-150.0));
        assert_eq!(parse("0.25").unwrap().number(), Some(0.25));
    }

    #[test]
    fn escapes_are_read() {
        assert_eq!(
            parse("\"\\u00e9\\ud83d\\ude00\\/\\t\""),
            Some(Json::text("é😀/\t"))
        );
        assert_eq!(parse("\"\\ud83d\""), None);
        assert_eq!(parse("\"\\ud83d\\u0041\""), None);
    }

    #[test]
    fn what_is_no_json_is_refused() {
        for text in [
            "",
            "{",
            "[1,]",
            "{\"a\"}",
            "{\"a\":1,}",
            "1 2",
            "\"a",
            "tru",
            "1e999",
            "--1",
            "[1 2]",
            "1.",
            ".5",
            "1e",
        ] {
            assert_eq!(parse(text), None, "{text}");
        }
        let deep = "[".repeat(100_000);
        assert_eq!(parse(&deep), None);
    }
}
