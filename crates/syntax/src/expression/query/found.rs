//! What queries were found to read and compare.

use rowproof_source::{SortSmall, Span};

use crate::ast::{
    BinaryOperator, Comparison, Expression, ExpressionKind, Literal, ObjectName, Query, QueryRelation,
    UnaryOperator,
};

/// Collected in the order of reading.
#[derive(Default)]
pub(in crate::expression) struct Found {
    query: Query,
    /// The names of CTEs.
    common: Vec<String>,
}

impl Found {
    /// Everything, in the order of the text.
    pub(in crate::expression) fn into_query(self, span: Span) -> Query {
        let Self { mut query, common } = self;
        query.span = span;
        query
            .relations
            .retain(|relation| !is_common(&relation.name, &common));
        // Those of a subquery are found before those of the condition around it.
        query
            .comparisons
            .order_by_key(|comparison| comparison.column.span.start);
        query.joins.order_by_key(|(left, _)| left.span.start);
        query
    }

    pub(super) fn add_common(&mut self, name: String) {
        self.common.push(name);
    }

    pub(super) fn add_relation(&mut self, relation: QueryRelation) {
        self.query.relations.push(relation);
    }

    /// Notes the comparisons that a condition is made of.
    pub(in crate::expression) fn add_condition(&mut self, condition: &Expression) {
        let mut stack = vec![condition];
        while let Some(next) = stack.pop() {
            match &next.kind {
                ExpressionKind::Binary(left, BinaryOperator::And | BinaryOperator::Or, right) => {
                    stack.extend([&**right, &**left]);
                }
                ExpressionKind::Unary(_, operand)
                | ExpressionKind::IsBoolean {
                    operand,
                    value: true,
                    negated: false,
                } => stack.push(operand),
                other => self.add_comparison(other),
            }
        }
    }

    fn add_comparison(&mut self, kind: &ExpressionKind) {
        match kind {
            ExpressionKind::Binary(left, operator, right) if is_comparison(*operator) => {
                self.compare(left, *operator, right);
            }
            ExpressionKind::Between {
                operand,
                low,
                high,
                negated: false,
            } => {
                self.compare(operand, BinaryOperator::GreaterOrEqual, low);
                self.compare(operand, BinaryOperator::LessOrEqual, high);
            }
            ExpressionKind::InList {
                operand,
                list,
                negated,
            } => self.in_list(operand, list, *negated),
            _ => {}
        }
    }

    fn compare(&mut self, left: &Expression, operator: BinaryOperator, right: &Expression) {
        match (column(left), column(right)) {
            (Some(left), Some(right)) if operator == BinaryOperator::Equal => {
                self.query.joins.push((left.clone(), right.clone()));
            }
            (Some(column), _) => self.push(column, operator, right),
            (None, Some(column)) => self.push(column, flipped(operator), left),
            (None, None) => {}
        }
    }

    fn push(&mut self, column: &ObjectName, operator: BinaryOperator, other: &Expression) {
        self.query.comparisons.push(Comparison {
            column: column.clone(),
            operator,
            values: constant(other).into_iter().collect(),
        });
    }

    fn in_list(&mut self, operand: &Expression, list: &[Expression], negated: bool) {
        let Some(column) = column(operand) else { return };
        let values: Option<Vec<Literal>> = list.iter().map(constant).collect();
        self.query.comparisons.push(Comparison {
            column: column.clone(),
            operator: match negated {
                true => BinaryOperator::NotEqual,
                false => BinaryOperator::Equal,
            },
            values: values.unwrap_or_default(),
        });
    }
}

/// Whether a name is that of a CTE.
fn is_common(name: &ObjectName, common: &[String]) -> bool {
    match name.parts.as_slice() {
        [only] => common
            .iter()
            .any(|common| common.eq_ignore_ascii_case(&only.value)),
        _ => false,
    }
}

fn is_comparison(operator: BinaryOperator) -> bool {
    matches!(
        operator,
        BinaryOperator::Equal
            | BinaryOperator::NotEqual
            | BinaryOperator::Less
            | BinaryOperator::LessOrEqual
            | BinaryOperator::Greater
            | BinaryOperator::GreaterOrEqual
            | BinaryOperator::NotDistinct
    )
}

/// The same comparison with its sides exchanged.
fn flipped(operator: BinaryOperator) -> BinaryOperator {
    match operator {
        BinaryOperator::Less => BinaryOperator::Greater,
        BinaryOperator::LessOrEqual => BinaryOperator::GreaterOrEqual,
        BinaryOperator::Greater => BinaryOperator::Less,
        BinaryOperator::GreaterOrEqual => BinaryOperator::LessOrEqual,
        other => other,
    }
}

/// The column an expression is, casts aside.
fn column(expression: &Expression) -> Option<&ObjectName> {
    match &expression.kind {
        ExpressionKind::Column(name) => Some(name),
        ExpressionKind::Cast(inner, _) => column(inner),
        _ => None,
    }
}

/// The constant an expression is, casts and a minus aside.
fn constant(expression: &Expression) -> Option<Literal> {
    match &expression.kind {
        ExpressionKind::Literal(literal) => Some(literal.clone()),
        ExpressionKind::Cast(inner, _) => constant(inner),
        ExpressionKind::Unary(UnaryOperator::Minus, inner) => match constant(inner)? {
            Literal::Number(number) => Some(Literal::Number(format!("-{number}"))),
            _ => None,
        },
        _ => None,
    }
}
