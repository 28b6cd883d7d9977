//! Reading JSON with bounds: recursion ends at a depth, and every step is paid for by the text.

use super::Json;

/// How deep lists and objects may be nested; ours reach five.
const MAX_DEPTH: usize = 16;

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
