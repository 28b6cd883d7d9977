//! Conditions read into facts, from the outside in.

use rowproof_syntax::Dialect;
use rowproof_syntax::ast::{BinaryOperator, Expression, ExpressionKind, Literal, UnaryOperator};

use rowproof_source::SmallMap;

use super::CheckFacts;
use super::combination::{narrow, widen};
use super::null_rule::null_rejecting;
use super::term::{Scope, Seen, Term};
use crate::evaluate::{Number, Value};
use crate::model::TypeFamily;
use crate::questions::canonical::mirrored;
use crate::questions::expressions::each_part;

/// Facts by the stored names of columns.
pub(super) type Facts = SmallMap<String, CheckFacts>;

/// The most parts of an OR, or arms of a CASE, that are put together after equalities are taken as one list.
const MAX_PARTS: usize = 64;

/// Reads the conditions of one source.
pub(super) struct Reader<'s, 'c> {
    pub(super) scope: &'s Scope<'c>,
    /// Who says so.
    pub(super) source: &'s str,
}

impl<'s, 'c> Reader<'s, 'c> {
    pub(super) fn new(scope: &'s Scope<'c>, source: &'s str) -> Self {
        Self { scope, source }
    }

    /// What a CHECK of this condition says.
    pub(super) fn read_check(&self, condition: &Expression) -> Facts {
        let mut facts = self.read(condition, false).unwrap_or_default();
        let named = self.scope.named(condition);
        for column in null_rejecting(condition, &named, self.scope.dialect) {
            facts.change(column.to_owned(), |facts| facts.rejects_null = true);
        }
        facts
    }

    /// What holds of rows for which the condition, or its negation, is not false. None when there are no such rows.
    pub(super) fn read(&self, condition: &Expression, negated: bool) -> Option<Facts> {
        match &condition.kind {
            ExpressionKind::Unary(UnaryOperator::Not, inner) => self.read(inner, !negated),
            ExpressionKind::Binary(_, operator @ (BinaryOperator::And | BinaryOperator::Or), _) => {
                let parts = parts_of(condition, *operator);
                match (*operator == BinaryOperator::And) != negated {
                    true => self.all(&parts, negated),
                    false => self.any(&parts, negated),
                }
            }
            ExpressionKind::IsBoolean {
                operand,
                value,
                negated: not,
            } => {
                let positive = (value != not) != negated;
                // Where NULL is refused, a constant NULL refuses.
                match *not != negated || !mentions_null(operand) {
                    true => self.read(operand, !positive),
                    false => Some(self.unread(condition)),
                }
            }
            ExpressionKind::IsNull {
                operand,
                negated: not,
            } => Some(self.null_test(condition, operand, *not == negated)),
            ExpressionKind::InList {
                operand,
                list,
                negated: not,
            } => self.in_list(condition, operand, list, *not != negated),
            ExpressionKind::Between {
                operand,
                low,
                high,
                negated: not,
            } => self.between(condition, operand, [low, high], *not != negated),
            ExpressionKind::Like {
                operand,
                pattern,
                negated: not,
                case_insensitive,
            } => Some(self.like(condition, operand, pattern, *not != negated, *case_insensitive)),
            ExpressionKind::Binary(
                left,
                operator @ (BinaryOperator::RegexMatch | BinaryOperator::RegexMatchInsensitive),
                right,
            ) => {
                let insensitive = *operator == BinaryOperator::RegexMatchInsensitive;
                Some(self.regular_expression(condition, left, right, negated, insensitive))
            }
            ExpressionKind::Binary(left, operator, right) if mirrored(*operator).is_some() => {
                self.comparison(condition, left, *operator, right, negated)
            }
            ExpressionKind::Case {
                operand,
                arms,
                otherwise,
            } if arms.len() <= MAX_PARTS && !arms.iter().any(|(when, _)| mentions_null(when)) => {
                self.case(condition, operand.as_deref(), arms, otherwise.as_deref(), negated)
            }
            ExpressionKind::Function { name, arguments } => {
                self.function(condition, name, arguments, negated)
            }
            ExpressionKind::Cast(inner, data_type)
                if matches!(data_type.name.as_str(), "bool" | "boolean") =>
            {
                self.read(inner, negated)
            }
            ExpressionKind::Column(_) | ExpressionKind::Literal(_) => self.truth(condition, negated),
            _ => Some(self.unread(condition)),
        }
    }

