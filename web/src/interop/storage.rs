//! What stays in this browser between visits. Everything may be missing or unreadable; nothing here fails.

use gloo::utils::window;
use js_sys::JSON;
use wasm_bindgen::JsValue;

/// The document on the screen.
pub const DOCUMENT: &str = "rowproof.document";
/// The reader's own documents, put aside while an example is open.
pub const SAVED: &str = "rowproof.saved";
/// `auto`, `light` or `dark`; boot.js reads it before the first paint.
pub const THEME: &str = "rowproof.theme";

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
