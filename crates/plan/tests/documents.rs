//! YAML and XML in the frames people paste them in, cut, and several at once; and older words of PostgreSQL.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test fails by panicking"
)]

use rowproof_plan::{NodeKind, ParentRelationship, ParsedPlans, PlanProduct, derive_metrics, parse_plan};
use rowproof_source::SourceId;

const YAML: &str = "\
- Plan: 
    Node Type: \"Limit\"
    Startup Cost: 0.00
    Total Cost: 0.50
    Plan Rows: 5
    Plan Width: 4
    Plans: 
      - Node Type: \"Seq Scan\"
        Parent Relationship: \"Outer\"
        Relation Name: \"orders\"
        Alias: \"o\"
        Startup Cost: 0.00
        Total Cost: 9.50
        Plan Rows: 95
        Plan Width: 4
        Filter: \"((o.note <> 'a: \\\"b\\\"'::text) AND (o.id < 9))\"
";

const XML: &str = "\
<explain xmlns=\"http://www.postgresql.org/2009/explain\">
  <Query>
    <Plan>
      <Node-Type>Limit</Node-Type>
      <Startup-Cost>0.00</Startup-Cost>
      <Total-Cost>0.50</Total-Cost>
      <Plan-Rows>5</Plan-Rows>
      <Plan-Width>4</Plan-Width>
      <Plans>
        <Plan>
          <Node-Type>Seq Scan</Node-Type>
          <Parent-Relationship>Outer</Parent-Relationship>
          <Relation-Name>orders</Relation-Name>
          <Alias>o</Alias>
          <Startup-Cost>0.00</Startup-Cost>
          <Total-Cost>9.50</Total-Cost>
          <Plan-Rows>95</Plan-Rows>
          <Plan-Width>4</Plan-Width>
          <Filter>((o.note &lt;&gt; 'a: \"b\"'::text) AND (o.id &lt; 9))</Filter>
        </Plan>
      </Plans>
    </Plan>
  </Query>
</explain>
";

fn parse(text: &str) -> ParsedPlans {
    parse_plan(SourceId(0), text).unwrap_or_else(|error| panic!("{error}\n{text}"))
}

fn assert_read(text: &str) {
    let parsed = parse(text);
    assert_eq!(parsed.plans.len(), 1, "{text}");
    let plan = &parsed.plans[0];
    assert_eq!(plan.product, PlanProduct::PostgreSql);
    assert_eq!(plan.nodes.len(), 2, "{text}");
    let scan = &plan.nodes[1];
    assert_eq!(
        (scan.kind, scan.relation.as_deref()),
        (NodeKind::SeqScan, Some("orders")),
        "{text}"
    );
    assert_eq!(
        scan.filter(),
        Some("((o.note <> 'a: \"b\"'::text) AND (o.id < 9))"),
        "{text}"
    );
    assert_eq!(scan.estimate.unwrap().total_cost, 9.5);
    assert!(
        text[scan.line_span.range()].contains("Seq Scan"),
        "{:?}",
        &text[scan.line_span.range()]
    );
}

fn each_line(text: &str, change: impl Fn(&str) -> String) -> String {
    text.trim_end().lines().map(change).collect::<Vec<_>>().join("\n")
}

#[test]
fn frames_around_documents() {
    for document in [YAML, XML] {
        let width = document.lines().map(str::len).max().unwrap();
        let aligned = each_line(document, |line| format!(" {line:width$}+"));
        let rule = "-".repeat(width + 2);
        assert_read(document);
        assert_read(&format!(
            "{:^width$}\n{rule}\n{}\n(1 row)\n",
            "QUERY PLAN",
            aligned.trim_end_matches('+')
        ));
        assert_read(&format!(
            "shop=# explain (format x) select 1;\n QUERY PLAN\n{rule}\n{aligned}\n(1 row)\n"
        ));
        assert_read(&format!("```\n{document}```\n"));
        assert_read(&each_line(document, |line| format!("> {line}")));
        assert_read(&document.replace('\n', "\r\n"));
        assert_read(&format!(
            "\"QUERY PLAN\"\n\"{}\"\n",
            document.trim_end().replace('"', "\"\"")
        ));
        let log = each_line(document, |line| format!("\t{line}"));
        assert_read(&format!(
            "2026-01-02 03:04:05 UTC [7] LOG:  duration: 1.5 ms  plan:\n{log}\n"
        ));
    }
}

