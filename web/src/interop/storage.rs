//! What stays in this browser between visits. Everything may be missing or unreadable; nothing here fails.

use gloo::storage::{LocalStorage, Storage};
use serde::Serialize;
use serde::de::DeserializeOwned;

/// The document on the screen.
pub const DOCUMENT: &str = "rowproof.document";
/// The reader's own documents, put aside while an example is open.
pub const SAVED: &str = "rowproof.saved";
/// `auto`, `light` or `dark`; boot.js reads it before the first paint.
pub const THEME: &str = "rowproof.theme";

/// Reads a value that an earlier visit left.
pub fn load<T: DeserializeOwned>(key: &str) -> Option<T> {
    LocalStorage::get(key).ok()
}

/// Keeps a value; false when the browser refuses (private window, no room).
pub fn keep<T: Serialize>(key: &str, value: &T) -> bool {
    LocalStorage::set(key, value).is_ok()
}
