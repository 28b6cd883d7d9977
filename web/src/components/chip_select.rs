//! A choice that looks like a chip: what was detected, and the way to correct it.

use web_sys::HtmlSelectElement;
use yew::prelude::*;

/// What is chosen, and from what.
pub struct Chip {
    pub label: &'static str,
    pub testid: &'static str,
    /// What is shown while the engine decides: "Schema".
    pub detected: String,
    /// The word chosen by hand.
    pub chosen: Option<AttrValue>,
    /// Word and title of each choice, in groups; a group without a name is no group.
    pub groups: Vec<(AttrValue, Vec<(AttrValue, AttrValue)>)>,
    /// The id of the text that says why.
    pub described_by: &'static str,
}

/// Draws the chip of a part. Another part gets another chip, so that no choice is carried over.
pub fn chip_select(part: &str, chip: Chip, on_choose: Callback<Event>) -> Html {
    let chosen = chip.chosen;
    let groups = chip.groups.into_iter().map(|(name, options)| {
        let options = options.into_iter().map(|(word, title)| {
            let selected = chosen.as_ref() == Some(&word);
            html! { <option value={word} {selected}>{ title }</option> }
        });
        let options: Html = options.collect();
        if name.is_empty() {
            options
        } else {
            html! { <optgroup label={name}>{ options }</optgroup> }
        }
    });
    let groups: Html = groups.collect();
    // Once it was used by hand, a select no longer follows its options' attributes: its value is set too.
    html! {
        <span key={format!("{}-{part}", chip.testid)} class={classes!("chip", chosen.as_ref().map(|_| "is-chosen"))}>
            <select ~value={chosen.as_deref().unwrap_or_default().to_owned()} aria-label={chip.label} aria-describedby={chip.described_by}
                data-testid={chip.testid} onchange={on_choose}>
                <option value="" selected={chosen.is_none()}>{ chip.detected }</option>
                { groups }
            </select>
        </span>
    }
}

/// The word that was chosen; empty leaves it to the engine.
pub fn chosen_word(event: &Event) -> String {
    let select = event.target_dyn_into::<HtmlSelectElement>();
    select.map(|select| select.value()).unwrap_or_default()
}
