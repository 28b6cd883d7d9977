//! The text of a part and how one version of it came from another.

use std::rc::Rc;

use yew::AttrValue;

use crate::interop::editor::Replacement;
use crate::interop::report::Edit;

/// A version of a part's text.
#[derive(Debug, Clone)]
pub struct Text {
    /// Lines end with `\n` alone, as in every text field and in the editor.
    pub content: AttrValue,
    /// Raised with every change; unique in a document.
    pub revision: u32,
    /// How it came from the version before; none when typed or replaced as a whole.
    pub origin: Option<Origin>,
}

/// Nearly all that are equal are one, and a megabyte is not compared with itself at each key.
pub fn is_same(one: &AttrValue, other: &AttrValue) -> bool {
    std::ptr::eq(one.as_str(), other.as_str()) || one == other
}

impl PartialEq for Text {
    fn eq(&self, other: &Self) -> bool {
        self.revision == other.revision
            && self.origin == other.origin
            && is_same(&self.content, &other.content)
    }
}

/// Edits made by the page itself.
#[derive(Debug, Clone, PartialEq)]
pub struct Origin {
    /// The revision they were made on.
    pub base: u32,
    /// Ordered, not overlapping.
    pub edits: Rc<[Replacement]>,
}

impl Text {
    /// A text that was typed, pasted or loaded.
    pub fn new(content: &str, revision: u32) -> Self {
        Self::of(content.to_owned().into(), revision)
    }

    /// The same of a text that is held already.
    pub fn of(content: AttrValue, revision: u32) -> Self {
        Self {
            content: unify_line_ends(content),
            revision,
            origin: None,
        }
    }

    /// Whether there is nothing to check.
    pub fn is_blank(&self) -> bool {
        self.content.trim().is_empty()
    }

    /// The text after the edits. None when they do not fit it (out of bounds, overlapping, inside a character).
    pub fn edited<'e>(&self, edits: impl Iterator<Item = &'e Edit>, revision: u32) -> Option<Self> {
        let mut content = String::with_capacity(self.content.len());
        let mut replacements = Vec::new();
        let mut end_of_previous = 0;
        for edit in edits {
            let start = edit.location.start_byte as usize;
            content.push_str(self.content.get(end_of_previous..start)?);
            content.push_str(&edit.replacement);
            end_of_previous = edit.location.end_byte as usize;
            self.content.get(start..end_of_previous)?;
            replacements.push(Replacement {
                start: edit.location.start,
                end: edit.location.end,
                text: edit.replacement.to_string(),
            });
        }
        content.push_str(self.content.get(end_of_previous..)?);
        let origin = Some(Origin {
            base: self.revision,
            edits: replacements.into(),
        });
        Some(Self {
            content: content.into(),
            revision,
            origin,
        })
    }
}

/// What stands in `after` that did not stand in `before`, when one run was put in.
pub fn inserted_run<'a>(before: &str, after: &'a str) -> &'a str {
    let same_start = before
        .chars()
        .zip(after.chars())
        .take_while(|(old, new)| old == new);
    let start: usize = same_start.map(|(old, _)| old.len_utf8()).sum();
    let old_rest = before.get(start..).unwrap_or_default();
    let new_rest = after.get(start..).unwrap_or_default();
    let same_end = old_rest
        .chars()
        .rev()
        .zip(new_rest.chars().rev())
        .take_while(|(old, new)| old == new);
    let end: usize = same_end.map(|(old, _)| old.len_utf8()).sum();
    new_rest.get(..new_rest.len() - end).unwrap_or_default()
}

/// A text whose lines end with `\n` alone.
pub fn unify_line_ends(content: AttrValue) -> AttrValue {
    if content.contains('\r') {
        content.replace("\r\n", "\n").replace('\r', "\n").into()
    } else {
        content
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::interop::report::Location;

    fn edit(start: u32, end: u32, replacement: &'static str) -> Edit {
        let location = Location {
            start,
            end,
            start_byte: start,
            end_byte: end,
            ..Location::default()
        };
        Edit {
            location,
            replacement: replacement.into(),
        }
    }

    #[test]
    fn edits_are_made_in_order() {
        let text = Text::new("a b c", 1);
        let edited = text
            .edited([edit(0, 1, "x"), edit(4, 5, "zz")].iter(), 2)
            .unwrap();
        assert_eq!(&*edited.content, "x b zz");
        assert_eq!(edited.origin.unwrap().base, 1);
    }

    #[test]
    fn edits_that_do_not_fit_are_refused() {
        let text = Text::new("aé", 1);
        assert!(text.edited([edit(0, 9, "")].iter(), 2).is_none());
        assert!(text.edited([edit(2, 3, "")].iter(), 2).is_none());
        assert!(text.edited([edit(1, 1, "x"), edit(0, 1, "")].iter(), 2).is_none());
    }

    #[test]
    fn line_ends_become_one_kind() {
        assert_eq!(&*Text::new("a\r\nb\rc\n", 1).content, "a\nb\nc\n");
    }

    #[test]
    fn a_pasted_run_is_found() {
        assert_eq!(inserted_run("ab", "aXYb"), "XY");
        assert_eq!(inserted_run("", "née"), "née");
        assert_eq!(inserted_run("aa", "aaaa"), "aa");
        assert_eq!(inserted_run("same", "same"), "");
        assert_eq!(inserted_run("old", "new"), "new");
    }
}
