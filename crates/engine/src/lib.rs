//! `analyze(document, settings) -> report`: the only crate the outside calls.
//!
//! Last before the edge. A document's parts are read (detected when not said), the schema parts replayed into one
//! catalog, the plans into trees, the rules run, the findings ordered, and what was not looked at is listed.
//!
//! ```
//! use rowproof_engine::{Document, Part, Settings, analyze};
//! let document = Document { parts: vec![Part::new("schema", "create table t (a int, b int)")] };
//! let report = analyze(&document, &Settings::default());
//! assert_eq!(report.findings.first().map(|finding| finding.rule), Some("no-primary-key"));
//! ```

mod analysis;
mod comparisons;
pub mod coverage;
mod document;
pub mod enforcement;
mod ignores;
mod nearest;
mod not_checked;
mod profile;
mod report;
pub mod safe_fix;
pub mod safe_fixes;
pub mod sampled;
mod session;

pub use analysis::analyze;
pub use document::{Document, Level, Part, Settings};
pub use nearest::nearest;
pub use profile::{PROFILES, Profile};
pub use report::{AnalyzedPlan, Comparison, PartError, ReadPart, Report};
pub use session::Session;

/// Parts a document is analysed with, at most; the rest is listed as not checked.
pub const MAX_PARTS: usize = 64;

// The words of a report, for those who show it.
pub use rowproof_catalog as catalog;
pub use rowproof_catalog::questions::AddedWord;
pub use rowproof_findings as findings;
pub use rowproof_plan as plan;
pub use rowproof_rows as rows;
pub use rowproof_rules::{
    Check, Outcome, Page, PlanCheck, RULES, Rule, Threshold, Unit, find_rule, page, thresholds,
};
pub use rowproof_rules::{FormViolation, NormalForm, RelationForm, TableView, relation_form};
pub use rowproof_source as source;
pub use rowproof_syntax as syntax;

/// The engine's version.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");
