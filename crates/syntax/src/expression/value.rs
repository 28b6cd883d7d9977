//! Parts of expressions put together and taken apart.

use rowproof_source::Span;

use crate::ast::{DataType, Expression, ExpressionKind, Literal, ObjectName};

pub(super) fn plain_type(name: &str, span: Span) -> DataType {
    DataType {
        name: name.to_owned(),
        arguments: Vec::new(),
        array_dimensions: 0,
        span,
    }
}

/// The items of an array written as a string, `{a,b}`; none for nested arrays and quoted items.
pub(super) fn array_items(text: &str) -> Option<Vec<Literal>> {
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

/// What stands inside the casts.
pub(super) fn without_casts(mut expression: Expression) -> Expression {
    while let ExpressionKind::Cast(inner, _) = expression.kind {
        expression = *inner;
    }
    expression
}

/// An item of a list: a constant's cast says nothing that the list does not.
pub(super) fn list_item(item: Expression) -> Expression {
    let mut inside = &item;
    while let ExpressionKind::Cast(inner, _) = &inside.kind {
        inside = inner;
    }
    match inside.kind {
        ExpressionKind::Literal(_) | ExpressionKind::Parameter => without_casts(item),
        _ => item,
    }
}

/// The columns that some expressions name, in the order of the text; those of subqueries are theirs.
pub(super) fn opaque(parts: impl IntoIterator<Item = Expression>) -> ExpressionKind {
    let mut columns = Vec::new();
    for part in parts {
        add_columns(part, &mut columns);
    }
    ExpressionKind::Opaque(columns)
}

fn add_columns(expression: Expression, columns: &mut Vec<ObjectName>) {
    match expression.kind {
        ExpressionKind::Column(name) => columns.push(name),
        ExpressionKind::Opaque(names) if columns.is_empty() => *columns = names,
        ExpressionKind::Opaque(names) => columns.extend(names),
        ExpressionKind::Literal(_) | ExpressionKind::Parameter => {}
        ExpressionKind::Unary(_, operand)
        | ExpressionKind::Cast(operand, _)
        | ExpressionKind::IsNull { operand, .. }
        | ExpressionKind::IsBoolean { operand, .. } => add_columns(*operand, columns),
        ExpressionKind::Binary(left, _, right) => {
            add_columns(*left, columns);
            add_columns(*right, columns);
        }
        ExpressionKind::Like { operand, pattern, .. } => {
            add_columns(*operand, columns);
            add_columns(*pattern, columns);
        }
        ExpressionKind::Between {
            operand, low, high, ..
        } => [operand, low, high]
            .into_iter()
            .for_each(|part| add_columns(*part, columns)),
        ExpressionKind::InList { operand, list, .. } => {
            add_columns(*operand, columns);
            list.into_iter().for_each(|item| add_columns(item, columns));
        }
        ExpressionKind::Function { arguments, .. } | ExpressionKind::List(arguments) => {
            arguments.into_iter().for_each(|item| add_columns(item, columns));
        }
        ExpressionKind::Case {
            operand,
            arms,
            otherwise,
        } => {
            operand.into_iter().for_each(|part| add_columns(*part, columns));
            for (when, then) in arms {
                add_columns(when, columns);
                add_columns(then, columns);
            }
            otherwise.into_iter().for_each(|part| add_columns(*part, columns));
        }
    }
}
