//! JSON.

pub(crate) mod json_in_text;
pub(crate) mod json_no_shape;
