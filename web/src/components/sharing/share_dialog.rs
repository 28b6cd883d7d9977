//! The dialog “Share”: a link that holds everything, and the other ways to hand the document on.

use yew::prelude::*;

use super::copies::copies;
use super::link_field::link_field;
use super::redaction::redaction;
use crate::components::icon::{Glyph, icon};
use crate::hooks::use_store::Store;

/// Draws what is in it.
pub fn share_dialog(store: &Store) -> Html {
    if store.document.is_blank() {
        return html! {
            <p>{ "There is nothing to share yet: paste a schema, queries or a plan first." }</p>
        };
    }
    html! {
        <div class="share">
            <section aria-labelledby="share-links">
                <h3 id="share-links">{ "Link" }</h3>
                { link_field(store) }
                { redaction(store) }
                <p class="share-promise">
                    { icon(Glyph::Lock) }
                    { "Your text is in the link itself, behind the #, which browsers send to no server. Who has the link has the text." }
                </p>
            </section>
            { copies(store) }
        </div>
    }
}
