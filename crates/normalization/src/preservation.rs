//! Whether dependencies can still be checked when a relation is in parts.

use crate::{AttributeSet, FunctionalDependency, Scheme};

impl Scheme {
    /// Whether every dependency follows from what can be checked within single parts.
    pub fn is_preserved_by(&self, parts: &[AttributeSet]) -> bool {
        self.lost_in(parts).next().is_none()
    }

    /// The dependencies that no part, nor all parts together without a join, can check; in their order. Polynomial, though what
    /// holds within a part can be exponentially much. (Garcia-Molina, Ullman, Widom; Beeri and Honeyman, "Preserving functional
    /// dependencies", 1981.)
    pub fn lost_in<'s>(
        &'s self,
        parts: &'s [AttributeSet],
    ) -> impl Iterator<Item = FunctionalDependency> + 's {
        let given = self.dependencies().iter().copied();
        given.filter(move |dependency| {
            !dependency
                .dependent
                .is_within(self.closure_in_parts(dependency.determinant, parts))
        })
    }

    fn closure_in_parts(&self, start: AttributeSet, parts: &[AttributeSet]) -> AttributeSet {
        let mut closure = start;
        loop {
            let before = closure;
            for part in parts {
                closure = closure.or(self.closure(closure.and(*part)).and(*part));
            }
            if closure == before {
                return closure;
            }
        }
    }
}
