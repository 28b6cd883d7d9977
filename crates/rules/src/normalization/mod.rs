//! Facts stored twice.

pub(crate) mod derived_total;
