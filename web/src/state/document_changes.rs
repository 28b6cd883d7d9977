//! What happens to the document: typing, parts, examples, fixes, and the way back.

use yew::AttrValue;

use super::diagram::DiagramLook;
use super::document::Document;
use super::kinds::Kind;
use super::layout::{FocusTarget, Pane, Selection};
use super::notice::Undo;
use super::text::{Text, inserted_run, is_same};
use super::understanding::Understanding;
use super::{AppState, PendingPaste};
use crate::interop::report::Edit;
use crate::interop::shared::Shared;

/// How many of the reader's own documents are put aside at most; the oldest goes first, changed examples before all others.
const SAVED_DOCUMENTS: usize = 5;
/// Pasted runs shorter than this are words, not documents: they stay where they were put. In bytes.
const SHORTEST_DOCUMENT: usize = 40;

impl AppState {
    pub(super) fn text_changed(&self, id: &str, content: AttrValue, pasted: bool) -> Option<Self> {
        let before = self.document.part(id)?.text.clone();
        let mut next = self.clone();
        let text = Text::of(content, next.document.raise_revision());
        if is_same(&text.content, &before.content) {
            return None;
        }
        // A large text is not compared at each letter.
        next.pending_paste = match pasted {
            true => pending_paste(id, &before, &text),
            false => None,
        };
        // A paste is checked at once; beside other text once it is known to belong there.
        if pasted && next.pending_paste.is_none() {
            next.check_number += 1;
        }
        if pasted {
            // Pages that were asked for of another text.
            next.selection.unchecked = next.selection.unchecked.min(1);
        }
        next.document.touched = true;
        next.fix_waiting = None;
        // Going back to the whole document as it was would now lose what was just written.
        if matches!(
            next.notice.as_ref().and_then(|notice| notice.undo.as_ref()),
            Some(Undo::Document(_))
        ) {
            next.notice = None;
        }
        next.document.part_mut(id)?.text = text;
        Some(next)
    }

    pub(super) fn part_added(&self) -> Option<Self> {
        let mut next = self.clone();
        // One empty part is enough: it is shown instead of a second one.
        match self
            .document
            .parts
            .iter()
            .find(|part| part.text.is_blank() && part.kind.is_none())
        {
            Some(empty) => next.document.active = empty.id.clone(),
            None => {
                next.document.add_part("");
            }
        }
        next.layout = next.layout.with(Pane::Code);
        next.selection.cursor = None;
        next.announcement = "empty part: paste a schema, queries or a plan".into();
        Some(next)
    }

    pub(super) fn part_activated(&self, id: &str) -> Option<Self> {
        let part = self.document.part(id)?;
        if self.document.active == part.id {
            return None;
        }
        let mut next = self.clone();
        next.document.active = part.id.clone();
        next.selection.at_cursor.clear();
        next.selection.cursor = None;
        next.show_results_of(id);
        Some(next)
    }

    pub(super) fn part_closed(&self, id: &str) -> Option<Self> {
        let mut next = self.clone();
        let (index, part) = next.document.remove_part(id)?;
        if !part.text.is_blank() {
            let text = format!("Closed: {}", self.title_of(id));
            next.document.touched = true;
            next.notify(
                text,
                Some(Undo::Part {
                    index,
                    part: Box::new(part),
                }),
            );
        }
        Some(next)
    }

    pub(super) fn kind_chosen(&self, id: &str, kind: Option<Kind>) -> Option<Self> {
        let mut next = self.clone();
        next.document.raise_revision();
        let part = next.document.part_mut(id)?;
        if part.kind == kind {
            return None;
        }
        part.kind = kind;
        Some(next)
    }

    pub(super) fn profile_chosen(&self, profile: Option<AttrValue>) -> Option<Self> {
        let mut next = self.clone();
        next.document.raise_revision();
        next.document.profile = profile;
        (self.document.profile != next.document.profile).then_some(next)
    }

    pub(super) fn own_text_restored(&self) -> Option<Self> {
        let mut next = self.clone();
        // What was written from nothing comes before what was made of an example.
        let place = self.saved.iter().rposition(|saved| saved.example.is_none());
        let place = place.or(self.saved.len().checked_sub(1))?;
        let own = next.saved.remove(place);
        // What the reader wrote from nothing takes the place of what comes back. A changed example does not, but for an undo.
        let is_example = self.document.example.is_some();
        let undo =
            (self.document.touched && is_example).then(|| Undo::Document(Box::new(self.document.clone())));
        if self.document.touched && !is_example {
            next.save_own_work();
        }
        next.replace_document(own.stored().restore(self.document.revision));
        next.notify("Your text is back".to_owned(), undo);
        Some(next)
    }

