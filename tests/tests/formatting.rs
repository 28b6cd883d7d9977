//! Laying out a statement changes nothing that a database would see.
#![allow(
    clippy::unwrap_used,
    clippy::string_slice,
    clippy::indexing_slicing,
    reason = "a test that cannot go on must stop"
)]

use proptest::prelude::*;
use rowproof_editing::format_statement;
use rowproof_engine::syntax::{Dialect, highlight};
use rowproof_export::json::catalog_json;
use rowproof_tests::{analyze_text, corpus, files_below, read_fixture, root};
use serde_json::Value;

fn formatted(text: &str, dialect: Dialect) -> String {
    let mut result = text.to_owned();
    for statement in format_statement(text, 0..text.len() as u32, dialect).iter().rev() {
        result.replace_range(statement.start as usize..statement.end as usize, &statement.text);
    }
    result
}

/// What a text makes of a database, without places; expressions and comments without blanks.
fn made(text: &str, dialect: Dialect) -> Value {
    let report = analyze_text("schema.sql", text, Some(dialect));
    let mut catalog = serde_json::to_value(catalog_json(&report)).unwrap();
    strip(&mut catalog);
    catalog
}

fn strip(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            fields.retain(|name, _| !name.ends_with("location") && !name.ends_with("locations"));
            fields.values_mut().for_each(strip);
        }
        Value::Array(items) => items.iter_mut().for_each(strip),
        Value::String(text) => text.retain(|letter| !letter.is_whitespace()),
        _ => {}
    }
}

/// Tokens and comments, without what is between them.
fn tokens(text: &str, dialect: Dialect) -> Vec<&str> {
    let tokens = highlight(text, dialect).into_iter();
    tokens
        .map(|token| &text[token.start as usize..token.end as usize])
        .collect()
}

fn check(name: &str, text: &str, dialect: Dialect) -> Option<String> {
    let once = formatted(text, dialect);
    if tokens(text, dialect) != tokens(&once, dialect) {
        return Some(format!("{name}: other tokens\n{once}"));
    }
    let twice = formatted(&once, dialect);
    if twice != once {
        return Some(format!(
            "{name}: laid out again it is another\n{once}\n---\n{twice}"
        ));
    }
    (made(text, dialect) != made(&once, dialect)).then(|| format!("{name}: another catalog\n{once}"))
}

#[test]
fn every_fixture_makes_the_same_catalog_and_is_laid_out_once() {
    let rules = files_below(&root().join("crates/rules/fixtures"));
    let authority = files_below(&root().join("tests/authority/fixtures"));
    let of_authority = |path: &std::path::Path| {
        let folders = path
            .components()
            .map(|part| part.as_os_str().to_string_lossy().into_owned());
        folders.rev().find_map(|folder| Dialect::from_code(&folder))
    };
    let (mut wrong, mut changed) = (Vec::new(), 0);
    for path in rules.into_iter().chain(authority) {
        if path.extension().is_some_and(|ending| ending == "sql") {
            let (text, dialect) = read_fixture(&path);
            let dialect = of_authority(&path).or(dialect).unwrap_or_default();
            wrong.extend(check(&path.display().to_string(), &text, dialect));
            changed += usize::from(formatted(&text, dialect) != text);
        }
    }
    assert!(changed > 100, "only {changed} fixtures are laid out anew");
    assert!(
        wrong.is_empty(),
        "{} fixtures\n{}",
        wrong.len(),
        wrong[..wrong.len().min(5)].join("\n\n")
    );
}

#[test]
fn real_schemas_stay_what_they_are() {
    let Some(corpus) = corpus().unwrap() else {
        return;
    };
    let mut wrong = Vec::new();
    for path in files_below(&corpus.join("schemas")) {
        let text = std::fs::read(&path).unwrap_or_default();
        let text = String::from_utf8_lossy(&text).into_owned();
        // The largest take long where nothing is optimised.
        if text.len() < 300_000 && path.extension().is_some_and(|ending| ending == "sql") {
            let report = analyze_text("schema.sql", &text, None);
            let dialect = report
                .parts
                .first()
                .map_or(Dialect::default(), |part| part.dialect());
            wrong.extend(check(&path.display().to_string(), &text, dialect));
        }
    }
    let shown: String = wrong
        .iter()
        .map(|text| text.chars().take(2000).collect::<String>())
        .take(3)
        .collect();
    assert!(wrong.is_empty(), "{} schemas\n{shown}", wrong.len());
}

proptest! {
    #[test]
    fn any_statement_keeps_its_tokens_and_is_laid_out_once(
        words in prop::collection::vec(
            prop::sample::select(vec![
                "select", "from", "where", "and", "a", "b.c", ",", "(", ")", "case", "when", "then", "end", "between", "--x\n", "/* y */",
                "'s'", "\n", " ", "join", "on", "values", "insert", "into", "create", "table", "int", "union", "order", "by", ";", "=", "-",
            ]),
            0..60,
        )
    ) {
        let text = words.join(" ");
        let once = formatted(&text, Dialect::PostgreSql);
        prop_assert_eq!(tokens(&text, Dialect::PostgreSql), tokens(&once, Dialect::PostgreSql));
        prop_assert_eq!(&formatted(&once, Dialect::PostgreSql), &once);
    }
}
