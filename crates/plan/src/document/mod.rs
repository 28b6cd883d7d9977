//! Documents: JSON, YAML and XML read into one tree of values that know their place, so that one reader makes nodes of all of them.

mod builder;
pub(crate) mod json;
pub(crate) mod lines;
pub(crate) mod value;
pub(crate) mod xml;
pub(crate) mod yaml;

pub(crate) use lines::Document;
pub(crate) use value::{Member, Spanned, Value, get};

/// What a read gave.
#[derive(Debug)]
pub(crate) enum Read {
    /// A value, how much had to be closed at the end of the text, and where something was skipped that is no value, such as `...`.
    Value {
        value: Spanned,
        closed: usize,
        skipped: Option<(usize, usize)>,
    },
    /// Nested too deeply at this byte.
    TooDeep(usize),
}
