//! Strings, quoted names, dollar quotes and comments.

use super::recovery::{MAX_VAIN_SEARCHES, line_end, next_statement_line};
use super::{Lexer, Stretch, TokenKind, Unclosed};
use crate::{Dialect, Product};

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
        let escapes = self.dialect == Dialect::MySql && self.backslash_escapes;
        self.quote(b'\'', open, escapes, TokenKind::String);
    }

    /// `"` or a backtick: a name, but for MySQL's `"`.
    pub(super) fn quoted(&mut self, quote: u8) {
        let is_string = quote == b'"' && self.dialect == Dialect::MySql && !self.ansi_quotes;
        let kind = if is_string {
            TokenKind::String
        } else {
            TokenKind::QuotedName
        };
        self.quote(quote, self.at, is_string && self.backslash_escapes, kind);
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
        // In MySQL a comment may stand inside a versioned one that is left out.
        let versioned = matches!(
            (self.byte(2), self.byte(3)),
            (Some(b'!'), _) | (Some(b'M'), Some(b'!'))
        );
        let nested = match self.dialect {
            Dialect::PostgreSql => true,
            Dialect::MySql => versioned,
            Dialect::Sqlite => false,
        };
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

    /// Steps over `/*!40101` or `/*M!100100` when the server reads what follows as code.
    fn versioned_comment(&mut self) -> bool {
        let is_mariadb = self.server.product == Product::MariaDb;
        let (mark, of_mariadb) = match (self.byte(2), self.byte(3)) {
            (Some(b'!'), _) => (3, false),
            (Some(b'M'), Some(b'!')) if is_mariadb => (4, true),
            _ => return false,
        };
        let rest = self.rest().get(mark..).unwrap_or_default();
        let digits = rest
            .iter()
            .take(6)
            .take_while(|byte| byte.is_ascii_digit())
            .count();
        // Less than five digits are no version, and then all of them are code.
        let digits = if digits < 5 { 0 } else { digits };
        let number = rest
            .iter()
            .take(digits)
            .fold(0_u32, |number, digit| number * 10 + u32::from(digit - b'0'));
        // MariaDB leaves out what is meant for MySQL 5.7 and later, from which it differs.
        let for_mysql = is_mariadb && !of_mariadb && (50_700..=99_999).contains(&number);
        if digits > 0 && (number > self.server.last_comment_number() || for_mysql) {
            return false;
        }
        self.at += mark + digits;
        self.in_versioned_comment = true;
        true
    }

    /// Reads `SET sql_mode = '…'`, for it decides how later quotes are read.
    pub(super) fn follow_sql_mode(&mut self) {
        let tokens = self.lexed.tokens.get(self.statement_start..).unwrap_or_default();
        let (Some(first), Some(last)) = (tokens.first(), tokens.last()) else {
            return;
        };
        let is_set = first.kind == TokenKind::Word
            && self
                .bytes
                .get(first.start as usize..first.end as usize)
                .is_some_and(|word| word.eq_ignore_ascii_case(b"set"));
        let text = self.text.get(first.start as usize..last.end as usize);
        let Some(text) = text.filter(|_| is_set) else {
            return;
        };
        let text = text.to_ascii_lowercase();
        if let Some((_, value)) = text.split_once("sql_mode") {
            self.ansi_quotes = value.contains("ansi");
            self.backslash_escapes = !value.contains("no_backslash_escapes");
        }
    }
}
