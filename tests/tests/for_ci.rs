//! Output for continuous integration: what is new since a baseline, annotations of GitHub, a comment of a pull request.
#![allow(
    clippy::unwrap_used,
    clippy::string_slice,
    reason = "a test that cannot go on must stop"
)]

use rowproof_engine::Report;
use rowproof_engine::syntax::Dialect;
use rowproof_export::{Baseline, pull_request_markdown, report_github};
use rowproof_tests::analyze_text;

fn check(text: &str) -> Report {
    analyze_text("db/a,b:100%.sql", text, Some(Dialect::PostgreSql))
}

fn tables(count: usize) -> String {
    let table = |number| format!("create table t{number} (x int);\n");
    (0..count).map(table).collect()
}

#[test]
fn a_baseline_knows_findings_wherever_they_moved() {
    let baseline = Baseline::of(&check("create table a (x int);\ncreate table b (x int);"));
    assert_eq!(baseline.ids(), ["no-primary-key:a", "no-primary-key:b"]);
    let later = check("-- moved\n\n\ncreate table c (x int);\ncreate table a (y int, x int);");
    let new: Vec<&str> = baseline
        .new_findings(&later)
        .map(|finding| finding.id.as_str())
        .collect();
    assert_eq!(new, ["no-primary-key:c"]);
    assert_eq!(baseline.stale(&later), ["no-primary-key:b"]);
}

#[test]
fn plan_insights_are_never_known() {
    let plan = "Seq Scan on orders  (cost=0.00..18334.00 rows=1 width=97) (actual time=0.027..7031.112 rows=1 loops=1)\n  Filter: (user_id = 42)\n  Rows Removed by Filter: 999999\nPlanning Time: 0.087 ms\nExecution Time: 7031.131 ms";
    let report = analyze_text("plan.txt", plan, None);
    assert!(report.visible_findings().any(|finding| finding.node.is_some()));
    let baseline = Baseline::of(&report);
    assert_eq!(
        baseline.new_findings(&report).count(),
        report.visible_findings().count()
    );
}

#[test]
fn folded_findings_are_in_the_baseline_and_not_stale() {
    let report =
        check("create table orders (id bigint primary key, status text not null /* new, paid, sent */);");
    let folded = report
        .findings
        .iter()
        .find(|finding| finding.folded_into.is_some())
        .unwrap();
    let baseline = Baseline::of(&report);
    assert!(baseline.ids().contains(&folded.id));
    assert!(baseline.stale(&report).is_empty());
}

#[test]
fn annotations_are_escaped_and_bounded() {
    let text = report_github(&check(&tables(13)), None);
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines.len(), 11, "{text}");
    assert!(
        lines[0].starts_with(
            "::warning file=db/a%2Cb%3A100%25.sql,line=1,col=14,endColumn=16,title=no-primary-key (likely)::"
        ),
        "{text}"
    );
    assert!(lines[0].contains("%0A"), "{text}");
    assert!(
        lines[10].starts_with("3 more findings have no annotation"),
        "{text}"
    );
    assert!(
        pull_request_markdown(&check(&tables(13)), None)
            .starts_with("### Rowproof: 13 findings (13 warnings)\n")
    );
    // The worst come first, wherever they stand.
    let text = report_github(
        &check(&(tables(3) + "create table p (id int primary key, price real);")),
        None,
    );
    assert!(text.starts_with("::error "), "{text}");
    let known = Baseline::of(&check(&tables(3)));
    assert_eq!(report_github(&check(&tables(3)), Some(&known)), "");
}

#[test]
fn a_comment_has_a_short_table_and_folded_details() {
    let report = check(
        "create table \"a|b\" (x int);\ncreate table c (x int); -- rowproof:ignore no-primary-key staging",
    );
    let text = pull_request_markdown(&report, None);
    assert!(
        text.starts_with("### Rowproof: 2 findings (1 warning, 1 info)\n\n| | where | what | rule |\n"),
        "{text}"
    );
    assert!(text.contains("a\\|b"), "{text}");
    assert!(
        text.contains("<details><summary><code>no-primary-key</code> a|b</summary>"),
        "{text}"
    );
    assert!(
        text.contains("<details><summary>Ignored by comments (1)</summary>"),
        "{text}"
    );
    assert_eq!(
        text.matches("<details>").count(),
        text.matches("</details>").count()
    );
}

#[test]
fn a_comment_says_what_is_new() {
    let known = Baseline::new(vec![
        "no-primary-key:t0".to_owned(),
        "no-primary-key:gone".to_owned(),
    ]);
    let text = pull_request_markdown(&check(&tables(2)), Some(&known));
    assert!(
        text.starts_with("### Rowproof: 1 new finding (1 warning)"),
        "{text}"
    );
    assert!(
        !text.contains("no-primary-key:t0") && text.contains("1 finding known from the baseline."),
        "{text}"
    );
    assert!(text.contains("- `no-primary-key:gone`"), "{text}");
    let all = Baseline::of(&check(&tables(2)));
    let text = pull_request_markdown(&check(&tables(2)), Some(&all));
    assert!(text.starts_with("### Rowproof: no new findings"), "{text}");
}

/// GitHub refuses a comment of more than 65,536 characters.
#[test]
fn a_comment_fits() {
    let text = pull_request_markdown(
        &check(&tables(400)),
        Some(&Baseline::new(vec!["x".repeat(100); 9])),
    );
    assert!(text.len() < 65_536, "{} bytes", text.len());
    assert!(text.contains("do not fit into a comment"), "{text}");
    assert_eq!(
        text.matches("<details>").count(),
        text.matches("</details>").count()
    );
    assert_eq!(text.matches("```").count() % 2, 0);
}
