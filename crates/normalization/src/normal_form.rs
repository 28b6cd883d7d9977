//! Which normal form a scheme is in, and which dependency stands in the way of the next.

use crate::{AttributeSet, CandidateKeys, FunctionalDependency, Scheme};

/// The normal forms that functional dependencies decide, ascending. Whether values are atomic (first normal form) is not seen here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum NormalForm {
    /// Some attribute that is in no key follows from part of a key.
    First,
    /// None does, but one follows from something that is no key.
    Second,
    /// Whatever follows from something that is no key is itself part of a key.
    Third,
    /// Boyce-Codd: nothing follows but from a key.
    BoyceCodd,
}

/// The form of a scheme.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    /// The highest form it is in.
    pub form: NormalForm,
    /// Its candidate keys. When they are not all, `form` may be too low by one: attributes taken for non-prime may be prime.
    pub keys: CandidateKeys,
    /// What keeps it from the next form, each dependent attribute by itself; empty in Boyce-Codd normal form.
    pub violations: Vec<Violation>,
}

/// A dependency that a normal form forbids.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Violation {
    /// The lowest form that forbids it.
    pub form: NormalForm,
    /// A determinant that is no superkey, from which no attribute can be left out, and one attribute that follows from it.
    pub dependency: FunctionalDependency,
}

impl Scheme {
    /// The verdict with every violation found, the worst first, otherwise in the order of the dependencies. Costs what the keys do.
    /// It is enough to look at the given dependencies and at parts of keys: if none of them breaks a form, nothing that follows
    /// from them does. (Codd, "Further normalization of the data base relational model", 1971, and "Recent investigations", 1974.)
    pub fn normal_form(&self) -> Verdict {
        let keys = self.candidate_keys();
        let prime = keys.prime();
        let mut violations = self.partial(&keys, prime);
        // What a superkey determines breaks nothing, and nothing else follows through it.
        let given = self.dependencies().iter().copied();
        let given = given.filter(|held| !self.is_superkey(held.determinant)).collect();
        for dependency in Scheme::over(self.attributes(), given).minimal_cover() {
            let of_key = |key: &AttributeSet| dependency.determinant.is_within(*key);
            let form = if dependency.dependent.is_within(prime) {
                NormalForm::BoyceCodd
            } else if keys.list.iter().any(of_key) {
                NormalForm::Second
            } else {
                NormalForm::Third
            };
            let known = |held: &Violation| held.dependency == dependency;
            if !violations.iter().any(known) {
                violations.push(Violation { form, dependency });
            }
        }
        let mut ordered = Vec::new();
        for form in [NormalForm::Second, NormalForm::Third, NormalForm::BoyceCodd] {
            ordered.extend(violations.iter().filter(|held| held.form == form));
        }
        let form = match ordered.first().map(|worst: &Violation| worst.form) {
            None => NormalForm::BoyceCodd,
            Some(NormalForm::Second) => NormalForm::First,
            Some(NormalForm::Third) => NormalForm::Second,
            Some(_) => NormalForm::Third,
        };
        Verdict {
            form,
            keys,
            violations: ordered,
        }
    }

    /// Attributes in no key that follow from part of one.
    fn partial(&self, keys: &CandidateKeys, prime: AttributeSet) -> Vec<Violation> {
        let mut violations: Vec<Violation> = Vec::new();
        for key in &keys.list {
            for left_out in key.iter() {
                let part = key.without(AttributeSet::one(left_out));
                let follows = self.closure(part).and(self.attributes()).without(part.or(prime));
                for attribute in follows.iter() {
                    let dependent = AttributeSet::one(attribute);
                    let dependency = FunctionalDependency {
                        determinant: self.reduced(part, attribute),
                        dependent,
                    };
                    let violation = Violation {
                        form: NormalForm::Second,
                        dependency,
                    };
                    if !violations.contains(&violation) {
                        violations.push(violation);
                    }
                }
            }
        }
        violations
    }
}
