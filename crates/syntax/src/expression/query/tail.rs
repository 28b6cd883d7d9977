//! What stands behind the last SELECT of a query: its order and how many rows are wanted.

use super::super::parser::Parser;
use super::{SET_OPERATIONS, TAIL};
use crate::ast::{BlockOrder, Expression, QueryBlock};
use crate::lexer::TokenKind;

impl Parser<'_> {
    /// `ORDER BY`, `LIMIT` and the rest; they are the block's own when one is given.
    pub(super) fn query_tail(&mut self, block: Option<usize>) {
        let block = block.filter(|number| *number < self.found.blocks());
        let mut any = false;
        while self.is_one_of(0, TAIL) {
            any = true;
            if self.accept_all("order by") {
                self.order_keys(block);
            } else if self.accept("limit") {
                self.limit(block);
            } else if self.accept("offset") {
                let offset = self.row_count(block);
                self.change_block(block, |block| block.offset = offset);
                self.accept_any("row rows");
            } else if self.accept("fetch") {
                self.fetch(block);
            } else {
                // Locks, and where the row goes.
                let locks = self.is_one_of(0, "for lock");
                self.change_block(block, |block| block.locks |= locks);
                self.step(1);
                self.skip_until(|parser| parser.is_one_of(0, "limit offset fetch order for lock into"));
            }
        }
        if any {
            self.rest_of_tail(block);
        }
    }

    /// Whatever is left, up to what may follow a query.
    fn rest_of_tail(&mut self, block: Option<usize>) {
        let stops = |parser: &Self| parser.is_one_of(0, SET_OPERATIONS);
        if !matches!(self.kind(0), None | Some(TokenKind::Close)) && !stops(self) && !self.is(0, "returning")
        {
            self.change_block(block, |block| block.unread = true);
        }
        self.skip_until(stops);
    }

    fn change_block(&mut self, block: Option<usize>, change: impl FnOnce(&mut QueryBlock)) {
        if let Some(block) = block.and_then(|number| self.found.block(number)) {
            change(block);
        }
    }

    fn order_keys(&mut self, block: Option<usize>) {
        loop {
            let (from, depth) = (self.at, self.depth_here());
            self.found.collated = false;
            match self.expression() {
                Ok(expression) => {
                    let key = self.order_key(expression, from);
                    self.change_block(block, |block| block.order.push(key));
                }
                Err(failure) => {
                    self.change_block(block, |block| block.unread = true);
                    match self.at == from {
                        true => self.note_failure(failure),
                        false => self.note_if_cut(failure),
                    }
                    self.leave_to(depth);
                    self.skip_until(|parser| {
                        parser.kind(0) == Some(TokenKind::Comma)
                            || parser.is_one_of(0, SET_OPERATIONS)
                            || parser.is_one_of(0, TAIL)
                    });
                }
            }
            if !self.accept_kind(TokenKind::Comma) {
                return;
            }
        }
    }

    fn order_key(&mut self, expression: Expression, from: usize) -> BlockOrder {
        let mut special = std::mem::take(&mut self.found.collated);
        if self.accept("using") {
            special = true;
            self.step(1);
        }
        let descending = self.accept("desc");
        self.accept("asc");
        let mut nulls_first = None;
        if self.accept("nulls") {
            nulls_first = Some(self.is(0, "first"));
            self.step(1);
        }
        BlockOrder {
            expression,
            descending,
            nulls_first,
            special,
            span: self.span_since(from),
        }
    }

    /// `LIMIT 10`, `LIMIT ALL`, MySQL's and SQLite's `LIMIT offset, count`
    fn limit(&mut self, block: Option<usize>) {
        if self.accept("all") {
            return;
        }
        let mut limit = self.row_count(block);
        let mut offset = None;
        if self.accept_kind(TokenKind::Comma) {
            offset = limit;
            limit = self.row_count(block);
        }
        self.change_block(block, |block| {
            block.limit = limit;
            if offset.is_some() {
                block.offset = offset;
            }
        });
    }

    /// `FETCH FIRST 10 ROWS ONLY`, the first word read.
    fn fetch(&mut self, block: Option<usize>) {
        self.accept_any("first next");
        let limit = match self.is_one_of(0, "row rows") {
            true => Some(
                self.part(crate::ast::ExpressionKind::Literal(crate::ast::Literal::Number(
                    "1".to_owned(),
                ))),
            ),
            false => self.row_count(block),
        };
        self.change_block(block, |block| block.limit = limit);
        self.accept_any("row rows");
        if !self.accept("only") {
            self.accept_all("with ties");
        }
    }

    fn row_count(&mut self, block: Option<usize>) -> Option<Expression> {
        let depth = self.depth_here();
        match self.expression() {
            Ok(count) => Some(count),
            Err(failure) => {
                self.change_block(block, |block| block.unread = true);
                self.note_if_cut(failure);
                self.leave_to(depth);
                None
            }
        }
    }
}
