//! What is analysed, and how.

use std::rc::Rc;

use rowproof_catalog::questions::AddedWord;
use rowproof_findings::Severity;
use rowproof_rules::Rule;
use rowproof_syntax::{InputKind, Product, Version};

use crate::Profile;

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
    /// The text, which the report shares.
    pub text: Rc<str>,
    /// What it is, when said by hand; detected otherwise.
    pub kind: Option<InputKind>,
    /// The product it is for, when said by hand; detected otherwise.
    pub product: Option<Product>,
    /// The product's version, when said by hand; else what the settings or the text say.
    pub version: Option<Version>,
}

impl Part {
    /// A part whose kind and dialect are to be detected, called like its id.
    pub fn new(id: impl Into<String>, text: impl Into<Rc<str>>) -> Self {
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
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Settings {
    /// The product of every part that does not say its own; detected when none.
    pub product: Option<Product>,
    /// The product's version; when none, what a dump's header says, or else a current one.
    pub version: Option<Version>,
    /// For what the database is; every rule has its own level when none.
    pub profile: Option<&'static Profile>,
    /// Rules with another level than their own or the profile's, by code.
    pub levels: Vec<(String, Level)>,
    /// Thresholds of rules on plans with another number than their own: `rule.name`, and the number in the threshold's unit.
    pub thresholds: Vec<(String, f64)>,
    /// Words that rules take as signs, besides those of the lexicon.
    pub words: Vec<AddedWord>,
}

impl Settings {
    /// The level that the rule was given: the last word that was said of it, else the profile's.
    pub fn level(&self, rule: &str) -> Option<Level> {
        let mut said = self.levels.iter().rev();
        let said = said.find(|(code, _)| code == rule).map(|(_, level)| *level);
        said.or_else(|| self.profile?.level(rule))
    }

    /// How bad a fact of the rule is, given how bad the rule says it is. A level shifts all facts of a rule alike: those that
    /// are milder than usual stay milder.
    pub(crate) fn severity(&self, rule: &Rule, severity: Severity) -> Severity {
        match self.level(rule.code) {
            Some(Level::At(level)) => severity.shifted(rule.severity, level),
            _ => severity,
        }
    }
}

/// What becomes of a rule's findings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Level {
    /// The rule does not run.
    Off,
    /// Its usual finding has this severity; those it finds milder or worse than usual are so by as many steps.
    At(Severity),
}

impl Level {
    /// The word used in every input and output.
    pub fn as_str(self) -> &'static str {
        match self {
            Level::Off => "off",
            Level::At(severity) => severity.as_str(),
        }
    }

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
