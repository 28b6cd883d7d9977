//! Whatever surrounds, mangles or cuts a plan: the same tree comes out, and what was mended is told.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test fails by panicking"
)]

use rowproof_plan::{
    ActualState, NodeKind, ParentRelationship, ParsedPlans, Plan, PlanError, PlanNode, Rounded, Total,
    derive_metrics, parse_plan,
};
use rowproof_source::SourceId;

const PLAN: &str = "\
Hash Join  (cost=8.40..118.83 rows=30 width=72) (actual time=0.500..2.500 rows=28 loops=1)
  Hash Cond: (o.customer_id = c.id)
  ->  Seq Scan on orders o  (cost=0.00..96.00 rows=5000 width=30) (actual time=0.010..1.000 rows=4990 loops=1)
        Filter: ((status = 'done'::text) AND (note <> 'a, \"b\" (c'::text))
        Rows Removed by Filter: 10
  ->  Hash  (cost=8.30..8.30 rows=3 width=42) (actual time=0.300..0.310 rows=3 loops=1)
        Buckets: 1024  Batches: 1  Memory Usage: 9kB
        ->  Index Scan using customer_pkey on customer c  (cost=0.28..8.30 rows=3 width=42) (actual time=0.100..0.200 rows=3 loops=1)
              Index Cond: (id = ANY ('{1,2,3}'::integer[]))
Planning Time: 0.250 ms
Execution Time: 2.700 ms";

fn parse(text: &str) -> ParsedPlans {
    parse_plan(SourceId(0), text).unwrap_or_else(|error| panic!("{error}\n{text}"))
}

fn one(text: &str) -> Plan {
    let mut parsed = parse(text);
    assert_eq!(parsed.plans.len(), 1, "{text}\n{parsed:#?}");
    parsed.plans.remove(0)
}

fn told(text: &str) -> Vec<String> {
    parse(text)
        .repairs
        .into_iter()
        .map(|repair| repair.what)
        .collect()
}

fn node(plan: &Plan, words: &str) -> PlanNode {
    plan.nodes
        .iter()
        .find(|node| node.label == words)
        .unwrap_or_else(|| panic!("no {words}"))
        .clone()
}

/// Label, depth, properties of every node, and the times.
fn shape(plan: &Plan) -> String {
    let mut shape = String::new();
    for node in &plan.nodes {
        let properties: Vec<String> = node
            .properties
            .iter()
            .map(|p| format!("{}={}", p.name, p.value))
            .collect();
        shape += &format!(
            "{} {} {:?} {:?} {}\n",
            node.depth,
            node.label,
            node.relation,
            node.actual,
            properties.join(" | ")
        );
    }
    shape + &format!("{:?} {:?}", plan.planning_time_ms, plan.execution_time_ms)
}

/// The mangled plan must read as the plain one, with at least one repair whose words hold `expected`.
fn assert_mended(text: &str, expected: &str) {
    let parsed = parse(text);
    assert_eq!(parsed.plans.len(), 1, "{text}");
    assert_eq!(shape(&parsed.plans[0]), shape(&one(PLAN)), "{text}");
    assert!(
        parsed.plans[0].unread_lines.is_empty(),
        "{text}: {:?}",
        parsed.plans[0].unread_lines
    );
    assert!(
        parsed.repairs.iter().any(|repair| repair.what.contains(expected)),
        "{expected:?} not among {:?}",
        parsed.repairs
    );
    for plan in &parsed.plans {
        for node in &plan.nodes {
            let line = &text[node.line_span.range()];
            assert!(
                line.contains(node.relation.as_deref().unwrap_or("Hash")),
                "{line}"
            );
        }
    }
}

fn map_lines(change: impl Fn(&str) -> String) -> String {
    PLAN.lines().map(change).collect::<Vec<_>>().join("\n")
}

/// As psql aligns it: a blank before each line, padded to one width.
fn aligned() -> Vec<String> {
    let width = PLAN.lines().map(str::len).max().unwrap();
    PLAN.lines().map(|line| format!(" {line:width$} ")).collect()
}

