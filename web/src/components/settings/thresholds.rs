//! The numbers that rules on plans decide by.

use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::{is_sought, looking, setting};
use crate::components::icon::{Glyph, icon};
use crate::hooks::use_store::{Store, sending};
use crate::interop::choices::{Choices, ThresholdChoice};
use crate::state::format::sentence;
use crate::state::options::{number, set};

/// Draws them.
pub fn thresholds(store: &Store, choices: &Choices) -> Html {
    let options = &store.document.options;
    let differing = store.tools.settings.differing;
    let shown = choices.thresholds.iter().filter(|threshold| {
        let is_shown = !differing || options.threshold(&threshold.name).is_some();
        is_shown && is_sought(store, &[&threshold.name, &threshold.meaning])
    });
    let rows: Vec<Html> = shown.map(|threshold| row(store, threshold)).collect();
    if rows.is_empty() {
        return html! { <p class="quiet" data-testid="settings-none">{ "No threshold like that." }</p> };
    }
    html! { <ul class="settings-list">{ for rows }</ul> }
}

fn row(store: &Store, threshold: &ThresholdChoice) -> Html {
    let name = &threshold.name;
    let set_to = store.document.options.threshold(name);
    let problem = store.tools.settings.problem.as_ref();
    let problem = problem
        .filter(|(about, _)| about == name)
        .map(|(_, problem)| problem);
    let written = store.tools.settings.written.as_ref();
    let written = written
        .filter(|(about, _)| about == name)
        .map(|(_, written)| written);
    let hint_id = format!("threshold-{name}");
    let bounds = if threshold.ends_at_one {
        "0 to 1"
    } else {
        "from 0 on"
    };
    let unit = match threshold.unit.as_str() {
        "" | "part of the whole (0 to 1)" => String::new(),
        unit => format!(" {unit}"),
    };
    let reset = sending::<MouseEvent>(
        store,
        setting(
            store,
            format!("{name}: {}, as usual", threshold.usual),
            |options| {
                set(&mut options.thresholds, name, None);
            },
        ),
    );
    html! {
        <li class={classes!("settings-item", set_to.map(|_| "is-chosen"))} key={name.to_string()} data-testid="settings-threshold"
            data-threshold={name.clone()}>
            <span class="settings-name">
                { sentence(&threshold.meaning) }
                <span id={hint_id.clone()} class="quiet">
                    <code>{ name.clone() }</code>{ format!(" · usually {}{unit}, {bounds}", threshold.usual) }
                    if let Some(problem) = problem {
                        <strong class="settings-problem" role="alert">{ problem.clone() }</strong>
                    }
                </span>
            </span>
            <span class="settings-number">
                <input type="text" inputmode="decimal" class="select" aria-label={name.clone()} aria-describedby={hint_id}
                    aria-invalid={problem.map(|_| "true")} value={written.or(set_to).unwrap_or(&threshold.usual).clone()}
                    oninput={on_input(store, name)} onchange={on_change(store, threshold)} />
                if set_to.is_some() {
                    <button type="button" class="icon-button" aria-label={format!("Reset {name}")} title="Reset" onclick={reset}>
                        { icon(Glyph::Undo) }
                    </button>
                }
            </span>
        </li>
    }
}

fn on_input(store: &Store, name: &AttrValue) -> Callback<InputEvent> {
    let (store, name) = (store.clone(), name.clone());
    Callback::from(move |event: InputEvent| {
        if let Some(field) = event.target_dyn_into::<HtmlInputElement>() {
            let written = (name.clone(), field.value().into());
            store.dispatch(looking(&store, |look| look.written = Some(written)));
        }
    })
}

fn on_change(store: &Store, threshold: &ThresholdChoice) -> Callback<Event> {
    let (store, name, usual) = (store.clone(), threshold.name.clone(), threshold.usual.clone());
    let ends_at_one = threshold.ends_at_one;
    Callback::from(move |event: Event| {
        let Some(field) = event.target_dyn_into::<HtmlInputElement>() else {
            return;
        };
        match number(&field.value(), ends_at_one) {
            Some(written) => {
                let said = format!("{name}: {written}");
                // The field follows what is kept, also when that does not change.
                field.set_value(&written);
                store.dispatch(looking(&store, |_| {}));
                let value = Some(written).filter(|written| *written != usual.as_str());
                store.dispatch(setting(&store, said, |options| {
                    set(&mut options.thresholds, &name, value.map(AttrValue::from));
                }));
            }
            None => {
                let end = if ends_at_one { " to 1" } else { " on" };
                let problem = format!("“{}” is no number from 0{end}", field.value());
                let about = (name.clone(), problem.into());
                let written = (name.clone(), field.value().into());
                store.dispatch(looking(&store, |look| {
                    look.problem = Some(about);
                    look.written = Some(written);
                }));
            }
        }
    })
}
