//! How long a link is and what that means: in words, with a picture of four steps beside them.

use yew::prelude::*;

use crate::documents::length::Reach;
use crate::state::format::kilobytes;

/// Draws it.
pub fn length_meter(length: usize) -> Html {
    let reach = Reach::of(length);
    let steps = (0..4).map(|step| {
        let x = (step * 14).to_string();
        let is_filled = step < reach.steps();
        // Steps grow, so that the height says it too.
        let height = 4 + step * 4;
        html! {
            <rect {x} y={(16 - height).to_string()} width="11" height={height.to_string()} rx="1.5"
                class={if is_filled { "is-filled" } else { "" }} />
        }
    });
    let class = format!("length-meter is-{}", reach.steps());
    html! {
        <p {class} data-testid="share-length">
            <svg viewBox="0 0 54 16" width="54" height="16" aria-hidden="true" focusable="false">{ for steps }</svg>
            <span><strong>{ reach.word() }</strong>{ format!(": {}. {}", kilobytes(length as f64), reach.meaning()) }</span>
        </p>
    }
}
