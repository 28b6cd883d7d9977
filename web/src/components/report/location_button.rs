//! A place in the text, as a button that goes there.

use yew::prelude::*;

use crate::hooks::use_store::{Store, sending};
use crate::interop::report::Location;
use crate::state::action::Action;

/// Draws it.
pub fn location_button(store: &Store, location: &Location) -> Html {
    let onclick = sending::<MouseEvent>(store, Action::PlaceShown(location.clone()));
    let part = store.title_of(&location.part);
    let line = location.line;
    let is_only_part = store.document.parts.len() == 1;
    let text = if is_only_part {
        format!("line {line}")
    } else {
        format!("{part} · line {line}")
    };
    let name = format!("{text}: show it in the text");
    html! { <button type="button" class="link-button place" aria-label={name} {onclick}>{ text }</button> }
}
