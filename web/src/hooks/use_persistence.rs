//! Keeps the document in this browser, and starts from what was kept.

use gloo::events::EventListener;
use gloo::timers::callback::Timeout;
use gloo::utils::window;
use yew::prelude::*;

use super::use_store::Store;
use crate::interop::page::ShellText;
use crate::interop::{dom, kept};
use crate::state::AppState;
use crate::state::action::Action;
use crate::state::document::Document;

/// How long after a change the text is written down. Leaving the page writes at once.
const SAVE_PAUSE_MS: u32 = 250;

/// The state to start from: what an earlier visit left, with what was typed since the page appeared.
pub fn initial_state(shell: &ShellText) -> AppState {
    let mut document =
        kept::load_document().map_or_else(|| Document::new(&shell.text), |stored| stored.restore(0));
    let is_typed_on = document
        .active_part()
        .is_some_and(|part| *part.text.content != *shell.text);
    if is_typed_on && !shell.text.trim().is_empty() {
        // boot.js had put the kept text into the field, so the field holds the kept text and what was typed since.
        let revision = document.raise_revision();
        let active = document.active.clone();
        if let Some(part) = document.part_mut(&active) {
            part.text = crate::state::text::Text::new(&shell.text, revision);
        }
    }
    let saved = kept::load_saved();
    let saved = saved.iter().map(|stored| stored.restore(0)).collect();
    AppState::new(document, saved, kept::load_theme())
}

/// Writes every change down.
#[hook]
pub fn use_persistence(store: &Store) {
    use_document_kept(store);
    use_effect_with(store.saved.clone(), |saved| {
        kept::keep_saved(saved);
    });
    use_effect_with(store.theme, |theme| {
        dom::set_root_attribute("data-theme", theme.attribute());
        kept::keep_theme(*theme);
    });
}

#[hook]
fn use_document_kept(store: &Store) {
    let latest = use_mut_ref(|| store.document.clone());
    *latest.borrow_mut() = store.document.clone();
    let has_failed = use_mut_ref(|| false);
    let on_leaving = latest.clone();
    use_effect_with((), move |()| {
        let listener = EventListener::new(&window(), "pagehide", move |_| {
            kept::keep_document(&on_leaving.borrow());
        });
        move || drop(listener)
    });
    let dispatch = store.dispatcher();
    use_effect_with(
        (store.document.revision, store.document.active.clone()),
        move |_| {
            let timeout = Timeout::new(SAVE_PAUSE_MS, move || {
                let is_kept = kept::keep_document(&latest.borrow());
                if !is_kept && !has_failed.replace(true) {
                    let text =
                        "This browser has no room to keep the text: it will be gone when the page is closed";
                    dispatch.dispatch(Action::Announced(text.into()));
                }
            });
            move || drop(timeout)
        },
    );
}
