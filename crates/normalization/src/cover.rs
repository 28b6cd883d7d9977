//! The same dependencies with fewer words.

use crate::closure::closure_under;
use crate::{AttributeSet, FunctionalDependency, Scheme};

impl Scheme {
    /// A minimal cover: dependencies that imply the same, each with one dependent attribute, none with an attribute in its
    /// determinant that could be left out, none that follows from the others. In the order of the dependencies they come from;
    /// which of several minimal covers it is depends on that order. Cubic in the number of attributes and dependencies.
    /// (Garcia-Molina, Ullman, Widom, section "Minimal bases".)
    pub fn minimal_cover(&self) -> Vec<FunctionalDependency> {
        let mut cover: Vec<FunctionalDependency> = Vec::new();
        for dependency in self.dependencies() {
            for attribute in dependency.dependent.iter() {
                let reduced = FunctionalDependency {
                    determinant: self.reduced(dependency.determinant, attribute),
                    dependent: AttributeSet::one(attribute),
                };
                if !cover.contains(&reduced) {
                    cover.push(reduced);
                }
            }
        }
        // From the end, so that what was said first stays.
        for at in (0..cover.len()).rev() {
            let dependency = cover.remove(at);
            let closure = closure_under(&cover, dependency.determinant);
            if !dependency.dependent.is_within(closure) {
                cover.insert(at, dependency);
            }
        }
        cover
    }

    /// The determinant without what the attribute does not need.
    pub(crate) fn reduced(&self, determinant: AttributeSet, attribute: usize) -> AttributeSet {
        determinant.iter().fold(determinant, |kept, candidate| {
            let fewer = kept.without(AttributeSet::one(candidate));
            match self.closure(fewer).contains(attribute) {
                true => fewer,
                false => kept,
            }
        })
    }
}
