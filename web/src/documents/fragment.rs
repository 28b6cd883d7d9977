//! What stands behind the `#` of an address. Browsers never send it to a server.
//!
//! `1=` holds a whole document, packed; its key is the version of the format. `t=` is plain text, percent-encoded, for
//! links written by hand or by other programs, and `ex=` an example by its lasting name. Beside each, `view=` is the pane
//! in front and `sel=` the finding that is open.

use std::fmt::Write as _;

use super::problem::Problem;
use crate::state::look::Look;

/// The version of the format that is written, and the newest that is read.
pub const VERSION: u32 = 1;
/// The longest name of an example that is repeated to the reader, in characters.
const LONGEST_NAME: usize = 40;

/// An address that holds something to open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address {
    pub content: Content,
    pub look: Look,
}

/// What it holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Content {
    /// The letters of a packed document.
    Packed(String),
    /// A text for one part.
    Text(String),
    /// An example's lasting name.
    Example(String),
}

/// Reads what stands behind the `#`, with or without it. None when it is no link to a document but to a place of the page.
pub fn read(fragment: &str) -> Result<Option<Address>, Problem> {
    let (mut content, mut look) = (None, Look::default());
    for field in fragment.trim_start_matches('#').split('&') {
        let (key, value) = field.split_once('=').unwrap_or((field, ""));
        match key {
            "1" => content = Some(Content::Packed(value.to_owned())),
            "t" => content = Some(Content::Text(decoded(value)?)),
            "ex" => content = Some(Content::Example(shown(&decoded(value)?))),
            "view" => look.read_view(&decoded(value)?),
            "sel" => look.selected = Some(decoded(value)?).filter(|selected| !selected.is_empty()),
            version if is_version(version) => return Err(Problem::Newer(shown(version))),
            _ => {}
        }
    }
    Ok(content.map(|content| Address { content, look }))
}

impl Address {
    /// As it stands behind the `#`.
    pub fn print(&self) -> String {
        let mut text = match &self.content {
            Content::Packed(letters) => format!("{VERSION}={letters}"),
            Content::Text(text) => format!("t={}", encoded(text)),
            Content::Example(slug) => format!("ex={}", encoded(slug)),
        };
        if let Some(view) = self.look.view() {
            let _infallible = write!(text, "&view={view}");
        }
        if let Some(selected) = &self.look.selected {
            let _infallible = write!(text, "&sel={}", encoded(selected));
        }
        text
    }
}

fn is_version(key: &str) -> bool {
    !key.is_empty() && key.bytes().all(|byte| byte.is_ascii_digit())
}

fn shown(name: &str) -> String {
    name.chars().take(LONGEST_NAME).collect()
}

/// Percent-encoded, but for the letters that nobody takes for the end of a link.
fn encoded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b':' | b',' => {
                out.push(char::from(byte));
            }
            _ => {
                let _infallible = write!(out, "%{byte:02X}");
            }
        }
    }
    out
}

/// The text again. A plus sign is a blank, as forms and many programs write it.
fn decoded(text: &str) -> Result<String, Problem> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some(first) = rest.bytes().next() {
        if let Some(after) = rest.strip_prefix('%') {
            let (digits, after) = after.split_at_checked(2).ok_or(Problem::Damaged)?;
            let is_hex = digits.bytes().all(|digit| digit.is_ascii_hexdigit());
            let byte = u8::from_str_radix(digits, 16).ok().filter(|_| is_hex);
            bytes.push(byte.ok_or(Problem::Damaged)?);
            rest = after;
        } else {
            let plain = rest.find(['%', '+']).unwrap_or(rest.len());
            let (run, after) = rest.split_at_checked(plain.max(1)).ok_or(Problem::Damaged)?;
            bytes.extend_from_slice(if first == b'+' { b" " } else { run.as_bytes() });
            rest = after;
        }
    }
    String::from_utf8(bytes).map_err(|_| Problem::Damaged)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text_of(fragment: &str) -> Option<String> {
        match read(fragment).unwrap()?.content {
            Content::Text(text) => Some(text),
            _ => None,
        }
    }

    #[test]
    fn places_of_the_page_are_no_documents() {
        for fragment in ["", "#", "#results", "#view=plan", "#x=1", "#&&&"] {
            assert_eq!(read(fragment), Ok(None), "{fragment}");
        }
    }

    #[test]
    fn texts_written_by_hand_are_read() {
        let written = "#t=create%20table%20t%20(a%20int)%3B";
        assert_eq!(text_of(written).as_deref(), Some("create table t (a int);"));
        assert_eq!(text_of("t=a+%2B+b").as_deref(), Some("a + b"));
        assert_eq!(text_of("t=é%C3%A9").as_deref(), Some("éé"));
        for broken in ["t=%", "t=%4", "t=%zz", "t=%+1", "t=%ff", "t=%é1"] {
            assert_eq!(read(broken), Err(Problem::Damaged), "{broken}");
        }
    }

    #[test]
    fn later_versions_are_told_apart() {
        assert_eq!(read("#2=abc"), Err(Problem::Newer("2".to_owned())));
        assert!(read("#17=abc&view=plan").is_err());
    }

    #[test]
    fn what_is_printed_is_read() {
        let mut look = Look::default();
        look.read_view("plan-flame");
        look.selected = Some("rule:a b&c=d#%+é".to_owned());
        for content in [
            Content::Packed("abc-_".to_owned()),
            Content::Text("a + b & c\n'é' = 1; -- 100 %".to_owned()),
            Content::Example("library-members".to_owned()),
        ] {
            let look = look.clone();
            let address = Address { content, look };
            assert_eq!(read(&address.print()), Ok(Some(address)));
        }
    }
}
