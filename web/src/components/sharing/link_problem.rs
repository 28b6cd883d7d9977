//! Why a link or file could not be opened. It stands until it was read.

use yew::prelude::*;

use crate::components::icon::{Glyph, icon};
use crate::hooks::use_store::{Store, sending};
use crate::state::action::Action;

/// Draws it, when there is one.
pub fn link_problem(store: &Store) -> Html {
    let Some(problem) = &store.link_problem else {
        return html! {};
    };
    let dismiss = sending::<MouseEvent>(store, Action::LinkProblemDismissed);
    html! {
        <div class="link-problem" role="alert" data-testid="link-problem">
            <p><strong>{ "Not opened. " }</strong>{ problem.clone() }{ " Your own text is as it was." }</p>
            <button type="button" class="icon-button" aria-label="Dismiss" onclick={dismiss}>
                { icon(Glyph::Close) }
            </button>
        </div>
    }
}
