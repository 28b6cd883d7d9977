//! The page's own view of the report: only the fields it shows. The shape is that of the JSON report.

use yew::AttrValue;

use super::lists::Rows;
use super::plan::{Comparison, Plan};
use super::shared::Shared;

/// A whole report.
#[derive(Debug, Default)]
pub struct Report {
    pub parts: Vec<Part>,
    /// Ordered by part, place, rule code; folded ones included.
    pub findings: Shared<Vec<Shared<Finding>>>,
    pub counts: Counts,
    /// What comments of the text ignore.
    pub suppressed: Vec<Suppressed>,
    /// Comments that ignore nothing, or not all they name.
    pub unused_ignores: Vec<SyntaxError>,
    /// Read when they are drawn, which few are: see [`Report::unchecked`].
    pub not_checked: Rows,
    pub plans: Vec<Shared<Plan>>,
    /// Plans of one query, each against the last one before it.
    pub comparisons: Vec<Shared<Comparison>>,
    pub summary: Summary,
}

impl Report {
    /// What was not checked, in its order.
    pub fn unchecked(&self) -> impl Iterator<Item = NotChecked> {
        self.not_checked.skip(0).map(|mut row| NotChecked {
            subject: row.word(),
            reason: row.word(),
            location: row.place(0),
        })
    }
}

/// Findings that are not folded, by severity.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct Counts {
    pub error: usize,
    pub warning: usize,
    pub info: usize,
    pub hint: usize,
    /// Those of them that a safe fix mends.
    pub fixable: usize,
}

impl Counts {
    /// All of them.
    pub fn total(&self) -> usize {
        self.error + self.warning + self.info + self.hint
    }

    /// Those of one severity.
    pub fn of(&self, severity: Severity) -> usize {
        match severity {
            Severity::Error => self.error,
            Severity::Warning => self.warning,
            Severity::Info => self.info,
            Severity::Hint => self.hint,
        }
    }
}

/// What was understood, in numbers.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Summary {
    pub relations: usize,
    pub columns: usize,
    pub foreign_keys: usize,
    pub indexes: usize,
    pub queries: usize,
    pub plan_nodes: usize,
    pub rules: usize,
}

/// How one part was read.
#[derive(Debug, Clone)]
pub struct Part {
    pub id: AttrValue,
    pub kind: AttrValue,
    pub kind_name: AttrValue,
    pub kind_reason: AttrValue,
    pub dialect: AttrValue,
    pub product: AttrValue,
    pub product_name: AttrValue,
    pub dialect_reason: AttrValue,
    pub server_version: AttrValue,
    pub version_reason: AttrValue,
    pub errors: Vec<SyntaxError>,
}

impl Part {
    /// The database it was read for, in the engine's words.
    pub fn server(&self) -> AttrValue {
        format!("{} {}", self.product, self.server_version).into()
    }
}

/// A place that was not understood.
#[derive(Debug, Clone, PartialEq)]
pub struct SyntaxError {
    pub message: AttrValue,
    pub location: Location,
}

/// A finding that a comment of the text ignores.
#[derive(Debug, Clone, PartialEq)]
pub struct Suppressed {
    pub rule: AttrValue,
    pub message: AttrValue,
    pub location: Location,
    /// Why, as the comment says.
    pub reason: AttrValue,
}

/// A place in a part: UTF-16 offsets for the editor, bytes for our own text.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Location {
    pub part: AttrValue,
    pub start: u32,
    pub end: u32,
    pub line: u32,
    pub start_byte: u32,
    pub end_byte: u32,
}

impl Location {
    /// Whether a UTF-16 offset of the same part lies in it; both ends count, so that a caret beside it does too.
    pub fn touches(&self, part: &str, offset: u32) -> bool {
        self.part == part && self.start <= offset && offset <= self.end
    }
}

/// How bad it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Severity {
    Error,
    Warning,
    Info,
    Hint,
}

