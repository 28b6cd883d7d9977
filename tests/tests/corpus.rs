//! Real schemas, migrations and plans: none panics, and a count per rule shows every change in what is reported.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;

use rowproof_tests::{analyze_text, corpus, files_below};

#[test]
fn findings_per_rule() {
    let Some(corpus) = corpus().unwrap() else { return };
    let mut text = String::new();
    for folder in ["schemas", "migrations", "plans"] {
        let mut totals: BTreeMap<&str, usize> = BTreeMap::new();
        let mut lines = String::new();
        let mut errors = 0;
        for path in files_below(&corpus.join(folder)) {
            if path.extension().is_some_and(|ending| ending == "tsv") {
                continue;
            }
            let Ok(source) = fs::read_to_string(&path) else {
                continue;
            };
            let name = path.strip_prefix(&corpus).unwrap().to_string_lossy().into_owned();
            let report = analyze_text(&name, &source, None);
            let part = &report.parts[0];
            errors += part.errors.len();
            let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
            for finding in report.visible_findings() {
                *counts.entry(finding.rule).or_default() += 1;
                *totals.entry(finding.rule).or_default() += 1;
            }
            let kind = part.kind.map_or("empty", |kind| kind.code());
            let counts: Vec<String> = counts
                .iter()
                .map(|(rule, count)| format!("{rule} {count}"))
                .collect();
            if folder == "schemas" {
                let _ = writeln!(
                    lines,
                    "{name}: {kind} {}, {} relations, {} errors; {}",
                    part.dialect().code(),
                    report.catalog.counts().0,
                    part.errors.len(),
                    counts.join(", ")
                );
            }
        }
        let _ = writeln!(text, "== {folder}: {errors} places not understood\n{lines}");
        for (rule, count) in totals {
            let _ = writeln!(text, "{rule}: {count}");
        }
        text.push('\n');
    }
    insta::assert_snapshot!(text);
}
