//! What several parts of a document show is said once.

use rowproof_engine::Part;
use rowproof_tests::analyze_parts;

const SCHEMA: &str = "CREATE TABLE visits (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  page text NOT NULL,
  seen_at timestamptz NOT NULL
);";
const QUERY: &str = "SELECT id FROM visits WHERE page = '/start' ORDER BY seen_at DESC LIMIT 10;";
const PLAN: &str = "Limit  (cost=1000.00..2000.00 rows=10 width=20) (actual time=120.000..120.100 rows=10 loops=1)
  ->  Sort  (cost=1000.00..2000.00 rows=10 width=20) (actual time=119.990..120.000 rows=10 loops=1)
        Sort Key: seen_at DESC
        Sort Method: top-N heapsort  Memory: 25kB
        ->  Seq Scan on visits  (cost=0.00..18584.00 rows=10 width=20) (actual time=0.100..119.000 rows=40 loops=1)
              Filter: (page = '/start'::text)
              Rows Removed by Filter: 999960
Planning Time: 0.100 ms
Execution Time: 120.200 ms";

/// The findings about a missing index, each with what it is folded into.
fn about_the_index(texts: &[&str]) -> Vec<(&'static str, Option<String>)> {
    let parts = texts.iter().zip(1..).map(|(text, number): (_, u32)| {
        let name = format!("part {number}");
        Part::new(&name, *text)
    });
    let report = analyze_parts(parts.collect(), None);
    let about = ["query-no-index", "seq-scan-discards"];
    let findings = report.findings.into_iter();
    findings
        .filter(|finding| about.contains(&finding.rule))
        .map(|finding| (finding.rule, finding.folded_into))
        .collect()
}

#[test]
fn a_query_and_its_plan_call_for_one_index() {
    assert_eq!(about_the_index(&[SCHEMA, QUERY]), [("query-no-index", None)]);
    let found = about_the_index(&[SCHEMA, QUERY, PLAN]);
    let [("query-no-index", Some(speaker)), ("seq-scan-discards", None)] = found.as_slice() else {
        panic!("{found:?}");
    };
    assert!(speaker.starts_with("seq-scan-discards:"), "{speaker}");
}

#[test]
fn another_index_is_another_finding() {
    let other = "SELECT id FROM visits WHERE seen_at > now() - interval '1 hour' ORDER BY seen_at LIMIT 5;";
    let found = about_the_index(&[SCHEMA, other, PLAN]);
    assert!(found.iter().all(|(_, folded)| folded.is_none()), "{found:?}");
    assert_eq!(found.len(), 2, "{found:?}");
}

/// A plan in which the scan is a small part of the time, so that it is mild by itself.
const MILD: &str = "Nested Loop  (cost=1000.00..90000.00 rows=10 width=20) (actual time=0.100..1000.000 rows=900000 loops=1)
  ->  Seq Scan on visits  (cost=0.00..18584.00 rows=10 width=20) (actual time=0.100..150.000 rows=10 loops=1)
        Filter: (page = '/start'::text)
        Rows Removed by Filter: 999990
  ->  Function Scan on generate_series g  (cost=0.00..10.00 rows=90000 width=4) (actual time=0.010..85.000 rows=90000 loops=10)
Planning Time: 0.100 ms
Execution Time: 1000.000 ms";

#[test]
fn who_speaks_is_as_bad_as_what_it_speaks_for() {
    let query = "SELECT id FROM visits WHERE page = '/start';";
    let parts = |texts: &[&str]| {
        let parts = texts
            .iter()
            .zip(1..)
            .map(|(text, number): (_, u32)| Part::new(format!("part {number}"), *text));
        analyze_parts(parts.collect(), None)
    };
    let worst = |texts: &[&str]| {
        let report = parts(texts);
        let open = report
            .visible_findings()
            .filter(|finding| finding.rule != "estimate-off");
        open.filter(|finding| {
            finding
                .fixes
                .iter()
                .any(|fix| fix.statements.iter().any(|one| one.contains("INDEX")))
        })
        .map(|finding| finding.severity)
        .min()
    };
    let alone = worst(&[SCHEMA, query]);
    assert!(alone.is_some());
    assert!(worst(&[SCHEMA, query, MILD]) <= alone);
    // Nobody is folded into one that is folded.
    let report = parts(&[SCHEMA, query, MILD]);
    for finding in &report.findings {
        if let Some(speaker) = &finding.folded_into {
            let speaker = report.findings.iter().find(|other| other.id == *speaker).unwrap();
            assert_eq!(speaker.folded_into, None, "{}", finding.id);
        }
    }
}

#[test]
fn in_mysql_too() {
    let schema = "CREATE TABLE customers (id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY, city VARCHAR(80) NOT NULL, email VARCHAR(80) NOT NULL) ENGINE=InnoDB;";
    let query = "SELECT * FROM customers WHERE city = 'x';";
    let plan = r#"{"query_block": {"select_id": 1, "r_loops": 1, "r_total_time_ms": 900.1, "table": {"table_name": "customers", "access_type": "ALL",
  "r_loops": 1, "rows": 990000, "r_rows": 1000000, "r_table_time_ms": 880.2, "r_other_time_ms": 19.8, "filtered": 100, "r_filtered": 0.001,
  "attached_condition": "customers.city = 'x'"}}}"#;
    let names = ["schema", "queries", "plan"];
    let parts = names
        .iter()
        .zip([schema, query, plan])
        .map(|(name, text)| Part::new(*name, text));
    let report = analyze_parts(parts.collect(), Some(rowproof_engine::syntax::Dialect::MySql));
    let find = |rule: &str| report.findings.iter().find(|finding| finding.rule == rule);
    let scan = find("full-table-scan").unwrap();
    assert_eq!(
        find("query-no-index").unwrap().folded_into.as_deref(),
        Some(scan.id.as_str())
    );
}
