//! What was not looked at, and why. Always there: silence is not proof.

use yew::prelude::*;

use super::location_button::location_button;
use crate::components::rich_text::rich_text;
use crate::hooks::use_store::Store;
use crate::interop::report::Report;

/// Draws the list.
pub fn not_checked(store: &Store, report: &Report) -> Html {
    let items = &report.not_checked;
    let rows = items.iter().map(|item| {
        html! {
            <li>
                <strong>{ rich_text(&item.subject) }</strong>
                <span class="quiet">{ rich_text(&item.reason) }</span>
                if let Some(location) = &item.location {
                    { location_button(store, location) }
                }
            </li>
        }
    });
    html! {
        <details class="not-checked" data-testid="not-checked">
            <summary>{ "Not checked" }<span class="badge">{ items.len() }</span></summary>
            if items.is_empty() {
                <p class="quiet">{ "Everything in the text was looked at." }</p>
            } else {
                <ul class="plain-list">{ for rows }</ul>
            }
        </details>
    }
}
