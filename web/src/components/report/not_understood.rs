//! Places that were not understood. Each costs only itself: everything else was still checked.

use yew::prelude::*;

use super::location_button::location_button;
use crate::components::rich_text::rich_text;
use crate::hooks::use_store::Store;
use crate::interop::report::Report;
use crate::state::analysis::plural;

/// Places shown; a file of another language would have thousands.
const SHOWN: usize = 20;

/// Draws them.
pub fn not_understood(store: &Store, report: &Report) -> Html {
    let count = report.error_count();
    if count == 0 {
        return html! {};
    }
    let errors = report
        .parts
        .iter()
        .flat_map(|part| &part.errors)
        .take(SHOWN)
        .map(|error| {
            html! {
                <li><span>{ rich_text(&error.message) }</span>{ location_button(store, &error.location) }</li>
            }
        });
    html! {
        <section class="not-understood">
            <h3>{ format!("Not understood: {}", plural(count, "place")) }</h3>
            <p class="quiet">{ "Each was left out; everything around it was checked." }</p>
            <ul class="plain-list">{ for errors }</ul>
            if count > SHOWN {
                <p class="quiet">{ format!("and {} more", count - SHOWN) }</p>
            }
        </section>
    }
}
