//! The examples of the gallery are what they say: what there is to notice is found in the broken texts and not in the fixed ones.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on must stop")]

use std::collections::BTreeSet;
use std::fs;

use rowproof_engine::findings::Severity;
use rowproof_engine::{Part, RULES, Report};
use rowproof_export::json::rows_json;
use rowproof_tests::{analyze_parts, files_below, root};
use serde_json::Value;

const SAMPLES: &str = "static/samples";

fn examples() -> Vec<Value> {
    let text = fs::read_to_string(root().join(SAMPLES).join("gallery.json")).unwrap();
    serde_json::from_str(&text).unwrap()
}

fn word<'v>(value: &'v Value, name: &str) -> &'v str {
    value.get(name).and_then(Value::as_str).unwrap()
}

/// The report over the broken or the fixed texts of an example.
fn report(slug: &str, version: &str) -> Report {
    let files = files_below(&root().join(SAMPLES).join(slug).join(version));
    assert!(!files.is_empty(), "{slug} has no {version} texts");
    let parts = files
        .iter()
        .map(|file| Part::new(file.to_string_lossy(), fs::read_to_string(file).unwrap()));
    analyze_parts(parts.collect(), None)
}

/// Whether the sample rows show something that speaks against a row of that subject.
fn speaks_against(report: &Report, subject: &str) -> bool {
    let survey = rows_json(report);
    survey.rows.iter().any(|row| {
        let mut lines = row.cells.iter().flatten();
        row.subject == subject && lines.any(|line| line.tone == "wrong")
    })
}

#[test]
fn what_there_is_to_notice_is_found_in_the_broken_texts_only() {
    for example in examples() {
        let slug = word(&example, "slug");
        let (broken, fixed) = (report(slug, "broken"), report(slug, "fixed"));
        let notices = example.get("notice").and_then(Value::as_array).unwrap();
        assert!((1..=3).contains(&notices.len()), "{slug}");
        for notice in notices {
            if let Some(subject) = notice.get("rows").and_then(Value::as_str) {
                assert!(
                    speaks_against(&broken, subject),
                    "{slug}: the rows say nothing of {subject}"
                );
                assert!(
                    !speaks_against(&fixed, subject),
                    "{slug}: {subject} is wrong in the fixed rows"
                );
                continue;
            }
            let rule = word(notice, "rule");
            let finds = |report: &Report| report.visible_findings().any(|finding| finding.rule == rule);
            assert!(
                RULES.iter().any(|known| known.code == rule),
                "{slug}: {rule} is no rule"
            );
            assert!(finds(&broken), "{slug}: {rule} is not in the broken texts");
            assert!(!finds(&fixed), "{slug}: {rule} is in the fixed texts");
        }
    }
}

#[test]
fn little_is_left_to_say_of_the_fixed_texts() {
    for example in examples() {
        let slug = word(&example, "slug");
        let report = report(slug, "fixed");
        let loud = report
            .visible_findings()
            .filter(|finding| finding.severity <= Severity::Warning);
        let loud: Vec<&str> = loud.map(|finding| &*finding.id).collect();
        assert!(loud.is_empty(), "{slug}: {loud:?}");
    }
}

#[test]
fn every_example_is_whole_and_no_text_is_left_over() {
    let examples = examples();
    assert!(examples.len() >= 12);
    let mut slugs = BTreeSet::new();
    for example in &examples {
        assert!(slugs.insert(word(example, "slug")), "{example} is there twice");
        for name in ["title", "summary", "kind", "database", "repair"] {
            assert!(!word(example, name).is_empty(), "{name} of {example}");
        }
        assert!(word(example, "repair").ends_with('.'), "{example}");
    }
    let databases: BTreeSet<&str> = examples.iter().map(|example| word(example, "database")).collect();
    for database in ["PostgreSQL", "MySQL", "SQLite"] {
        assert!(databases.contains(database), "no example of {database}");
    }
    let folders = fs::read_dir(root().join(SAMPLES)).unwrap();
    for folder in folders
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.is_dir())
    {
        let name = folder.file_name().unwrap().to_string_lossy().into_owned();
        assert!(slugs.contains(name.as_str()), "{name} is in no gallery");
    }
}
