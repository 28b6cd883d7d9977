//! What holds for the analysis of every text: asked by the property tests, by the inputs that fuzzing found, and by the
//! fuzz target.

#![allow(clippy::panic, reason = "a panic is how a broken invariant is said")]

use std::collections::HashSet;

use rowproof_engine::source::Span;
use rowproof_engine::syntax::Dialect;
use rowproof_engine::{Document, Part, Report, Settings, analyze};
use rowproof_export::json::{catalog_json, report_json};
use rowproof_export::{pull_request_markdown, report_github, report_markdown};

/// Analyses the text twice, as two parts of one document: every place is in the text, findings are ordered with ids of
/// their own, the edits of a fix do not overlap, and everything written twice is the same, byte for byte.
pub fn check_analysis(text: &str, dialect: Option<Dialect>) {
    let document = Document {
        parts: vec![Part::new("a", text), Part::new("b", text)],
    };
    let settings = Settings {
        product: dialect.map(Into::into),
        ..Settings::default()
    };
    let report = analyze(&document, &settings);
    check_places(text, &report);
    check_order(text, &report);
    let again = analyze(&document, &settings);
    assert_eq!(written(&report), written(&again), "{text:?}");
}

/// A report in every form that is written.
pub fn written(report: &Report) -> [Option<String>; 5] {
    [
        Some(report_markdown(report)),
        Some(pull_request_markdown(report, None)),
        Some(report_github(report, None)),
        serde_json::to_string(&report_json(report)).ok(),
        serde_json::to_string(&catalog_json(report)).ok(),
    ]
}

fn check_places(text: &str, report: &Report) {
    let check = |span: Span| {
        let part = usize::from(span.source.0);
        assert!(
            part < 2 && text.get(span.range()).is_some(),
            "{span:?} is not in {text:?}"
        );
    };
    let errors = report.parts.iter().flat_map(|part| &part.errors);
    for error in errors.chain(&report.unused_ignores) {
        check(error.span);
        assert!(!error.message.is_empty());
    }
    for suppressed in &report.suppressed {
        check(suppressed.finding.span);
        let words = text.get(suppressed.by.range());
        assert!(
            words.is_some_and(|words| words.starts_with("rowproof:ignore")),
            "{text:?}"
        );
    }
    for finding in &report.findings {
        check(finding.span);
        finding.related.iter().for_each(|label| check(label.span));
        for fix in &finding.fixes {
            fix.edits.iter().for_each(|edit| check(edit.span));
            let apart = fix.edits.is_sorted_by(|a, b| a.span.end <= b.span.start);
            assert!(apart, "edits overlap: {finding:?} in {text:?}");
        }
    }
    report
        .not_checked
        .iter()
        .filter_map(|entry| entry.span)
        .for_each(check);
    for relation in report.catalog.relations() {
        check(relation.span);
        check(relation.name_span);
        relation.columns.iter().for_each(|column| check(column.span));
        relation
            .constraints
            .iter()
            .for_each(|constraint| check(constraint.span));
        relation.indexes.iter().for_each(|index| check(index.span));
    }
}

fn check_order(text: &str, report: &Report) {
    let places = |finding: &rowproof_engine::findings::Finding| (finding.span, finding.rule);
    assert!(
        report.findings.iter().is_sorted_by_key(|finding| places(finding)),
        "findings out of order: {text:?}"
    );
    let ids: HashSet<&str> = report
        .findings
        .iter()
        .map(|finding| finding.id.as_str())
        .collect();
    assert_eq!(
        ids.len(),
        report.findings.len(),
        "two findings of one id: {text:?}"
    );
}
