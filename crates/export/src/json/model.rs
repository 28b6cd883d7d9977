//! The report as JSON: the one shape that `rowproof check --format json` prints and the worker posts to the page.
//!
//! Field names are `snake_case`, enumerations are the lower-case words of their `as_str`. Fields are only ever added
//! within one `format`; a change of meaning raises it. Offsets and columns count UTF-16 units; bytes stand beside them.

use serde::Serialize;

/// Raised when a field changes its meaning or goes away.
pub const FORMAT: u32 = 1;

/// A whole report.
#[derive(Debug, Serialize)]
pub struct Report {
    /// [`FORMAT`]
    pub format: u32,
    /// The engine's version.
    pub version: String,
    /// The document's parts, in its order.
    pub parts: Vec<Part>,
    /// Ordered by part, place, then rule code. Folded findings are in the list with `folded_into` set.
    pub findings: Vec<Finding>,
    /// Counts of findings that are not folded, by severity.
    pub counts: Counts,
    /// What `rowproof:ignore` comments ask not to hear; not among the findings.
    pub suppressed: Vec<Suppressed>,
    /// `rowproof:ignore` comments that have no effect, or not all that they name.
    pub unused_ignores: Vec<SyntaxError>,
    /// What was not looked at, and why.
    pub not_checked: Vec<NotChecked>,
    /// One per plan, in the order of the parts.
    pub plans: Vec<super::plan::Plan>,
    /// Each plan against the last one before it of the same query.
    pub comparisons: Vec<super::comparison::Comparison>,
    /// What the catalog holds, for the page's summary.
    pub summary: Summary,
}

/// Findings by severity.
#[derive(Debug, Default, Serialize)]
pub struct Counts {
    /// `error`
    pub error: usize,
    /// `warning`
    pub warning: usize,
    /// `info`
    pub info: usize,
    /// `hint`
    pub hint: usize,
    /// Those of them that a safe fix of the text mends: see `rowproof_engine::safe_fixes`.
    pub fixable: usize,
}

/// What was understood, in numbers.
#[derive(Debug, Default, Serialize)]
pub struct Summary {
    /// Base tables.
    pub relations: usize,
    /// Their columns.
    pub columns: usize,
    /// Foreign keys.
    pub foreign_keys: usize,
    /// Indexes, those of constraints included.
    pub indexes: usize,
    /// Queries read.
    pub queries: usize,
    /// Plan nodes read.
    pub plan_nodes: usize,
    /// Rules that ran.
    pub rules: usize,
}

/// One part of the document and how it was read.
#[derive(Debug, Serialize)]
pub struct Part {
    /// As given by the caller.
    pub id: String,
    /// As given by the caller.
    pub name: String,
    /// `schema`, `queries`, `migration`, `plan`, `rows`, or `empty`
    pub kind: &'static str,
    /// For people: "schema".
    pub kind_name: &'static str,
    /// Why it was taken for that; "chosen by you" when set by hand.
    pub kind_reason: String,
    /// `postgresql`, `mysql`, `sqlite`
    pub dialect: &'static str,
    /// For people: "PostgreSQL".
    pub dialect_name: &'static str,
    /// Why it was taken for that; "chosen by you" when set by hand.
    pub dialect_reason: String,
    /// `postgresql`, `mysql`, `mariadb`, `sqlite`
    pub product: &'static str,
    /// For people: "MariaDB".
    pub product_name: &'static str,
    /// The version it was read for: `18`, `8.0.16`.
    pub server_version: String,
    /// Why that version; "chosen by you" when set by hand.
    pub version_reason: String,
    /// Places that were not understood.
    pub errors: Vec<SyntaxError>,
}

/// A place that was not understood or has no effect.
#[derive(Debug, Serialize)]
pub struct SyntaxError {
    /// What is wrong, then the next step.
    pub message: String,
    /// Where.
    pub location: Location,
}

/// A place in a part.
#[derive(Debug, Clone, Serialize)]
pub struct Location {
    /// The part's `id`.
    pub part: String,
    /// UTF-16 offset of the start, from 0.
    pub start: u32,
    /// UTF-16 offset past the end.
    pub end: u32,
    /// Line of the start, from 1.
    pub line: u32,
    /// UTF-16 column of the start, from 1.
    pub column: u32,
    /// Line of the end, from 1.
    pub end_line: u32,
    /// UTF-16 column past the end, from 1.
    pub end_column: u32,
    /// Byte offset of the start.
    pub start_byte: u32,
    /// Byte offset past the end.
    pub end_byte: u32,
}