    fn all(&self, parts: &[&Expression], negated: bool) -> Option<Facts> {
        let mut facts = Facts::default();
        for part in parts {
            narrow(&mut facts, self.read(part, negated)?);
        }
        Some(facts)
    }

    /// Equalities with one column are one list, however many they are.
    fn any(&self, parts: &[&Expression], negated: bool) -> Option<Facts> {
        let mut lists: Vec<(Seen<'c>, Vec<Value>)> = Vec::new();
        let mut read: Vec<Facts> = Vec::new();
        let mut rest = 0;
        for part in parts {
            match self.equality(part, negated) {
                Some((seen, more)) => {
                    let same =
                        |(other, _): &&mut (Seen<'c>, _)| other.name == seen.name && other.view == seen.view;
                    match lists.iter_mut().find(same) {
                        Some((_, values)) => values.extend(more),
                        None => lists.push((seen, more)),
                    }
                }
                None => {
                    rest += 1;
                    read.extend(self.read(part, negated));
                }
            }
            if rest + lists.len() > MAX_PARTS {
                return Some(self.unread_all(parts));
            }
        }
        read.extend(
            lists
                .into_iter()
                .map(|(seen, values)| self.listed(&seen, values, false)),
        );
        let mut facts = read.into_iter().reduce(widen)?;
        self.relate(&mut facts, parts);
        Some(facts)
    }

    fn case(
        &self,
        condition: &Expression,
        operand: Option<&Expression>,
        arms: &[(Expression, Expression)],
        otherwise: Option<&Expression>,
        negated: bool,
    ) -> Option<Facts> {
        let chosen = |when: &Expression, negated: bool| match operand {
            Some(operand) => self.comparison(condition, operand, BinaryOperator::Equal, when, negated),
            None => self.read(when, negated),
        };
        let mut read = Vec::with_capacity(arms.len() + 1);
        // Rows that no arm so far has chosen.
        let mut left = Some(Facts::default());
        for (when, then) in arms {
            let Some(so_far) = left.clone() else { break };
            if let (Some(mut facts), Some(then)) = (chosen(when, false), self.read(then, negated)) {
                narrow(&mut facts, so_far);
                narrow(&mut facts, then);
                read.push(facts);
            }
            left = left.zip(chosen(when, true)).map(|(mut left, more)| {
                narrow(&mut left, more);
                left
            });
        }
        if let Some(mut left) = left {
            match otherwise {
                Some(otherwise) => {
                    if let Some(facts) = self.read(otherwise, negated) {
                        narrow(&mut left, facts);
                        read.push(left);
                    }
                }
                // NULL, which passes.
                None => read.push(left),
            }
        }
        let mut facts = read.into_iter().reduce(widen)?;
        self.relate(&mut facts, &[condition]);
        Some(facts)
    }

    /// A column or a constant as a condition.
    pub(super) fn truth(&self, condition: &Expression, negated: bool) -> Option<Facts> {
        match self.scope.term(condition) {
            Term::Constant(Value::Boolean(value)) if value == negated => None,
            Term::Constant(Value::Number(number)) if (number == Number::integer(0)) != negated => None,
            Term::Constant(_) => Some(Facts::default()),
            Term::Column(seen) if seen.data_type.family == TypeFamily::Boolean && seen.is_itself() => {
                let is_number = self.scope.dialect != Dialect::PostgreSql;
                let value = match is_number {
                    true => Value::integer(i64::from(!negated)),
                    false => Value::Boolean(!negated),
                };
                Some(self.listed(&seen, vec![value], false))
            }
            _ => Some(self.unread(condition)),
        }
    }
}

fn mentions_null(expression: &Expression) -> bool {
    let mut found = false;
    each_part(expression, &mut |part| {
        found |= matches!(part.kind, ExpressionKind::Literal(Literal::Null));
    });
    found
}

/// The parts of a chain of one operator, in order, without going deeper for each.
fn parts_of(condition: &Expression, operator: BinaryOperator) -> Vec<&Expression> {
    let mut parts = Vec::new();
    let mut waiting = vec![condition];
    while let Some(part) = waiting.pop() {
        match &part.kind {
            ExpressionKind::Binary(left, here, right) if *here == operator => {
                waiting.push(right);
                waiting.push(left);
            }
            _ => parts.push(part),
        }
    }
    parts
}
