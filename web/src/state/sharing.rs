//! What the dialogs “Share” and “History” show.

use yew::AttrValue;

use super::AppState;
use super::document::Stored;
use super::opened::{Dialog, Format, Redaction, Snapshot};
use crate::interop::shared::Shared;

/// The dialog “Share”.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Sharing {
    /// Whether names and values are to be replaced.
    pub redacts: bool,
    /// The newest link, and what it was made of.
    pub link: Option<Link>,
    /// The redaction of a revision of the document.
    pub redaction: Option<(u32, Shared<Redaction>)>,
    /// What the engine is asked to make, each wish with its own number.
    pub wish: Option<(u32, Format)>,
    /// What the engine made, with a number of its own.
    pub made: Option<Made>,
    /// Raised when the link is to be copied at once.
    pub copy_number: u32,
}

/// What the engine made, to be handed out.
#[derive(Debug, Clone, PartialEq)]
pub struct Made {
    pub number: u32,
    pub format: Format,
    pub text: AttrValue,
}

/// A link to the document.
#[derive(Debug, Clone, PartialEq)]
pub struct Link {
    /// The revision it holds.
    pub revision: u32,
    pub is_redacted: bool,
    /// The whole address.
    pub address: AttrValue,
}

impl Sharing {
    /// The redaction of that revision, when it is wanted and there.
    pub fn redaction_of(&self, revision: u32) -> Option<&Shared<Redaction>> {
        let (of, redaction) = self.redaction.as_ref()?;
        (self.redacts && *of == revision).then_some(redaction)
    }

    /// Whether names and values are to be replaced and are not yet, in that revision.
    pub fn lacks_redaction(&self, revision: u32) -> bool {
        self.redacts && self.redaction_of(revision).is_none()
    }

    /// The link that holds that revision as it is wanted.
    pub fn link_of(&self, revision: u32) -> Option<&Link> {
        let fits = |link: &&Link| link.revision == revision && link.is_redacted == self.redacts;
        self.link.as_ref().filter(fits)
    }
}

impl AppState {
    /// Whether a link stands on the screen, as letters or as a code.
    pub fn shows_link(&self) -> bool {
        match self.dialog {
            Some(Dialog::Share) => true,
            Some(Dialog::Presenter) => self.tools.code_shown,
            _ => false,
        }
    }
}

/// The dialog “History”.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct History {
    pub list: Snapshots,
    /// The snapshot looked at, once it has been read.
    pub preview: Option<(Snapshot, Shared<Stored>)>,
}

/// The snapshots there are.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum Snapshots {
    /// Not read yet.
    #[default]
    Unknown,
    /// The newest first.
    Listed(Shared<Vec<Snapshot>>),
    /// The browser refuses, as in a private window or without room.
    Refused,
}
