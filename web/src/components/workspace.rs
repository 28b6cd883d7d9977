//! The code beside its results; on a narrow screen one of them.

use yew::prelude::*;

use super::code_pane::code_pane;
use super::results_pane::results_pane;
use crate::hooks::use_store::Store;

/// Draws both; `editor` goes into the code.
pub fn workspace(store: &Store, editor: Html) -> Html {
    html! {
        <main class="workspace" data-pane={store.layout.pane.as_str()}>
            { code_pane(store, editor) }
            { results_pane(store) }
        </main>
    }
}
