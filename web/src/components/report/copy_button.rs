//! A button that copies a text and says so.

use yew::prelude::*;

use crate::components::icon::{Glyph, icon};
use crate::hooks::use_store::Store;
use crate::interop::clipboard;
use crate::state::action::Action;

/// Draws the button.
pub fn copy_button(store: &Store, text: AttrValue) -> Html {
    let onclick = {
        let (dispatch, text) = (store.dispatcher(), text);
        Callback::from(move |_| {
            let dispatch = dispatch.clone();
            let done = Callback::from(move |is_copied| {
                let said = if is_copied {
                    "Copied"
                } else {
                    "This browser does not let the page copy; select the text"
                };
                dispatch.dispatch(Action::Announced(said.into()));
            });
            clipboard::copy(text.to_string(), done);
        })
    };
    html! {
        <button type="button" class="button" data-testid="finding-copy" {onclick}>
            { icon(Glyph::Copy) }{ "Copy" }
        </button>
    }
}
