//! Strings, quoted names, dollar quotes and comments.

use super::recovery::{MAX_VAIN_SEARCHES, line_end, next_statement_line};
use super::{Lexer, Stretch, TokenKind, Unclosed};
use crate::Dialect;

/// How far a closing bracket is looked for, in bytes; keeps reading linear.
const MAX_BRACKET_NAME: usize = 256;

impl Lexer<'_> {
    /// `E'…'`, `B'…'`, `X'…'`, `N'…'`, `U&'…'`, `U&"…"`; true when one was read.
    pub(super) fn prefixed_string(&mut self, first: u8) -> bool {
        match (first, self.byte(1), self.byte(2)) {
            (b'e' | b'E', Some(b'\''), _) if self.dialect == Dialect::PostgreSql => {
                self.quote(b'\'', self.at + 1, true, TokenKind::String);
            }
            (b'b' | b'B' | b'x' | b'X' | b'n' | b'N', Some(b'\''), _) => self.string(self.at + 1),
            (b'u' | b'U', Some(b'&'), Some(quote @ (b'\'' | b'"')))
                if self.dialect == Dialect::PostgreSql =>
            {
                let kind = if quote == b'"' {
                    TokenKind::QuotedName
                } else {
                    TokenKind::String
                };
                self.quote(quote, self.at + 2, false, kind);
            }
            _ => return false,
        }
        true
    }

    /// A string whose opening quote stands at `open`; the token starts at the current place.
    pub(super) fn string(&mut self, open: usize) {
        self.quote(b'\'', open, self.dialect == Dialect::MySql, TokenKind::String);
    }

    /// `"` or a backtick: a name, but for MySQL's `"`.
    pub(super) fn quoted(&mut self, quote: u8) {
        let is_string = quote == b'"' && self.dialect == Dialect::MySql;
        let kind = if is_string {
            TokenKind::String
        } else {
            TokenKind::QuotedName
        };
        self.quote(quote, self.at, is_string, kind);
    }

    /// SQLite's `[name]`; a bracket that is not closed on its line, at a name's length, is none.
    pub(super) fn bracket_name(&mut self) {
        let mut inside = self
            .rest()
            .iter()
            .take(MAX_BRACKET_NAME)
            .take_while(|byte| **byte != b'\n');
        match inside.position(|byte| *byte == b']') {
            Some(length) => self.push(TokenKind::QuotedName, length + 1),
            None => self.push(TokenKind::OpenBracket, 1),
        }
    }

    fn quote(&mut self, quote: u8, open: usize, backslash: bool, kind: TokenKind) {
        let mut end = open + 1;
        let mut lines = 0;
        loop {
            match self.bytes.get(end) {
                Some(byte) if *byte == quote => {
                    if self.bytes.get(end + 1) != Some(&quote) {
                        break;
                    }
                    end += 2;
                }
                Some(b'\\') if backslash => end += 2,
                Some(b'\n') => {
                    end += 1;
                    lines += 1;
                    if self.suspicious && super::starts_statement(self.bytes, end) {
                        return self.cut_quote(open, kind);
                    }
                }
                Some(_) => end += 1,
                None => {
                    self.quote_ran_to_the_end = true;
                    return self.cut_quote(open, kind);
                }
            }
        }
        let runs_into_a_word = matches!(
            self.bytes.get(end + 1),
            Some(b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'_')
        );
        if self.suspicious && lines > 0 && runs_into_a_word {
            return self.cut_quote(open, kind);
        }
        self.push_to(kind, self.at, end + 1);
        if lines > 0 {
            self.first_on_line = false;
        }
    }

    /// Ends a quote that is never closed with its line, leaving the comma or parenthesis at the line's end outside.
    fn cut_quote(&mut self, open: usize, kind: TokenKind) {
        let mut end = line_end(self.bytes, open);
        while end > open + 1
            && matches!(
                self.bytes.get(end - 1),
                Some(b' ' | b'\t' | b'\r' | b',' | b';' | b')')
            )
        {
            end -= 1;
        }
        let what = match kind {
            TokenKind::String => "a quoted string",
            _ => "a quoted name",
        };
        self.report(what, self.at, end);
        self.push_to(kind, self.at, end);
    }

    fn report(&mut self, what: &'static str, start: usize, end: usize) {
        self.lexed.unclosed.push(Unclosed {
            what,
            place: Stretch {
                start: start as u32,
                end: end as u32,
            },
        });
    }

    /// `$1`, `$tag$…$tag$`, or a lone `$`.
    pub(super) fn dollar(&mut self) {
        if let Some(b'0'..=b'9') = self.byte(1) {
            let digits = self
                .rest()
                .iter()
                .skip(1)
                .take_while(|byte| byte.is_ascii_digit())
                .count();
            return self.push(TokenKind::Parameter, 1 + digits);
        }
        let name_end = self.dollar_name_end();
        let is_tag = self.bytes.get(name_end) == Some(&b'$');
        if self.dialect == Dialect::PostgreSql && is_tag && self.vain_searches < MAX_VAIN_SEARCHES {
            return self.dollar_quote(name_end + 1);
        }
        match name_end - self.at {
            1 => self.push(TokenKind::Operator, 1),
            length => self.push(TokenKind::Parameter, length),
        }
    }

    fn dollar_name_end(&self) -> usize {
        let name = |byte: &&u8| byte.is_ascii_alphanumeric() || **byte == b'_' || **byte >= 0x80;
        self.at + 1 + self.rest().iter().skip(1).take_while(name).count()
    }

    fn dollar_quote(&mut self, body: usize) {
        let tag = self.text.get(self.at..body).unwrap_or("$$");
        let inside = self.text.get(body..).unwrap_or_default();
        match inside.find(tag) {
            Some(length) => self.push_to(TokenKind::String, self.at, body + length + tag.len()),
            None => {
                self.vain_searches += 1;
                let end = next_statement_line(self.bytes, body);
                self.report("a dollar-quoted string", self.at, body);
                self.push_to(TokenKind::String, self.at, end);
                self.first_on_line = true;
            }
        }
    }

    /// A comment up to the end of its line.
    pub(super) fn line_comment(&mut self) {
        let end = line_end(self.bytes, self.at);
        let trimmed = match self.bytes.get(end.wrapping_sub(1)) {
            Some(b'\r') if end > self.at => end - 1,
            _ => end,
        };
        self.lexed.comments.push(Stretch {
            start: self.at as u32,
            end: trimmed as u32,
        });
        self.at = end;
    }

    /// `/* … */`; nested in PostgreSQL; `/*! … */` is code in MySQL.
    pub(super) fn block_comment(&mut self) {
        if self.dialect == Dialect::MySql && self.versioned_comment() {
            return;
        }
        match self.block_comment_end() {
            Some(end) => self.push_comment(end),
            None => {
                self.vain_searches += 1;
                let end = match self.vain_searches < MAX_VAIN_SEARCHES {
                    true => next_statement_line(self.bytes, self.at),
                    false => self.bytes.len(),
                };
                self.report("a comment", self.at, (self.at + 2).min(end));
                self.push_comment(end);
                self.first_on_line = true;
            }
        }
    }

    fn push_comment(&mut self, end: usize) {
        self.lexed.comments.push(Stretch {
            start: self.at as u32,
            end: end as u32,
        });
        self.at = end;
    }

    fn block_comment_end(&self) -> Option<usize> {
        let nested = self.dialect == Dialect::PostgreSql;
        let mut depth = 1_u32;
        let mut at = self.at + 2;
        while depth > 0 {
            match (self.bytes.get(at)?, self.bytes.get(at + 1)) {
                (b'*', Some(b'/')) => {
                    depth -= 1;
                    at += 2;
                }
                (b'/', Some(b'*')) if nested => {
                    depth += 1;
                    at += 2;
                }
                _ => at += 1,
            }
        }
        Some(at)
    }

    /// Steps over `/*!40101` or `/*M!100100`, so that what follows is read as code.
    fn versioned_comment(&mut self) -> bool {
        let mark = match (self.byte(2), self.byte(3)) {
            (Some(b'!'), _) => 3,
            (Some(b'M'), Some(b'!')) => 4,
            _ => return false,
        };
        let digits = self
            .rest()
            .iter()
            .skip(mark)
            .take_while(|byte| byte.is_ascii_digit())
            .count();
        self.at += mark + digits;
        self.in_versioned_comment = true;
        true
    }
}
