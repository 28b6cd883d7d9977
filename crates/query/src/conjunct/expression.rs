//! Expressions of one relation's columns: written as SQL, and whether an index can be made of them.

use rowproof_catalog::{TypeFamily, quote};
use rowproof_source::WordList;
use rowproof_syntax::Dialect;
use rowproof_syntax::ast::{BinaryOperator, DataType, Expression, ExpressionKind, Literal, UnaryOperator};

use crate::names::Names;

/// Functions whose value follows from their arguments alone, on every server; an index may hold it.
const FIXED: WordList = WordList::new("abs,coalesce,length,lower,md5,nullif,reverse,round,upper");

/// Functions that are read without all of their words: `extract(year FROM a)`, `trim(LEADING …)`.
const READ_IN_PART: WordList = WordList::new("convert,extract,overlay,position,substr,substring,trim");

pub(super) fn is_text_cast(data_type: &DataType) -> bool {
    data_type.arguments.is_empty()
        && data_type.array_dimensions == 0
        && matches!(
            data_type.name.as_str(),
            "text" | "bpchar" | "varchar" | "character varying"
        )
}

/// Whether an index can be made of the expression: its value follows from the row alone, whatever the settings of the session are.
pub(super) fn indexable(expression: &Expression, names: &dyn Names) -> bool {
    let family = |part: &Expression| {
        let column = super::plain_column(part, names)?;
        names.data_type(&column).map(|own| own.family)
    };
    match &expression.kind {
        ExpressionKind::Column(name) => names.own(name).is_some(),
        ExpressionKind::Literal(literal) => *literal != Literal::Null,
        ExpressionKind::Function { name, arguments } => match (name.as_str(), arguments.as_slice()) {
            // Of an instant these depend on the session's time zone.
            ("date_trunc", [field, of]) => {
                matches!(field.kind, ExpressionKind::Literal(_))
                    && matches!(family(of), Some(TypeFamily::Timestamp))
            }
            ("date", [of]) => match names.dialect() {
                Dialect::PostgreSql => matches!(family(of), Some(TypeFamily::Timestamp)),
                Dialect::MySql => super::plain_column(of, names).is_some(),
                Dialect::Sqlite => false,
            },
            (name, arguments) => {
                FIXED.contains(name) && arguments.iter().all(|argument| indexable(argument, names))
            }
        },
        ExpressionKind::Cast(inner, data_type) => match data_type.name.as_str() {
            "date" => matches!(family(inner), Some(TypeFamily::Timestamp)),
            _ => {
                let of_constant = is_text_cast(data_type) && matches!(inner.kind, ExpressionKind::Literal(_));
                of_constant || super::plain_column(expression, names).is_some()
            }
        },
        ExpressionKind::Binary(left, BinaryOperator::FieldText, right) => {
            matches!(right.kind, ExpressionKind::Literal(_) | ExpressionKind::Cast(..))
                && names.dialect() == Dialect::PostgreSql
                && super::plain_column(left, names).is_some()
        }
        _ => false,
    }
}

/// The expression as SQL, the relation's columns without qualifiers. None when it names anything but those and constants, or
/// was not read in full.
pub fn write_sql(expression: &Expression, names: &dyn Names) -> Option<String> {
    let mut sql = String::new();
    write(expression, names, 0, &mut sql)?;
    Some(sql)
}

/// How deep a condition is written out.
const MAX_DEPTH: usize = 24;

