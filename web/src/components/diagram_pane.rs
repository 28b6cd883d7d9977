//! How the schema hangs together: the entity-relationship diagram.

use yew::prelude::*;

use super::empty_state::empty_state;
use super::report::diagram::diagram;
use crate::hooks::use_store::Store;
use crate::state::layout::Pane;

/// Draws it; in a part of its own, and therefore not where it is called.
#[inline(never)]
pub fn diagram_pane(store: &Store) -> Html {
    let is_blank = store.document.is_blank();
    let answer = store.diagram.answer.as_ref().filter(|_| !is_blank);
    html! {
        <>
            <div class="pane-head"><h2>{ "How does it hang together?" }</h2></div>
            if is_blank {
                { empty_state(store, Pane::Diagram) }
            } else if let Some(answer) = answer {
                if answer.boxes.is_empty() {
                    <p class="lead" data-testid="diagram-none">{ "There is no table in this text yet. A CREATE TABLE statement gives the first box." }</p>
                    <p class="quiet">{ "What was read, and what was not, stands under “Understood”." }</p>
                } else {
                    { diagram(store, answer) }
                }
            } else {
                <p class="quiet">{ "Drawing…" }</p>
            }
        </>
    }
}
