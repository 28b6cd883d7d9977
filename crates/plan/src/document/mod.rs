//! Documents: JSON, YAML and XML read into one tree of values that know their place, so that one reader makes nodes of all of them.

pub(crate) mod lines;
pub(crate) mod xml;
pub(crate) mod yaml;

pub(crate) use lines::Document;
pub(crate) use rowproof_json::{
    Builder, MAX_NESTING, Member, Read, Spanned, Value, get, read_scalar, read_value, word,
};
