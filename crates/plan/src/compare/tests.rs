#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test that cannot go on must stop"
)]

use super::*;
use crate::{derive_metrics, derive_plan_metrics, parse_plan};
use rowproof_source::SourceId;

struct Derived {
    plan: Plan,
    nodes: Vec<NodeMetrics>,
    metrics: PlanMetrics,
}

impl Derived {
    fn of(text: &str) -> Self {
        let plan = parse_plan(SourceId(0), text).unwrap().plans.remove(0);
        let nodes = derive_metrics(&plan);
        let metrics = derive_plan_metrics(&plan);
        Self { plan, nodes, metrics }
    }

    fn measured(&self) -> Measured<'_> {
        Measured {
            plan: &self.plan,
            nodes: &self.nodes,
            metrics: &self.metrics,
        }
    }
}

/// The comparison, and for each node of the later plan its partner.
fn compare(before: &str, after: &str) -> (PlanComparison, Vec<Option<usize>>) {
    let (before, after) = (Derived::of(before), Derived::of(after));
    let comparison = compare_plans(before.measured(), after.measured());
    let mut partners = vec![None; after.plan.nodes.len()];
    for node in &comparison.nodes {
        if let Some(id) = node.after {
            partners[id] = node.before;
        }
    }
    (comparison, partners)
}

#[test]
fn an_index_instead_of_the_whole_table_without_costs() {
    let before = "Seq Scan on orders  (cost=0.00..184722.00 rows=2400 width=124)
  Filter: (user_id = 4287)
  Rows Removed by Filter: 4197600
Planning Time: 0.234 ms
Execution Time: 1483.992 ms";
    let after = "Index Scan using orders_user_id_created_at_idx on orders
  Index Cond: (user_id = 4287)
Planning Time: 0.291 ms
Execution Time: 1.847 ms";
    let (comparison, partners) = compare(before, after);
    assert_eq!(partners, [Some(0)]);
    assert_eq!(
        comparison.summary,
        "803 times faster (1,484.0 ms before, 1.847 ms after): `orders` is now read by `orders_user_id_created_at_idx` instead of whole"
    );
    let (back, _) = compare(after, before);
    assert!(back.summary.starts_with("803 times slower"), "{}", back.summary);
}

const JOIN: &str = "Hash Join  (cost=1.0..100.0 rows=10 width=8) (actual time=1.000..90.000 rows=10 loops=1)
  Hash Cond: (o.customer_id = c.id)
  ->  Seq Scan on orders o  (cost=0.00..80.00 rows=1000 width=8) (actual time=0.010..80.000 rows=1000 loops=1)
  ->  Hash  (cost=1.0..1.0 rows=10 width=8) (actual time=1.000..1.000 rows=10 loops=1)
        ->  Seq Scan on customer c  (cost=0.00..1.00 rows=10 width=8) (actual time=0.010..0.900 rows=10 loops=1)
Execution Time: 91.000 ms";

#[test]
fn joins_are_the_same_whatever_their_order_and_names() {
    let after = "Limit  (cost=1.0..20.0 rows=10 width=8) (actual time=0.100..9.000 rows=10 loops=1)
  ->  Nested Loop  (cost=1.0..20.0 rows=10 width=8) (actual time=0.100..8.900 rows=10 loops=1)
        ->  Seq Scan on customer k  (cost=0.00..1.00 rows=10 width=8) (actual time=0.010..0.900 rows=10 loops=1)
        ->  Index Scan using orders_customer_id_idx on orders x  (cost=0.00..1.90 rows=1 width=8) (actual time=0.010..0.700 rows=1 loops=10)
              Index Cond: (customer_id = k.id)
Execution Time: 9.100 ms";
    let (comparison, partners) = compare(JOIN, after);
    assert_eq!(partners, [None, Some(0), Some(3), Some(1)]);
    assert!(
        comparison
            .summary
            .starts_with("10 times faster (91.0 ms before, 9.100 ms after): `orders` is now read by `orders_customer_id_idx` instead of whole"),
        "{}",
        comparison.summary
    );
    assert_eq!(
        (comparison.nodes[0].before, comparison.nodes[0].after),
        (Some(1), Some(3))
    );
    let gone: Vec<_> = comparison
        .nodes
        .iter()
        .filter(|node| node.after.is_none())
        .collect();
    assert_eq!(gone.iter().map(|node| node.before).collect::<Vec<_>>(), [Some(2)]);
}

