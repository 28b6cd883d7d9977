//! Operators between operands, by precedence.

use super::operator::{self, level, meaning};
use super::parser::Parser;
use super::value::opaque;
use crate::Dialect;
use crate::ast::{BinaryOperator, Expression, ExpressionKind, UnaryOperator};
use crate::lexer::TokenKind;
use crate::reader::Read;

/// What goes on an expression behind an operand.
#[derive(Clone, Copy)]
pub(super) enum Infix<'t> {
    /// An operator written as a symbol, or as one word that means the same.
    Operator(&'t str),
    /// An operator of one word or two that means this.
    Words(BinaryOperator, usize),
    /// `OPERATOR(schema.symbol)`
    Qualified,
    Cast,
    Subscript,
    Field,
    Collate,
    AtTimeZone,
    Is,
    /// `ISNULL`; true for `NOTNULL` and SQLite's `NOT NULL`, with the number of words.
    Null(bool, usize),
    /// `[NOT] IN`, `BETWEEN`, `LIKE` and the like; true with `NOT`.
    Predicate(bool),
}

/// The words of predicates that may have `NOT` in front.
const PREDICATES: &str = "in between like ilike rlike regexp similar glob match member";

impl<'t> Parser<'t> {
    pub(super) fn expression(&mut self) -> Read<Expression> {
        self.expression_above(0)
    }

    /// The longest expression whose operators all bind at least this tightly.
    pub(super) fn expression_above(&mut self, minimum: u8) -> Read<Expression> {
        self.nested(|parser| {
            let mut left = parser.operand()?;
            while let Some((infix, level)) = parser.infix().filter(|(_, level)| *level >= minimum) {
                left = parser.apply(left, infix, level)?;
            }
            Ok(left)
        })
    }

    pub(super) fn boxed_above(&mut self, minimum: u8) -> Read<Box<Expression>> {
        self.expression_above(minimum).map(Box::new)
    }

    /// What stands behind an operand, and how tightly it binds.
    fn infix(&self) -> Option<(Infix<'t>, u8)> {
        let token = self.peek(0)?;
        let text = self.token_text(token);
        match token.kind {
            TokenKind::Operator if text == "::" => Some((Infix::Cast, operator::CAST)),
            TokenKind::Operator => Some((Infix::Operator(text), level(text, self.dialect)?)),
            // A question mark behind an operand is PostgreSQL's operator.
            TokenKind::Parameter if text == "?" && self.dialect == Dialect::PostgreSql => {
                self.peek(1)?;
                Some((Infix::Operator(text), operator::OTHER))
            }
            TokenKind::OpenBracket => Some((Infix::Subscript, operator::SUBSCRIPT)),
            TokenKind::Dot => Some((Infix::Field, operator::FIELD)),
            TokenKind::Word => self.word_infix(text),
            _ => None,
        }
    }

    fn word_infix(&self, text: &str) -> Option<(Infix<'t>, u8)> {
        let is = |word: &str| text.eq_ignore_ascii_case(word);
        let dialect = self.dialect;
        let is_level = operator::is_level(dialect);
        let found = match text.len() {
            2 if is("or") => (Infix::Words(BinaryOperator::Or, 1), operator::OR),
            3 if is("and") => (Infix::Words(BinaryOperator::And, 1), operator::AND),
            2 if is("is") => (Infix::Is, is_level),
            3 if is("not") => return self.not_infix(),
            6 if is("isnull") => (Infix::Null(false, 1), is_level),
            7 if is("notnull") => (Infix::Null(true, 1), is_level),
            7 if is("collate") => (Infix::Collate, operator::COLLATE),
            2 if is("at") && (self.is(1, "time") || self.is(1, "local")) => {
                (Infix::AtTimeZone, operator::AT_TIME_ZONE)
            }
            8 if is("overlaps") => (Infix::Words(BinaryOperator::Other, 1), operator::OTHER),
            8 if is("operator") && self.kind(1) == Some(TokenKind::Open) => {
                (Infix::Qualified, operator::OTHER)
            }
            _ if self.is_predicate(0) => (Infix::Predicate(false), operator::predicate_level(dialect)),
            _ if dialect == Dialect::MySql => return self.mysql_infix(text),
            _ => return None,
        };
        Some(found)
    }

    fn mysql_infix(&self, text: &str) -> Option<(Infix<'t>, u8)> {
        let is = |word: &str| text.eq_ignore_ascii_case(word);
        let found = match text.len() {
            3 if is("xor") => (Infix::Words(BinaryOperator::Other, 1), operator::XOR),
            3 if is("div") => (Infix::Words(BinaryOperator::Other, 1), operator::PRODUCT),
            3 if is("mod") => (Infix::Words(BinaryOperator::Modulo, 1), operator::PRODUCT),
            6 if is("sounds") && self.is(1, "like") => (
                Infix::Words(BinaryOperator::Other, 2),
                operator::predicate_level(self.dialect),
            ),
            _ => return None,
        };
        Some(found)
    }

