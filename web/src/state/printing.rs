//! What is printed.

use yew::AttrValue;

/// How far the printing of the report is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Printing {
    /// The diagram is asked for; each wish has its own number.
    Wanted(u32),
    /// Everything is there.
    Ready {
        number: u32,
        /// The diagram as a `data:` address; none without tables.
        diagram: Option<AttrValue>,
    },
}

/// What can happen to it.
#[derive(Debug, Clone)]
pub enum PrintingChange {
    /// The report is to be printed.
    Wanted,
    /// The diagram was drawn.
    Drawn(AttrValue),
    /// It was printed, or not after all.
    Ended,
}
