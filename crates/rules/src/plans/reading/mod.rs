//! What the plan rules share: gates, names and numbers for people, conditions read into keys, and the index they call for.

mod below;
mod blocked;
mod comparison;
mod condition;
mod discards;
mod gate;
mod index_advice;
mod insight;
mod memory;
mod order;
mod text;

pub(crate) use below::{below, share_with_inputs};
pub(crate) use blocked::{
    Blocked, Computed, Obstacles, PatternKind, functions_in, qualifiers_in, read_obstacles,
};
pub(crate) use comparison::{guessed_part, names_in, qualified_sql, read_comparisons, unqualified_sql};
pub(crate) use condition::{Conjunct, columns_in, read_condition};
pub(crate) use discards::{
    DiscardGates, INDEX_COST, INDEX_WHEN, are_parts, discards, discards_cause, index_fix, index_for, is_scan,
    least_part_removed, least_removed, least_share, look_at_discards, relation_of, relation_sql, scan_below,
};
pub(crate) use gate::{Judged, reaches, silent, undecidable, weighs};
pub(crate) use index_advice::{IndexAdvice, NewIndexAdvice, advise_ordered, advise_scan, known_relation};
pub(crate) use insight::{Insight, InsightWords, Look, look_at_nodes, look_at_plan};
pub(crate) use memory::{MOST_MEMORY_KB, memory_fix, memory_for};
pub(crate) use order::{Ordered, find_order_above, find_order_for, order_of_index};
pub(crate) use text::{each_column, parameters_in, read, split_by, unwrapped};

pub(crate) use rowproof_plan::words::{count, milliseconds as ms, percent};
use rowproof_plan::{NodeKind, NodeMetrics, Plan, PlanNode, PlanProduct};

use crate::prelude::*;

/// From this share of the execution time on, a node is what makes the query slow.
const LARGE_SHARE: f64 = 0.2;

/// Below this share of the execution time a node is not worth advice.
pub(crate) const SMALL_SHARE: f64 = 0.05;

/// An execution that is over in so many milliseconds has nothing worth a warning.
const FAST_MS: f64 = 5.0;

/// A node of a plan with what follows from its numbers.
#[derive(Clone, Copy)]
pub(crate) struct Place<'p> {
    pub(crate) plan: &'p Plan,
    pub(crate) node: &'p PlanNode,
    pub(crate) metrics: &'p NodeMetrics,
    pub(crate) number: usize,
    /// Milliseconds of the whole execution.
    pub(crate) wall_ms: Option<f64>,
}

/// What several rules may see at one node.
#[derive(Clone, Copy)]
pub(crate) enum RootCause {
    /// A wrong estimate of its rows.
    Estimate,
    /// A scan that reads many rows for few.
    Discards,
    /// A bitmap that knows pages only.
    Lossy,
    /// The order its rows are put in.
    Order,
    /// How its pairs of rows are found.
    Pairs,
    /// What planning takes, told of the root.
    Planning,
}

/// Every node of the plan, in its order.
pub(crate) fn places<'p>(context: &PlanContext<'p>) -> impl Iterator<Item = Place<'p>> + use<'p> {
    let (plan, number) = (context.plan, context.number);
    let wall_ms = context.whole.wall_ms;
    plan.nodes
        .iter()
        .zip(context.metrics)
        .map(move |(node, metrics)| Place {
            plan,
            node,
            metrics,
            number,
            wall_ms,
        })
}

/// A node of the plan.
pub(crate) fn place_of<'p>(context: &PlanContext<'p>, node: &PlanNode) -> Option<Place<'p>> {
    places(context).nth(node.id)
}

impl<'p> Place<'p> {
    /// The node's own share of the execution, 0 to 1: of its time where that is told, of the whole where the plan is
    /// nothing but this node. None when it cannot be told.
    pub(crate) fn share(&self) -> Option<f64> {
        let alone = self.plan.nodes.len() == 1 && self.wall_ms.is_some();
        let measured = self
            .metrics
            .share_of_wall
            .filter(|_| !self.metrics.inconsistent && !self.metrics.includes_unmeasured_input);
        measured.or(alone.then_some(1.0))
    }

    /// The node's own share of the planner's cost, 0 to 1.
    pub(crate) fn cost_share(&self) -> Option<f64> {
        let whole = self.plan.root()?.estimate?.total_cost;
        let own = self.metrics.self_cost?;
        (whole > 0.0).then_some((own / whole).clamp(0.0, 1.0))
    }

    /// How bad, by the node's share of a time that matters.
    pub(crate) fn severity(&self) -> Severity {
        self.severity_of(self.share())
    }

    /// How bad something is that takes this share of the time.
    pub(crate) fn severity_of(&self, share: Option<f64>) -> Severity {
        match share {
            _ if self.is_fast() => Severity::Hint,
            Some(share) if share >= LARGE_SHARE => Severity::Warning,
            _ => Severity::Info,
        }
    }

    /// Whether the whole execution is over before anything matters.
    pub(crate) fn is_fast(&self) -> bool {
        self.wall_ms.is_some_and(|wall| wall <= FAST_MS)
    }

