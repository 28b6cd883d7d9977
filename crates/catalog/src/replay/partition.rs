//! Partitions, and the indexes that a partitioned table shares with them.

use std::collections::HashMap;

use rowproof_syntax::ast::{Identifier, ObjectName};

use crate::Catalog;
use crate::model::{QualifiedName, RelationId, fold};

/// What is known of partitions while the script is replayed.
#[derive(Debug, Clone, Default)]
pub(crate) struct Partitions {
    /// How many a table has.
    counts: HashMap<RelationId, u32>,
    /// Indexes made `ON ONLY` a table, and how many of its partitions had none attached yet.
    missing: HashMap<(RelationId, String), u32>,
}

impl Catalog {
    /// `ATTACH PARTITION`
    pub(super) fn attach_partition(&mut self, parent: RelationId, child: &ObjectName) {
        let name = self.relation(parent).map(|relation| relation.name.clone());
        if self.set_partition_of(child, name) {
            self.count_partition(parent);
        }
    }

    /// `DETACH PARTITION`
    pub(super) fn detach_partition(&mut self, parent: RelationId, child: &ObjectName) {
        if self.set_partition_of(child, None)
            && let Some(count) = self.partitions.counts.get_mut(&parent)
        {
            *count = count.saturating_sub(1);
        }
    }

    fn set_partition_of(&mut self, child: &ObjectName, parent: Option<QualifiedName>) -> bool {
        let id = self.resolve_id(child);
        let relation = id.and_then(|id| self.relation_mut(id));
        match relation {
            Some(relation) => relation.partition_of = parent,
            None => return false,
        }
        true
    }

    /// The table has one partition more.
    pub(super) fn count_partition(&mut self, parent: RelationId) {
        *self.partitions.counts.entry(parent).or_default() += 1;
    }

    pub(super) fn has_partitions(&self, id: RelationId) -> bool {
        self.partitions.counts.get(&id).is_some_and(|count| *count > 0)
    }

    /// An index `ON ONLY` this table is not valid before each of its partitions has one attached to it (PostgreSQL manual,
    /// `CREATE INDEX`). Partitions that come later get theirs by themselves.
    pub(super) fn expect_attached_indexes(&mut self, id: RelationId, index: &str) {
        let count = self.partitions.counts.get(&id).copied().unwrap_or_default();
        self.partitions.missing.insert((id, index.to_owned()), count);
    }

    /// `ALTER INDEX name ATTACH PARTITION …`
    pub(super) fn attach_index(&mut self, id: RelationId, name: &Identifier) {
        let name = fold(name, self.dialect());
        let Some(missing) = self.partitions.missing.get_mut(&(id, name.clone())) else {
            return;
        };
        *missing = missing.saturating_sub(1);
        if *missing > 0 {
            return;
        }
        if let Some(index) = self
            .relation_mut(id)
            .and_then(|relation| relation.indexes.iter_mut().find(|index| index.name == name))
        {
            index.valid = true;
        }
    }
}
