//! Sorting that is compiled once.
//!
//! The standard library's sorts are written out anew for each type and each order they are used with, some four kilobytes of
//! WebAssembly every time. Here positions are sorted, by a comparison behind a pointer, and the elements follow.

use std::cmp::Ordering;

/// Stable sorts of slices, small in the module; about half as quick as the standard library's.
pub trait SortSmall<T> {
    /// Sorts by a comparison.
    fn order_by(&mut self, compare: impl FnMut(&T, &T) -> Ordering);

    /// Sorts by a key, which is made again for each comparison.
    fn order_by_key<K: Ord>(&mut self, mut key: impl FnMut(&T) -> K) {
        self.order_by(|a, b| key(a).cmp(&key(b)));
    }

    /// Sorts by the elements' own order.
    fn order(&mut self)
    where
        T: Ord,
    {
        self.order_by(T::cmp);
    }
}

impl<T> SortSmall<T> for [T] {
    fn order_by(&mut self, mut compare: impl FnMut(&T, &T) -> Ordering) {
        let elements = &*self;
        // Most lists are short, or in order already.
        if elements.is_sorted_by(|a, b| compare(a, b).is_le()) {
            return;
        }
        let sources = sorted_positions(
            elements.len(),
            &mut |a, b| match (elements.get(a), elements.get(b)) {
                (Some(a), Some(b)) => compare(a, b),
                _ => Ordering::Equal,
            },
        );
        for (at, from) in swaps(sources) {
            self.swap(at, from);
        }
    }
}

/// So few are sorted without room to merge them in.
const FEW: usize = 8;

/// For each place, the place whose element belongs there: neighbours are merged, then pairs of them, and so on.
fn sorted_positions(count: usize, compare: &mut dyn FnMut(usize, usize) -> Ordering) -> Vec<usize> {
    let mut positions: Vec<usize> = (0..count).collect();
    if count <= FEW {
        // In place, each as far to the left as it goes.
        for end in 1..count {
            for at in (0..end).rev() {
                match positions.get(at..at + 2) {
                    Some([left, right]) if compare(*right, *left).is_lt() => positions.swap(at, at + 1),
                    _ => break,
                }
            }
        }
        return positions;
    }
    let mut length = 1;
    while length < count {
        let mut merged = Vec::with_capacity(count);
        for pair in positions.chunks(length * 2) {
            let (mut left, mut right) = pair.split_at(length.min(pair.len()));
            while let ([first, left_rest @ ..], [second, right_rest @ ..]) = (left, right) {
                if compare(*second, *first).is_lt() {
                    merged.push(*second);
                    right = right_rest;
                } else {
                    merged.push(*first);
                    left = left_rest;
                }
            }
            merged.extend_from_slice(left);
            merged.extend_from_slice(right);
        }
        positions = merged;
        length *= 2;
    }
    positions
}

/// The swaps that bring every element to its place, each cycle of places on its own.
fn swaps(mut sources: Vec<usize>) -> Vec<(usize, usize)> {
    let mut swaps = Vec::new();
    for start in 0..sources.len() {
        let mut at = start;
        while let Some(source) = sources.get_mut(at) {
            let from = std::mem::replace(source, at);
            if from == start || from == at {
                break;
            }
            swaps.push((at, from));
            at = from;
        }
    }
    swaps
}

#[cfg(test)]
mod tests {
    use super::*;

    /// All texts of five letters out of three: every pattern of order and equality.
    #[test]
    fn sorts_as_the_standard_library_does() {
        for number in 0..3_usize.pow(5) {
            // Few of them, and more than that.
            let count = if number % 2 == 0 { 5 } else { 15 };
            let letters = (0..count).map(|at| (number / 3_usize.pow(at % 5) % 3, at));
            let mut ours: Vec<_> = letters.collect();
            let mut theirs = ours.clone();
            ours.order_by_key(|(letter, _)| *letter);
            theirs.sort_by_key(|(letter, _)| *letter);
            assert_eq!(ours, theirs);
            ours.order_by(|a, b| b.cmp(a));
            theirs.sort_by(|a, b| b.cmp(a));
            assert_eq!(ours, theirs);
            ours.order();
            theirs.sort();
            assert_eq!(ours, theirs);
        }
    }

    #[test]
    fn long_cycles_are_followed_once() {
        let count = 100_000;
        let mut turned: Vec<usize> = (1..count).chain([0]).collect();
        turned.order();
        assert!(turned.iter().enumerate().all(|(at, value)| at == *value));
    }
}
