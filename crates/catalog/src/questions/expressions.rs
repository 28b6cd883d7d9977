//! Walking expressions.

use std::borrow::Cow;

use rowproof_source::lower_case;
use rowproof_syntax::Dialect;
use rowproof_syntax::ast::{Expression, ExpressionKind, ObjectName};

use crate::model::{fold, has_capital};

/// Calls `visit` for the expression and every part of it, outermost first.
pub(crate) fn each_part(expression: &Expression, visit: &mut impl FnMut(&Expression)) {
    visit(expression);
    each_child(expression, &mut |child| each_part(child, visit));
}

/// Calls `visit` for the parts that the expression is made of, and not for theirs.
pub(super) fn each_child<'e>(expression: &'e Expression, visit: &mut impl FnMut(&'e Expression)) {
    match &expression.kind {
        ExpressionKind::Unary(_, operand)
        | ExpressionKind::Cast(operand, _)
        | ExpressionKind::IsNull { operand, .. }
        | ExpressionKind::IsBoolean { operand, .. } => visit(operand),
        ExpressionKind::Binary(left, _, right) => {
            visit(left);
            visit(right);
        }
        ExpressionKind::InList { operand, list, .. } => {
            visit(operand);
            list.iter().for_each(visit);
        }
        ExpressionKind::Between {
            operand, low, high, ..
        } => [operand, low, high].into_iter().for_each(|part| visit(part)),
        ExpressionKind::Like { operand, pattern, .. } => {
            visit(operand);
            visit(pattern);
        }
        ExpressionKind::Function { arguments, .. } | ExpressionKind::List(arguments) => {
            arguments.iter().for_each(visit);
        }
        ExpressionKind::Case {
            operand,
            arms,
            otherwise,
        } => {
            operand.iter().for_each(|part| visit(part));
            for (when, then) in arms {
                visit(when);
                visit(then);
            }
            otherwise.iter().for_each(|part| visit(part));
        }
        ExpressionKind::Column(_)
        | ExpressionKind::Literal(_)
        | ExpressionKind::Parameter
        | ExpressionKind::Opaque(_) => {}
    }
}

fn last_name(name: &ObjectName) -> Option<Cow<'_, str>> {
    let last = name.last()?;
    Some(match !last.quoted && has_capital(&last.value) {
        true => Cow::Owned(lower_case(&last.value)),
        false => Cow::Borrowed(&last.value),
    })
}

/// Whether every part of an expression is read, so that [`columns_of`] names its columns and nothing else.
pub fn is_understood(expression: &Expression) -> bool {
    let mut understood = true;
    each_part(expression, &mut |part| {
        understood &= !matches!(part.kind, ExpressionKind::Opaque(_));
    });
    understood
}

/// The columns an expression names, in order of first use, without repetition; unquoted names in lower case.
pub fn columns_of(expression: &Expression) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    let mut add = |name: &ObjectName| {
        if let Some(name) = last_name(name)
            && !names.iter().any(|held| *held == name)
        {
            names.push(name.into_owned());
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
