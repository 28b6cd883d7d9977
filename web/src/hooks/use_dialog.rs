//! Opens and closes the dialogs.

use wasm_bindgen::JsCast;
use web_sys::HtmlDialogElement;
use yew::prelude::*;

use super::use_change::{Watched, use_change};
use super::use_store::Store;
use crate::interop::dom;
use crate::state::opened::Dialog;

/// Follows the store.
#[hook]
pub fn use_dialog(store: &Store) {
    let (shown, there) = (store.dialog, store.views_there);
    let number = shown.map_or(0, |shown| shown as u32 + 1);
    use_change(
        vec![Watched::Number(number), Watched::Number(u32::from(there))],
        move || {
            for known in Dialog::ALL {
                let dialog =
                    dom::by_id(known.id()).and_then(|dialog| dialog.dyn_into::<HtmlDialogElement>().ok());
                let Some(dialog) = dialog else { continue };
                match (shown == Some(known), dialog.open()) {
                    // It can only fail outside the page, where nobody could see it.
                    (true, false) => drop(dialog.show_modal()),
                    (false, true) => dialog.close(),
                    _ => {}
                }
            }
            None
        },
    );
}
