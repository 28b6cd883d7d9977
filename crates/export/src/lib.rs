//! Reports and catalogs for the outside: JSON and Markdown.
//!
//! At the edge: here, and nowhere before, spans become lines and UTF-16 columns, once, through [`Places`]. The model types
//! of the engine are not serialisable on purpose; the shapes in [`json`] are the promise to the outside.

pub mod json;
mod markdown;
mod places;

pub use markdown::{explain_markdown, report_markdown};
pub use places::Places;
