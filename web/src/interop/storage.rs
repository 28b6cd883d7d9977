//! What stays in this browser between visits. Everything may be missing or unreadable; nothing here fails.

use gloo::utils::window;
use js_sys::{Function, JSON, Object};
use wasm_bindgen::{JsCast, JsValue};

use super::fields::{field, set, text};

/// The document on the screen; each tab has its own.
pub const DOCUMENT: &str = "document";
/// The reader's own documents, put aside while another is open; each tab has its own.
pub const SAVED: &str = "saved";
/// `auto`, `light`, `dark` or `contrast`; boot.js reads it before the first paint.
pub const THEME: &str = "rowproof.theme";

/// Whether the hint of the first visit was seen.
pub const HINT: &str = "rowproof.hint";

/// Reads a value that an earlier visit left.
pub fn load(key: &str) -> Option<JsValue> {
    let storage = window().local_storage().ok()??;
    JSON::parse(&storage.get_item(key).ok()??).ok()
}

/// Keeps a value; false when the browser refuses (private window, no room).
pub fn keep(key: &str, value: &JsValue) -> bool {
    let storage = window().local_storage().ok().flatten();
    let text = JSON::stringify(value).ok().and_then(|text| text.as_string());
    storage
        .zip(text)
        .is_some_and(|(storage, text)| storage.set_item(key, &text).is_ok())
}

/// What `static/boot.js` left for this program.
pub fn of_page(name: &str) -> JsValue {
    field(&field(&window(), "rowproof"), name)
}

/// Leaves something for the page's scripts beside that.
pub fn set_of_page(name: &str, value: &JsValue) {
    if let Ok(page) = field(&window(), "rowproof").dyn_into::<Object>() {
        set(&page, name, value);
    }
}

/// Reads a value of the tab that this one goes on from: itself, if it was here before.
pub fn load_of_tab(name: &str) -> Option<JsValue> {
    let page = field(&window(), "rowproof");
    load(&format!("rowproof.{name}.{}", text(&page, "from")))
}

/// Keeps a value of this tab's; false when the browser refuses (private window, no room).
pub fn keep_of_tab(name: &str, value: &JsValue) -> bool {
    let page = field(&window(), "rowproof");
    let keep = field(&page, "keep").dyn_into::<Function>().ok();
    let kept = keep
        .zip(JSON::stringify(value).ok())
        .and_then(|(keep, text)| keep.call2(&page, &name.into(), &text).ok());
    kept.is_some_and(|kept| kept.is_truthy())
}
