//! JSON as links and files hold it. Read with bounds, because both come from strangers; written in the order given, so
//! that equal documents have equal links.

mod reading;

use std::fmt::Write as _;

pub use reading::parse;

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

    /// The fields of an object; none of anything else.
    pub fn fields(&self) -> &[(String, Self)] {
        match self {
            Self::Object(fields) => fields,
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
