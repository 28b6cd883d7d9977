//! Keeps the editor in step with the store, and takes over from the plain text field.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::rc::Rc;

use wasm_bindgen_futures::spawn_local;
use web_sys::{HtmlElement, HtmlTextAreaElement};
use yew::prelude::*;

use super::use_engine::Tokens;
use super::use_store::{Dispatch, Store};
use crate::interop::editor::{Editor, EditorEvents, Mark};
use crate::interop::page::selection_of;
use crate::state::AppState;
use crate::state::action::Action;
use crate::state::text::Text;

/// The editor and what it was last given.
#[derive(Default)]
struct Session {
    editor: Option<Editor>,
    part: AttrValue,
    /// The revision of the text it shows.
    revision: u32,
    content: AttrValue,
    /// Versions typed here that the store has not given back yet, oldest first.
    unanswered: VecDeque<AttrValue>,
    /// Parts it keeps a history for.
    known_parts: Vec<AttrValue>,
    /// The part on the screen and its text, as last rendered.
    rendered: Option<(AttrValue, Text)>,
}

type SharedSession = Rc<RefCell<Session>>;

/// Builds the editor in `host` when its module arrives; until then, and without it, `field` is the editor.
/// True once the editor is there.
#[hook]
pub fn use_editor(store: &Store, host: &NodeRef, field: &NodeRef, tokens: Option<Tokens>) -> bool {
    let session: SharedSession = use_mut_ref(Session::default);
    let is_mounted = use_state(|| false);
    session.borrow_mut().rendered = store
        .document
        .active_part()
        .map(|part| (part.id.clone(), part.text.clone()));
    use_arrival(store, host, field, &session, &is_mounted);
    use_text(store, &session, *is_mounted);
    use_marks(store, &session, *is_mounted);
    use_tokens(&session, tokens, *is_mounted);
    use_reveal(store, &session, field, *is_mounted);
    *is_mounted
}

#[hook]
fn use_arrival(
    store: &Store,
    host: &NodeRef,
    field: &NodeRef,
    session: &SharedSession,
    is_mounted: &UseStateHandle<bool>,
) {
    let (host, field, session, is_mounted) =
        (host.clone(), field.clone(), session.clone(), is_mounted.clone());
    let dispatch = store.dispatcher();
    use_effect_with((), move |()| {
        spawn_local(async move {
            let Some(element) = host.cast::<HtmlElement>() else {
                return;
            };
            let events = events(dispatch, session.clone());
            if let Some(editor) = Editor::load(element, "Your text", events).await {
                session
                    .borrow_mut()
                    .take_over(editor, field.cast::<HtmlTextAreaElement>());
                is_mounted.set(true);
            }
        });
    });
}

fn events(dispatch: Dispatch, session: SharedSession) -> EditorEvents {
    let (cursor_dispatch, cursor_session) = (dispatch.clone(), session.clone());
    EditorEvents {
        on_change: Box::new(move |text, pasted| {
            let part = {
                let mut session = session.borrow_mut();
                session.content = text.clone().into();
                let typed = session.content.clone();
                session.unanswered.push_back(typed);
                session.part.clone()
            };
            dispatch.dispatch(Action::TextChanged { part, text, pasted });
        }),
        on_cursor: Box::new(move |offset| {
            let part = cursor_session.borrow().part.clone();
            cursor_dispatch.dispatch(Action::CursorMoved { part, offset });
        }),
    }
}

#[hook]
fn use_text(store: &Store, session: &SharedSession, is_mounted: bool) {
    let document = store.document.clone();
    let session = session.clone();
    let text = document.active_part().map(|part| part.text.clone());
    use_effect_with(
        (is_mounted, document.active.clone(), text),
        move |(_, active, text)| {
            let Some(text) = text else { return };
            let mut session = session.borrow_mut();
            if session.editor.is_some() {
                session.show(active, text);
                session.forget_all_but(
                    &document
                        .parts
                        .iter()
                        .map(|part| part.id.clone())
                        .collect::<Vec<_>>(),
                );
            }
        },
    );
}

