//! Facts as lines: what it is, its name as the way to its place in the text, what it says.

use yew::prelude::*;

use crate::components::rich_text::rich_words;
use crate::hooks::use_store::{Store, sending};
use crate::interop::understood::Line;
use crate::state::action::Action;

/// Draws them.
pub fn fact_lines(store: &Store, lines: &[Line]) -> Html {
    let lines = lines.iter().map(|line| {
        html! {
            <li>
                if !line.kind.is_empty() {
                    <span class="fact-kind">{ line.kind.clone() }</span>
                }
                { named_place(store, line) }
                if !line.text.is_empty() {
                    <code class="fact-text">{ line.text.clone() }</code>
                }
                { notes(line) }
            </li>
        }
    });
    html! { <ul class="fact-lines">{ for lines }</ul> }
}

/// The name of a thing: a button that shows it in the text, when it stands there.
pub fn named_place(store: &Store, line: &Line) -> Html {
    let Some(location) = &line.location else {
        return html! { <code>{ line.name.clone() }</code> };
    };
    let onclick = sending::<MouseEvent>(store, Action::PlaceShown(location.clone()));
    html! {
        <button type="button" class="link-button name-button" title={format!("Show it in the text, line {}", location.line)} {onclick}>
            <code>{ line.name.clone() }</code>
        </button>
    }
}

/// The smaller facts of a line.
pub fn notes(line: &Line) -> Html {
    let notes = line
        .notes
        .iter()
        .map(|note| html! { <span class="note">{ rich_words(note) }</span> });
    html! { <span class="notes">{ for notes }</span> }
}
