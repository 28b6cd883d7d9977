//! A condition as PostgreSQL prints it, read into parts that an index can and cannot serve.

use rowproof_catalog::fold;
use rowproof_catalog::questions::strip_casts;
use rowproof_plan::PlanNode;
use rowproof_syntax::ast::UnaryOperator;
use rowproof_syntax::parse_expression;

use crate::prelude::*;

/// One AND-ed part of a condition on the rows of one relation.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Conjunct {
    /// `column = value`: one place in an index.
    Equality(String),
    /// `column IN (…)`: a few places.
    OneOf(String),
    /// `column < value` and the like: one stretch of an index.
    Range(String),
    /// A condition between a column and constants that no index key serves but that an index may be restricted to: the
    /// column, and the condition as SQL.
    Constant(String, String),
    /// Anything else.
    Other,
}

/// The AND-ed parts of a condition, as seen from the relation the node reads. None when it cannot be read.
pub(crate) fn read_condition(node: &PlanNode, text: &str) -> Option<Vec<Conjunct>> {
    let expression = parse_expression(text, Dialect::PostgreSql).ok()?;
    let mut parts = Vec::new();
    split(&expression, &mut parts);
    Some(parts.into_iter().map(|part| classify(node, part)).collect())
}

/// The columns of the node's relation that a condition names, in order, each once. None when it cannot be read.
pub(crate) fn columns_in(node: &PlanNode, text: &str) -> Option<Vec<String>> {
    let expression = parse_expression(text, Dialect::PostgreSql).ok()?;
    let mut columns = Vec::new();
    own_columns(node, &expression, &mut columns);
    Some(columns)
}

pub(super) fn split<'e>(expression: &'e Expression, parts: &mut Vec<&'e Expression>) {
    match &expression.kind {
        ExpressionKind::Binary(left, BinaryOperator::And, right) => {
            split(left, parts);
            split(right, parts);
        }
        _ => parts.push(expression),
    }
}

fn classify(node: &PlanNode, part: &Expression) -> Conjunct {
    match &part.kind {
        ExpressionKind::Binary(left, operator, right) => compare(node, left, *operator, right),
        ExpressionKind::InList {
            operand,
            list,
            negated: false,
        } => match own_column(node, operand) {
            Some(column) if list.iter().all(|item| is_foreign(node, item)) => Conjunct::OneOf(column),
            _ => Conjunct::Other,
        },
        ExpressionKind::Between {
            operand,
            low,
            high,
            negated: false,
        } => match own_column(node, operand) {
            Some(column) if is_foreign(node, low) && is_foreign(node, high) => Conjunct::Range(column),
            _ => Conjunct::Other,
        },
        ExpressionKind::IsNull { operand, negated } => {
            let test = if *negated { "IS NOT NULL" } else { "IS NULL" };
            own_column(node, operand).map_or(Conjunct::Other, |column| {
                restricted(&column, |name| format!("{name} {test}"))
            })
        }
        ExpressionKind::Unary(UnaryOperator::Not, operand) => own_column(node, operand)
            .map_or(Conjunct::Other, |column| {
                restricted(&column, |name| format!("NOT {name}"))
            }),
        ExpressionKind::Column(_) => {
            own_column(node, part).map_or(Conjunct::Other, |column| restricted(&column, str::to_owned))
        }
        _ => Conjunct::Other,
    }
}

fn restricted(column: &str, condition: impl Fn(&str) -> String) -> Conjunct {
    Conjunct::Constant(column.to_owned(), condition(&quote(column, Dialect::PostgreSql)))
}

fn compare(node: &PlanNode, left: &Expression, operator: BinaryOperator, right: &Expression) -> Conjunct {
    let (column, value) = match (own_column(node, left), own_column(node, right)) {
        (Some(column), None) if is_foreign(node, right) => (column, right),
        (None, Some(column)) if is_foreign(node, left) => (column, left),
        _ => return Conjunct::Other,
    };
    match operator {
        BinaryOperator::Equal => Conjunct::Equality(column),
        BinaryOperator::Less
        | BinaryOperator::LessOrEqual
        | BinaryOperator::Greater
        | BinaryOperator::GreaterOrEqual => Conjunct::Range(column),
        BinaryOperator::NotEqual => match constant(value) {
            Some(constant) => restricted(&column, |name| format!("{name} <> {constant}")),
            None => Conjunct::Other,
        },
        _ => Conjunct::Other,
    }
}

