//! A sentence whose names stand in backticks: they become code. Text stays text.

use yew::prelude::*;

use crate::state::format::sentence;

#[derive(Properties, PartialEq)]
pub struct RichTextProps {
    pub text: AttrValue,
}

#[component]
pub fn RichText(props: &RichTextProps) -> Html {
    let text = sentence(&props.text);
    let is_paired = text.matches('`').count().is_multiple_of(2);
    if !is_paired {
        return html! { {text} };
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