#[test]
fn the_plain_plan_needs_no_repair() {
    assert_eq!(told(PLAN), Vec::<String>::new());
    let plan = one(PLAN);
    assert_eq!(plan.nodes.len(), 4);
    assert_eq!(plan.nodes[2].children, [3]);
    assert_eq!(
        plan.nodes[1].filter(),
        Some("((status = 'done'::text) AND (note <> 'a, \"b\" (c'::text))")
    );
    assert_eq!(plan.nodes[1].relationship, ParentRelationship::Outer);
    assert_eq!(plan.nodes[2].relationship, ParentRelationship::Inner);
    assert_eq!(&PLAN[plan.nodes[3].span.range()].lines().count(), &2);
}

#[test]
fn psql_frames() {
    let rows = aligned();
    let rule = "-".repeat(rows[0].len());
    for footer in ["(11 rows)", "(11 строк)", "(11 Zeilen)"] {
        let text = format!(
            "{:^60}\n{rule}\n{}\n{footer}\n\nTime: 3.1 ms\n",
            "QUERY PLAN",
            rows.join("\n")
        );
        assert_mended(&text, "psql frame");
    }
    let ascii = rows
        .iter()
        .map(|row| format!("|{row}|"))
        .collect::<Vec<_>>()
        .join("\n");
    let edge = format!("+{rule}+");
    assert_mended(
        &format!(
            "{edge}\n|{:^width$}|\n{edge}\n{ascii}\n{edge}\n(11 rows)",
            "QUERY PLAN",
            width = rows[0].len()
        ),
        "psql frame",
    );
    let unicode = rows
        .iter()
        .map(|row| format!("│{row}│"))
        .collect::<Vec<_>>()
        .join("\n");
    let line = "─".repeat(rows[0].len());
    assert_mended(
        &format!("┌{line}┐\n│ QUERY PLAN │\n├{line}┤\n{unicode}\n└{line}┘\n(11 rows)"),
        "psql frame",
    );
    let expanded = PLAN
        .lines()
        .enumerate()
        .map(|(at, line)| format!("-[ RECORD {} ]-----\nQUERY PLAN | {line}\n", at + 1))
        .collect::<String>();
    assert_mended(&expanded, "psql frame");
}

#[test]
fn prompts_and_queries_before_the_plan() {
    let rows = aligned();
    let text = format!(
        "shop=# EXPLAIN (ANALYZE)\nshop-# SELECT * FROM orders;\n QUERY PLAN\n-----\n{}\n(11 rows)",
        rows.join("\n")
    );
    let plan = one(&text);
    assert_eq!(shape(&plan), shape(&one(PLAN)));
    assert_eq!(plan.query_text.as_deref(), Some("SELECT * FROM orders"));
    assert!(
        told(&format!("here's what I get:\n\n{PLAN}"))
            .iter()
            .any(|what| what.contains("text before the plan"))
    );
}

#[test]
fn cells_fences_and_quotations() {
    assert_mended(
        &map_lines(|line| format!("\"{}\"", line.replace('"', "\"\""))),
        "table cell",
    );
    assert_mended(
        &map_lines(|line| format!("\"{}\";", line.replace('"', "\"\""))),
        "table cell",
    );
    assert_mended(
        &format!("\"QUERY PLAN\"\n\"{}\"\n", PLAN.replace('"', "\"\"")),
        "table cell",
    );
    assert_mended(&format!("```text\n{PLAN}\n```\n"), "Markdown fence");
    assert_mended(&map_lines(|line| format!("> {line}")), "quotation");
}

#[test]
fn strange_characters() {
    assert_mended(&PLAN.replace("  ", "\u{a0} "), "blanks");
    assert_mended(&PLAN.replace("->", "→"), "another shape");
    assert_mended(&PLAN.replace("->", "–>"), "another shape");
    assert_mended(
        &PLAN
            .replace("->", "-&gt;")
            .replace("<>", "&lt;&gt;")
            .replace('"', "&quot;"),
        "web page",
    );
    assert_eq!(shape(&one(&PLAN.replace('\n', "\r\n"))), shape(&one(PLAN)));
    assert_eq!(shape(&one(&format!("\u{feff}{PLAN}"))), shape(&one(PLAN)));
    let tabs = map_lines(|line| {
        let blanks = line.len() - line.trim_start().len();
        format!("{}{}", "\t".repeat(blanks.div_ceil(2)), line.trim_start())
    });
    assert_eq!(shape(&one(&tabs)), shape(&one(PLAN)));
}

