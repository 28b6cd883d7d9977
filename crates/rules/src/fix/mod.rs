//! A fix's changes written down three ways: statements for an empty database, steps for a live one, edits of the text.
//!
//! One table of sentences per form; what a change means is in `rowproof_catalog::Change`. SQLite cannot add constraints
//! to a table that exists, so its statements are few and its edits are the fix.

mod edits;
mod held_types;
mod live;
mod obstacle;
mod statements;
mod trial;

pub use edits::edits_of;
pub use live::live_steps_of;
pub use statements::statements_of;
pub(crate) use trial::Trial;
