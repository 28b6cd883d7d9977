//! The reader's text: its parts, how the one on the screen is read, and the editor.

use yew::prelude::*;

use super::document_banner::document_banner;
use super::part_bar::part_bar;
use super::part_tabs::part_tabs;
use crate::hooks::use_store::Store;

/// Draws it around the editor.
pub fn code_pane(store: &Store, editor: Html) -> Html {
    html! {
        <section id="code" class="code-pane" aria-label="Your text">
            <h2 class="visually-hidden">{ "Your text" }</h2>
            { part_tabs(store) }
            { part_bar(store) }
            { document_banner(store) }
            { editor }
        </section>
    }
}
