//! Which table a column named like a reference most likely means.

use crate::prelude::*;

/// What a reference most likely means.
pub(super) enum Target<'c> {
    /// A table of the paste and its key column; how well the name fits it.
    Table {
        table: &'c Relation,
        key: String,
        fit: NameFit,
    },
    /// A table that is not in the paste, and its key column.
    Absent { table: String, key: &'static str },
    /// Some table; which one is not clear.
    Unclear,
}

/// What the column most likely refers to; none when its name says nothing of the kind.
pub(super) fn target<'c>(catalog: &'c Catalog, relation: &Relation, column: &Column) -> Option<Target<'c>> {
    Some(match catalog.guess_reference(relation, column)? {
        ReferenceGuess::Relation { id, key, fit } => Target::Table {
            table: catalog.relation(id)?,
            key,
            fit,
        },
        ReferenceGuess::Absent { table, key } => Target::Absent { table, key },
        ReferenceGuess::Ambiguous => Target::Unclear,
    })
}
