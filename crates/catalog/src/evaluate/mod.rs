//! Expressions over a row: three-valued logic, with "cannot tell" beside it.
//!
//! The one evaluator of the engine. The row checker asks it whether a row passes a CHECK, [`crate::questions`] whether a
//! CHECK can pass at all. It follows less than a server and never says more: what depends on a collation, a session or
//! a function it does not know is undecided.

mod cast;
mod compare;
mod function;
mod json;
mod like;
mod logic;
mod number;
mod temporal;
mod value;

use rowproof_syntax::Dialect;
use rowproof_syntax::ast::{BinaryOperator, Expression, ExpressionKind, Literal, UnaryOperator};

pub use compare::{TextRule, same_in_key};
pub use json::is_json;
pub use number::Number;
pub(crate) use temporal::order as moments_in_order;
pub use temporal::{is_date, is_timestamp};
pub use value::Value;

use compare::compare;
use logic::{and, not, or};

use crate::model::folded;

/// Names the part of an expression that cannot be followed.
pub type Undecided = String;

/// What an expression reads.
pub trait Lookup {
    /// The value of a column, by its name as the dialect folds it; none when there is no such column.
    fn value(&self, column: &str) -> Option<Value>;
    /// Whether texts of that column compare without regard to case.
    fn folds_case(&self, column: &str) -> bool;
    /// Whose rules hold.
    fn dialect(&self) -> Dialect;
}

/// A row without columns, for expressions that name none.
#[derive(Debug, Clone, Copy)]
pub struct NoRow(
    /// Whose rules hold.
    pub Dialect,
);

impl Lookup for NoRow {
    fn value(&self, _column: &str) -> Option<Value> {
        None
    }

    fn folds_case(&self, _column: &str) -> bool {
        false
    }

    fn dialect(&self) -> Dialect {
        self.0
    }
}

/// The value of an expression. [`Value::Unknown`] where it is not NULL and otherwise depends on what is not known.
///
/// # Errors
/// The part that cannot be followed; also where even NULL cannot be told from other values.
pub fn evaluate(expression: &Expression, row: &dyn Lookup) -> Result<Value, Undecided> {
    match &expression.kind {
        ExpressionKind::Column(name) => {
            let name = name
                .last()
                .map(|last| folded(last, row.dialect()))
                .unwrap_or_default();
            row.value(&name).ok_or_else(|| format!("the column `{name}`"))
        }
        ExpressionKind::Literal(literal) => constant(literal),
        ExpressionKind::Unary(operator, operand) => Ok(unary(*operator, evaluate(operand, row)?)),
        ExpressionKind::Binary(left, operator, right) => binary(left, *operator, right, row),
        ExpressionKind::IsNull { operand, negated } => {
            let is_null = evaluate(operand, row)? == Value::Null;
            Ok(Value::Boolean(is_null != *negated))
        }
        ExpressionKind::IsBoolean {
            operand,
            value,
            negated,
        } => Ok(match truth(evaluate(operand, row)?) {
            Value::Unknown | Value::Fresh => Value::Unknown,
            found => Value::Boolean((found == Value::Boolean(*value)) != *negated),
        }),
        ExpressionKind::InList {
            operand,
            list,
            negated,
        } => in_list(operand, list, *negated, row),
        ExpressionKind::Between {
            operand,
            low,
            high,
            negated,
        } => {
            let above = compare_with(operand, BinaryOperator::GreaterOrEqual, low, row)?;
            let below = compare_with(operand, BinaryOperator::LessOrEqual, high, row)?;
            let inside = and(above, below)?;
            Ok(if *negated { not(inside) } else { inside })
        }
        ExpressionKind::Like {
            operand,
            pattern,
            negated,
            case_insensitive,
        } => {
            let matched = matches(operand, pattern, *case_insensitive, row)?;
            Ok(if *negated { not(matched) } else { matched })
        }
        ExpressionKind::Function { name, arguments } => function::call(name, arguments, row),
        ExpressionKind::Cast(operand, data_type) => {
            Ok(cast::cast(evaluate(operand, row)?, data_type, row.dialect()))
        }
        ExpressionKind::Case {
            operand,
            arms,
            otherwise,
        } => case(operand.as_deref(), arms, otherwise.as_deref(), row),
        ExpressionKind::List(_) => Err("a list".to_owned()),
        ExpressionKind::Parameter => Err("a parameter".to_owned()),
        ExpressionKind::Opaque(_) => Err("part of the condition".to_owned()),
    }
}

