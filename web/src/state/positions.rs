//! Where the reader put the boxes of the diagram.

use yew::AttrValue;

/// Boxes that were moved by hand, a part of the document: they are kept with it, and a link to it can carry them.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Positions {
    /// The relation, or the title of a group, and its upper left corner in whole units of the diagram; in the order they were
    /// moved last, each once.
    pub places: Vec<Position>,
    /// Raised with every change; it says nothing beyond this visit.
    pub number: u32,
}

/// A box and its upper left corner.
pub type Position = (AttrValue, i32, i32);

impl Positions {
    /// Those that an earlier visit left.
    pub fn of(places: Vec<Position>) -> Self {
        Self { places, number: 0 }
    }

    /// Puts a box somewhere.
    pub fn put(&mut self, name: AttrValue, x: i32, y: i32) {
        self.places.retain(|(known, _, _)| *known != name);
        self.places.push((name, x, y));
        self.number += 1;
    }

    /// Leaves all boxes where the layout puts them.
    pub fn clear(&mut self) {
        self.places.clear();
        self.number += 1;
    }
}
