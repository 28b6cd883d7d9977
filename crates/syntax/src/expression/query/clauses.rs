//! SELECT clause by clause.

use rowproof_source::Span;

use super::super::parser::Parser;
use super::SET_OPERATIONS;
use crate::ast::{BlockRole, BlockVerb, ConditionPlace};
use crate::lexer::TokenKind;

impl Parser<'_> {
    /// What follows the word `SELECT`.
    pub(super) fn select(&mut self, role: BlockRole) {
        let word = self.before();
        self.found.open(BlockVerb::Select, role, word);
        self.select_list();
        if self.accept("from") {
            self.relations();
        }
        self.where_and_group();
        let end = self.before();
        self.found.close(end);
    }

    /// The clauses between FROM and ORDER BY.
    pub(super) fn where_and_group(&mut self) {
        loop {
            if self.accept("where") {
                self.condition(Some(ConditionPlace::Where));
            } else if self.accept("having") {
                self.condition(Some(ConditionPlace::Having));
            } else if self.accept_all("group by") {
                self.group_keys();
            } else if self.accept("window") {
                self.skip_until(Self::ends_clause);
            } else {
                return;
            }
        }
    }

    pub(super) fn ends_select_list(&self) -> bool {
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
    pub(super) fn ends_clause(&self) -> bool {
        let window = self.is(0, "window") && self.is(2, "as") && self.kind(3) == Some(TokenKind::Open);
        window
            || self.is_one_of(0, "having limit")
            || self.is_one_of(0, SET_OPERATIONS)
            || (self.is_one_of(0, "group order") && self.is(1, "by"))
    }

    /// The condition of WHERE, HAVING or ON (without a place: that of the last item of FROM). Behind trouble the rest is
    /// stepped over.
    pub(super) fn condition(&mut self, place: Option<ConditionPlace>) {
        let depth = self.depth_here();
        let from = self.at;
        self.found.collated = false;
        match self.expression() {
            Ok(condition) => {
                let span = self.span_since(from);
                self.found.take_condition(place, condition, span);
            }
            Err(failure) => {
                self.mark_unread();
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
                parser.found.expect(BlockRole::Scalar);
                parser.query()?;
            } else if is_filter && parser.accept("where") {
                parser.condition(Some(ConditionPlace::Filter));
            } else {
                parser.skip_until(|_| false);
                parser.set_operation_behind();
            }
            parser.close()
        });
        self.note(read);
    }

    /// Notes that a part of the block was not read.
    pub(super) fn mark_unread(&mut self) {
        if let Some(block) = self.found.current() {
            block.unread = true;
        }
    }

    /// The place of the last token read.
    pub(super) fn before(&self) -> Span {
        let last = self.at.checked_sub(1).and_then(|at| self.lexed.tokens.get(at));
        last.map_or_else(|| self.here(), |token| self.token_span(token))
    }

    /// How many parentheses are open here.
    pub(super) fn depth_here(&self) -> usize {
        self.depths
            .get(self.at - self.first)
            .copied()
            .map_or(0, usize::from)
    }

    /// Steps out of the parentheses that are open here and were not at `depth`.
    pub(super) fn leave_to(&mut self, depth: usize) {
        while !self.at_end() && self.depth_here() > depth {
            self.step(1);
        }
    }
}