#[test]
fn log_records() {
    let record = |plan: &str| {
        format!(
            "2026-01-02 03:04:05 UTC [17] LOG:  duration: 2.700 ms  plan:\n\tQuery Text: select *\n\t from orders\n\t where x = '(';\n{plan}\n"
        )
    };
    let tabbed = map_lines(|line| format!("\t{line}"));
    let text = format!(
        "{}2026-01-02 03:04:06 UTC [17] LOG:  checkpoint starting: time\n{}",
        record(&tabbed),
        record(&tabbed)
    );
    let parsed = parse(&text);
    assert_eq!(parsed.plans.len(), 2);
    for plan in &parsed.plans {
        assert_eq!(shape(plan), shape(&one(PLAN)));
        assert!(
            plan.query_text.as_ref().unwrap().starts_with("select *"),
            "{:?}",
            plan.query_text
        );
    }
    let csv = format!(
        "2026-01-02 03:04:05.1 UTC,\"u\",\"d\",1,\"[local]\",2,\"LOG\",00000,\"duration: 2.700 ms  plan:\nQuery Text: select 1;\n{}\",,,,,,,,,\"psql\"\n",
        PLAN.replace('"', "\"\"")
    );
    assert_eq!(shape(&one(&csv)), shape(&one(PLAN)));
    let message = format!("duration: 2.700 ms  plan:\nQuery Text: select 1;\n{PLAN}")
        .replace('\\', "\\\\")
        .replace('"', "\\\"")
        .replace('\n', "\\n");
    let json =
        format!("{{\"timestamp\":\"2026-01-02\",\"error_severity\":\"LOG\",\"message\":\"{message}\"}}\n");
    let plan = one(&json);
    assert_eq!(shape(&plan), shape(&one(PLAN)));
    assert_eq!(plan.query_text.as_deref(), Some("select 1"));
}

#[test]
fn rows_of_a_result_in_json() {
    let rows: Vec<String> = PLAN
        .lines()
        .map(|line| format!("{{\"QUERY PLAN\": \"{}\"}}", line.replace('"', "\\\"")))
        .collect();
    let text = format!("[{}]", rows.join(",\n"));
    assert_eq!(shape(&one(&text)), shape(&one(PLAN)));
}

#[test]
fn json_in_frames() {
    let json = "[\n  {\n    \"Plan\": {\n      \"Node Type\": \"Seq Scan\",\n      \"Relation Name\": \"orders\",\n      \"Startup Cost\": 0.00,\n      \"Total Cost\": 9.50,\n      \"Plan Rows\": 3,\n      \"Plan Width\": 4\n    },\n    \"Query Text\": \"select 'a\\nb'\"\n  }\n]";
    let cell = format!("\"QUERY PLAN\"\n\"{}\"\n", json.replace('"', "\"\""));
    let one_line = format!("\"{}\"", json.replace('\n', "").replace('"', "\"\""));
    let aligned = format!(
        "QUERY PLAN\n{}\n{}\n(1 row)",
        "-".repeat(60),
        json.lines()
            .map(|line| format!(" {line:58}+"))
            .collect::<Vec<_>>()
            .join("\n")
    );
    let log = format!(
        "2026-01-02 LOG:  duration: 1.0 ms  plan:\n{}",
        json.lines().map(|line| format!("\t{line}\n")).collect::<String>()
    );
    let column = format!(
        "[{{\"QUERY PLAN\": \"{}\"}}]",
        json.replace('\\', "\\\\")
            .replace('"', "\\\"")
            .replace('\n', "\\n")
    );
    let nested = format!("[{{\"QUERY PLAN\": {json}}}]");
    for text in [
        json,
        &cell,
        &one_line,
        &aligned,
        &log,
        &column,
        &nested,
        &format!("```json\n{json}\n```"),
        &format!("{json}\n"),
    ] {
        let plan = one(text);
        assert_eq!(plan.nodes[0].relation.as_deref(), Some("orders"), "{text}");
        assert_eq!(plan.query_text.as_deref(), Some("select 'a\nb'"), "{text}");
        let words = &text[plan.nodes[0].line_span.range()];
        assert!(
            words.contains("Seq Scan") && words.contains("Node Type"),
            "{words}"
        );
    }
    assert_eq!(parse(&format!("{json}\n{json}")).plans.len(), 2);
}

