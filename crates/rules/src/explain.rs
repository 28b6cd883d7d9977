//! What a fact must be able to say about itself.

use std::borrow::Cow;

use rowproof_catalog::{Change, Column, Relation};
use rowproof_findings::{Applicability, Certainty, Label, NodeReference, Severity};
use rowproof_proof::StoryBuilder;
use rowproof_source::Span;

/// A fact a rule established. Every sentence and every fix of the finding is built from it alone.
///
/// Sentences say what is wrong, then why, then what to do; lower case, no final full stop, names in backticks. `why`,
/// `evidence` and the reason of `certainty` are whole sentences and end with a full stop.
pub trait Explain {
    /// What the finding is about, qualified: `orders.user_id`. With the rule code it is the finding's identity.
    fn object(&self) -> String;
    /// The relation it is about, if it is about one.
    fn relation(&self) -> Option<&Relation>;
    /// The columns of the relation that it is about; none where it is about no column.
    fn columns(&self) -> Vec<&Column> {
        Vec::new()
    }
    /// Where.
    fn span(&self) -> Span;
    /// What is wrong.
    fn message(&self) -> String;
    /// Why it matters here.
    fn why(&self) -> String;
    /// How sure it is before any row was tried, and what that rests on.
    fn certainty(&self) -> (Certainty, String);
    /// Whether something in the schema beside a name says that the rows are wrong. Only such a fact is called proven when
    /// the rows are accepted today and refused after the fix.
    fn is_meant(&self) -> bool {
        true
    }
    /// How bad it is, when that differs from the rule's own.
    fn severity(&self) -> Option<Severity> {
        None
    }
    /// Other places that belong to it.
    fn related(&self) -> Vec<Label> {
        Vec::new()
    }
    /// Facts it rests on, in order of weight.
    fn evidence(&self) -> Vec<String> {
        Vec::new()
    }
    /// What the schema surely means, for the counterexample.
    fn intent(&self) -> String {
        String::new()
    }
    /// Tells the rows that show it. None when it is not about rows, or a value it needs cannot be made up.
    fn story(&self, _story: &mut StoryBuilder<'_>) -> Option<()> {
        None
    }
    /// Ways to mend it, the recommended one first.
    fn fixes(&self) -> Vec<ProposedFix>;
    /// The plan node it is about.
    fn node(&self) -> Option<NodeReference> {
        None
    }
    /// The part of the plan's execution time that it is about, 0 to 1; none where that cannot be told.
    fn share(&self) -> Option<f64> {
        None
    }
    /// A name for the root cause, when several rules can see it, and this fact's place among them: the lowest speaks,
    /// the others are folded into it.
    fn root_cause(&self) -> Option<(String, u8)> {
        None
    }
}

/// A way to mend a problem, before it is written down.
#[derive(Debug, Clone, PartialEq)]
pub struct ProposedFix {
    /// What it does, imperative, short.
    pub title: Cow<'static, str>,
    /// When to choose it, one sentence.
    pub when: Cow<'static, str>,
    /// How safe it is to apply.
    pub applicability: Applicability,
    /// What is done.
    pub remedy: Remedy,
    /// What it costs, one sentence; may be empty.
    pub cost: Cow<'static, str>,
}

/// What a fix does.
#[derive(Debug, Clone, PartialEq)]
pub enum Remedy {
    /// Changes to the catalog: tried on the model, written as statements, live steps and edits.
    Changes(Vec<Change>),
    /// Statements that change no catalog (`ANALYZE`, `SET work_mem`) or one the paste does not hold: shown only.
    Statements(Vec<String>),
}

impl ProposedFix {
    /// A fix that keeps the meaning of every row that was right.
    pub fn safe(
        title: impl Into<Cow<'static, str>>,
        when: impl Into<Cow<'static, str>>,
        changes: Vec<Change>,
    ) -> Self {
        Self::new(title, when, Applicability::Safe, Remedy::Changes(changes))
    }

    /// A fix that rests on a guess.
    pub fn guess(
        title: impl Into<Cow<'static, str>>,
        when: impl Into<Cow<'static, str>>,
        changes: Vec<Change>,
    ) -> Self {
        Self::new(title, when, Applicability::Unsafe, Remedy::Changes(changes))
    }

    /// Statements to run by hand.
    pub fn statements(
        title: impl Into<Cow<'static, str>>,
        when: impl Into<Cow<'static, str>>,
        statements: Vec<String>,
    ) -> Self {
        Self::new(
            title,
            when,
            Applicability::DisplayOnly,
            Remedy::Statements(statements),
        )
    }

    fn new(
        title: impl Into<Cow<'static, str>>,
        when: impl Into<Cow<'static, str>>,
        applicability: Applicability,
        remedy: Remedy,
    ) -> Self {
        Self {
            title: title.into(),
            when: when.into(),
            applicability,
            remedy,
            cost: Cow::Borrowed(""),
        }
    }

    /// With a sentence on what it costs.
    pub fn costing(mut self, cost: impl Into<Cow<'static, str>>) -> Self {
        self.cost = cost.into();
        self
    }
}
