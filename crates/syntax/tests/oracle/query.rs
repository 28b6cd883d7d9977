//! `sqlparser`'s queries flattened to ours.

use rowproof_syntax::ast::{
    BinaryOperator, Comparison, Expression, ExpressionKind, Literal, ObjectName, Query, QueryRelation,
    UnaryOperator,
};
use sqlparser::ast::{
    BinaryOperator as ParserBinary, Distinct, Expr, GroupByExpr, Join, JoinConstraint, JoinOperator,
    OrderByKind, Query as ParserQuery, Select, SelectItem, SetExpr, TableAlias, TableFactor,
};

use super::lower::Lowering;
use super::value::binary_operator;
use super::walk::{Part, parts};

/// What is still to be looked at. A stack of these instead of recursion: trees may be as deep as the query is long.
enum Pending<'q> {
    Query(&'q ParserQuery),
    Set(&'q SetExpr),
    Relation(&'q TableFactor),
    Join(&'q Join),
    /// A condition, whose comparisons count.
    Condition(&'q Expr),
    /// Any other expression, of which only the subqueries count.
    Value(&'q Expr),
}

/// What a query reads and compares, at any depth.
pub fn flatten<'q>(tree: &'q ParserQuery, lowering: &'q Lowering) -> Query {
    let mut flattening = Flattening {
        lowering,
        pending: vec![Pending::Query(tree)],
        common: Vec::new(),
        query: Query::default(),
    };
    while let Some(next) = flattening.pending.pop() {
        flattening.take(next);
    }
    let Flattening {
        common, mut query, ..
    } = flattening;
    query
        .relations
        .retain(|relation| !is_common(&relation.name, &common));
    query
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

struct Flattening<'q> {
    lowering: &'q Lowering,
    pending: Vec<Pending<'q>>,
    /// The names of CTEs.
    common: Vec<String>,
    query: Query,
}

impl<'q> Flattening<'q> {
    fn take(&mut self, next: Pending<'q>) {
        let mut later = Vec::new();
        match next {
            Pending::Query(query) => self.query(query, &mut later),
            Pending::Set(set) => set_parts(set, &mut later),
            Pending::Relation(relation) => self.relation(relation, &mut later),
            Pending::Join(join) => {
                later.push(Pending::Relation(&join.relation));
                later.extend(join_condition(&join.join_operator).map(Pending::Condition));
            }
            Pending::Condition(condition) => {
                self.condition(condition);
                expression_parts(condition, true, &mut later);
            }
            Pending::Value(value) => expression_parts(value, false, &mut later),
        }
        self.pending.extend(later.into_iter().rev());
    }

    fn query(&mut self, query: &'q ParserQuery, later: &mut Vec<Pending<'q>>) {
        for cte in query.with.iter().flat_map(|with| &with.cte_tables) {
            self.common.push(cte.alias.name.value.clone());
            later.push(Pending::Query(&cte.query));
        }
        later.push(Pending::Set(&query.body));
        if let Some(OrderByKind::Expressions(items)) = query.order_by.as_ref().map(|by| &by.kind) {
            later.extend(items.iter().map(|item| Pending::Value(&item.expr)));
        }
    }

    fn relation(&mut self, relation: &'q TableFactor, later: &mut Vec<Pending<'q>>) {
        match relation {
            TableFactor::Table {
                name,
                alias,
                args: None,
                ..
            } => self.query.relations.push(QueryRelation {
                name: self.lowering.object_name(name),
                alias: alias.as_ref().map(|alias: &TableAlias| alias.name.value.clone()),
            }),
            TableFactor::Derived { subquery, .. } => later.push(Pending::Query(subquery)),
            TableFactor::NestedJoin { table_with_joins, .. } => {
                later.push(Pending::Relation(&table_with_joins.relation));
                later.extend(table_with_joins.joins.iter().map(Pending::Join));
            }
            TableFactor::TableFunction { expr, .. } => later.push(Pending::Value(expr)),
            TableFactor::UNNEST { array_exprs, .. } => later.extend(array_exprs.iter().map(Pending::Value)),
            _ => {}
        }
    }

    /// Notes the comparison an expression is, if it is one.
    fn condition(&mut self, condition: &Expr) {
        match condition {
            Expr::BinaryOp { left, op, right } if is_comparison(op) => {
                self.comparison(left, binary_operator(op), right);
            }
            Expr::IsNotDistinctFrom(left, right) => self.comparison(left, BinaryOperator::NotDistinct, right),
            Expr::Between {
                expr,
                low,
                high,
                negated: false,
            } => {
                self.comparison(expr, BinaryOperator::GreaterOrEqual, low);
                self.comparison(expr, BinaryOperator::LessOrEqual, high);
            }
            Expr::InList { .. } | Expr::AnyOp { .. } | Expr::AllOp { .. } => {
                let lowered = self.lowering.expression(condition).kind;
                if let ExpressionKind::InList {
                    operand,
                    list,
                    negated,
                } = lowered
                {
                    self.in_list(&operand, &list, negated);
                }
            }
            _ => {}
        }
    }

    fn comparison(&mut self, left: &Expr, operator: BinaryOperator, right: &Expr) {
        let (left, right) = (self.lowering.expression(left), self.lowering.expression(right));
        match (column(&left), column(&right)) {
            (Some(left), Some(right)) if operator == BinaryOperator::Equal => {
                self.query.joins.push((left.clone(), right.clone()));
            }
            (Some(column), _) => self.push_comparison(column, operator, &right),
            (None, Some(column)) => self.push_comparison(column, flipped(operator), &left),
            (None, None) => {}
        }
    }

    fn push_comparison(&mut self, column: &ObjectName, operator: BinaryOperator, other: &Expression) {
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
            operator: if negated {
                BinaryOperator::NotEqual
            } else {
                BinaryOperator::Equal
            },
            values: values.unwrap_or_default(),
        });
    }
}

fn set_parts<'q>(set: &'q SetExpr, later: &mut Vec<Pending<'q>>) {
    match set {
        SetExpr::Select(select) => select_parts(select, later),
        SetExpr::Query(query) => later.push(Pending::Query(query)),
        SetExpr::SetOperation { left, right, .. } => {
            later.push(Pending::Set(left));
            later.push(Pending::Set(right));
        }
        SetExpr::Values(values) => {
            let rows = values.rows.iter().flat_map(|row| &row.content);
            later.extend(rows.map(Pending::Value));
        }
        _ => {}
    }
}

fn select_parts<'q>(select: &'q Select, later: &mut Vec<Pending<'q>>) {
    if let Some(Distinct::On(items)) = &select.distinct {
        later.extend(items.iter().map(Pending::Value));
    }
    later.extend(select.projection.iter().filter_map(|item| match item {
        SelectItem::UnnamedExpr(expr) | SelectItem::ExprWithAlias { expr, .. } => Some(Pending::Value(expr)),
        _ => None,
    }));
    for from in &select.from {
        later.push(Pending::Relation(&from.relation));
        later.extend(from.joins.iter().map(Pending::Join));
    }
    later.extend(select.selection.iter().map(Pending::Condition));
    if let GroupByExpr::Expressions(items, _) = &select.group_by {
        later.extend(items.iter().map(Pending::Value));
    }
    later.extend(select.having.iter().map(Pending::Condition));
}