#[test]
fn figures_that_are_missing_are_told() {
    let text = "Seq Scan on orders  (cost=0.00..9.00 rows=2 width=4)\n  Rows Removed by Filter: 7\nExecution Time: 5.000 ms";
    assert!(told(text)[0].contains("no actual rows"));
    assert_eq!(
        one(text).nodes[0].rows_removed_by_filter_total(),
        Some(Rounded::exact(7.0))
    );
}

#[test]
fn plans_inside_plans_of_extensions() {
    let text = "\
Custom Scan (Citus Adaptive)  (cost=0.00..0.00 rows=100000 width=8) (actual time=9.000..9.500 rows=5 loops=1)
  Task Count: 32
  Tasks Shown: One of 32
  ->  Task
        Node: host=localhost port=9701 dbname=regression
        ->  Seq Scan on orders_102 orders  (cost=0.00..22.50 rows=9 width=8) (actual time=0.100..0.200 rows=2 loops=1)
            Planning Time: 0.050 ms
            Execution Time: 0.300 ms
Planning Time: 1.000 ms
Execution Time: 10.000 ms";
    let plan = one(text);
    assert_eq!(
        plan.nodes.iter().map(|node| node.depth).collect::<Vec<_>>(),
        [0, 1, 2]
    );
    assert_eq!(
        (plan.nodes[0].provider.as_deref(), plan.execution_time_ms),
        (Some("Citus Adaptive"), Some(10.0))
    );
    assert!(plan.unread_lines.is_empty() && plan.unknown_properties.is_empty());
    let motion = one(
        "Gather Motion 3:1  (slice1; segments: 3)  (cost=0.00..431.00 rows=1 width=4)\n  ->  Seq Scan on t  (cost=0.00..431.00 rows=1 width=4)",
    );
    assert_eq!((motion.nodes.len(), motion.nodes[0].kind), (2, NodeKind::Other));
}

#[test]
fn broken_lines() {
    for width in [60, 72, 80, 100] {
        let text = PLAN
            .lines()
            .flat_map(|line| {
                let characters: Vec<char> = line.chars().collect();
                characters
                    .chunks(width)
                    .map(|chunk| chunk.iter().collect::<String>())
                    .collect::<Vec<_>>()
            })
            .collect::<Vec<_>>()
            .join("\n");
        let plan = one(&text);
        let labels = |plan: &Plan| {
            plan.nodes
                .iter()
                .map(|node| (node.depth, node.label.clone(), node.actual))
                .collect::<Vec<_>>()
        };
        assert_eq!(labels(&plan), labels(&one(PLAN)), "{width}\n{text}");
        assert!(told(&text).iter().any(|what| what.contains("joined")), "{width}");
    }
}

