//! Reports and catalogs for the outside: JSON, Markdown, SARIF, annotations of GitHub.
//!
//! At the edge: here, and nowhere before, spans become lines and UTF-16 columns, once, through [`Places`]. The model types
//! of the engine are not serialisable on purpose; the shapes in [`json`] are the promise to the outside.

mod baseline;
mod github;
pub mod json;
mod markdown;
mod places;
mod plan_words;
mod pull_request;
mod sarif;

pub use baseline::Baseline;
pub use github::report_github;
pub use markdown::{explain_markdown, report_markdown, silence_markdown};
pub use places::Places;
pub use plan_words::{silence_lines, strength_lines};
pub use pull_request::pull_request_markdown;
pub use sarif::{RuleHelp, report_sarif};
