//! Reading the fields of JavaScript objects. A field that is missing or of another type reads as empty: what comes from
//! the worker has our own shape, and what an earlier visit left may be older than this program.

use js_sys::{Array, Object, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use yew::AttrValue;

/// A field as it is; undefined when it is missing.
pub fn field(object: &JsValue, name: &str) -> JsValue {
    Reflect::get(object, &JsValue::from_str(name)).unwrap_or(JsValue::UNDEFINED)
}

/// Sets a field of an object made here.
pub fn set(object: &Object, name: &str, value: &JsValue) {
    // Only frozen objects refuse; ours are new.
    let _infallible = Reflect::set(object, &JsValue::from_str(name), value);
}

/// A text; empty when there is none.
pub fn text(object: &JsValue, name: &str) -> AttrValue {
    optional_text(object, name).unwrap_or_default()
}

/// A text that may be missing.
pub fn optional_text(object: &JsValue, name: &str) -> Option<AttrValue> {
    as_text(&field(object, name))
}

/// A number that may be missing.
pub fn number(object: &JsValue, name: &str) -> Option<f64> {
    field(object, name).as_f64()
}

/// A whole number; 0 when there is none.
pub fn whole(object: &JsValue, name: &str) -> u32 {
    number(object, name).unwrap_or_default() as u32
}

/// A count or an index; 0 when there is none.
pub fn count(object: &JsValue, name: &str) -> usize {
    whole(object, name) as usize
}

/// A yes or no; no when it is missing.
pub fn flag(object: &JsValue, name: &str) -> bool {
    field(object, name).is_truthy()
}

/// An object that may be missing.
pub fn optional(object: &JsValue, name: &str) -> Option<JsValue> {
    Some(field(object, name)).filter(JsValue::is_object)
}

/// The items of a list; empty when there is none.
pub fn list<T>(object: &JsValue, name: &str, read: fn(&JsValue) -> T) -> Vec<T> {
    items(field(object, name)).iter().map(read).collect()
}

/// The texts of a list.
pub fn texts(object: &JsValue, name: &str) -> Vec<AttrValue> {
    list(object, name, |item| as_text(item).unwrap_or_default())
}

/// The items of an array; none of anything else.
pub fn items(value: JsValue) -> Vec<JsValue> {
    value
        .dyn_into::<Array>()
        .map_or(Vec::new(), |items| items.to_vec())
}

fn as_text(value: &JsValue) -> Option<AttrValue> {
    value.as_string().map(AttrValue::from)
}
