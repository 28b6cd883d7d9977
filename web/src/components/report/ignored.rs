//! What comments of the text ignore, so that nothing is lost, and the comments that have no effect.

use yew::prelude::*;

use super::location_button::location_button;
use crate::components::rich_text::rich_text;
use crate::hooks::use_store::Store;
use crate::interop::report::Report;

/// Rows shown; a generated schema could have thousands.
const SHOWN: usize = 100;

/// Draws both lists; nothing without such comments.
pub fn ignored(store: &Store, report: &Report) -> Html {
    let (suppressed, unused) = (&report.suppressed, &report.unused_ignores);
    let count = suppressed.len() + unused.len();
    if count == 0 {
        return html! {};
    }
    let rows = suppressed.iter().take(SHOWN).map(|ignored| {
        html! {
            <li>
                <strong>{ rich_text(&ignored.message) }</strong>
                <span class="quiet">{ format!("{}: {}", ignored.rule, ignored.reason) }</span>
                { location_button(store, &ignored.location) }
            </li>
        }
    });
    let remarks = unused.iter().take(SHOWN).map(|remark| {
        html! {
            <li><span>{ rich_text(&remark.message) }</span>{ location_button(store, &remark.location) }</li>
        }
    });
    html! {
        <details class="not-checked" data-testid="ignored" open={!unused.is_empty()}>
            <summary>{ "Ignored by comments" }<span class="badge">{ count }</span></summary>
            if !suppressed.is_empty() {
                <ul class="plain-list">{ for rows }</ul>
            }
            if !unused.is_empty() {
                <p class="quiet">{ "Without effect:" }</p>
                <ul class="plain-list">{ for remarks }</ul>
            }
            if suppressed.len().max(unused.len()) > SHOWN {
                <p class="quiet">{ format!("The first {SHOWN} are shown.") }</p>
            }
        </details>
    }
}