fn write(expression: &Expression, names: &dyn Names, depth: usize, sql: &mut String) -> Option<()> {
    if depth > MAX_DEPTH {
        return None;
    }
    let dialect = names.dialect();
    let list = |items: &[Expression], sql: &mut String| {
        sql.push('(');
        for (at, item) in items.iter().enumerate() {
            if at > 0 {
                sql.push_str(", ");
            }
            write(item, names, depth + 1, sql)?;
        }
        sql.push(')');
        Some(())
    };
    match &expression.kind {
        ExpressionKind::Column(name) => sql.push_str(&quote(&names.own(name)?, dialect)),
        ExpressionKind::Literal(literal) => write_literal(literal, sql),
        ExpressionKind::Unary(operator, operand) => {
            sql.push_str(match operator {
                UnaryOperator::Not => "NOT ",
                UnaryOperator::Minus => "-",
                UnaryOperator::Plus => "+",
            });
            operand_of(operand, names, depth, sql)?;
        }
        ExpressionKind::Binary(left, operator, right) => {
            operand_of(left, names, depth, sql)?;
            sql.push_str(symbol(*operator)?);
            operand_of(right, names, depth, sql)?;
        }
        ExpressionKind::IsNull { operand, negated } => {
            operand_of(operand, names, depth, sql)?;
            sql.push_str(if *negated { " IS NOT NULL" } else { " IS NULL" });
        }
        ExpressionKind::InList {
            operand,
            list: items,
            negated,
        } => {
            operand_of(operand, names, depth, sql)?;
            sql.push_str(if *negated { " NOT IN " } else { " IN " });
            list(items, sql)?;
        }
        ExpressionKind::Function { name, arguments } if !READ_IN_PART.contains(name) => {
            sql.push_str(name);
            list(arguments, sql)?;
        }
        // A constant takes the type of what it is compared with.
        ExpressionKind::Cast(inner, _) if matches!(inner.kind, ExpressionKind::Literal(_)) => {
            write(inner, names, depth + 1, sql)?;
        }
        ExpressionKind::Cast(inner, data_type) => match super::plain_column(expression, names) {
            Some(column) => sql.push_str(&quote(&column, dialect)),
            None => {
                sql.push_str("CAST(");
                write(inner, names, depth + 1, sql)?;
                sql.push_str(" AS ");
                sql.push_str(&data_type.name);
                sql.push(')');
            }
        },
        _ => return None,
    }
    Some(())
}

/// A part, in parentheses where the whole would otherwise be read another way.
fn operand_of(part: &Expression, names: &dyn Names, depth: usize, sql: &mut String) -> Option<()> {
    let is_plain = matches!(
        part.kind,
        ExpressionKind::Column(_)
            | ExpressionKind::Literal(_)
            | ExpressionKind::Function { .. }
            | ExpressionKind::Cast(..)
    );
    if is_plain {
        return write(part, names, depth + 1, sql);
    }
    sql.push('(');
    write(part, names, depth + 1, sql)?;
    sql.push(')');
    Some(())
}

fn symbol(operator: BinaryOperator) -> Option<&'static str> {
    Some(match operator {
        BinaryOperator::And => " AND ",
        BinaryOperator::Or => " OR ",
        BinaryOperator::Equal => " = ",
        BinaryOperator::NotEqual => " <> ",
        BinaryOperator::Less => " < ",
        BinaryOperator::LessOrEqual => " <= ",
        BinaryOperator::Greater => " > ",
        BinaryOperator::GreaterOrEqual => " >= ",
        BinaryOperator::Add => " + ",
        BinaryOperator::Subtract => " - ",
        BinaryOperator::Multiply => " * ",
        BinaryOperator::Divide => " / ",
        BinaryOperator::Modulo => " % ",
        BinaryOperator::Concatenate => " || ",
        BinaryOperator::FieldText => " ->> ",
        _ => return None,
    })
}

fn write_literal(literal: &Literal, sql: &mut String) {
    match literal {
        Literal::Null => sql.push_str("NULL"),
        Literal::Boolean(true) => sql.push_str("true"),
        Literal::Boolean(false) => sql.push_str("false"),
        Literal::Number(number) => sql.push_str(number),
        Literal::String(text) => {
            sql.push('\'');
            sql.push_str(&text.replace('\'', "''"));
            sql.push('\'');
        }
    }
}
