//! The page's shortcuts. They are heard before anything else, so that they work inside the editor too.

use gloo::events::{EventListener, EventListenerOptions};
use gloo::utils::window;
use wasm_bindgen::JsCast;
use web_sys::{Element, KeyboardEvent};
use yew::prelude::*;

use super::use_change::{Watched, use_change};
use super::use_store::Store;
use crate::state::action::Action;
use crate::state::commands::{Pressed, command_of};

/// Listens for shortcuts as long as the page lives.
#[hook]
pub fn use_shortcuts(store: &Store) {
    let dispatch = store.dispatcher();
    // The engine's first word is read by what the commands came with. Before that, a key would have them loaded at once, and the page wait.
    let are_there = store.views_there || store.analysis.engine_version.is_some();
    use_change(vec![Watched::Number(u32::from(are_there))], move || {
        if !are_there {
            return None;
        }
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
    let (key, code) = (event.key(), event.code());
    let pressed = Pressed {
        key: &key,
        code: &code,
        with_mod: event.ctrl_key() || event.meta_key(),
        with_shift: event.shift_key(),
        with_alt: event.alt_key(),
    };
    let command = command_of(pressed)?;
    // A sign that is typed into a text is no command.
    let is_typed = command.keys.len() == 1 && key.len() == 1;
    let goes_into_text = is_typed && is_within(event, WRITING);
    // The editor lists fixes itself.
    let is_editors = command.keys == FIXES && is_within(event, EDITOR);
    (!goes_into_text && !is_editors).then(|| (command.run)())
}

/// The keys that list the fixes at the caret.
const FIXES: &[&str] = &["Mod", "."];
/// Where the editor is. Events from inside of it seem to come from its host.
const EDITOR: &str = "[data-editor-host]";
/// Where keys go into a text.
const WRITING: &str = "input, textarea, select, [data-editor-host]";

/// Whether the key goes into something of that kind.
fn is_within(event: &KeyboardEvent, kind: &str) -> bool {
    let target = event
        .target()
        .and_then(|target| target.dyn_into::<Element>().ok());
    target.is_some_and(|target| target.closest(kind).ok().flatten().is_some())
}
