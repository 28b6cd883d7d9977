//! Edits of several fixes, made at once.

use rowproof_findings::Edit;
use rowproof_source::SortSmall;

/// Edits that do not touch each other.
#[derive(Debug, Clone, Default)]
pub(super) struct Joined<'f> {
    edits: Vec<&'f Edit>,
}

impl<'f> Joined<'f> {
    /// Adds all edits of a fix; none of them, and false, when one touches what another fix changes.
    pub(super) fn add(&mut self, edits: &'f [Edit]) -> bool {
        let is_new = |edit: &&Edit| !self.edits.contains(edit);
        let new: Vec<&Edit> = edits.iter().filter(is_new).collect();
        let mut held = self.edits.iter();
        if held.any(|held| new.iter().any(|edit| touch(held, edit))) {
            return false;
        }
        self.edits.extend(new);
        true
    }

    /// The edits of one source in the order of their places.
    pub(super) fn of_source(&self, source: usize) -> Vec<&'f Edit> {
        let held = self.edits.iter().copied();
        let mut own: Vec<&Edit> = held
            .filter(|edit| usize::from(edit.span.source.0) == source)
            .collect();
        own.order_by_key(|edit| (edit.span.start, edit.span.end, Shape::of(edit)));
        own
    }
}

/// What is inserted. Insertions of these kinds may stand at one place, in this order.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Shape {
    /// A clause behind a column: ` NOT NULL`.
    Clause,
    /// An item behind the last one of a list: `, UNIQUE (a)`.
    Item,
    /// Statements of their own.
    Statements,
    /// Something that stands at a place of its own.
    Other,
}

impl Shape {
    fn of(edit: &Edit) -> Self {
        let text = edit.replacement.as_str();
        let words = text.trim();
        if text.starts_with(['\n', ';']) && words.ends_with(';') {
            Self::Statements
        } else if words.starts_with(',') && words.len() > 1 {
            Self::Item
        } else if text.starts_with(' ') && !words.is_empty() {
            Self::Clause
        } else {
            Self::Other
        }
    }
}

/// Whether two edits cannot be made at once.
fn touch(one: &Edit, other: &Edit) -> bool {
    let (first, second) = (one.span, other.span);
    if first.source != second.source {
        return false;
    }
    match (first.is_empty(), second.is_empty()) {
        (true, true) => {
            let both_fit = Shape::of(one) != Shape::Other && Shape::of(other) != Shape::Other;
            first.start == second.start && !both_fit
        }
        (true, false) => second.start < first.start && first.start < second.end,
        (false, true) => first.start < second.start && second.start < first.end,
        (false, false) => first.start < second.end && second.start < first.end,
    }
}

/// The text after edits that stand in the order of their places and do not overlap.
pub(super) fn edited(text: &str, edits: &[&Edit]) -> String {
    let mut new = String::with_capacity(text.len());
    let mut at = 0;
    let mut ended: Option<u32> = None;
    for edit in edits {
        let (start, end) = (edit.span.start as usize, edit.span.end as usize);
        new.push_str(text.get(at..start).unwrap_or_default());
        // Each was written to end the statement before it: once is enough.
        let is_ended = ended == Some(edit.span.start);
        let words = edit.replacement.as_str();
        new.push_str(words.strip_prefix(';').filter(|_| is_ended).unwrap_or(words));
        ended = (edit.span.is_empty() && words.ends_with(';')).then_some(edit.span.start);
        at = end.max(at);
    }
    new.push_str(text.get(at..).unwrap_or_default());
    new
}

#[cfg(test)]
mod tests {
    use rowproof_source::{SourceId, Span};

    use super::*;

    fn edit(start: u32, end: u32, replacement: &str) -> Edit {
        Edit {
            span: Span::new(SourceId(0), start, end),
            replacement: replacement.to_owned(),
        }
    }

    fn made(text: &str, fixes: &[Vec<Edit>]) -> (String, Vec<bool>) {
        let mut joined = Joined::default();
        let fit = fixes.iter().map(|fix| joined.add(fix)).collect();
        (edited(text, &joined.of_source(0)), fit)
    }

    #[test]
    fn clauses_items_and_statements_stand_behind_one_place() {
        let fixes = [
            vec![edit(5, 5, ", UNIQUE (a)")],
            vec![edit(5, 5, " NOT NULL")],
            vec![edit(6, 6, ";\nCREATE INDEX x ON t (a);")],
            vec![edit(6, 6, ";\nCREATE INDEX y ON t (b);")],
        ];
        let (text, fit) = made("(a in)", &fixes);
        assert_eq!(fit, [true; 4]);
        assert_eq!(
            text,
            "(a in NOT NULL, UNIQUE (a));\nCREATE INDEX x ON t (a);\nCREATE INDEX y ON t (b);"
        );
    }

    #[test]
    fn what_two_fixes_ask_for_is_done_once() {
        let fixes = [
            vec![edit(1, 1, " NOT NULL"), edit(2, 3, "")],
            vec![edit(1, 1, " NOT NULL")],
        ];
        let (text, fit) = made("abc", &fixes);
        assert_eq!((text.as_str(), fit), ("a NOT NULLb", vec![true, true]));
    }

    #[test]
    fn a_fix_that_touches_another_is_not_made_at_all() {
        let fixes = [
            vec![edit(1, 3, "x")],
            vec![edit(0, 0, "y"), edit(2, 2, "z")],
            vec![edit(3, 3, " w")],
            vec![edit(2, 4, "")],
        ];
        let (text, fit) = made("abcd", &fixes);
        assert_eq!((text.as_str(), fit), ("ax wd", vec![true, false, true, false]));
        // A comma and what it is for would be torn apart.
        let fixes = [
            vec![edit(1, 1, ","), edit(3, 3, "\n  UNIQUE (a)")],
            vec![edit(1, 1, ","), edit(3, 3, "\n  UNIQUE (b)")],
        ];
        assert_eq!(made("a  b", &fixes).1, [true, false]);
    }
}
