//! Names: single, qualified, and lists of them.

use rowproof_source::{Span, lower_case};

use super::{Read, Reader};
use crate::Dialect;
use crate::ast::{Identifier, ObjectName};
use crate::lexer::{Token, TokenKind};

impl Reader<'_> {
    /// A name. Keywords are names too wherever a name must stand; SQLite also takes a string for one.
    pub(crate) fn identifier(&mut self, what: &str) -> Read<Identifier> {
        match self.peek(0) {
            Some(token) if self.may_be_name(token.kind) => {
                self.report_reserved(token);
                self.at += 1;
                Ok(self.identifier_of(token))
            }
            _ => Err(self.unexpected(what)),
        }
    }

    pub(crate) fn may_be_name(&self, kind: TokenKind) -> bool {
        match kind {
            TokenKind::Word | TokenKind::QuotedName => true,
            TokenKind::String => self.dialect != Dialect::PostgreSql,
            _ => false,
        }
    }

    /// Whether a name stands `ahead`.
    pub(crate) fn name_at(&self, ahead: usize) -> bool {
        self.kind(ahead).is_some_and(|kind| self.may_be_name(kind))
    }

    pub(crate) fn identifier_of(&self, token: &Token) -> Identifier {
        let text = self.token_text(token);
        let quoted = token.kind != TokenKind::Word;
        Identifier {
            value: match quoted {
                true if text.starts_with(['U', 'u']) => unicode_unescape(&unquote(text)),
                true => unquote(text),
                false => text.to_owned(),
            },
            quoted,
            span: self.token_span(token),
        }
    }

    /// A possibly qualified name.
    pub(crate) fn object_name(&mut self, what: &str) -> Read<ObjectName> {
        let first = self.identifier(what)?;
        let start = first.span;
        let mut parts = vec![first];
        while self.kind(0) == Some(TokenKind::Dot) && self.name_at(1) {
            self.at += 1;
            parts.push(self.identifier(what)?);
        }
        let end = parts.last().map_or(start, |part| part.span);
        Ok(ObjectName {
            parts,
            span: Span::new(self.source, start.start, end.end),
        })
    }

    /// `(a, b)`
    pub(crate) fn identifier_list(&mut self) -> Read<Vec<Identifier>> {
        self.list("the list of columns", |reader| reader.identifier("a column name"))
    }

    /// The value of a string, when one stands here.
    pub(crate) fn accept_string(&mut self) -> Option<String> {
        let token = self.peek(0).filter(|token| token.kind == TokenKind::String)?;
        self.at += 1;
        Some(string_value(self.token_text(token), self.dialect))
    }

    /// The value of a string.
    pub(crate) fn string(&mut self, what: &str) -> Read<String> {
        self.accept_string().ok_or_else(|| self.unexpected(what))
    }
}

/// A quoted name or a plain string without its quotes, doubled quotes inside undoubled.
pub(crate) fn unquote(text: &str) -> String {
    let text = text
        .strip_prefix("U&")
        .or(text.strip_prefix("u&"))
        .unwrap_or(text);
    let Some(open) = text.chars().next() else {
        return String::new();
    };
    let close = if open == '[' { ']' } else { open };
    let inside = text.strip_prefix(open).unwrap_or(text);
    let inside = inside.strip_suffix(close).unwrap_or(inside);
    if close == ']' || !inside.contains(close) {
        return inside.to_owned();
    }
    let doubled: String = [close, close].iter().collect();
    inside.replace(&doubled, close.encode_utf8(&mut [0; 4]))
}

/// The value of a string in any of its forms.
pub(crate) fn string_value(text: &str, dialect: Dialect) -> String {
    let bytes = text.as_bytes();
    match (bytes.first(), bytes.get(1)) {
        (Some(b'\'' | b'"'), _) if dialect == Dialect::MySql => unescape(&unquote(text)),
        (Some(b'\'' | b'"'), _) => unquote(text),
        (Some(b'$'), _) => dollar_inside(text).to_owned(),
        (Some(b'E' | b'e'), _) => unescape(&unquote(text.get(1..).unwrap_or_default())),
        (Some(b'U' | b'u'), _) => unicode_unescape(&unquote(text)),
        _ => unquote(text.get(1..).unwrap_or_default()),
    }
}

