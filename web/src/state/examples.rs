//! The gallery's examples: texts written for this page, each broken and fixed, with what there is to notice. They are fetched when
//! one is wanted (`documents::gallery`).

use std::rc::Rc;

use yew::AttrValue;

use super::document::{Stored, StoredPart};

/// What the name of an example's fixed texts ends in; the broken ones go by its lasting name alone.
const FIXED: &str = ".fixed";

/// An example.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Example {
    /// Its lasting name.
    pub slug: AttrValue,
    pub title: AttrValue,
    /// One line for its card.
    pub summary: AttrValue,
    /// What it consists of, in words.
    pub kind: AttrValue,
    /// The database it is for, in words.
    pub database: AttrValue,
    /// What there is to notice in the broken texts.
    pub notice: Vec<Notice>,
    /// What was done about it in the fixed ones.
    pub repair: AttrValue,
    /// The texts, one per part.
    pub broken: Vec<AttrValue>,
    pub fixed: Vec<AttrValue>,
}

/// Something to notice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// The rule that finds it.
    pub rule: AttrValue,
    /// A sentence.
    pub text: AttrValue,
}

impl Example {
    /// One of its two documents.
    pub fn document(&self, is_fixed: bool) -> Stored {
        let texts = if is_fixed { &self.fixed } else { &self.broken };
        Stored {
            parts: texts.iter().cloned().map(StoredPart::of_text).collect(),
            active: 0,
            example: Some(name_of(&self.slug, is_fixed)),
            touched: false,
            profile: None,
            options: Rc::default(),
            positions: Vec::new(),
        }
    }
}

/// The examples an empty page offers before the others are there: lasting name, title, summary.
pub const OFFERED: [(&str, &str, &str); 4] = [
    (
        "library-members",
        "Members without rules",
        "A schema that accepts almost any row",
    ),
    (
        "bakery-orders",
        "Orders nobody guards",
        "References and amounts left to chance",
    ),
    (
        "ticket-search",
        "A slow search, with its schema and query",
        "Schema, query and plan together",
    ),
    (
        "shipment-report",
        "A plan with a wrong guess",
        "One row expected, 54,000 came",
    ),
];

/// What one of an example's documents is called, in links too.
pub fn name_of(slug: &str, is_fixed: bool) -> AttrValue {
    let end = if is_fixed { FIXED } else { "" };
    format!("{slug}{end}").into()
}

/// The lasting name of an example's document, and whether it is the fixed one.
pub fn parse(name: &str) -> (&str, bool) {
    match name.strip_suffix(FIXED) {
        Some(slug) => (slug, true),
        None => (name, false),
    }
}

/// The example with a document of that name, and whether that is the fixed one.
pub fn by_name<'e>(examples: &'e [Example], name: &str) -> Option<(&'e Example, bool)> {
    let (slug, is_fixed) = parse(name);
    let example = examples.iter().find(|example| example.slug == slug)?;
    Some((example, is_fixed))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_offered_examples_are_in_the_gallery_under_the_same_words() {
        let gallery = include_str!("../../../static/samples/gallery.json");
        for (slug, title, summary) in OFFERED {
            let (_, after) = gallery.split_once(&format!("\"slug\": \"{slug}\"")).unwrap();
            let (own, _) = after.split_once('}').unwrap();
            assert!(own.contains(&format!("\"title\": \"{title}\"")), "{slug}");
            assert!(own.contains(&format!("\"summary\": \"{summary}\"")), "{slug}");
        }
    }

    #[test]
    fn names_say_which_of_the_two() {
        assert_eq!(parse(&name_of("a-b", true)), ("a-b", true));
        assert_eq!(parse(&name_of("a-b", false)), ("a-b", false));
    }
}
