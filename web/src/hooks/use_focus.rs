//! Moves the focus, or scrolls, where the store wishes it.

use gloo::timers::callback::Timeout;
use yew::prelude::*;

use super::use_change::{Watched, use_change};
use super::use_store::Store;
use crate::components::privacy::DELETION;
use crate::interop::dom;
use crate::state::layout::FocusTarget;

/// Follows the store's wishes.
#[hook]
pub fn use_focus(store: &Store) {
    let wish = store.focus.clone();
    // A card is as high as it will be, and has its buttons, once the engine has said what it says.
    let is_there = match wish.as_ref().map(|wish| &wish.target) {
        Some(FocusTarget::Card(id) | FocusTarget::Fixes(id)) => {
            store.open_finding() != Some(id) || store.analysis.has_details(id)
        }
        _ => true,
    };
    let number = wish.as_ref().filter(|_| is_there).map_or(0, |wish| wish.number);
    let followed = use_mut_ref(|| 0);
    use_change(vec![Watched::Number(number)], move || {
        if number == 0 || followed.replace(number) == number {
            return None;
        }
        // After the rendering that the same action caused.
        wish.map(|wish| Timeout::new(0, move || follow(&wish.target)))
    });
}

/// The id of a finding's card in the page.
pub fn card_id(finding: &str) -> String {
    format!("finding-{finding}")
}

/// The id of a relation's card in the page.
pub fn relation_id(relation: &str) -> String {
    format!("relation-card-{relation}")
}

fn follow(target: &FocusTarget) {
    match target {
        FocusTarget::Findings => dom::focus(dom::by_id("findings-heading")),
        FocusTarget::Deletion => dom::focus(DELETION.into_iter().find_map(dom::by_id)),
        FocusTarget::Fixes(id) => {
            let card = dom::by_id(&card_id(id));
            let button = card
                .as_ref()
                .and_then(|card| dom::first_in(card, ".fix button, .fix input"));
            dom::focus(button.or(card));
        }
        FocusTarget::Relation(name) => show(&relation_id(name)),
        FocusTarget::Card(id) => show(&card_id(id)),
    }
}

/// Brings a card into view. Where nothing has the focus its button gets it, so that Tab goes on from there; who writes goes on writing.
fn show(id: &str) {
    if let Some(card) = dom::by_id(id) {
        dom::bring_into_view(&card);
        if dom::is_focus_lost() {
            dom::focus(dom::first_in(&card, "button"));
        }
    }
}
