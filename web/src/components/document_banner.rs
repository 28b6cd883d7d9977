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
    let back = sending::<MouseEvent>(store, Action::OwnTextRestored);
    let example = store.document.example.as_deref().and_then(by_slug);
    let has_own = !store.saved.is_empty();
    if example.is_none() && store.origin.is_none() && !has_own {
        return html! {};
    }
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
            if has_own {
                <button type="button" class="button is-quiet" data-testid="back-to-own" onclick={back}>
                    { icon(Glyph::Back) }{ "Back to your text" }
                </button>
            }
        </aside>
    }
}
