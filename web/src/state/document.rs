//! The document: an ordered list of parts, one of them on the screen.

use std::rc::Rc;

use yew::AttrValue;

use super::kinds::Kind;
use super::options::Options;
use super::positions::{Position, Positions};
use super::text::Text;

/// What the reader works on. Never without a part.
#[derive(Debug, Clone, PartialEq)]
pub struct Document {
    pub parts: Vec<Part>,
    /// The id of the part on the screen.
    pub active: AttrValue,
    /// The example's document it was loaded from, by its name.
    pub example: Option<AttrValue>,
    /// Whether the reader changed the example's text.
    pub touched: bool,
    /// For what the database is, in the engine's words: `strict`. None: every rule has its own level.
    pub profile: Option<AttrValue>,
    /// What of the rules is otherwise than by itself.
    pub options: Rc<Options>,
    /// Where boxes of the diagram were put by hand.
    pub positions: Positions,
    /// Raised with every change that can change the report.
    pub revision: u32,
}

/// One part.
#[derive(Debug, Clone, PartialEq)]
pub struct Part {
    pub id: AttrValue,
    pub text: Text,
    /// None: the engine detects it.
    pub kind: Option<Kind>,
    /// The database it is for, in the engine's words: `mysql`, or `mysql 5.7.44`. None: the engine detects it.
    pub server: Option<AttrValue>,
    /// The file it was read from: `schema.sql`. None: it is called by its kind.
    pub name: Option<AttrValue>,
}

impl Document {
    /// A document with one part.
    pub fn new(text: &str) -> Self {
        let mut document = Self {
            parts: Vec::new(),
            active: "".into(),
            example: None,
            touched: false,
            profile: None,
            options: Rc::default(),
            positions: Positions::default(),
            revision: 0,
        };
        document.add_part(text);
        document
    }

    /// The part on the screen.
    pub fn active_part(&self) -> Option<&Part> {
        self.part(&self.active)
    }

    /// The part with that id.
    pub fn part(&self, id: &str) -> Option<&Part> {
        self.parts.iter().find(|part| part.id == id)
    }

    /// The part with that id, to change it.
    pub fn part_mut(&mut self, id: &str) -> Option<&mut Part> {
        self.parts.iter_mut().find(|part| part.id == id)
    }

    /// Whether nothing was written in any part.
    pub fn is_blank(&self) -> bool {
        self.parts.iter().all(|part| part.text.is_blank())
    }

    /// Whether losing it would lose the reader's work.
    pub fn is_own_work(&self) -> bool {
        !self.is_blank() && (self.example.is_none() || self.touched)
    }

    /// The next revision, for a change about to be made.
    pub fn raise_revision(&mut self) -> u32 {
        self.revision += 1;
        self.revision
    }

    /// Appends a part and puts it on the screen; its id, which no other part of this visit has.
    pub fn add_part(&mut self, text: &str) -> AttrValue {
        let text = Text::new(text, self.raise_revision());
        let id: AttrValue = format!("p{}", text.revision).into();
        self.parts.push(Part {
            id: id.clone(),
            text,
            kind: None,
            server: None,
            name: None,
        });
        self.active = id.clone();
        id
    }

    /// Appends a part that was kept or opened and puts it on the screen.
    pub fn add_stored(&mut self, stored: &StoredPart) {
        let id = self.add_part(&stored.text);
        if let Some(part) = self.part_mut(&id) {
            part.kind = stored.kind;
            part.server = stored.server.clone();
            part.name = stored.name.clone();
        }
    }

    /// Takes a part out; its place and the part. The last one is replaced by an empty one.
    pub fn remove_part(&mut self, id: &str) -> Option<(usize, Part)> {
        let index = self.parts.iter().position(|part| part.id == id)?;
        let part = self.parts.remove(index);
        self.raise_revision();
        if self.parts.is_empty() {
            self.add_part("");
        } else if self.active == part.id {
            let neighbour = self.parts.get(index).or(self.parts.last());
            self.active = neighbour.map(|part| part.id.clone()).unwrap_or_default();
        }
        Some((index, part))
    }

