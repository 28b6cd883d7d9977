//! What the page posts to the worker.

use std::collections::BTreeMap;

use serde::Serialize;

/// A message to the worker.
#[derive(Debug, Serialize)]
#[serde(tag = "type", rename_all = "lowercase")]
pub enum Outbound<'a> {
    /// Check a whole document.
    Analyze { rev: u32, request: &'a AnalysisRequest },
    /// Say what a text is.
    Detect { rev: u32, text: &'a str },
    /// Split a text into coloured tokens.
    Highlight {
        rev: u32,
        text: &'a str,
        /// Empty: not known yet.
        dialect: &'a str,
    },
}

/// A document to check.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct AnalysisRequest {
    pub parts: Vec<RequestPart>,
    /// None: the engine decides per part.
    pub dialect: Option<String>,
    /// Rule levels that differ from the defaults.
    pub levels: BTreeMap<String, String>,
}

/// One part of it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RequestPart {
    pub id: String,
    pub name: String,
    pub text: String,
    /// None: the engine detects it.
    pub kind: Option<&'static str>,
    /// None: the engine detects it.
    pub dialect: Option<&'static str>,
}
