//! The vocabulary of a finding: what is wrong, how bad, how sure, shown by which rows, mended how.
//!
//! Rules produce [`Finding`]s, the engine orders them, `export` turns them into text or JSON. Nothing here knows SQL
//! beyond carrying it as text.

mod counterexample;
mod fix;
mod grade;
mod later;

pub use counterexample::{Counterexample, Rows, SqlState, Verdict};
pub use fix::{Applicability, Edit, Fix, LiveStep, Statements, Written};
pub use grade::{Certainty, Severity};
pub use later::Later;

use std::rc::Rc;

use rowproof_source::Span;

/// One problem: one root cause, at one object.
#[derive(Debug, Clone, PartialEq)]
pub struct Finding {
    /// Stable across runs and edits elsewhere: rule code, colon, object; unique within a report.
    pub id: String,
    /// The rule's code, as in its page's address.
    pub rule: &'static str,
    /// How bad it is if it is true.
    pub severity: Severity,
    /// How sure it is that it is true.
    pub certainty: Certainty,
    /// One sentence: what the certainty rests on.
    pub certainty_reason: Rc<str>,
    /// What the finding is about, qualified: `orders.user_id`, `users`, or `plan 1, node 4`.
    pub object: String,
    /// The qualified name of the relation it is about; none where it is about no one relation, as with plans.
    pub relation: Option<String>,
    /// The columns of the relation that it is about, as stored; none where it is about no column.
    pub columns: Vec<String>,
    /// What is wrong: lower case, no final full stop, identifiers in backticks.
    pub message: String,
    /// Why it matters here, in one or two sentences.
    pub why: Rc<str>,
    /// Where.
    pub span: Span,
    /// Other places that belong to it, each with its role.
    pub related: Vec<Label>,
    /// Facts it rests on, one sentence each, in order of weight; may be empty.
    pub evidence: Vec<String>,
    /// The fewest rows that show the problem; none for problems that are not about rows.
    pub counterexample: Option<Box<Counterexample>>,
    /// Ways to mend it, the recommended one first; may be empty.
    pub fixes: Vec<Fix>,
    /// The plan node it is about, for plan insights.
    pub node: Option<NodeReference>,
    /// The part of the plan's execution time that it is about, 0 to 1; none where that cannot be told.
    pub share: Option<f64>,
    /// Id of the finding with the same root cause that speaks for this one. A folded finding is not counted.
    pub folded_into: Option<String>,
}

/// A finding that a `rowproof:ignore` in the text asks not to hear. It was not tried on rows and has no fixes written out.
#[derive(Debug, Clone, PartialEq)]
pub struct Suppressed {
    /// What would be said.
    pub finding: Finding,
    /// The comment.
    pub by: Span,
    /// Why, as the comment says.
    pub reason: String,
}

/// A second place of a finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    /// Where.
    pub span: Span,
    /// Its role: "the referenced key", "the comment that lists the values".
    pub text: String,
}

/// A plan node, by its plan's place in the document and its place in pre-order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NodeReference {
    /// Place among the document's plans, from 0.
    pub plan: usize,
    /// Place in pre-order within the plan, from 0.
    pub node: usize,
}

/// Something the analysis did not look at, so that silence is never read as approval.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct NotChecked {
    /// Where, if it is a place in the text.
    pub span: Option<Span>,
    /// What was not checked: a statement, a referenced table, a rule.
    pub subject: String,
    /// Why, and what would change it.
    pub reason: String,
}
