//! What is asked about the catalog, and the engine's last answer.

use yew::AttrValue;

use super::AppState;
use super::kinds::Kind;
use super::layout::{FocusTarget, Pane};
use crate::interop::shared::Shared;
use crate::interop::understood::Understood;

/// The reader's questions about the catalog and the answer.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Understanding {
    /// The names of the relations that are open.
    pub open: Vec<AttrValue>,
    /// The words the shown relations must hold.
    pub filter: AttrValue,
    /// How many times more relations were asked for.
    pub more: usize,
    /// The database the schema was read for before the reader chose another, in the engine's words.
    pub before: Option<AttrValue>,
    pub answer: Option<Shared<Understood>>,
    /// The relation that is to be seen when the answer is there.
    pub sought: Option<AttrValue>,
}

impl AppState {
    /// Opens a closed relation, closes an open one.
    pub(super) fn relation_toggled(&self, name: &AttrValue) -> Self {
        let mut next = self.clone();
        let open = &mut next.understanding.open;
        match open.iter().position(|known| known == name) {
            Some(index) => drop(open.remove(index)),
            None => open.push(name.clone()),
        }
        next
    }

    /// Takes an answer, unless the document has moved on since it was asked for.
    pub(super) fn understood(&self, revision: u32, answer: Shared<Understood>) -> Option<Self> {
        if revision != self.document.revision {
            return None;
        }
        let mut next = self.clone();
        let is_news = self.understanding.before.is_some()
            && self
                .understanding
                .answer
                .as_ref()
                .is_none_or(|old| old.changes_title != answer.changes_title);
        if is_news {
            next.announcement = answer.changes_summary.clone();
        }
        next.understanding.answer = Some(answer);
        if let Some(name) = next.understanding.sought.take() {
            next.wish_focus(FocusTarget::Relation(name));
        }
        Some(next)
    }

    /// Reads a part for another database. What that changes is shown when the part is a schema.
    pub(super) fn server_chosen(&self, id: &str, server: Option<AttrValue>) -> Option<Self> {
        let mut next = self.clone();
        next.document.raise_revision();
        let part = next.document.part_mut(id)?;
        if part.server == server {
            return None;
        }
        part.server = server;
        let is_schema = matches!(self.kind_of(id), Some(Kind::Schema | Kind::Migration));
        if let Some(read) = self.analysis.part(id).filter(|_| is_schema) {
            next.understanding.before = Some(read.server());
            next.layout.results = Pane::Understood;
        }
        Some(next)
    }
}
