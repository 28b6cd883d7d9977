//! All safe fixes of a text at once: over every rule's fixtures and the gallery's examples, the text is understood as well as before,
//! what was fixed is gone, and no error is new.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on must stop")]

use std::fs;
use std::path::Path;

use rowproof_engine::findings::Severity;
use rowproof_engine::safe_fixes::{LeftOut, SafeFixes, fix_safely, safe_fix};
use rowproof_engine::{Document, Part, Report, Settings, analyze};
use rowproof_tests::{files_below, has, read_fixture, root};

/// A fixture as a document: its text, behind the schema it needs, where there is one.
fn fixture(path: &Path) -> (Document, Settings) {
    let name = |path: &Path| path.file_name().unwrap().to_string_lossy().into_owned();
    let mut parts = Vec::new();
    let schema = path.with_extension("schema");
    let mut dialect = read_fixture(path).1;
    if schema.is_file() {
        let (text, of_schema) = read_fixture(&schema);
        parts.push(Part::new(name(&schema), text));
        dialect = of_schema;
    }
    parts.push(Part::new(name(path), read_fixture(path).0));
    let settings = Settings {
        product: dialect.map(Into::into),
        ..Settings::default()
    };
    (Document { parts }, settings)
}

/// The broken version of every example, and every fixture.
fn documents() -> Vec<(String, Document, Settings)> {
    let fixtures = files_below(&root().join("crates/rules/fixtures"));
    let is_text = |path: &Path| path.extension().is_some_and(|end| end == "sql" || end == "txt");
    let fixtures = fixtures.into_iter().filter(|path| is_text(path));
    let mut all: Vec<(String, Document, Settings)> = fixtures
        .map(|path| {
            let (document, settings) = fixture(&path);
            (path.display().to_string(), document, settings)
        })
        .collect();
    for example in fs::read_dir(root().join("static/samples")).unwrap().flatten() {
        let files = files_below(&example.path().join("broken"));
        let parts: Vec<Part> = files
            .iter()
            .map(|file| Part::new(file.display().to_string(), fs::read_to_string(file).unwrap()))
            .collect();
        if !parts.is_empty() {
            let name = example.path().display().to_string();
            all.push((name, Document { parts }, Settings::default()));
        }
    }
    all
}

fn errors(report: &Report) -> usize {
    report.parts.iter().map(|part| part.errors.len()).sum()
}

/// What is wrong with what was made of a document; empty when nothing is.
fn troubles(document: &Document, settings: &Settings, report: &Report, fixes: &SafeFixes<'_>) -> Vec<String> {
    let mut troubles = Vec::new();
    // Not the report that the fixes come with: what anybody would be told of the text.
    let after = analyze(&fixes.document, settings);
    if errors(&after) > errors(report) {
        troubles.push("it is not understood".to_owned());
    }
    for finding in &fixes.made {
        if has(&after, finding) {
            troubles.push(format!("{} is still found", finding.id));
        }
    }
    for finding in after.visible_findings() {
        if finding.severity == Severity::Error && !report.findings.iter().any(|old| old.id == finding.id) {
            troubles.push(format!("{} is new", finding.id));
        }
    }
    for ((old, new), lines) in document.parts.iter().zip(&fixes.document.parts).zip(&fixes.lines) {
        let mut rebuilt: Vec<&str> = old.text.split('\n').collect();
        let changed: Vec<&str> = new.text.split('\n').collect();
        for change in lines.replaced(rebuilt.len()).into_iter().rev() {
            rebuilt.splice(change.old, changed.get(change.new).unwrap().iter().copied());
        }
        if rebuilt != changed {
            troubles.push(format!("the lines of {} lead elsewhere", old.name));
        }
    }
    troubles
}

#[test]
fn all_safe_fixes_at_once_mend_and_break_nothing() {
    let (mut made, mut together, mut alone) = (0, 0, 0);
    let mut failures = Vec::new();
    for (name, document, settings) in documents() {
        let report = analyze(&document, &settings);
        let fixes = fix_safely(&document, &settings, &report, &[]);
        made += fixes.made.len();
        together += usize::from(fixes.made.len() > 1);
        alone += usize::from(fixes.made.len() == 1);
        let troubles = troubles(&document, &settings, &report, &fixes);
        if !troubles.is_empty() {
            let texts: Vec<&str> = fixes.document.parts.iter().map(|part| &*part.text).collect();
            failures.push(format!("{name}: {}\n{}", troubles.join(", "), texts.join("\n\n")));
        }
        let spoilt = fixes
            .left_out
            .iter()
            .filter(|(finding, _)| safe_fix(finding).is_ok());
        for (finding, why) in spoilt {
            // Of these texts none is so large.
            assert_ne!(*why, LeftOut::TooMany, "{name}: {}", finding.id);
            println!("{name}: {} is left out: {}", finding.id, why.words());
        }
    }
    println!("{made} findings fixed; in {together} documents several, in {alone} one");
    assert!(together > 30 && made > 150, "{made} in {together}");
    assert!(
        failures.is_empty(),
        "{} fail:\n{}",
        failures.len(),
        failures.join("\n\n")
    );
}

#[test]
fn what_was_fixed_is_not_fixed_again() {
    for (name, document, settings) in documents() {
        let report = analyze(&document, &settings);
        let fixes = fix_safely(&document, &settings, &report, &[]);
        let Some(after) = &fixes.report else { continue };
        let again = fix_safely(&fixes.document, &settings, after, &[]);
        let twice = again
            .made
            .iter()
            .find(|finding| fixes.made.iter().any(|made| made.id == finding.id));
        assert!(twice.is_none(), "{name}: {twice:?}");
    }
}
