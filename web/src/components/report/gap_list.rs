//! What was left out: not understood, refused by the database, or not in the paste.

use yew::prelude::*;

use super::location_button::location_button;
use crate::components::rich_text::{rich_text, rich_words};
use crate::hooks::use_store::Store;
use crate::interop::understood::Understood;
use crate::state::analysis::plural;

/// Places shown; a file of another language would have thousands.
const SHOWN: usize = 100;
/// From how many places on the list is closed at first: it would push the tables off the screen.
const CLOSED_FROM: usize = 6;

/// Draws them.
pub fn gap_list(store: &Store, answer: &Understood) -> Html {
    let count = answer.gaps.len();
    if count == 0 {
        return html! {};
    }
    let gaps = answer.gaps.iter().take(SHOWN).map(|gap| {
        html! {
            <li data-testid="gap">
                <span class="fact-kind">{ gap.kind.clone() }</span>
                <span class="gap-words">
                    if !gap.subject.is_empty() {
                        <strong>{ rich_text(&gap.subject) }</strong>{ ": " }{ rich_words(&gap.reason) }
                    } else {
                        { rich_text(&gap.reason) }
                    }
                </span>
                { location_button(store, &gap.location) }
            </li>
        }
    });
    html! {
        <details class="gaps" open={count < CLOSED_FROM}>
            <summary><h3>{ format!("Left out: {}", plural(count, "place")) }</h3></summary>
            <p class="quiet">{ "Each costs only itself; everything around it was read." }</p>
            <ul class="plain-list">{ for gaps }</ul>
            if count > SHOWN {
                <p class="quiet">{ format!("and {} more", count - SHOWN) }</p>
            }
        </details>
    }
}
