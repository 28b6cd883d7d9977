//! Candidate keys.

use crate::{AttributeSet, Scheme};

/// How many candidate keys are looked for. There can be exponentially many; real relations have one to three.
pub const MAX_KEYS: usize = 64;

/// The candidate keys that were found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CandidateKeys {
    /// Each determines every attribute and no part of it does. In the order they were found, at least one; the empty set when
    /// every row is the same.
    pub list: Vec<AttributeSet>,
    /// Whether these are all. False when [`MAX_KEYS`] was reached: then an attribute that is in none of them may still be in a key.
    pub complete: bool,
}

impl CandidateKeys {
    /// The attributes that are in a key.
    pub fn prime(&self) -> AttributeSet {
        self.list
            .iter()
            .copied()
            .fold(AttributeSet::EMPTY, AttributeSet::or)
    }
}

impl Scheme {
    /// Whether the attributes determine all others.
    pub fn is_superkey(&self, attributes: AttributeSet) -> bool {
        self.attributes().is_within(self.closure(attributes))
    }

    /// All candidate keys, or the first [`MAX_KEYS`]. Polynomial in the dependencies and the number of keys.
    /// (Lucchesi and Osborn, "Candidate keys for relations", 1978.)
    pub fn candidate_keys(&self) -> CandidateKeys {
        let mut list = vec![self.smallest_key_within(self.attributes())];
        let mut at = 0;
        while let Some(key) = list.get(at).copied() {
            for dependency in self.dependencies() {
                if dependency.dependent.is_empty() {
                    continue;
                }
                let other = dependency.determinant.or(key.without(dependency.dependent));
                if list.iter().any(|known| known.is_within(other)) {
                    continue;
                }
                if list.len() == MAX_KEYS {
                    return CandidateKeys {
                        list,
                        complete: false,
                    };
                }
                list.push(self.smallest_key_within(other));
            }
            at += 1;
        }
        CandidateKeys { list, complete: true }
    }

    /// A key within a superkey: what can be left out is, the last attribute first.
    fn smallest_key_within(&self, superkey: AttributeSet) -> AttributeSet {
        let mut attributes: Vec<usize> = superkey.iter().collect();
        attributes.reverse();
        attributes.into_iter().fold(superkey, |key, attribute| {
            let fewer = key.without(AttributeSet::one(attribute));
            match self.is_superkey(fewer) {
                true => fewer,
                false => key,
            }
        })
    }
}