    pub(super) fn fix_applied(&self, finding: &str, fix: usize, stays: bool) -> Option<Self> {
        if !self.is_report_current() {
            return None;
        }
        let mut next = self.clone();
        if !self.analysis.has_details(finding) {
            next.fix_waiting = Some((self.analysis.finding(finding)?.id.clone(), fix, stays));
            return (next != *self).then_some(next);
        }
        let details = self.analysis.details_of(finding);
        let fix = details.fixes.get(fix)?;
        let Some(document) = edited_document(&self.document, &fix.edits) else {
            next.notify(
                "This fix does not fit the text any more; nothing was changed".to_owned(),
                None,
            );
            return Some(next);
        };
        next.document = document;
        next.document.touched = true;
        next.selection.open(None);
        next.notify(
            format!("Applied: {}", fix.title),
            Some(Undo::Document(Box::new(self.document.clone()))),
        );
        if !stays {
            next.wish_focus(FocusTarget::Findings);
        }
        Some(next)
    }

    pub(super) fn undone(&self) -> Option<Self> {
        let mut next = self.clone();
        match next.notice.take()?.undo? {
            Undo::Document(document) => {
                let revision = self.document.revision;
                next.document = with_fresh_revisions(*document, &self.document, revision);
            }
            Undo::Part { index, part } => next.document.restore_part(index, *part),
        }
        next.notify("Undone".to_owned(), None);
        Some(next)
    }

    pub(super) fn paste_detected(&self, revision: u32, kind: &str) -> Option<Self> {
        let paste = self
            .pending_paste
            .as_ref()
            .filter(|paste| paste.revision == revision)?;
        let mut next = self.clone();
        next.pending_paste = None;
        let part = self
            .document
            .part(&paste.part)
            .filter(|part| part.text.revision == revision);
        let pasted_kind = Kind::parse(kind);
        let (Some(_), Some(pasted_kind), Some(part_kind)) = (part, pasted_kind, self.kind_of(&paste.part))
        else {
            return Some(next);
        };
        if pasted_kind.mixes_with(part_kind) {
            next.check_number += 1;
            return Some(next);
        }
        let restored = Text::new(&paste.before, next.document.raise_revision());
        next.document.part_mut(&paste.part)?.text = restored;
        next.document.add_part(paste.pasted.trim());
        let text = format!(
            "That looks like {}, so it got its own part",
            indefinite(pasted_kind)
        );
        next.notify(text, Some(Undo::Document(Box::new(self.document.clone()))));
        Some(next)
    }

    /// Puts the reader's own document aside, to come back to.
    pub(super) fn save_own_work(&mut self) {
        if self.document.is_own_work() {
            self.saved.push(self.document.clone());
            if self.saved.len() > SAVED_DOCUMENTS {
                let example = self.saved.iter().position(|saved| saved.example.is_some());
                self.saved.remove(example.unwrap_or_default());
            }
        }
    }

    pub(super) fn replace_document(&mut self, document: Document) {
        let before = std::mem::replace(&mut self.document, document);
        if before.is_own_work() {
            self.put_aside = Some((self.number(), Shared::new(before)));
        }
        self.origin = None;
        self.wanted = None;
        self.selection = Selection::default();
        self.analysis.report = None;
        self.understanding = Understanding::default();
        self.diagram = DiagramLook::default();
        self.layout = self.layout.with(Pane::Code).with_results(Pane::Findings);
    }
}

fn pending_paste(id: &str, before: &Text, after: &Text) -> Option<PendingPaste> {
    if before.is_blank() {
        return None;
    }
    let pasted = inserted_run(&before.content, &after.content);
    let kept = after.content.len() - pasted.len();
    // Who pastes over what was there wants it replaced, not kept beside the new text.
    let is_replacement = kept < before.content.len() / 2;
    (pasted.len() >= SHORTEST_DOCUMENT && !is_replacement).then(|| PendingPaste {
        part: AttrValue::from(id.to_owned()),
        revision: after.revision,
        before: before.content.clone(),
        pasted: pasted.to_owned().into(),
    })
}

/// The document after edits that may touch several parts; none when one does not fit.
pub(super) fn edited_document(document: &Document, edits: &[Edit]) -> Option<Document> {
    let mut edited = document.clone();
    if edits
        .iter()
        .any(|edit| document.part(&edit.location.part).is_none())
    {
        return None;
    }
    for part in &document.parts {
        let mut own_edits = edits
            .iter()
            .filter(|edit| edit.location.part == part.id)
            .peekable();
        if own_edits.peek().is_some() {
            let revision = edited.raise_revision();
            edited.part_mut(&part.id)?.text = part.text.edited(own_edits, revision)?;
        }
    }
    Some(edited)
}

/// An earlier document whose changed texts count as new versions, because revisions never go back.
fn with_fresh_revisions(mut earlier: Document, current: &Document, revision: u32) -> Document {
    earlier.revision = revision;
    earlier.raise_revision();
    let ids: Vec<AttrValue> = earlier.parts.iter().map(|part| part.id.clone()).collect();
    for id in ids {
        let revision = earlier.raise_revision();
        let current_text = current.part(&id).map(|part| part.text.clone());
        if let Some(part) = earlier.part_mut(&id) {
            part.text = match current_text {
                Some(text) if text.content == part.text.content => text,
                _ => Text::new(&part.text.content, revision),
            };
        }
    }
    earlier
}

fn indefinite(kind: Kind) -> &'static str {
    match kind {
        Kind::Schema => "a schema",
        Kind::Queries => "queries",
        Kind::Migration => "a migration",
        Kind::Plan => "a plan",
        Kind::Rows => "rows of data",
    }
}
