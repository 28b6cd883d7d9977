//! The lines of a JSON plan as one text, with the way back to the source.

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
        Span::new(self.source, self.origin(start), self.origin(end))
    }

    pub(crate) fn source(&self) -> SourceId {
        self.source
    }

    fn origin(&self, at: usize) -> u32 {
        let index = self
            .starts
            .partition_point(|start| *start <= at)
            .saturating_sub(1);
        let start = self.starts.get(index).copied().unwrap_or(0);
        self.lines
            .get(index)
            .map_or(0, |line| line.origin((at - start).min(line.text.len())))
    }

    /// Byte offsets of brackets that begin a line, at or after `from`.
    pub(crate) fn next_bracket(&self, from: usize) -> Option<usize> {
        let first = self
            .starts
            .partition_point(|start| *start < from)
            .saturating_sub(1);
        self.starts
            .iter()
            .zip(self.lines)
            .skip(first)
            .find_map(|(start, line)| {
                let blanks = line.text.len() - line.text.trim_start().len();
                let at = start + blanks;
                let opens = line.text.trim_start().starts_with(['[', '{']);
                (opens && at >= from).then_some(at)
            })
    }
}