impl Severity {
    /// Worst first.
    pub const ALL: [Self; 4] = [Self::Error, Self::Warning, Self::Info, Self::Hint];

    /// The lower-case word, also used in class names.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Info => "info",
            Self::Hint => "hint",
        }
    }

    /// Its place in [`Self::ALL`]; what the editor module is told.
    pub fn rank(self) -> u32 {
        match self {
            Self::Error => 0,
            Self::Warning => 1,
            Self::Info => 2,
            Self::Hint => 3,
        }
    }
}

/// How sure it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Certainty {
    Proven,
    Likely,
    Possible,
}

impl Certainty {
    /// Surest first.
    pub const ALL: [Self; 3] = [Self::Proven, Self::Likely, Self::Possible];

    /// The lower-case word, also used in class names.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Proven => "proven",
            Self::Likely => "likely",
            Self::Possible => "possible",
        }
    }
}

/// One finding.
#[derive(Debug, Clone)]
pub struct Finding {
    pub id: AttrValue,
    pub rule: AttrValue,
    pub title: AttrValue,
    pub severity: Severity,
    pub certainty: Certainty,
    pub certainty_reason: AttrValue,
    pub object: AttrValue,
    /// The table it is about.
    pub relation: Option<AttrValue>,
    pub message: AttrValue,
    pub location: Location,
    pub node: Option<NodeReference>,
    /// The part of the plan's time that it is about, 0 to 1.
    pub share: Option<f64>,
    pub folded_into: Option<AttrValue>,
}

/// What a finding has besides the lines of a list. The engine says it of those that are opened.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Details {
    pub why: AttrValue,
    pub related: Vec<Related>,
    pub evidence: Vec<AttrValue>,
    pub counterexample: Option<Counterexample>,
    pub fixes: Vec<Fix>,
}

/// A second place.
#[derive(Debug, Clone, PartialEq)]
pub struct Related {
    pub label: AttrValue,
    pub location: Location,
}

/// A plan node: indexes into the report's plans and the plan's nodes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NodeReference {
    pub plan: usize,
    pub node: usize,
}

/// Rows that are accepted and should not be.
#[derive(Debug, Clone, PartialEq)]
pub struct Counterexample {
    pub intent: AttrValue,
    pub setup: Vec<AttrValue>,
    pub offending: Vec<AttrValue>,
    pub today: Verdict,
}

/// What a schema says to a script.
#[derive(Debug, Clone, PartialEq)]
pub struct Verdict {
    pub verdict: AttrValue,
    pub sqlstate: Option<AttrValue>,
    pub reason: AttrValue,
}

/// How safe the edit is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Applicability {
    Safe,
    Unsafe,
    DisplayOnly,
}

/// One way to mend it.
#[derive(Debug, Clone, PartialEq)]
pub struct Fix {
    pub title: AttrValue,
    pub when: AttrValue,
    pub applicability: Applicability,
    pub edits: Vec<Edit>,
    pub statements: Vec<AttrValue>,
    pub live: Vec<LiveStep>,
    pub cost: AttrValue,
    pub after: Option<Verdict>,
}

impl Fix {
    /// Whether the page may change the text by itself.
    pub fn can_apply(&self) -> bool {
        self.applicability != Applicability::DisplayOnly && !self.edits.is_empty()
    }
}

/// Replace the text at a place.
#[derive(Debug, Clone, PartialEq)]
pub struct Edit {
    pub location: Location,
    pub replacement: AttrValue,
}

/// A statement of a live migration.
#[derive(Debug, Clone, PartialEq)]
pub struct LiveStep {
    pub statement: AttrValue,
    pub lock: AttrValue,
    pub note: AttrValue,
}

/// Something not looked at.
#[derive(Debug, Clone, PartialEq)]
pub struct NotChecked {
    pub subject: AttrValue,
    pub reason: AttrValue,
    pub location: Option<Location>,
}
