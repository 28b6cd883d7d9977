//! Expressions over a row, in three-valued logic, with "cannot tell" beside it.

mod like;

use std::cmp::Ordering;

use rowproof_syntax::ast::{BinaryOperator, Expression, ExpressionKind, Literal, UnaryOperator};

use crate::{Number, Value};

/// Names the part of an expression that cannot be followed.
pub(crate) type Undecided = String;

/// What an expression reads.
pub(crate) trait Lookup {
    /// The value of a column, by its name as written; none when there is no such column.
    fn value(&self, column: &str) -> Option<Value>;
    /// Whether texts of that column compare without regard to case.
    fn folds_case(&self, column: &str) -> bool;
}

/// The value of an expression. Unknown values give [`Value::Unknown`] where the result depends on them.
pub(crate) fn evaluate(expression: &Expression, row: &dyn Lookup) -> Result<Value, Undecided> {
    match &expression.kind {
        ExpressionKind::Column(name) => {
            let name = name.last().map(|last| last.value.as_str()).unwrap_or_default();
            row.value(name).ok_or_else(|| format!("the column `{name}`"))
        }
        ExpressionKind::Literal(literal) => constant(literal),
        ExpressionKind::Unary(operator, operand) => unary(*operator, evaluate(operand, row)?),
        ExpressionKind::Binary(left, operator, right) => binary(left, *operator, right, row),
        ExpressionKind::IsNull { operand, negated } => {
            let is_null = evaluate(operand, row)? == Value::Null;
            Ok(Value::Boolean(is_null != *negated))
        }
        ExpressionKind::IsBoolean {
            operand,
            value,
            negated,
        } => match evaluate(operand, row)? {
            Value::Unknown | Value::Fresh => Ok(Value::Unknown),
            found => Ok(Value::Boolean((found == Value::Boolean(*value)) != *negated)),
        },
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
            let inside = and(above, below);
            Ok(if *negated { not(inside) } else { inside })
        }
        ExpressionKind::Like {
            operand,
            pattern,
            negated,
            case_insensitive,
        } => {
            let fold = *case_insensitive || folds(operand, row);
            let matched = match (evaluate(operand, row)?, evaluate(pattern, row)?) {
                (Value::Null, _) | (_, Value::Null) => Value::Null,
                (Value::Text(text), Value::Text(pattern)) => {
                    Value::Boolean(like::matches(&text, &pattern, fold))
                }
                _ => Value::Unknown,
            };
            Ok(if *negated { not(matched) } else { matched })
        }
        ExpressionKind::Function { name, arguments } => function(name, arguments, row),
        ExpressionKind::Cast(operand, _) => match evaluate(operand, row)? {
            // Only casts between texts keep the value as it is followed here.
            value @ (Value::Null | Value::Text(_) | Value::Number(_) | Value::Boolean(_)) => Ok(value),
            _ => Ok(Value::Unknown),
        },
        ExpressionKind::Case {
            operand: None,
            arms,
            otherwise,
        } => {
            for (when, then) in arms {
                match evaluate(when, row)? {
                    Value::Boolean(true) => return evaluate(then, row),
                    Value::Boolean(false) | Value::Null => {}
                    _ => return Ok(Value::Unknown),
                }
            }
            otherwise
                .as_ref()
                .map_or(Ok(Value::Null), |otherwise| evaluate(otherwise, row))
        }
        ExpressionKind::Case { .. } => Err("`CASE` with an operand".to_owned()),
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

fn unary(operator: UnaryOperator, value: Value) -> Result<Value, Undecided> {
    Ok(match (operator, value) {
        (UnaryOperator::Not, value) => not(value),
        (UnaryOperator::Minus, Value::Number(number)) => Value::Number(number.negate()),
        (UnaryOperator::Plus, value) => value,
        (_, Value::Null) => Value::Null,
        _ => Value::Unknown,
    })
}

fn not(value: Value) -> Value {
    match value {
        Value::Boolean(value) => Value::Boolean(!value),
        Value::Null => Value::Null,
        _ => Value::Unknown,
    }
}

fn and(left: Value, right: Value) -> Value {
    match (left, right) {
        (Value::Boolean(false), _) | (_, Value::Boolean(false)) => Value::Boolean(false),
        (Value::Boolean(true), other) | (other, Value::Boolean(true)) => other,
        (Value::Null, Value::Null) => Value::Null,
        _ => Value::Unknown,
    }
}

fn or(left: Value, right: Value) -> Value {
    not(and(not(left), not(right)))
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
        BinaryOperator::Add | BinaryOperator::Subtract | BinaryOperator::Multiply => {
            arithmetic(evaluate(left, row)?, operator, evaluate(right, row)?)
        }
        BinaryOperator::Concatenate => match (evaluate(left, row)?, evaluate(right, row)?) {
            (Value::Null, _) | (_, Value::Null) => Ok(Value::Null),
            (Value::Text(a), Value::Text(b)) => Ok(Value::Text(a + &b)),
            _ => Ok(Value::Unknown),
        },
        _ => {
            let known_null = evaluate(left, row).is_ok_and(|value| value == Value::Null);
            if known_null {
                Ok(Value::Null)
            } else {
                Err("an operator".to_owned())
            }
        }
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
    match (evaluate(left, row), evaluate(right, row)) {
        (Ok(value), _) | (_, Ok(value)) if value == decisive => Ok(value),
        (Ok(left), Ok(right)) if operator == BinaryOperator::And => Ok(and(left, right)),
        (Ok(left), Ok(right)) => Ok(or(left, right)),
        (Err(reason), _) | (_, Err(reason)) => Err(reason),
    }
}

fn arithmetic(left: Value, operator: BinaryOperator, right: Value) -> Result<Value, Undecided> {
    let (left, right) = match (left, right) {
        (Value::Null, _) | (_, Value::Null) => return Ok(Value::Null),
        (Value::Number(left), Value::Number(right)) => (left, right),
        _ => return Ok(Value::Unknown),
    };
    let result = match operator {
        BinaryOperator::Add => left.plus(right),
        BinaryOperator::Subtract => left.minus(right),
        _ => left.times(right),
    };
    Ok(result.map_or(Value::Unknown, Value::Number))
}

fn folds(expression: &Expression, row: &dyn Lookup) -> bool {
    match &expression.kind {
        ExpressionKind::Column(name) => name.last().is_some_and(|last| row.folds_case(&last.value)),
        ExpressionKind::Cast(inner, _) => folds(inner, row),
        _ => false,
    }
}

fn compare_with(
    left: &Expression,
    operator: BinaryOperator,
    right: &Expression,
    row: &dyn Lookup,
) -> Result<Value, Undecided> {
    let fold = folds(left, row) || folds(right, row);
    Ok(compare(
        &evaluate(left, row)?,
        operator,
        &evaluate(right, row)?,
        fold,
    ))
}

fn compare(left: &Value, operator: BinaryOperator, right: &Value, fold: bool) -> Value {
    if matches!(operator, BinaryOperator::NotDistinct | BinaryOperator::Distinct) {
        let same = match (left, right) {
            (Value::Null, Value::Null) => Some(true),
            (Value::Null, _) | (_, Value::Null) => Some(false),
            _ => order(left, right, fold).map(Ordering::is_eq),
        };
        return same.map_or(Value::Unknown, |same| {
            Value::Boolean(same == (operator == BinaryOperator::NotDistinct))
        });
    }
    if *left == Value::Null || *right == Value::Null {
        return Value::Null;
    }
    let Some(order) = order(left, right, fold) else {
        return Value::Unknown;
    };
    Value::Boolean(match operator {
        BinaryOperator::Equal => order.is_eq(),
        BinaryOperator::NotEqual => order.is_ne(),
        BinaryOperator::Less => order.is_lt(),
        BinaryOperator::LessOrEqual => order.is_le(),
        BinaryOperator::Greater => order.is_gt(),
        _ => order.is_ge(),
    })
}

/// The order of two known values of the same kind. Text order is only told as equal or not: it depends on collation,
/// save for dates and times written the same way.
fn order(left: &Value, right: &Value, fold: bool) -> Option<Ordering> {
    match (left, right) {
        (Value::Number(a), Value::Number(b)) => a.compare(*b),
        (Value::Boolean(a), Value::Boolean(b)) => Some(a.cmp(b)),
        (Value::Text(a), Value::Text(b)) if fold => Some(a.to_lowercase().cmp(&b.to_lowercase())),
        (Value::Text(a), Value::Text(b)) => Some(a.cmp(b)),
        _ => None,
    }
}

/// Whether two stored values count as equal in a key: yes, no, or cannot tell.
pub(crate) fn equal(left: &Value, right: &Value, fold: bool) -> Option<bool> {
    match (left, right) {
        (Value::Fresh, _) | (_, Value::Fresh) => Some(false),
        _ => order(left, right, fold).map(Ordering::is_eq),
    }
}

fn in_list(
    operand: &Expression,
    list: &[Expression],
    negated: bool,
    row: &dyn Lookup,
) -> Result<Value, Undecided> {
    let fold = folds(operand, row);
    let value = evaluate(operand, row)?;
    let mut found = Value::Boolean(false);
    for item in list {
        found = or(
            found,
            compare(&value, BinaryOperator::Equal, &evaluate(item, row)?, fold),
        );
    }
    Ok(if negated { not(found) } else { found })
}

fn function(name: &str, arguments: &[Expression], row: &dyn Lookup) -> Result<Value, Undecided> {
    let values: Vec<Value> = arguments
        .iter()
        .map(|argument| evaluate(argument, row))
        .collect::<Result<_, _>>()?;
    let on_text = |apply: &dyn Fn(&str) -> Value| match values.as_slice() {
        [Value::Text(text)] => Ok(apply(text)),
        [Value::Null] => Ok(Value::Null),
        _ => Ok(Value::Unknown),
    };
    let count_nulls = |wanted: bool| {
        if values.contains(&Value::Unknown) && values.is_empty() {
            return Ok(Value::Unknown);
        }
        let count = values
            .iter()
            .filter(|value| (**value == Value::Null) == wanted)
            .count();
        Ok(Value::integer(count as i64))
    };
    match name {
        "length" | "char_length" | "character_length" => {
            on_text(&|text| Value::integer(text.chars().count() as i64))
        }
        "octet_length" => on_text(&|text| Value::integer(text.len() as i64)),
        "lower" => on_text(&|text| Value::Text(text.to_lowercase())),
        "upper" => on_text(&|text| Value::Text(text.to_uppercase())),
        "trim" | "btrim" => on_text(&|text| Value::Text(text.trim_matches(' ').to_owned())),
        "coalesce" => Ok(values
            .iter()
            .find(|value| **value != Value::Null)
            .cloned()
            .unwrap_or(Value::Null)),
        "num_nulls" => count_nulls(true),
        "num_nonnulls" => count_nulls(false),
        "now" | "current_timestamp" | "current_date" | "clock_timestamp" | "localtimestamp" => {
            Ok(Value::Unknown)
        }
        _ => Err(format!("the function `{name}`")),
    }
}
