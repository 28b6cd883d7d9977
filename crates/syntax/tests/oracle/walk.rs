//! The parts of `sqlparser`'s expressions, in the order of the text.

use sqlparser::ast::{
    AccessExpr, Array, Expr, Function, FunctionArg, FunctionArgExpr, FunctionArgumentClause,
    FunctionArguments, OrderByExpr, Query, Subscript, WindowType,
};

/// A part of an expression.
#[derive(Clone, Copy)]
pub enum Part<'e> {
    Expression(&'e Expr),
    Query(&'e Query),
    /// What stands in a function's FILTER.
    Filter(&'e Expr),
}

/// The direct parts of an expression. Forms that only other databases know have none.
pub fn parts(expression: &Expr) -> Vec<Part<'_>> {
    let mut parts = Vec::new();
    collect(expression, &mut parts);
    parts
}

fn collect<'e>(expression: &'e Expr, parts: &mut Vec<Part<'e>>) {
    let mut add = |part: &'e Expr| parts.push(Part::Expression(part));
    match expression {
        Expr::JsonAccess { value, .. } => add(value),
        Expr::IsFalse(a)
        | Expr::IsNotFalse(a)
        | Expr::IsTrue(a)
        | Expr::IsNotTrue(a)
        | Expr::IsNull(a)
        | Expr::IsNotNull(a)
        | Expr::IsUnknown(a)
        | Expr::IsNotUnknown(a)
        | Expr::Nested(a)
        | Expr::OuterJoin(a)
        | Expr::Prior(a) => add(a),
        Expr::IsDistinctFrom(a, b) | Expr::IsNotDistinctFrom(a, b) => {
            add(a);
            add(b);
        }
        Expr::IsJson { expr, .. }
        | Expr::IsNormalized { expr, .. }
        | Expr::UnaryOp { expr, .. }
        | Expr::Convert { expr, .. }
        | Expr::Cast { expr, .. }
        | Expr::Extract { expr, .. }
        | Expr::Ceil { expr, .. }
        | Expr::Floor { expr, .. }
        | Expr::Collate { expr, .. }
        | Expr::Named { expr, .. } => add(expr),
        Expr::InList { expr, list, .. } => {
            add(expr);
            list.iter().for_each(add);
        }
        Expr::InUnnest { expr, array_expr, .. } => {
            add(expr);
            add(array_expr);
        }
        Expr::Between { expr, low, high, .. } => {
            add(expr);
            add(low);
            add(high);
        }
        Expr::BinaryOp { left, right, .. }
        | Expr::AnyOp { left, right, .. }
        | Expr::AllOp { left, right, .. } => {
            add(left);
            add(right);
        }
        Expr::Like { expr, pattern, .. }
        | Expr::ILike { expr, pattern, .. }
        | Expr::SimilarTo { expr, pattern, .. }
        | Expr::RLike { expr, pattern, .. } => {
            add(expr);
            add(pattern);
        }
        Expr::AtTimeZone { timestamp, time_zone } => {
            add(timestamp);
            add(time_zone);
        }
        Expr::Position { expr, r#in } => {
            add(expr);
            add(r#in);
        }
        Expr::Substring {
            expr,
            substring_from,
            substring_for,
            ..
        } => {
            add(expr);
            substring_from
                .iter()
                .chain(substring_for)
                .for_each(|part| add(part));
        }
        Expr::Trim {
            expr,
            trim_what,
            trim_characters,
            ..
        } => {
            trim_what.iter().for_each(|part| add(part));
            add(expr);
            trim_characters.iter().flatten().for_each(add);
        }
        Expr::Overlay {
            expr,
            overlay_what,
            overlay_from,
            overlay_for,
        } => {
            add(expr);
            add(overlay_what);
            add(overlay_from);
            overlay_for.iter().for_each(|part| add(part));
        }
        Expr::Case {
            operand,
            conditions,
            else_result,
            ..
        } => {
            operand.iter().for_each(|part| add(part));
            for arm in conditions {
                add(&arm.condition);
                add(&arm.result);
            }
            else_result.iter().for_each(|part| add(part));
        }
        Expr::GroupingSets(sets) | Expr::Cube(sets) | Expr::Rollup(sets) => {
            sets.iter().flatten().for_each(add)
        }
        Expr::Tuple(items) | Expr::Array(Array { elem: items, .. }) => items.iter().for_each(add),
        Expr::Interval(interval) => add(&interval.value),
        Expr::MemberOf(member) => {
            add(&member.value);
            add(&member.array);
        }
        Expr::CompoundFieldAccess { root, access_chain } => {
            add(root);
            access_chain.iter().for_each(|access| access_parts(access, parts));
        }
        Expr::InSubquery { expr, subquery, .. } => {
            add(expr);
            parts.push(Part::Query(subquery));
        }
        Expr::Exists { subquery, .. } | Expr::Subquery(subquery) => parts.push(Part::Query(subquery)),
        Expr::Function(function) => function_parts(function, parts),
        _ => {}
    }
}

fn access_parts<'e>(access: &'e AccessExpr, parts: &mut Vec<Part<'e>>) {
    match access {
        // The name behind a dot is a field, not a column.
        AccessExpr::Dot(_) => {}
        AccessExpr::Subscript(Subscript::Index { index }) => parts.push(Part::Expression(index)),
        AccessExpr::Subscript(Subscript::Slice {
            lower_bound,
            upper_bound,
            stride,
        }) => {
            let bounds = lower_bound.iter().chain(upper_bound).chain(stride);
            parts.extend(bounds.map(Part::Expression));
        }
    }
}

fn function_parts<'e>(function: &'e Function, parts: &mut Vec<Part<'e>>) {
    arguments(&function.args, parts);
    order(&function.within_group, parts);
    parts.extend(function.filter.iter().map(|filter| Part::Filter(filter)));
    if let Some(WindowType::WindowSpec(window)) = &function.over {
        parts.extend(window.partition_by.iter().map(Part::Expression));
        order(&window.order_by, parts);
    }
}

fn arguments<'e>(from: &'e FunctionArguments, parts: &mut Vec<Part<'e>>) {
    match from {
        FunctionArguments::None => {}
        FunctionArguments::Subquery(query) => parts.push(Part::Query(query)),
        FunctionArguments::List(list) => {
            parts.extend(list.args.iter().filter_map(argument).map(Part::Expression));
            for clause in &list.clauses {
                match clause {
                    FunctionArgumentClause::OrderBy(by) => order(by, parts),
                    FunctionArgumentClause::Where(filter) => parts.push(Part::Filter(filter)),
                    _ => {}
                }
            }
        }
    }
}

/// The expression of a function's argument; none for `*`.
pub fn argument(argument: &FunctionArg) -> Option<&Expr> {
    let (FunctionArg::Named { arg, .. } | FunctionArg::ExprNamed { arg, .. } | FunctionArg::Unnamed(arg)) =
        argument;
    match arg {
        FunctionArgExpr::Expr(expression) => Some(expression),
        _ => None,
    }
}

fn order<'e>(by: &'e [OrderByExpr], parts: &mut Vec<Part<'e>>) {
    parts.extend(by.iter().map(|item| Part::Expression(&item.expr)));
}
