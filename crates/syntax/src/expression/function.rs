//! Calls, with what may stand behind their arguments.

use rowproof_source::WordList;

use super::parser::Parser;
use super::value::opaque;
use crate::ast::{BlockRole, ConditionPlace, Expression, ExpressionKind};
use crate::lexer::TokenKind;
use crate::reader::Read;

/// Words that start a clause behind the arguments of a call, up to its parenthesis.
const ARGUMENT_CLAUSES: WordList = WordList::new(
    "absent,as,columns,default,encoding,error,format,having,ignore,keep,limit,null,omit,on,passing,\
     respect,returning,separator,using",
);

impl Parser<'_> {
    /// The call whose `(` stands here.
    pub(super) fn call(&mut self, name: String) -> Read<ExpressionKind> {
        self.step(1);
        if self.query_starts() {
            self.subquery(BlockRole::Scalar)?;
            return Ok(ExpressionKind::Opaque(Vec::new()));
        }
        let arguments = self.arguments()?;
        let mut others = Vec::new();
        if self.are("order by") {
            others = self.order()?;
        }
        if ARGUMENT_CLAUSES.contains_in_any_case(self.word(0)) {
            self.skip_until(|_| false);
        }
        self.close()?;
        if self.tail(&mut others)? {
            return Ok(opaque(arguments.into_iter().chain(others)));
        }
        Ok(ExpressionKind::Function { name, arguments })
    }

    fn arguments(&mut self) -> Read<Vec<Expression>> {
        if self.is_one_of(0, "distinct all") && self.argument_follows() {
            self.step(1);
        }
        let mut arguments = Vec::new();
        if self.kind(0) == Some(TokenKind::Close) {
            return Ok(arguments);
        }
        loop {
            arguments.extend(self.argument()?);
            let pair = self.accept_operator(":") || (self.is(0, "value") && self.argument_follows());
            if pair {
                self.accept("value");
            } else if !self.accept_kind(TokenKind::Comma) {
                return Ok(arguments);
            }
        }
    }

    fn argument_follows(&self) -> bool {
        self.kind(1).is_some_and(|kind| {
            !matches!(
                kind,
                TokenKind::Close | TokenKind::Comma | TokenKind::Dot | TokenKind::Operator
            )
        })
    }

    /// One argument; none for `*` and `a.*`.
    fn argument(&mut self) -> Read<Option<Expression>> {
        let is_end = |kind| matches!(kind, Some(TokenKind::Close | TokenKind::Comma));
        if self.is_operator(0, "*") && is_end(self.kind(1)) {
            self.step(1);
            return Ok(None);
        }
        let is_name = matches!(self.kind(0), Some(TokenKind::Word | TokenKind::QuotedName));
        if is_name && self.kind(1) == Some(TokenKind::Dot) && self.is_operator(2, "*") && is_end(self.kind(3))
        {
            self.step(3);
            return Ok(None);
        }
        if self.is(0, "variadic") && self.argument_follows() {
            self.step(1);
        }
        if is_name && (self.is_operator(1, "=>") || self.is_operator(1, ":=")) {
            self.step(2);
        }
        self.expression().map(Some)
    }

    /// `FILTER`, `WITHIN GROUP` and `OVER`; true when there was any. What they hold is added to `parts`.
    fn tail(&mut self, parts: &mut Vec<Expression>) -> Read<bool> {
        let mut any = false;
        loop {
            let opens = |ahead| self.kind(ahead) == Some(TokenKind::Open);
            if self.is(0, "filter") && opens(1) && self.is(2, "where") {
                self.step(3);
                let from = self.at;
                let condition = self.expression()?;
                let span = self.span_since(from);
                self.close()?;
                parts.push(condition.clone());
                self.found
                    .take_condition(Some(ConditionPlace::Filter), condition, span);
            } else if self.are("within group") && opens(2) {
                self.step(3);
                parts.append(&mut self.order()?);
                self.close()?;
            } else if self.is(0, "over") && opens(1) {
                self.step(2);
                self.window(parts)?;
            } else if self.is(0, "over") && self.name_at(1) {
                self.step(2);
            } else if self.accept_all("ignore nulls") || self.accept_all("respect nulls") {
                continue;
            } else {
                return Ok(any);
            }
            any = true;
        }
    }

    /// `(name PARTITION BY a ORDER BY b ROWS …)`, its parenthesis read.
    fn window(&mut self, parts: &mut Vec<Expression>) -> Read<()> {
        let frames = "partition order rows range groups";
        if self.name_at(0) && !self.is_one_of(0, frames) {
            self.step(1);
        }
        if self.accept_all("partition by") {
            parts.append(&mut self.expressions()?);
        }
        if self.is(0, "order") {
            parts.append(&mut self.order()?);
        }
        if self.is_one_of(0, frames) {
            self.skip_until(|_| false);
        }
        self.close()
    }

    /// `ORDER BY a DESC NULLS LAST, b`
    fn order(&mut self) -> Read<Vec<Expression>> {
        self.require("order")?;
        self.require("by")?;
        let mut items = Vec::new();
        loop {
            items.push(self.expression()?);
            if self.accept("using") {
                self.step(1);
            }
            self.accept_any("asc desc");
            if self.accept("nulls") {
                self.step(1);
            }
            if !self.accept_kind(TokenKind::Comma) {
                return Ok(items);
            }
        }
    }
}
