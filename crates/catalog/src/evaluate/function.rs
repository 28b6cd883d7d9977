//! The functions that are followed.

use std::cmp::Ordering;

use rowproof_syntax::Dialect;
use rowproof_syntax::ast::{BinaryOperator, Expression};

use super::compare::{TextRule, compare};
use super::{Lookup, Number, Undecided, Value, evaluate, is_json, rule_of};

pub(super) fn call(name: &str, arguments: &[Expression], row: &dyn Lookup) -> Result<Value, Undecided> {
    let dialect = row.dialect();
    let values: Vec<Value> = arguments
        .iter()
        .map(|argument| evaluate(argument, row))
        .collect::<Result<_, _>>()?;
    let count = |wanted: fn(&Value) -> bool| {
        Value::integer(values.iter().filter(|value| wanted(value)).count() as i64)
    };
    match name {
        "coalesce" | "ifnull" => Ok(values
            .iter()
            .find(|value| **value != Value::Null)
            .cloned()
            .unwrap_or(Value::Null)),
        "nullif" => {
            let rule = arguments
                .first()
                .map_or(TextRule::exact(dialect), |first| rule_of(first, row));
            null_if(&values, rule)
        }
        // Of what may be a number it depends on the column's affinity.
        "typeof" if dialect == Dialect::Sqlite => Ok(match values.as_slice() {
            [Value::Null] => Value::text("null"),
            [Value::Text(text)] if !text.bytes().any(|byte| byte.is_ascii_digit()) => Value::text("text"),
            _ => Value::Unknown,
        }),
        "num_nulls" => Ok(count(|value| *value == Value::Null)),
        "num_nonnulls" => Ok(count(|value| *value != Value::Null)),
        "isnull" if dialect == Dialect::MySql => Ok(Value::Boolean(values.first() == Some(&Value::Null))),
        "greatest" | "least" if dialect != Dialect::Sqlite => Ok(extreme(name, &values, dialect)),
        "max" | "min" if dialect == Dialect::Sqlite && values.len() > 1 => Ok(extreme(
            if name == "max" { "greatest" } else { "least" },
            &values,
            dialect,
        )),
        "now"
        | "current_timestamp"
        | "current_date"
        | "current_time"
        | "clock_timestamp"
        | "localtime"
        | "localtimestamp"
        | "transaction_timestamp"
        | "statement_timestamp" => Ok(Value::Unknown),
        _ => strict(name, &values, dialect),
    }
}

/// Functions that answer NULL when an argument is NULL.
fn strict(name: &str, values: &[Value], dialect: Dialect) -> Result<Value, Undecided> {
    let characters = |text: &str| Value::integer(text.chars().count() as i64);
    let bytes = |text: &str| Value::integer(text.len() as i64);
    let apply: &dyn Fn(&[Value]) -> Value = match name {
        // In MySQL a length is one of bytes.
        "length" if dialect == Dialect::MySql => &|values| text_of(values, bytes),
        "length" | "char_length" | "character_length" => &|values| text_of(values, characters),
        "octet_length" => &|values| text_of(values, bytes),
        "lower" | "lcase" => &|values| text_of(values, |text| cased(text, str::to_ascii_lowercase, dialect)),
        "upper" | "ucase" => &|values| text_of(values, |text| cased(text, str::to_ascii_uppercase, dialect)),
        "trim" | "btrim" => &|values| text_of(values, |text| Value::text(text.trim_matches(' '))),
        "ltrim" => &|values| text_of(values, |text| Value::text(text.trim_start_matches(' '))),
        "rtrim" => &|values| text_of(values, |text| Value::text(text.trim_end_matches(' '))),
        "abs" => &|values| match values {
            [Value::Number(number)] => Value::Number(number.absolute()),
            _ => Value::Unknown,
        },
        "json_valid" if dialect != Dialect::PostgreSql => &|values| match values {
            [Value::Text(text)] => is_json(text).map_or(Value::Unknown, Value::Boolean),
            _ => Value::Unknown,
        },
        "strpos" | "instr" => &|values| match values {
            [Value::Text(text), Value::Text(part)] => place(text, part),
            _ => Value::Unknown,
        },
        "position" => &|values| match values {
            [Value::Text(part), Value::Text(text)] => place(text, part),
            _ => Value::Unknown,
        },
        _ => return Err(format!("the function `{name}`")),
    };
    Ok(match values.contains(&Value::Null) {
        true => Value::Null,
        false => apply(values),
    })
}

fn text_of(values: &[Value], apply: impl Fn(&str) -> Value) -> Value {
    match values {
        [Value::Text(text)] => apply(text),
        _ => Value::Unknown,
    }
}

/// Letters beyond ASCII stay as they are in SQLite; elsewhere the locale decides.
fn cased(text: &str, fold: fn(&str) -> String, dialect: Dialect) -> Value {
    match text.is_ascii() || dialect == Dialect::Sqlite {
        true => Value::Text(fold(text)),
        false => Value::Unknown,
    }
}

/// The place of a part in a text, from 1; 0 when it is not there.
fn place(text: &str, part: &str) -> Value {
    let before = text.find(part).and_then(|at| text.get(..at));
    before.map_or(Value::integer(0), |before| {
        Value::integer(before.chars().count() as i64 + 1)
    })
}

fn null_if(values: &[Value], rule: TextRule) -> Result<Value, Undecided> {
    let [value, null] = values else {
        return Err("the function `nullif`".to_owned());
    };
    match compare(value, BinaryOperator::Equal, null, rule) {
        Value::Boolean(true) => Ok(Value::Null),
        Value::Boolean(false) | Value::Null => Ok(value.clone()),
        _ => Err("whether `nullif` gives NULL".to_owned()),
    }
}

/// The greatest or least value. PostgreSQL leaves NULLs out, the others answer NULL.
fn extreme(name: &str, values: &[Value], dialect: Dialect) -> Value {
    let given: Vec<&Value> = values.iter().filter(|value| **value != Value::Null).collect();
    if given.is_empty() || (given.len() < values.len() && dialect != Dialect::PostgreSql) {
        return Value::Null;
    }
    let wanted = match name {
        "greatest" => Ordering::Greater,
        _ => Ordering::Less,
    };
    let mut best: Option<Number> = None;
    for value in given {
        let Value::Number(number) = value else {
            return Value::Unknown;
        };
        best = match best.map(|best| number.compare(best)) {
            None => Some(*number),
            Some(Some(order)) if order == wanted => Some(*number),
            Some(Some(_)) => best,
            Some(None) => return Value::Unknown,
        };
    }
    best.map_or(Value::Unknown, Value::Number)
}
