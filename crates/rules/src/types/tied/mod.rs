//! Columns that have one type together, because foreign keys tie them, and what holds a column to its type.

use crate::gap::Gap;
use crate::prelude::*;
use rowproof_catalog::questions::columns_of;

/// More columns than this are not changed in one fix.
pub(crate) const MOST: usize = 40;

/// The changes that give the column, and all that foreign keys tie to it, another type. `using` says how values are converted,
/// with `{}` for the column; `new_default` gives the text of each default of theirs with the new type. None where one of them has no
/// such default, where something depends on the old type, or where a table is not in the paste.
pub(crate) fn retyped(
    table: &TableView<'_>,
    column: &Column,
    data_type: &ColumnType,
    using: Option<&str>,
    new_default: &dyn Fn(&Expression) -> Option<String>,
) -> Option<Vec<Change>> {
    let dialect = table.dialect();
    let mut changes = Vec::new();
    for (relation, column) in tied(table.catalog, table.relation, column)? {
        if !is_free(
            relation,
            column,
            compares_alike(&column.data_type, data_type, dialect),
        ) {
            return None;
        }
        if let Some(default) = &column.default {
            let text = new_default(default)?;
            if text != default.text {
                changes.push(Change::SetDefault {
                    relation: relation.id,
                    column: column.name.clone(),
                    expression: table.expression(&text)?,
                });
            }
        }
        changes.push(Change::SetType {
            relation: relation.id,
            column: column.name.clone(),
            data_type: data_type.clone(),
            using: using.map(|using| using.replace("{}", &quote(&column.name, dialect))),
        });
    }
    Some(changes)
}

const HELD: &str = "Another type is not offered: a default, a CHECK, an array, a generated column, an index over an expression, or a table that is not in the paste depends on this one.";

/// Makes the finding, which says so when no fix gives the column another type.
pub(crate) fn report(findings: &mut Findings<'_>, rule: &Rule, mut gap: Gap<'_>) {
    if gap.fixes.is_empty() && !findings.is_full(rule) {
        gap.evidence.push(HELD.to_owned());
    }
    findings.push(rule, &gap);
}

/// The default as it is written, whatever it is.
pub(crate) fn any_default(default: &Expression) -> Option<String> {
    Some(default.text.clone())
}

/// No default has a meaning in the new type.
pub(crate) fn no_default(_default: &Expression) -> Option<String> {
    None
}

/// The column and those that foreign keys tie to it, each once, the column first. None when one is not in the paste, or there are
/// very many.
fn tied<'c>(
    catalog: &'c Catalog,
    relation: &'c Relation,
    column: &'c Column,
) -> Option<Vec<(&'c Relation, &'c Column)>> {
    let mut found = vec![(relation, column)];
    let mut at = 0;
    while let Some((relation, column)) = found.get(at).copied() {
        at += 1;
        let mut keys = catalog.references_to(relation.id);
        let own = relation.foreign_keys();
        keys.extend(own.map(|(constraint, key)| (relation, constraint, key)));
        for (child, constraint, key) in keys {
            let own_side = child.id == relation.id && key.columns.contains(&column.name);
            let their_side =
                key.relation == Some(relation.id) && key.referenced_columns.contains(&column.name);
            if !own_side && !their_side {
                continue;
            }
            let plain = constraint.enforced
                && !constraint.not_valid
                && !key.period
                && key.on_delete_columns.is_empty()
                && key.columns.len() == key.referenced_columns.len();
            let parent = key.relation.and_then(|id| catalog.relation(id));
            let parent = parent.filter(|_| plain)?;
            for (own, referenced) in key.columns.iter().zip(&key.referenced_columns) {
                let is_own = child.id == relation.id && *own == column.name;
                let is_theirs = key.relation == Some(relation.id) && *referenced == column.name;
                for (relation, name) in [(child, own), (parent, referenced)] {
                    let known =
                        |(other, held): &(&Relation, &Column)| other.id == relation.id && held.name == *name;
                    if (is_own || is_theirs) && !found.iter().any(known) {
                        found.push((relation, relation.column(name)?));
                    }
                    if found.len() > MOST {
                        return None;
                    }
                }
            }
        }
    }
    Some(found)
}

/// Whether conditions over the one are conditions over the other. MySQL loses the CHECK of a column that is declared anew.
fn compares_alike(old: &ColumnType, new: &ColumnType, dialect: Dialect) -> bool {
    dialect == Dialect::PostgreSql
        && matches!(
            (old.family, new.family),
            (TypeFamily::Integer(_), TypeFamily::Integer(_))
                | (TypeFamily::Text, TypeFamily::Text)
                | (TypeFamily::Timestamp, TypeFamily::TimestampWithTimeZone)
        )
}

/// Whether nothing but keys and plain indexes reads the column, and conditions where those stay as they are: its type may change, and
/// everything else need not.
fn is_free(relation: &Relation, column: &Column, conditions_stay: bool) -> bool {
    let name = &column.name;
    let reads = |expression: &Expression| columns_of(expression).contains(name);
    let mut generated = relation
        .columns
        .iter()
        .filter_map(|other| other.generated.as_deref());
    let special = |index: &Index| {
        let mut keys = index.keys.iter().filter(|key| key.columns().contains(name));
        let plain = |key: &rowproof_catalog::IndexColumn| {
            key.column.is_some()
                && key.operator_class.is_none()
                && key.prefix_length.is_none()
                && key.collation.is_none()
        };
        let held = keys.clone().next().is_some();
        (held && !matches!(index.method.as_str(), "btree" | "rowid"))
            || keys.any(|key| !plain(key))
            || (!conditions_stay && index.predicate.as_deref().is_some_and(reads))
    };
    let mut checks = relation.checks();
    let checked = !conditions_stay && checks.any(|(_, check)| check.columns.contains(name));
    column.generated.is_none()
        && column.parents == 0
        && column.data_type.domain.is_none()
        && column.data_type.array_dimensions == 0
        && !generated.any(reads)
        && !checked
        && !relation.indexes.iter().any(special)
}
