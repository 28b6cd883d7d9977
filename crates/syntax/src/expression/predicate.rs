//! `IS`, `IN`, `BETWEEN`, `LIKE` and comparisons with `ANY` and `ALL`.

use super::parser::Parser;
use super::value::{array_items, list_item, opaque, without_casts};
use crate::Dialect;
use crate::ast::{BinaryOperator, BlockRole, Expression, ExpressionKind, Literal};
use crate::lexer::TokenKind;
use crate::reader::Read;

/// What a value may be said to be besides a constant: `IS JSON OBJECT`, `IS NFC NORMALIZED`.
const FORMS: &str = "json normalized document nfc nfd of";
/// What may follow those.
const FORM_DETAILS: &str = "value scalar array object with without unique keys normalized content";

impl Parser<'_> {
    /// What follows `a`, from `IS` on.
    pub(super) fn is_something(&mut self, left: Expression, level: u8) -> Read<ExpressionKind> {
        self.step(1);
        let negated = self.accept("not");
        // A truth value that is unknown is NULL.
        if self.accept("null") || (self.dialect != Dialect::Sqlite && self.accept("unknown")) {
            return Ok(ExpressionKind::IsNull {
                operand: Box::new(left),
                negated,
            });
        }
        for (word, value) in [("true", true), ("false", false)] {
            if self.accept(word) {
                return Ok(ExpressionKind::IsBoolean {
                    operand: Box::new(left),
                    value,
                    negated,
                });
            }
        }
        if self.accept_all("distinct from") {
            return self.distinct(left, !negated, level);
        }
        if self.dialect == Dialect::Sqlite {
            return self.distinct(left, negated, level);
        }
        if !self.accept_any(FORMS) {
            return Err(self.expected("`NULL`, `TRUE`, `FALSE`, `UNKNOWN` or `DISTINCT FROM`"));
        }
        while self.accept_any(FORM_DETAILS) {}
        if self.kind(0) == Some(TokenKind::Open) {
            self.skip_one();
        }
        Ok(opaque([left]))
    }

    fn distinct(&mut self, left: Expression, distinct: bool, level: u8) -> Read<ExpressionKind> {
        let operator = match distinct {
            true => BinaryOperator::Distinct,
            false => BinaryOperator::NotDistinct,
        };
        let right = self.boxed_above(level + 1)?;
        Ok(ExpressionKind::Binary(Box::new(left), operator, right))
    }

    /// What follows `a` and a `NOT`, from the predicate's word on.
    pub(super) fn predicate(&mut self, left: Expression, negated: bool, level: u8) -> Read<ExpressionKind> {
        let word = self.word(0).to_ascii_lowercase();
        self.step(1);
        match word.as_str() {
            "in" => self.in_something(left, negated),
            "between" => self.between(left, negated, level),
            "like" => self.like(left, negated, false, level),
            "ilike" => self.like(left, negated, true, level),
            "rlike" | "regexp" => self.matches(left, BinaryOperator::RegexMatch, negated, level),
            "glob" | "match" => {
                // `x GLOB y` is `glob(y, x)` (SQLite documentation, "SQL Language Expressions").
                let pattern = self.expression_above(level + 1)?;
                let matched = call(&word, vec![pattern, left]);
                Ok(match negated {
                    true => self.negated(self.part(matched)).kind,
                    false => matched,
                })
            }
            "similar" => {
                self.step(1);
                let pattern = self.escaped_pattern("similar_to_escape", true, level)?;
                let matched =
                    ExpressionKind::Binary(Box::new(left), BinaryOperator::RegexMatch, Box::new(pattern));
                Ok(match negated {
                    true => self.negated(self.part(matched)).kind,
                    false => matched,
                })
            }
            _ => {
                self.step(1);
                let array = self.expression_above(level + 1)?;
                Ok(opaque([left, array]))
            }
        }
    }

    fn in_something(&mut self, left: Expression, negated: bool) -> Read<ExpressionKind> {
        if self.kind(0) != Some(TokenKind::Open) && self.dialect == Dialect::Sqlite {
            self.relation_operand()?;
            return Ok(opaque([left]));
        }
        self.require_kind(TokenKind::Open, "`(`")?;
        let is_query = self.query_behind_parentheses();
        if self.query_starts() {
            let operand = Box::new(self.looked_for(&left));
            self.subquery(BlockRole::In { operand, negated })?;
            return Ok(opaque([left]));
        }
        let mut list = Vec::new();
        if !(self.dialect == Dialect::Sqlite && self.kind(0) == Some(TokenKind::Close)) {
            list = self.expressions()?;
        }
        self.set_operation_behind();
        self.close()?;
        if is_query && list.len() == 1 {
            return Ok(opaque([left]));
        }
        Ok(ExpressionKind::InList {
            operand: Box::new(left),
            list: list.into_iter().map(list_item).collect(),
            negated,
        })
    }

    /// The operand as far as it says what is looked for in a query: a copy of anything larger would be made at each level.
    fn looked_for(&self, left: &Expression) -> Expression {
        let plain = match &left.kind {
            ExpressionKind::List(items) => items.iter().all(is_plain),
            _ => is_plain(left),
        };
        match plain {
            true => left.clone(),
            false => self.part(opaque([])),
        }
    }

    fn between(&mut self, left: Expression, negated: bool, level: u8) -> Read<ExpressionKind> {
        let symmetric = self.accept("symmetric");
        self.accept("asymmetric");
        let low = self.expression_above(level + 1)?;
        self.require("and")?;
        let high = self.expression_above(level + 1)?;
        // Written twice below: a part that may hold such a range itself would double with each level.
        if symmetric && ![&left, &low, &high].iter().all(|part| is_plain(part)) {
            return Ok(opaque([left, low, high]));
        }
        let reversed = symmetric.then(|| (left.clone(), high.clone(), low.clone()));
        let kind = self.range(left, low, high, negated);
        let Some((left, low, high)) = reversed else {
            return Ok(kind);
        };
        // Inside one way round or the other; outside both ways round.
        let operator = match negated {
            true => BinaryOperator::And,
            false => BinaryOperator::Or,
        };
        let reversed = self.range(left, low, high, negated);
        Ok(ExpressionKind::Binary(
            Box::new(self.part(kind)),
            operator,
            Box::new(self.part(reversed)),
        ))
    }

    fn range(&self, left: Expression, low: Expression, high: Expression, negated: bool) -> ExpressionKind {
        ExpressionKind::Between {
            operand: Box::new(left),
            low: Box::new(low),
            high: Box::new(high),
            negated,
        }
    }

    fn like(
        &mut self,
        left: Expression,
        negated: bool,
        case_insensitive: bool,
        level: u8,
    ) -> Read<ExpressionKind> {
        if self.is_one_of(0, "any some all") && self.kind(1) == Some(TokenKind::Open) {
            return self.quantified(left, "");
        }
        let pattern = self.escaped_pattern("like_escape", false, level)?;
        Ok(ExpressionKind::Like {
            operand: Box::new(left),
            pattern: Box::new(pattern),
            negated,
            case_insensitive,
        })
    }

    /// A pattern with the escape character it is read with, in the call that PostgreSQL makes of the two: `LIKE a
    /// ESCAPE b` matches `like_escape(a, b)`. `always` when there is a call without an escape character, too.
    fn escaped_pattern(&mut self, name: &str, always: bool, level: u8) -> Read<Expression> {
        let pattern = self.expression_above(level + 1)?;
        if self.accept("escape") {
            let escape = self.expression_above(level + 1)?;
            return Ok(self.part(call(name, vec![pattern, escape])));
        }
        Ok(match always {
            true => self.part(call(name, vec![pattern])),
            false => pattern,
        })
    }

    fn matches(
        &mut self,
        left: Expression,
        operator: BinaryOperator,
        negated: bool,
        level: u8,
    ) -> Read<ExpressionKind> {
        let pattern = self.boxed_above(level + 1)?;
        let matched = ExpressionKind::Binary(Box::new(left), operator, pattern);
        Ok(match negated {
            true => self.negated(self.part(matched)).kind,
            false => matched,
        })
    }

    /// `ANY (…)` and the like behind an operator. `= ANY` and `<> ALL` of a list are `IN` and `NOT IN`, also as
    /// `pg_dump` writes them, with casts around the array.
    pub(super) fn quantified(&mut self, left: Expression, operator: &str) -> Read<ExpressionKind> {
        let all = self.is(0, "all");
        self.step(2);
        if self.query_starts() {
            let operand = Box::new(self.looked_for(&left));
            let role = match (operator, all) {
                ("=", false) => BlockRole::In {
                    operand,
                    negated: false,
                },
                ("<>" | "!=", true) => BlockRole::In {
                    operand,
                    negated: true,
                },
                _ => BlockRole::Scalar,
            };
            self.subquery(role)?;
            return Ok(opaque([left]));
        }
        let right = self.expression()?;
        self.set_operation_behind();
        self.close()?;
        let negated = match (operator, all) {
            ("=", false) => false,
            ("<>" | "!=", true) => true,
            _ => return Ok(opaque([left, right])),
        };
        let right = without_casts(right);
        let list = match right.kind {
            ExpressionKind::List(items) => items.into_iter().map(list_item).collect(),
            ExpressionKind::Literal(Literal::String(ref text)) => match array_items(text) {
                Some(items) => items
                    .into_iter()
                    .map(|item| self.part(ExpressionKind::Literal(item)))
                    .collect(),
                None => return Ok(opaque([left])),
            },
            _ => return Ok(opaque([left, right])),
        };
        Ok(ExpressionKind::InList {
            operand: Box::new(left),
            list,
            negated,
        })
    }
}

/// A column or a constant, with a sign or casts at most.
fn is_plain(expression: &Expression) -> bool {
    let mut part = expression;
    while let ExpressionKind::Unary(_, inner) | ExpressionKind::Cast(inner, _) = &part.kind {
        part = inner;
    }
    matches!(
        part.kind,
        ExpressionKind::Column(_) | ExpressionKind::Literal(_) | ExpressionKind::Parameter
    )
}

fn call(name: &str, arguments: Vec<Expression>) -> ExpressionKind {
    ExpressionKind::Function {
        name: name.to_owned(),
        arguments,
    }
}
