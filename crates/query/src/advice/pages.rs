//! What is read now and what would be read, in pages of 8 kB.

use rowproof_source::fixed;

use super::Reading;
use super::keys::Arranged;
use crate::Access;

const PAGE_BYTES: f64 = 8192.0;
/// From the root of a B-tree to a leaf.
const DESCENT_PAGES: f64 = 3.0;
/// Bytes of an index entry beside its keys, and of a key on average.
const ENTRY_BYTES: f64 = 16.0;
const KEY_BYTES: f64 = 12.0;

/// How the pages change, as a sentence. A range: rows wanted may lie side by side in the table, or each in a page of its own.
pub(super) fn sentence(reading: &Reading<'_>, arranged: &Arranged, access: &Access) -> Option<String> {
    let counts = reading.counts;
    let (pages, kept) = (counts.pages?, counts.kept?);
    let wanted = access
        .limit
        .filter(|_| arranged.gives_order)
        .and_then(|limit| Some((limit.rows? + limit.offset?) as f64));
    let found = wanted.map_or(kept, |wanted| wanted.min(kept));
    let entries = DESCENT_PAGES + found * (ENTRY_BYTES + KEY_BYTES * arranged.keys.len() as f64) / PAGE_BYTES;
    let width = counts.width.unwrap_or(100.0);
    let fewest = (entries + found * width / PAGE_BYTES).ceil();
    let most = (entries + found.min(pages)).ceil().max(fewest);
    if most >= pages {
        return None;
    }
    let now = if counts.pages_are_guess {
        "which follows from the planner's cost"
    } else {
        "as counted"
    };
    let rests = if counts.kept_is_guess {
        "; that rests on the planner's guess of the rows kept"
    } else {
        ""
    };
    Some(format!(
        "Pages of 8 kB: {} now ({now}), {} to {} with the index: 3 from the root to a leaf, the entries, and the rows, side by side at best and each in a page of its own at worst{rests}.",
        counted(pages),
        counted(fewest),
        counted(most),
    ))
}

/// A whole number with its thousands apart: `4,197,600`.
pub fn counted(number: f64) -> String {
    let digits = fixed(number.abs(), 0);
    let mut written = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            written.push(',');
        }
        written.push(digit);
    }
    written
}
