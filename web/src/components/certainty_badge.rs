//! How sure a finding is.

use yew::prelude::*;

use crate::interop::report::Certainty;

#[derive(Properties, PartialEq)]
pub struct CertaintyBadgeProps {
    pub certainty: Certainty,
    /// What it rests on.
    pub reason: AttrValue,
}

#[component]
pub fn CertaintyBadge(props: &CertaintyBadgeProps) -> Html {
    let word = props.certainty.as_str();
    html! {
        <span class={classes!("certainty", format!("is-{word}"))} title={props.reason.clone()}>{ word }</span>
    }
}
