//! What holds for every text and every tree.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test fails by panicking"
)]

use proptest::prelude::*;
use rowproof_plan::{Plan, derive_metrics, derive_plan_metrics, detect_format, parse_plan};
use rowproof_source::{SourceId, Span};

/// Pieces of plans, frames and rubbish, in any order.
fn piece() -> impl Strategy<Value = String> {
    let fixed = [
        "Seq Scan on t",
        "  ->  ",
        "->",
        "Sort",
        "Hash Join",
        "  (cost=0.00..35.50 rows=10 width=8)",
        " (actual time=0.010..0.200 rows=9 loops=4)",
        " (never executed)",
        "(cost=",
        "\n",
        "\n\n",
        "\r\n",
        "        ",
        "\t",
        "Filter: (a = 'x",
        "'",
        "\"",
        "\"\"",
        "(",
        ")",
        "...",
        "…",
        "InitPlan 1 (returns $0)",
        "SubPlan 2",
        "CTE x",
        "CTE Scan on x",
        "Worker 0:  actual time=0.1..0.2 rows=3 loops=1",
        "JIT:",
        "  Functions: 3",
        "Planning:",
        "Buffers: shared hit=1 read=2, temp written=9",
        "Execution Time: 1.000 ms",
        "QUERY PLAN",
        "-----------",
        "(3 rows)",
        "+",
        "│",
        "|",
        "┌────┐",
        "-[ RECORD 1 ]-",
        "> ",
        "```",
        "LOG:  duration: 12.3 ms  plan:",
        "Query Text: select",
        "-&gt;",
        "&nbsp;",
        "\u{a0}",
        "→",
        "“",
        "’",
        "[{\"Plan\": {\"Node Type\": \"Sort\", ",
        "\"Plans\": [",
        "{\"Node Type\": \"Seq Scan\", \"Actual Rows\": 3}",
        "]",
        "}",
        "\\u00",
        "\"QUERY PLAN\":",
        "\"message\": \"duration: 1 ms  plan:",
        "Trigger x on y: calls=1",
        "Settings: a = 'b'",
        "é😀",
        "Gather",
        "Append",
        "Limit",
        "Update on t",
        "- Plan: \n    Node Type: \"Sort\"\n",
        "    Plans: \n      - Node Type: \"Seq Scan\"\n",
        "      - [\"a",
        "<explain xmlns=\"x\"><Query><Plan><Node-Type>Sort</Node-Type>",
        "<Plans><Plan>",
        "</Plan>",
        "<Item>a &lt; b</Item>",
        "{\"query_block\": {\"select_id\": 1, ",
        "\"nested_loop\": [",
        "{\"table\": {\"table_name\": \"t\", \"access_type\": \"ALL\", \"r_rows\": 3, \"r_loops\": 2}}, ",
        "\"block-nl-join\": {",
        "\"materialized\": {\"query_block\": {",
        "{\"operation\": \"Filter: (a = 1)\", \"inputs\": [",
        "-> Nested loop inner join  (cost=472 rows=124)\n",
        "    -> Table scan on t  (cost=1.5 rows=3) (actual time=0.1..0.2 rows=3 loops=4)\n",
        "-> Select #2 (subquery in condition; dependent)\n",
        "id\tselect_type\ttable\ttype\tkey\tref\trows\tr_rows\tExtra\n",
        "1\tPRIMARY\t<derived2>\tALL\tNULL\tNULL\t3\t3.00\tUsing temporary; Using filesort\n",
        "2\tDERIVED\t<derived2>\tref\tk\tconst\t3\t3.00\t\n",
        "NULL\tUNION RESULT\t<union1,2>\tALL\n",
        "*************************** 1. row ***************************\n",
        "select_type: SIMPLE\n",
        "EXPLAIN: -> Sort: a\\n    -> Table scan on t\n",
        "| {\n",
        "|--SCAN t\n",
        "|  `--CO-ROUTINE x\n",
        "`--USE TEMP B-TREE FOR ORDER BY\n",
        "1|0|0|SCAN SUBQUERY 1\n",
        "0|0|0|COMPOUND SUBQUERIES 1 AND 2 (UNION)\n",
    ];
    prop_oneof![
        8 => proptest::sample::select(fixed.to_vec()).prop_map(str::to_owned),
        1 => "[ -~\n]{0,12}",
        1 => any::<String>(),
    ]
}

fn assert_in_bounds(text: &str, span: Span) {
    assert!(text.get(span.range()).is_some(), "{span:?} of {}", text.len());
}

fn check(text: &str) {
    let _ = detect_format(text);
    let parsed = match parse_plan(SourceId(0), text) {
        Ok(parsed) => parsed,
        Err(error) => return assert_in_bounds(text, error.span()),
    };
    assert!(!parsed.plans.is_empty());
    for repair in &parsed.repairs {
        assert_in_bounds(text, repair.span);
    }
    for plan in &parsed.plans {
        check_plan(text, plan);
    }
}

