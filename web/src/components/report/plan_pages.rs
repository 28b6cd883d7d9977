//! A long list of steps, a page at a time: thousands of rows would hold up everything else.

use yew::prelude::*;

use crate::hooks::use_store::{Store, sending};
use crate::state::action::Action;
use crate::state::format;

/// Rows on one page.
pub const PAGE: usize = 50;

/// Which rows of how many are shown: the page that was asked for, else the one with that row.
pub fn page_of(store: &Store, selected: Option<usize>, count: usize) -> usize {
    let last = count.saturating_sub(1) / PAGE;
    let page = store.selection.look.page.or(selected.map(|row| row / PAGE));
    page.unwrap_or_default().min(last)
}

/// The way to the other pages; nothing where one holds all.
pub fn pages(store: &Store, page: usize, count: usize) -> Html {
    if count <= PAGE {
        return html! {};
    }
    let first = page * PAGE + 1;
    let last = (first + PAGE - 1).min(count);
    let to = |page: Option<usize>| sending::<MouseEvent>(store, Action::PlanPaged(page.unwrap_or_default()));
    let before = page.checked_sub(1);
    let after = (last < count).then_some(page + 1);
    html! {
        <nav class="plan-pages" aria-label="Pages of steps">
            <button type="button" class="button" disabled={before.is_none()} onclick={to(before)}>{ "Earlier" }</button>
            <span role="status">
                { format!("{} – {} of {} steps", format::count(first as f64), format::count(last as f64), format::count(count as f64)) }
            </span>
            <button type="button" class="button" disabled={after.is_none()} onclick={to(after)}
                data-testid="plan-later">{ "Later" }</button>
        </nav>
    }
}
