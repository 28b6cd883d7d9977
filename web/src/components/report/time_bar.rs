//! A share of the whole as a bar. Drawn, because the page's security policy forbids style attributes.

use yew::prelude::*;

use crate::state::format::fixed;

/// Draws a share, 0 to 1.
pub fn time_bar(share: f64) -> Html {
    let width = fixed(share.clamp(0.0, 1.0) * 100.0, 2);
    html! {
        <svg class="time-bar" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true" focusable="false">
            <rect class="time-bar-ground" width="100" height="6" />
            <rect class="time-bar-share" {width} height="6" />
        </svg>
    }
}
