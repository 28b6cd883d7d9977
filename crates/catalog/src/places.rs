//! Where to look for what a relation has: which relations may have a constraint of a name, inherit from another, read it.

use std::hash::{Hash, Hasher};
use std::rc::Rc;

use rowproof_source::{SmallMap, SmallSet, SortSmall};
use rustc_hash::FxHasher;

use crate::model::{QualifiedName, RelationId};

/// What is looked for.
#[derive(Debug, Clone, Copy, Hash)]
pub(crate) enum Sought<'n> {
    /// A constraint of that name, in the schema of its relation; of a domain under [`OF_DOMAINS`].
    Constraint { schema: &'n str, name: &'n str },
    /// An index of that name.
    Index(&'n QualifiedName),
    /// A trigger of that name.
    Trigger(&'n QualifiedName),
    /// A foreign key of that name, in MySQL's database.
    ForeignKey(&'n QualifiedName),
    /// Foreign keys to the relation.
    Referencing(RelationId),
    /// Foreign keys to a relation of that name, which may not be there yet.
    ReferencingName(&'n QualifiedName),
    /// Relations that inherit from it or are its partitions.
    Heirs(RelationId),
    /// Views that read it.
    Readers(RelationId),
    /// Tables with policies that read it.
    PolicyReaders(RelationId),
    /// Columns of the declared type.
    TypeUsers(&'n QualifiedName),
    /// Columns that take numbers from the sequence.
    SequenceUsers(&'n QualifiedName),
    /// Triggers that call the function.
    TriggerUsers(&'n QualifiedName),
}

/// Stands for all domains, which are no relations.
pub(crate) const OF_DOMAINS: RelationId = RelationId(u32::MAX);

/// Relations by what they may have. A hint: each is asked again, since nothing is taken out when it is dropped or renamed,
/// and since only the hash of what is sought is kept, so that nothing is copied for it. Shared by clones until one adds to it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Places {
    table: Rc<Table>,
}

#[derive(Debug, Clone, Default)]
struct Table {
    /// The relation first remembered, and the place after that of the last of the others in `more`; 0 for none.
    first: SmallMap<u32, (RelationId, u32)>,
    /// Further relations, each with the place after that of the one before it.
    more: Vec<(RelationId, u32)>,
    /// What is in `more`.
    known: SmallSet<(u32, RelationId)>,
}

impl Places {
    /// Remembers that the relation has what is sought.
    pub fn add(&mut self, sought: Sought<'_>, id: RelationId) {
        let key = key(sought);
        let table = Rc::make_mut(&mut self.table);
        match table.first.get_mut(&key) {
            None => {
                table.first.insert(key, (id, 0));
            }
            Some((first, last)) => {
                if *first != id && table.known.insert((key, id)) {
                    table.more.push((id, *last));
                    *last = u32::try_from(table.more.len()).unwrap_or(0);
                }
            }
        }
    }

    /// The relations that may have it, by id, each once.
    pub fn of(&self, sought: Sought<'_>) -> Vec<RelationId> {
        let found = self.table.first.get(&key(sought));
        found.map_or_else(Vec::new, |found| self.chain(*found))
    }

    /// Gives back what it holds beyond its elements.
    pub fn shrink(&mut self) {
        if let Some(table) = Rc::get_mut(&mut self.table) {
            table.first.shrink();
            table.more.shrink_to_fit();
        }
    }

    fn chain(&self, (first, mut last): (RelationId, u32)) -> Vec<RelationId> {
        let mut found = vec![first];
        while let Some(at) = last.checked_sub(1)
            && let Some((id, before)) = self.table.more.get(at as usize)
        {
            found.push(*id);
            last = *before;
        }
        // Mostly they were remembered in the order in which they were made.
        if let Some(others) = found.get_mut(1..) {
            others.reverse();
        }
        if !found.is_sorted() {
            found.order();
        }
        // What is reached through two names may have been added again.
        found.dedup();
        found
    }

    /// What was found under one name is found under another too.
    pub fn follow(&mut self, from: Sought<'_>, to: Sought<'_>) {
        let (from, new) = (key(from), key(to));
        let Some(found) = self.table.first.get(&from).copied() else {
            return;
        };
        match self.table.first.contains_key(&new) {
            // The others are reached through both from now on; what is added later is added to one of them.
            false => {
                Rc::make_mut(&mut self.table).first.insert(new, found);
            }
            true => self.chain(found).into_iter().for_each(|id| self.add(to, id)),
        }
    }
}

fn key(sought: Sought<'_>) -> u32 {
    let mut hasher = FxHasher::default();
    sought.hash(&mut hasher);
    hasher.finish() as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_relation_is_found_once_and_under_its_new_name() {
        let name = |name: &str| QualifiedName {
            schema: "public".to_owned(),
            name: name.to_owned(),
        };
        let (old, new) = (name("old"), name("new"));
        let mut places = Places::default();
        for id in [4, 2, 4, 9, 2] {
            places.add(Sought::TypeUsers(&old), RelationId(id));
        }
        assert_eq!(places.of(Sought::TypeUsers(&old)), [2, 4, 9].map(RelationId));
        assert!(places.of(Sought::SequenceUsers(&old)).is_empty());
        places.add(Sought::TypeUsers(&new), RelationId(9));
        places.follow(Sought::TypeUsers(&old), Sought::TypeUsers(&new));
        assert_eq!(places.of(Sought::TypeUsers(&new)), [2, 4, 9].map(RelationId));
    }
}
