//! Values of a row.

use rowproof_syntax::Dialect;

use super::Number;

/// A value, as far as it is followed.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// NULL
    Null,
    /// A truth value.
    Boolean(bool),
    /// A number.
    Number(Number),
    /// Text, also of dates, UUIDs, JSON and enum labels.
    Text(String),
    /// Not NULL, and different from every other value: what a sequence or `gen_random_uuid()` gives.
    Fresh,
    /// Not NULL, and otherwise unknown: what `now()` gives.
    Unknown,
}

impl Value {
    /// Text.
    pub fn text(text: impl Into<String>) -> Self {
        Value::Text(text.into())
    }

    /// A whole number.
    pub fn integer(value: i64) -> Self {
        Value::Number(Number::integer(value))
    }

    /// As a constant in SQL. Values the database makes itself are `DEFAULT`.
    pub fn to_sql(&self, dialect: Dialect) -> String {
        match self {
            Value::Null => "NULL".to_owned(),
            Value::Boolean(true) => "true".to_owned(),
            Value::Boolean(false) => "false".to_owned(),
            Value::Number(number) => number.to_sql(),
            Value::Text(text) => quote_text(text, dialect),
            Value::Fresh | Value::Unknown => "DEFAULT".to_owned(),
        }
    }
}

/// A string constant. MySQL reads backslashes as escapes.
fn quote_text(text: &str, dialect: Dialect) -> String {
    let doubled = text.replace('\'', "''");
    match dialect {
        Dialect::MySql => format!("'{}'", doubled.replace('\\', "\\\\")),
        Dialect::PostgreSql | Dialect::Sqlite => format!("'{doubled}'"),
    }
}
