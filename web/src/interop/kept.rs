//! Documents as they are kept in the browser: `{ parts: [{ text, kind, dialect, name }], active, example, touched, profile,
//! options: { levels, thresholds, words }, positions: [[box, x, y]] }`, options as lists of pairs.
//! `boot.js` reads `parts` and `active` before this program arrives, and knows which tab's document this is.

use std::rc::Rc;

use js_sys::{Array, Object};
use wasm_bindgen::JsValue;

use super::fields::{count, field, flag, items, list, optional_text, set, text};
use super::request::word;
use super::storage;
use crate::state::document::{Document, Stored, StoredPart};
use crate::state::kinds::Kind;
use crate::state::layout::Theme;
use crate::state::options::{Options, Pair};
use crate::state::positions::Position;

/// The document of an earlier visit.
pub fn load_document() -> Option<Stored> {
    let value = storage::of_page("kept");
    field(&value, "parts").is_object().then(|| stored(&value))
}

/// The documents an earlier visit put aside.
pub fn load_saved() -> Vec<Stored> {
    let saved = storage::load_of_tab(storage::SAVED).map_or(Vec::new(), items);
    saved.iter().map(stored).collect()
}

/// The theme of an earlier visit.
pub fn load_theme() -> Theme {
    let word = storage::load(storage::THEME).and_then(|theme| theme.as_string());
    word.map_or(Theme::Auto, |word| Theme::parse(&word))
}

/// Whether an earlier visit saw the hint of the first one.
pub fn was_hint_seen() -> bool {
    storage::load(storage::HINT).is_some()
}

/// Keeps that the hint was seen.
pub fn keep_hint_seen() {
    storage::keep(storage::HINT, &true.into());
}

/// Keeps the document; false when the browser refuses.
pub fn keep_document(document: &Document) -> bool {
    storage::keep_of_tab(storage::DOCUMENT, &to_object(document))
}

/// Keeps the documents put aside.
pub fn keep_saved(saved: &[Document]) {
    let saved: Array = saved.iter().map(to_object).collect();
    storage::keep_of_tab(storage::SAVED, &saved);
}

/// Keeps the theme.
pub fn keep_theme(theme: Theme) {
    storage::keep(storage::THEME, &theme.as_str().into());
}

/// Reads a document that was kept.
pub fn stored(value: &JsValue) -> Stored {
    Stored {
        parts: list(value, "parts", |part| StoredPart {
            text: text(part, "text"),
            kind: optional_text(part, "kind").and_then(|word| Kind::parse(&word)),
            server: optional_text(part, "dialect"),
            name: optional_text(part, "name"),
        }),
        active: count(value, "active"),
        example: optional_text(value, "example"),
        touched: flag(value, "touched"),
        profile: optional_text(value, "profile"),
        options: Rc::new(options(&field(value, "options"))),
        positions: list(value, "positions", position),
    }
}

/// A document as it is kept.
pub fn to_object(document: &Document) -> Object {
    let stored = document.stored();
    let parts: Array = stored.parts.iter().map(part_to_object).collect();
    let object = Object::new();
    set(&object, "parts", &parts);
    set(&object, "active", &(stored.active as u32).into());
    set(&object, "example", &word(stored.example.as_deref()));
    set(&object, "touched", &stored.touched.into());
    set(&object, "profile", &word(stored.profile.as_deref()));
    if !stored.options.is_empty() {
        set(&object, "options", &options_to_object(&stored.options));
    }
    let positions: Array = stored.positions.iter().map(position_to_array).collect();
    set(&object, "positions", &positions);
    object
}

fn options(value: &JsValue) -> Options {
    Options {
        levels: list(value, "levels", pair),
        thresholds: list(value, "thresholds", pair),
        words: list(value, "words", pair),
    }
}

fn pair(value: &JsValue) -> Pair {
    let values = items(value.clone());
    let text = |place: usize| values.get(place).and_then(JsValue::as_string).unwrap_or_default();
    (text(0).into(), text(1).into())
}

fn options_to_object(options: &Options) -> Object {
    let object = Object::new();
    let to_array = |(name, value): &Pair| Array::of2(&JsValue::from_str(name), &JsValue::from_str(value));
    let lists = [
        ("levels", &options.levels),
        ("thresholds", &options.thresholds),
        ("words", &options.words),
    ];
    for (name, pairs) in lists {
        let pairs: Array = pairs.iter().map(to_array).collect();
        set(&object, name, &pairs);
    }
    object
}

fn position(value: &JsValue) -> Position {
    let values = items(value.clone());
    let whole = |place: usize| values.get(place).and_then(JsValue::as_f64).unwrap_or_default() as i32;
    let name = values.first().and_then(JsValue::as_string);
    (name.unwrap_or_default().into(), whole(1), whole(2))
}

/// A box that was put somewhere, as the worker reads it too.
pub fn position_to_array((name, x, y): &Position) -> Array {
    Array::of3(&JsValue::from_str(name), &(*x).into(), &(*y).into())
}

fn part_to_object(part: &StoredPart) -> Object {
    let object = Object::new();
    set(&object, "text", &JsValue::from_str(&part.text));
    set(&object, "kind", &word(part.kind.map(Kind::as_str)));
    set(&object, "dialect", &word(part.server.as_deref()));
    set(&object, "name", &word(part.name.as_deref()));
    object
}
