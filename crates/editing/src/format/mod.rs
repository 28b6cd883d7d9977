//! Statements laid out: what stands between their tokens is written anew, nothing else.
//!
//! A column or constraint per line in a table's body, a line per clause where a query does not fit on one. Names, keywords and
//! comments stay as their author wrote them, and comments stay with what they stand beside. The result is read again: where the
//! tokens are no longer the same, the statement stays as it was.

mod layout;
mod shape;

use std::ops::Range;

use rowproof_source::{SortSmall, SourceId};
use rowproof_syntax::{Dialect, HighlightToken, highlight, statement_spans};

use crate::tokens::slice;
use layout::lay_out;

/// A stretch of text and what to put in its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Formatted {
    /// Byte offset of the first byte.
    pub start: u32,
    /// Byte offset past the last byte.
    pub end: u32,
    /// The statement, laid out.
    pub text: String,
}

/// The statements that the range of bytes touches, laid out; those that are already, or that are of a kind that is left alone, are
/// not listed. In the order of the text.
pub fn format_statement(text: &str, range: Range<u32>, dialect: Dialect) -> Vec<Formatted> {
    let tokens = highlight(text, dialect);
    let mut formatted = Vec::new();
    for span in statement_spans(SourceId(0), text, dialect) {
        if span.end < range.start || span.start > range.end {
            continue;
        }
        let first = tokens.partition_point(|token| token.start < span.start);
        let end = tokens.partition_point(|token| token.end <= span.end);
        let own = tokens.get(first..end).unwrap_or_default();
        let is_whole = own.first().zip(own.last()).is_some_and(|(first, last)| {
            let ends = [span.start..first.start, last.end..span.end];
            ends.into_iter().all(|end| is_blank(text, end))
        });
        if !is_whole {
            continue;
        }
        let Some(laid_out) = lay_out(text, own) else {
            continue;
        };
        let before = text.get(span.range()).unwrap_or_default();
        if before != laid_out && is_same(text, own, &laid_out, dialect) {
            formatted.push(Formatted {
                start: span.start,
                end: span.end,
                text: laid_out,
            });
        }
    }
    formatted.order_by_key(|statement| statement.start);
    formatted
}

/// Whether nothing but blanks stands there.
fn is_blank(text: &str, range: Range<u32>) -> bool {
    let between = text.get(range.start as usize..range.end as usize);
    between.is_some_and(|between| between.trim().is_empty())
}

/// Whether the statement still reads as the same tokens, comments included.
fn is_same(text: &str, tokens: &[HighlightToken], laid_out: &str, dialect: Dialect) -> bool {
    let again = highlight(laid_out, dialect);
    again.len() == tokens.len()
        && tokens
            .iter()
            .zip(&again)
            .all(|(token, other)| token.kind == other.kind && slice(text, token) == slice(laid_out, other))
}

#[cfg(test)]
mod tests;
