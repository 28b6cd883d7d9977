//! What the planner had to guess at a node.

use rowproof_catalog::fold;
use rowproof_plan::{NodeKind, PlanNode};
use rowproof_syntax::parse_expression;

use crate::plans::reading::{Conjunct, Place, columns_in, read_condition, unqualified_sql};
use crate::prelude::*;

/// PostgreSQL keeps extended statistics on at most so many columns together.
const MOST_STATISTICS_COLUMNS: usize = 8;

/// Relations to name in an advice about a join.
const MOST_RELATIONS: usize = 4;

/// What the planner had to guess.
pub(crate) enum Cause {
    /// How many rows of a relation meet a condition on these columns; empty without a condition. The condition may be on
    /// expressions of them.
    Condition {
        relation: String,
        columns: Vec<String>,
        expression: bool,
    },
    /// How many groups there are, by columns of one relation.
    Groups { relation: String, columns: Vec<String> },
    /// How many groups there are, by one column of a relation all of whose rows are grouped.
    Group { relation: String, column: String },
    /// How many groups there are, by an expression on the columns of one relation: it, as SQL.
    GroupExpression { relation: String, expression: String },
    /// How many pairs a join finds between these relations.
    Join(Vec<String>),
    /// How many rows a function returns.
    Function,
    /// Something else.
    Other,
}

/// Why the planner could not know.
pub(super) fn find_cause(place: &Place<'_>) -> Cause {
    let node = place.node;
    match (node.kind, &node.relation) {
        (NodeKind::FunctionScan | NodeKind::TableFunctionScan | NodeKind::ProjectSet, _) => Cause::Function,
        (kind, _) if kind.is_join() => Cause::Join(relations_below(place)),
        (_, Some(_)) => Cause::Condition {
            relation: sql_name(node),
            columns: condition_columns(node),
            expression: has_expression(node),
        },
        (NodeKind::HashAggregate | NodeKind::GroupAggregate | NodeKind::Group | NodeKind::Unique, _) => {
            groups(place).unwrap_or(Cause::Other)
        }
        _ => Cause::Other,
    }
}

/// The relation as SQL.
fn sql_name(node: &PlanNode) -> String {
    let dialect = Dialect::PostgreSql;
    let relation = node
        .relation
        .as_deref()
        .map(|relation| quote(relation, dialect))
        .unwrap_or_default();
    match node.schema.as_deref().filter(|schema| *schema != "public") {
        Some(schema) => format!("{}.{relation}", quote(schema, dialect)),
        None => relation,
    }
}

/// What the node's rows have to meet.
pub(crate) fn conditions(node: &PlanNode) -> impl Iterator<Item = &str> {
    [node.index_condition(), node.recheck_condition(), node.filter()]
        .into_iter()
        .flatten()
}

/// Whether some part of the conditions is more than a plain column compared with a value.
fn has_expression(node: &PlanNode) -> bool {
    let mut parts = conditions(node)
        .filter_map(|text| read_condition(node, text))
        .flatten();
    parts.any(|part| part == Conjunct::Other)
}

fn condition_columns(node: &PlanNode) -> Vec<String> {
    let mut columns = Vec::new();
    for column in conditions(node)
        .filter_map(|text| columns_in(node, text))
        .flatten()
    {
        if !columns.contains(&column) {
            columns.push(column);
        }
    }
    columns.truncate(MOST_STATISTICS_COLUMNS);
    columns
}

/// The nodes below that read relations, in order, at most one more than are ever named.
fn scans_below<'p>(place: &Place<'p>) -> Vec<&'p PlanNode> {
    let mut open = vec![place.node.id];
    let mut scans = Vec::new();
    while let Some(node) = open.pop().and_then(|id| place.plan.node(id)) {
        if scans.len() > MOST_RELATIONS {
            break;
        }
        if node.relation.is_some() {
            scans.push(node);
        }
        let inputs: Vec<usize> = place.plan.inputs_of(node).map(|input| input.id).collect();
        open.extend(inputs.into_iter().rev());
    }
    scans
}

fn relations_below(place: &Place<'_>) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for name in scans_below(place).into_iter().map(sql_name) {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    if names.len() > MOST_RELATIONS {
        names.clear();
    }
    names
}

/// Groups by columns of one relation, or by one expression on them.
fn groups(place: &Place<'_>) -> Option<Cause> {
    let scans = scans_below(place);
    let [scan] = scans.as_slice() else { return None };
    let relation = sql_name(scan);
    let keys = place.node.group_key();
    let plain = |key: &String| {
        let expression = parse_expression(key, Dialect::PostgreSql).ok()?;
        match &expression.kind {
            ExpressionKind::Column(name) => Some(fold(name.last()?, Dialect::PostgreSql)),
            _ => None,
        }
    };
    let columns: Option<Vec<String>> = keys.iter().map(plain).collect();
    match (columns, keys.as_slice()) {
        (Some(mut columns), [_, _, ..]) => {
            columns.truncate(MOST_STATISTICS_COLUMNS);
            Some(Cause::Groups { relation, columns })
        }
        // Of a part of the rows the number of groups says nothing about the column.
        (Some(columns), [_]) if conditions(scan).next().is_none() && is_first_grouping(place, scan) => {
            let column = columns.into_iter().next()?;
            Some(Cause::Group { relation, column })
        }
        (None, [key]) => {
            let expression = parse_expression(key, Dialect::PostgreSql).ok()?;
            let expression = unqualified_sql(&expression)?;
            Some(Cause::GroupExpression { relation, expression })
        }
        _ => None,
    }
}

/// Whether the node groups the rows of the scan themselves, all of them in one process.
fn is_first_grouping(place: &Place<'_>, scan: &PlanNode) -> bool {
    let mut above = place.plan.parent_of(scan);
    while let Some(node) = above.filter(|node| node.id != place.node.id) {
        if !matches!(
            node.kind,
            NodeKind::Sort | NodeKind::Result | NodeKind::SubqueryScan
        ) {
            return false;
        }
        above = place.plan.parent_of(node);
    }
    place.node.partial_mode.is_none()
        && place
            .node
            .actual
            .measured()
            .is_some_and(|actual| actual.loops == 1)
}
