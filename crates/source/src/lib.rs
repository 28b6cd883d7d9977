//! Source text, byte spans and the line index.
//!
//! First in the flow: every other crate speaks of places in the text as [`Span`]s, half-open byte ranges into one
//! source. A span becomes a line and a column only at the edge, through [`LineIndex`], once.
//!
//! ```
//! use rowproof_source::{LineIndex, SourceFile, SourceId, Span};
//! let file = SourceFile::new(SourceId(0), "schema.sql", "create table é (\n  id int\n);");
//! let span = Span::new(SourceId(0), 20, 22);
//! assert_eq!(file.slice(span), "id");
//! let index = LineIndex::new(file.text());
//! assert_eq!((index.position(20).line, index.position(20).column_utf16), (1, 2));
//! ```

mod decimal;
mod letters;
mod line_index;
mod ordering;
mod small_map;
mod span;
mod word_list;

pub use decimal::{fixed, parse_decimal};
pub use letters::{find_in_any_case, lower_case, lower_letter};
pub use line_index::{LineIndex, Position};
pub use ordering::SortSmall;
pub use small_map::{SmallMap, SmallSet};
pub use span::{SourceId, Span};
pub use word_list::{Letters, WordList};

use std::rc::Rc;

/// The largest text one source may hold, in bytes. Longer texts are cut at a character boundary by whoever takes
/// them in, and the cut is reported. Keeps every offset inside `u32` and every analysis inside a bounded time.
pub const MAX_SOURCE_BYTES: usize = 24 * 1024 * 1024;

/// One text as the user gave it.
#[derive(Debug, Clone)]
pub struct SourceFile {
    id: SourceId,
    name: Rc<str>,
    text: Rc<str>,
}

impl SourceFile {
    /// A source named `name` (a file name or a part's title, only shown).
    pub fn new(id: SourceId, name: impl Into<Rc<str>>, text: impl Into<Rc<str>>) -> Self {
        Self {
            id,
            name: name.into(),
            text: text.into(),
        }
    }

    /// The identity that spans into this source carry.
    pub fn id(&self) -> SourceId {
        self.id
    }

    /// The name shown to people.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The whole text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The text, for whoever keeps it.
    pub fn shared_text(&self) -> Rc<str> {
        Rc::clone(&self.text)
    }

    /// The whole text as a span.
    pub fn span(&self) -> Span {
        Span::new(self.id, 0, self.text.len() as u32)
    }

    /// The text under `span`; empty when the span is of another source or not on character boundaries.
    pub fn slice(&self, span: Span) -> &str {
        if span.source != self.id {
            return "";
        }
        self.text.get(span.range()).unwrap_or("")
    }
}
