//! The JavaScript API, in a real browser.
#![cfg(target_arch = "wasm32")]

use js_sys::{Array, Float64Array, JSON, Object, Reflect, Uint8Array};
use rowproof_wasm::{analyze, choices, detect, findings, highlight, redact, render, version};
use wasm_bindgen::JsValue;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

fn get(object: &JsValue, key: &str) -> JsValue {
    Reflect::get(object, &key.into()).unwrap()
}

fn request(text: &str) -> JsValue {
    let part = Object::new();
    for (key, value) in [("id", "schema"), ("name", "schema.sql"), ("text", text)] {
        Reflect::set(&part, &key.into(), &value.into()).unwrap();
    }
    Reflect::set(&part, &"kind".into(), &JsValue::NULL).unwrap();
    Reflect::set(&part, &"dialect".into(), &JsValue::NULL).unwrap();
    let request = Object::new();
    Reflect::set(&request, &"parts".into(), &Array::of1(&part)).unwrap();
    Reflect::set(&request, &"dialect".into(), &JsValue::NULL).unwrap();
    Reflect::set(&request, &"levels".into(), &Object::new()).unwrap();
    request.into()
}

/// The words of the list of findings, eleven for each.
fn words(report: &JsValue) -> Vec<String> {
    let words = get(&get(report, "findings"), "words").as_string().unwrap();
    words.split('\u{1f}').map(str::to_owned).collect()
}

fn ids(report: &JsValue) -> Vec<String> {
    words(report).chunks(11).map(|words| words[0].clone()).collect()
}

#[wasm_bindgen_test]
fn a_report_is_a_plain_object() {
    let text = "create table users (id bigserial primary key, email text, created_at timestamp)";
    let report = analyze(request(text)).unwrap();
    let ids = ids(&report);
    assert!(!ids.is_empty());
    let numbers = Float64Array::new(&get(&get(&report, "findings"), "numbers"));
    assert_eq!(numbers.length() as usize, 8 * ids.len());
    let whole = findings(request(text), ids.clone()).unwrap();
    let whole = Array::from(&whole);
    assert_eq!(whole.length() as usize, ids.len());
    let first = whole.get(0);
    assert!(get(&first, "rule").as_string().is_some());
    assert!(get(&get(&first, "location"), "line").as_f64().is_some());
    let last = findings(request(text), ids[ids.len() - 1..].to_vec()).unwrap();
    let last = Array::from(&last).get(0);
    assert_eq!(get(&last, "id").as_string().as_ref(), ids.last());
    // Missing values are null, not undefined: the object survives JSON unchanged.
    let text = JSON::stringify(&report).unwrap();
    let again = JSON::stringify(&JSON::parse(&String::from(text.clone())).unwrap()).unwrap();
    assert_eq!(String::from(text), String::from(again));
}

#[wasm_bindgen_test]
fn the_same_request_gives_the_same_report() {
    let text = "create table t (a int, b float, price real)";
    let write = || String::from(JSON::stringify(&analyze(request(text)).unwrap()).unwrap());
    assert_eq!(write(), write());
}

#[wasm_bindgen_test]
fn places_count_utf16_units() {
    let report = analyze(request("-- 😀é\ncreate table t (a int, b int)")).unwrap();
    let numbers = Float64Array::new(&get(&get(&report, "findings"), "numbers"));
    let (start, line, start_byte) = (numbers.get_index(0), numbers.get_index(2), numbers.get_index(3));
    assert_eq!(line, 2.0);
    assert!(start < start_byte);
}

#[wasm_bindgen_test]
fn a_request_of_another_shape_throws_and_does_not_panic() {
    assert!(analyze(JsValue::from("nonsense")).is_err());
    assert!(analyze(JsValue::NULL).is_err());
}

#[wasm_bindgen_test]
fn kinds_are_detected_with_a_reason() {
    let detected = detect("Seq Scan on orders  (cost=0.00..35.50 rows=10 width=8)").unwrap();
    assert_eq!(get(&detected, "kind").as_string().as_deref(), Some("plan"));
    assert!(
        get(&detected, "kind_reason")
            .as_string()
            .is_some_and(|reason| !reason.is_empty())
    );
}

