//! The row checker: does a catalog accept this row?
//!
//! Between the catalog and the rules. A rule tells a story as rows ([`Script`]); [`StoryBuilder`] fills in what the
//! story needs and does not say: parents first, every other constraint satisfied, readable values. [`judge`] then runs
//! the script against a catalog the way the database would: types, NOT NULL, CHECK, UNIQUE, FOREIGN KEY, in that order.
//! What it cannot decide it says so, and nothing undecided is ever called proven.

mod database;
mod row;
mod sample;
mod story;
mod types;

pub use database::{judge, judge_apart};
pub use row::{Row, Script};
pub use rowproof_catalog::evaluate::{Number, Value};
pub use story::StoryBuilder;
