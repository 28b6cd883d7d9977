//! A choice that looks like a chip: what was detected, and the way to correct it.

use wasm_bindgen::JsCast;
use web_sys::HtmlSelectElement;
use yew::prelude::*;

#[derive(Properties, PartialEq)]
pub struct ChipSelectProps {
    pub label: AttrValue,
    pub testid: AttrValue,
    /// What is shown while the engine decides: "Schema".
    pub detected: AttrValue,
    /// The word chosen by hand.
    pub chosen: Option<&'static str>,
    /// Word and title of each choice.
    pub options: Vec<(&'static str, &'static str)>,
    /// The id of the text that says why.
    pub described_by: AttrValue,
    /// Called with the word; empty leaves it to the engine.
    pub on_choose: Callback<String>,
}

#[component]
pub fn ChipSelect(props: &ChipSelectProps) -> Html {
    let node = use_node_ref();
    use_effect_with((node.clone(), props.chosen), |(node, chosen)| {
        // Once it was used by hand, a select no longer follows its options' attributes.
        if let Some(select) = node.cast::<HtmlSelectElement>() {
            select.set_value(chosen.unwrap_or_default());
        }
    });
    let onchange = props.on_choose.reform(|event: Event| {
        let select = event
            .target()
            .and_then(|target| target.dyn_into::<HtmlSelectElement>().ok());
        select.map(|select| select.value()).unwrap_or_default()
    });
    let options = props.options.iter().map(|(word, title)| {
        html! {
            <option value={*word} selected={props.chosen == Some(*word)}>{ *title }</option>
        }
    });
    html! {
        <span class={classes!("chip", props.chosen.is_some().then_some("is-chosen"))}>
            <select ref={node} aria-label={props.label.clone()} aria-describedby={props.described_by.clone()}
                data-testid={props.testid.clone()} {onchange}>
                <option value="" selected={props.chosen.is_none()}>{ props.detected.clone() }</option>
                { for options }
            </select>
        </span>
    }
}
