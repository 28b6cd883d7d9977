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