#[test]
fn a_log_tells_the_query() {
    let yaml = format!(
        "Query Text: \"select 1\"\n{}",
        YAML.replace("- Plan:", "Plan:").replace("\n  ", "\n")
    );
    let record = format!(
        "2026-01-02 LOG:  duration: 1.5 ms  plan:\n{}\n",
        each_line(&yaml, |line| format!("\t{line}"))
    );
    assert_eq!(parse(&record).plans[0].query_text.as_deref(), Some("select 1"));
    let xml = XML
        .replace("  <Query>\n", "  <Query-Text>select 1</Query-Text>\n")
        .replace("  </Query>\n", "");
    assert_eq!(parse(&xml).plans[0].query_text.as_deref(), Some("select 1"));
}

#[test]
fn several_and_cut_documents() {
    assert_eq!(parse(&format!("{YAML}{YAML}")).plans.len(), 2);
    assert_eq!(parse(&format!("{XML}{XML}")).plans.len(), 2);
    let cut = &XML[..XML
        .find("<Plan-Width>4</Plan-Width>\n          <Filter>")
        .unwrap()];
    let parsed = parse(cut);
    assert!(parsed.plans[0].truncated && parsed.plans[0].nodes.len() == 2);
    assert!(
        parsed
            .repairs
            .iter()
            .any(|repair| repair.what.contains("XML breaks off"))
    );
    let dots = YAML.replace("        Filter:", "        ...\n        Filter:");
    assert!(
        parse(&dots)
            .repairs
            .iter()
            .any(|repair| repair.what.contains("no value"))
    );
}

#[test]
fn older_words_of_sub_plans() {
    let text = "\
Gather  (cost=1.00..9.00 rows=9 width=4) (actual time=6.000..20.000 rows=9 loops=1)
  Workers Planned: 2
  Params Evaluated: $1
  Workers Launched: 2
  InitPlan 2 (returns $1)
    ->  Result  (cost=0.00..0.01 rows=1 width=4) (actual time=5.000..5.000 rows=1 loops=1)
  ->  Parallel Seq Scan on t  (cost=0.00..8.00 rows=4 width=4) (actual time=1.000..9.000 rows=3 loops=3)
        Filter: ((a > $1) AND (alternatives: SubPlan 3 or hashed SubPlan 4))
        SubPlan 3
          ->  Seq Scan on u  (cost=0.00..2.00 rows=1 width=4) (never executed)
        SubPlan 4
          ->  Seq Scan on u u_1  (cost=0.00..2.00 rows=9 width=4) (actual time=2.000..2.000 rows=9 loops=3)
";
    let parsed = parse(text);
    let plan = &parsed.plans[0];
    assert!(plan.unread_lines.is_empty() && plan.unknown_properties.is_empty());
    let roles: Vec<ParentRelationship> = plan.nodes.iter().map(|node| node.relationship).collect();
    assert_eq!(
        roles,
        [
            ParentRelationship::Outer,
            ParentRelationship::InitPlan,
            ParentRelationship::Outer,
            ParentRelationship::SubPlan,
            ParentRelationship::SubPlan
        ]
    );
    let own: Vec<f64> = derive_metrics(plan)
        .iter()
        .map(|metrics| metrics.self_time_ms.unwrap_or(0.0))
        .collect();
    // The value is computed by the leader inside the Gather.
    assert_eq!(own, [6.0, 5.0, 7.0, 0.0, 2.0]);
}
