//! Words whose names stand in backticks: they become code. Text stays text.

use yew::prelude::*;

use crate::state::format::sentence;

/// Lays out a sentence. A function and not a component: it has no state, and a page holds hundreds.
pub fn rich_text(text: &str) -> Html {
    rich_words(&sentence(text))
}

/// The same for words that start no sentence.
pub fn rich_words(text: &str) -> Html {
    let is_paired = text.matches('`').count().is_multiple_of(2);
    if !is_paired {
        return html! { {text.to_owned()} };
    }
    let pieces = text.split('`').enumerate().map(|(index, piece)| {
        let piece = piece.to_owned();
        if index.is_multiple_of(2) {
            html! { {piece} }
        } else {
            html! { <code>{ piece }</code> }
        }
    });
    html! { <>{ for pieces }</> }
}
