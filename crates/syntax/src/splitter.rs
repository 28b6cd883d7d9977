//! Tokens to statements: where each starts and ends.
//!
//! A statement ends at its terminator. Bodies (`BEGIN … END` of triggers and routines, `BEGIN ATOMIC`) and the
//! parenthesised commands of a rule hold semicolons that end nothing. Where a terminator was forgotten, a line that
//! plainly starts another statement ends the one before it, so that a slip costs one statement, not two.

use std::ops::Range;

use crate::Dialect;
use crate::lexer::{Token, TokenKind, starts_with_verb};

/// One statement's tokens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Piece {
    /// Indexes into the tokens, the terminator left out; never empty.
    pub tokens: Range<usize>,
    /// Whether it was cut because the next statement plainly starts, not ended by a terminator.
    pub cut: bool,
}

/// Splits a whole text's tokens.
pub(crate) fn split(text: &str, tokens: &[Token], dialect: Dialect) -> Vec<Piece> {
    let mut splitter = Splitter {
        text,
        tokens,
        dialect,
        bodies_end: true,
        in_schema: false,
    };
    let mut pieces = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        let (end, next, cut) = splitter.statement(at);
        if end > at {
            pieces.push(Piece { tokens: at..end, cut });
        }
        at = next.max(at + 1);
    }
    pieces
}

struct Splitter<'t> {
    text: &'t str,
    tokens: &'t [Token],
    dialect: Dialect,
    /// False once a body ran to the end of the text: bodies are then cut where a statement plainly starts.
    bodies_end: bool,
    /// Whether the statement before was a part of `CREATE SCHEMA` that ended without a terminator.
    in_schema: bool,
}

/// What the first words say about the semicolons inside.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Shape {
    /// A statement that ends at the first terminator.
    Plain,
    /// A trigger or routine, which may have a body.
    Routine,
    /// A rule, whose commands stand in parentheses.
    Rule,
    /// `CREATE SCHEMA`, whose elements follow without terminators.
    Schema,
}

