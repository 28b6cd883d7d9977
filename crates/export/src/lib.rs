//! Reports and catalogs for the outside: JSON, Markdown, SARIF, CSV, annotations of GitHub, fixes as one script, and texts
//! without their names and values.
//!
//! At the edge: here, and nowhere before, spans become lines and UTF-16 columns, once, through [`Places`]. The model types
//! of the engine are not serialisable on purpose; the shapes in [`json`] are the promise to the outside.

mod baseline;
mod csv;
mod difference;
mod github;
pub mod json;
mod markdown;
mod patch;
mod places;
mod plan_words;
mod pull_request;
mod redact;
mod sarif;

pub use baseline::Baseline;
pub use csv::findings_csv;
pub use difference::unified_difference;
pub use github::report_github;
pub use markdown::{explain_markdown, report_markdown, silence_markdown};
pub use patch::{PatchForm, sql_patch};
pub use places::Places;
pub use plan_words::{silence_lines, strength_lines};
pub use pull_request::pull_request_markdown;
pub use redact::{Redacted, redact};
pub use sarif::{RuleHelp, report_sarif};
