//! While an example is open: what there is to notice; where a document from outside came from; and the way back to the
//! reader's own text.

use yew::prelude::*;

use super::icon::{Glyph, icon};
use super::sharing::origin_banner::origin_banner;
use crate::hooks::use_store::{Store, sending};
use crate::state::action::Action;
use crate::state::examples::by_slug;

/// Draws it; nothing when there is neither.
pub fn document_banner(store: &Store) -> Html {
    if store.document.example.is_none() && store.origin.is_none() && store.saved.is_empty() {
        return html! {};
    }
    banner(store)
}

/// In a part of its own, and therefore not where it is called.
#[inline(never)]
fn banner(store: &Store) -> Html {
    let back = sending::<MouseEvent>(store, Action::OwnTextRestored);
    let example = store.document.example.as_deref().and_then(by_slug);
    html! {
        <aside class="document-banner" aria-label="About this document">
            if let Some(example) = example {
                <details>
                    <summary><span class="label">{ "Example" }</span>{ example.title }
                        <span class="notice-toggle">{ "What to notice" }</span></summary>
                    <ul>{ for example.notice.iter().map(|line| html! { <li>{ *line }</li> }) }</ul>
                </details>
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