/// The parts of an expression. Those of AND, OR, NOT and parentheses are conditions themselves.
fn expression_parts<'q>(expression: &'q Expr, is_condition: bool, later: &mut Vec<Pending<'q>>) {
    let passes_on = match expression {
        Expr::BinaryOp { op, .. } => matches!(op, ParserBinary::And | ParserBinary::Or),
        Expr::Nested(_) | Expr::UnaryOp { .. } | Expr::IsTrue(_) => true,
        _ => false,
    };
    later.extend(parts(expression).into_iter().map(|part| match part {
        Part::Query(query) => Pending::Query(query),
        Part::Filter(filter) => Pending::Condition(filter),
        Part::Expression(part) if is_condition && passes_on => Pending::Condition(part),
        Part::Expression(part) => Pending::Value(part),
    }));
}

fn join_condition(operator: &JoinOperator) -> Option<&Expr> {
    let constraint = match operator {
        JoinOperator::Join(constraint)
        | JoinOperator::Inner(constraint)
        | JoinOperator::Left(constraint)
        | JoinOperator::LeftOuter(constraint)
        | JoinOperator::Right(constraint)
        | JoinOperator::RightOuter(constraint)
        | JoinOperator::FullOuter(constraint)
        | JoinOperator::StraightJoin(constraint) => constraint,
        _ => return None,
    };
    match constraint {
        JoinConstraint::On(condition) => Some(condition),
        _ => None,
    }
}

fn is_comparison(operator: &ParserBinary) -> bool {
    matches!(
        binary_operator(operator),
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
