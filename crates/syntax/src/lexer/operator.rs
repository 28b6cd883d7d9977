//! Operators, and the comments that start with an operator's character.

use super::{Lexer, TokenKind};
use crate::Dialect;

/// The operators of MySQL and SQLite that have more than one character, longest first.
const LONG_OPERATORS: [&[u8]; 14] = [
    b"<=>", b"->>", b"->", b"<>", b"!=", b"<=", b">=", b"<<", b">>", b"||", b"&&", b":=", b"==", b"::",
];

impl Lexer<'_> {
    pub(super) fn comment_or_operator(&mut self, byte: u8) {
        match (byte, self.byte(1)) {
            (b'-', Some(b'-')) => self.line_comment(),
            (b'#', _) if self.dialect == Dialect::MySql => self.line_comment(),
            (b'/', Some(b'*')) => self.block_comment(),
            (b'*', Some(b'/')) if self.in_versioned_comment => {
                self.in_versioned_comment = false;
                self.at += 2;
            }
            (b'?', _) => self.question_mark(),
            (b':', Some(b':' | b'=')) => self.push(TokenKind::Operator, 2),
            (b':', Some(b'a'..=b'z' | b'A'..=b'Z' | b'_')) => self.named_parameter(1),
            (b'@', Some(b'a'..=b'z' | b'A'..=b'Z' | b'_')) if self.dialect != Dialect::PostgreSql => {
                self.named_parameter(1);
            }
            (b'@', Some(b'@')) if self.dialect == Dialect::MySql => self.named_parameter(2),
            _ if self.dialect == Dialect::PostgreSql => self.postgres_operator(),
            _ => self.plain_operator(),
        }
    }

    /// SQLite numbers its parameters (`?1`); PostgreSQL has operators that start with a question mark.
    fn question_mark(&mut self) {
        let digits = self
            .rest()
            .iter()
            .skip(1)
            .take_while(|byte| byte.is_ascii_digit())
            .count();
        match (self.dialect, self.byte(1)) {
            (Dialect::PostgreSql, Some(b'|' | b'&')) => self.push(TokenKind::Operator, 2),
            (Dialect::Sqlite, _) => self.push(TokenKind::Parameter, 1 + digits),
            _ => self.push(TokenKind::Parameter, 1),
        }
    }

    fn named_parameter(&mut self, sigils: usize) {
        let end = self.word_end(self.at + sigils);
        self.push_to(TokenKind::Parameter, self.at, end);
    }

    /// Any run of operator characters, by the rules of the manual's section "Operators": a comment start ends it, and
    /// it ends in `+` or `-` only when it also holds one of `~ ! @ # % ^ & | ?`.
    fn postgres_operator(&mut self) {
        let mut length = 0;
        let mut special = false;
        while let Some(byte) = self.byte(length) {
            let starts_comment = matches!(
                (byte, self.byte(length + 1)),
                (b'-', Some(b'-')) | (b'/', Some(b'*'))
            );
            let is_part = match byte {
                b'+' | b'-' | b'*' | b'/' | b'<' | b'>' | b'=' => true,
                b'~' | b'!' | b'@' | b'#' | b'%' | b'^' | b'&' | b'|' => {
                    special = true;
                    true
                }
                b'?' => self.byte(length.wrapping_sub(1)) == Some(b'@'),
                _ => false,
            };
            if !is_part || starts_comment {
                break;
            }
            length += 1;
        }
        while length > 1 && !special && matches!(self.byte(length - 1), Some(b'+' | b'-')) {
            length -= 1;
        }
        self.push(TokenKind::Operator, length.max(1));
    }

    fn plain_operator(&mut self) {
        let rest = self.rest();
        let length = LONG_OPERATORS
            .iter()
            .find(|operator| rest.starts_with(operator))
            .map_or(1, |operator| operator.len());
        self.push(TokenKind::Operator, length);
    }
}
