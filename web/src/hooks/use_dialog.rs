//! Opens and closes the list of shortcuts.

use wasm_bindgen::JsCast;
use web_sys::HtmlDialogElement;
use yew::prelude::*;

use super::use_change::{Watched, use_change};
use super::use_store::Store;
use crate::components::shortcuts_dialog::DIALOG;
use crate::interop::dom;

/// Follows the store.
#[hook]
pub fn use_dialog(store: &Store) {
    let shown = store.shortcuts_shown;
    use_change(vec![Watched::Number(u32::from(shown))], move || {
        let dialog = dom::by_id(DIALOG)?.dyn_into::<HtmlDialogElement>().ok()?;
        match (shown, dialog.open()) {
            // It can only fail outside the page, where nobody could see it.
            (true, false) => drop(dialog.show_modal()),
            (false, true) => dialog.close(),
            _ => {}
        }
        None
    });
}
