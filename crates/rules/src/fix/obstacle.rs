//! Which fixes are not offered, and why.

use rowproof_catalog::{Catalog, Change, ChangeKey, NewIndex, RelationId};
use rowproof_syntax::Dialect;

const PARTITIONED: &str = "A unique key that leaves out a column the table is partitioned by is not offered: PostgreSQL refuses it (its partitions can have one each for itself).";
const TYPE_IN_USE: &str = "Another type is not offered: PostgreSQL keeps the type of a column while a view or a trigger uses it or rows are partitioned by it.";
const FORGOTTEN: &str = "A CHECK is not offered: this version of the server reads it and forgets it.";
const DEFAULT_REFUSED: &str = "A fix that refuses the column's own default is not offered: rows that leave the column out would fail. Change the default first.";

/// Why the server would not keep the changes, as a sentence; none when it does.
pub(super) fn server_obstacle(catalog: &Catalog, changes: &[Change]) -> Option<&'static str> {
    changes.iter().find_map(|change| {
        if !keeps_partitions(catalog, change) {
            return Some(PARTITIONED);
        }
        if !changes_free_type(catalog, change) {
            return Some(TYPE_IN_USE);
        }
        let forgotten = matches!(change, Change::AddCheck { .. }) && !catalog.keeps_checks();
        forgotten.then_some(FORGOTTEN)
    })
}

/// The sentence for a column whose values the changes limit so that its default, which it has already, is none of them.
/// `changed` is the catalog with the changes made.
pub(super) fn default_obstacle(
    catalog: &Catalog,
    changed: &Catalog,
    changes: &[Change],
) -> Option<&'static str> {
    let (relation, name) = changes.iter().find_map(limited_column)?;
    catalog.relation(relation)?.column(name)?.default.as_ref()?;
    let listed = changes.iter().find_map(|change| match change {
        Change::CreateLookup { values, .. } => Some(values.as_slice()),
        Change::CreateEnum { labels, .. } => Some(labels.as_slice()),
        Change::SetType { data_type, .. } => data_type.enum_labels.as_deref().map(Vec::as_slice),
        _ => None,
    });
    let relation = changed.relation(relation)?;
    let column = relation.column(name)?;
    let is_listed = |text: &String| listed.is_none_or(|listed| listed.contains(text));
    let refused = !changed.default_refusals(relation, column).is_empty()
        || changed.default_text(column).is_some_and(|text| !is_listed(&text));
    refused.then_some(DEFAULT_REFUSED)
}

/// The column whose values a change limits.
fn limited_column(change: &Change) -> Option<(RelationId, &str)> {
    match change {
        Change::AddCheck {
            relation,
            column: Some(column),
            ..
        }
        | Change::SetType { relation, column, .. } => Some((*relation, column)),
        Change::AddForeignKey {
            relation, columns, ..
        } => match columns.as_slice() {
            [column] => Some((*relation, column)),
            _ => None,
        },
        _ => None,
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
        Change::CreateIndex(NewIndex {
            unique: true, keys, ..
        }) => {
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
