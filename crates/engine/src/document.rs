//! What is analysed, and how.

use rowproof_findings::Severity;
use rowproof_syntax::{InputKind, Product, Version};

/// The unit of work: parts that belong together.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Document {
    /// In the order the reader has them.
    pub parts: Vec<Part>,
}

/// One text of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// Names it in the report; unique within the document.
    pub id: String,
    /// Shown to people: a file name or a tab's title.
    pub name: String,
    /// The text.
    pub text: String,
    /// What it is, when said by hand; detected otherwise.
    pub kind: Option<InputKind>,
    /// The product it is for, when said by hand; detected otherwise.
    pub product: Option<Product>,
    /// The product's version, when said by hand; else what the settings or the text say.
    pub version: Option<Version>,
}

impl Part {
    /// A part whose kind and dialect are to be detected, called like its id.
    pub fn new(id: impl Into<String>, text: impl Into<String>) -> Self {
        let id = id.into();
        Self {
            name: id.clone(),
            id,
            text: text.into(),
            kind: None,
            product: None,
            version: None,
        }
    }
}

/// How a document is analysed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Settings {
    /// The product of every part that does not say its own; detected when none.
    pub product: Option<Product>,
    /// The product's version; when none, what a dump's header says, or else a current one.
    pub version: Option<Version>,
    /// Rules with another level than their own, by code.
    pub levels: Vec<(String, Level)>,
}

impl Settings {
    /// The level that the rule was given; the last word counts.
    pub fn level(&self, rule: &str) -> Option<Level> {
        let mut said = self.levels.iter().rev();
        said.find(|(code, _)| code == rule).map(|(_, level)| *level)
    }
}

/// What becomes of a rule's findings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Level {
    /// The rule does not run.
    Off,
    /// Its findings have this severity.
    At(Severity),
}

impl Level {
    /// Reads `off`, `error`, `warning`, `info`, `hint`.
    pub fn from_word(word: &str) -> Option<Self> {
        Some(match word {
            "off" => Level::Off,
            "error" => Level::At(Severity::Error),
            "warning" => Level::At(Severity::Warning),
            "info" => Level::At(Severity::Info),
            "hint" => Level::At(Severity::Hint),
            _ => return None,
        })
    }
}
