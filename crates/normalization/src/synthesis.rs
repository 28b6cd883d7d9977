//! Third normal form by synthesis.

use crate::closure::closure_under;
use crate::{AttributeSet, FunctionalDependency, Scheme};

/// Dependencies whose determinants determine each other: they become one relation.
struct Group {
    determinants: Vec<AttributeSet>,
    dependents: AttributeSet,
}

impl Group {
    fn attributes(&self) -> AttributeSet {
        let determinants = self.determinants.iter().copied();
        determinants.fold(self.dependents, AttributeSet::or)
    }
}

impl Scheme {
    /// Relations in third normal form that hold the same rows (lossless) and in which every dependency can be checked without a
    /// join (dependency-preserving). None is within another; at least one; a scheme that is in third normal form may come back in
    /// one piece or in several. Quartic in the dependencies at worst. (Bernstein, "Synthesizing third normal form relations from
    /// functional dependencies", 1976; with a key added as in Biskup, Dayal and Bernstein, 1979.)
    pub fn synthesize(&self) -> Vec<AttributeSet> {
        let groups = self.groups();
        let mut relations: Vec<AttributeSet> = groups.iter().map(Group::attributes).collect();
        if !relations.iter().any(|relation| self.is_superkey(*relation)) {
            relations.extend(self.candidate_keys().list.first());
        }
        // Attributes that no dependency names are in every key.
        without_contained(relations)
    }

    /// The groups of a cover without transitive dependencies.
    fn groups(&self) -> Vec<Group> {
        let cover = self.minimal_cover();
        let mut groups: Vec<Group> = Vec::new();
        for dependency in &cover {
            let closure = self.closure(dependency.determinant);
            let same = |group: &&mut Group| {
                let first = group.determinants.first().copied().unwrap_or_default();
                first.is_within(closure) && dependency.determinant.is_within(self.closure(first))
            };
            match groups.iter_mut().find(same) {
                Some(group) => {
                    if !group.determinants.contains(&dependency.determinant) {
                        group.determinants.push(dependency.determinant);
                    }
                    group.dependents = group.dependents.or(dependency.dependent);
                }
                None => groups.push(Group {
                    determinants: vec![dependency.determinant],
                    dependents: dependency.dependent,
                }),
            }
        }
        for at in 0..groups.len() {
            drop_transitive(&mut groups, at);
        }
        groups
    }
}

/// Takes out of a group what follows without it, now that its determinants are known to determine each other.
fn drop_transitive(groups: &mut [Group], at: usize) {
    let candidates = groups.get(at).map(|group| group.dependents).unwrap_or_default();
    for attribute in candidates.iter() {
        let without = AttributeSet::one(attribute);
        let Some(group) = groups.get_mut(at) else { return };
        let start = group.determinants.first().copied().unwrap_or_default();
        let before = group.dependents;
        group.dependents = before.without(without);
        let follows = closure_under(&dependencies_of(groups), start).contains(attribute);
        if let Some(group) = groups.get_mut(at).filter(|_| !follows) {
            group.dependents = before;
        }
    }
}

/// Each determinant gives the next one of its group, the last gives the first and the dependents.
fn dependencies_of(groups: &[Group]) -> Vec<FunctionalDependency> {
    let mut list = Vec::new();
    for group in groups {
        let next = group.determinants.iter().skip(1);
        let next = next.copied().chain(group.determinants.first().copied());
        for (determinant, next) in group.determinants.iter().zip(next) {
            list.push(FunctionalDependency::new(*determinant, next.or(group.dependents)));
        }
    }
    list
}

/// Without repetitions and without what is within another, order kept.
pub(crate) fn without_contained(relations: Vec<AttributeSet>) -> Vec<AttributeSet> {
    let mut kept: Vec<AttributeSet> = Vec::new();
    for relation in relations {
        if kept.iter().any(|held| relation.is_within(*held)) {
            continue;
        }
        kept.retain(|held| !held.is_within(relation));
        kept.push(relation);
    }
    kept
}
