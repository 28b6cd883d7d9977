//! Every rule's fixtures: what the report says, that `clean` stays silent, and that every fix works.
#![allow(
    clippy::unwrap_used,
    clippy::string_slice,
    reason = "a test that cannot go on must stop"
)]

use std::path::Path;

use rowproof_engine::Report;
use rowproof_engine::findings::{Applicability, Severity};
use rowproof_export::{explain_markdown, report_markdown};
use rowproof_tests::{analyze_fixture, analyze_text, apply, files_below, has, read_fixture, root};

fn rule_of(path: &Path) -> String {
    path.parent()
        .unwrap()
        .file_name()
        .unwrap()
        .to_string_lossy()
        .into_owned()
}

fn file_name(path: &Path) -> String {
    path.file_name().unwrap().to_string_lossy().into_owned()
}

fn fixtures() -> Vec<std::path::PathBuf> {
    let files = files_below(&root().join("crates/rules/fixtures"));
    files
        .into_iter()
        .filter(|path| {
            path.extension()
                .is_some_and(|ending| ending == "sql" || ending == "txt")
        })
        .collect()
}

/// The report with the findings of this rule alone, and the names of the others: a new rule must not rewrite every record.
fn own_findings(mut report: Report, rule: &str) -> String {
    let others: Vec<String> = report
        .visible_findings()
        .filter(|finding| finding.rule != rule)
        .map(|finding| format!("- {} ({})\n", finding.id, finding.severity.as_str()))
        .collect();
    report.findings.retain(|finding| finding.rule == rule);
    let own = report_markdown(&report);
    match others.is_empty() {
        true => own,
        false => format!("{own}\nFindings of other rules:\n\n{}", others.concat()),
    }
}

#[test]
fn reports_are_as_recorded() {
    let mut settings = insta::Settings::clone_current();
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    let mut failures = Vec::new();
    for path in fixtures() {
        let report = analyze_fixture(&path);
        let rule = rule_of(&path);
        let found = report
            .findings
            .iter()
            .filter(|finding| finding.rule == rule)
            .count();
        let expected = file_name(&path).starts_with("finds");
        if expected != (found > 0) {
            failures.push(format!(
                "{}: {found} findings of {rule}\n{}",
                path.display(),
                report_markdown(&report)
            ));
        }
        settings.set_snapshot_path(path.parent().unwrap());
        settings.bind(|| {
            let text = if report.plans.is_empty() {
                own_findings(report, &rule)
            } else {
                explain_markdown(&report)
            };
            insta::assert_snapshot!(path.file_stem().unwrap().to_string_lossy().into_owned(), text);
        });
    }
    assert!(failures.is_empty(), "{}", failures.join("\n\n"));
}

/// Applying a fix's edits, or running its statements behind the schema, leaves no new error, no new finding above a
/// hint, and the finding is gone.
#[test]
fn fixes_mend_and_break_nothing() {
    let mut tried = 0;
    let mut failures = Vec::new();
    for path in fixtures() {
        let (text, dialect) = read_fixture(&path);
        let name = file_name(&path);
        let report = analyze_text(&name, &text, dialect);
        let errors = report.parts[0].errors.len();
        for finding in report.visible_findings() {
            for fix in finding
                .fixes
                .iter()
                .filter(|fix| fix.applicability != Applicability::DisplayOnly)
            {
                let statements = (!fix.statements.is_empty())
                    .then(|| format!("{text};\n{};\n", fix.statements.join(";\n")));
                for changed in [Some(apply(fix, &text)), statements].into_iter().flatten() {
                    tried += 1;
                    let after = analyze_text(&name, &changed, dialect);
                    let new: Vec<&str> = after
                        .visible_findings()
                        .filter(|other| other.severity < Severity::Hint && !has(&report, other))
                        .map(|other| other.id.as_str())
                        .collect();
                    if after.parts[0].errors.len() > errors || has(&after, finding) || !new.is_empty() {
                        let errors: Vec<&str> = after.parts[0]
                            .errors
                            .iter()
                            .map(|error| error.message.as_str())
                            .collect();
                        failures.push(format!(
                            "{name}: {} by `{}`: still there: {}, new: {new:?}, errors: {errors:?}\n{changed}",
                            finding.id,
                            fix.title,
                            has(&after, finding)
                        ));
                    }
                }
            }
        }
    }
    assert!(tried > 0, "no fix was tried");
    assert!(
        failures.is_empty(),
        "{} of {tried} fail:\n{}",
        failures.len(),
        failures.join("\n\n")
    );
}
