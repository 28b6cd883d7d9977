//! The index that one reading of a relation calls for.
//!
//! Columns compared for equality come first; their order among each other does not matter to this query. Then either the
//! columns of the wanted order or one range. A condition on constants that cannot be a key becomes the index's own condition.
//! What exists already is looked at first: an index that serves, a key that leaves at most one row, a shorter index that the new
//! one makes needless.

mod existing;
mod keys;
mod merge;
mod pages;
mod reasons;
mod statement;

use rowproof_catalog::{Catalog, Relation};
use rowproof_syntax::Dialect;

use crate::Access;
pub(crate) use keys::Arranged;
pub use keys::{IndexKey, KeyPlace};
pub use merge::{Wish, merge};
pub use pages::counted;

/// The relation that is read, and what is known of it.
#[derive(Clone, Copy)]
pub struct Reading<'a> {
    /// As stored.
    pub table: &'a str,
    /// As stored; none when it is not said.
    pub schema: Option<&'a str>,
    /// The schema with the relation in it, when it is there.
    pub known: Option<(&'a Catalog, &'a Relation)>,
    /// The language of the statements.
    pub dialect: Dialect,
    /// What a plan counted.
    pub counts: Counts,
}

/// What a plan counted, over one run of the scan.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Counts {
    /// Rows read.
    pub rows: Option<f64>,
    /// Rows kept.
    pub kept: Option<f64>,
    /// Whether the rows kept are the planner's guess.
    pub kept_is_guess: bool,
    /// Pages of 8 kB read.
    pub pages: Option<f64>,
    /// Whether the pages follow from the planner's cost.
    pub pages_are_guess: bool,
    /// Bytes of a row.
    pub width: Option<f64>,
}

/// What an index could do.
#[derive(Debug, Clone, PartialEq)]
pub enum Advice {
    /// An index to make.
    Create(Box<Proposal>),
    /// The schema has one that serves already.
    Exists {
        /// Its name.
        index: String,
        /// Whether it leaves at most one row.
        unique: bool,
    },
    /// No index follows: why, as a sentence.
    Unknown(&'static str),
}

/// An index to make.
#[derive(Debug, Clone, PartialEq)]
pub struct Proposal {
    /// In order; at least one.
    pub keys: Vec<IndexKey>,
    /// `gin`; none for a B-tree.
    pub method: Option<&'static str>,
    /// The conditions of its predicate, as SQL.
    pub predicate: Vec<String>,
    /// `INCLUDE`
    pub include: Vec<String>,
    /// Why it looks like this, one sentence each.
    pub reasons: Vec<String>,
    /// Whether conditions lead it, so that only a part of it is read.
    pub narrows: bool,
    /// Whether it gives the wanted order.
    pub gives_order: bool,
    /// Indexes that only hold the beginning of it, and can go when it is there.
    pub replaces: Vec<String>,
    /// An index that narrows the same reading already, if not as far.
    pub partly: Option<String>,
}

/// The index for a reading of a relation.
pub fn advise(reading: &Reading<'_>, access: &Access) -> Advice {
    if let Some(index) = existing::unique_lookup(reading, access) {
        return Advice::Exists { index, unique: true };
    }
    let arranged = Arranged::of(reading, access);
    if arranged.keys.is_empty() {
        return Advice::Unknown(arranged.why_none());
    }
    if let Some(index) = existing::serving(reading, &arranged, access) {
        return Advice::Exists { index, unique: false };
    }
    let replaces = existing::replaced(reading, &arranged);
    let include = keys::include(reading, &arranged, access);
    let reasons = reasons::of(reading, &arranged, access, &replaces, &include);
    Advice::Create(Box::new(Proposal {
        narrows: arranged.narrows(),
        gives_order: arranged.gives_order,
        predicate: arranged
            .predicate
            .iter()
            .map(|condition| condition.sql.clone())
            .collect(),
        keys: arranged.keys,
        method: arranged.method,
        include,
        reasons,
        replaces,
        partly: existing::narrowing(reading, access),
    }))
}

#[cfg(test)]
mod tests;