#[test]
fn lost_indentation() {
    let plan = one(&map_lines(|line| line.trim_start().to_owned()));
    assert!(plan.reconstructed);
    assert_eq!(shape(&plan), shape(&one(PLAN)));
    let deep = "\
Limit  (cost=10.00..20.00 rows=5 width=4)
->  Nested Loop  (cost=1.00..90.00 rows=50 width=4)
->  Append  (cost=0.00..30.00 rows=20 width=4)
->  Seq Scan on a  (cost=0.00..10.00 rows=10 width=4)
->  Seq Scan on b  (cost=0.00..19.90 rows=10 width=4)
->  Memoize  (cost=0.30..3.00 rows=1 width=4)
->  Index Scan using c_pkey on c  (cost=0.29..2.99 rows=1 width=4)";
    let plan = one(deep);
    let parents: Vec<Option<usize>> = plan.nodes.iter().map(|node| node.parent).collect();
    assert_eq!(
        parents,
        [None, Some(0), Some(1), Some(2), Some(2), Some(1), Some(5)]
    );
    let flat = "Append\n  ->  Seq Scan on a\n  ->  Seq Scan on b\n  ->  Seq Scan on c";
    assert!(!one(flat).reconstructed);
}

#[test]
fn a_property_far_left_belongs_to_the_node_above() {
    let plan = one(&PLAN.replace("        Filter:", "Filter:"));
    assert_eq!(shape(&plan), shape(&one(PLAN)));
}

