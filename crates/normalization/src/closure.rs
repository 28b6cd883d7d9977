//! What a set of attributes determines, and why.

use crate::{AttributeSet, FunctionalDependency, Scheme};

/// How a closure came about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Derivation {
    /// Where it started.
    pub start: AttributeSet,
    /// In order; what a step needs is in `start` or gained before it. Empty when nothing follows.
    pub steps: Vec<Step>,
}

/// One dependency applied.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Step {
    /// Its place among the scheme's dependencies.
    pub dependency: usize,
    /// What was not there before; never empty.
    pub gained: AttributeSet,
}

impl Derivation {
    /// All that follows, the start included.
    pub fn closure(&self) -> AttributeSet {
        self.steps
            .iter()
            .fold(self.start, |set, step| set.or(step.gained))
    }
}

/// All that these dependencies give, starting from `start`.
pub(crate) fn closure_under(dependencies: &[FunctionalDependency], start: AttributeSet) -> AttributeSet {
    let mut closure = start;
    loop {
        let before = closure;
        for dependency in dependencies {
            if dependency.determinant.is_within(closure) {
                closure = closure.or(dependency.dependent);
            }
        }
        if closure == before {
            return closure;
        }
    }
}

impl Scheme {
    /// Every attribute that `start` determines, itself included. At worst as many rounds over the dependencies as there are
    /// dependencies. (Beeri and Bernstein, "Computational problems related to the design of normal form relational schemas", 1979.)
    pub fn closure(&self, start: AttributeSet) -> AttributeSet {
        closure_under(self.dependencies(), start)
    }

    /// Whether the dependency follows from the scheme's.
    pub fn implies(&self, dependency: FunctionalDependency) -> bool {
        dependency
            .dependent
            .is_within(self.closure(dependency.determinant))
    }

    /// The closure with every dependency that gave something new, in the order they were applied. Costs what the closure does.
    pub fn derive(&self, start: AttributeSet) -> Derivation {
        let mut derivation = Derivation {
            start,
            steps: Vec::new(),
        };
        let mut closure = start;
        loop {
            let before = closure;
            for (at, dependency) in self.dependencies().iter().enumerate() {
                let gained = dependency.dependent.without(closure);
                if dependency.determinant.is_within(closure) && !gained.is_empty() {
                    closure = closure.or(gained);
                    derivation.steps.push(Step {
                        dependency: at,
                        gained,
                    });
                }
            }
            if closure == before {
                return derivation;
            }
        }
    }

    /// The steps that lead from `start` to `goal` and nothing beside: each gives something that the goal or a later step needs,
    /// and only that is listed as gained. None when `goal` does not follow.
    pub fn explain(&self, start: AttributeSet, goal: AttributeSet) -> Option<Derivation> {
        let whole = self.derive(start);
        if !goal.is_within(whole.closure()) {
            return None;
        }
        let mut needed = goal.without(start);
        let mut steps = Vec::new();
        for step in whole.steps.into_iter().rev() {
            let gained = step.gained.and(needed);
            let Some(dependency) = self.dependencies().get(step.dependency) else {
                continue;
            };
            if !gained.is_empty() {
                needed = needed.without(gained).or(dependency.determinant.without(start));
                steps.push(Step { gained, ..step });
            }
        }
        steps.reverse();
        Some(Derivation { start, steps })
    }
}
