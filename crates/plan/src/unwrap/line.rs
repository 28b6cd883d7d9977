//! A line that can be cut and rewritten and still knows where each byte came from.

use crate::slice::Trim as _;
use rowproof_source::{SourceId, Span};
use std::borrow::Cow;
use std::ops::Range;

/// One line without its line end.
#[derive(Debug, Clone)]
pub(crate) struct Line<'t> {
    pub(crate) text: Cow<'t, str>,
    /// Where the text begins in the source.
    start: u32,
    /// Offset in `text`, offset in the source, ascending: places from which on the distance between both is another.
    map: Vec<(u32, u32)>,
    /// One past the last byte in the source.
    end: u32,
    /// Decoded from something else: every part of it stands for the whole range.
    decoded: bool,
    /// A frame stood here: what follows is another result.
    pub(crate) boundary: bool,
    /// A mark at the end said that the value goes on after a line break.
    pub(crate) continues: bool,
    /// A mark at the end said that the line was only too long.
    pub(crate) wrapped: bool,
}

impl<'t> Line<'t> {
    /// A line of the source, beginning at `start`.
    pub(crate) fn new(text: &'t str, start: u32) -> Self {
        Self {
            text: Cow::Borrowed(text),
            start,
            map: Vec::new(),
            end: start + text.len() as u32,
            decoded: false,
            boundary: false,
            continues: false,
            wrapped: false,
        }
    }

    /// A line decoded from something else, all of it from one place.
    pub(crate) fn decoded(text: String, span: Range<u32>) -> Self {
        Self {
            text: Cow::Owned(text),
            start: span.start,
            map: Vec::new(),
            end: span.end,
            decoded: true,
            boundary: false,
            continues: false,
            wrapped: false,
        }
    }

    /// An empty line in place of a frame.
    pub(crate) fn into_boundary(mut self) -> Self {
        self.text = Cow::Borrowed("");
        self.boundary = true;
        self
    }

    /// Where byte `at` of the text came from.
    pub(crate) fn origin(&self, at: usize) -> u32 {
        if self.decoded {
            return self.start;
        }
        if at >= self.text.len() {
            return self.end;
        }
        let at = at as u32;
        let after = self.map.partition_point(|(offset, _)| *offset <= at);
        let piece = after.checked_sub(1).and_then(|index| self.map.get(index));
        let (offset, origin) = piece.copied().unwrap_or((0, self.start));
        origin.saturating_add(at - offset).min(self.end)
    }

    /// Where a part that ends before byte `at` of the text ended.
    pub(crate) fn origin_end(&self, at: usize) -> u32 {
        if self.decoded { self.end } else { self.origin(at) }
    }

    /// The text without surrounding blanks, as a span.
    pub(crate) fn span(&self, source: SourceId) -> Span {
        let start = self.text.len() - self.text.trimmed_start().len();
        let end = self.text.trim_ascii_end().len().max(start);
        Span::new(source, self.origin(start), self.origin_end(end))
    }

    /// Keeps only a part; offsets outside the text keep it whole.
    pub(crate) fn keep(&mut self, range: Range<usize>) {
        let Some(part) = self.text.get(range.clone()) else {
            return;
        };
        let (start, end) = (self.origin(range.start), self.origin_end(range.end));
        let shift = range.start as u32;
        let inside = self.pieces_inside(&range).iter();
        let map = inside.map(|(offset, origin)| (offset - shift, *origin)).collect();
        self.text = match &self.text {
            Cow::Borrowed(text) => Cow::Borrowed(text.get(range).unwrap_or("")),
            Cow::Owned(_) => Cow::Owned(part.to_owned()),
        };
        (self.start, self.end, self.map) = (start, end, map);
    }

    fn pieces_inside(&self, range: &Range<usize>) -> &[(u32, u32)] {
        let first = self
            .map
            .partition_point(|(offset, _)| *offset as usize <= range.start);
        let last = self
            .map
            .partition_point(|(offset, _)| (*offset as usize) < range.end);
        self.map.get(first..last).unwrap_or(&[])
    }

    /// Removes blanks at the end.
    pub(crate) fn trim_end(&mut self) {
        let length = self.text.trim_ascii_end().len();
        self.keep(0..length);
    }

    /// Replaces what `rewrite` recognises at a place: it returns how many bytes to take and what to put there.
    /// Tells whether anything changed.
    pub(crate) fn rewrite(&mut self, rewrite: impl Fn(&str, usize) -> Option<(usize, &'static str)>) -> bool {
        let mut text = String::new();
        let mut map = Vec::new();
        let mut copied = 0;
        let mut at = 0;
        while let Some(character) = self.text.get(at..).and_then(|rest| rest.chars().next()) {
            let rest = self.text.get(at..).unwrap_or("");
            let Some((taken, replacement)) = rewrite(rest, at) else {
                at += character.len_utf8();
                continue;
            };
            self.copy(copied..at, &mut text, &mut map);
            // No part of what is put there has a place of its own.
            let origin = self.origin(at);
            let base = text.len() as u32;
            map.extend((0..replacement.len().max(1) as u32).map(|inside| (base + inside, origin)));
            text.push_str(replacement);
            at += taken.max(1);
            copied = at;
        }
        if map.is_empty() {
            return false;
        }
        self.copy(copied..self.text.len(), &mut text, &mut map);
        self.start = self.origin(0);
        self.text = Cow::Owned(text);
        self.map = map;
        true
    }

    fn copy(&self, range: Range<usize>, text: &mut String, map: &mut Vec<(u32, u32)>) {
        map.push((text.len() as u32, self.origin(range.start)));
        let (low, base) = (range.start as u32, text.len() as u32);
        let inside = self.pieces_inside(&range).iter();
        map.extend(inside.map(|(offset, origin)| (base + offset - low, *origin)));
        text.push_str(self.text.get(range).unwrap_or(""));
    }
}

/// Cuts a text into lines at `\n` and `\r\n`; the line ends are not part of them.
pub(crate) fn split_lines(text: &str) -> Vec<Line<'_>> {
    let mut start = 0;
    text.split('\n')
        .map(|line| {
            let at = start;
            start += line.len() as u32 + 1;
            Line::new(line.strip_suffix('\r').unwrap_or(line), at)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn origins_survive_cutting_and_rewriting() {
        let source = "\"Seq Scan on \"\"T\"\"  (x)\"";
        let mut line = Line::new(source, 100);
        line.keep(1..source.len() - 1);
        assert!(line.rewrite(|rest, _| rest.starts_with("\"\"").then_some((2, "\""))));
        assert_eq!(line.text, "Seq Scan on \"T\"  (x)");
        assert_eq!(line.origin(0), 101);
        assert_eq!(
            line.origin(line.text.find('T').unwrap()),
            100 + source.find('T').unwrap() as u32
        );
        assert_eq!(
            line.origin(line.text.find('x').unwrap()),
            100 + source.find('x').unwrap() as u32
        );
        line.keep(12..13);
        assert_eq!(line.text, "\"");
        assert_eq!(line.origin(0), 113);
    }

    #[test]
    fn lines_lose_their_ends() {
        let lines = split_lines("a\r\nb\n");
        let texts: Vec<&str> = lines.iter().map(|line| line.text.as_ref()).collect();
        assert_eq!(texts, ["a", "b", ""]);
        assert_eq!(lines[1].origin(0), 3);
    }
}
