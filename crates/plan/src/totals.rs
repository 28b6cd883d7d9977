//! What the nodes of a plan sum up to: by relation, by index, by what they do.

use crate::kind::NodeKind;
use crate::metrics::NodeMetrics;
use crate::model::{Plan, PlanNode};
use rowproof_source::{SmallMap, SortSmall};

/// The nodes of one relation, index or kind together.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct NodeTotal {
    /// Of the relation or index, or the words of the nodes.
    pub name: String,
    /// How many nodes.
    pub nodes: usize,
    /// Milliseconds of clock time in these nodes themselves; missing where none tells its time.
    pub self_time_ms: Option<f64>,
    /// Shared and local blocks these nodes touched themselves; missing where blocks were not counted.
    pub blocks: Option<f64>,
}

/// All sums of a plan. In each list what takes the most time stands first, then what touches the most blocks.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Totals {
    /// By relation; index scans below a bitmap count for its relation.
    pub relations: Vec<NodeTotal>,
    /// By index.
    pub indexes: Vec<NodeTotal>,
    /// By the words of the node: `Index Scan`.
    pub kinds: Vec<NodeTotal>,
}

/// Sums up the nodes of a plan.
pub fn derive_totals(plan: &Plan, metrics: &[NodeMetrics]) -> Totals {
    let sum = |name_of: fn(&Plan, &PlanNode) -> Option<String>| {
        let mut sums: SmallMap<String, NodeTotal> = SmallMap::default();
        for (node, metrics) in plan.nodes.iter().zip(metrics) {
            if let Some(name) = name_of(plan, node) {
                sums.change(name, |total| total.add(metrics));
            }
        }
        let mut sums: Vec<NodeTotal> = sums
            .iter()
            .map(|(name, total)| NodeTotal {
                name: name.clone(),
                ..total.clone()
            })
            .collect();
        let weight = |value: Option<f64>| value.unwrap_or(-1.0);
        sums.order_by(|a, b| {
            let by_time = weight(b.self_time_ms).total_cmp(&weight(a.self_time_ms));
            by_time.then(weight(b.blocks).total_cmp(&weight(a.blocks)))
        });
        sums
    };
    Totals {
        relations: sum(relation_of),
        indexes: sum(|_, node| node.index.clone()),
        kinds: sum(|_, node| Some(node.label.clone())),
    }
}

impl NodeTotal {
    fn add(&mut self, metrics: &NodeMetrics) {
        self.nodes += 1;
        if let Some(time) = metrics.self_time_ms {
            *self.self_time_ms.get_or_insert(0.0) += time;
        }
        if let Some(blocks) = &metrics.exclusive_buffers {
            *self.blocks.get_or_insert(0.0) += blocks.accessed().0;
        }
    }
}

fn relation_of(plan: &Plan, node: &PlanNode) -> Option<String> {
    let mut node = node;
    while matches!(
        node.kind,
        NodeKind::BitmapIndexScan | NodeKind::BitmapAnd | NodeKind::BitmapOr
    ) {
        node = plan.parent_of(node)?;
    }
    let relation = node.relation.as_deref()?;
    Some(match &node.schema {
        Some(schema) => format!("{schema}.{relation}"),
        None => relation.to_owned(),
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test that cannot go on must stop")]

    use super::*;
    use crate::{derive_metrics, parse_plan};
    use rowproof_source::SourceId;

    #[test]
    fn nodes_are_summed_by_relation_index_and_kind() {
        let text = "Nested Loop  (actual time=0.1..10.0 rows=5 loops=1)
  Buffers: shared hit=70
  ->  Seq Scan on orders o  (actual time=0.1..4.0 rows=3 loops=1)
        Buffers: shared hit=40
  ->  Bitmap Heap Scan on orders x  (actual time=1.0..1.5 rows=1 loops=3)
        Buffers: shared hit=30
        ->  Bitmap Index Scan on orders_status_idx  (actual time=0.5..0.5 rows=1 loops=3)
              Buffers: shared hit=10
Execution Time: 10.0 ms";
        let plan = parse_plan(SourceId(0), text).unwrap().plans.remove(0);
        let totals = derive_totals(&plan, &derive_metrics(&plan));
        let short = |totals: &[NodeTotal]| -> Vec<(String, usize, f64, f64)> {
            let short = totals.iter().map(|total| {
                let time = (total.self_time_ms.unwrap() * 1_000.0).round() / 1_000.0;
                (total.name.clone(), total.nodes, time, total.blocks.unwrap())
            });
            short.collect()
        };
        assert_eq!(short(&totals.relations), [("orders".to_owned(), 3, 8.5, 70.0)]);
        assert_eq!(
            short(&totals.indexes),
            [("orders_status_idx".to_owned(), 1, 1.5, 10.0)]
        );
        assert_eq!(totals.kinds.len(), 4);
        assert_eq!(totals.kinds.first().unwrap().name, "Seq Scan");
    }
}
