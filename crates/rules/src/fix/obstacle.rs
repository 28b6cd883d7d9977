//! What the server would refuse to do.

use rowproof_catalog::{Catalog, Change, ChangeKey};
use rowproof_syntax::Dialect;

use crate::{ProposedFix, Remedy};

/// What a finding says when a fix of it is left out.
pub const IMPOSSIBLE: &str = "What PostgreSQL would refuse is not offered: a unique key of a partitioned table holds the columns it is partitioned by (its partitions can have another each for itself), and a column keeps its type while a view or a trigger uses it or rows are partitioned by it.";

/// Whether the server takes the fix: a unique key of a partitioned table holds every column the table is partitioned by, and
/// what uses a column holds it to its type.
pub fn is_possible(catalog: &Catalog, fix: &ProposedFix) -> bool {
    match &fix.remedy {
        Remedy::Changes(changes) => changes
            .iter()
            .all(|change| keeps_partitions(catalog, change) && changes_free_type(catalog, change)),
        Remedy::Statements(_) => true,
    }
}

/// Which columns a view reads is not known: any may be the one.
fn changes_free_type(catalog: &Catalog, change: &Change) -> bool {
    let Change::SetType { relation, column, .. } = change else {
        return true;
    };
    let Some(relation) = catalog
        .relation(*relation)
        .filter(|_| catalog.dialect() == Dialect::PostgreSql)
    else {
        return true;
    };
    let partitioned_by = relation.partition_columns.iter().flatten();
    let mut partitioned_by = partitioned_by.chain(&relation.partition_expression_columns);
    !catalog.is_read(relation.id)
        && !relation.triggers.iter().any(|trigger| trigger.names_columns)
        && !partitioned_by.any(|name| name == column)
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
