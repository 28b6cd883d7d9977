//! What one database enforces of a schema and another does not: what changes when the same text is given to another
//! product or version.
//!
//! Two catalogs of the same document are compared, each read for its own database. Every rule that rows are held to is a
//! [`Guarantee`] with its place in the text; a database that does not hold to it has a [`Loss`] as the reason.

mod guarantees;
mod loss;
#[cfg(test)]
mod tests;
mod words;

use rowproof_catalog::Catalog;
use rowproof_source::{SmallMap, SortSmall, Span};
use rowproof_syntax::Server;

use crate::analysis::schema_for;
use crate::document::Document;
use guarantees::{Declared, declared_by_either};

pub use guarantees::Guarantee;
pub use loss::Loss;

/// What changes between two databases.
#[derive(Debug, Clone, PartialEq)]
pub struct Comparison {
    /// The database compared with.
    pub before: Server,
    /// The database of the document.
    pub after: Server,
    /// What stops being enforced first; then by kind. Empty when nothing changes.
    pub changes: Vec<Change>,
}

/// One kind of rule that only one of the two databases enforces.
#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    /// Whether it stops or starts.
    pub direction: Direction,
    /// The kind of rule.
    pub guarantee: Guarantee,
    /// Why the other one, or this one, does not enforce it.
    pub loss: Loss,
    /// Where, in the order of the text; never empty.
    pub places: Vec<Place>,
}

/// Which of the two databases enforces it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Direction {
    /// The one before, not the one after.
    Stops,
    /// The one after, not the one before.
    Starts,
}

/// A rule in the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// `orders.total_check`
    pub object: String,
    /// Its text.
    pub span: Span,
}

/// Compares what the database of `after` enforces with what `before` would. `after` is the catalog of that document.
pub fn compare(document: &Document, before: Server, after: &Catalog) -> Comparison {
    let old = schema_for(document, before);
    let mut groups: SmallMap<(Direction, Guarantee, Loss), Vec<Place>> = SmallMap::default();
    for declared in declared_by_either(&old, after) {
        let direction = match (declared.lost_before, declared.lost_after) {
            (None, Some(loss)) => (Direction::Stops, loss),
            (Some(loss), None) => (Direction::Starts, loss),
            _ => continue,
        };
        let Declared { guarantee, place, .. } = declared;
        groups.change((direction.0, guarantee, direction.1), |group| group.push(place));
    }
    let mut groups: Vec<_> = groups.into_iter().collect();
    groups.order_by(|(a, _), (b, _)| a.cmp(b));
    let changes = groups
        .into_iter()
        .map(|((direction, guarantee, loss), mut places)| {
            places.order_by_key(|place| place.span);
            Change {
                direction,
                guarantee,
                loss,
                places,
            }
        });
    Comparison {
        before,
        after: after.server(),
        changes: changes.collect(),
    }
}
