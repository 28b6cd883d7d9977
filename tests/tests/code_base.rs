//! Rules about the code base itself.
#![allow(
    clippy::unwrap_used,
    clippy::string_slice,
    reason = "a test that cannot go on must stop"
)]

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

use rowproof_engine::{Part, RULES};
use rowproof_rules::page;
use rowproof_tests::{analyze_fixture, analyze_parts, files_below, root};

fn rule_files() -> Vec<PathBuf> {
    let groups = fs::read_dir(root().join("crates/rules/src")).unwrap();
    groups
        .map(|group| group.unwrap().path())
        .filter(|group| group.is_dir() && !group.ends_with("fix"))
        .flat_map(|folder| {
            // Folders inside a group hold what its rules share.
            files_below(&folder)
                .into_iter()
                .filter(move |file| file.parent() == Some(folder.as_path()))
        })
        .filter(|file| file.file_stem().is_some_and(|name| name != "mod"))
        .collect()
}

fn code_of(file: &std::path::Path) -> String {
    file.file_stem().unwrap().to_string_lossy().replace('_', "-")
}

#[test]
fn every_rule_file_is_registered_and_the_registry_is_sorted() {
    let files: BTreeSet<String> = rule_files().iter().map(|file| code_of(file)).collect();
    let registered: BTreeSet<String> = RULES.iter().map(|rule| rule.code.to_owned()).collect();
    assert_eq!(files, registered);
    assert!(
        RULES.is_sorted_by_key(|rule| rule.code),
        "registry.rs is not sorted"
    );
}

#[test]
fn every_rule_has_its_page() {
    let headings = [
        "## What it detects",
        "## Why it matters",
        "## Example",
        "## Better",
        "## When to ignore it",
        "## References",
    ];
    for rule in RULES {
        let page = page(rule.code).unwrap_or_else(|| panic!("{} has no page", rule.code));
        assert!(
            !page.title.is_empty() && !page.summary.is_empty(),
            "{}: no title or summary",
            rule.code
        );
        let places: Vec<Option<usize>> = headings
            .iter()
            .map(|heading| page.markdown.find(heading))
            .collect();
        assert!(
            places.iter().all(Option::is_some),
            "{}: a heading is missing",
            rule.code
        );
        assert!(places.is_sorted(), "{}: headings out of order", rule.code);
    }
}

#[test]
fn every_rule_has_both_kinds_of_fixture() {
    for rule in RULES {
        let names: Vec<String> = files_below(&root().join("crates/rules/fixtures").join(rule.code))
            .iter()
            .map(|file| file.file_name().unwrap().to_string_lossy().into_owned())
            .collect();
        for kind in ["finds_", "clean_"] {
            assert!(
                names.iter().any(|name| name.starts_with(kind)),
                "{} has no {kind}* fixture",
                rule.code
            );
        }
    }
}

/// The blocks of a page tagged `finds` and `clean` are what they say.
#[test]
fn examples_on_the_pages_hold() {
    for rule in RULES {
        let markdown = page(rule.code).unwrap().markdown;
        // A plan's schema stands in a block of its own, and goes with every block behind it.
        let schema = markdown
            .split("```sql,schema\n")
            .nth(1)
            .and_then(|rest| rest.split("```").next());
        for (tag, expected) in [("finds", true), ("clean", false)] {
            let blocks: Vec<&str> = ["sql", "text"]
                .iter()
                .flat_map(|language| {
                    markdown
                        .split(&format!("```{language},{tag}\n"))
                        .skip(1)
                        .collect::<Vec<_>>()
                })
                .collect();
            assert!(!blocks.is_empty(), "{}: no block tagged `{tag}`", rule.code);
            for block in blocks {
                let text = block.split("```").next().unwrap();
                let dialect = rule.dialects.first().copied();
                let parts = schema
                    .into_iter()
                    .chain([text])
                    .map(|text| Part::new("example", text));
                let report = analyze_parts(parts.collect(), dialect);
                let found = report.findings.iter().any(|finding| finding.rule == rule.code);
                assert_eq!(
                    found, expected,
                    "{}: the block tagged `{tag}`:\n{text}",
                    rule.code
                );
            }
        }
    }
}

/// Messages: lower case, no final full stop, names in backticks; sentences elsewhere end with one.
#[test]
fn messages_keep_the_convention() {
    let fixtures = files_below(&root().join("crates/rules/fixtures"));
    for path in fixtures.iter().filter(|path| {
        path.extension()
            .is_some_and(|ending| ending == "sql" || ending == "txt")
    }) {
        for finding in analyze_fixture(path).findings {
            let message = &finding.message;
            let first = message.chars().next().unwrap();
            assert!(
                !first.is_uppercase() && !message.ends_with('.'),
                "{}: {message}",
                finding.id
            );
            assert!(
                message.contains('`'),
                "{}: no name in backticks: {message}",
                finding.id
            );
            assert_eq!(message.matches('`').count() % 2, 0, "{}: {message}", finding.id);
            for sentence in [&*finding.why, &*finding.certainty_reason]
                .into_iter()
                .chain(finding.evidence.iter().map(String::as_str))
            {
                assert!(
                    sentence.ends_with(['.', '?']),
                    "{}: not a sentence: {sentence}",
                    finding.id
                );
            }
        }
    }
}

/// Data flows one way: a crate depends only on those before it.
#[test]
fn dependencies_point_one_way() {
    let order = [
        "source",
        "normalization",
        "findings",
        "syntax",
        "catalog",
        "diagram",
        "editing",
        "query",
        "plan",
        "proof",
        "rules",
        "engine",
        "export",
        "wasm",
        "cli",
    ];
    for (place, krate) in order.iter().enumerate() {
        let manifest = fs::read_to_string(root().join("crates").join(krate).join("Cargo.toml")).unwrap();
        for later in order.iter().skip(place) {
            let line = format!("rowproof-{later}");
            let depends = manifest
                .lines()
                .any(|text| text.starts_with(&line) && text[line.len()..].starts_with(['.', ' ', '=']));
            assert!(!depends, "{krate} depends on {later}");
        }
    }
}

/// The SQL parser library is a second opinion for tests and the benchmark's anchor: no product code names it.
#[test]
fn no_product_code_names_the_parser_library() {
    for krate in [
        "source",
        "normalization",
        "syntax",
        "catalog",
        "diagram",
        "editing",
        "query",
        "plan",
        "findings",
        "proof",
        "rules",
        "engine",
        "export",
        "wasm",
        "cli",
    ] {
        for file in files_below(&root().join("crates").join(krate).join("src")) {
            let text = fs::read_to_string(&file).unwrap();
            assert!(
                !text.contains("use sqlparser") && !text.contains("sqlparser::"),
                "{}",
                file.display()
            );
        }
    }
}