#[test]
fn a_relation_that_goes_does_not_lose_what_is_above_it() {
    let before = "Sort  (actual time=9.0..9.0 rows=5 loops=1)
  Sort Key: a.id
  ->  Append  (actual time=0.1..8.0 rows=5 loops=1)
        ->  Seq Scan on part_1 a_1  (actual time=0.1..4.0 rows=3 loops=1)
        ->  Seq Scan on part_2 a_2  (actual time=0.1..4.0 rows=2 loops=1)
Execution Time: 9.1 ms";
    let after = "Sort  (actual time=5.0..5.0 rows=3 loops=1)
  Sort Key: a.id
  ->  Append  (actual time=0.1..4.1 rows=3 loops=1)
        ->  Seq Scan on part_1 a_1  (actual time=0.1..4.0 rows=3 loops=1)
Execution Time: 5.1 ms";
    let (comparison, partners) = compare(before, after);
    assert_eq!(partners, [Some(0), Some(1), Some(2)]);
    assert!(
        comparison.summary.ends_with("the `Seq Scan on part_2` is gone"),
        "{}",
        comparison.summary
    );
}

#[test]
fn a_bitmap_is_one_way_to_read() {
    let after = "Bitmap Heap Scan on orders  (cost=4.0..40.0 rows=10 width=8)
  Recheck Cond: (status = 'open'::text)
  ->  Bitmap Index Scan on orders_status_idx  (cost=0.00..4.0 rows=10 width=0)
        Index Cond: (status = 'open'::text)";
    let before = "Seq Scan on orders  (cost=0.00..400.00 rows=10 width=8)
  Filter: (status = 'open'::text)";
    let (comparison, partners) = compare(before, after);
    assert_eq!(partners, [Some(0), None]);
    assert_eq!(
        comparison.summary,
        "estimated cost 10 times lower (400 before, 40 after): `orders` is now read by `orders_status_idx` instead of whole"
    );
}

#[test]
fn a_warm_cache_is_named_and_no_change_of_plan() {
    let plan = |read: u32, hit: u32, ms: &str| {
        format!(
            "Seq Scan on orders  (actual time=0.1..{ms} rows=5 loops=1)
  Buffers: shared hit={hit} read={read}
Execution Time: {ms} ms"
        )
    };
    let (comparison, _) = compare(&plan(5_000, 10, "400.000"), &plan(0, 5_010, "40.000"));
    assert_eq!(
        comparison.summary,
        "10 times faster (400.0 ms before, 40.0 ms after): the plan is the same; 5,000 blocks came from outside the cache before, 0 after"
    );
}

#[test]
fn every_node_is_told_once() {
    let (comparison, _) = compare(JOIN, JOIN);
    let ids: Vec<_> = comparison
        .nodes
        .iter()
        .map(|node| (node.before, node.after))
        .collect();
    assert_eq!(ids, (0..4).map(|id| (Some(id), Some(id))).collect::<Vec<_>>());
    assert!(comparison.nodes.iter().all(|node| node.changes.is_empty()));
    assert!(comparison.summary.starts_with("as fast as before"));
}

#[test]
fn only_plans_of_one_query_are_compared() {
    let plan = |text: &str| Derived::of(text).plan;
    let join = plan(JOIN);
    assert!(are_of_one_query(&join, &join));
    assert!(!are_of_one_query(&join, &plan("Seq Scan on orders")));
    assert!(!are_of_one_query(&plan("Result"), &plan("Result")));
}

#[test]
fn ten_thousand_nodes_are_matched() {
    let mut text = "Append  (actual time=0.1..900.0 rows=5 loops=1)\n".to_owned();
    for number in 0..9_999 {
        text.push_str(&format!(
            "  ->  Seq Scan on part_{number}  (actual time=0.010..0.090 rows=1 loops=1)\n"
        ));
    }
    let (comparison, partners) = compare(&text, &text);
    assert_eq!(comparison.nodes.len(), 10_000);
    assert!(
        partners
            .iter()
            .enumerate()
            .all(|(id, partner)| *partner == Some(id))
    );
}
