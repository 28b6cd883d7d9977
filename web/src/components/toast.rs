//! The notice about what just happened, with the way back. What cannot be undone goes away by itself.

use gloo::timers::callback::Timeout;
use yew::prelude::*;

use super::icon::{Glyph, icon};
use crate::hooks::use_store::{dispatching, use_store};
use crate::state::action::Action;

/// Long enough to read a line.
const GOES_AFTER_MS: u32 = 4_000;

#[component]
pub fn Toast() -> Html {
    let Some(store) = use_store() else { return html! {} };
    let dispatch = store.dispatcher();
    let passing = store
        .notice
        .as_ref()
        .filter(|notice| notice.undo.is_none())
        .map(|notice| notice.number);
    use_effect_with(passing, move |passing| {
        let timeout =
            passing.map(|_| Timeout::new(GOES_AFTER_MS, move || dispatch.dispatch(Action::NoticeDismissed)));
        move || drop(timeout)
    });
    let Some(notice) = &store.notice else {
        return html! {};
    };
    let undo = dispatching(&store, |_: MouseEvent| Action::UndoRequested);
    let dismiss = dispatching(&store, |_: MouseEvent| Action::NoticeDismissed);
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
