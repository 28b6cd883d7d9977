//! Where a document came from, and what is asked of the files, links and snapshots outside of the page.
//!
//! Only data: what reads and writes it is in `documents`, which is loaded after the page has started.

use yew::AttrValue;

use super::document::Stored;
use super::look::Look;

/// A dialog of the page; one is open at a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dialog {
    Shortcuts,
    Share,
    History,
    Palette,
    Settings,
    Privacy,
    Presenter,
    Gallery,
    Fixes,
}

impl Dialog {
    /// Every one.
    pub const ALL: [Self; 9] = [
        Self::Shortcuts,
        Self::Share,
        Self::History,
        Self::Palette,
        Self::Settings,
        Self::Privacy,
        Self::Presenter,
        Self::Gallery,
        Self::Fixes,
    ];

    /// Its id in the page.
    pub fn id(self) -> &'static str {
        match self {
            Self::Shortcuts => "shortcuts-dialog",
            Self::Share => "share-dialog",
            Self::History => "history-dialog",
            Self::Palette => "palette-dialog",
            Self::Settings => "settings-dialog",
            Self::Privacy => "privacy-dialog",
            Self::Presenter => "presenter-dialog",
            Self::Gallery => "gallery-dialog",
            Self::Fixes => "fixes-dialog",
        }
    }
}

/// Where the document on the screen came from, when it was opened.
#[derive(Debug, Clone, PartialEq)]
pub enum Origin {
    /// A link, made where the engine had this version, if it says so.
    Link { engine: Option<AttrValue> },
    /// A file of that name.
    File(AttrValue),
    /// A snapshot of that time, in words.
    History(AttrValue),
}

/// A document that comes from outside.
#[derive(Debug, Clone, PartialEq)]
pub struct Opened {
    pub document: Stored,
    pub look: Look,
    pub origin: Origin,
}

/// What the engine can make of the document and its report for elsewhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// To be copied, with the text.
    Markdown,
    /// To be copied: the body of an issue.
    Issue,
    /// The rest is to be saved.
    MarkdownFile,
    Json,
    Sarif,
    Csv,
    PatchForEmpty,
    PatchForLive,
}

impl Format {
    /// The engine's word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Markdown | Self::MarkdownFile => "markdown",
            Self::Issue => "pull-request",
            Self::Json => "json",
            Self::Sarif => "sarif",
            Self::Csv => "csv",
            Self::PatchForEmpty => "patch-empty",
            Self::PatchForLive => "patch-live",
        }
    }
}

/// Texts with their names and values replaced.
#[derive(Debug, Default)]
pub struct Redaction {
    /// One per part.
    pub texts: Vec<AttrValue>,
    /// What was replaced, and by what, in the order of the texts.
    pub replaced: Vec<(AttrValue, AttrValue)>,
}

/// A snapshot of the history, as its list shows it.
#[derive(Debug, Clone, PartialEq)]
pub struct Snapshot {
    pub id: u32,
    /// When, in words.
    pub when: AttrValue,
    /// Whether it was taken in this tab.
    pub is_own: bool,
    /// Its first line.
    pub title: AttrValue,
    pub parts: u32,
    pub letters: u32,
}
