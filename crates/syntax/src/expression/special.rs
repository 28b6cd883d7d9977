//! Words with a grammar of their own.

use rowproof_source::WordList;

use super::operator;
use super::parser::Parser;
use super::value::{opaque, plain_type};
use crate::Dialect;
use crate::ast::{BlockRole, Expression, ExpressionKind, UnaryOperator};
use crate::lexer::TokenKind;
use crate::reader::Read;

/// PostgreSQL's units behind an interval.
const INTERVAL_FIELDS: &str = "year month day hour minute second to";

/// MySQL's units behind an interval.
const INTERVAL_UNITS: WordList = WordList::new(
    "day,day_hour,day_microsecond,day_minute,day_second,hour,hour_microsecond,hour_minute,\
     hour_second,microsecond,minute,minute_microsecond,minute_second,month,quarter,second,\
     second_microsecond,week,year,year_month",
);

/// Words that stand between the arguments of `substring` and `overlay`.
const ARGUMENT_WORDS: &str = "from for similar escape placing";

impl Parser<'_> {
    /// What a word of this meaning starts; none when it is an ordinary name here.
    pub(super) fn special(&mut self, word: &str) -> Read<Option<ExpressionKind>> {
        let called = self.kind(1) == Some(TokenKind::Open);
        let mysql = self.dialect == Dialect::MySql;
        let kind = match word {
            "not" => self.not()?,
            "case" => self.case()?,
            "cast" | "try_cast" | "safe_cast" if called => self.cast()?,
            "convert" if called && mysql => self.convert()?,
            "exists" if called => {
                self.step(2);
                self.subquery(BlockRole::Exists { negated: false })?;
                ExpressionKind::Opaque(Vec::new())
            }
            "array" if self.kind(1) == Some(TokenKind::OpenBracket) => {
                self.step(1);
                self.array()?
            }
            "interval" => return self.interval(),
            "extract" if called && self.is(3, "from") => {
                self.step(4);
                let from = self.expression()?;
                self.close()?;
                function("extract", vec![from])
            }
            "position" if called => self.position()?,
            "substring" | "substr" | "overlay" if called => {
                self.step(2);
                let arguments = self.worded_arguments()?;
                self.close()?;
                function(word, arguments)
            }
            "trim" if called => self.trim()?,
            "match" if called && mysql => self.full_text()?,
            "binary" if mysql && !called && self.operand_follows() => {
                let span = self.here();
                self.step(1);
                let operand = self.boxed_above(operator::SIGN)?;
                ExpressionKind::Cast(operand, Box::new(plain_type("binary", span)))
            }
            _ => return Ok(None),
        };
        Ok(Some(kind))
    }

    fn operand_follows(&self) -> bool {
        matches!(
            self.kind(1),
            Some(
                TokenKind::Word
                    | TokenKind::QuotedName
                    | TokenKind::String
                    | TokenKind::Number
                    | TokenKind::Parameter
            )
        )
    }

    fn not(&mut self) -> Read<ExpressionKind> {
        self.step(1);
        if self.is(0, "exists") && self.kind(1) == Some(TokenKind::Open) {
            self.step(2);
            self.subquery(BlockRole::Exists { negated: true })?;
            return Ok(ExpressionKind::Opaque(Vec::new()));
        }
        let first = self.found.blocks();
        let operand = self.boxed_above(operator::NOT)?;
        // Nothing but `a IN (SELECT …)`, in parentheses perhaps.
        if matches!(operand.kind, ExpressionKind::Opaque(_)) {
            self.found.negate(first);
        }
        Ok(ExpressionKind::Unary(UnaryOperator::Not, operand))
    }

    fn case(&mut self) -> Read<ExpressionKind> {
        self.step(1);
        let operand = match self.is(0, "when") {
            true => None,
            false => Some(Box::new(self.expression()?)),
        };
        let mut arms = Vec::new();
        self.require("when")?;
        loop {
            let when = self.expression()?;
            self.require("then")?;
            arms.push((when, self.expression()?));
            if !self.accept("when") {
                break;
            }
        }
        let otherwise = match self.accept("else") {
            true => Some(Box::new(self.expression()?)),
            false => None,
        };
        self.require("end")?;
        Ok(ExpressionKind::Case {
            operand,
            arms,
            otherwise,
        })
    }

    fn cast(&mut self) -> Read<ExpressionKind> {
        self.step(2);
        let value = Box::new(self.expression()?);
        self.require("as")?;
        let data_type = self.type_here()?;
        self.type_details()?;
        self.close()?;
        Ok(ExpressionKind::Cast(value, Box::new(data_type)))
    }

    /// MySQL's `CHARACTER SET x` and `ARRAY` behind a type.
    fn type_details(&mut self) -> Read<()> {
        if self.dialect != Dialect::MySql {
            return Ok(());
        }
        if self.accept_all("character set") || self.accept("charset") {
            self.step(1);
        }
        self.accept("array");
        Ok(())
    }

    /// `CONVERT(a, type)`, `CONVERT(a USING charset)`
    fn convert(&mut self) -> Read<ExpressionKind> {
        self.step(2);
        let value = self.expression()?;
        if self.accept("using") {
            self.name()?;
        } else {
            self.require_kind(TokenKind::Comma, "`,` or `USING`")?;
            self.type_here()?;
            self.type_details()?;
        }
        self.close()?;
        Ok(function("convert", vec![value]))
    }

    /// The items of an array, whose `[` stands here; those of arrays inside it are lists themselves.
    fn array(&mut self) -> Read<ExpressionKind> {
        self.step(1);
        let mut items = Vec::new();
        while self.kind(0) != Some(TokenKind::CloseBracket) {
            if !items.is_empty() {
                self.require_kind(TokenKind::Comma, "`,` or `]`")?;
            }
            items.push(match self.kind(0) {
                Some(TokenKind::OpenBracket) => {
                    let kind = self.nested(Self::array)?;
                    self.part(kind)
                }
                _ => self.expression()?,
            });
        }
        self.step(1);
        Ok(ExpressionKind::List(items))
    }

    /// `INTERVAL '1' DAY`, MySQL's `INTERVAL a DAY`
    fn interval(&mut self) -> Read<Option<ExpressionKind>> {
        let is_interval = match self.dialect {
            Dialect::PostgreSql => self.interval_precision() || self.kind(1) == Some(TokenKind::String),
            Dialect::MySql => self.peek(1).is_some(),
            Dialect::Sqlite => false,
        };
        if !is_interval {
            return Ok(None);
        }
        let span = self.here();
        self.step(1);
        if self.dialect == Dialect::PostgreSql && self.kind(0) == Some(TokenKind::Open) {
            self.skip_one();
        }
        let is_list = self.kind(0) == Some(TokenKind::Open);
        let value = match self.dialect {
            Dialect::PostgreSql => self.expression_above(operator::FIELD + 1)?,
            _ => self.expression()?,
        };
        if self.dialect == Dialect::MySql && !self.accept_listed(INTERVAL_UNITS) {
            return match value.kind {
                ExpressionKind::List(arguments) if is_list => Ok(Some(function("interval", arguments))),
                _ => Err(self.expected("an interval's unit")),
            };
        }
        while self.dialect == Dialect::PostgreSql && self.accept_any(INTERVAL_FIELDS) {
            if self.kind(0) == Some(TokenKind::Open) {
                self.skip_one();
            }
        }
        Ok(Some(ExpressionKind::Cast(
            Box::new(value),
            Box::new(plain_type("interval", span)),
        )))
    }

    /// `interval(3) '…'`
    fn interval_precision(&self) -> bool {
        let kinds = [1, 2, 3, 4].map(|ahead| self.kind(ahead));
        kinds
            == [
                Some(TokenKind::Open),
                Some(TokenKind::Number),
                Some(TokenKind::Close),
                Some(TokenKind::String),
            ]
    }

    /// `POSITION(a IN b)`
    fn position(&mut self) -> Read<ExpressionKind> {
        self.step(2);
        let mut arguments = vec![self.expression_above(operator::predicate_level(self.dialect) + 1)?];
        if self.accept("in") || self.accept_kind(TokenKind::Comma) {
            arguments.push(self.expression()?);
        }
        self.close()?;
        Ok(function("position", arguments))
    }

    /// `a FROM b FOR c`, `a, b, c`
    fn worded_arguments(&mut self) -> Read<Vec<Expression>> {
        let mut arguments = vec![self.expression()?];
        while self.accept_kind(TokenKind::Comma) || self.accept_any(ARGUMENT_WORDS) {
            arguments.push(self.expression()?);
        }
        Ok(arguments)
    }

    /// `TRIM([BOTH] [a FROM] b)`, `TRIM(b, a)`
    fn trim(&mut self) -> Read<ExpressionKind> {
        self.step(2);
        if !matches!(
            self.kind(1),
            Some(TokenKind::Close | TokenKind::Comma | TokenKind::Dot)
        ) {
            self.accept_any("both leading trailing");
        }
        let characters = match self.is(0, "from") {
            true => None,
            false => Some(self.expression()?),
        };
        if self.accept("from") {
            let from = self.expressions()?;
            self.close()?;
            return Ok(match characters {
                Some(characters) => opaque(std::iter::once(characters).chain(from)),
                None => function("trim", from),
            });
        }
        let mut arguments: Vec<_> = characters.into_iter().collect();
        if self.accept_kind(TokenKind::Comma) {
            arguments.append(&mut self.expressions()?);
        }
        self.close()?;
        Ok(function("trim", arguments))
    }

    /// `MATCH (a, b) AGAINST ('x' IN BOOLEAN MODE)`
    fn full_text(&mut self) -> Read<ExpressionKind> {
        self.step(2);
        let mut parts = self.expressions()?;
        self.close()?;
        self.require("against")?;
        self.require_kind(TokenKind::Open, "`(`")?;
        parts.push(self.expression_above(operator::predicate_level(self.dialect) + 1)?);
        while self.kind(0) == Some(TokenKind::Word) {
            self.step(1);
        }
        self.close()?;
        Ok(opaque(parts))
    }
}

fn function(name: &str, arguments: Vec<Expression>) -> ExpressionKind {
    ExpressionKind::Function {
        name: name.to_owned(),
        arguments,
    }
}