fn check_plan(text: &str, plan: &Plan) {
    assert_in_bounds(text, plan.span);
    for (span, _) in plan.unread_lines.iter().chain(&plan.unknown_properties) {
        assert_in_bounds(text, *span);
    }
    for (id, node) in plan.nodes.iter().enumerate() {
        assert_eq!(node.id, id);
        assert!(
            node.parent
                .is_none_or(|parent| parent < id && plan.nodes[parent].children.binary_search(&id).is_ok())
        );
        assert_in_bounds(text, node.span);
        assert_in_bounds(text, node.line_span);
        for property in &node.properties {
            assert_in_bounds(text, property.span);
        }
        let _ = (
            node.sort_method(),
            node.hash_table(),
            node.hash_aggregation(),
            node.memoize_counts(),
            node.io_timings(),
            node.sort_key(),
        );
    }
    let metrics = derive_metrics(plan);
    assert_eq!(metrics.len(), plan.nodes.len());
    let _ = derive_plan_metrics(plan);
}

/// A plan whose times fit together: each node has a self time of its own, in whole microseconds.
#[derive(Debug, Clone)]
struct Tree {
    own_us: u32,
    inputs: Vec<Tree>,
}

fn tree() -> impl Strategy<Value = Tree> {
    let leaf = (0_u32..50_000).prop_map(|own_us| Tree {
        own_us,
        inputs: Vec::new(),
    });
    leaf.prop_recursive(5, 40, 3, |inner| {
        (0_u32..50_000, prop::collection::vec(inner, 1..4))
            .prop_map(|(own_us, inputs)| Tree { own_us, inputs })
    })
}

impl Tree {
    fn total_us(&self) -> u64 {
        u64::from(self.own_us) + self.inputs.iter().map(Tree::total_us).sum::<u64>()
    }

    fn write(&self, column: usize, own: &mut Vec<f64>, text: &mut String) {
        own.push(f64::from(self.own_us) / 1000.0);
        let (arrow, indent) = if column == 0 { ("", 2) } else { ("->  ", 6) };
        let words = if self.inputs.is_empty() {
            "Seq Scan on t"
        } else {
            "Append"
        };
        let total = self.total_us() as f64 / 1000.0;
        *text += &format!(
            "{}{arrow}{words} (actual time=0.000..{total:.3} rows=1 loops=1)\n",
            " ".repeat(column)
        );
        for input in &self.inputs {
            input.write(column + indent, own, text);
        }
    }
}

/// A tree of every kind of edge, with times that need not fit together.
#[derive(Debug, Clone)]
struct Wild {
    words: &'static str,
    /// The line above it, if it is no input.
    label: Option<&'static str>,
    time_us: u32,
    loops: u32,
    children: Vec<Wild>,
}

fn wild() -> impl Strategy<Value = Wild> {
    let leaves = [
        "Seq Scan on t",
        "CTE Scan on a",
        "CTE Scan on b",
        "Function Scan on f",
    ];
    let inner = [
        "Gather",
        "Gather Merge",
        "Nested Loop",
        "Append",
        "Sort",
        "Hash Join",
        "Result",
    ];
    let labels = [
        None,
        None,
        None,
        Some("CTE a"),
        Some("CTE b"),
        Some("InitPlan 1 (returns $0)"),
        Some("SubPlan 2"),
    ];
    let node = move |words: Vec<&'static str>| {
        (
            prop::sample::select(words),
            prop::sample::select(labels.to_vec()),
            1_u32..90_000,
            1_u32..5,
        )
    };
    let make = |(words, label, time_us, loops), children| Wild {
        words,
        label,
        time_us,
        loops,
        children,
    };
    let leaf = node(leaves.to_vec()).prop_map(move |head| make(head, Vec::new()));
    leaf.prop_recursive(5, 40, 4, move |below| {
        (node(inner.to_vec()), prop::collection::vec(below, 1..4))
            .prop_map(move |(head, children)| make(head, children))
    })
}

