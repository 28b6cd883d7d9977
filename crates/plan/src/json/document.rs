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
                let blanks = line.text.len() - line.text.trim_ascii_start().len();
                let at = start + blanks;
                let opens = line.text.trim_ascii_start().starts_with(['[', '{']);
                (opens && at >= from).then_some(at)
            })
    }
}
