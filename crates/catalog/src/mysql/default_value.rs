//! Which constants a column takes as its default.

use rowproof_source::{lower_case, parse_decimal};
use rowproof_syntax::ast::{Expression, ExpressionKind, Literal, UnaryOperator};

use crate::model::{Column, ColumnType, TypeFamily};

/// Whether the server refuses a constant as the default of a column of that type (error 1067). Expressions are taken.
pub(crate) fn refuses_default(column: &Column, default: &Expression) -> bool {
    let column_type = &column.data_type;
    let room = || {
        column_type
            .arguments
            .first()
            .and_then(|bits| bits.parse::<u32>().ok())
    };
    if column_type.name == "bit" && matches!(default.kind, ExpressionKind::Literal(_)) {
        let bits = match is_plain_string(default) {
            true => u32::try_from(default.text.len().saturating_sub(2) * 8).ok(),
            false => bits_of(&default.text),
        };
        return bits > room();
    }
    match &default.kind {
        ExpressionKind::Literal(Literal::String(text)) if is_plain_string(default) => {
            refuses_string(column, text)
        }
        // `0x61` is a number where one is asked for, `x'61'` is text everywhere.
        ExpressionKind::Literal(Literal::String(_) | Literal::Number(_))
            if match column_type.family {
                TypeFamily::Enum | TypeFamily::Set => parse_decimal(&default.text).is_none(),
                _ => is_number(column_type) && default.text.starts_with(['x', 'X']),
            } =>
        {
            let bytes = value_of(&default.text).unwrap_or_default().to_be_bytes();
            let characters = bytes.iter().skip_while(|byte| **byte == 0).copied();
            refuses_string(column, &characters.map(char::from).collect::<String>())
        }
        // Bytes are no moment, written in bits or in hexadecimal digits.
        ExpressionKind::Literal(Literal::String(_)) => matches!(
            column_type.family,
            TypeFamily::Date | TypeFamily::Timestamp | TypeFamily::TimestampWithTimeZone | TypeFamily::Uuid
        ),
        ExpressionKind::Literal(Literal::Number(number)) => refuses_number(column_type, number, false),
        ExpressionKind::Unary(UnaryOperator::Minus, operand) => match &operand.kind {
            ExpressionKind::Literal(Literal::Number(number)) => refuses_number(column_type, number, true),
            _ => false,
        },
        _ => false,
    }
}

fn is_number(column_type: &ColumnType) -> bool {
    use TypeFamily::{Boolean, Float, Integer, Numeric};
    matches!(column_type.family, Integer(_) | Boolean | Numeric | Float(_))
}

/// `'…'` or `"…"`, not `b'…'` or `x'…'`.
fn is_plain_string(expression: &Expression) -> bool {
    expression.text.starts_with(['\'', '"'])
}

fn refuses_string(column: &Column, text: &str) -> bool {
    let column_type = &column.data_type;
    let is_label = |text: &str| {
        let text = text.trim_end_matches(' ');
        let exact = column
            .collation
            .as_deref()
            .is_some_and(|name| name.ends_with("_bin"));
        column_type.arguments.iter().any(|label| match exact {
            true => label == text,
            false => lower_case(label) == lower_case(text),
        })
    };
    match column_type.family {
        TypeFamily::Integer(_) | TypeFamily::Boolean | TypeFamily::Numeric | TypeFamily::Float(_) => {
            let number = text.trim();
            let (negative, digits) = match number.strip_prefix('-') {
                Some(digits) => (true, digits),
                None => (false, number),
            };
            parse_decimal(number).is_none()
                || !number.starts_with(|first: char| first.is_ascii_digit() || "+-.".contains(first))
                || refuses_number(column_type, digits, negative)
        }
        TypeFamily::Text => column_type
            .max_characters()
            .is_some_and(|most| text.trim_end_matches(' ').chars().count() as u64 > most),
        TypeFamily::Enum => !is_label(text),
        TypeFamily::Set => !text.is_empty() && !text.split(',').all(is_label),
        TypeFamily::Binary => column_type
            .arguments
            .first()
            .and_then(|most| most.parse().ok())
            .is_some_and(|most: usize| text.len() > most),
        TypeFamily::Date => !is_date(text),
        TypeFamily::Timestamp | TypeFamily::TimestampWithTimeZone => {
            let day = text.split([' ', 'T']).next().unwrap_or_default();
            !is_date(day)
        }
        TypeFamily::Time => !is_time(text),
        TypeFamily::Uuid => {
            text.chars().filter(char::is_ascii_hexdigit).count() != 32
                || !text.chars().all(|c| c.is_ascii_hexdigit() || c == '-')
        }
        _ => match column_type.name.as_str() {
            "inet6" => {
                !text.contains(':')
                    || !text
                        .chars()
                        .all(|c| c.is_ascii_hexdigit() || matches!(c, ':' | '.'))
            }
            "inet4" => {
                text.split('.').count() != 4 || !text.split('.').all(|part| part.parse::<u8>().is_ok())
            }
            _ => false,
        },
    }
}

