//! Sets of attributes.

use std::fmt;

/// How many attributes a scheme may have. A relation with more columns has no scheme: whoever asks leaves out columns that no
/// dependency names, or says that the relation was not looked at.
pub const MAX_ATTRIBUTES: usize = 64;

/// A set of attributes, each a number below [`MAX_ATTRIBUTES`]; may be empty. Every operation costs a machine word.
#[derive(Clone, Copy, PartialEq, Eq, Default, Hash, PartialOrd, Ord)]
pub struct AttributeSet(u64);

impl AttributeSet {
    /// The set without attributes.
    pub const EMPTY: Self = Self(0);

    /// The first `count` attributes; all there can be when it is more than [`MAX_ATTRIBUTES`].
    pub fn first(count: usize) -> Self {
        match count {
            MAX_ATTRIBUTES.. => Self(u64::MAX),
            _ => Self((1 << count) - 1),
        }
    }

    /// These attributes; those beyond [`MAX_ATTRIBUTES`] are left out.
    pub fn of(attributes: &[usize]) -> Self {
        attributes.iter().copied().collect()
    }

    /// The set of this attribute alone; empty when it is beyond [`MAX_ATTRIBUTES`].
    pub fn one(attribute: usize) -> Self {
        match attribute {
            MAX_ATTRIBUTES.. => Self::EMPTY,
            _ => Self(1 << attribute),
        }
    }

    /// Whether the attribute is in it.
    pub fn contains(self, attribute: usize) -> bool {
        !Self::one(attribute).and(self).is_empty()
    }

    /// Whether no attribute is in it.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// How many attributes are in it.
    pub fn len(self) -> usize {
        self.0.count_ones() as usize
    }

    /// Whether all of it is in the other, which may be the same set.
    pub fn is_within(self, other: Self) -> bool {
        self.0 & !other.0 == 0
    }

    /// What is in one or the other.
    pub fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// What is in both.
    pub fn and(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// What is in it and not in the other.
    pub fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    /// Its attributes, ascending.
    pub fn iter(self) -> impl Iterator<Item = usize> {
        let mut rest = self.0;
        std::iter::from_fn(move || {
            let next = rest.trailing_zeros() as usize;
            // Takes the lowest away; nothing when nothing is left.
            rest &= rest.checked_sub(1)?;
            Some(next)
        })
    }

    /// Attribute `n` is bit `n`.
    pub(crate) fn bits(self) -> u64 {
        self.0
    }

    /// The same the other way round.
    pub(crate) fn from_bits(bits: u64) -> Self {
        Self(bits)
    }

    /// The subset after this one in the order that starts with the empty set and ends with `whole`; none after `whole`.
    pub(crate) fn next_subset_of(self, whole: Self) -> Option<Self> {
        (self != whole).then(|| Self(self.0.wrapping_sub(whole.0) & whole.0))
    }
}

impl FromIterator<usize> for AttributeSet {
    fn from_iter<I: IntoIterator<Item = usize>>(attributes: I) -> Self {
        let sets = attributes.into_iter().map(Self::one);
        sets.fold(Self::EMPTY, Self::or)
    }
}

impl fmt::Debug for AttributeSet {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_set().entries(self.iter()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attributes_beyond_the_bound_are_left_out() {
        assert_eq!(AttributeSet::of(&[1, 64, 1000]), AttributeSet::of(&[1]));
        assert!(!AttributeSet::first(65).contains(64));
        assert_eq!(AttributeSet::first(64).len(), 64);
        assert_eq!(AttributeSet::first(0), AttributeSet::EMPTY);
    }

    #[test]
    fn attributes_come_ascending() {
        let set = AttributeSet::of(&[63, 0, 7]);
        assert_eq!(set.iter().collect::<Vec<_>>(), [0, 7, 63]);
        assert_eq!(AttributeSet::EMPTY.iter().next(), None);
    }

    #[test]
    fn every_subset_comes_once() {
        let whole = AttributeSet::of(&[1, 3, 6]);
        let subsets: Vec<_> =
            std::iter::successors(Some(AttributeSet::EMPTY), |set| set.next_subset_of(whole)).collect();
        assert_eq!(subsets.len(), 8);
        assert!(subsets.iter().all(|set| set.is_within(whole)) && subsets.is_sorted());
    }
}
