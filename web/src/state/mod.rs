//! The one store: what is on the screen, what can happen to it, and what it becomes.

pub mod action;
pub mod analysis;
pub mod commands;
pub mod diagram;
mod diagram_changes;
pub mod document;
mod document_changes;
pub mod examples;
pub mod filter;
pub mod format;
mod gallery_changes;
pub mod kinds;
mod later_changes;
pub mod layout;
pub mod look;
pub mod notice;
pub mod opened;
pub mod options;
pub mod plan_look;
pub mod positions;
pub mod printing;
mod printing_changes;
mod report_changes;
mod safe_fixes;
pub mod sharing;
mod sharing_changes;
pub mod text;
pub mod tools;
mod tools_changes;
pub mod understanding;
mod walking;

use std::rc::Rc;

use yew::{AttrValue, Reducible};

use crate::interop::shared::Shared;
use action::Action;
use analysis::Analysis;
use diagram::DiagramLook;
use document::Document;
use examples::Example;
use kinds::Kind;
use layout::{FocusTarget, FocusWish, Layout, Reveal, Selection, Theme};
use look::Look;
use notice::{Notice, Undo};
use opened::{Dialog, Origin};
use printing::Printing;
use sharing::{History, Sharing};
use tools::Tools;
use understanding::Understanding;

const NO_ROOM: &str = "This browser has no room to keep the text: it will be gone when the page is closed";

/// Everything the page shows.
#[derive(Debug, Clone, PartialEq)]
pub struct AppState {
    pub document: Document,
    /// The reader's own documents, put aside while examples are open; the last one comes back first, changed examples after all others.
    pub saved: Vec<Document>,
    pub analysis: Analysis,
    pub understanding: Understanding,
    pub diagram: DiagramLook,
    pub selection: Selection,
    pub layout: Layout,
    pub theme: Theme,
    pub dialog: Option<Dialog>,
    pub examples_shown: bool,
    /// Whether all that is loaded after the page has started is there.
    pub views_there: bool,
    /// The gallery's examples, once they have been fetched.
    pub examples: Option<Shared<Vec<Example>>>,
    /// The document of an example that is to be opened, by its name, each wish with its own number.
    pub example_wanted: Option<(u32, AttrValue)>,
    /// Raised when files are to be chosen.
    pub files_wanted: u32,
    pub sharing: Sharing,
    /// The report while it is printed.
    pub printing: Option<Printing>,
    pub history: History,
    pub tools: Tools,
    /// Where the document came from, unless it is the reader's own or an example.
    pub origin: Option<Origin>,
    /// Why the link in the address could not be opened.
    pub link_problem: Option<AttrValue>,
    /// The revision that the link in the address holds; 0 when there is none.
    pub addressed: u32,
    /// What is to be looked at when the report is there.
    pub wanted: Option<Look>,
    /// The document that was on the screen before another took its place, with its number.
    pub put_aside: Option<(u32, Shared<Document>)>,
    /// Whether the editor has taken over from the plain text field.
    pub editor_mounted: bool,
    /// Whether the browser refused to keep the text; said once.
    keeping_failed: bool,
    /// A fix that is wanted before the engine has said what it is: its finding's id, its place there, and whether who wants it is writing.
    fix_waiting: Option<(AttrValue, usize, bool)>,
    pub notice: Option<Notice>,
    /// What the live region says.
    pub announcement: AttrValue,
    /// What it says already: the announcement, after a pause.
    pub said: AttrValue,
    pub reveal: Option<Reveal>,
    pub focus: Option<FocusWish>,
    pub pending_paste: Option<PendingPaste>,
    /// Raised when a check is asked for by hand.
    pub check_number: u32,
    /// Numbers wishes and notices.
    next_number: u32,
}

/// A text pasted into a part that held one already; the engine is asked what it is.
#[derive(Debug, Clone, PartialEq)]
pub struct PendingPaste {
    pub part: AttrValue,
    /// The text's revision right after the paste.
    pub revision: u32,
    /// The part's text before.
    pub before: AttrValue,
    pub pasted: AttrValue,
}

impl AppState {
    /// A store around a document.
    pub fn new(document: Document, saved: Vec<Document>, theme: Theme) -> Self {
        Self {
            document,
            saved,
            analysis: Analysis::default(),
            understanding: Understanding::default(),
            diagram: DiagramLook::default(),
            selection: Selection::default(),
            layout: Layout::default(),
            theme,
            dialog: None,
            examples_shown: false,
            views_there: false,
            examples: None,
            example_wanted: None,
            files_wanted: 0,
            sharing: Sharing::default(),
            printing: None,
            history: History::default(),
            tools: Tools::default(),
            origin: None,
            link_problem: None,
            addressed: 0,
            wanted: None,
            put_aside: None,
            editor_mounted: false,
            keeping_failed: false,
            fix_waiting: None,
            notice: None,
            announcement: AttrValue::default(),
            said: AttrValue::default(),
            reveal: None,
            focus: None,
            pending_paste: None,
            check_number: 0,
            next_number: 0,
        }
    }

