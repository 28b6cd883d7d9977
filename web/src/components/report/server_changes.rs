//! After another database was chosen: what stops and what starts being enforced.

use yew::prelude::*;

use super::fact_lines::named_place;
use crate::components::icon::{Glyph, icon};
use crate::components::rich_text::rich_text;
use crate::hooks::use_store::{Store, sending};
use crate::interop::understood::{Change, Understood};
use crate::state::action::Action;

/// Draws them; nothing when nothing is compared.
pub fn server_changes(store: &Store, answer: &Understood) -> Html {
    if answer.changes_title.is_empty() || store.understanding.before.is_none() {
        return html! {};
    }
    let dismiss = sending::<MouseEvent>(store, Action::ComparisonDismissed);
    html! {
        <section class="server-changes" data-testid="server-changes">
            <div class="server-changes-head">
                <h3>{ answer.changes_title.clone() }</h3>
                <button type="button" class="icon-button" aria-label="Close the comparison" onclick={dismiss}>
                    { icon(Glyph::Close) }
                </button>
            </div>
            if answer.changes.is_empty() {
                <p class="quiet">{ answer.changes_summary.clone() }</p>
            } else {
                <ul>{ for answer.changes.iter().map(|change| change_item(store, change)) }</ul>
            }
        </section>
    }
}

fn change_item(store: &Store, change: &Change) -> Html {
    let glyph = if change.direction == "starts" {
        Glyph::Accepted
    } else {
        Glyph::Refused
    };
    html! {
        <li class={classes!("server-change", format!("is-{}", change.direction))} data-testid="server-change">
            { icon(glyph) }
            <div>
                <p><strong>{ rich_text(&change.message) }</strong></p>
                <p class="quiet">{ rich_text(&change.why) }</p>
                <p class="change-places">
                    { for change.places.iter().map(|line| named_place(store, line)) }
                    if change.more > 0 {
                        <span class="quiet">{ format!("and {} more", change.more) }</span>
                    }
                </p>
            </div>
        </li>
    }
}
