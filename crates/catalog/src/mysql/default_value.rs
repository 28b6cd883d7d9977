//! Which constants a column takes as its default.

use rowproof_source::parse_decimal;
use rowproof_syntax::ast::{Expression, ExpressionKind, Literal, UnaryOperator};

use crate::model::{ColumnType, TypeFamily};

/// Whether the server refuses a constant as the default of a column of that type (error 1067). Expressions are taken.
pub(crate) fn refuses_default(column_type: &ColumnType, default: &Expression) -> bool {
    match &default.kind {
        ExpressionKind::Literal(Literal::String(text)) if is_plain_string(default) => {
            refuses_string(column_type, text)
        }
        ExpressionKind::Literal(Literal::Number(number)) => refuses_number(column_type, number, false),
        ExpressionKind::Unary(UnaryOperator::Minus, operand) => match &operand.kind {
            ExpressionKind::Literal(Literal::Number(number)) => refuses_number(column_type, number, true),
            _ => false,
        },
        _ => false,
    }
}

/// `'…'` or `"…"`, not `b'…'` or `x'…'`.
fn is_plain_string(expression: &Expression) -> bool {
    expression.text.starts_with(['\'', '"'])
}

fn refuses_string(column_type: &ColumnType, text: &str) -> bool {
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
        TypeFamily::Enum => !is_label(column_type, text),
        TypeFamily::Set => !text.is_empty() && !text.split(',').all(|label| is_label(column_type, label)),
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
        TypeFamily::Uuid => {
            text.chars().filter(char::is_ascii_hexdigit).count() != 32
                || !text.chars().all(|c| c.is_ascii_hexdigit() || c == '-')
        }
        _ => false,
    }
}

fn is_label(column_type: &ColumnType, text: &str) -> bool {
    let text = text.trim_end_matches(' ').to_lowercase();
    column_type
        .arguments
        .iter()
        .any(|label| label.to_lowercase() == text)
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
        TypeFamily::Enum => negative || value < 1.0 || value > column_type.arguments.len() as f64,
        _ => false,
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
