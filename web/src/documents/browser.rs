//! Calls into `static/documents.js`.

use js_sys::{Array, Function, Promise};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

use crate::interop::fields::field;
use crate::interop::storage::of_page;

/// Calls one of its functions and waits for the answer.
///
/// # Errors
/// What it threw; or nothing worth saying when the script could not be loaded.
pub async fn call(function: &str, arguments: Vec<JsValue>) -> Result<JsValue, JsValue> {
    let script = JsFuture::from(of_page("documents").dyn_into::<Promise>()?).await?;
    let function: Function = field(&script, function).dyn_into()?;
    let answer = function.apply(&script, &arguments.iter().collect::<Array>())?;
    match answer.dyn_into::<Promise>() {
        Ok(promise) => JsFuture::from(promise).await,
        Err(answer) => Ok(answer),
    }
}
