//! The lines of a document as one text, with the way back to the source.

use crate::slice::Trim as _;
use crate::unwrap::line::Line;
use rowproof_source::{SourceId, Span};

/// One text from many lines.
pub(crate) struct Document<'l, 't> {
    pub(crate) text: String,
    source: SourceId,
    lines: &'l [Line<'t>],
    /// Where each line begins in `text`.
    starts: Vec<usize>,
}

impl<'l, 't> Document<'l, 't> {
    pub(crate) fn new(source: SourceId, lines: &'l [Line<'t>]) -> Self {
        let mut text = String::with_capacity(lines.iter().map(|line| line.text.len() + 1).sum());
        let mut starts = Vec::with_capacity(lines.len());
        for line in lines {
            starts.push(text.len());
            text.push_str(&line.text);
            if !line.wrapped {
                text.push('\n');
            }
        }
        Self {
            text,
            source,
            lines,
            starts,
        }
    }

    /// The bytes `start..end` of the text in the source.
    pub(crate) fn span(&self, start: usize, end: usize) -> Span {
        let first = self.line_at(start).map_or(0, |(line, at)| line.origin(at));
        let last = self.line_at(end).map_or(0, |(line, at)| line.origin_end(at));
        Span::new(self.source, first, last)
    }

    /// The line that holds a byte, and the byte's place in it.
    fn line_at(&self, at: usize) -> Option<(&Line<'t>, usize)> {
        let index = self.starts.partition_point(|start| *start <= at).checked_sub(1)?;
        let (line, start) = self.lines.get(index).zip(self.starts.get(index))?;
        Some((line, (at - start).min(line.text.len())))
    }

    pub(crate) fn source(&self) -> SourceId {
        self.source
    }

    /// The first word of the first line at or after byte `from` that `begins`.
    pub(crate) fn next_line(&self, from: usize, begins: impl Fn(&str) -> bool) -> Option<usize> {
        let first = self
            .starts
            .partition_point(|start| *start < from)
            .saturating_sub(1);
        let lines = self.starts.iter().zip(self.lines).skip(first);
        lines.into_iter().find_map(|(start, line)| {
            let words = line.text.trimmed_start();
            let at = start + line.text.len() - words.len();
            (at >= from && begins(words)).then_some(at)
        })
    }
}
