//! Which operators there are, and how tightly they bind.
//!
//! The levels follow the PostgreSQL manual's table "Operator Precedence"; MySQL and SQLite have theirs where they differ.

use crate::Dialect;
use crate::ast::BinaryOperator;

pub(super) const ASSIGNMENT: u8 = 5;
pub(super) const OR: u8 = 10;
pub(super) const XOR: u8 = 15;
pub(super) const AND: u8 = 20;
pub(super) const NOT: u8 = 30;
const IS: u8 = 40;
const COMPARISON: u8 = 50;
/// SQLite's `<` binds tighter than its `=`.
const SQLITE_ORDER: u8 = 55;
/// `BETWEEN`, `IN`, `LIKE`
const PREDICATE: u8 = 60;
const BIT_OR: u8 = 62;
const BIT_AND: u8 = 64;
const SHIFT: u8 = 66;
/// Any operator the language gives no level of its own.
pub(super) const OTHER: u8 = 70;
const SUM: u8 = 80;
pub(super) const PRODUCT: u8 = 90;
const POWER: u8 = 100;
pub(super) const AT_TIME_ZONE: u8 = 110;
pub(super) const COLLATE: u8 = 120;
pub(super) const SIGN: u8 = 125;
pub(super) const SUBSCRIPT: u8 = 130;
pub(super) const CAST: u8 = 140;
pub(super) const FIELD: u8 = 150;

/// `IS`, `ISNULL`, `NOTNULL`
pub(super) fn is_level(dialect: Dialect) -> u8 {
    match dialect {
        Dialect::PostgreSql => IS,
        Dialect::MySql | Dialect::Sqlite => COMPARISON,
    }
}

/// `BETWEEN`, `IN`, `LIKE` and the like. What stands between them and their `AND` binds tighter.
pub(super) fn predicate_level(dialect: Dialect) -> u8 {
    match dialect {
        Dialect::PostgreSql | Dialect::MySql => PREDICATE,
        Dialect::Sqlite => COMPARISON,
    }
}

/// How tightly an operator between two operands binds; none when the text is no such operator.
pub(super) fn level(text: &str, dialect: Dialect) -> Option<u8> {
    let level = match text {
        "::" | ":" | "=>" | "$" | "{" | "}" | "\\" | "!" | "@" if dialect != Dialect::PostgreSql => {
            return None;
        }
        "::" | ":" | ":=" | "=>" | "$" | "{" | "}" | "\\" if dialect == Dialect::PostgreSql => return None,
        "+" | "-" => SUM,
        "*" | "/" | "%" => PRODUCT,
        "=" | "<>" | "!=" => COMPARISON,
        "<" | ">" | "<=" | ">=" if dialect == Dialect::Sqlite => SQLITE_ORDER,
        "<" | ">" | "<=" | ">=" => COMPARISON,
        _ => match dialect {
            Dialect::PostgreSql => postgres_level(text),
            Dialect::MySql => return mysql_level(text),
            Dialect::Sqlite => return sqlite_level(text),
        },
    };
    Some(level)
}

fn postgres_level(text: &str) -> u8 {
    match text {
        "^" => POWER,
        _ => OTHER,
    }
}

fn mysql_level(text: &str) -> Option<u8> {
    let level = match text {
        ":=" => ASSIGNMENT,
        "||" => OR,
        "&&" => AND,
        "==" | "<=>" => COMPARISON,
        "|" => BIT_OR,
        "&" => BIT_AND,
        "<<" | ">>" => SHIFT,
        "^" => POWER,
        "->" | "->>" => SUBSCRIPT,
        _ => return None,
    };
    Some(level)
}

fn sqlite_level(text: &str) -> Option<u8> {
    let level = match text {
        "==" => COMPARISON,
        "|" | "&" | "<<" | ">>" => SHIFT,
        "||" | "->" | "->>" => POWER,
        _ => return None,
    };
    Some(level)
}

/// What an operator means, where it is one that is read further.
pub(super) fn meaning(text: &str, dialect: Dialect) -> BinaryOperator {
    match text {
        "=" | "==" => BinaryOperator::Equal,
        "<>" | "!=" => BinaryOperator::NotEqual,
        "<" => BinaryOperator::Less,
        "<=" => BinaryOperator::LessOrEqual,
        ">" => BinaryOperator::Greater,
        ">=" => BinaryOperator::GreaterOrEqual,
        "+" => BinaryOperator::Add,
        "-" => BinaryOperator::Subtract,
        "*" => BinaryOperator::Multiply,
        "/" => BinaryOperator::Divide,
        "%" => BinaryOperator::Modulo,
        "||" if dialect == Dialect::MySql => BinaryOperator::Or,
        "&&" if dialect == Dialect::MySql => BinaryOperator::And,
        "<=>" if dialect == Dialect::MySql => BinaryOperator::NotDistinct,
        "||" => BinaryOperator::Concatenate,
        "~" | "!~" => BinaryOperator::RegexMatch,
        "~*" | "!~*" => BinaryOperator::RegexMatchInsensitive,
        "@>" => BinaryOperator::Contains,
        "&&" => BinaryOperator::Overlaps,
        "@@" => BinaryOperator::TextSearch,
        "->>" => BinaryOperator::FieldText,
        _ => BinaryOperator::Other,
    }
}