impl Wild {
    fn write(&self, column: usize, text: &mut String) {
        let mut column = column;
        if let Some(label) = self.label.filter(|_| column > 0) {
            *text += &format!("{}{label}\n", " ".repeat(column));
            column += 2;
        }
        let (arrow, indent) = if column == 0 { ("", 2) } else { ("->  ", 6) };
        let (time, loops) = (f64::from(self.time_us) / 1000.0, self.loops);
        *text += &format!(
            "{}{arrow}{} (actual time=0.000..{time:.3} rows=1 loops={loops})\n",
            " ".repeat(column),
            self.words
        );
        if self.time_us.is_multiple_of(3) {
            *text += &format!("{}Filter: (x = $0)\n", " ".repeat(column + indent));
        }
        for child in &self.children {
            child.write(column + indent, text);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]

    #[test]
    fn arbitrary_text_never_panics(pieces in prop::collection::vec(piece(), 0..60)) {
        check(&pieces.concat());
    }

    #[test]
    fn mutilated_plans_never_panic(cut in 0_usize..900, skip in 0_usize..900, length in 0_usize..40) {
        let plan = include_str!("pairs/init-and-sub-plans.txt");
        for text in [plan, include_str!("pairs/cte.json")] {
            let kept: String = text.chars().take(cut).collect();
            check(&kept);
            let holed: String = text.chars().enumerate().filter(|(at, _)| *at < skip || *at >= skip + length).map(|(_, c)| c).collect();
            check(&holed);
        }
    }

    /// Whatever is subtracted from one node is counted at another: nothing is lost and nothing counted twice.
    #[test]
    fn self_times_add_up_whatever_the_edges(tree in wild()) {
        let mut text = String::new();
        tree.write(0, &mut text);
        let parsed = parse_plan(SourceId(0), &text).unwrap();
        prop_assert_eq!(parsed.plans.len(), 1);
        let plan = &parsed.plans[0];
        let metrics = derive_metrics(plan);
        let sum: f64 = metrics.iter().filter_map(|metrics| metrics.self_time_ms).sum();
        let error: f64 = metrics.iter().map(|metrics| metrics.self_time_error_ms).sum();
        let root = metrics[0].total_time_ms.unwrap().0;
        let outside = derive_plan_metrics(plan).unread_cte_ms;
        prop_assert!((sum - root - outside).abs() <= error + 1e-6, "{}: {} {} {}", text, sum, root, outside);
    }

    #[test]
    fn self_times_are_what_they_were_built_from(tree in tree()) {
        let (mut own, mut text) = (Vec::new(), String::new());
        tree.write(0, &mut own, &mut text);
        let parsed = parse_plan(SourceId(0), &text).unwrap();
        let metrics = derive_metrics(&parsed.plans[0]);
        prop_assert_eq!(metrics.len(), own.len());
        let mut sum = 0.0;
        for (metrics, own) in metrics.iter().zip(&own) {
            let self_time = metrics.self_time_ms.unwrap();
            prop_assert!((self_time - own).abs() < 1e-6);
            prop_assert!(!metrics.inconsistent);
            sum += self_time;
        }
        prop_assert!((sum - tree.total_us() as f64 / 1000.0).abs() < 1e-6);
    }
}

#[test]
fn time_grows_with_the_text() {
    let line = "  ->  Seq Scan on t  (cost=0.00..1.00 rows=1 width=4)\n        Filter: ((a = 'b\n";
    let head = "Append  (cost=0.00..1.00 rows=1 width=4)\n";
    for text in [
        head.to_owned() + &line.repeat(20_000),
        "[".repeat(2_000_000),
        "[{\"Plan\":{}},\n".repeat(100_000),
        "Sort\nSubPlan 1\n->  Hash Join\n".repeat(20_000),
        "\"[{\n".repeat(200_000),
        "CTE Scan on x\n->  Sort\nCTE x\n".repeat(20_000),
        "- Plan:\n    Node Type: \"Sort\"\n    Plans:\n".to_owned()
            + &"      - Node Type: \"Result\"\n".repeat(20_000),
        "- Plan: \"\n".repeat(100_000),
        "- ".repeat(500_000),
        "<explain><Plan>".repeat(100_000),
        "<explain><Plan><Node-Type>Sort</Node-Type><Filter>&&&&&".to_owned() + &"&".repeat(400_000),
        "id\tselect_type\ttable\tpossible_keys\n".to_owned()
            + &"1\tPRIMARY\t<derived1>\tNULL\n".repeat(20_000),
        "id\tselect_type\ttable\tpossible_keys\n".to_owned()
            + &(1..20_000)
                .map(|id| format!("{id}\tUNION\t<derived{}>\tNULL\n", id + 1))
                .collect::<String>(),
        "-> Filter: (a = 'b\n    -> Table scan on t\n".repeat(20_000),
        "{\"query_block\": {\"nested_loop\": [{\"table\": {\"table_name\": \"t\"}}".to_owned()
            + &", {\"table\": {\"table_name\": \"t\"}}".repeat(20_000),
        "{\"query_block\": {\"nested_loop\": [{".repeat(20_000),
        "0|0|0|SCAN SUBQUERY 1\n".repeat(20_000),
        (1..20_000)
            .map(|id| format!("{id}|{}|0|SCAN t\n", id - 1))
            .collect::<String>(),
        (0..20_000)
            .map(|id| format!("{id}|0|0|SCAN SUBQUERY {}\n", id + 1))
            .collect::<String>(),
        "|--SCAN t\n".repeat(20_000),
    ] {
        check(&text);
    }
}
