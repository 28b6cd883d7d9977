//! Opens and closes the dialogs.

use wasm_bindgen::JsCast;
use web_sys::HtmlDialogElement;
use yew::prelude::*;

use super::use_change::{Watched, use_change};
use super::use_store::{Store, sending};
use crate::interop::dom;
use crate::state::action::Action;
use crate::state::opened::Dialog;

/// Follows the store.
#[hook]
pub fn use_dialog(store: &Store) {
    let (shown, there) = (store.dialog, store.views_there);
    let number = shown.map_or(0, |shown| shown as u32 + 1);
    use_change(
        vec![Watched::Number(number), Watched::Number(u32::from(there))],
        move || {
            // Closing gives the focus back to where it was, so what opens comes after.
            let others = Dialog::ALL.into_iter().filter(|known| shown != Some(*known));
            for dialog in others.filter_map(element).filter(HtmlDialogElement::open) {
                dialog.close();
            }
            if let Some(dialog) = shown.and_then(element).filter(|dialog| !dialog.open()) {
                // It can only fail outside the page, where nobody could see it.
                let _shown = dialog.show_modal();
            }
            None
        },
    );
}

/// What a dialog does when it was closed. The browser tells that a little later: it may be open again by then.
pub fn on_close(store: &Store, dialog: Dialog) -> Callback<Event> {
    let dispatch = store.dispatcher();
    Callback::from(move |_| {
        if element(dialog).is_none_or(|element| !element.open()) {
            dispatch.dispatch(Action::DialogClosed(dialog));
        }
    })
}

/// What a dialog does when Escape is pressed, before it is closed and long before the browser tells so: the key after it may ask for
/// the same dialog again.
pub fn on_cancel(store: &Store, dialog: Dialog) -> Callback<Event> {
    sending(store, Action::DialogClosed(dialog))
}

fn element(dialog: Dialog) -> Option<HtmlDialogElement> {
    dom::by_id(dialog.id())?.dyn_into().ok()
}
