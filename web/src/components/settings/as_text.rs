//! The settings as a `rowproof.toml`, to be copied, changed and taken over.

use web_sys::HtmlTextAreaElement;
use yew::prelude::*;

use super::looking;
use crate::components::icon::{Glyph, icon};
use crate::documents::{delivering, toml};
use crate::hooks::use_store::Store;
use crate::state::action::Action;

/// Draws the text.
pub fn as_text(store: &Store) -> Html {
    let look = &store.tools.settings;
    let written = toml::write(store);
    let shown = look.draft.clone().unwrap_or_else(|| written.clone().into());
    let is_changed = look.draft.as_deref().is_some_and(|draft| draft != written);
    let oninput = {
        let store = store.clone();
        Callback::from(move |event: InputEvent| {
            if let Some(field) = event.target_dyn_into::<HtmlTextAreaElement>() {
                store.dispatch(looking(&store, |look| look.draft = Some(field.value().into())));
            }
        })
    };
    let copy = {
        let (dispatch, text) = (store.dispatcher(), shown.to_string());
        Callback::from(move |_: MouseEvent| {
            delivering::copy(dispatch.clone(), text.clone(), "rowproof.toml copied")
        })
    };
    let take = {
        let store = store.clone();
        Callback::from(move |_: MouseEvent| take_over(&store))
    };
    let remarks = look
        .remarks
        .iter()
        .map(|remark| html! { <li>{ remark.clone() }</li> });
    html! {
        <div class="settings-text">
            <label for="settings-toml">{ "What differs, as the file " }<code>{ "rowproof.toml" }</code>
                { " of the command line. Change it here, or paste yours." }</label>
            <textarea id="settings-toml" data-testid="settings-toml" spellcheck="false" autocapitalize="off" autocomplete="off"
                placeholder="Nothing differs. Paste a rowproof.toml to take it over." value={shown} {oninput} />
            <div class="choice-row">
                <button type="button" class="button is-primary" data-testid="settings-take" disabled={!is_changed} onclick={take}>
                    { "Take over" }
                </button>
                <button type="button" class="button" data-testid="settings-copy" onclick={copy}>{ icon(Glyph::Copy) }{ "Copy" }</button>
            </div>
            if !look.remarks.is_empty() {
                <div class="settings-remarks" role="alert" data-testid="settings-remarks">
                    <p><strong>{ "Passed over" }</strong></p>
                    <ul>{ for remarks }</ul>
                </div>
            }
        </div>
    }
}

fn take_over(store: &Store) {
    let (Some(choices), Some(draft)) = (&store.tools.choices, &store.tools.settings.draft) else {
        return;
    };
    let taken = toml::read(draft, choices, &store.analysis.profiles, &store.analysis.servers);
    let remarks = taken.remarks.into_iter().map(AttrValue::from).collect();
    store.dispatch(looking(store, |look| {
        look.draft = None;
        look.remarks = remarks;
    }));
    store.dispatch(Action::SettingsTaken(Box::new(taken.settings)));
}
