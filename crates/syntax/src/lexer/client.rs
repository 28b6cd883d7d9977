//! What the client, not the server, reads: meta-commands, `DELIMITER`, and the data behind `COPY … FROM stdin`.

use super::recovery::{MAX_VAIN_SEARCHES, line_end, next_statement_line};
use super::{Lexer, Stretch, TokenKind};
use crate::Dialect;

impl Lexer<'_> {
    /// A line for the client that stands where a statement may start.
    pub(super) fn meta_line(&mut self) {
        let mut end = line_end(self.bytes, self.at);
        while end > self.at + 1 && matches!(self.bytes.get(end - 1), Some(b' ' | b'\t' | b'\r')) {
            end -= 1;
        }
        self.push_to(TokenKind::Meta, self.at, end);
        self.statement_start = self.lexed.tokens.len();
    }

    /// psql's `\connect` and MySQL's `\G`. In the middle of a statement psql carries its command out and goes on
    /// reading the statement, except for the `\g` family, which ends it.
    pub(super) fn backslash(&mut self) {
        let sends = matches!(self.byte(1), Some(b'g' | b'G'));
        let at_start = self.statement_start == self.lexed.tokens.len();
        match self.dialect {
            Dialect::PostgreSql if at_start => self.meta_line(),
            Dialect::PostgreSql if sends => {
                let end = line_end(self.bytes, self.at);
                self.push_terminator(end - self.at);
            }
            Dialect::PostgreSql => self.at = line_end(self.bytes, self.at),
            Dialect::MySql if sends => self.push_terminator(2),
            _ => self.push(TokenKind::Operator, 1),
        }
    }

    /// MySQL's `DELIMITER //`; true when the word up to `word_end` was one.
    pub(super) fn delimiter_command(&mut self, word_end: usize) -> bool {
        let at_start = self.statement_start == self.lexed.tokens.len() && self.first_on_line;
        let word = self.bytes.get(self.at..word_end).unwrap_or_default();
        if !at_start || !word.eq_ignore_ascii_case(b"delimiter") {
            return false;
        }
        let line = line_end(self.bytes, word_end);
        let rest = self.bytes.get(word_end..line).unwrap_or_default().trim_ascii();
        let mark = rest.split(u8::is_ascii_whitespace).next().unwrap_or_default();
        self.delimiter = (!mark.is_empty() && mark != b";").then_some(mark);
        self.meta_line();
        true
    }

    /// Steps over the lines up to `\.` when the statement just ended reads from the client.
    pub(super) fn copy_data(&mut self) {
        if self.vain_searches >= MAX_VAIN_SEARCHES || !self.copies_from_stdin() {
            return;
        }
        let start = (line_end(self.bytes, self.at) + 1).min(self.bytes.len());
        let rest = self.text.get(start..).unwrap_or_default();
        let end = match rest.find("\n\\.") {
            _ if rest.starts_with("\\.") => start + 2,
            Some(at) => start + at + 3,
            None => {
                self.vain_searches += 1;
                next_statement_line(self.bytes, start)
            }
        };
        if end > start {
            self.lexed.data.push(Stretch {
                start: start as u32,
                end: end as u32,
            });
            self.at = end;
            self.first_on_line = true;
        }
    }

    fn copies_from_stdin(&self) -> bool {
        let tokens = self.lexed.tokens.get(self.statement_start..).unwrap_or_default();
        let is = |at: usize, word: &[u8]| {
            tokens
                .get(at)
                .and_then(|token| self.bytes.get(token.start as usize..token.end as usize))
                .is_some_and(|text| text.eq_ignore_ascii_case(word))
        };
        is(0, b"copy") && (1..tokens.len()).any(|at| is(at, b"from") && is(at + 1, b"stdin"))
    }
}
