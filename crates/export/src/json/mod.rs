//! Reports and catalogs as JSON. [`model`] and [`plan`] are the shape of a report, [`catalog`] that of a catalog,
//! [`comparison`] that of two plans, [`normal_form`] that of its normal forms, [`coverage`] that of what it refuses, [`understood`] that of the page's view of one, [`names_json`] that of its names, [`safe_fixes_json`] that of what its safe fixes make of the text; the other modules fill them.

pub mod catalog;
pub mod comparison;
pub mod coverage;
mod diagram;
mod editing;
mod editing_words;
pub mod figures;
mod fill;
mod fill_plan;
mod lists;
pub mod model;
mod names;
pub mod normal_form;
pub mod plan;
pub mod plan_columns;
pub mod row_security;
mod safe_fixes;
mod sampled_rows;
pub mod understood;
mod understood_coverage;
mod understood_facts;
mod understood_forms;
mod understood_indexes;
pub mod understood_looks;
mod writer;

pub use catalog::catalog_json;
pub use comparison::comparisons_json;
pub use diagram::diagram_json;
pub use editing::{Asked, editing_json};
pub use figures::node_details;
pub use fill::{findings_json, listed_json, report_json};
pub use lists::{List, Lists};
pub use names::names_json;
pub use safe_fixes::safe_fixes_json;
pub use understood::{looked_json, understood_json};
pub use understood_looks::{Look, rows_json};
