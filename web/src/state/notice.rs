//! The one notice on the screen and what it can undo.

use yew::AttrValue;

use super::document::{Document, Part};

/// A short message about what just happened.
#[derive(Debug, Clone, PartialEq)]
pub struct Notice {
    pub number: u32,
    pub text: AttrValue,
    pub undo: Option<Undo>,
}

/// How to go back.
#[derive(Debug, Clone, PartialEq)]
pub enum Undo {
    /// To the document as it was; only while nothing was written since.
    Document(Box<Document>),
    /// By putting a closed part back where it was.
    Part { index: usize, part: Box<Part> },
}
