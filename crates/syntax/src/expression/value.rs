//! Parts of expressions put together and taken apart.

use rowproof_source::Span;

use crate::ast::{DataType, Expression, ExpressionKind, Literal, ObjectName};

pub(super) fn plain_type(name: &str, span: Span) -> DataType {
    DataType {
        name: name.to_owned(),
        arguments: Vec::new(),
        array_dimensions: 0,
        words: String::new(),
        span,
    }
}

/// The items of an array written as a string, `{a,"b c"}`; none for nested arrays and for what is no array.
pub(super) fn array_items(text: &str) -> Option<Vec<Literal>> {
    let inside = text.trim().strip_prefix('{')?.strip_suffix('}')?;
    let mut items = Vec::new();
    let mut rest = inside.trim_start();
    if rest.is_empty() {
        return Some(items);
    }
    loop {
        let (item, behind) = match rest.strip_prefix('"') {
            Some(quoted) => quoted_item(quoted)?,
            None => plain_item(rest)?,
        };
        items.push(item);
        rest = match behind.strip_prefix(',') {
            Some(next) => next.trim_start(),
            None if behind.is_empty() => return Some(items),
            None => return None,
        };
    }
}

/// An item behind its opening quote, and what stands behind the closing one.
fn quoted_item(text: &str) -> Option<(Literal, &str)> {
    let mut item = String::new();
    let mut characters = text.chars();
    loop {
        match characters.next()? {
            '"' => return Some((Literal::String(item), characters.as_str().trim_start())),
            '\\' => item.push(characters.next()?),
            character => item.push(character),
        }
    }
}

/// An item without quotes, up to the comma behind it.
fn plain_item(text: &str) -> Option<(Literal, &str)> {
    let end = text.find(',').unwrap_or(text.len());
    let (item, behind) = text.split_at_checked(end)?;
    let item = item.trim_end();
    if item.is_empty() || item.contains(['{', '}', '"', '\\']) {
        return None;
    }
    let literal = match item.eq_ignore_ascii_case("null") {
        true => Literal::Null,
        false => Literal::String(item.to_owned()),
    };
    Some((literal, behind))
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
