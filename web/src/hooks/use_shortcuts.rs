//! The page's shortcuts. They are heard before anything else, so that they work inside the editor too.

use gloo::events::{EventListener, EventListenerOptions};
use gloo::utils::window;
use wasm_bindgen::JsCast;
use web_sys::{Element, KeyboardEvent};
use yew::prelude::*;

use super::use_change::use_change;
use super::use_store::Store;
use crate::state::action::{Action, Step};
use crate::state::layout::Pane;
use crate::state::opened::Dialog;

/// Listens for shortcuts as long as the page lives.
#[hook]
pub fn use_shortcuts(store: &Store) {
    let dispatch = store.dispatcher();
    use_change(Vec::new(), move || {
        let options = EventListenerOptions {
            passive: false,
            ..EventListenerOptions::run_in_capture_phase()
        };
        let listener = EventListener::new_with_options(&window(), "keydown", options, move |event| {
            let action = event.dyn_ref::<KeyboardEvent>().and_then(action_of);
            if let Some(action) = action {
                event.prevent_default();
                event.stop_propagation();
                dispatch.dispatch(action);
            }
        });
        listener.forget();
        None
    });
}

fn action_of(event: &KeyboardEvent) -> Option<Action> {
    let has_mod = event.ctrl_key() || event.meta_key();
    match event.key().as_str() {
        "F8" if event.shift_key() => Some(Action::FindingStepped(Step::Previous)),
        "F8" => Some(Action::FindingStepped(Step::Next)),
        "Enter" if has_mod => Some(Action::CheckRequested),
        "s" | "S" if has_mod && !event.shift_key() && !event.alt_key() => Some(Action::LinkWanted),
        "o" | "O" if has_mod && !event.shift_key() && !event.alt_key() => Some(Action::FilesWanted),
        "." if has_mod => Some(Action::FixesRequested),
        "?" if !has_mod && !is_writing(event) => Some(Action::DialogShown(Dialog::Shortcuts)),
        _ if event.alt_key() && !has_mod => match event.code().as_str() {
            "Digit1" => Some(Action::PaneChosen(Pane::Code)),
            "Digit2" => Some(Action::PaneChosen(Pane::Findings)),
            "Digit3" => Some(Action::PaneChosen(Pane::Plan)),
            "Digit4" => Some(Action::PaneChosen(Pane::Understood)),
            "Digit5" => Some(Action::PaneChosen(Pane::Diagram)),
            _ => None,
        },
        _ => None,
    }
}

/// Whether the key goes into a text. Events from inside the editor seem to come from its host.
fn is_writing(event: &KeyboardEvent) -> bool {
    let target = event
        .target()
        .and_then(|target| target.dyn_into::<Element>().ok());
    target.is_some_and(|target| {
        target
            .closest("input, textarea, select, [data-editor-host]")
            .ok()
            .flatten()
            .is_some()
    })
}
