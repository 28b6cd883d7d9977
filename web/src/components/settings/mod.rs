//! The dialog “Settings”: profile, levels of rules, thresholds, words, and all of it as a `rowproof.toml`. What differs is part of the
//! document.

mod as_text;
mod levels;
mod thresholds;
mod words;

use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::chip_select::chosen_word;
use crate::hooks::use_store::{Store, sending};
use crate::state::action::Action;
use crate::state::analysis::plural;
use crate::state::format::sentence;
use crate::state::options::Options;
use crate::state::tools::{SettingsLook, Sheet, ToolAction};

/// Draws what is in it.
#[inline(never)]
pub fn settings_dialog(store: &Store) -> Html {
    let Some(choices) = store.tools.choices.clone() else {
        return html! { <p class="quiet">{ "Asking the engine for its rules…" }</p> };
    };
    let look = &store.tools.settings;
    let sheet = match look.sheet {
        Sheet::Levels => levels::levels(store, &choices),
        Sheet::Thresholds => thresholds::thresholds(store, &choices),
        Sheet::Words => words::words(store, &choices),
        Sheet::Text => as_text::as_text(store),
    };
    html! {
        <div class="settings">
            <p class="quiet">{ "They belong to this document: links and files hold them, and the database of each part stands above its text." }</p>
            { profile(store) }
            <div class="settings-row">
                { sheets(store) }
                { state_of_all(store) }
            </div>
            if matches!(look.sheet, Sheet::Levels | Sheet::Thresholds) {
                { search(store) }
            }
            { sheet }
        </div>
    }
}

/// Looks at the settings in another way.
fn looking(store: &Store, change: impl FnOnce(&mut SettingsLook)) -> Action {
    let mut look = store.tools.settings.clone();
    look.problem = None;
    look.written = None;
    change(&mut look);
    Action::Tool(ToolAction::SettingsLooked(look))
}

/// Sets rules otherwise.
fn setting(store: &Store, said: String, change: impl FnOnce(&mut Options)) -> Action {
    let mut options = (*store.document.options).clone();
    change(&mut options);
    Action::OptionsChosen {
        options: Box::new(options),
        said: said.into(),
        offers_undo: false,
    }
}

/// Whether a title or a code has the words that are looked for, whatever the case of ASCII letters.
fn is_sought(store: &Store, texts: &[&str]) -> bool {
    let all = texts.join(" ").to_ascii_lowercase();
    let sought = store.tools.settings.search.to_ascii_lowercase();
    sought.split_ascii_whitespace().all(|word| all.contains(word))
}

fn profile(store: &Store) -> Html {
    let dispatch = store.dispatcher();
    let onchange = Callback::from(move |event: Event| {
        let profile = Some(chosen_word(&event)).filter(|word| !word.is_empty());
        dispatch.dispatch(Action::ProfileChosen(profile.map(AttrValue::from)));
    });
    let chosen = store.document.profile.as_ref();
    let profiles = &store.analysis.profiles;
    let summary = profiles
        .iter()
        .find(|profile| Some(&profile.code) == chosen)
        .map(|profile| sentence(&profile.summary));
    let options = profiles.iter().map(|profile| {
        let selected = Some(&profile.code) == chosen;
        html! { <option value={profile.code.clone()} {selected}>{ profile.name.clone() }</option> }
    });
    html! {
        <label class="settings-profile">
            <span>{ "Profile" }</span>
            <select class="select" data-testid="settings-profile" ~value={chosen.map(|code| code.to_string()).unwrap_or_default()} {onchange}>
                <option value="" selected={chosen.is_none()}>{ "No profile" }</option>
                { for options }
            </select>
            <span class="quiet">{ summary.unwrap_or_else(|| "Every rule has its own level".to_owned()) }</span>
        </label>
    }
}

fn state_of_all(store: &Store) -> Html {
    let count = store.document.options.count();
    let reset = sending::<MouseEvent>(
        store,
        Action::OptionsChosen {
            options: Box::default(),
            said: "Every rule is as it is by itself".into(),
            offers_undo: true,
        },
    );
    let words = match count {
        0 => "Nothing differs".to_owned(),
        count => format!(
            "{} differ{}",
            plural(count, "setting"),
            if count == 1 { "s" } else { "" }
        ),
    };
    html! {
        <span class="settings-count">
            <span data-testid="settings-count">{ words }</span>
            <button type="button" class="button" data-testid="settings-reset" disabled={count == 0} onclick={reset}>
                { "Reset all" }
            </button>
        </span>
    }
}

fn sheets(store: &Store) -> Html {
    let shown = store.tools.settings.sheet;
    let sheets = Sheet::ALL.into_iter().map(|(sheet, title)| {
        let onclick = sending::<MouseEvent>(
            store,
            looking(store, |look| {
                look.sheet = sheet;
                look.search = AttrValue::default();
                look.draft = None;
                look.remarks.clear();
            }),
        );
        html! {
            <button type="button" class="segment" aria-pressed={(sheet == shown).to_string()}
                data-testid={format!("sheet-{sheet:?}").to_ascii_lowercase()} {onclick}>{ title }</button>
        }
    });
    html! { <div class="segments" role="group" aria-label="Settings of">{ for sheets }</div> }
}

fn search(store: &Store) -> Html {
    let look = &store.tools.settings;
    let oninput = {
        let store = store.clone();
        Callback::from(move |event: InputEvent| {
            if let Some(field) = event.target_dyn_into::<HtmlInputElement>() {
                store.dispatch(looking(&store, |look| look.search = field.value().into()));
            }
        })
    };
    let onchange = {
        let store = store.clone();
        Callback::from(move |event: Event| {
            if let Some(field) = event.target_dyn_into::<HtmlInputElement>() {
                store.dispatch(looking(&store, |look| look.differing = field.checked()));
            }
        })
    };
    html! {
        <div class="settings-row">
            <label class="filter">
                <span>{ "Find" }</span>
                <input type="search" autocomplete="off" spellcheck="false" data-testid="settings-search"
                    value={look.search.clone()} {oninput} />
            </label>
            <label class="check">
                <input type="checkbox" checked={look.differing} data-testid="settings-differing" {onchange} />
                { "Only what differs" }
            </label>
        </div>
    }
}
