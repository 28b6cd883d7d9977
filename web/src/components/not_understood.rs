//! Places that were not understood. Each costs only itself: everything else was still checked.

use yew::prelude::*;

use super::location_button::LocationButton;
use super::rich_text::rich_text;
use crate::interop::report::Report;
use crate::interop::shared::Shared;
use crate::state::analysis::plural;

/// Places shown; a file of another language would have thousands.
const SHOWN: usize = 20;

#[derive(Properties, PartialEq)]
pub struct NotUnderstoodProps {
    pub report: Shared<Report>,
}

#[component]
pub fn NotUnderstood(props: &NotUnderstoodProps) -> Html {
    let count = props.report.error_count();
    if count == 0 {
        return html! {};
    }
    let errors = props.report.parts.iter().flat_map(|part| &part.errors).take(SHOWN).map(|error| html! {
        <li><span>{ rich_text(&error.message) }</span><LocationButton location={error.location.clone()} /></li>
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
