//! While an example is open: what there is to notice; where a document from outside came from; and the way back to the
//! reader's own text.

use yew::prelude::*;

use super::gallery::banner::example_banner;
use super::icon::{Glyph, icon};
use super::sharing::origin_banner::origin_banner;
use crate::hooks::use_store::{Store, sending};
use crate::state::action::Action;

/// Draws it; nothing when there is neither, and nothing while the page starts: what it is drawn by has not come.
pub fn document_banner(store: &Store) -> Html {
    let has_something = is_example(store) || store.origin.is_some() || !store.saved.is_empty();
    if !store.views_there || !has_something {
        return html! {};
    }
    banner(store)
}

/// In a part of its own, and therefore not where it is called.
#[inline(never)]
fn banner(store: &Store) -> Html {
    let back = sending::<MouseEvent>(store, Action::OwnTextRestored);
    html! {
        <aside class="document-banner" aria-label="About this document">
            if is_example(store) {
                { example_banner(store) }
            }
            if store.origin.is_some() {
                { origin_banner(store) }
            }
            if !store.saved.is_empty() {
                <button type="button" class="button is-quiet" data-testid="back-to-own" onclick={back}>
                    { icon(Glyph::Back) }{ "Back to your text" }
                </button>
            }
        </aside>
    }
}

/// Whether an example is open, and the examples are there to tell of it.
fn is_example(store: &Store) -> bool {
    store.examples.is_some() && store.document.example.is_some()
}
