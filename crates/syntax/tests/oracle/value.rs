//! Constants, operators and types, one by one.

use rowproof_syntax::ast::{BinaryOperator, Literal};
use sqlparser::ast::{BinaryOperator as ParserBinary, Expr, Value};

/// What stands inside parentheses and casts.
pub fn without_casts(mut tree: &Expr) -> &Expr {
    while let Expr::Nested(inner) | Expr::Cast { expr: inner, .. } = tree {
        tree = inner;
    }
    tree
}

/// The items of an array written as a string, `{a,b}`; none for nested arrays and quoted items.
pub fn array_items(text: &str) -> Option<Vec<Literal>> {
    let inside = text.trim().strip_prefix('{')?.strip_suffix('}')?;
    if inside.contains(['{', '"', '\\']) {
        return None;
    }
    let item = |item: &str| match item.eq_ignore_ascii_case("null") {
        true => Literal::Null,
        false => Literal::String(item.to_owned()),
    };
    Some(
        inside
            .split(',')
            .map(|part| item(part.trim()))
            .filter(|_| !inside.is_empty())
            .collect(),
    )
}

/// A constant; none for a parameter.
pub fn literal(value: &Value) -> Option<Literal> {
    let literal = match value {
        Value::Number(number, _) => Literal::Number(number.clone()),
        Value::Boolean(value) => Literal::Boolean(*value),
        Value::Null => Literal::Null,
        Value::Placeholder(_) => return None,
        Value::DollarQuotedString(string) => Literal::String(string.value.clone()),
        Value::SingleQuotedString(text)
        | Value::EscapedStringLiteral(text)
        | Value::UnicodeStringLiteral(text)
        | Value::SingleQuotedByteStringLiteral(text)
        | Value::NationalStringLiteral(text)
        | Value::HexStringLiteral(text)
        | Value::DoubleQuotedString(text) => Literal::String(text.clone()),
        _ => return None,
    };
    Some(literal)
}

pub fn binary_operator(operator: &ParserBinary) -> BinaryOperator {
    match operator {
        ParserBinary::And => BinaryOperator::And,
        ParserBinary::Or => BinaryOperator::Or,
        ParserBinary::Eq => BinaryOperator::Equal,
        ParserBinary::NotEq => BinaryOperator::NotEqual,
        ParserBinary::Lt => BinaryOperator::Less,
        ParserBinary::LtEq => BinaryOperator::LessOrEqual,
        ParserBinary::Gt => BinaryOperator::Greater,
        ParserBinary::GtEq => BinaryOperator::GreaterOrEqual,
        ParserBinary::Plus => BinaryOperator::Add,
        ParserBinary::Minus => BinaryOperator::Subtract,
        ParserBinary::Multiply => BinaryOperator::Multiply,
        ParserBinary::Divide => BinaryOperator::Divide,
        ParserBinary::Modulo => BinaryOperator::Modulo,
        ParserBinary::StringConcat => BinaryOperator::Concatenate,
        ParserBinary::PGRegexMatch | ParserBinary::PGRegexNotMatch | ParserBinary::Regexp => {
            BinaryOperator::RegexMatch
        }
        ParserBinary::PGRegexIMatch | ParserBinary::PGRegexNotIMatch => BinaryOperator::RegexMatchInsensitive,
        ParserBinary::Spaceship => BinaryOperator::NotDistinct,
        ParserBinary::AtArrow => BinaryOperator::Contains,
        ParserBinary::PGOverlap => BinaryOperator::Overlaps,
        ParserBinary::AtAt => BinaryOperator::TextSearch,
        ParserBinary::LongArrow => BinaryOperator::FieldText,
        _ => BinaryOperator::Other,
    }
}
