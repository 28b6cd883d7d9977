//! Keeps the editor in step with the store, and takes over from the plain text field.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::rc::Rc;

use gloo::timers::callback::Timeout;
use wasm_bindgen_futures::spawn_local;
use web_sys::{HtmlElement, HtmlTextAreaElement};
use yew::prelude::*;

use super::use_change::{Watched, use_change};
use super::use_store::{Dispatch, Store};
use crate::interop::dom;
use crate::interop::editor::{Editor, EditorEvents, Mark};
use crate::interop::page::{ShellText, selection_of};
use crate::interop::report::Location;
use crate::state::AppState;
use crate::state::action::Action;
use crate::state::document::Document;
use crate::state::text::{Text, is_same};

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

/// Where the editor is built, and the plain text field it takes over from.
pub struct EditorNodes {
    pub host: NodeRef,
    pub field: NodeRef,
}

/// Builds the editor when its module arrives; until then, and without it, the field is the editor. `shell` is what the
/// static page's field held; its selection and focus go on here.
#[hook]
pub fn use_editor(store: &Store, shell: &ShellText) -> EditorNodes {
    let nodes = EditorNodes {
        host: use_node_ref(),
        field: use_node_ref(),
    };
    let session: SharedSession = use_mut_ref(Session::default);
    session.borrow_mut().rendered = store
        .document
        .active_part()
        .map(|part| (part.id.clone(), part.text.clone()));
    use_arrival(store, &nodes, shell, &session);
    use_text(store, &session);
    use_marks(store, &session);
    use_tokens(store, &session);
    use_reveal(store, &session, &nodes.field);
    nodes
}

#[hook]
fn use_arrival(store: &Store, nodes: &EditorNodes, shell: &ShellText, session: &SharedSession) {
    let (host, field, session, shell) = (
        nodes.host.clone(),
        nodes.field.clone(),
        session.clone(),
        shell.clone(),
    );
    let dispatch = store.dispatcher();
    use_change(Vec::new(), move || {
        if let Some(field) = field.cast::<HtmlTextAreaElement>() {
            continue_in(&field, &shell);
        }
        spawn_local(async move {
            let Some(element) = host.cast::<HtmlElement>() else {
                return;
            };
            let events = events(dispatch.clone(), session.clone());
            if let Some(editor) = Editor::load(element, "Your text", events).await {
                session
                    .borrow_mut()
                    .take_over(editor, field.cast::<HtmlTextAreaElement>());
                dispatch.dispatch(Action::EditorMounted);
            }
        });
        None
    });
}

fn continue_in(field: &HtmlTextAreaElement, shell: &ShellText) {
    if shell.focused {
        dom::focus(Some(field.clone().into()));
    }
    // A field that just came into the page can be selected; if not, the caret stays at the end.
    let _unselectable = field.set_selection_range(shell.selection.0, shell.selection.1);
}

/// What every effect on the editor depends on: whether it is there.
fn mounted(store: &Store) -> Watched {
    Watched::Number(u32::from(store.editor_mounted))
}

fn events(dispatch: Dispatch, session: SharedSession) -> EditorEvents {
    let (cursor_dispatch, cursor_session) = (dispatch.clone(), session.clone());
    let wish_dispatch = dispatch.clone();
    EditorEvents {
        on_change: Box::new(move |bytes, pasted| {
            // Its lines end in one way only.
            let text: AttrValue = String::from_utf8(bytes.to_vec()).unwrap_or_default().into();
            let part = {
                let mut session = session.borrow_mut();
                session.content = text.clone();
                session.unanswered.push_back(text.clone());
                session.part.clone()
            };
            dispatch.dispatch(Action::TextChanged { part, text, pasted });
        }),
        on_cursor: Box::new(move |offset| {
            let part = cursor_session.borrow().part.clone();
            cursor_dispatch.dispatch(Action::CursorMoved { part, offset });
        }),
        on_wish: Box::new(move |wish, about, first, second| {
            wish_dispatch.dispatch(match wish.as_str() {
                "fix" => Action::FixApplied {
                    finding: about.into(),
                    fix: first as usize,
                    stays: true,
                },
                "place" => Action::PlaceShown(Location {
                    part: about.into(),
                    start: first,
                    end: second,
                    ..Location::default()
                }),
                _ => Action::FixesRequested,
            });
        }),
    }
}

#[hook]
fn use_text(store: &Store, session: &SharedSession) {
    let document = store.document.clone();
    let session = session.clone();
    let text = document.active_part().map(|part| part.text.clone());
    let watched = vec![
        mounted(store),
        Watched::Text(document.active.clone()),
        Watched::Number(text.as_ref().map_or(0, |text| text.revision)),
    ];
    use_change(watched, move || {
        let mut session = session.borrow_mut();
        if session.editor.is_some() {
            session.show(&document.active, &text?);
            session.forget_all_but(&document);
        }
        None
    });
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
            if !is_same(&self.content, &text.content) {
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
        } else if !is_same(&self.content, &text.content) {
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
        let mut unanswered = self.unanswered.iter();
        if let Some(index) = unanswered.position(|typed| is_same(typed, &text.content)) {
            self.unanswered.drain(..=index);
        }
        !self.unanswered.is_empty() && text.origin.is_none()
    }

    fn forget_all_but(&mut self, document: &Document) {
        let Some(editor) = &self.editor else { return };
        self.known_parts.retain(|known| {
            let is_there = document.part(known).is_some();
            if !is_there {
                editor.forget(known);
            }
            is_there
        });
    }
}

#[hook]
fn use_marks(store: &Store, session: &SharedSession) {
    let (session, state) = (session.clone(), store.clone());
    let watched = vec![
        mounted(store),
        Watched::Text(store.document.active.clone()),
        Watched::Report(store.analysis.report.clone()),
    ];
    use_change(watched, move || {
        if let Some(editor) = &session.borrow().editor {
            // Marks of an older text stay: the editor moves them along until the new ones are there.
            if state.is_report_current() || state.analysis.report.is_none() {
                editor.set_diagnostics(&marks(&state, &state.document.active));
            }
        }
        None
    });
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
fn use_tokens(store: &Store, session: &SharedSession) {
    let (session, tokens) = (session.clone(), store.analysis.tokens.clone());
    let triples = tokens
        .iter()
        .map(|tokens| Watched::Colours(tokens.triples.clone()));
    use_change([mounted(store)].into_iter().chain(triples).collect(), move || {
        let tokens = tokens?;
        // Not in the task that shows the marks: a large text makes both long.
        Some(Timeout::new(0, move || {
            let session = session.borrow();
            let is_of_this_text = tokens.revision == session.revision;
            if let Some(editor) = session.editor.as_ref().filter(|_| is_of_this_text) {
                editor.set_tokens(&tokens.triples);
            }
        }))
    });
}

#[hook]
fn use_reveal(store: &Store, session: &SharedSession, field: &NodeRef) {
    let (session, field, reveal) = (session.clone(), field.clone(), store.reveal.clone());
    let number = reveal.as_ref().map_or(0, |reveal| reveal.number);
    use_change(vec![mounted(store), Watched::Number(number)], move || {
        let reveal = reveal?;
        if let Some(editor) = &session.borrow().editor {
            editor.reveal(reveal.start, reveal.end, reveal.focus);
        } else if let Some(field) = field.cast::<HtmlTextAreaElement>() {
            if reveal.focus {
                dom::focus(Some(field.clone().into()));
            }
            // A text field out of the page cannot select; then there is nothing to see either.
            let _unselectable = field.set_selection_range(reveal.start, reveal.end);
        }
        None
    });
}
