//! Which scan could give the order a Sort makes.

use rowproof_catalog::{IndexColumn, fold};
use rowproof_plan::{NodeKind, Plan, PlanNode};
use rowproof_syntax::parse_expression;

use super::limit_above;
use crate::prelude::*;

/// A plain column of a sort key.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct SortColumn {
    /// The name the plan qualifies it with.
    qualifier: Option<String>,
    /// As stored.
    pub(crate) column: String,
    /// As an index key: quoted, with direction and place of NULLs where they are not the default.
    pub(crate) key: String,
}

impl SortColumn {
    /// Whether the highest value comes first.
    pub(crate) fn is_descending(&self) -> bool {
        self.key.contains(" DESC")
    }
}

/// A scan whose rows a Sort above it puts in order by its own columns.
pub(crate) struct Ordered<'p> {
    /// The scan of the sorted columns.
    pub(crate) scan: &'p PlanNode,
    /// In order, at least one.
    pub(crate) columns: Vec<SortColumn>,
    /// The Limit that takes the first rows only.
    pub(crate) limit: Option<&'p PlanNode>,
    /// Whether a join that keeps no order lies between: with rows in order, a nested loop would take its place.
    pub(crate) joined: bool,
}

/// The scan below a Sort that could give its order from an index: all key columns are its own, and between them lie only
/// nodes that hand on its rows in order, or joins that could, when a Limit makes a few rows enough.
pub(crate) fn find_order_for<'p>(plan: &'p Plan, sort: &PlanNode) -> Option<Ordered<'p>> {
    let columns = sort_columns(sort)?;
    let limit = limit_above(plan, sort);
    let (mut joined, mut several) = (false, false);
    let mut below = plan.inputs_of(plan.node(sort.id)?).next()?;
    loop {
        match below.kind {
            NodeKind::SeqScan | NodeKind::IndexScan | NodeKind::BitmapHeapScan => break,
            NodeKind::NestedLoop if keeps_outer_rows(below) => several = true,
            NodeKind::HashJoin | NodeKind::MergeJoin if limit.is_some() && keeps_outer_rows(below) => {
                (joined, several) = (true, true);
            }
            NodeKind::LockRows | NodeKind::Gather | NodeKind::Result => {}
            _ => return None,
        }
        below = plan.inputs_of(below).next()?;
    }
    let own = |column: &SortColumn| match column.qualifier.as_deref() {
        Some(qualifier) => below.binding_name() == Some(qualifier),
        // PostgreSQL leaves the qualifier out when there is one relation only.
        None => !several,
    };
    columns.iter().all(own).then_some(Ordered {
        scan: below,
        columns,
        limit,
        joined,
    })
}

/// The order that a Sort above the scan asks for, when the scan could give it and a Limit makes that worth while.
pub(crate) fn find_order_above<'p>(plan: &'p Plan, scan: &PlanNode) -> Option<Ordered<'p>> {
    let mut above = plan.parent_of(scan);
    while let Some(node) = above {
        if node.kind == NodeKind::Sort {
            return find_order_for(plan, node)
                .filter(|order| order.scan.id == scan.id && order.limit.is_some());
        }
        above = plan.parent_of(node);
    }
    None
}

/// The order that an index gives when it is read forwards; none where a key is an expression.
pub(crate) fn order_of_index(index: &Index) -> Option<Vec<SortColumn>> {
    let column = |key: &IndexColumn| {
        let column = key.column.clone()?;
        let direction = match (key.descending, key.nulls_first) {
            (false, false) => "",
            (false, true) => " NULLS FIRST",
            (true, true) => " DESC",
            (true, false) => " DESC NULLS LAST",
        };
        Some(SortColumn {
            qualifier: None,
            key: format!("{}{direction}", quote(&column, Dialect::PostgreSql)),
            column,
        })
    };
    index.keys.iter().map(column).collect()
}

fn keeps_outer_rows(join: &PlanNode) -> bool {
    matches!(
        join.join_type.as_deref(),
        Some("Inner" | "Left" | "Semi" | "Anti")
    )
}

/// The columns of a sort key; none when some part is an expression, or sorted by a collation or operator of its own.
fn sort_columns(node: &PlanNode) -> Option<Vec<SortColumn>> {
    let keys = node.sort_key();
    if keys.is_empty() {
        return None;
    }
    keys.iter().map(|key| sort_column(key)).collect()
}

fn sort_column(key: &str) -> Option<SortColumn> {
    let bare = key
        .strip_suffix(" NULLS FIRST")
        .or_else(|| key.strip_suffix(" NULLS LAST"))
        .unwrap_or(key);
    let bare = bare.strip_suffix(" DESC").unwrap_or(bare);
    let expression = parse_expression(bare, Dialect::PostgreSql).ok()?;
    let ExpressionKind::Column(name) = &expression.kind else {
        return None;
    };
    let qualifier = name.parts.len().checked_sub(2).and_then(|at| name.parts.get(at));
    let column = fold(name.last()?, Dialect::PostgreSql);
    let ending = key.get(bare.len()..).unwrap_or_default();
    Some(SortColumn {
        qualifier: qualifier.map(|qualifier| qualifier.value.clone()),
        key: format!("{}{ending}", quote(&column, Dialect::PostgreSql)),
        column,
    })
}
