//! Sample rows: reads what was pasted as CSV, as a table that a client printed, or as JSON, and says what it shows.
//!
//! Beside the catalog in the flow: it knows no schema. [`Sample`] is the rows with their places in the text; [`Study`] is which columns are unique,
//! which follow from which, how far the rows test that, and which rows look like slips.
//!
//! ```
//! use rowproof_rows::{Sample, Study};
//! let sample = Sample::read("id,zip,city\n1,10115,Berlin\n2,10115,Berlin\n3,04109,Leipzig\n");
//! assert_eq!(sample.columns, ["id", "zip", "city"]);
//! let study = Study::of(&sample);
//! assert_eq!(study.keys, [[0]]);
//! ```

mod sample;
mod study;

pub use sample::{MAX_COLUMNS, MAX_PROBLEMS, MAX_ROWS, Problem, Row, Sample};
pub use study::{Dependency, MAX_DEPENDENCIES, MAX_DETERMINANT, NearDependency, NearKey, Study};