/// A constant as SQL; its type follows from the column it is compared with.
pub(super) fn constant(value: &Expression) -> Option<String> {
    match &strip_casts(value).kind {
        ExpressionKind::Literal(Literal::String(text)) => Some(text_constant(text)),
        ExpressionKind::Literal(Literal::Number(number)) => Some(number.clone()),
        ExpressionKind::Literal(Literal::Boolean(value)) => Some(value.to_string()),
        _ => None,
    }
}

/// The column of the node's relation that the expression is, past casts that change nothing: `(status)::text` of a
/// `varchar`. Any other cast would keep an index from being used.
pub(super) fn own_column(node: &PlanNode, expression: &Expression) -> Option<String> {
    match &expression.kind {
        ExpressionKind::Column(name) if is_own(node, name) => Some(fold(name.last()?, Dialect::PostgreSql)),
        ExpressionKind::Cast(inner, data_type) if matches!(data_type.name.as_str(), "text" | "bpchar") => {
            own_column(node, inner)
        }
        _ => None,
    }
}

/// PostgreSQL leaves the qualifier out when there is one relation only.
fn is_own(node: &PlanNode, name: &ObjectName) -> bool {
    let qualifier = name.parts.len().checked_sub(2).and_then(|at| name.parts.get(at));
    qualifier.is_none_or(|qualifier| node.binding_name() == Some(qualifier.value.as_str()))
}

/// Whether an expression is the same for all rows of the node's relation.
pub(super) fn is_foreign(node: &PlanNode, expression: &Expression) -> bool {
    let mut columns = Vec::new();
    own_columns(node, expression, &mut columns);
    columns.is_empty()
}

pub(super) fn own_columns(node: &PlanNode, expression: &Expression, columns: &mut Vec<String>) {
    let mut add = |name: &ObjectName| {
        let folded = name.last().map(|last| fold(last, Dialect::PostgreSql));
        if let Some(column) = folded.filter(|column| is_own(node, name) && !columns.contains(column)) {
            columns.push(column);
        }
    };
    match &expression.kind {
        ExpressionKind::Column(name) => add(name),
        ExpressionKind::Opaque(names) => names.iter().for_each(add),
        ExpressionKind::Literal(_) | ExpressionKind::Parameter => {}
        _ => parts_of(expression)
            .into_iter()
            .for_each(|part| own_columns(node, part, columns)),
    }
}

/// The direct parts of an expression.
pub(super) fn parts_of(expression: &Expression) -> Vec<&Expression> {
    match &expression.kind {
        ExpressionKind::Unary(_, operand)
        | ExpressionKind::Cast(operand, _)
        | ExpressionKind::IsNull { operand, .. }
        | ExpressionKind::IsBoolean { operand, .. } => vec![operand],
        ExpressionKind::Binary(left, _, right) => vec![left, right],
        ExpressionKind::Like { operand, pattern, .. } => vec![operand, pattern],
        ExpressionKind::Between {
            operand, low, high, ..
        } => vec![operand, low, high],
        ExpressionKind::InList { operand, list, .. } => std::iter::once(&**operand).chain(list).collect(),
        ExpressionKind::Function { arguments, .. } | ExpressionKind::List(arguments) => {
            arguments.iter().collect()
        }
        ExpressionKind::Case {
            operand,
            arms,
            otherwise,
        } => {
            let arms = arms.iter().flat_map(|(when, then)| [when, then]);
            operand
                .iter()
                .map(|part| &**part)
                .chain(arms)
                .chain(otherwise.iter().map(|part| &**part))
                .collect()
        }
        ExpressionKind::Column(_)
        | ExpressionKind::Literal(_)
        | ExpressionKind::Parameter
        | ExpressionKind::Opaque(_) => Vec::new(),
    }
}
