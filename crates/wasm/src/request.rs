//! The page's request.
//!
//! Read field by field: deserialising it would bring code for every other shape that data can have, ten kilobytes of the
//! engine.

use js_sys::{Array, Object, Reflect, Uint8Array};
use rowproof_diagram::layout::Point;
use rowproof_diagram::{Detail, Move, View};
use rowproof_engine::catalog::questions::Lexicon;
use rowproof_engine::syntax::{InputKind, Product, Server};
use rowproof_engine::{AddedWord, Document, Level, Part, Profile, Settings};
use wasm_bindgen::{JsCast, JsValue};

/// Reads `{ parts: [{ id, name, text, kind, dialect, version }], dialect, version, profile, levels, thresholds, words }`. Words that are not known count as
/// not said; what must be there and is not is named in the error.
pub(crate) fn read_request(request: &JsValue) -> Result<(Document, Settings), String> {
    let parts = field(request, "parts");
    let parts = parts
        .dyn_ref::<Array>()
        .ok_or("the request's `parts` is not a list")?;
    let parts = parts.iter().map(|part| read_part(&part));
    let levels = entries(request, "levels");
    let levels = levels.filter_map(|(rule, level)| Some((rule, Level::from_word(&level.as_string()?)?)));
    let thresholds = entries(request, "thresholds");
    let thresholds = thresholds.filter_map(|(name, number)| Some((name, number.as_f64()?)));
    let words = entries(request, "words").flat_map(|(list, words)| {
        let list = Lexicon::ALL.iter().find(|known| known.name() == list);
        let words = words.dyn_into::<Array>().unwrap_or_default().to_vec();
        let added = words
            .into_iter()
            .filter_map(move |word| AddedWord::new(list?, &word.as_string()?));
        added.collect::<Vec<_>>()
    });
    Ok((
        Document {
            parts: parts.collect::<Result<_, _>>()?,
        },
        Settings {
            product: product(request),
            version: text(request, "version").and_then(|text| text.parse().ok()),
            profile: text(request, "profile").as_deref().and_then(Profile::from_code),
            levels: levels.collect(),
            thresholds: thresholds.collect(),
            words: words.collect(),
        },
    ))
}

fn read_part(part: &JsValue) -> Result<Part, String> {
    let needed = |name: &str| text(part, name).ok_or_else(|| format!("a part's `{name}` is not a string"));
    Ok(Part {
        id: needed("id")?,
        name: needed("name")?,
        text: text_of(&field(part, "text"))
            .ok_or("a part's `text` is not a string")?
            .into(),
        kind: text(part, "kind").as_deref().and_then(InputKind::from_code),
        product: product(part),
        version: text(part, "version").and_then(|text| text.parse().ok()),
    })
}

/// The fields of an object in a field, with their values; none when it is no object.
fn entries(object: &JsValue, name: &str) -> impl Iterator<Item = (String, JsValue)> + use<> {
    let entries = Object::try_from(&field(object, name)).map(Object::entries);
    let entries = entries.unwrap_or_default().to_vec().into_iter();
    entries.filter_map(|entry| {
        let entry = entry.dyn_into::<Array>().ok()?;
        Some((entry.get(0).as_string()?, entry.get(1)))
    })
}

fn product(object: &JsValue) -> Option<Product> {
    text(object, "dialect").as_deref().and_then(Product::from_code)
}

fn text(object: &JsValue, name: &str) -> Option<String> {
    field(object, name).as_string()
}

/// A text, as such or as its bytes in UTF-8.
pub(crate) fn text_of(value: &JsValue) -> Option<String> {
    let bytes = value.dyn_ref::<Uint8Array>();
    match bytes {
        Some(bytes) => String::from_utf8(bytes.to_vec()).ok(),
        None => value.as_string(),
    }
}

/// A field's value; undefined when the value is no object or has no such field.
fn field(object: &JsValue, name: &str) -> JsValue {
    Reflect::get(object, &name.into()).unwrap_or(JsValue::UNDEFINED)
}

/// Reads what of a diagram is wanted: `{ detail, ungrouped, open: [title], moves: [[name, x, y]] }`. What is missing is as by default.
pub(crate) fn read_view(view: &JsValue) -> View {
    let list = |name: &str| {
        let list = field(view, name).dyn_into::<Array>();
        list.unwrap_or_default().to_vec().into_iter()
    };
    let whole = |value: JsValue| value.as_f64().unwrap_or_default() as i32;
    let moves = list("moves").filter_map(|moved| {
        let moved = moved.dyn_into::<Array>().ok()?;
        Some(Move {
            name: moved.get(0).as_string()?,
            at: Point {
                x: whole(moved.get(1)),
                y: whole(moved.get(2)),
            },
        })
    });
    View {
        detail: match text(view, "detail").as_deref() {
            Some("keys") => Detail::Keys,
            Some("names") => Detail::Names,
            _ => Detail::Columns,
        },
        ungrouped: field(view, "ungrouped").is_truthy(),
        open: list("open").filter_map(|title| title.as_string()).collect(),
        moves: moves.collect(),
    }
}

/// The database to compare with: `mysql 5.7.44`. None when the words name none.
pub(crate) fn server(words: &str) -> Option<Server> {
    let (product, version) = words.split_once(' ')?;
    Some(Server::new(Product::from_code(product)?, version.parse().ok()?))
}
