//! Facts of several columns put together.

use super::CheckFacts;
use super::reader::Facts;

pub(super) fn narrow(facts: &mut Facts, more: Facts) {
    for (column, more) in more {
        facts.change(column, |facts| facts.narrow(more));
    }
}

/// A column that one of the two says nothing about is free: with other values beside it, any value passes.
pub(super) fn widen(ours: Facts, mut theirs: Facts) -> Facts {
    let mut facts = Facts::default();
    for (column, ours) in ours {
        let theirs = theirs.remove(&column).unwrap_or_default();
        facts.insert(column, ours.widen(theirs));
    }
    for (column, theirs) in theirs {
        facts.insert(column, CheckFacts::default().widen(theirs));
    }
    facts
}
