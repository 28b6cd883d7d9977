//! Real schemas, migrations and plans: none panics, and a count per rule shows every change in what is reported.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;

use rowproof_engine::findings::Applicability;
use rowproof_tests::{analyze_text, apply, corpus, files_below, has};

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

/// Of each rule the first finding of each schema: with a fix made in the text, or its statements behind it, it is gone and nothing is
/// understood less. What a server says of the statements is asked elsewhere; here the text around them counts, as the search path
/// of a dump.
#[test]
fn fixes_mend_what_people_paste() {
    let Some(corpus) = corpus().unwrap() else { return };
    let mut tried = 0;
    let mut failures = Vec::new();
    for path in files_below(&corpus.join("schemas")) {
        let Ok(source) = fs::read_to_string(&path) else {
            continue;
        };
        // Each fix costs an analysis.
        if source.len() > 150_000 {
            continue;
        }
        let name = path.strip_prefix(&corpus).unwrap().to_string_lossy().into_owned();
        let report = analyze_text(&name, &source, None);
        let errors = report.parts[0].errors.len();
        let server = report.parts[0].dialect();
        let mut seen = Vec::new();
        for finding in report.visible_findings() {
            if seen.contains(&finding.rule) || finding.fixes.is_empty() {
                continue;
            }
            seen.push(finding.rule);
            let fixes = finding.fixes.iter();
            for fix in fixes.filter(|fix| fix.applicability != Applicability::DisplayOnly) {
                let edited = (!fix.edits.is_empty()).then(|| ("edits", apply(fix, &source)));
                let run = (!fix.statements.is_empty()).then(|| {
                    (
                        "statements",
                        format!("{source}\n;\n{};\n", fix.statements.join(";\n")),
                    )
                });
                for (how, changed) in edited.into_iter().chain(run) {
                    tried += 1;
                    let after = analyze_text(&name, &changed, Some(server));
                    if has(&after, finding) || after.parts[0].errors.len() > errors {
                        failures.push(format!(
                            "{name}: {} by {how} of `{}`: {:?}",
                            finding.id, fix.title, fix.statements
                        ));
                    }
                }
            }
        }
    }
    assert!(tried > 100, "{tried} fixes");
    assert!(
        failures.is_empty(),
        "{} of {tried} fail:\n{}",
        failures.len(),
        failures.join("\n")
    );
}
