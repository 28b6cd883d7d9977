//! Foreign keys that hold columns to their types: no server compares a `uuid` with a text, and MySQL changes no column of a
//! foreign key. They are dropped before types change and declared again afterwards.

use rowproof_catalog::{Catalog, Change, ColumnType, Constraint, RelationId, TypeFamily, quote};
use rowproof_syntax::Dialect;

use crate::remedies::declared;

/// The statements that drop the foreign keys in the way of these changes, and those that declare them again; both empty
/// where none is.
pub(super) fn held_types(catalog: &Catalog, changes: &[Change]) -> (Vec<String>, Vec<String>) {
    let (mut dropped, mut declared_again) = (Vec::new(), Vec::new());
    let mut seen: Vec<(RelationId, &str)> = Vec::new();
    for change in changes {
        let Change::SetType {
            relation,
            column,
            data_type,
            ..
        } = change
        else {
            continue;
        };
        let Some(held) = catalog.relation(*relation) else {
            continue;
        };
        let old = held.column(column).map(|column| &*column.data_type);
        if old.is_none_or(|old| !is_held(old, data_type, catalog.dialect())) {
            continue;
        }
        let own = held
            .foreign_keys()
            .map(|(constraint, key)| (held, constraint, key));
        let own = own.filter(|(_, _, key)| key.columns.contains(column));
        let to = catalog.references_to(*relation).into_iter();
        let to = to.filter(|(_, _, key)| key.referenced_columns.contains(column));
        for (child, constraint, key) in own.chain(to) {
            if seen.contains(&(child.id, constraint.name.as_str())) {
                continue;
            }
            seen.push((child.id, &constraint.name));
            dropped.push(format!(
                "ALTER TABLE {} {}",
                catalog.sql_name(child),
                drop_of(constraint, catalog.dialect())
            ));
            declared_again.push(declared(
                catalog,
                child,
                constraint,
                key,
                (key.on_delete, key.on_update),
            ));
        }
    }
    (dropped, declared_again)
}

/// `DROP FOREIGN KEY name`
fn drop_of(constraint: &Constraint, dialect: Dialect) -> String {
    let words = match dialect {
        Dialect::MySql => "DROP FOREIGN KEY",
        Dialect::PostgreSql | Dialect::Sqlite => "DROP CONSTRAINT",
    };
    format!("{words} {}", quote(&constraint.name, dialect))
}

/// Whether a foreign key refuses the change of one of its sides before the other.
fn is_held(old: &ColumnType, new: &ColumnType, dialect: Dialect) -> bool {
    let class = |family: TypeFamily| match family {
        TypeFamily::Integer(_) | TypeFamily::Numeric => 0,
        TypeFamily::Text => 1,
        _ => 2,
    };
    match dialect {
        Dialect::MySql => old != new,
        Dialect::PostgreSql => {
            let (old, new) = (old.family, new.family);
            old != new && (class(old) != class(new) || class(new) == 2)
        }
        Dialect::Sqlite => false,
    }
}
