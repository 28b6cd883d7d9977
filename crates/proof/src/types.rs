//! Does a constant fit a column's type?

use rowproof_catalog::evaluate::{is_date, is_json, is_timestamp};
use rowproof_catalog::{Column, Relation, TypeFamily};
use rowproof_findings::{SqlState, Verdict};
use rowproof_syntax::Dialect;

use crate::{Number, Value};

/// Stores a value in a column: the value as stored, or why it is refused.
pub(crate) fn store(
    value: Value,
    column: &Column,
    relation: &Relation,
    dialect: Dialect,
) -> Result<Value, Verdict> {
    if matches!(value, Value::Null | Value::Fresh | Value::Unknown) {
        return Ok(value);
    }
    let data_type = &column.data_type;
    if data_type.array_dimensions > 0 {
        return Err(Verdict::Undecided(format!("`{}` is an array", column.name)));
    }
    if dialect == Dialect::Sqlite && !relation.strict {
        let is_whole = matches!(&value, Value::Number(number) if number.is_whole());
        // Any value goes into any column, but for the rowid.
        return match is_rowid(column, relation) && !is_whole {
            true => Err(refused(SqlState::InvalidTextRepresentation, column)),
            false => Ok(value),
        };
    }
    match data_type.family {
        TypeFamily::Integer(bytes) => integer(value, bytes, column, dialect),
        TypeFamily::Numeric => numeric(value, column),
        TypeFamily::Float(bytes) => float(value, bytes, column),
        TypeFamily::Text | TypeFamily::CaseInsensitiveText => text(value, column),
        TypeFamily::Boolean => boolean(value, column, dialect),
        TypeFamily::Enum => enumerated(value, column, dialect),
        TypeFamily::Uuid => shaped(value, column, is_uuid, SqlState::InvalidTextRepresentation),
        _ if is_no_day(&value, data_type.family) => Err(refused(SqlState::DatetimeFieldOverflow, column)),
        TypeFamily::Date => shaped(value, column, is_date, SqlState::InvalidDatetimeFormat),
        TypeFamily::Timestamp | TypeFamily::TimestampWithTimeZone => {
            shaped(value, column, is_timestamp, SqlState::InvalidDatetimeFormat)
        }
        TypeFamily::Json | TypeFamily::Jsonb => json(value, column),
        TypeFamily::Money
        | TypeFamily::Time
        | TypeFamily::Interval
        | TypeFamily::Binary
        | TypeFamily::Set
        | TypeFamily::Other => Err(unknown_type(column)),
    }
}

/// Whether the column is another name of SQLite's rowid: an `INTEGER PRIMARY KEY`.
fn is_rowid(column: &Column, relation: &Relation) -> bool {
    let key = relation.primary_key().filter(|_| !relation.without_rowid);
    key.is_some_and(|key| key.columns == [column.name.as_str()])
        && column.data_type.name.eq_ignore_ascii_case("integer")
}

fn unknown_type(column: &Column) -> Verdict {
    Verdict::Undecided(format!("values of type `{}` are not followed", column.data_type))
}

fn refused(sqlstate: SqlState, column: &Column) -> Verdict {
    Verdict::Refused {
        sqlstate,
        by: format!("the type `{}` of `{}`", column.data_type, column.name),
    }
}

/// The number a constant stands for.
fn number(value: &Value, column: &Column) -> Result<Number, Verdict> {
    match value {
        Value::Number(number) => Ok(*number),
        Value::Text(text) => Number::parse(text.trim()).ok_or_else(|| no_number(text.trim(), column)),
        _ => Err(unknown_type(column)),
    }
}

/// What is said to a text that is read as no number. Servers read more spellings than are followed: exponents, other bases, digits in groups,
/// and words for what is no number.
fn no_number(text: &str, column: &Column) -> Verdict {
    let word = text.trim_start_matches(['+', '-']);
    let is_word = ["nan", "inf", "infinity"]
        .iter()
        .any(|known| word.eq_ignore_ascii_case(known));
    let is_spelled = word.starts_with(|first: char| first.is_ascii_digit() || first == '.')
        && word
            .bytes()
            .all(|byte| byte.is_ascii_hexdigit() || b"_.xXoO+-".contains(&byte));
    match is_word || is_spelled {
        true => Verdict::Undecided(format!("`{text}` as {}", column.data_type)),
        false => refused(SqlState::InvalidTextRepresentation, column),
    }
}

fn integer(value: Value, bytes: u8, column: &Column, dialect: Dialect) -> Result<Value, Verdict> {
    let given = number(&value, column)?;
    // A constant is rounded; text must be a whole number where the server does not read it as any number first.
    if dialect == Dialect::PostgreSql && matches!(&value, Value::Text(text) if text.contains(['.', 'e', 'E']))
    {
        return Err(refused(SqlState::InvalidTextRepresentation, column));
    }
    let rounded = given.round(0).unwrap_or(given);
    let limit = Number::integer(match bytes {
        1 => i8::MAX.into(),
        2 => i16::MAX.into(),
        3 => 0x7f_ffff,
        4 => i32::MAX.into(),
        _ => i64::MAX,
    });
    let unsigned = column.data_type.name.contains("unsigned");
    let too_large = rounded.compare(limit).is_none_or(std::cmp::Ordering::is_gt);
    let too_small = rounded
        .negate()
        .compare(limit)
        .is_none_or(std::cmp::Ordering::is_gt);
    if unsigned {
        let is_negative = rounded
            .compare(Number::integer(0))
            .is_none_or(std::cmp::Ordering::is_lt);
        // Twice as much as the signed one holds, but for the longest, of which the upper half is not followed.
        let highest = Number::integer((1 << (8 * bytes.min(4))) - 1);
        let too_large = match bytes {
            8.. if too_large => return Err(unknown_type(column)),
            8.. => false,
            _ => rounded.compare(highest).is_none_or(std::cmp::Ordering::is_gt),
        };
        return match is_negative || too_large {
            true => Err(refused(SqlState::NumericValueOutOfRange, column)),
            false => Ok(Value::Number(rounded)),
        };
    }
    if too_large || too_small {
        Err(refused(SqlState::NumericValueOutOfRange, column))
    } else {
        Ok(Value::Number(rounded))
    }
}

