//! What the server would refuse to do.

use rowproof_catalog::{Catalog, Change, ChangeKey};

use crate::{ProposedFix, Remedy};

/// What a finding says when a fix of it is left out.
pub const IMPOSSIBLE: &str = "A unique key of a partitioned table has to hold the columns it is partitioned by, so a key over fewer columns is not offered; the partitions can have it each for itself.";

/// Whether the server takes the fix: a unique key of a partitioned table holds every column the table is partitioned by.
pub fn is_possible(catalog: &Catalog, fix: &ProposedFix) -> bool {
    match &fix.remedy {
        Remedy::Changes(changes) => changes.iter().all(|change| keeps_partitions(catalog, change)),
        Remedy::Statements(_) => true,
    }
}

fn keeps_partitions(catalog: &Catalog, change: &Change) -> bool {
    let relation = change.relation().and_then(|id| catalog.relation(id));
    let Some(relation) = relation.filter(|relation| relation.partitioned) else {
        return true;
    };
    let columns: Vec<&String> = match change {
        Change::AddUnique { columns, .. } | Change::AddPrimaryKey { columns, .. } => columns.iter().collect(),
        Change::AddIdentityKey { column, .. } => vec![column],
        Change::CreateIndex {
            unique: true, keys, ..
        } => {
            let plain = keys.iter().filter_map(|key| match key {
                ChangeKey::Column(column) => Some(column),
                ChangeKey::Expression(_) => None,
            });
            plain.collect()
        }
        _ => return true,
    };
    // Without plain columns it is partitioned by an expression, which no unique key can hold.
    let needed = relation.partition_columns.as_ref();
    needed.is_some_and(|needed| needed.iter().all(|column| columns.contains(&column)))
}