/// Three numbers, the month up to 12 and the day up to 31; zeros are dates too.
fn is_date(text: &str) -> bool {
    let digits_only = text.bytes().all(|byte| byte.is_ascii_digit());
    if digits_only {
        return matches!(text.len(), 6 | 8 | 12 | 14);
    }
    let mut parts = text.split(|c: char| !c.is_ascii_digit());
    let mut part = || parts.next().and_then(|digits| digits.parse::<u32>().ok());
    match (part(), part(), part()) {
        (Some(_), Some(month), Some(day)) => month <= 12 && day <= 31,
        _ => false,
    }
}

/// `[-][days ]hours:minutes[:seconds]` or all digits in one; behind a date too.
fn is_time(text: &str) -> bool {
    let (day, clock) = text.rsplit_once(' ').unwrap_or(("", text));
    let clock = clock.strip_prefix('-').unwrap_or(clock);
    let whole = clock.split('.').next().unwrap_or_default();
    let numbers: Option<Vec<u32>> = whole.split(':').map(|part| part.parse().ok()).collect();
    let is_day = day.is_empty() || day.parse::<i32>().is_ok() || is_date(day);
    is_day
        && match numbers.as_deref() {
            Some([together]) => together % 100 < 60 && together / 100 % 100 < 60 && *together <= 8_385_959,
            Some([hours, rest @ ..]) => {
                *hours <= 838 && rest.len() <= 2 && rest.iter().all(|part| *part < 60)
            }
            _ => false,
        }
}

/// How many bits a constant of the type BIT takes; none for text.
fn bits_of(text: &str) -> Option<u32> {
    value_of(text).map(|value| 64 - value.leading_zeros())
}

/// A constant of bits, hexadecimal digits or decimal ones.
fn value_of(text: &str) -> Option<u64> {
    let lower = text.to_ascii_lowercase();
    let digits = |start: &str| Some(lower.strip_prefix(start)?.trim_matches('\''));
    let value = match (
        digits("b'").or_else(|| digits("0b")),
        digits("x'").or_else(|| digits("0x")),
    ) {
        (Some(binary), _) => u64::from_str_radix(binary, 2),
        (_, Some(hexadecimal)) => u64::from_str_radix(hexadecimal, 16),
        _ => lower.parse(),
    };
    value.ok()
}

fn refuses_number(column_type: &ColumnType, number: &str, negative: bool) -> bool {
    let unsigned = column_type.name.contains("unsigned");
    let Some(value) = parse_decimal(number) else {
        return false;
    };
    match column_type.family {
        TypeFamily::Integer(_) | TypeFamily::Boolean if column_type.name == "year" => {
            negative || !(value == 0.0 || (1.0..=99.0).contains(&value) || (1901.0..=2155.0).contains(&value))
        }
        TypeFamily::Integer(bytes) => out_of_range(bytes, unsigned, value, negative),
        TypeFamily::Boolean => out_of_range(1, unsigned, value, negative),
        TypeFamily::Numeric => {
            let (precision, scale) = column_type.precision_and_scale().unwrap_or((10, 0));
            let most = 10_f64.powi(precision as i32 - scale as i32);
            (negative && unsigned && value != 0.0) || value >= most
        }
        TypeFamily::Float(_) => negative && unsigned && value != 0.0,
        TypeFamily::Text => {
            let sign = usize::from(negative);
            let length = (number.chars().count() + sign) as u64;
            column_type.max_characters().is_some_and(|most| length > most)
        }
        TypeFamily::Time => !is_time(number),
        TypeFamily::Date | TypeFamily::Timestamp | TypeFamily::TimestampWithTimeZone => {
            value != 0.0 && !is_date(number)
        }
        TypeFamily::Enum | TypeFamily::Set | TypeFamily::Uuid => true,
        _ => column_type.name.starts_with("inet"),
    }
}

fn out_of_range(bytes: u8, unsigned: bool, value: f64, negative: bool) -> bool {
    let bits = i32::from(bytes) * 8;
    let value = value.round();
    match (unsigned, negative) {
        (true, true) => value != 0.0,
        (true, false) => value >= 2_f64.powi(bits),
        (false, true) => value > 2_f64.powi(bits - 1),
        (false, false) => value >= 2_f64.powi(bits - 1),
    }
}
