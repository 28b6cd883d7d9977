//! Walking expressions.

use rowproof_syntax::Dialect;
use rowproof_syntax::ast::{BinaryOperator, Expression, ExpressionKind, ObjectName};

use crate::model::fold;

/// Calls `visit` for the expression and every part of it, outermost first.
pub(crate) fn each_part(expression: &Expression, visit: &mut impl FnMut(&Expression)) {
    visit(expression);
    match &expression.kind {
        ExpressionKind::Unary(_, operand) | ExpressionKind::Cast(operand, _) => each_part(operand, visit),
        ExpressionKind::IsNull { operand, .. } | ExpressionKind::IsBoolean { operand, .. } => {
            each_part(operand, visit)
        }
        ExpressionKind::Binary(left, _, right) => {
            each_part(left, visit);
            each_part(right, visit);
        }
        ExpressionKind::InList { operand, list, .. } => {
            each_part(operand, visit);
            list.iter().for_each(|item| each_part(item, visit));
        }
        ExpressionKind::Between {
            operand, low, high, ..
        } => {
            [operand, low, high]
                .into_iter()
                .for_each(|part| each_part(part, visit));
        }
        ExpressionKind::Like { operand, pattern, .. } => {
            each_part(operand, visit);
            each_part(pattern, visit);
        }
        ExpressionKind::Function { arguments, .. } | ExpressionKind::List(arguments) => {
            arguments.iter().for_each(|argument| each_part(argument, visit));
        }
        ExpressionKind::Case {
            operand,
            arms,
            otherwise,
        } => {
            operand.iter().for_each(|part| each_part(part, visit));
            for (when, then) in arms {
                each_part(when, visit);
                each_part(then, visit);
            }
            otherwise.iter().for_each(|part| each_part(part, visit));
        }
        ExpressionKind::Column(_)
        | ExpressionKind::Literal(_)
        | ExpressionKind::Parameter
        | ExpressionKind::Opaque(_) => {}
    }
}

fn last_name(name: &ObjectName) -> Option<String> {
    let last = name.last()?;
    Some(if last.quoted {
        last.value.clone()
    } else {
        last.value.to_lowercase()
    })
}

/// The columns an expression names, in order of first use, without repetition; unquoted names in lower case.
pub fn columns_of(expression: &Expression) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    let mut add = |name: &ObjectName| {
        if let Some(name) = last_name(name)
            && !names.contains(&name)
        {
            names.push(name);
        }
    };
    each_part(expression, &mut |part| match &part.kind {
        ExpressionKind::Column(name) => add(name),
        ExpressionKind::Opaque(columns) => columns.iter().for_each(&mut add),
        _ => {}
    });
    names
}

/// The stored name of the column that the expression is, through casts; none for anything else.
pub fn column_named(expression: &Expression, dialect: Dialect) -> Option<String> {
    match &strip_casts(expression).kind {
        ExpressionKind::Column(name) => name.last().map(|last| fold(last, dialect)),
        _ => None,
    }
}

/// The expression without casts around it.
pub fn strip_casts(expression: &Expression) -> &Expression {
    let mut expression = expression;
    while let ExpressionKind::Cast(inner, _) = &expression.kind {
        expression = inner;
    }
    expression
}

/// The columns that a CHECK of this condition forces to be something: `c IS NOT NULL` among its AND-ed parts.
pub fn not_null_columns(expression: &Expression) -> Vec<String> {
    match &expression.kind {
        ExpressionKind::Binary(left, BinaryOperator::And, right) => {
            let mut names = not_null_columns(left);
            names.extend(not_null_columns(right));
            names
        }
        ExpressionKind::IsNull {
            operand,
            negated: true,
        } => match &strip_casts(operand).kind {
            ExpressionKind::Column(name) => last_name(name).into_iter().collect(),
            _ => Vec::new(),
        },
        _ => Vec::new(),
    }
}

/// Calls `change` for the expression and every part of it, outermost first.
pub(crate) fn each_part_mut(expression: &mut Expression, change: &mut impl FnMut(&mut Expression)) {
    change(expression);
    match &mut expression.kind {
        ExpressionKind::Unary(_, operand)
        | ExpressionKind::Cast(operand, _)
        | ExpressionKind::IsNull { operand, .. }
        | ExpressionKind::IsBoolean { operand, .. } => each_part_mut(operand, change),
        ExpressionKind::Binary(left, _, right) => {
            each_part_mut(left, change);
            each_part_mut(right, change);
        }
        ExpressionKind::InList { operand, list, .. } => {
            each_part_mut(operand, change);
            list.iter_mut().for_each(|item| each_part_mut(item, change));
        }
        ExpressionKind::Between {
            operand, low, high, ..
        } => {
            [operand, low, high]
                .into_iter()
                .for_each(|part| each_part_mut(part, change));
        }
        ExpressionKind::Like { operand, pattern, .. } => {
            each_part_mut(operand, change);
            each_part_mut(pattern, change);
        }
        ExpressionKind::Function { arguments, .. } | ExpressionKind::List(arguments) => {
            arguments
                .iter_mut()
                .for_each(|argument| each_part_mut(argument, change));
        }
        ExpressionKind::Case {
            operand,
            arms,
            otherwise,
        } => {
            operand.iter_mut().for_each(|part| each_part_mut(part, change));
            for (when, then) in arms {
                each_part_mut(when, change);
                each_part_mut(then, change);
            }
            otherwise.iter_mut().for_each(|part| each_part_mut(part, change));
        }
        ExpressionKind::Column(_)
        | ExpressionKind::Literal(_)
        | ExpressionKind::Parameter
        | ExpressionKind::Opaque(_) => {}
    }
}

/// Renames a column everywhere in the expression. The text as written is kept: it is what stands in the source.
pub fn rename_column_in(expression: &mut Expression, from: &str, to: &str) {
    let rename = |name: &mut ObjectName| {
        if last_name(name).as_deref() == Some(from)
            && let Some(last) = name.parts.last_mut()
        {
            to.clone_into(&mut last.value);
            last.quoted = true;
        }
    };
    each_part_mut(expression, &mut |part| match &mut part.kind {
        ExpressionKind::Column(name) => rename(name),
        ExpressionKind::Opaque(columns) => columns.iter_mut().for_each(rename),
        _ => {}
    });
}
