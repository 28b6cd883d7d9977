//! Which lines of a text that was changed are lines of the text before, and what differs.

use std::ops::Range;

use rowproof_findings::Edit;

/// Unchanged lines around a change that are shown with it.
const AROUND: usize = 3;

/// For each line of a text, the line of an earlier one that it is, from 0; none where it is new. They stand in the same order in both.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lines(Vec<Option<usize>>);

/// What differs at one place, with the unchanged lines around it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hunk<'t> {
    /// Its first line in the text before, from 1.
    pub old_start: usize,
    /// The same in the text after.
    pub new_start: usize,
    /// The lines in their order: what is removed before what is added in its place.
    pub lines: Vec<Line<'t>>,
}

/// A line of a difference.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Line<'t> {
    /// In both texts.
    Same(&'t str),
    /// In the text before alone.
    Removed(&'t str),
    /// In the text after alone.
    Added(&'t str),
}

/// Lines that were replaced, numbered from 0; one of the two may be empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Replaced {
    /// Lines of the text before.
    pub old: Range<usize>,
    /// What stands there instead.
    pub new: Range<usize>,
}

impl Lines {
    /// Of a text that was not changed.
    pub(super) fn unchanged(text: &str) -> Self {
        Self((0..text.split('\n').count()).map(Some).collect())
    }

    /// Of a text and what edits make of it, which are ordered by their places. Lines that an edit touches and leaves as they are count
    /// as unchanged when they stand at the edge of what it changes.
    pub(super) fn after(text: &str, edits: &[&Edit], changed: &str) -> Self {
        let new: Vec<&str> = changed.split('\n').collect();
        let old: Vec<&str> = text.split('\n').collect();
        let mut starts = Vec::with_capacity(old.len());
        let mut at = 0;
        for line in &old {
            starts.push(at);
            at += line.len() + 1;
        }
        let line_at = |byte: u32| starts.partition_point(|start| *start <= byte as usize) - 1;
        let mut from = Self(Vec::with_capacity(new.len()));
        let mut reached = 0;
        let mut rest = edits;
        while let Some(first) = rest.first() {
            // Edits that share a line are one change.
            let block_start = line_at(first.span.start);
            let mut block_end = block_start;
            let mut lines_more = 0;
            let together = rest.iter().take_while(|edit| {
                let begins = line_at(edit.span.start);
                let is_near = begins <= block_end;
                if is_near {
                    block_end = block_end.max(line_at(edit.span.end));
                    let removed = text.get(edit.span.range()).unwrap_or_default();
                    lines_more += breaks(&edit.replacement) - breaks(removed);
                }
                is_near
            });
            let count = together.count();
            rest = rest.get(count..).unwrap_or_default();
            from.0.extend((reached..block_start).map(Some));
            let new_start = from.0.len();
            let size = (block_end + 1 - block_start) as isize + lines_more;
            let before = old.get(block_start..=block_end).unwrap_or_default();
            let after = new
                .get(new_start..new_start + size.unsigned_abs())
                .unwrap_or_default();
            from.push_block(block_start, before, after);
            reached = block_end + 1;
        }
        from.0.extend((reached..old.len()).map(Some));
        from
    }

    /// The lines of a changed block: the same ones at both of its ends, new ones between.
    fn push_block(&mut self, start: usize, before: &[&str], after: &[&str]) {
        let pairs = before.iter().zip(after);
        let same = pairs.take_while(|(old, new)| old == new).count();
        let rest = before.len().min(after.len()) - same;
        let ends = before.iter().rev().zip(after.iter().rev()).take(rest);
        let same_end = ends.take_while(|(old, new)| old == new).count();
        self.0.extend((start..start + same).map(Some));
        self.0.extend((same..after.len() - same_end).map(|_| None));
        let end = start + before.len();
        self.0.extend((end - same_end..end).map(Some));
    }

    /// The lines of a text that came of one whose own lines are `before`.
    pub(super) fn behind(self, before: &Self) -> Self {
        let of = |line: usize| before.0.get(line).copied().flatten();
        Self(self.0.into_iter().map(|line| of(line?)).collect())
    }

    /// What was replaced in a text of so many lines.
    pub fn replaced(&self, old_lines: usize) -> Vec<Replaced> {
        let mut all = Vec::new();
        let (mut old, mut new) = (0, 0);
        let kept = self.0.iter().enumerate();
        let kept = kept.filter_map(|(at, line)| Some((at, (*line)?)));
        for (at, line) in kept.chain([(self.0.len(), old_lines)]) {
            if old < line || new < at {
                all.push(Replaced {
                    old: old..line,
                    new: new..at,
                });
            }
            (old, new) = (line + 1, at + 1);
        }
        all
    }

    /// The difference of two texts, what is near each other in one hunk.
    pub fn hunks<'t>(&self, before: &'t str, after: &'t str) -> Vec<Hunk<'t>> {
        let old: Vec<&str> = before.split('\n').collect();
        let new: Vec<&str> = after.split('\n').collect();
        let mut hunks: Vec<Hunk<'t>> = Vec::new();
        let mut shown = 0;
        let replaced = self.replaced(old.len());
        for (place, change) in replaced.iter().enumerate() {
            let start = change.old.start.saturating_sub(AROUND).max(shown);
            if hunks.is_empty() || start > shown {
                hunks.push(Hunk {
                    old_start: start + 1,
                    new_start: change.new.start - (change.old.start - start) + 1,
                    lines: Vec::new(),
                });
            }
            let next = replaced.get(place + 1);
            let next = next.map_or(old.len(), |next| next.old.start);
            shown = (change.old.end + AROUND).min(next);
            let lines = hunks.last_mut().map(|hunk| &mut hunk.lines);
            let taken = |all: &[&'t str], range: Range<usize>, line: fn(&'t str) -> Line<'t>| {
                let taken = all.get(range).unwrap_or_default().to_vec();
                taken.into_iter().map(line).collect::<Vec<_>>()
            };
            if let Some(lines) = lines {
                lines.extend(taken(&old, start..change.old.start, Line::Same));
                lines.extend(taken(&old, change.old.clone(), Line::Removed));
                lines.extend(taken(&new, change.new.clone(), Line::Added));
                lines.extend(taken(&old, change.old.end..shown, Line::Same));
            }
        }
        hunks
    }
}

