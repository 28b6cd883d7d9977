//! What an editor asks about a place in a text: what could stand there, what a name means, where else it stands, how a
//! statement is laid out.
//!
//! Beside the diagram in the flow: texts and a catalog in, answers out. The text may be half written, so nothing here reads
//! statements: names are placed by the lexer's tokens, the words before them and the parentheses around them. The catalog may be
//! of the text as it was a moment ago.
//!
//! - [`complete()`]: what could be written at a place.
//! - [`meaning_at`], [`declaration`], [`references`]: what a name means, where it is declared and where else it stands.
//! - [`format_statement`]: the same statement, laid out.

mod complete;
mod format;
mod keywords;
mod meaning;
mod places;
mod scope;
mod tokens;

pub use complete::{Completion, MAX_SUGGESTIONS, Suggestion, SuggestionKind, complete};
pub use format::{Formatted, format_statement};
pub use meaning::{Meaning, meaning_at};
pub use places::{MAX_REFERENCES, SourceText, declaration, references};