impl Splitter<'_> {
    /// The end of the statement that starts at `start`, where the next one starts, and whether it was cut.
    fn statement(&mut self, start: usize) -> (usize, usize, bool) {
        if self.kind(start) == Some(TokenKind::Meta) {
            return (start + 1, start + 1, false);
        }
        let shape = match self.shape(start) {
            Shape::Plain if self.in_schema => Shape::Schema,
            shape => shape,
        };
        self.in_schema = false;
        let mut depth = 0_u32;
        let mut parentheses = 0_u32;
        let mut at = start;
        while let Some(token) = self.tokens.get(at) {
            match token.kind {
                TokenKind::Terminator if depth == 0 && !(shape == Shape::Rule && parentheses > 0) => {
                    return (at, at + 1, false);
                }
                TokenKind::Open => parentheses += 1,
                TokenKind::Close => parentheses = parentheses.saturating_sub(1),
                TokenKind::Meta if at > start => return (at, at, true),
                TokenKind::Word if shape == Shape::Routine => depth = self.body_depth(at, depth),
                _ => {}
            }
            let may_cut = depth == 0 || !self.bodies_end;
            if at > start && may_cut && token.kind == TokenKind::Word && self.next_starts(shape, at) {
                self.in_schema = shape == Shape::Schema;
                return (at, at, !self.in_schema);
            }
            at += 1;
        }
        if depth > 0 && self.bodies_end {
            self.bodies_end = false;
            return self.statement(start);
        }
        (at, at, false)
    }

    fn next_starts(&self, shape: Shape, at: usize) -> bool {
        let Some(token) = self.tokens.get(at) else {
            return false;
        };
        if shape == Shape::Schema && (self.is(at, "create") || self.is(at, "grant")) {
            return true;
        }
        if !token.first_on_line || !starts_with_verb(self.word(at), self.word(at + 1)) {
            return false;
        }
        // MySQL's ALTER TABLE has actions that look like statements: `DROP INDEX i`, `ALTER INDEX i INVISIBLE`; the
        // single statement of a trigger may be an INSERT on a line of its own.
        let action = !self.is(at, "create") && !self.is(at + 1, "table");
        let is_comment = self.is(at, "comment");
        shape != Shape::Rule && (!action || is_comment)
    }

    /// The nesting of blocks behind the word at `at`.
    fn body_depth(&self, at: usize, depth: u32) -> u32 {
        if self.dialect == Dialect::Sqlite {
            return self.trigger_depth(at, depth);
        }
        let after_end = at > 0 && self.is(at - 1, "end");
        if self.is(at, "begin") {
            let is_block = match self.dialect {
                Dialect::PostgreSql => self.is(at + 1, "atomic"),
                Dialect::MySql | Dialect::Sqlite => true,
            };
            depth + u32::from(is_block)
        } else if self.is(at, "case") && depth > 0 && !after_end {
            depth + 1
        } else if self.is(at, "end") && !self.ends_flow(at + 1) {
            depth.saturating_sub(1)
        } else {
            depth
        }
    }

    /// SQLite's triggers have one block, and its END stands behind the last statement's semicolon: elsewhere the word may
    /// be the end of a CASE, or a name.
    fn trigger_depth(&self, at: usize, depth: u32) -> u32 {
        let behind_statement = at
            .checked_sub(1)
            .and_then(|before| self.kind(before))
            .is_some_and(|kind| matches!(kind, TokenKind::Terminator | TokenKind::Semicolon));
        if self.is(at, "begin") {
            depth.max(1)
        } else if self.is(at, "end") && behind_statement {
            0
        } else {
            depth
        }
    }

    /// `END IF` and the like close what was not counted as opened.
    fn ends_flow(&self, at: usize) -> bool {
        self.dialect == Dialect::MySql
            && ["if", "loop", "while", "repeat", "for"]
                .iter()
                .any(|word| self.is(at, word))
    }

    fn shape(&self, start: usize) -> Shape {
        if !self.is(start, "create") {
            return Shape::Plain;
        }
        // `CREATE OR REPLACE DEFINER = 'a'@'b' TRIGGER` is the longest way to the kind.
        for at in start + 1..start + 12 {
            let word = self.word(at);
            let is = |expected: &str| word.eq_ignore_ascii_case(expected.as_bytes());
            if is("trigger") || is("procedure") || is("function") || is("event") || is("package") {
                return Shape::Routine;
            }
            if is("rule") {
                return Shape::Rule;
            }
            if is("schema") {
                return Shape::Schema;
            }
            if is("table")
                || is("index")
                || is("view")
                || is("type")
                || is("domain")
                || word.is_empty() && at == start + 1
            {
                return Shape::Plain;
            }
        }
        Shape::Plain
    }

    fn kind(&self, at: usize) -> Option<TokenKind> {
        self.tokens.get(at).map(|token| token.kind)
    }

    fn is(&self, at: usize, word: &str) -> bool {
        self.word(at).eq_ignore_ascii_case(word.as_bytes())
    }

    /// The word at `at`; empty when something else stands there.
    fn word(&self, at: usize) -> &[u8] {
        match self.tokens.get(at) {
            Some(token) if token.kind == TokenKind::Word => self
                .text
                .as_bytes()
                .get(token.start as usize..token.end as usize)
                .unwrap_or_default(),
            _ => &[],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lexer::lex;

    fn pieces(text: &str, dialect: Dialect) -> Vec<(String, bool)> {
        let lexed = lex(text, dialect);
        split(text, &lexed.tokens, dialect)
            .into_iter()
            .map(|piece| {
                let tokens = &lexed.tokens[piece.tokens];
                let span = tokens[0].start as usize..tokens[tokens.len() - 1].end as usize;
                (text.get(span).unwrap().to_owned(), piece.cut)
            })
            .collect()
    }

    #[test]
    fn bodies_stay_together() {
        let text = "create trigger t after insert on a begin update b set c = case when 1 then 2 end; end; select 1;";
        assert_eq!(pieces(text, Dialect::Sqlite).len(), 2);
        let text = "create procedure p() begin if a then select 1; end if; case b when 1 then select 2; end case; end; select 1";
        assert_eq!(pieces(text, Dialect::MySql).len(), 2);
        let text = "create function f() returns int begin atomic select 1; select 2; end; select 1";
        assert_eq!(pieces(text, Dialect::PostgreSql).len(), 2);
    }

    #[test]
    fn a_forgotten_terminator_costs_nothing_else() {
        let text = "create table a (b int)\ncreate table c (d int);";
        let pieces = pieces(text, Dialect::PostgreSql);
        assert_eq!(pieces[0], ("create table a (b int)".to_owned(), true));
        assert_eq!(pieces[1], ("create table c (d int)".to_owned(), false));
    }

    #[test]
    fn a_body_that_never_ends_does_not_swallow_the_rest() {
        let text = "create trigger t after insert on a begin select 1;\ncreate table c (d int);";
        assert_eq!(pieces(text, Dialect::Sqlite).len(), 2);
    }

    #[test]
    fn rules_and_schemas_hold_other_statements() {
        let text = "create rule r as on insert to a do (select 1; select 2); select 3";
        assert_eq!(pieces(text, Dialect::PostgreSql).len(), 2);
        let text = "create schema s create table a (b int) create index on a (b);";
        assert_eq!(pieces(text, Dialect::PostgreSql).len(), 3);
    }
}