fn constant(literal: &Literal) -> Result<Value, Undecided> {
    Ok(match literal {
        Literal::Null => Value::Null,
        Literal::Boolean(value) => Value::Boolean(*value),
        Literal::Number(text) => {
            Value::Number(Number::parse(text).ok_or_else(|| format!("the number {text}"))?)
        }
        Literal::String(text) => Value::Text(text.clone()),
    })
}

/// A value where a condition is wanted: numbers are conditions in MySQL and SQLite.
fn truth(value: Value) -> Value {
    match value {
        Value::Number(number) => Value::Boolean(number != Number::integer(0)),
        other => other,
    }
}

fn unary(operator: UnaryOperator, value: Value) -> Value {
    match (operator, value) {
        (_, Value::Null) => Value::Null,
        (UnaryOperator::Not, value) => not(truth(value)),
        (UnaryOperator::Minus, Value::Number(number)) => Value::Number(number.negate()),
        (UnaryOperator::Plus, value @ Value::Number(_)) => value,
        _ => Value::Unknown,
    }
}

fn binary(
    left: &Expression,
    operator: BinaryOperator,
    right: &Expression,
    row: &dyn Lookup,
) -> Result<Value, Undecided> {
    match operator {
        BinaryOperator::And | BinaryOperator::Or => logical(left, operator, right, row),
        BinaryOperator::Equal
        | BinaryOperator::NotEqual
        | BinaryOperator::Less
        | BinaryOperator::LessOrEqual
        | BinaryOperator::Greater
        | BinaryOperator::GreaterOrEqual
        | BinaryOperator::NotDistinct
        | BinaryOperator::Distinct => compare_with(left, operator, right, row),
        BinaryOperator::Add
        | BinaryOperator::Subtract
        | BinaryOperator::Multiply
        | BinaryOperator::Divide
        | BinaryOperator::Modulo => arithmetic(evaluate(left, row)?, operator, evaluate(right, row)?, row),
        BinaryOperator::Concatenate => Ok(match (evaluate(left, row)?, evaluate(right, row)?) {
            (Value::Null, _) | (_, Value::Null) => Value::Null,
            (Value::Text(a), Value::Text(b)) => Value::Text(a + &b),
            _ => Value::Unknown,
        }),
        BinaryOperator::RegexMatch | BinaryOperator::RegexMatchInsensitive => {
            let null = |side| evaluate(side, row).is_ok_and(|value| value == Value::Null);
            match null(left) || null(right) {
                true => Ok(Value::Null),
                false => Err("a regular expression".to_owned()),
            }
        }
        BinaryOperator::Contains
        | BinaryOperator::Overlaps
        | BinaryOperator::TextSearch
        | BinaryOperator::FieldText
        | BinaryOperator::Other => Err("an operator".to_owned()),
    }
}

/// AND and OR can be decided by one side alone, even when the other cannot be followed.
fn logical(
    left: &Expression,
    operator: BinaryOperator,
    right: &Expression,
    row: &dyn Lookup,
) -> Result<Value, Undecided> {
    let decisive = Value::Boolean(operator == BinaryOperator::Or);
    let left = evaluate(left, row).map(truth);
    if left.as_ref() == Ok(&decisive) {
        return left;
    }
    match (left, evaluate(right, row).map(truth)) {
        (_, Ok(right)) if right == decisive => Ok(right),
        (Ok(left), Ok(right)) if operator == BinaryOperator::And => and(left, right),
        (Ok(left), Ok(right)) => or(left, right),
        (Err(reason), _) | (_, Err(reason)) => Err(reason),
    }
}

fn arithmetic(
    left: Value,
    operator: BinaryOperator,
    right: Value,
    row: &dyn Lookup,
) -> Result<Value, Undecided> {
    // Truth values are numbers in MySQL and SQLite.
    let counted = |value: Value| match value {
        Value::Boolean(value) if row.dialect() != Dialect::PostgreSql => Value::integer(i64::from(value)),
        other => other,
    };
    let zero = Number::integer(0);
    let (left, right) = match (counted(left), counted(right)) {
        (Value::Null, _) | (_, Value::Null) => return Ok(Value::Null),
        (Value::Number(left), Value::Number(right)) => (left, right),
        // A zero divisor is an error in PostgreSQL and gives NULL elsewhere.
        (_, right)
            if matches!(operator, BinaryOperator::Divide | BinaryOperator::Modulo)
                && !matches!(right, Value::Number(right) if right != zero) =>
        {
            return Err("a division".to_owned());
        }
        _ => return Ok(Value::Unknown),
    };
    let result = match operator {
        BinaryOperator::Add => left.plus(right),
        BinaryOperator::Subtract => left.minus(right),
        BinaryOperator::Multiply => left.times(right),
        _ if right == zero => {
            return match row.dialect() {
                Dialect::PostgreSql => Err("a division by zero".to_owned()),
                Dialect::MySql | Dialect::Sqlite => Ok(Value::Null),
            };
        }
        BinaryOperator::Divide => left.divided_by(right),
        _ => left.remainder(right),
    };
    Ok(result.map_or(Value::Unknown, Value::Number))
}

