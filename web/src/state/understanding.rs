//! What is asked about the catalog, and the engine's last answer.

use yew::AttrValue;

use super::AppState;
use super::kinds::Kind;
use super::layout::{FocusTarget, Pane};
use crate::interop::shared::Shared;
use crate::interop::understood::Understood;

/// A way to look at what was understood: relation by relation, or one question about all tables or about all sample rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum UnderstoodLook {
    #[default]
    Relations,
    Forms,
    Indexes,
    Coverage,
    Rows,
}

impl UnderstoodLook {
    /// In the order of their tabs.
    pub const ALL: [Self; 5] = [
        Self::Relations,
        Self::Forms,
        Self::Indexes,
        Self::Coverage,
        Self::Rows,
    ];

    /// The lower-case word, used in ids, and by the engine.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Relations => "relations",
            Self::Forms => "forms",
            Self::Indexes => "indexes",
            Self::Coverage => "coverage",
            Self::Rows => "rows",
        }
    }

    /// For people.
    pub fn title(self) -> &'static str {
        match self {
            Self::Relations => "Relations",
            Self::Forms => "Normal forms",
            Self::Indexes => "Indexes",
            Self::Coverage => "Coverage",
            Self::Rows => "Sample rows",
        }
    }

    /// The engine's word for a question about all tables or rows.
    pub fn survey(self) -> Option<&'static str> {
        (self != Self::Relations).then(|| self.as_str())
    }
}

/// Relations or rows shown at first and added by every request: hundreds would make typing slow.
pub const PAGE: usize = 100;

/// The reader's questions about the catalog and the answer.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Understanding {
    pub look: UnderstoodLook,
    /// The names of the relations that are open.
    pub open: Vec<AttrValue>,
    /// The words the shown relations must hold.
    pub filter: AttrValue,
    /// How many times more relations or rows were asked for.
    pub more: usize,
    /// The database the schema was read for before the reader chose another, in the engine's words.
    pub before: Option<AttrValue>,
    pub answer: Option<Shared<Understood>>,
    /// The relation that is to be seen when the answer is there.
    pub sought: Option<AttrValue>,
}

impl Understanding {
    /// How many relations or rows are wanted.
    pub fn rows(&self) -> u32 {
        (PAGE * (1 + self.more)) as u32
    }

    /// Another look, from its beginning.
    pub fn show(&mut self, look: UnderstoodLook) {
        if self.look != look {
            self.look = look;
            self.more = 0;
        }
    }

    /// Whether an answer is to what is looked at now.
    pub fn answers(&self, answer: &Understood) -> bool {
        answer.look() == self.look.survey()
    }
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
        if revision != self.document.revision || !self.understanding.answers(&answer) {
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