impl Session {
    /// Takes the field's text, selection and focus. From here on every key goes into the editor.
    fn take_over(&mut self, editor: Editor, field: Option<HtmlTextAreaElement>) {
        if let (Some(field), Some((part, text))) = (field, self.rendered.clone()) {
            let (start, end) = selection_of(&field);
            let has_focus = gloo::utils::document()
                .active_element()
                .is_some_and(|active| active.is_same_node(Some(&field)));
            self.content = field.value().into();
            if self.content != text.content {
                // Typed, told to the store, not rendered yet.
                self.unanswered.push_back(self.content.clone());
            }
            editor.open(&part, &self.content);
            editor.select(start, end, has_focus);
            self.known_parts.push(part.clone());
            self.part = part;
            self.revision = text.revision;
        }
        self.editor = Some(editor);
    }

    fn show(&mut self, part: &AttrValue, text: &Text) {
        if self.part == *part && self.is_overtaken(text) {
            return;
        }
        let Some(editor) = &self.editor else { return };
        if self.part != *part {
            editor.open(part, &text.content);
            if !self.known_parts.contains(part) {
                self.known_parts.push(part.clone());
            }
        } else if self.content != text.content {
            match &text.origin {
                Some(origin) if origin.base == self.revision => editor.apply_edits(&origin.edits),
                _ => editor.set_text(&text.content),
            }
        }
        self.unanswered.clear();
        self.part = part.clone();
        self.content = text.content.clone();
        self.revision = text.revision;
    }

    /// Whether the store's text is one that was typed here and typed on since: then the editor is ahead, not behind.
    fn is_overtaken(&mut self, text: &Text) -> bool {
        if let Some(index) = self.unanswered.iter().position(|typed| *typed == text.content) {
            self.unanswered.drain(..=index);
        }
        !self.unanswered.is_empty() && text.origin.is_none()
    }

    fn forget_all_but(&mut self, parts: &[AttrValue]) {
        let Some(editor) = &self.editor else { return };
        self.known_parts.retain(|known| {
            let is_there = parts.contains(known);
            if !is_there {
                editor.forget(known);
            }
            is_there
        });
    }
}

#[hook]
fn use_marks(store: &Store, session: &SharedSession, is_mounted: bool) {
    let session = session.clone();
    let active = store.document.active.clone();
    let state = store.clone();
    use_effect_with(
        (is_mounted, active, store.analysis.report.clone()),
        move |(_, active, _)| {
            if let Some(editor) = &session.borrow().editor {
                // Marks of an older text stay: the editor moves them along until the new ones are there.
                if state.is_report_current() || state.analysis.report.is_none() {
                    editor.set_diagnostics(&marks(&state, active));
                }
            }
        },
    );
}

fn marks(state: &AppState, part: &str) -> Vec<Mark> {
    let Some(report) = &state.analysis.report else {
        return Vec::new();
    };
    let findings = report
        .open_findings()
        .filter(|finding| finding.location.part == part)
        .map(|finding| Mark {
            start: finding.location.start,
            end: finding.location.end,
            severity: finding.severity.rank(),
            message: finding.message.to_string(),
            source: finding.rule.to_string(),
        });
    let errors = report
        .parts
        .iter()
        .filter(|read| read.id == part)
        .flat_map(|read| &read.errors);
    let errors = errors.map(|error| Mark {
        start: error.location.start,
        end: error.location.end,
        severity: 1,
        message: error.message.to_string(),
        source: "not understood".to_owned(),
    });
    findings.chain(errors).collect()
}

#[hook]
fn use_tokens(session: &SharedSession, tokens: Option<Tokens>, is_mounted: bool) {
    let session = session.clone();
    use_effect_with((is_mounted, tokens), move |(_, tokens)| {
        let session = session.borrow();
        if let (Some(editor), Some(tokens)) = (&session.editor, tokens)
            && tokens.revision == session.revision
        {
            editor.set_tokens(&tokens.triples);
        }
    });
}

#[hook]
fn use_reveal(store: &Store, session: &SharedSession, field: &NodeRef, is_mounted: bool) {
    let (session, field) = (session.clone(), field.clone());
    use_effect_with((is_mounted, store.reveal.clone()), move |(_, reveal)| {
        let Some(reveal) = reveal else { return };
        if let Some(editor) = &session.borrow().editor {
            editor.reveal(reveal.start, reveal.end, reveal.focus);
        } else if let Some(field) = field.cast::<HtmlTextAreaElement>() {
            if reveal.focus {
                crate::interop::dom::focus(Some(field.clone().into()));
            }
            // A text field out of the page cannot select; then there is nothing to see either.
            let _unselectable = field.set_selection_range(reveal.start, reveal.end);
        }
    });
}