fn numeric(value: Value, column: &Column) -> Result<Value, Verdict> {
    let given = number(&value, column)?;
    let Some((precision, scale)) = column.data_type.precision_and_scale() else {
        return Ok(Value::Number(given));
    };
    let rounded = given.round(scale).unwrap_or(given);
    if rounded.whole_digits() + scale > precision {
        return Err(refused(SqlState::NumericValueOutOfRange, column));
    }
    Ok(Value::Number(rounded))
}

/// Whole numbers are exact in binary and are followed; other floats are only known to be accepted.
fn float(value: Value, bytes: u8, column: &Column) -> Result<Value, Verdict> {
    let given = number(&value, column)?;
    let digits = if bytes == 4 { 38 } else { 308 };
    if given.whole_digits() > digits {
        return Err(refused(SqlState::NumericValueOutOfRange, column));
    }
    Ok(if given.is_whole() {
        Value::Number(given)
    } else {
        Value::Unknown
    })
}

fn text(value: Value, column: &Column) -> Result<Value, Verdict> {
    let Value::Text(text) = value else {
        return Err(unknown_type(column));
    };
    // Blanks beyond the length are cut off without a word.
    if let Some(limit) = column.data_type.max_characters()
        && text.trim_end_matches(' ').chars().count() as u64 > limit
    {
        return Err(refused(SqlState::StringDataRightTruncation, column));
    }
    Ok(Value::Text(text))
}

fn boolean(value: Value, column: &Column, dialect: Dialect) -> Result<Value, Verdict> {
    match value {
        Value::Boolean(_) => Ok(value),
        Value::Number(number) if dialect != Dialect::PostgreSql => {
            Ok(Value::Boolean(number != Number::integer(0)))
        }
        _ => Err(refused(SqlState::InvalidTextRepresentation, column)),
    }
}

fn enumerated(value: Value, column: &Column, dialect: Dialect) -> Result<Value, Verdict> {
    let (Value::Text(text), Some(labels)) = (&value, &column.data_type.enum_labels) else {
        return Err(unknown_type(column));
    };
    if labels.iter().any(|label| label == text) {
        return Ok(value);
    }
    // MySQL compares by the column's collation, and takes a label's number for it.
    let is_like = |label: &String| label.eq_ignore_ascii_case(text.trim_end());
    let is_number = text.bytes().all(|byte| byte.is_ascii_digit());
    if dialect == Dialect::MySql && (is_number || labels.iter().any(is_like)) {
        return Err(Verdict::Undecided(format!("`{text}` as {}", column.data_type)));
    }
    Err(refused(SqlState::InvalidTextRepresentation, column))
}

fn shaped(
    value: Value,
    column: &Column,
    fits: fn(&str) -> bool,
    otherwise: SqlState,
) -> Result<Value, Verdict> {
    match &value {
        Value::Text(text) if fits(text) => Ok(value),
        Value::Text(text) if text.bytes().any(|byte| byte.is_ascii_digit()) || is_moment(text) => {
            // Servers read many more spellings than these.
            Err(Verdict::Undecided(format!("`{text}` as {}", column.data_type)))
        }
        _ => Err(refused(otherwise, column)),
    }
}

/// PostgreSQL's words for days and instants (manual, "Special Values").
fn is_moment(text: &str) -> bool {
    let words = [
        "epoch",
        "infinity",
        "-infinity",
        "now",
        "today",
        "tomorrow",
        "yesterday",
        "allballs",
    ];
    words.iter().any(|word| text.trim().eq_ignore_ascii_case(word))
}

/// Whether a day is spelled as every server reads it and is not in the calendar: 2024-02-30.
fn is_no_day(value: &Value, family: TypeFamily) -> bool {
    let holds_day = matches!(
        family,
        TypeFamily::Date | TypeFamily::Timestamp | TypeFamily::TimestampWithTimeZone
    );
    let spelled = |text: &str| {
        text.len() == 10
            && text.bytes().enumerate().all(|(at, byte)| match at {
                4 | 7 => byte == b'-',
                _ => byte.is_ascii_digit(),
            })
    };
    matches!(value, Value::Text(text) if holds_day && spelled(text) && !is_date(text))
}

fn json(value: Value, column: &Column) -> Result<Value, Verdict> {
    let Value::Text(text) = &value else {
        return Err(unknown_type(column));
    };
    match is_json(text) {
        Some(true) => Ok(value),
        Some(false) => Err(refused(SqlState::InvalidTextRepresentation, column)),
        None => Err(unknown_type(column)),
    }
}

fn is_uuid(text: &str) -> bool {
    text.len() == 36
        && text.bytes().enumerate().all(|(at, byte)| match at {
            8 | 13 | 18 | 23 => byte == b'-',
            _ => byte.is_ascii_hexdigit(),
        })
}
