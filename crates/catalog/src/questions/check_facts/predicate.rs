//! Lists, ranges and NULL tests.

use rowproof_syntax::ast::{BinaryOperator, Expression, ExpressionKind};

use super::combination::{narrow, widen};
use super::reader::{Facts, Reader};
use super::term::{Seen, Term};
use super::{AllowedValues, CheckFacts};
use crate::evaluate::Value;

impl<'c> Reader<'_, 'c> {
    /// `c = 'x'`, `c IN ('x', 'y')`
    pub(super) fn equality(&self, condition: &Expression, negated: bool) -> Option<(Seen<'c>, Vec<Value>)> {
        let of = |seen: &Expression, constants: &[&Expression]| {
            let Term::Column(seen) = self.scope.term(seen) else {
                return None;
            };
            let constant = |expression: &&Expression| match self.scope.term(expression) {
                Term::Constant(value @ (Value::Text(_) | Value::Number(_) | Value::Boolean(_))) => {
                    Some(value)
                }
                _ => None,
            };
            let values: Option<Vec<Value>> = constants.iter().map(constant).collect();
            Some((seen, values?))
        };
        match &condition.kind {
            ExpressionKind::Binary(left, operator, right)
                if *operator
                    == (if negated {
                        BinaryOperator::NotEqual
                    } else {
                        BinaryOperator::Equal
                    }) =>
            {
                of(left, &[right]).or_else(|| of(right, &[left]))
            }
            ExpressionKind::InList {
                operand,
                list,
                negated: not,
            } if *not == negated => of(operand, &list.iter().collect::<Vec<_>>()),
            _ => None,
        }
    }

    pub(super) fn null_test(&self, condition: &Expression, operand: &Expression, is_null: bool) -> Facts {
        if let ExpressionKind::Function { name, arguments } = &operand.kind
            && let ("nullif", [first, second], false) = (name.as_str(), arguments.as_slice(), is_null)
            && let (Term::Column(seen), Term::Constant(value)) =
                (self.scope.term(first), self.scope.term(second))
        {
            return self.listed(&seen, vec![value], true);
        }
        match self.scope.term(operand) {
            Term::Column(seen) if !seen.filled => {
                let mut facts = CheckFacts::default();
                match is_null {
                    true => facts.allowed = Some(AllowedValues::new(Vec::new(), self.source)),
                    false => facts.rejects_null = true,
                }
                [(seen.name.to_owned(), facts)].into_iter().collect()
            }
            _ => self.unread(condition),
        }
    }

    pub(super) fn in_list(
        &self,
        condition: &Expression,
        operand: &Expression,
        list: &[Expression],
        excluded: bool,
    ) -> Option<Facts> {
        let Term::Column(seen) = self.scope.term(operand) else {
            return Some(self.unread(condition));
        };
        let mut values = Vec::with_capacity(list.len());
        for item in list {
            match self.scope.term(item) {
                // A value that equals none of the others then gives NULL, which passes.
                Term::Constant(Value::Null) if !excluded => return Some(Facts::default()),
                Term::Constant(Value::Null) => {}
                Term::Constant(value @ (Value::Text(_) | Value::Number(_) | Value::Boolean(_))) => {
                    values.push(value);
                }
                _ => return Some(self.unread(condition)),
            }
        }
        Some(self.listed(&seen, values, excluded))
    }

    pub(super) fn between(
        &self,
        condition: &Expression,
        operand: &Expression,
        [low, high]: [&Expression; 2],
        outside: bool,
    ) -> Option<Facts> {
        let above = self.comparison(condition, operand, BinaryOperator::GreaterOrEqual, low, outside);
        let below = self.comparison(condition, operand, BinaryOperator::LessOrEqual, high, outside);
        if outside {
            return [above, below].into_iter().flatten().reduce(widen);
        }
        let mut facts = above?;
        narrow(&mut facts, below?);
        Some(facts)
    }
}