/// One finding.
#[derive(Debug, Serialize)]
pub struct Finding {
    /// Stable: rule code, colon, object.
    pub id: String,
    /// The rule's code.
    pub rule: &'static str,
    /// The rule's title, for people.
    pub title: &'static str,
    /// `error`, `warning`, `info`, `hint`
    pub severity: &'static str,
    /// `proven`, `likely`, `possible`
    pub certainty: &'static str,
    /// What the certainty rests on.
    pub certainty_reason: String,
    /// What it is about.
    pub object: String,
    /// The relation of the schema it is about, by the name it is shown with.
    pub relation: Option<String>,
    /// What is wrong. Names stand in backticks.
    pub message: String,
    /// Why it matters here. Names stand in backticks.
    pub why: String,
    /// Where.
    pub location: Location,
    /// Other places.
    pub related: Vec<Related>,
    /// Facts it rests on.
    pub evidence: Vec<String>,
    /// The rows that show it.
    pub counterexample: Option<Counterexample>,
    /// Ways to mend it, the recommended one first.
    pub fixes: Vec<Fix>,
    /// The plan node it is about.
    pub node: Option<NodeReference>,
    /// The part of the plan's time that it is about, 0 to 1.
    pub share: Option<f64>,
    /// Id of the finding that speaks for this one.
    pub folded_into: Option<String>,
}

/// A finding that a comment of the text ignores.
#[derive(Debug, Serialize)]
pub struct Suppressed {
    /// Stable: rule code, colon, object.
    pub id: String,
    /// The rule's code.
    pub rule: &'static str,
    /// The rule's title, for people.
    pub title: &'static str,
    /// How bad it would be.
    pub severity: &'static str,
    /// What is wrong. Names stand in backticks.
    pub message: String,
    /// Where.
    pub location: Location,
    /// Why it is ignored, as the comment says.
    pub reason: String,
    /// The comment.
    pub by: Location,
}

/// A second place.
#[derive(Debug, Serialize)]
pub struct Related {
    /// Its role.
    pub label: String,
    /// Where.
    pub location: Location,
}

/// A plan node: indexes into `plans` and its `nodes`.
#[derive(Debug, Serialize)]
pub struct NodeReference {
    /// Index into [`Report::plans`].
    pub plan: usize,
    /// Index into the plan's `nodes`.
    pub node: usize,
}

/// Rows that today's schema accepts and should not.
#[derive(Debug, Serialize)]
pub struct Counterexample {
    /// What the schema surely means.
    pub intent: String,
    /// Statements that put the needed rows in place; each without its semicolon.
    pub setup: Vec<String>,
    /// The statements that should be refused.
    pub offending: Vec<String>,
    /// What today's schema says.
    pub today: Verdict,
}

/// What a schema says to a script.
#[derive(Debug, Serialize)]
pub struct Verdict {
    /// `accepted`, `refused`, `undecided`
    pub verdict: &'static str,
    /// Only when refused: `23505`.
    pub sqlstate: Option<&'static str>,
    /// By what it is refused, or why it is undecided; empty when accepted.
    pub reason: String,
}

/// One way to mend it.
#[derive(Debug, Serialize)]
pub struct Fix {
    /// What it does.
    pub title: String,
    /// When to choose it.
    pub when: String,
    /// `safe`, `unsafe`, `display-only`
    pub applicability: &'static str,
    /// Changes to the pasted text, ordered by place, not overlapping.
    pub edits: Vec<Edit>,
    /// For an empty database; each without its semicolon.
    pub statements: Vec<String>,
    /// For a database in use.
    pub live: Vec<LiveStep>,
    /// What it costs; may be empty.
    pub cost: String,
    /// What the mended schema says to the counterexample.
    pub after: Option<Verdict>,
}

/// Replace the text at a place.
#[derive(Debug, Serialize)]
pub struct Edit {
    /// What to replace.
    pub location: Location,
    /// What to put there.
    pub replacement: String,
}

/// A statement of a live migration.
#[derive(Debug, Serialize)]
pub struct LiveStep {
    /// Without its semicolon.
    pub statement: String,
    /// The strongest lock it takes; may be empty.
    pub lock: String,
    /// What to know before; may be empty.
    pub note: String,
}

/// Something not looked at.
#[derive(Debug, Serialize)]
pub struct NotChecked {
    /// What.
    pub subject: String,
    /// Why.
    pub reason: String,
    /// Where, when it is a place.
    pub location: Option<Location>,
}
