use rowproof_engine::{Document, Part, Settings, analyze};
use serde_json::{Value, json};

use super::*;

const SQL: &str = "-- é😀\ncreate table shop (id bigint primary key, name text);
create table orders (id bigint primary key, shop_id bigint not null references shop (id));
create table notes (body text);\n";

fn answer(question: &str, marked: &str) -> Value {
    let at = marked.find('|').unwrap();
    let start = marked.get(..at).unwrap().encode_utf16().count() as u32;
    let document = Document {
        parts: vec![Part::new("a", SQL), Part::new("b", "select name from shop;")],
    };
    let report = analyze(&document, &Settings::default());
    let text = marked.replace('|', "");
    let asked = Asked {
        part: if text.starts_with("--") { "a" } else { "b" },
        text: &text,
        start,
        end: start,
    };
    serde_json::from_str(&editing_json(&report, question, asked)).unwrap()
}

fn in_schema(question: &str, before: &str) -> Value {
    answer(question, &SQL.replacen(before, &format!("|{before}"), 1))
}

#[test]
fn suggestions_count_from_the_text_that_was_sent() {
    assert_eq!(
        answer("complete", "select 'é😀' as x, na| from shop"),
        json!({"from": 19, "items": [["name", "column", "text, null · shop"], ["natural", "keyword", ""]]})
    );
}

#[test]
fn a_name_is_described_with_its_keys_and_what_refers_to_it() {
    assert_eq!(
        in_schema("describe", "id bigint primary key, name"),
        json!({
            "from": 26, "to": 28, "kind": "column", "name": "shop.id",
            "lines": ["`bigint`, primary key, not null", "referenced by `orders.shop_id`"]
        })
    );
    let table = in_schema("describe", "orders (");
    assert_eq!(
        table.pointer("/lines").unwrap(),
        &json!([
            "`id` bigint, primary key, not null",
            "`shop_id` bigint, not null, → `shop`"
        ])
    );
    assert_eq!(answer("describe", "sel|ect 1"), Value::Null);
}

#[test]
fn places_are_in_all_parts_and_wait_for_the_report() {
    assert_eq!(
        answer("declaration", "select name from sh|op;"),
        json!(["a", 20, 24])
    );
    assert_eq!(answer("declaration", "select name from sh|op"), json!("stale"));
    let places = answer("references", "select na|me from shop;");
    assert_eq!(
        places,
        json!({"name": "shop.name", "places": [
            ["a", 49, 53, 2, "create table shop (id bigint primary key, name text);", 42, 46],
            ["b", 7, 11, 1, "select name from shop;", 7, 11]
        ]})
    );
}

#[test]
fn fixes_show_the_lines_they_change() {
    let fixes = in_schema("fixes", "notes (body");
    let first = fixes.pointer("/0").unwrap();
    assert!(
        first
            .pointer("/0")
            .unwrap()
            .as_str()
            .unwrap()
            .starts_with("no-primary-key"),
        "{fixes}"
    );
    let lines = first.pointer("/6").unwrap().as_array().unwrap();
    assert!(
        lines.iter().any(|line| line.pointer("/0") == Some(&json!("+"))),
        "{fixes}"
    );
    assert_eq!(in_schema("fixes", "-- é"), json!([]));
}

#[test]
fn a_statement_is_laid_out_where_it_stands() {
    assert_eq!(
        answer("format", "select 'é';select   a|,b from c"),
        json!([[11, 30, "select a, b from c"]])
    );
    // What strings and quoted names hold is not laid out.
    assert_eq!(
        answer("format", "select   'a\tb\r\nc\u{1}',  \"x\ty\"|"),
        json!([[0, 26, "select\n  'a\tb\r\nc\u{1}',\n  \"x\ty\""]])
    );
}
