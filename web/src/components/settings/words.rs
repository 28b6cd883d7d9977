//! The words that rules take as signs, and those that were added.

use web_sys::{HtmlInputElement, KeyboardEvent};
use yew::prelude::*;

use super::{looking, setting};
use crate::components::icon::{Glyph, icon};
use crate::hooks::use_store::Store;
use crate::interop::choices::{Choices, ListChoice};
use crate::interop::dom;
use crate::state::format::sentence;

/// Draws the lists.
pub fn words(store: &Store, choices: &Choices) -> Html {
    html! {
        <>
            <p class="quiet">{ "Rules go by words in names. Add those of your own language or trade; the rules’ own words stay." }</p>
            <ul class="settings-list">{ for choices.lists.iter().map(|list| row(store, list)) }</ul>
        </>
    }
}

fn row(store: &Store, list: &ListChoice) -> Html {
    let name = &list.name;
    let problem = store.tools.settings.problem.as_ref();
    let problem = problem
        .filter(|(about, _)| about == name)
        .map(|(_, problem)| problem);
    let field_id = format!("words-{name}");
    let hint_id = format!("words-{name}-hint");
    let own: Vec<&str> = list.words.iter().map(AttrValue::as_str).collect();
    let added = store.document.options.words_of(name).map(|word| {
        let onclick = {
            let (store, list, word) = (store.clone(), name.clone(), word.clone());
            Callback::from(move |_: MouseEvent| {
                let said = format!("{word} is taken out of {list}");
                store.dispatch(setting(&store, said, |options| options.take_word(&list, &word)));
            })
        };
        html! {
            <li key={word.to_string()}>
                <button type="button" class="word" aria-label={format!("Take out {word}")} {onclick}>
                    { word.clone() }{ icon(Glyph::Close) }
                </button>
            </li>
        }
    });
    let onclick = adding::<MouseEvent>(store, list, field_id.clone());
    let onkeydown = {
        let add = adding::<()>(store, list, field_id.clone());
        Callback::from(move |event: KeyboardEvent| {
            if event.key() == "Enter" {
                event.prevent_default();
                add.emit(());
            }
        })
    };
    html! {
        <li class="settings-item is-high" key={name.to_string()} data-testid="settings-words" data-list={name.clone()}>
            <span class="settings-name">
                { sentence(name) }
                <span id={hint_id.clone()} class="quiet">
                    { own.join(", ") }
                    if let Some(problem) = problem {
                        <strong class="settings-problem" role="alert">{ problem.clone() }</strong>
                    }
                </span>
                <ul class="added-words" aria-label={format!("Added to {name}")}>{ for added }</ul>
            </span>
            <span class="settings-number">
                <input id={field_id} type="text" class="select" aria-label={format!("Add to {name}")} aria-describedby={hint_id}
                    aria-invalid={problem.map(|_| "true")} autocomplete="off" autocapitalize="off" spellcheck="false" {onkeydown} />
                <button type="button" class="icon-button" aria-label={format!("Add the word to {name}")} title="Add" {onclick}>
                    { icon(Glyph::Plus) }
                </button>
            </span>
        </li>
    }
}

/// Adds what stands in the field.
fn adding<E: 'static>(store: &Store, list: &ListChoice, field: String) -> Callback<E> {
    let (store, name, shape) = (store.clone(), list.name.clone(), list.shape.clone());
    let holds_names = list.holds_names;
    let own = list.words.clone();
    Callback::from(move |_| {
        let Some(input) = dom::by_id(&field).and_then(dom::as_field) else {
            return;
        };
        let word = input.value().trim().to_owned();
        let list = ListChoice {
            name: name.clone(),
            words: Vec::new(),
            shape: shape.clone(),
            holds_names,
        };
        if word.is_empty() {
            return;
        }
        let problem = match list.takes(&word) {
            false => Some(format!("“{word}” does not fit: expected {shape}")),
            true if own.iter().any(|known| *known == word) => {
                Some(format!("“{word}” is one of its own words"))
            }
            true => None,
        };
        let about = problem.map(|problem| (name.clone(), AttrValue::from(problem)));
        let is_taken = about.is_none();
        store.dispatch(looking(&store, |look| look.problem = about));
        if is_taken {
            let input: HtmlInputElement = input;
            input.set_value("");
            let said = format!("{word} is added to {name}");
            store.dispatch(setting(&store, said, |options| {
                options.add_word(&name, &word.into())
            }));
        }
    })
}