#[test]
fn node_like_text_in_literals() {
    let text = "\
Seq Scan on t  (cost=0.00..35.50 rows=10 width=8)
  Filter: ((a = '  ->  Seq Scan on x  (cost=0.00..1.00 rows=1 width=1)'::text) OR (b = 'y
->  Sort  (cost=0.00..1.00 rows=1 width=1)
  Filter: none'::text))
  Rows Removed by Filter: 3";
    let plan = one(text);
    assert_eq!(plan.nodes.len(), 1);
    assert!(plan.nodes[0].filter().unwrap().ends_with("none'::text))"));
    assert_eq!(plan.nodes[0].rows_removed_by_filter().unwrap().0, 3.0);
}

#[test]
fn cut_tails() {
    let text = PLAN.lines().take(4).collect::<Vec<_>>().join("\n") + "\n  ...";
    let plan = one(&text);
    assert!(plan.truncated && plan.nodes.len() == 2);
    let json = r#"[{"Plan": {"Node Type": "Limit", "Startup Cost": 0.5, "Total Cost": 1.0, "Plan Rows": 5, "Plan Width": 4, "Plans": [{"Node Type": "Seq Scan", "Parent Relationship": "Outer", "Relation Name": "orders", "Ali"#;
    let plan = one(json);
    assert_eq!(plan.nodes[1].relation.as_deref(), Some("orders"));
    assert!(plan.truncated && told(json)[0].contains("5 open brackets"));
}

#[test]
fn costs_and_timing_off() {
    let plan = one(
        "Limit (actual rows=3.00 loops=1)\n  ->  Seq Scan on t (actual rows=9.25 loops=4)\n        Index Searches: 7\n",
    );
    assert!(plan.analyzed && !plan.timing);
    assert_eq!(
        plan.nodes[1].actual.measured().unwrap().rows_total(),
        Rounded::exact(37.0)
    );
    assert_eq!(plan.nodes[1].index_searches(), Some(Total(7.0)));
    let bare = one("Limit\n  ->  Seq Scan on t\n");
    assert_eq!(bare.nodes[1].actual, ActualState::NotRun);
}

#[test]
fn newer_versions() {
    let text = "\
 Seq Scan on t  (cost=1.00..2.00 rows=1 width=4) (actual time=8.000..9.000 rows=1.00 loops=1)
   Disabled: true
   Filter: ((a = (InitPlan expr_1).col1) AND (NOT (ANY (b = (hashed SubPlan any_1).col1))))
   InitPlan expr_1
     ->  Result  (cost=0.00..0.01 rows=1 width=4) (actual time=5.000..5.000 rows=1.00 loops=1)
   SubPlan any_1
     ->  Memoize  (cost=0.00..0.50 rows=1 width=4) (actual time=1.000..1.000 rows=1.00 loops=1)
           Cache Key: t.c
           Estimates: capacity=10 distinct keys=10 lookups=20 hit percent=50.00%
           ->  Function Scan on f  (cost=0.00..0.25 rows=1 width=4) (actual time=0.500..0.500 rows=1.00 loops=1)
 Query Identifier: -9223372036854775808
 Planning Time: 0.100 ms
 Generated Plan Advice:
   SEQ_SCAN(t)
   NO_GATHER(t)
 Execution Time: 9.100 ms
";
    let plan = one(text);
    assert_eq!(plan.query_identifier.as_deref(), Some("-9223372036854775808"));
    assert_eq!(plan.advice, ["SEQ_SCAN(t)", "NO_GATHER(t)"]);
    assert!(
        plan.unread_lines.is_empty() && plan.unknown_properties.is_empty(),
        "{plan:#?}"
    );
    assert_eq!(plan.nodes[1].relationship, ParentRelationship::InitPlan);
    assert_eq!(plan.nodes[1].subplan_name.as_deref(), Some("InitPlan expr_1"));
    assert_eq!(plan.nodes[2].relationship, ParentRelationship::SubPlan);
    let own: Vec<f64> = derive_metrics(&plan)
        .iter()
        .map(|metrics| metrics.self_time_ms.unwrap())
        .collect();
    assert_eq!(own, [3.0, 5.0, 0.5, 0.5]);
}

#[test]
fn init_plans_leave_their_reader_only() {
    let text = "\
Nested Loop  (cost=1.00..2.00 rows=1 width=4) (actual time=9.900..10.000 rows=1 loops=1)
  InitPlan 1
    ->  Seq Scan on a  (cost=0.00..1.00 rows=1 width=4) (actual time=0.100..0.100 rows=1 loops=1)
  InitPlan 10
    ->  Seq Scan on b  (cost=0.00..1.00 rows=1 width=4) (actual time=8.000..8.900 rows=1 loops=1)
  ->  Seq Scan on c  (cost=0.00..1.00 rows=1 width=4) (actual time=8.990..9.000 rows=1 loops=1)
        Filter: (x = (InitPlan 10).col1)
  ->  Seq Scan on d  (cost=0.00..1.00 rows=1 width=4) (actual time=0.400..0.500 rows=1 loops=1)
        Filter: (x = (InitPlan 1).col1)
";
    let plan = one(text);
    let own: Vec<f64> = derive_metrics(&plan)
        .iter()
        .map(|metrics| (metrics.self_time_ms.unwrap() * 1000.0).round() / 1000.0)
        .collect();
    assert_eq!(own, [0.5, 0.1, 8.9, 0.1, 0.4]);
}

#[test]
fn workers_compilation_and_triggers() {
    let text = "\
 Gather  (cost=1000.00..2000.00 rows=100 width=4) (actual time=10.000..40.000 rows=90 loops=1)
   Output: a
   Workers Planned: 2
   Workers Launched: 2
   ->  Parallel Bitmap Heap Scan on public.t  (cost=0.00..900.00 rows=40 width=4) (actual time=1.000..30.000 rows=30 loops=3)
         Output: a
         Heap Blocks: exact=5 lossy=9
         Buffers: shared hit=20
         Worker 0:  actual time=1.000..20.000 rows=30.50 loops=1
           Sort Method: external merge  Disk: 75kB
           Buffers: shared hit=8
         Worker 1:  actual time=1.000..30.000 rows=31 loops=1
           Buffers: shared hit=9
         ->  Bitmap Index Scan on i  (cost=0.00..1.00 rows=9 width=0) (actual time=6.000..6.000 rows=90 loops=1)
               Buffers: shared hit=1
 Planning:
   Buffers: shared hit=3
   Memory: used=9kB  allocated=16kB
 Planning Time: 0.300 ms
 Trigger noted on t: calls=15
 Trigger for constraint fk: time=1.000 calls=2
 JIT:
   Functions: 12
   Options: Inlining false, Optimization false, Expressions true, Deforming true
   Timing: Generation 1.000 ms (Deform 0.400 ms), Inlining 0.000 ms, Optimization 0.500 ms, Emission 2.000 ms, Total 3.500 ms
 Execution Time: 42.000 ms
";
    let plan = one(text);
    assert!(plan.unread_lines.is_empty() && plan.unknown_properties.is_empty());
    let heap = node(&plan, "Parallel Bitmap Heap Scan");
    assert_eq!(heap.kind, NodeKind::BitmapHeapScan);
    assert_eq!(heap.workers.len(), 2);
    assert_eq!(heap.workers[0].actual.unwrap().rows_per_loop.0, 30.5);
    assert!(heap.workers[0].sort_method().unwrap().on_disk && heap.sorts_on_disk());
    assert_eq!(heap.buffers().unwrap().shared.hit, 20);
    assert_eq!(heap.heap_blocks().unwrap().lossy, 9);
    assert_eq!(plan.planning.unwrap().memory_used_kb, Some(9));
    assert_eq!(plan.jit.unwrap().deform_ms, Some(0.4));
    assert_eq!(
        (plan.triggers[0].relation.as_deref(), plan.triggers[0].time_ms),
        (Some("t"), None)
    );
    assert_eq!(
        (
            plan.triggers[1].name.as_deref(),
            plan.triggers[1].constraint.as_deref()
        ),
        (None, Some("fk"))
    );
    let metrics = derive_metrics(&plan);
    // Only the leader built the bitmap: its 6 ms are 2 ms of the clock by share, and 6 ms elapsed.
    assert_eq!(metrics[2].elapsed_ms, Some(6.0));
    assert_eq!(metrics[2].self_time_ms, Some(2.0));
    assert_eq!(
        (metrics[0].self_time_ms, metrics[1].self_time_ms),
        (Some(10.0), Some(28.0))
    );
    assert_eq!(metrics[1].worker_skew, Some(1.2));
}

#[test]
fn several_plans_are_all_kept() {
    assert_eq!(parse(&format!("{PLAN}\n\n{PLAN}")).plans.len(), 2);
    assert_eq!(parse(&format!("{PLAN}\n{PLAN}")).plans.len(), 2);
    let rows = aligned().join("\n");
    assert_eq!(
        parse(&format!(
            "QUERY PLAN\n-----\n{rows}\n(9 rows)\n\nQUERY PLAN\n-----\n{rows}\n(9 rows)\n"
        ))
        .plans
        .len(),
        2
    );
}

#[test]
fn totals_are_not_multiplied() {
    let text = "Index Only Scan using i on t  (cost=0.29..0.34 rows=1 width=4) (actual time=0.001..0.001 rows=0 loops=100000)\n  Heap Fetches: 150\n  Rows Removed by Filter: 1";
    let node = one(text).nodes[0].clone();
    assert_eq!(node.heap_fetches(), Some(Total(150.0)));
    let rows = node.actual.measured().unwrap().rows_total();
    assert_eq!((rows.low, rows.high), (0.0, 50_000.0));
    let removed = node.rows_removed_by_filter_total().unwrap();
    assert_eq!((removed.low, removed.high), (50_000.0, 150_000.0));
}

#[test]
fn errors_name_the_next_step() {
    let error = |text: &str| parse_plan(SourceId(0), text).unwrap_err();
    assert!(matches!(error("  \n"), PlanError::Empty { .. }));
    assert!(matches!(error("select 1;"), PlanError::NoNodes { .. }));
    assert!(matches!(
        error("[1, 2, {\"Plan\": 3}]"),
        PlanError::DocumentWithoutPlan { .. }
    ));
    assert!(matches!(
        error("Query rewrites to nothing"),
        PlanError::NothingPlanned { .. }
    ));
    assert!(matches!(
        error(&"[{\"Plan\":".repeat(5000)),
        PlanError::TooDeep { .. }
    ));
    let mut deep = String::from("Limit  (cost=0.00..1.00 rows=1 width=4)\n");
    for level in 0..600 {
        deep += &format!(
            "{}->  Limit  (cost=0.00..1.00 rows=1 width=4)\n",
            " ".repeat(2 + level * 6)
        );
    }
    assert!(matches!(error(&deep), PlanError::TooDeep { .. }));
    let wide = "Append\n".to_owned() + &"  ->  Seq Scan on t\n".repeat(100_001);
    assert!(matches!(error(&wide), PlanError::TooManyNodes { .. }));
}
