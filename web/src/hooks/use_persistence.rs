//! Keeps the document in this browser, and starts from what was kept.

use gloo::events::EventListener;
use gloo::timers::callback::Timeout;
use gloo::utils::window;
use yew::prelude::*;

use super::use_change::{Watched, use_change};
use super::use_store::Store;
use crate::interop::page::ShellText;
use crate::interop::{dom, kept};
use crate::state::AppState;
use crate::state::action::Action;
use crate::state::document::Document;
use crate::state::tools::ToolAction;

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
    // No two of them have one revision, which is how they are told apart when they are written down.
    let saved = saved.iter().map(|stored| {
        let saved = stored.restore(document.revision);
        document.revision = saved.revision;
        saved
    });
    let saved = saved.collect();
    // Who has a text has found the way already.
    let knows_the_page = kept::was_hint_seen() || !document.is_blank();
    let mut state = AppState::new(document, saved, kept::load_theme());
    state.tools.hint = !knows_the_page;
    state
}

/// Writes every change down.
#[hook]
pub fn use_persistence(store: &Store) {
    use_document_kept(store);
    let saved = store.saved.clone();
    // Documents are put aside and taken back as a whole; a revision never names two of them.
    let watched = saved.iter().map(|saved| Watched::Number(saved.revision));
    use_change(watched.collect(), move || {
        kept::keep_saved(&saved);
        None
    });
    let hint = store.tools.hint;
    let has_text = store.views_there && !store.document.is_blank();
    let dispatch = store.dispatcher();
    let watched = vec![
        Watched::Number(u32::from(hint)),
        Watched::Number(u32::from(has_text)),
    ];
    use_change(watched, move || {
        if hint && has_text {
            dispatch.dispatch(Action::Tool(ToolAction::HintShown(false)));
        } else if !hint {
            kept::keep_hint_seen();
        }
        None
    });
    let theme = store.theme;
    use_change(vec![Watched::Text(theme.as_str().into())], move || {
        dom::set_root_attribute("data-theme", theme.attribute());
        kept::keep_theme(theme);
        None
    });
}

#[hook]
fn use_document_kept(store: &Store) {
    let latest = use_mut_ref(|| store.document.clone());
    *latest.borrow_mut() = store.document.clone();
    let on_leaving = latest.clone();
    use_change(Vec::new(), move || {
        let listener = EventListener::new(&window(), "pagehide", move |_| {
            kept::keep_document(&on_leaving.borrow());
        });
        listener.forget();
        None
    });
    let dispatch = store.dispatcher();
    let watched = vec![
        Watched::Number(store.document.revision),
        Watched::Text(store.document.active.clone()),
        Watched::Number(store.document.positions.number),
    ];
    use_change(watched, move || {
        Some(Timeout::new(SAVE_PAUSE_MS, move || {
            if !kept::keep_document(&latest.borrow()) {
                dispatch.dispatch(Action::KeepingFailed);
            }
        }))
    });
}
