//! SELECT clause by clause.

use super::super::parser::Parser;
use super::SET_OPERATIONS;
use crate::lexer::TokenKind;

impl Parser<'_> {
    /// What follows the word `SELECT`.
    pub(super) fn select(&mut self) {
        self.skip_until(Self::ends_select_list);
        if self.accept("from") {
            self.relations();
        }
        loop {
            if self.accept("where") || self.accept("having") {
                self.condition();
            } else if self.are("group by") || self.is(0, "window") {
                self.step(1);
                self.accept("by");
                self.skip_until(Self::ends_clause);
            } else {
                return;
            }
        }
    }

    fn ends_select_list(&self) -> bool {
        if self.is(0, "from") {
            return !self.is_distinct_from();
        }
        self.is(0, "where") || self.ends_clause()
    }

    /// `a IS DISTINCT FROM b`
    fn is_distinct_from(&self) -> bool {
        let before = |back: usize, word: &str| {
            self.at
                .checked_sub(back)
                .and_then(|at| self.lexed.tokens.get(at))
                .is_some_and(|token| self.token_text(token).eq_ignore_ascii_case(word))
        };
        before(1, "distinct") && (before(2, "is") || before(2, "not"))
    }

    /// Whether a clause stands here that follows FROM.
    fn ends_clause(&self) -> bool {
        let window = self.is(0, "window") && self.is(2, "as") && self.kind(3) == Some(TokenKind::Open);
        window
            || self.is_one_of(0, "having limit")
            || self.is_one_of(0, SET_OPERATIONS)
            || (self.is_one_of(0, "group order") && self.is(1, "by"))
    }

    /// The condition of WHERE, HAVING or ON. Behind trouble the rest is stepped over.
    pub(super) fn condition(&mut self) {
        let depth = self.depth_here();
        match self.expression() {
            Ok(condition) => self.found.add_condition(&condition),
            Err(failure) => {
                self.note_failure(failure);
                self.leave_to(depth);
                self.skip_until(|parser| parser.ends_clause() || parser.is_one_of(0, "where join order"));
            }
        }
    }

    /// Steps to the next clause, parenthesis or end. Queries and FILTERs on the way are read.
    pub(in crate::expression) fn skip_until(&mut self, stops: impl Fn(&Self) -> bool + Copy) {
        let mut item_missing = false;
        while let Some(kind) = self.kind(0) {
            if kind == TokenKind::Close || (kind != TokenKind::Open && !self.behind_dot() && stops(self)) {
                break;
            }
            if kind == TokenKind::Comma && item_missing {
                let failure = self.expected("an expression");
                self.note_failure(failure);
            }
            item_missing = kind == TokenKind::Comma;
            match kind {
                TokenKind::Open => self.group(),
                _ => self.step(1),
            }
        }
        if item_missing {
            let failure = self.expected("an expression");
            self.note_failure(failure);
        }
    }

    fn behind_dot(&self) -> bool {
        let before = self.at.checked_sub(1).and_then(|at| self.lexed.tokens.get(at));
        before.is_some_and(|token| token.kind == TokenKind::Dot)
    }

    /// What stands in the parentheses that open here.
    pub(in crate::expression) fn group(&mut self) {
        let is_filter = self
            .at
            .checked_sub(1)
            .and_then(|at| self.lexed.tokens.get(at))
            .is_some_and(|token| self.token_text(token).eq_ignore_ascii_case("filter"));
        self.step(1);
        let read = self.nested(|parser| {
            if parser.query_starts() {
                parser.query()?;
            } else if is_filter && parser.accept("where") {
                parser.condition();
            } else {
                parser.skip_until(|_| false);
                parser.set_operation_behind();
            }
            parser.close()
        });
        self.note(read);
    }

    /// How many parentheses are open here.
    fn depth_here(&self) -> usize {
        self.depths
            .get(self.at - self.first)
            .copied()
            .map_or(0, usize::from)
    }

    /// Steps out of the parentheses that are open here and were not at `depth`.
    fn leave_to(&mut self, depth: usize) {
        while !self.at_end() && self.depth_here() > depth {
            self.step(1);
        }
    }
}
