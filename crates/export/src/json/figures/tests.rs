#![allow(clippy::unwrap_used, reason = "a test that cannot go on must stop")]

use super::*;
use rowproof_engine::{Document, Part, Settings, analyze};

const PLAN: &str = "Sort  (cost=20.00..20.10 rows=40 width=8) (actual time=9.000..9.100 rows=38 loops=1)
  Sort Key: o.created_at DESC
  Buffers: shared hit=30 read=12
  ->  Seq Scan on orders o  (cost=0.00..18.00 rows=4 width=8) (actual time=0.010..7.100 rows=40 loops=1)
        Filter: ((o.status)::text = 'open'::text)
        Rows Removed by Filter: 360
        Buffers: shared hit=28 read=12
Planning Time: 0.100 ms
Execution Time: 10.000 ms";

fn details(parts: Vec<Part>, node: usize) -> NodeDetails {
    let report = analyze(&Document { parts }, &Settings::default());
    node_details(&report, 0, node).unwrap()
}

fn formula(details: &NodeDetails, name: &str) -> String {
    let figure = details.figures.iter().find(|figure| figure.name == name);
    figure.unwrap().formula.clone()
}

#[test]
fn every_figure_has_its_formula_with_the_numbers_of_the_plan() {
    let sort = details(vec![Part::new("plan", PLAN)], 0);
    assert_eq!(
        formula(&sort, "Own time"),
        "9.100 ms with everything below − 7.100 ms of Seq Scan on orders = 2.000 ms; each printed time is rounded and multiplied by its loops, so it may be off by 0.001 ms"
    );
    assert_eq!(
        formula(&sort, "Share of the whole"),
        "2.000 ms ÷ 10.0 ms (Execution Time) = 20 %"
    );
    assert_eq!(
        formula(&sort, "Blocks"),
        "30 found in the cache + 12 read from outside it = 42 with the steps below − 40 of Seq Scan on orders = 2 itself; × 8 kB = 16 kB"
    );
    let scan = details(vec![Part::new("plan", PLAN)], 1);
    assert_eq!(
        formula(&scan, "Estimate"),
        "4 rows per loop expected, 40 found: 40 ÷ 4 = 10"
    );
    assert_eq!(
        formula(&scan, "Rows removed by the filter"),
        "360 per loop × 1 loop = 360; 40 were kept, 10 % of all that were looked at"
    );
    assert!(node_details(&analyze(&Document { parts: vec![] }, &Settings::default()), 0, 0).is_none());
}

#[test]
fn the_columns_of_a_condition_are_found_in_the_query() {
    let queries = "select id from customers where status = 'x';
select o.id, 'status' from orders as o where o.status = 'open' -- status
order by o.created_at desc;";
    let scan = details(vec![Part::new("plan", PLAN), Part::new("queries", queries)], 1);
    let places: Vec<(String, u32, u32)> = scan
        .clauses
        .iter()
        .map(|clause| (clause.word.clone(), clause.location.line, clause.location.column))
        .collect();
    assert_eq!(places, [("status".to_owned(), 2, 48)]);
    let sort = details(vec![Part::new("plan", PLAN), Part::new("queries", queries)], 0);
    let places: Vec<&str> = sort.clauses.iter().map(|clause| clause.word.as_str()).collect();
    assert_eq!(places, ["created_at"]);
}
