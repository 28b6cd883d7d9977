//! Whose a column is, as a condition is looked at from one relation.

use rowproof_catalog::{Catalog, ColumnType, Relation, fold};
use rowproof_syntax::Dialect;
use rowproof_syntax::ast::{Expression, ExpressionKind, ObjectName};

/// The columns of one relation among all names of a condition.
pub trait Names {
    /// The relation's column of that name, as stored; none when the name is another's.
    fn own(&self, name: &ObjectName) -> Option<String>;

    /// The language of the condition.
    fn dialect(&self) -> Dialect;

    /// The relation, when the schema is there.
    fn relation(&self) -> Option<&Relation>;

    /// The type of one of the relation's columns, when the schema is there.
    fn data_type(&self, column: &str) -> Option<&ColumnType> {
        Some(&self.relation()?.column(column)?.data_type)
    }
}

/// A stored name as written without a schema.
pub(crate) fn stored(name: &ObjectName, dialect: Dialect) -> Option<String> {
    name.last().map(|last| fold(last, dialect))
}

/// The part of a qualified name in front of the column.
pub(crate) fn qualifier(name: &ObjectName) -> Option<&str> {
    let at = name.parts.len().checked_sub(2)?;
    name.parts.get(at).map(|part| part.value.as_str())
}

/// The relation's column of that name.
pub(crate) fn column_of(catalog: &Catalog, relation: &Relation, name: &ObjectName) -> Option<String> {
    let column = catalog.find_column(relation, &stored(name, catalog.dialect())?)?;
    Some(column.name.clone())
}

/// Calls `visit` for every name in the expression that may be a column.
pub fn each_name<'e>(expression: &'e Expression, visit: &mut dyn FnMut(&'e ObjectName)) {
    let mut stack = vec![expression];
    while let Some(next) = stack.pop() {
        match &next.kind {
            ExpressionKind::Column(name) => visit(name),
            ExpressionKind::Opaque(names) => names.iter().for_each(&mut *visit),
            ExpressionKind::Literal(_) | ExpressionKind::Parameter => {}
            ExpressionKind::Unary(_, operand)
            | ExpressionKind::Cast(operand, _)
            | ExpressionKind::IsNull { operand, .. }
            | ExpressionKind::IsBoolean { operand, .. } => stack.push(operand),
            ExpressionKind::Binary(left, _, right) => stack.extend([&**right, &**left]),
            ExpressionKind::Like { operand, pattern, .. } => stack.extend([&**pattern, &**operand]),
            ExpressionKind::Between {
                operand, low, high, ..
            } => stack.extend([&**high, &**low, &**operand]),
            ExpressionKind::InList { operand, list, .. } => {
                stack.extend(list.iter().rev());
                stack.push(operand);
            }
            ExpressionKind::Function { arguments, .. } | ExpressionKind::List(arguments) => {
                stack.extend(arguments.iter().rev());
            }
            ExpressionKind::Case {
                operand,
                arms,
                otherwise,
            } => {
                stack.extend(otherwise.as_deref());
                for (when, then) in arms.iter().rev() {
                    stack.extend([then, when]);
                }
                stack.extend(operand.as_deref());
            }
        }
    }
}
