//! What the fuzz targets share: how bytes become text, the invariants, and how an input is changed.
//!
//! An input is the text itself, so that any SQL file is a seed and any find can be read. Bytes that are no UTF-8 are
//! read as a file would be, with replacement characters.

#[path = "../../crates/syntax/tests/invariants/mod.rs"]
pub mod invariants;
#[path = "../../tests/src/invariants.rs"]
pub mod analysis_invariants;
mod fragments;
mod mutation;

pub use mutation::recombine;

use std::borrow::Cow;

/// The input as text.
pub fn text(data: &[u8]) -> Cow<'_, str> {
    String::from_utf8_lossy(data)
}
