//! The entity-relationship diagram: a picture to look around in, and the same as tables.

mod boxes;
mod canvas;
mod details;
mod exports;
mod keys;
mod lines;
mod pointer;
mod scene;
mod tables;
mod toolbar;
pub mod wheel;

pub use scene::CANVAS;

use yew::prelude::*;

use crate::hooks::use_store::Store;
use crate::interop::diagram::Diagram;
use crate::interop::shared::Shared;

/// Draws it.
#[inline(never)]
pub fn diagram(store: &Store, answer: &Shared<Diagram>) -> Html {
    html! {
        <div class="diagram" data-testid="diagram">
            <p class="quiet diagram-summary" data-testid="diagram-summary">{ answer.summary.clone() }</p>
            { toolbar::toolbar(store, answer) }
            if store.diagram.as_table {
                { tables::tables(store, answer) }
            } else {
                { canvas::canvas(store, answer) }
                { details::details(store, answer) }
            }
        </div>
    }
}