    fn not_infix(&self) -> Option<(Infix<'t>, u8)> {
        if self.is_predicate(1) {
            return Some((Infix::Predicate(true), operator::predicate_level(self.dialect)));
        }
        let is_null = self.dialect == Dialect::Sqlite && self.is(1, "null");
        is_null.then(|| (Infix::Null(true, 2), operator::is_level(self.dialect)))
    }

    fn is_predicate(&self, ahead: usize) -> bool {
        self.is_one_of(ahead, PREDICATES)
            && match self.word(ahead).len() {
                7 if self.is(ahead, "similar") => self.is(ahead + 1, "to"),
                6 if self.is(ahead, "member") => self.is(ahead + 1, "of"),
                _ => true,
            }
    }

    fn apply(&mut self, left: Expression, infix: Infix<'t>, level: u8) -> Read<Expression> {
        let kind = match infix {
            Infix::Operator(text) => {
                self.step(1);
                return self.symbol(left, text, level);
            }
            Infix::Words(operator, words) => {
                self.step(words);
                ExpressionKind::Binary(Box::new(left), operator, self.boxed_above(level + 1)?)
            }
            Infix::Qualified => {
                self.step(1);
                self.skip_one();
                return self.symbol(left, "", level);
            }
            Infix::Cast => {
                self.step(1);
                ExpressionKind::Cast(Box::new(left), Box::new(self.type_here()?))
            }
            Infix::Subscript => self.subscript(left)?,
            Infix::Field => {
                self.step(1);
                if !self.accept_operator("*") {
                    self.name()?;
                }
                opaque([left])
            }
            Infix::Collate => {
                self.step(1);
                self.name()?;
                while self.accept_kind(TokenKind::Dot) {
                    self.name()?;
                }
                self.found.collated = true;
                return Ok(left);
            }
            Infix::AtTimeZone => self.at_time_zone(left, level)?,
            Infix::Is => self.is_something(left, level)?,
            Infix::Null(negated, words) => {
                self.step(words);
                ExpressionKind::IsNull {
                    operand: Box::new(left),
                    negated,
                }
            }
            Infix::Predicate(negated) => {
                self.step(usize::from(negated));
                self.predicate(left, negated, level)?
            }
        };
        Ok(self.part(kind))
    }

    /// `left operator right` or `left operator ANY (right)`, the operator just read.
    fn symbol(&mut self, left: Expression, text: &str, level: u8) -> Read<Expression> {
        if self.is_one_of(0, "any some all") && self.kind(1) == Some(TokenKind::Open) {
            let kind = self.quantified(left, text)?;
            return Ok(self.part(kind));
        }
        let (operand, right) = (Box::new(left), self.boxed_above(level + 1)?);
        if let Some((negated, case_insensitive)) = like_symbol(text) {
            return Ok(self.part(ExpressionKind::Like {
                operand,
                pattern: right,
                negated,
                case_insensitive,
            }));
        }
        let matched = self.part(ExpressionKind::Binary(
            operand,
            meaning(text, self.dialect),
            right,
        ));
        match text {
            "!~" | "!~*" => Ok(self.negated(matched)),
            _ => Ok(matched),
        }
    }

    pub(super) fn negated(&self, expression: Expression) -> Expression {
        self.part(ExpressionKind::Unary(UnaryOperator::Not, Box::new(expression)))
    }

    /// `a[1]`, `a[1:2]`, `a[:]`
    fn subscript(&mut self, left: Expression) -> Read<ExpressionKind> {
        self.step(1);
        let mut parts = vec![left];
        while self.kind(0).is_some_and(|kind| kind != TokenKind::CloseBracket) {
            let is_bound = self.kind(0) == Some(TokenKind::Parameter) && self.next_text().starts_with(':');
            if self.is_operator(0, ":") || is_bound {
                self.step(1);
            } else {
                parts.push(self.expression()?);
            }
        }
        self.require_kind(TokenKind::CloseBracket, "`]`")?;
        Ok(opaque(parts))
    }

    fn at_time_zone(&mut self, left: Expression, level: u8) -> Read<ExpressionKind> {
        self.step(1);
        let mut arguments = vec![left];
        if !self.accept("local") {
            self.require("time")?;
            self.require("zone")?;
            arguments.push(self.expression_above(level + 1)?);
        }
        Ok(ExpressionKind::Function {
            name: "timezone".to_owned(),
            arguments,
        })
    }
}

/// PostgreSQL's operators behind `LIKE` and `ILIKE`: whether negated, and whether case does not matter.
fn like_symbol(text: &str) -> Option<(bool, bool)> {
    match text {
        "~~" => Some((false, false)),
        "!~~" => Some((true, false)),
        "~~*" => Some((false, true)),
        "!~~*" => Some((true, true)),
        _ => None,
    }
}
