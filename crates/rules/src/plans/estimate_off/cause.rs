//! What the planner had to guess at a node.

use rowproof_catalog::fold;
use rowproof_plan::{NodeKind, PlanNode};
use rowproof_syntax::parse_expression;

use crate::plans::reading::{Conjunct, Place, columns_in, read_condition};
use crate::prelude::*;

/// PostgreSQL keeps extended statistics on at most so many columns together.
const MOST_STATISTICS_COLUMNS: usize = 8;

/// Relations to name in an advice about a join.
const MOST_RELATIONS: usize = 4;

/// What the planner had to guess.
pub(super) enum Cause {
    /// How many rows of a relation meet a condition on these columns; empty without a condition. The condition may be on
    /// expressions of them.
    Condition {
        relation: String,
        columns: Vec<String>,
        expression: bool,
    },
    /// How many groups there are, by columns of one relation.
    Groups { relation: String, columns: Vec<String> },
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

fn conditions(node: &PlanNode) -> impl Iterator<Item = &str> {
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

/// Groups by two or more plain columns of one relation.
fn groups(place: &Place<'_>) -> Option<Cause> {
    let scans = scans_below(place);
    let [scan] = scans.as_slice() else { return None };
    let plain = |key: &String| {
        let expression = parse_expression(key, Dialect::PostgreSql).ok()?;
        match &expression.kind {
            ExpressionKind::Column(name) => Some(fold(name.last()?, Dialect::PostgreSql)),
            _ => None,
        }
    };
    let mut columns: Vec<String> = place.node.group_key().iter().map(plain).collect::<Option<_>>()?;
    columns.truncate(MOST_STATISTICS_COLUMNS);
    (columns.len() > 1).then(|| Cause::Groups {
        relation: sql_name(scan),
        columns,
    })
}