#[wasm_bindgen_test]
fn tokens_come_in_triples_within_the_text() {
    let text = "select 'é😀' -- x";
    let tokens = highlight(&text.into(), "postgresql");
    let bytes = Uint8Array::from(text.as_bytes());
    assert_eq!(highlight(&bytes.into(), "postgresql"), tokens);
    assert_eq!(tokens.len() % 3, 0);
    let length = text.encode_utf16().count() as u32;
    assert!(
        tokens
            .chunks(3)
            .all(|token| token[0] <= token[1] && token[1] <= length && token[2] <= 8)
    );
}

#[wasm_bindgen_test]
fn hostile_text_ends_with_a_report() {
    for text in [
        "(".repeat(100_000),
        "1+".repeat(100_000),
        "create table t (".repeat(5_000),
        "[".repeat(100_000),
    ] {
        assert!(analyze(request(&text)).is_ok());
    }
}

#[wasm_bindgen_test]
fn the_version_is_the_crates() {
    assert_eq!(version(), env!("CARGO_PKG_VERSION"));
}

#[wasm_bindgen_test]
fn a_report_is_made_for_elsewhere() {
    let text = "create table users (id bigint, email text)";
    for format in ["markdown", "pull-request", "csv", "patch-empty", "patch-live"] {
        let made = render(request(text), format).unwrap().as_string().unwrap();
        assert!(!made.is_empty(), "{format}");
    }
    let sarif = render(request(text), "sarif").unwrap();
    assert_eq!(get(&sarif, "version").as_string().unwrap(), "2.1.0");
    let report = render(request(text), "json").unwrap();
    assert!(Array::from(&get(&report, "findings")).length() > 0);
    assert!(render(request(text), "poem").is_err());
}

#[wasm_bindgen_test]
fn names_are_replaced() {
    let redacted = redact(request("create table users (iban text)")).unwrap();
    let text = Array::from(&get(&redacted, "texts")).get(0).as_string().unwrap();
    assert_eq!(text, "create table table_1 (column_1 text)");
    let first = Array::from(&get(&redacted, "replaced")).get(0);
    assert_eq!(get(&first, "from").as_string().unwrap(), "users");
}

#[wasm_bindgen_test]
fn words_and_levels_of_a_request_count() {
    let text = "create table t (id int primary key, preis real)";
    let codes = |request: &JsValue| {
        let report = analyze(request.clone()).unwrap();
        words(&report)
            .chunks(11)
            .filter_map(|words| words.get(1).cloned())
            .collect::<Vec<_>>()
    };
    let plain = request(text);
    assert!(!codes(&plain).iter().any(|code| code == "money-as-float"));
    let words = Object::new();
    Reflect::set(&words, &"money".into(), &Array::of1(&"preis".into())).unwrap();
    Reflect::set(&plain, &"words".into(), &words).unwrap();
    assert!(codes(&plain).iter().any(|code| code == "money-as-float"));
    let levels = Object::new();
    Reflect::set(&levels, &"money-as-float".into(), &"off".into()).unwrap();
    Reflect::set(&plain, &"levels".into(), &levels).unwrap();
    assert!(!codes(&plain).iter().any(|code| code == "money-as-float"));
}

#[wasm_bindgen_test]
fn the_choices_of_settings_are_told() {
    let all = choices().unwrap();
    let rules = Array::from(&get(&all, "rules"));
    assert!(rules.length() > 100);
    let in_profiles = Array::from(&get(&rules.get(0), "in_profiles"));
    assert_eq!(in_profiles.length(), 5);
    let threshold = Array::from(&get(&all, "thresholds")).get(0);
    assert!(get(&threshold, "usual").as_f64().is_some());
    assert!(Array::from(&get(&all, "lists")).length() > 10);
}
