//! JSON.

pub(crate) mod json_no_shape;
