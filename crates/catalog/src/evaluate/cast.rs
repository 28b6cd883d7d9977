//! Casts of values, as far as every server of the dialect agrees on them.

use rowproof_syntax::Dialect;
use rowproof_syntax::ast::DataType;

use super::{Number, Value, temporal};
use crate::model::{ColumnType, TypeFamily};

/// `CAST(value AS type)`. Unknown where the result, or whether there is one, is not told by the value alone.
pub(super) fn cast(value: Value, data_type: &DataType, dialect: Dialect) -> Value {
    if value == Value::Null {
        return Value::Null;
    }
    let target = ColumnType::from_ast(data_type, dialect);
    if target.array_dimensions > 0 {
        return Value::Unknown;
    }
    // MySQL casts to `SIGNED` and `UNSIGNED`, which are no column types.
    if dialect == Dialect::MySql && matches!(data_type.name.as_str(), "signed" | "unsigned") {
        return to_integer(value, dialect);
    }
    match target.family {
        TypeFamily::Integer(_) => to_integer(value, dialect),
        TypeFamily::Numeric => to_numeric(value, &target),
        TypeFamily::Float(bytes) => to_float(value, bytes),
        TypeFamily::Text => to_text(value, &target, dialect),
        TypeFamily::Boolean => to_boolean(value, dialect),
        TypeFamily::Date => to_moment(value, true),
        TypeFamily::Timestamp | TypeFamily::TimestampWithTimeZone | TypeFamily::Time => {
            to_moment(value, false)
        }
        // Their texts stand for themselves: labels, addresses, identifiers.
        TypeFamily::CaseInsensitiveText | TypeFamily::Enum | TypeFamily::Uuid | TypeFamily::Other => {
            match value {
                Value::Text(_) => value,
                _ => Value::Unknown,
            }
        }
        TypeFamily::Money
        | TypeFamily::Interval
        | TypeFamily::Json
        | TypeFamily::Jsonb
        | TypeFamily::Set
        | TypeFamily::Binary => Value::Unknown,
    }
}

/// The number a value stands for.
fn number(value: Value) -> Option<Number> {
    match value {
        Value::Number(number) => Some(number),
        Value::Text(text) => Number::parse(&text),
        Value::Boolean(value) => Some(Number::integer(i64::from(value))),
        _ => None,
    }
}

/// PostgreSQL and MySQL round, SQLite cuts off.
fn to_integer(value: Value, dialect: Dialect) -> Value {
    let is_text = matches!(value, Value::Text(_));
    let whole = number(value).and_then(|number| match number.is_whole() {
        true => number.round(0),
        // `'1.5'::integer` is an error.
        false if is_text || dialect == Dialect::Sqlite => None,
        false => number.round(0),
    });
    whole.map_or(Value::Unknown, Value::Number)
}

fn to_numeric(value: Value, target: &ColumnType) -> Value {
    let rounded = number(value).and_then(|number| match target.precision_and_scale() {
        Some((precision, scale)) => number
            .round(scale)
            .filter(|rounded| rounded.whole_digits() + scale <= precision),
        None => Some(number),
    });
    rounded.map_or(Value::Unknown, Value::Number)
}

/// Up to 15 digits a `double precision` gives back the decimal it was made of; a `real` is only sure of small wholes.
fn to_float(value: Value, bytes: u8) -> Value {
    let digits = if bytes == 4 { 6 } else { 15 };
    let kept = number(value).filter(|number| {
        number.whole_digits() + number.scale() <= digits && (bytes != 4 || number.is_whole())
    });
    kept.map_or(Value::Unknown, Value::Number)
}

fn to_text(value: Value, target: &ColumnType, dialect: Dialect) -> Value {
    let text = match value {
        Value::Text(text) => text,
        Value::Number(number) => number.to_sql(),
        Value::Boolean(value) if dialect == Dialect::PostgreSql => value.to_string(),
        Value::Boolean(value) => i64::from(value).to_string(),
        _ => return Value::Unknown,
    };
    // A cast cuts what is too long, where an INSERT would refuse it.
    match target.max_characters().map(usize::try_from) {
        Some(Ok(limit)) => Value::Text(text.chars().take(limit).collect()),
        _ => Value::Text(text),
    }
}

fn to_boolean(value: Value, dialect: Dialect) -> Value {
    match value {
        Value::Boolean(_) => value,
        Value::Number(number) => Value::Boolean(number != Number::integer(0)),
        // The words of the manual's section "Boolean Type".
        Value::Text(text) if dialect == Dialect::PostgreSql => match text.to_ascii_lowercase().as_str() {
            "t" | "true" | "y" | "yes" | "on" | "1" => Value::Boolean(true),
            "f" | "false" | "n" | "no" | "off" | "0" => Value::Boolean(false),
            _ => Value::Unknown,
        },
        _ => Value::Unknown,
    }
}

/// A moment keeps its text; as a date it loses its time.
fn to_moment(value: Value, date: bool) -> Value {
    let Value::Text(text) = value else {
        return Value::Unknown;
    };
    match temporal::without_zone(&text) {
        Some((moment, "")) if date => moment
            .get(..10)
            .filter(|day| temporal::is_date(day))
            .map_or(Value::Unknown, Value::text),
        Some(_) if !date => Value::Text(text),
        _ => Value::Unknown,
    }
}