    /// What a part is: as chosen, else as the engine last said; none when it is empty or was not read yet.
    pub fn kind_of(&self, id: &str) -> Option<Kind> {
        let part = self.document.part(id)?;
        part.kind
            .or_else(|| self.analysis.part(id).and_then(|read| Kind::parse(&read.kind)))
    }

    /// A part's heading: its file, else its kind; numbered when several parts are the same kind.
    pub fn title_of(&self, id: &str) -> String {
        if let Some(name) = self.document.part(id).and_then(|part| part.name.as_deref()) {
            return name.to_owned();
        }
        let kind = self.kind_of(id);
        let title = kind.map_or("New part", Kind::title);
        let alike: Vec<_> = self
            .document
            .parts
            .iter()
            .filter(|part| part.name.is_none() && self.kind_of(&part.id) == kind)
            .collect();
        match alike.iter().position(|part| part.id == id) {
            Some(index) if alike.len() > 1 => format!("{title} {}", index + 1),
            _ => title.to_owned(),
        }
    }

    /// The id of the part whose database the schema is read for; empty when there is none.
    pub fn schema_part(&self) -> AttrValue {
        let parts = &self.document.parts;
        let is = |kind| parts.iter().find(|part| self.kind_of(&part.id) == Some(kind));
        let part = is(Kind::Schema).or(is(Kind::Migration)).or(parts.first());
        part.map(|part| part.id.clone()).unwrap_or_default()
    }

    /// Whether the report is about the text as it is now.
    pub fn is_report_current(&self) -> bool {
        self.analysis.report.is_some() && self.analysis.revision == self.document.revision
    }

    /// Whether the notice says how to go back.
    pub fn offers_undo(&self) -> bool {
        self.notice.as_ref().is_some_and(|notice| notice.undo.is_some())
    }

    fn number(&mut self) -> u32 {
        self.next_number += 1;
        self.next_number
    }

    fn notify(&mut self, text: String, undo: Option<Undo>) {
        let number = self.number();
        let text: AttrValue = text.into();
        self.announcement = text.clone();
        self.notice = Some(Notice { number, text, undo });
    }

    fn say(&mut self, text: AttrValue) {
        if self.offers_undo() {
            // A way back is not pushed off the screen by a passing word.
            self.announcement = text;
        } else {
            self.notify(text.to_string(), None);
        }
    }

    fn wish_focus(&mut self, target: FocusTarget) {
        let number = self.number();
        self.focus = Some(FocusWish { number, target });
    }

    /// The state after an action; none when it stays as it is.
    fn after(&self, action: Action) -> Option<Self> {
        match action {
            Action::TextChanged { part, text, pasted } => self.text_changed(&part, text, pasted),
            Action::PartAdded => self.part_added(),
            Action::PartActivated(part) => self.part_activated(&part),
            Action::PartClosed(part) => self.part_closed(&part),
            Action::CursorMoved { part, offset } => self.cursor_moved(&part, offset),
            Action::CheckRequested => Some(self.check_requested()),
            Action::EngineStopped { message } => Some(self.engine_stopped(message)),
            Action::PaneChosen(_)
            | Action::ThemeChosen(_)
            | Action::ExamplesShown(_)
            | Action::EditorMounted
            | Action::ColoursArrived(_)
            | Action::KeepingFailed
            | Action::Said(_)
            | Action::DialogShown(_)
            | Action::DialogClosed(_)
            | Action::ViewsArrived
            | Action::NoticeDismissed
            | Action::Announced(_) => self.after_layout_action(action),
            later => self.after_later_action(later),
        }
    }

    fn after_layout_action(&self, action: Action) -> Option<Self> {
        let mut next = self.clone();
        match action {
            Action::PaneChosen(pane) => next.layout = self.layout.with(pane),
            Action::ThemeChosen(theme) => next.theme = theme,
            Action::ExamplesShown(shown) => next.examples_shown = shown,
            Action::EditorMounted => next.editor_mounted = true,
            Action::ColoursArrived(tokens) => next.analysis.tokens = Some(tokens),
            Action::KeepingFailed if !self.keeping_failed => {
                next.keeping_failed = true;
                next.say(NO_ROOM.into());
            }
            Action::Said(text) => next.said = text,
            Action::DialogShown(dialog) => next.dialog = Some(dialog),
            Action::DialogClosed(dialog) if self.dialog == Some(dialog) => next.dialog = None,
            Action::ViewsArrived => next.views_there = true,
            Action::NoticeDismissed => next.notice = None,
            Action::Announced(text) => next.say(text),
            _ => return None,
        }
        (next != *self).then_some(next)
    }
}

impl Reducible for AppState {
    type Action = Action;

    fn reduce(self: Rc<Self>, action: Action) -> Rc<Self> {
        match self.after(action) {
            Some(next) => Rc::new(next),
            None => self,
        }
    }
}

#[cfg(test)]
mod tests;
