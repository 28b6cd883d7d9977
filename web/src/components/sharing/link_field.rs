//! The link, to be copied or handed on.

use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::length_meter::length_meter;
use crate::components::icon::{Glyph, icon};
use crate::documents::length::Reach;
use crate::documents::{delivering, linking};
use crate::hooks::use_store::Store;

/// Draws it.
pub fn link_field(store: &Store) -> Html {
    let revision = store.document.revision;
    let Some(link) = store.sharing.link_of(revision) else {
        return html! { <p class="quiet" data-testid="share-waiting">{ "Making the link…" }</p> };
    };
    let address = link.address.clone();
    let is_too_long = linking::reach(link) == Reach::TooLong;
    let copy = {
        let (dispatch, address, is_redacted) = (store.dispatcher(), address.clone(), link.is_redacted);
        Callback::from(move |_: MouseEvent| {
            // The address of the page stays as it is when the link holds other names than the text.
            let revision = (!is_redacted).then_some(revision);
            linking::copy(dispatch.clone(), address.to_string(), revision);
        })
    };
    let save = {
        let store = store.clone();
        Callback::from(move |_: MouseEvent| delivering::save_document(&store))
    };
    let send = {
        let (dispatch, address) = (store.dispatcher(), address.clone());
        Callback::from(move |_: MouseEvent| delivering::send(dispatch.clone(), address.clone()))
    };
    let select = Callback::from(|event: FocusEvent| {
        if let Some(field) = event.target_dyn_into::<HtmlInputElement>() {
            field.select();
        }
    });
    html! {
        <>
            <div class="link-row">
                <input class="link-field" readonly=true value={address.clone()} aria-label="Link" data-testid="share-link"
                    onfocus={select} />
                if is_too_long {
                    <button type="button" class="button is-primary" data-testid="share-save" onclick={save}>
                        { "Save as a file" }
                    </button>
                } else {
                    <button type="button" class="button is-primary" data-testid="share-copy" onclick={copy}>
                        { icon(Glyph::Copy) }{ "Copy link" }
                    </button>
                }
                if crate::interop::dom::can_send() && !is_too_long {
                    <button type="button" class="button" data-testid="share-send" onclick={send}>{ "Send…" }</button>
                }
            </div>
            { length_meter(address.len()) }
        </>
    }
}
