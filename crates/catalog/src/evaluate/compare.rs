//! Comparisons of values.

use std::cmp::Ordering;

use rowproof_source::lower_case;
use rowproof_syntax::Dialect;
use rowproof_syntax::ast::BinaryOperator;

use super::{Number, Value, temporal};

/// How texts compare.
#[derive(Debug, Clone, Copy)]
pub struct TextRule {
    /// Whose rules hold.
    pub dialect: Dialect,
    /// Whether case does not matter.
    pub folds: bool,
}

impl TextRule {
    /// Case matters.
    pub fn exact(dialect: Dialect) -> Self {
        Self {
            dialect,
            folds: false,
        }
    }

    /// The rule for two sides: case does not matter when it does not for one of them.
    pub(super) fn and(self, other: Self) -> Self {
        Self {
            folds: self.folds || other.folds,
            ..self
        }
    }
}

/// How two values relate, as far as it can be told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Relation {
    Ordered(Ordering),
    /// Not equal; which comes first depends on the collation.
    Different,
    Unclear,
}

/// A comparison of two values: a truth value, NULL, or unknown.
pub(super) fn compare(left: &Value, operator: BinaryOperator, right: &Value, rule: TextRule) -> Value {
    if matches!(operator, BinaryOperator::NotDistinct | BinaryOperator::Distinct) {
        let same = match (left, right) {
            (Value::Null, Value::Null) => Some(true),
            (Value::Null, _) | (_, Value::Null) => Some(false),
            _ => is_equal(relate(left, right, rule)),
        };
        return same.map_or(Value::Unknown, |same| {
            Value::Boolean(same == (operator == BinaryOperator::NotDistinct))
        });
    }
    if *left == Value::Null || *right == Value::Null {
        return Value::Null;
    }
    let relation = relate(left, right, rule);
    let answer = match operator {
        BinaryOperator::Equal => is_equal(relation),
        BinaryOperator::NotEqual => is_equal(relation).map(|equal| !equal),
        _ => match relation {
            Relation::Ordered(order) => Some(match operator {
                BinaryOperator::Less => order.is_lt(),
                BinaryOperator::LessOrEqual => order.is_le(),
                BinaryOperator::Greater => order.is_gt(),
                _ => order.is_ge(),
            }),
            Relation::Different | Relation::Unclear => None,
        },
    };
    answer.map_or(Value::Unknown, Value::Boolean)
}

fn is_equal(relation: Relation) -> Option<bool> {
    match relation {
        Relation::Ordered(order) => Some(order.is_eq()),
        Relation::Different => Some(false),
        Relation::Unclear => None,
    }
}

fn relate(left: &Value, right: &Value, rule: TextRule) -> Relation {
    let numbers = |a: Number, b: Number| a.compare(b).map_or(Relation::Unclear, Relation::Ordered);
    match (left, right) {
        (Value::Number(a), Value::Number(b)) => numbers(*a, *b),
        (Value::Boolean(a), Value::Boolean(b)) => Relation::Ordered(a.cmp(b)),
        (Value::Text(a), Value::Text(b)) => texts(a, b, rule),
        // Truth values are numbers in MySQL and SQLite.
        (Value::Boolean(a), Value::Number(b)) if rule.dialect != Dialect::PostgreSql => {
            numbers(Number::integer(i64::from(*a)), *b)
        }
        (Value::Number(a), Value::Boolean(b)) if rule.dialect != Dialect::PostgreSql => {
            numbers(*a, Number::integer(i64::from(*b)))
        }
        // PostgreSQL and MySQL read a string as a number beside one.
        (Value::Number(a), Value::Text(b)) if rule.dialect != Dialect::Sqlite => {
            Number::parse(b).map_or(Relation::Unclear, |b| numbers(*a, b))
        }
        (Value::Text(a), Value::Number(b)) if rule.dialect != Dialect::Sqlite => {
            Number::parse(a).map_or(Relation::Unclear, |a| numbers(a, *b))
        }
        _ => Relation::Unclear,
    }
}

/// Whether two texts are equal is told by the rule; which comes first only where the collation has no say: equal ones,
/// moments written the same way, and SQLite's comparison by bytes.
fn texts(left: &str, right: &str, rule: TextRule) -> Relation {
    if left == right {
        return Relation::Ordered(Ordering::Equal);
    }
    if let (Some(_), Some(_)) = (temporal::without_zone(left), temporal::without_zone(right)) {
        return temporal::order(left, right).map_or(Relation::Unclear, Relation::Ordered);
    }
    let ascii = left.is_ascii() && right.is_ascii();
    match (rule.dialect, rule.folds) {
        (Dialect::Sqlite, false) => Relation::Ordered(left.cmp(right)),
        (Dialect::Sqlite, true) => {
            Relation::Ordered(left.to_ascii_lowercase().cmp(&right.to_ascii_lowercase()))
        }
        (Dialect::PostgreSql, false) => Relation::Different,
        (Dialect::PostgreSql, true) if lower_case(left) == lower_case(right) => {
            Relation::Ordered(Ordering::Equal)
        }
        (Dialect::PostgreSql, true) => Relation::Different,
        // Collations ignore accents, and most of them trailing spaces.
        (Dialect::MySql, _) if left.trim_end_matches(' ') == right.trim_end_matches(' ') => Relation::Unclear,
        (Dialect::MySql, true) if left.eq_ignore_ascii_case(right) => Relation::Ordered(Ordering::Equal),
        (Dialect::MySql, true) if left.trim_end().eq_ignore_ascii_case(right.trim_end()) => Relation::Unclear,
        (Dialect::MySql, true) if !ascii => Relation::Unclear,
        (Dialect::MySql, _) => Relation::Different,
    }
}

/// Whether two values that are not NULL count as equal in a key: yes, no, or cannot tell.
pub fn same_in_key(left: &Value, right: &Value, rule: TextRule) -> Option<bool> {
    match (left, right) {
        (Value::Fresh, _) | (_, Value::Fresh) => Some(false),
        _ => is_equal(relate(left, right, rule)),
    }
}
