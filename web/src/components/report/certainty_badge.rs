//! How sure a finding is.

use yew::prelude::*;

use crate::interop::report::Certainty;

/// Draws the badge; `reason` says what the certainty rests on.
pub fn certainty_badge(certainty: Certainty, reason: &AttrValue) -> Html {
    let word = certainty.as_str();
    html! {
        <span class={classes!("certainty", format!("is-{word}"))} title={reason.clone()}>{ word }</span>
    }
}