    /// The identity of the finding within its rule.
    pub(crate) fn object(&self) -> String {
        format!(
            "plan {}, node {}: {}",
            self.number + 1,
            self.node.id + 1,
            self.label()
        )
    }

    /// `Seq Scan on orders`
    pub(crate) fn label(&self) -> String {
        let node = self.node;
        match node.relation.as_deref().or(node.object.as_deref()) {
            Some(target) => format!("{} on {target}", node.label),
            None => node.label.clone(),
        }
    }

    /// A name for a cause at this node that several rules may see.
    pub(crate) fn cause(&self, what: RootCause) -> String {
        self.cause_at(self.node.id, what)
    }

    /// The same at another node of the plan.
    pub(crate) fn cause_at(&self, node: usize, what: RootCause) -> String {
        let what = match what {
            RootCause::Estimate => "estimate",
            RootCause::Discards => "discards",
            RootCause::Lossy => "lossy",
            RootCause::Order => "order",
            RootCause::Pairs => "pairs",
            RootCause::Planning => "planning",
        };
        format!("plan {}, node {}: {what}", self.number + 1, node + 1)
    }

    pub(crate) fn reference(&self) -> NodeReference {
        NodeReference {
            plan: self.number,
            node: self.node.id,
        }
    }

    /// What the time says about this node: its own part of the whole.
    pub(crate) fn time_sentence(&self) -> Option<String> {
        let wall = self.wall_ms?;
        let own = self.metrics.self_time_ms.filter(|_| !self.metrics.inconsistent);
        match (own, self.share()) {
            (Some(own), Some(share)) => Some(format!(
                "It took {} of {} itself: {}.",
                ms(own),
                ms(wall),
                percent(share)
            )),
            (None, Some(_)) => Some(format!(
                "The plan is this node alone, so the {} are spent here.",
                ms(wall)
            )),
            _ => None,
        }
    }
}

/// The dialect of the database that printed a plan.
pub fn dialect_of(plan: &Plan) -> Dialect {
    match plan.product {
        PlanProduct::PostgreSql => Dialect::PostgreSql,
        PlanProduct::MySql | PlanProduct::MariaDb => Dialect::MySql,
        PlanProduct::Sqlite => Dialect::Sqlite,
    }
}

/// The Filter above a node that only throws rows of that node away; MySQL prints it as a step of its own.
pub(crate) fn filter_above<'p>(plan: &'p Plan, node: &PlanNode) -> Option<&'p PlanNode> {
    plan.parent_of(node)
        .filter(|parent| parent.kind == NodeKind::Filter)
}

/// The Limit that pulls the node's rows, past nodes that hand every row on in order.
pub(crate) fn limit_above<'p>(plan: &'p Plan, node: &PlanNode) -> Option<&'p PlanNode> {
    let mut above = plan.parent_of(node).filter(|_| node.relationship.is_input());
    while let Some(parent) = above {
        match parent.kind {
            NodeKind::Limit => return Some(parent),
            NodeKind::GatherMerge | NodeKind::SubqueryScan | NodeKind::LockRows | NodeKind::Result => {
                above = plan.parent_of(parent).filter(|_| parent.relationship.is_input());
            }
            _ => return None,
        }
    }
    None
}

/// The Limit that stops the node, past joins of which the node gives the order too.
pub(crate) fn limit_over<'p>(plan: &'p Plan, node: &PlanNode) -> Option<&'p PlanNode> {
    let mut below = plan.node(node.id)?;
    loop {
        if let Some(limit) = limit_above(plan, below) {
            return Some(limit);
        }
        let mut above = plan.parent_of(below).filter(|_| below.relationship.is_input())?;
        while !matches!(above.kind, NodeKind::NestedLoop | NodeKind::IncrementalSort) {
            let handed_on = matches!(
                above.kind,
                NodeKind::GatherMerge | NodeKind::SubqueryScan | NodeKind::Result
            );
            below = above;
            above = plan.parent_of(above).filter(|_| handed_on)?;
        }
        let outer = plan.inputs_of(above).next().map(|outer| outer.id);
        if outer != Some(below.id) {
            return None;
        }
        below = above;
    }
}

/// `1 row`, `4,197,600 rows`
pub(crate) fn rows(number: f64) -> String {
    let unit = if number.round() == 1.0 { "row" } else { "rows" };
    format!("{} {unit}", count(number))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_for_people() {
        assert_eq!(count(4_197_600.0), "4,197,600");
        assert_eq!(
            (count(0.0), count(999.0), count(1000.0)),
            ("0".into(), "999".into(), "1,000".into())
        );
        assert_eq!((rows(1.0), rows(2.0)), ("1 row".into(), "2 rows".into()));
        assert_eq!(
            (ms(1483.992), ms(0.2345)),
            ("1,484.0 ms".into(), "0.235 ms".into())
        );
        assert_eq!(
            (percent(0.00057), percent(0.942)),
            ("0.06 %".into(), "94 %".into())
        );
    }
}
