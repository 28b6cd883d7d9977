//! Reports as JSON.

pub mod model;
pub mod plan;
