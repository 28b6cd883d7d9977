//! Reports and catalogs as JSON. [`model`] and [`plan`] are the shape of a report, [`catalog`] that of a catalog; the
//! other modules fill them.

pub mod catalog;
mod fill;
mod fill_plan;
pub mod model;
pub mod plan;

pub use catalog::catalog_json;
pub use fill::report_json;