    /// Puts a part back where it was and on the screen.
    pub fn restore_part(&mut self, index: usize, part: Part) {
        self.raise_revision();
        if self.parts.len() == 1 && self.is_blank() {
            // It only stood in for the one that comes back.
            self.parts.clear();
        }
        self.active = part.id.clone();
        self.parts.insert(index.min(self.parts.len()), part);
    }

    /// As it is kept in the browser.
    pub fn stored(&self) -> Stored {
        Stored {
            parts: self.parts.iter().map(StoredPart::of).collect(),
            active: self
                .parts
                .iter()
                .position(|part| part.id == self.active)
                .unwrap_or_default(),
            example: self.example.clone(),
            touched: self.touched,
            profile: self.profile.clone(),
            options: self.options.clone(),
            positions: self.positions.places.clone(),
        }
    }
}

/// A document as it is kept in the browser.
#[derive(Debug, Clone, PartialEq)]
pub struct Stored {
    pub parts: Vec<StoredPart>,
    /// The place of the part on the screen.
    pub active: usize,
    pub example: Option<AttrValue>,
    pub touched: bool,
    pub profile: Option<AttrValue>,
    pub options: Rc<Options>,
    /// Where boxes of the diagram were put by hand.
    pub positions: Vec<Position>,
}

/// A part of it.
#[derive(Debug, Clone, PartialEq)]
pub struct StoredPart {
    pub text: AttrValue,
    pub kind: Option<Kind>,
    pub server: Option<AttrValue>,
    pub name: Option<AttrValue>,
}

impl StoredPart {
    fn of(part: &Part) -> Self {
        Self {
            text: part.text.content.clone(),
            kind: part.kind,
            server: part.server.clone(),
            name: part.name.clone(),
        }
    }

    /// A part of which nothing is known but its text.
    pub fn of_text(text: impl Into<AttrValue>) -> Self {
        Self {
            text: text.into(),
            kind: None,
            server: None,
            name: None,
        }
    }
}

impl Stored {
    /// The document it was. Its revisions go on from `revision`.
    pub fn restore(&self, revision: u32) -> Document {
        let mut document = Document {
            parts: Vec::new(),
            active: "".into(),
            example: self.example.clone(),
            touched: self.touched,
            profile: self.profile.clone(),
            options: self.options.clone(),
            positions: Positions::of(self.positions.clone()),
            revision,
        };
        for stored in &self.parts {
            document.add_stored(stored);
        }
        if document.parts.is_empty() {
            document.add_part("");
        }
        let active = document.parts.get(self.active).or(document.parts.first());
        document.active = active.map(|part| part.id.clone()).unwrap_or_default();
        document
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_part_is_replaced_and_comes_back() {
        let mut document = Document::new("one");
        let (index, part) = document.remove_part("p1").unwrap();
        assert_eq!(document.parts.len(), 1);
        assert!(document.is_blank());
        document.restore_part(index, part);
        assert_eq!(document.parts.len(), 1);
        assert_eq!(&*document.active_part().unwrap().text.content, "one");
    }

    #[test]
    fn closing_the_active_part_shows_its_neighbour() {
        let mut document = Document::new("one");
        document.add_part("two");
        document.add_part("three");
        document.active = "p2".into();
        document.remove_part("p2");
        assert_eq!(document.active, "p3");
        document.remove_part("p3");
        assert_eq!(document.active, "p1");
    }

    #[test]
    fn what_is_kept_comes_back() {
        let mut document = Document::new("one");
        document.add_part("two");
        document.part_mut("p2").unwrap().kind = Some(Kind::Plan);
        document.profile = Some("strict".into());
        document.options = Rc::new(Options {
            levels: vec![("fk-no-index".into(), "off".into())],
            ..Options::default()
        });
        document.positions.put("orders".into(), 40, -8);
        let restored = document.stored().restore(7);
        assert_eq!(restored.stored(), document.stored());
        assert!(restored.revision > 7);
    }

    #[test]
    fn an_untouched_example_is_nobodys_work() {
        let mut document = Document::new("create table t (a int);");
        assert!(document.is_own_work());
        document.example = Some("users".into());
        assert!(!document.is_own_work());
        document.touched = true;
        assert!(document.is_own_work());
    }
}
