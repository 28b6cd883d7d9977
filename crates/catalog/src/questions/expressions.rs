//! Walking expressions.

use rowproof_syntax::Dialect;
use rowproof_syntax::ast::{BinaryOperator, Expression, ExpressionKind, ObjectName};

use crate::model::fold;

/// Calls `visit` for the expression and every part of it, outermost first.
fn each(expression: &Expression, visit: &mut impl FnMut(&Expression)) {
    visit(expression);
    match &expression.kind {
        ExpressionKind::Unary(_, operand) | ExpressionKind::Cast(operand, _) => each(operand, visit),
        ExpressionKind::IsNull { operand, .. } | ExpressionKind::IsBoolean { operand, .. } => {
            each(operand, visit)
        }
        ExpressionKind::Binary(left, _, right) => {
            each(left, visit);
            each(right, visit);
        }
        ExpressionKind::InList { operand, list, .. } => {
            each(operand, visit);
            list.iter().for_each(|item| each(item, visit));
        }
        ExpressionKind::Between {
            operand, low, high, ..
        } => {
            [operand, low, high]
                .into_iter()
                .for_each(|part| each(part, visit));
        }
        ExpressionKind::Like { operand, pattern, .. } => {
            each(operand, visit);
            each(pattern, visit);
        }
        ExpressionKind::Function { arguments, .. } | ExpressionKind::List(arguments) => {
            arguments.iter().for_each(|argument| each(argument, visit));
        }
        ExpressionKind::Case {
            operand,
            arms,
            otherwise,
        } => {
            operand.iter().for_each(|part| each(part, visit));
            for (when, then) in arms {
                each(when, visit);
                each(then, visit);
            }
            otherwise.iter().for_each(|part| each(part, visit));
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
    each(expression, &mut |part| match &part.kind {
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
    match &mut expression.kind {
        ExpressionKind::Column(name) => rename(name),
        ExpressionKind::Opaque(columns) => columns.iter_mut().for_each(rename),
        ExpressionKind::Unary(_, operand)
        | ExpressionKind::Cast(operand, _)
        | ExpressionKind::IsNull { operand, .. }
        | ExpressionKind::IsBoolean { operand, .. } => rename_column_in(operand, from, to),
        ExpressionKind::Binary(left, _, right) => {
            rename_column_in(left, from, to);
            rename_column_in(right, from, to);
        }
        ExpressionKind::InList { operand, list, .. } => {
            rename_column_in(operand, from, to);
            list.iter_mut().for_each(|item| rename_column_in(item, from, to));
        }
        ExpressionKind::Between {
            operand, low, high, ..
        } => {
            [operand, low, high]
                .into_iter()
                .for_each(|part| rename_column_in(part, from, to));
        }
        ExpressionKind::Like { operand, pattern, .. } => {
            rename_column_in(operand, from, to);
            rename_column_in(pattern, from, to);
        }
        ExpressionKind::Function { arguments, .. } | ExpressionKind::List(arguments) => {
            arguments
                .iter_mut()
                .for_each(|argument| rename_column_in(argument, from, to));
        }
        ExpressionKind::Case {
            operand,
            arms,
            otherwise,
        } => {
            operand
                .iter_mut()
                .for_each(|part| rename_column_in(part, from, to));
            for (when, then) in arms {
                rename_column_in(when, from, to);
                rename_column_in(then, from, to);
            }
            otherwise
                .iter_mut()
                .for_each(|part| rename_column_in(part, from, to));
        }
        ExpressionKind::Literal(_) | ExpressionKind::Parameter => {}
    }
}