fn compare_with(
    left: &Expression,
    operator: BinaryOperator,
    right: &Expression,
    row: &dyn Lookup,
) -> Result<Value, Undecided> {
    let rule = rule_of(left, row).and(rule_of(right, row));
    let (left, right) = (evaluate(left, row)?, evaluate(right, row)?);
    Ok(compare(&left, operator, &right, rule))
}

/// How the texts of an expression compare, as far as columns and casts say it.
fn rule_of(expression: &Expression, row: &dyn Lookup) -> TextRule {
    let folds = match &expression.kind {
        ExpressionKind::Column(name) => name
            .last()
            .is_some_and(|last| row.folds_case(&folded(last, row.dialect()))),
        ExpressionKind::Cast(_, data_type) if data_type.name.ends_with("citext") => true,
        ExpressionKind::Cast(inner, _) => return rule_of(inner, row),
        ExpressionKind::Function { name, arguments }
            if matches!(name.as_str(), "lower" | "upper" | "trim") =>
        {
            return arguments
                .first()
                .map_or(TextRule::exact(row.dialect()), |first| rule_of(first, row));
        }
        _ => false,
    };
    TextRule {
        dialect: row.dialect(),
        folds,
    }
}

fn in_list(
    operand: &Expression,
    list: &[Expression],
    negated: bool,
    row: &dyn Lookup,
) -> Result<Value, Undecided> {
    let rule = rule_of(operand, row);
    let value = evaluate(operand, row)?;
    let mut found = Value::Boolean(false);
    let mut trouble = None;
    for item in list {
        let equal = evaluate(item, row)
            .map(|item| compare(&value, BinaryOperator::Equal, &item, rule))
            .and_then(|equal| or(found.clone(), equal));
        match equal {
            // One that equals decides, whatever the others are.
            Ok(Value::Boolean(true)) => return Ok(Value::Boolean(!negated)),
            Ok(so_far) => found = so_far,
            Err(reason) => trouble = trouble.or(Some(reason)),
        }
    }
    match trouble {
        Some(reason) => Err(reason),
        None if negated => Ok(not(found)),
        None => Ok(found),
    }
}

fn matches(
    operand: &Expression,
    pattern: &Expression,
    case_insensitive: bool,
    row: &dyn Lookup,
) -> Result<Value, Undecided> {
    let dialect = row.dialect();
    let (pattern, escape) = match &pattern.kind {
        ExpressionKind::Function { name, arguments } if name == "like_escape" => match arguments.as_slice() {
            [pattern, escape] => match evaluate(escape, row)? {
                Value::Text(escape) => (pattern, escape.chars().next()),
                _ => return Err("an escape character".to_owned()),
            },
            _ => return Err("a pattern".to_owned()),
        },
        // SQLite has no escape character unless one is named.
        _ => (pattern, (dialect != Dialect::Sqlite).then_some('\\')),
    };
    // SQLite's LIKE takes no notice of the case of ASCII letters, whatever the collation.
    let fold = match dialect {
        Dialect::Sqlite => like::Fold::Ascii,
        _ if case_insensitive || rule_of(operand, row).folds => like::Fold::All,
        _ => like::Fold::None,
    };
    Ok(match (evaluate(operand, row)?, evaluate(pattern, row)?) {
        (Value::Null, _) | (_, Value::Null) => Value::Null,
        (Value::Text(text), Value::Text(pattern)) => {
            like::matches(&text, &pattern, escape, fold).map_or(Value::Unknown, Value::Boolean)
        }
        _ => Value::Unknown,
    })
}

fn case(
    operand: Option<&Expression>,
    arms: &[(Expression, Expression)],
    otherwise: Option<&Expression>,
    row: &dyn Lookup,
) -> Result<Value, Undecided> {
    for (when, then) in arms {
        let chosen = match operand {
            Some(operand) => compare_with(operand, BinaryOperator::Equal, when, row)?,
            None => truth(evaluate(when, row)?),
        };
        match chosen {
            Value::Boolean(true) => return evaluate(then, row),
            Value::Boolean(false) | Value::Null => {}
            _ => return Err("which arm of a `CASE` holds".to_owned()),
        }
    }
    otherwise.map_or(Ok(Value::Null), |otherwise| evaluate(otherwise, row))
}

#[cfg(test)]
mod tests;
