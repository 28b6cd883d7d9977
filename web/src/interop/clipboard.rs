//! Copying text.

use gloo::utils::window;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use yew::Callback;

/// Copies a text, then tells whether that worked.
pub fn copy(text: String, done: Callback<bool>) {
    let clipboard = window().navigator().clipboard();
    // Outside a secure context browsers have no clipboard at all.
    if clipboard.is_undefined() {
        done.emit(false);
        return;
    }
    let written = clipboard.write_text(&text);
    spawn_local(async move { done.emit(JsFuture::from(written).await.is_ok()) });
}