/// The value of a MySQL string as written; any other text is itself.
pub fn mysql_string(text: &str) -> String {
    match text.as_bytes().first() {
        Some(b'\'' | b'"') => string_value(text, Dialect::MySql),
        _ => text.to_owned(),
    }
}

/// An expression's text with an identifier renamed wherever it stands for a column. MySQL compares names without
/// regard to case.
pub fn rename_identifier(text: &str, from: &str, to: &str) -> String {
    let lexed = crate::lexer::lex(text, Dialect::MySql);
    let mut renamed = String::with_capacity(text.len());
    let mut copied = 0;
    for (at, token) in lexed.tokens.iter().enumerate() {
        let (start, end) = (token.start as usize, token.end as usize);
        let word = text.get(start..end).unwrap_or_default();
        let name = match token.kind {
            TokenKind::Word => lower_case(word),
            TokenKind::QuotedName => lower_case(&unquote(word)),
            _ => continue,
        };
        let is_call = lexed
            .tokens
            .get(at + 1)
            .is_some_and(|next| next.kind == TokenKind::Open);
        if name == lower_case(from) && !is_call {
            renamed.push_str(text.get(copied..start).unwrap_or_default());
            renamed.push_str(&format!("`{}`", to.replace('`', "``")));
            copied = end;
        }
    }
    renamed.push_str(text.get(copied..).unwrap_or_default());
    renamed
}

/// The text between dollar quotes.
pub(crate) fn dollar_inside(text: &str) -> &str {
    let tag_length = text
        .get(1..)
        .and_then(|rest| rest.find('$'))
        .map_or(0, |at| at + 2);
    let tag = text.get(..tag_length).unwrap_or_default();
    let inside = text.get(tag_length..).unwrap_or_default();
    inside.strip_suffix(tag).unwrap_or(inside)
}

/// Resolves the `\0061` and `\+000061` of `U&'…'` and `U&"…"`; what is no character stays as written.
fn unicode_unescape(text: &str) -> String {
    let mut value = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('\\') {
        value.push_str(before);
        let (digits, length) = match after.strip_prefix('+') {
            Some(digits) => (digits.get(..6), 7),
            None => (after.get(..4), 4),
        };
        let character = digits
            .and_then(|digits| u32::from_str_radix(digits, 16).ok())
            .and_then(char::from_u32);
        match character {
            Some(character) => {
                value.push(character);
                rest = after.get(length..).unwrap_or_default();
            }
            None => {
                value.push('\\');
                rest = after.strip_prefix('\\').unwrap_or(after);
            }
        }
    }
    value.push_str(rest);
    value
}

/// Resolves the backslash escapes both PostgreSQL's `E''` and MySQL know; any other escaped character is itself.
fn unescape(text: &str) -> String {
    if !text.contains('\\') {
        return text.to_owned();
    }
    let mut value = String::with_capacity(text.len());
    let mut characters = text.chars();
    while let Some(character) = characters.next() {
        if character != '\\' {
            value.push(character);
            continue;
        }
        match characters.next() {
            Some('n') => value.push('\n'),
            Some('t') => value.push('\t'),
            Some('r') => value.push('\r'),
            Some('0') => value.push('\0'),
            Some('b') => value.push('\u{8}'),
            // `\%` and `\_` keep their backslash: they only mean something inside LIKE.
            Some(escaped @ ('%' | '_')) => value.extend(['\\', escaped]),
            Some(escaped) => value.push(escaped),
            None => {}
        }
    }
    value
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_are_undone() {
        assert_eq!(unquote("\"a\"\"b\""), "a\"b");
        assert_eq!(unquote("[a b]"), "a b");
        assert_eq!(string_value("E'a\\nb'", Dialect::PostgreSql), "a\nb");
        assert_eq!(string_value("$t$a'b$t$", Dialect::PostgreSql), "a'b");
        assert_eq!(string_value("'it\\'s'", Dialect::MySql), "it's");
        assert_eq!(string_value("X'00'", Dialect::Sqlite), "00");
    }
}
