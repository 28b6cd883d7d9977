//! What happens when documents come from outside, and when this one is shared. Nothing here is called before what opens
//! and shares documents has been loaded: the build puts it there too.

use yew::AttrValue;

use super::AppState;
use super::action::{HistoryChange, SharingChange};
use super::analysis::plural;
use super::document::{Document, Stored, StoredPart};
use super::layout::Pane;
use super::look::Look;
use super::notice::Undo;
use super::opened::{Dialog, Opened, Origin};
use super::sharing::{Made, Snapshots};
use super::text::Text;
use crate::interop::shared::Shared;

const NO_HISTORY: &str = "This browser keeps no history: its storage is blocked or full. Your text is kept as long as \
                          this tab is open";

impl AppState {
    /// Puts a document from outside on the screen; the reader's own is put aside.
    #[inline(never)]
    pub(super) fn document_opened(&self, opened: &Opened) -> Option<Self> {
        let mut next = self.clone();
        next.link_problem = None;
        next.dialog = None;
        let is_there = holds_the_same(&self.document.stored(), &opened.document);
        if !is_there {
            next.save_own_work();
            next.replace_document(opened.document.restore(self.document.revision));
            next.examples_shown = false;
            next.notice = None;
        }
        if let Some(name) = opened
            .document
            .example
            .as_deref()
            .filter(|_| !opened.document.touched)
        {
            next.announcement = self.example_title(name).into();
        } else if !is_there {
            let from = match &opened.origin {
                Origin::Link { .. } => "a link",
                Origin::File(name) => name,
                Origin::History(when) => when,
            };
            next.announcement = format!("Opened from {from}").into();
            next.origin = Some(opened.origin.clone());
        }
        next.look_at(&opened.look);
        if matches!(opened.origin, Origin::Link { .. }) {
            next.addressed = next.document.revision;
        }
        Some(next)
    }

    /// Looks where a link points to; what needs the report waits for it.
    fn look_at(&mut self, look: &Look) {
        if let Some(pane) = look.pane {
            self.layout = self.layout.with(pane);
        }
        self.wanted = Some(look.clone()).filter(|look| *look != Look::default());
    }

    /// Takes files in. A document of their own when they are one or when nothing would be lost; else they stand beside what
    /// is there, those of a name that is there already in its place.
    #[inline(never)]
    pub(super) fn files_opened(
        &self,
        parts: &[StoredPart],
        refused: &[String],
        replaces: bool,
    ) -> Option<Self> {
        let mut next = self.clone();
        let mut undo = None;
        next.dialog = None;
        let mut said = refused.join(" ");
        if let Some(first) = parts.first() {
            let name = first.name.clone().unwrap_or_default();
            let what = match parts.len() {
                1 => name.to_string(),
                count => plural(count, "file"),
            };
            if replaces || !self.document.is_own_work() {
                next.save_own_work();
                let stored = Stored {
                    parts: parts.to_vec(),
                    active: 0,
                    example: None,
                    touched: false,
                    profile: self.document.profile.clone(),
                    options: self.document.options.clone(),
                    positions: Vec::new(),
                };
                next.replace_document(stored.restore(self.document.revision));
                next.origin = Some(Origin::File(what.clone().into()));
            } else {
                for part in parts {
                    next.document.take_in(part);
                }
                undo = Some(Undo::Document(Box::new(self.document.clone())));
                next.document.touched = true;
            }
            next.layout = next.layout.with(Pane::Code);
            said = format!("Opened {what}. {said}");
            next.notify(said.trim().trim_end_matches('.').to_owned(), undo);
        } else if said.is_empty() {
            next.notify("There is nothing in it to open".to_owned(), None);
        } else {
            // It stays until it is read: the reader's files are elsewhere, and so may be the reader.
            next.link_problem = Some(said.into());
        }
        Some(next)
    }

    #[inline(never)]
    pub(super) fn link_refused(&self, reason: AttrValue) -> Self {
        let mut next = self.clone();
        next.announcement = reason.clone();
        next.link_problem = Some(reason);
        next
    }

    #[inline(never)]
    pub(super) fn sharing_changed(&self, change: SharingChange) -> Option<Self> {
        let mut next = self.clone();
        let sharing = &mut next.sharing;
        match change {
            SharingChange::Redacts(redacts) => {
                sharing.redacts = redacts;
                // What waits was asked for otherwise.
                sharing.wish = None;
            }
            SharingChange::Redacted(revision, redaction) => sharing.redaction = Some((revision, redaction)),
            SharingChange::LinkMade(link) => sharing.link = Some(link),
            SharingChange::RedactionWanted => {
                sharing.redacts = true;
                sharing.wish = None;
                next.dialog = Some(Dialog::Share);
            }
            SharingChange::Wanted(format) => {
                let number = next.number();
                next.sharing.wish = Some((number, format));
            }
        }
        Some(next)
    }

    /// Takes what the engine made, if it is what was asked for last. It is asked for again when the text has changed since and its names
    /// have to be replaced first: the text goes out with what was made.
    #[inline(never)]
    pub(super) fn export_arrived(&self, format: &str, text: AttrValue) -> Option<Self> {
        let (number, wanted) = self
            .sharing
            .wish
            .filter(|(_, wanted)| wanted.as_str() == format)?;
        let mut next = self.clone();
        if self.sharing.lacks_redaction(self.document.revision) {
            next.sharing.wish = Some((next.number(), wanted));
            return Some(next);
        }
        next.sharing.made = Some(Made {
            number,
            format: wanted,
            text,
        });
        Some(next)
    }

    #[inline(never)]
    pub(super) fn history_changed(&self, change: HistoryChange) -> Option<Self> {
        let mut next = self.clone();
        match change {
            HistoryChange::Listed(snapshots) => next.history.list = Snapshots::Listed(Shared::new(snapshots)),
            HistoryChange::ListRefused => next.history.list = Snapshots::Refused,
            HistoryChange::KeepingRefused => {
                // Said once.
                if self.history.list == Snapshots::Refused {
                    return None;
                }
                next.history.list = Snapshots::Refused;
                next.say(NO_HISTORY.into());
            }
            HistoryChange::Read(about, document) => next.history.preview = Some((about, document)),
        }
        Some(next)
    }
}

impl Document {
    /// Puts a file's text in the place of the part of the same name, else at the end.
    fn take_in(&mut self, stored: &StoredPart) {
        let same = self.parts.iter().find(|part| part.name == stored.name);
        let Some(id) = same.map(|part| part.id.clone()) else {
            if let Some(blank) = self.parts.iter().find(|part| part.text.is_blank()) {
                let blank = blank.id.clone();
                self.add_stored(stored);
                self.remove_part(&blank);
            } else {
                self.add_stored(stored);
            }
            return;
        };
        let revision = self.raise_revision();
        if let Some(part) = self.part_mut(&id) {
            part.text = Text::new(&stored.text, revision);
        }
        self.active = id;
    }
}

/// Whether two documents are the same but for what is looked at.
fn holds_the_same(one: &Stored, other: &Stored) -> bool {
    one.parts == other.parts
        && one.profile == other.profile
        && one.options == other.options
        && one.example == other.example
}

#[cfg(test)]
mod tests;
