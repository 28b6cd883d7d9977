//! Statements replayed into relations, columns, constraints and indexes.
//!
//! Third in the flow. [`Replay`] takes the statements of a script in order and does to the model what the
//! database would do to its own catalogs, implicit facts included: a primary key makes its columns NOT NULL and has an
//! index, a unique constraint has an index, a dropped column takes its indexes with it. Rules then ask the model, never
//! the text. What a statement names but the script does not hold is kept as a [`Note`], for the "not checked" list.
//!
//! - [`model`]: what a relation, a column, a constraint, an index is.
//! - `replay`: one file per kind of statement.
//! - [`Change`]: one thing a fix does to the model, without text.
//! - [`questions`]: what more than one rule asks: index coverage, CHECK facts, the name model.

mod bounds;
mod catalog;
mod change;
mod constraint_names;
pub mod evaluate;
mod honours;
pub mod model;
mod mysql;
mod note;
mod objects;
mod places;
pub mod questions;
mod replay;

pub use catalog::Catalog;
pub use change::{Change, ChangeKey, NewIndex};
pub use model::*;
pub use note::{Note, NoteKind, Refusal};
pub use questions::expression_text;
pub use replay::Replay;
