//! A value that the worker sent as JSON and that is read when it is first looked at.

use std::cell::OnceCell;
use std::ops::Deref;

use js_sys::JSON;
use wasm_bindgen::JsValue;

/// Empty when what was sent is no JSON.
#[derive(Debug, Clone)]
pub struct Unread<T> {
    sent: Option<JsValue>,
    read: fn(&JsValue) -> T,
    value: OnceCell<T>,
}

impl<T: Default> Unread<T> {
    /// Of a JSON text, as the browser holds it.
    pub fn new(sent: JsValue, read: fn(&JsValue) -> T) -> Self {
        Self {
            sent: Some(sent),
            read,
            value: OnceCell::new(),
        }
    }
}

impl<T: Default> Deref for Unread<T> {
    type Target = T;

    fn deref(&self) -> &T {
        self.value.get_or_init(|| {
            let text = self.sent.as_ref().and_then(JsValue::as_string);
            let value = text.and_then(|text| JSON::parse(&text).ok());
            value.map_or_else(T::default, |value| (self.read)(&value))
        })
    }
}

impl<T: Default> From<T> for Unread<T> {
    fn from(value: T) -> Self {
        Self {
            sent: None,
            read: |_| T::default(),
            value: OnceCell::from(value),
        }
    }
}
