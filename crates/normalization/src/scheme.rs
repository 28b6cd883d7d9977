//! A relation as theory sees it.

use crate::AttributeSet;

/// Rows that agree in the determinant agree in the dependent attributes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FunctionalDependency {
    /// What determines; empty when every row has the same dependent values.
    pub determinant: AttributeSet,
    /// What is determined, without what is in the determinant; empty when the dependency says nothing.
    pub dependent: AttributeSet,
}

impl FunctionalDependency {
    /// That `determinant` determines `dependent`.
    pub fn new(determinant: AttributeSet, dependent: AttributeSet) -> Self {
        Self {
            determinant,
            dependent: dependent.without(determinant),
        }
    }

    /// Every attribute it names.
    pub fn attributes(self) -> AttributeSet {
        self.determinant.or(self.dependent)
    }
}

/// A relation scheme: attributes and the functional dependencies that hold between them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scheme {
    attributes: AttributeSet,
    dependencies: Vec<FunctionalDependency>,
}

impl Scheme {
    /// A scheme of the attributes 0 to `count` - 1, at most [`crate::MAX_ATTRIBUTES`]. Dependencies keep their order and their
    /// places, by which derivations name them; attributes that are not the scheme's are left out of them, and a determinant
    /// that loses one determines nothing.
    pub fn new(count: usize, dependencies: Vec<FunctionalDependency>) -> Self {
        Self::over(AttributeSet::first(count), dependencies)
    }

    /// The same for any set of attributes.
    pub(crate) fn over(attributes: AttributeSet, mut dependencies: Vec<FunctionalDependency>) -> Self {
        for dependency in &mut dependencies {
            if dependency.determinant.is_within(attributes) {
                dependency.dependent = dependency.dependent.and(attributes);
            } else {
                dependency.dependent = AttributeSet::EMPTY;
            }
        }
        Self {
            attributes,
            dependencies,
        }
    }

    /// Its attributes.
    pub fn attributes(&self) -> AttributeSet {
        self.attributes
    }

    /// Its dependencies, in the order they were given.
    pub fn dependencies(&self) -> &[FunctionalDependency] {
        &self.dependencies
    }
}
