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
    pub chosen: Option<&'static str>,
    /// Word and title of each choice.
    pub options: Vec<(&'static str, &'static str)>,
    /// The id of the text that says why.
    pub described_by: &'static str,
}

/// Draws the chip of a part. Another part gets another chip, so that no choice is carried over.
pub fn chip_select(part: &str, chip: Chip, on_choose: Callback<Event>) -> Html {
    let chosen = chip.chosen;
    let options = chip.options.into_iter().map(|(word, title)| {
        html! {
            <option value={word} selected={chosen == Some(word)}>{ title }</option>
        }
    });
    // Once it was used by hand, a select no longer follows its options' attributes: its value is set too.
    html! {
        <span key={format!("{}-{part}", chip.testid)} class={classes!("chip", chosen.map(|_| "is-chosen"))}>
            <select ~value={chosen.unwrap_or_default()} aria-label={chip.label} aria-describedby={chip.described_by}
                data-testid={chip.testid} onchange={on_choose}>
                <option value="" selected={chosen.is_none()}>{ chip.detected }</option>
                { for options }
            </select>
        </span>
    }
}

/// The word that was chosen; empty leaves it to the engine.
pub fn chosen_word(event: &Event) -> String {
    let select = event.target_dyn_into::<HtmlSelectElement>();
    select.map(|select| select.value()).unwrap_or_default()
}
