//! What was not looked at, and why. Always there: silence is not proof.

use yew::prelude::*;

use super::location_button::LocationButton;
use super::rich_text::rich_text;
use crate::interop::report::Report;
use crate::interop::shared::Shared;

#[derive(Properties, PartialEq)]
pub struct NotCheckedProps {
    pub report: Shared<Report>,
}

#[component]
pub fn NotCheckedList(props: &NotCheckedProps) -> Html {
    let items = &props.report.not_checked;
    let rows = items.iter().map(|item| {
        html! {
            <li>
                <strong>{ rich_text(&item.subject) }</strong>
                <span class="quiet">{ rich_text(&item.reason) }</span>
                if let Some(location) = &item.location {
                    <LocationButton location={location.clone()} />
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
