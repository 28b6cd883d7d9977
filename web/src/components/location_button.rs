//! A place in the text, as a button that goes there.

use yew::prelude::*;

use crate::hooks::use_store::use_store;
use crate::interop::report::Location;
use crate::state::action::Action;

#[derive(Properties, PartialEq)]
pub struct LocationButtonProps {
    pub location: Location,
}

#[component]
pub fn LocationButton(props: &LocationButtonProps) -> Html {
    let Some(store) = use_store() else { return html! {} };
    let onclick = {
        let (dispatch, location) = (store.dispatcher(), props.location.clone());
        Callback::from(move |_| dispatch.dispatch(Action::PlaceShown(location.clone())))
    };
    let part = store.title_of(&props.location.part);
    let line = props.location.line;
    let is_only_part = store.document.parts.len() == 1;
    let text = if is_only_part {
        format!("line {line}")
    } else {
        format!("{part} · line {line}")
    };
    let name = format!("{text}: show it in the text");
    html! { <button type="button" class="link-button place" aria-label={name} {onclick}>{ text }</button> }
}
