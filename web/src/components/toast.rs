//! The notice about what just happened, with the way back. What cannot be undone goes away by itself.

use yew::prelude::*;

use super::icon::{Glyph, icon};
use crate::hooks::use_store::{Store, sending};
use crate::state::action::Action;

/// Draws it, when there is one.
pub fn toast(store: &Store) -> Html {
    let Some(notice) = &store.notice else {
        return html! {};
    };
    let undo = sending::<MouseEvent>(store, Action::UndoRequested);
    let dismiss = sending::<MouseEvent>(store, Action::NoticeDismissed);
    html! {
        <aside class="toast" aria-label="Notice" key={notice.number}>
            <p>{ notice.text.clone() }</p>
            if notice.undo.is_some() {
                <button type="button" class="button is-inverse" data-testid="undo" onclick={undo}>
                    { icon(Glyph::Undo) }{ "Undo" }
                </button>
            }
            <button type="button" class="icon-button" aria-label="Dismiss" onclick={dismiss}>
                { icon(Glyph::Close) }
            </button>
        </aside>
    }
}
