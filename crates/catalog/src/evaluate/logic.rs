//! Three-valued logic with a fourth value: not NULL, and otherwise unknown.

use super::{Undecided, Value};

pub(super) fn not(value: Value) -> Value {
    match value {
        Value::Boolean(value) => Value::Boolean(!value),
        Value::Null => Value::Null,
        _ => Value::Unknown,
    }
}

/// AND. Of NULL and an unknown truth value neither NULL nor false can be told.
pub(super) fn and(left: Value, right: Value) -> Result<Value, Undecided> {
    match (left, right) {
        (Value::Boolean(false), _) | (_, Value::Boolean(false)) => Ok(Value::Boolean(false)),
        (Value::Boolean(true), other) | (other, Value::Boolean(true)) => Ok(match other {
            Value::Boolean(_) | Value::Null => other,
            _ => Value::Unknown,
        }),
        (Value::Null, Value::Null) => Ok(Value::Null),
        (Value::Null, _) | (_, Value::Null) => Err("a value that is not known".to_owned()),
        _ => Ok(Value::Unknown),
    }
}

/// OR, by De Morgan.
pub(super) fn or(left: Value, right: Value) -> Result<Value, Undecided> {
    and(not(left), not(right)).map(not)
}
