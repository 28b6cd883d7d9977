//! Ways to mend a problem.

use std::borrow::Cow;
use std::ops::Deref;

use rowproof_source::Span;

use crate::{Later, Verdict};

/// One way to mend a problem. A finding may offer several; which is right is the reader's decision.
///
/// What is done to the text is [`Written`], what is done to a database [`Statements`]; their fields are read as the fix's own. Each of
/// both is written down when the first of its fields is read.
#[derive(Debug, Clone, PartialEq)]
pub struct Fix {
    /// What it does, imperative, short: "allow only these three values (CHECK)".
    pub title: Cow<'static, str>,
    /// When to choose this one, one sentence.
    pub when: Cow<'static, str>,
    /// What it costs, one sentence; empty when nothing worth saying.
    pub cost: Cow<'static, str>,
    /// What the mended schema says to the counterexample; none without a counterexample.
    pub after: Option<Verdict>,
    /// What is done.
    pub written: Later<Written>,
}

/// A fix as an edit of the text.
#[derive(Debug, Clone, PartialEq)]
pub struct Written {
    /// How safe the edit is.
    pub applicability: Applicability,
    /// Changes to the pasted text, not overlapping, ordered by place. Empty when `applicability` is `DisplayOnly`.
    pub edits: Vec<Edit>,
    /// For a database.
    pub sql: Later<Statements>,
}

/// A fix in SQL, in the two forms it is used in.
#[derive(Debug, Clone, PartialEq)]
pub struct Statements {
    /// The statements for an empty database, in order, each without its semicolon.
    pub statements: Vec<String>,
    /// The statements for a database in use, in order, with their locks.
    pub live: Vec<LiveStep>,
}

impl Deref for Fix {
    type Target = Written;

    fn deref(&self) -> &Written {
        &self.written
    }
}

impl Deref for Written {
    type Target = Statements;

    fn deref(&self) -> &Statements {
        &self.sql
    }
}

/// How safe it is to apply a fix without thinking.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Applicability {
    /// Keeps the meaning of every row that was right.
    Safe,
    /// Rests on a guess, such as a list of values; read it first.
    Unsafe,
    /// Cannot be applied to the text; shown only.
    DisplayOnly,
}

impl Applicability {
    /// The word used in every output.
    pub fn as_str(self) -> &'static str {
        match self {
            Applicability::Safe => "safe",
            Applicability::Unsafe => "unsafe",
            Applicability::DisplayOnly => "display-only",
        }
    }
}

/// Replace the text under a span.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    /// What to replace; empty for an insertion.
    pub span: Span,
    /// What to put there.
    pub replacement: String,
}

/// One statement of a live migration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LiveStep {
    /// The statement, without its semicolon.
    pub statement: String,
    /// The strongest lock it takes and on what, as the manual names it; empty when it takes none worth naming.
    pub lock: &'static str,
    /// What to know before running it; may be empty.
    pub note: Cow<'static, str>,
}