fn breaks(text: &str) -> isize {
    text.matches('\n').count() as isize
}

#[cfg(test)]
mod tests {
    use rowproof_source::{SourceId, Span};

    use super::super::joined::edited;
    use super::*;

    fn after(text: &str, edits: &[(u32, u32, &str)]) -> (String, Lines) {
        let edits: Vec<Edit> = edits
            .iter()
            .map(|(start, end, words)| Edit {
                span: Span::new(SourceId(0), *start, *end),
                replacement: (*words).to_owned(),
            })
            .collect();
        let edits: Vec<&Edit> = edits.iter().collect();
        let changed = edited(text, &edits);
        let lines = Lines::after(text, &edits, &changed);
        (changed, lines)
    }

    #[test]
    fn lines_that_are_only_touched_are_unchanged() {
        let (changed, lines) = after("a\nb\nc", &[(1, 1, "\nx\ny"), (4, 5, "C\nD")]);
        assert_eq!(changed, "a\nx\ny\nb\nC\nD");
        assert_eq!(lines.0, [Some(0), None, None, Some(1), None, None]);
        let replaced = lines.replaced(3);
        assert_eq!(
            replaced,
            [
                Replaced { old: 1..1, new: 1..3 },
                Replaced { old: 2..3, new: 4..6 }
            ]
        );
    }

    #[test]
    fn edits_on_one_line_and_over_several_are_one_change() {
        let (changed, lines) = after("a b\nc\nd\ne", &[(0, 1, "A"), (4, 6, ""), (6, 7, "D")]);
        assert_eq!(changed, "A b\nD\ne");
        assert_eq!(lines.0, [None, None, Some(3)]);
    }

    #[test]
    fn a_second_change_is_followed_to_the_first_text() {
        let (once, first) = after("a\nb\nc", &[(1, 1, "\nx")]);
        let (twice, second) = after(&once, &[(0, 2, ""), (6, 7, "B")]);
        assert_eq!(twice, "x\nb\nB");
        let lines = second.behind(&first);
        assert_eq!(lines.0, [None, Some(1), None]);
        let hunks = lines.hunks("a\nb\nc", &twice);
        assert_eq!(
            hunks,
            [Hunk {
                old_start: 1,
                new_start: 1,
                lines: vec![
                    Line::Removed("a"),
                    Line::Added("x"),
                    Line::Same("b"),
                    Line::Removed("c"),
                    Line::Added("B")
                ]
            }]
        );
    }

    #[test]
    fn changes_far_apart_are_hunks_of_their_own() {
        let text: String = (1..=20).map(|line| format!("{line:02}\n")).collect();
        let (changed, lines) = after(&text, &[(3, 5, "x"), (45, 45, "y")]);
        let hunks = lines.hunks(&text, &changed);
        let starts: Vec<_> = hunks
            .iter()
            .map(|hunk| (hunk.old_start, hunk.new_start))
            .collect();
        assert_eq!(starts, [(1, 1), (13, 13)]);
        assert_eq!(hunks[0].lines.len(), 6);
        assert_eq!(hunks[1].lines.last(), Some(&Line::Same("19")));
        assert_eq!(Lines::unchanged(&text).hunks(&text, &text), []);
    }
}
