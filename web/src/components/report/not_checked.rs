//! What was not looked at, and why. Always there: silence is not proof.

use yew::prelude::*;

use super::location_button::location_button;
use crate::components::rich_text::rich_text;
use crate::hooks::use_store::{Store, sending};
use crate::interop::report::Report;
use crate::state::action::Action;

/// Rows of a page. A dump has hundreds, which nobody sees while the list is closed: they are drawn once it is open.
const PAGE: usize = 60;

/// Draws the list.
pub fn not_checked(store: &Store, report: &Report) -> Html {
    let count = report.not_checked.count();
    let pages = store.selection.unchecked;
    let shown = (pages * PAGE).min(count);
    let rows = report.unchecked().take(shown).map(|item| {
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
    let more = sending::<MouseEvent>(store, Action::UncheckedShown(pages + 1));
    html! {
        <details class="not-checked" data-testid="not-checked" open={pages > 0}>
            <summary onclick={opening(store, pages)}>
                { "Not checked" }<span class="badge">{ count }</span>
            </summary>
            if count == 0 {
                <p class="quiet">{ "Everything in the text was looked at." }</p>
            } else if pages > 0 {
                <ul class="plain-list">{ for rows }</ul>
                if shown < count {
                    <button type="button" class="button" onclick={more}>
                        { format!("Show more ({} left)", count - shown) }
                    </button>
                }
            }
        </details>
    }
}

/// Opens the list when it is closed, and closes it when it is open: the store knows which, not the browser.
fn opening(store: &Store, pages: usize) -> Callback<MouseEvent> {
    let send = sending::<MouseEvent>(store, Action::UncheckedShown(usize::from(pages == 0)));
    Callback::from(move |event: MouseEvent| {
        event.prevent_default();
        send.emit(event);
    })
}
