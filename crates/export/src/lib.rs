//! Reports as JSON and Markdown.

pub mod json;
