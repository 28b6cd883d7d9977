//! Expressions and queries without what is not compared.

use rowproof_syntax::ast::{Expression, ExpressionKind, Literal, ObjectName, Query};

use super::lower::{NOWHERE, some_type};

/// Without places, texts and types.
pub fn expression(mut expression: Expression) -> Expression {
    normalise(&mut expression);
    expression
}

/// In an order of its own: `sqlparser`'s tree is walked in another one.
pub fn query(mut query: Query) -> Query {
    query.span = NOWHERE;
    // What only we read.
    query.blocks = Vec::new();
    query
        .relations
        .iter_mut()
        .for_each(|relation| name(&mut relation.name));
    query
        .comparisons
        .iter_mut()
        .for_each(|comparison| name(&mut comparison.column));
    for (left, right) in &mut query.joins {
        name(left);
        name(right);
    }
    query.relations.sort_by_key(|relation| format!("{relation:?}"));
    query
        .comparisons
        .sort_by_key(|comparison| format!("{comparison:?}"));
    query.joins.sort_by_key(|join| format!("{join:?}"));
    query
}

/// An expression in short.
pub fn shape(kind: &ExpressionKind) -> String {
    let of = |parts: &[Expression]| -> String {
        let shapes: Vec<String> = parts.iter().map(|part| shape(&part.kind)).collect();
        shapes.join(", ")
    };
    let names = |name: &ObjectName| {
        let parts: Vec<&str> = name.parts.iter().map(|part| part.value.as_str()).collect();
        parts.join(".")
    };
    match kind {
        ExpressionKind::Column(name) => names(name),
        ExpressionKind::Literal(Literal::String(text)) => format!("'{text}'"),
        ExpressionKind::Literal(Literal::Number(text)) => text.clone(),
        ExpressionKind::Unary(operator, operand) => format!("{operator:?}({})", shape(&operand.kind)),
        ExpressionKind::Binary(left, operator, right) => {
            format!("{operator:?}({}, {})", shape(&left.kind), shape(&right.kind))
        }
        ExpressionKind::Cast(operand, _) => format!("cast({})", shape(&operand.kind)),
        ExpressionKind::Function { name, arguments } => format!("{name}({})", of(arguments)),
        ExpressionKind::List(items) => format!("[{}]", of(items)),
        ExpressionKind::InList { operand, list, .. } => format!("in({}, {})", shape(&operand.kind), of(list)),
        ExpressionKind::Between {
            operand,
            low,
            high,
            negated,
        } => {
            let [operand, low, high] = [operand, low, high].map(|part| shape(&part.kind));
            format!("between({operand}, {low}, {high}, {negated})")
        }
        ExpressionKind::IsNull { operand, negated } => format!("null({}, {negated})", shape(&operand.kind)),
        ExpressionKind::Opaque(columns) => {
            let columns: Vec<String> = columns.iter().map(names).collect();
            format!("opaque({})", columns.join(", "))
        }
        other => format!("{other:?}"),
    }
}

fn name(name: &mut ObjectName) {
    name.span = NOWHERE;
    name.parts.iter_mut().for_each(|part| part.span = NOWHERE);
}

fn normalise(expression: &mut Expression) {
    expression.span = NOWHERE;
    expression.text.clear();
    match &mut expression.kind {
        ExpressionKind::Column(column) => name(column),
        ExpressionKind::Opaque(columns) => columns.iter_mut().for_each(name),
        ExpressionKind::Literal(_) | ExpressionKind::Parameter => {}
        ExpressionKind::Cast(operand, data_type) => {
            normalise(operand);
            *data_type = some_type();
        }
        ExpressionKind::Unary(_, operand)
        | ExpressionKind::IsNull { operand, .. }
        | ExpressionKind::IsBoolean { operand, .. } => normalise(operand),
        ExpressionKind::Binary(left, _, right) => [left, right].into_iter().for_each(|part| normalise(part)),
        ExpressionKind::Like { operand, pattern, .. } => {
            [operand, pattern].into_iter().for_each(|part| normalise(part));
        }
        ExpressionKind::Between {
            operand, low, high, ..
        } => [operand, low, high].into_iter().for_each(|part| normalise(part)),
        ExpressionKind::InList { operand, list, .. } => {
            normalise(operand);
            list.iter_mut().for_each(normalise);
        }
        ExpressionKind::Function { arguments, .. } | ExpressionKind::List(arguments) => {
            arguments.iter_mut().for_each(normalise);
        }
        ExpressionKind::Case {
            operand,
            arms,
            otherwise,
        } => {
            operand.iter_mut().for_each(|part| normalise(part));
            for (when, then) in arms {
                normalise(when);
                normalise(then);
            }
            otherwise.iter_mut().for_each(|part| normalise(part));
        }
    }
}
