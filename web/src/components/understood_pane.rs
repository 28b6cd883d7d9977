//! What was understood of the schema, and what was not: the other half of every promise of the findings.

use yew::prelude::*;

use super::empty_state::empty_state;
use super::report::understood::understood;
use crate::hooks::use_store::Store;
use crate::state::layout::Pane;

/// Draws it; in a part of its own, and therefore not where it is called.
#[inline(never)]
pub fn understood_pane(store: &Store) -> Html {
    let is_blank = store.document.is_blank();
    let answer = store.understanding.answer.as_ref().filter(|_| !is_blank);
    html! {
        <>
            <div class="pane-head">
                <h2>{ "What did Rowproof understand?" }</h2>
            </div>
            if is_blank {
                { empty_state(store, Pane::Understood) }
            } else if let Some(answer) = answer {
                { understood(store, answer) }
            } else {
                <p class="quiet">{ "Reading…" }</p>
            }
        </>
    }
}
