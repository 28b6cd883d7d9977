//! What follows from the keys of a table: the key of its rows, columns that are numbered, constraints.

use rowproof_syntax::Product;

use super::draft::Draft;
use super::key_length::Engine;
use super::{Applied, refused};
use crate::Catalog;
use crate::model::{
    Column, Constraint, ConstraintKind, Identity, Index, IndexColumn, IndexOrigin, Key, Relation,
};
use crate::note::Refusal;

/// The primary key, or the first unique key that refuses NULL, which stands for it.
pub(super) fn row_key(relation: &Relation) -> Option<&Index> {
    let refuses_null = |index: &&Index| {
        index.unique
            && (index.method != "hash" || Engine::of(relation) == Engine::Memory)
            && index.keys.iter().all(|key| {
                let column = key.column.as_ref().and_then(|name| relation.column(name));
                key.prefix_length.is_none() && column.is_some_and(|column| column.not_null)
            })
    };
    let is_primary = |index: &&Index| index.origin == IndexOrigin::PrimaryKey;
    let mut indexes = relation.indexes.iter();
    indexes
        .find(is_primary)
        .or_else(|| relation.indexes.iter().find(refuses_null))
}

pub(super) fn row_key_ignored() -> Box<super::Refused> {
    refused(
        Refusal::InvalidDefinition,
        "IGNORED",
        "the first unique key that refuses NULL stands for the primary key, which cannot be ignored",
    )
}

pub(super) fn settle_primary_key(catalog: &Catalog, draft: &mut Draft) -> Applied {
    let primary = draft
        .relation
        .indexes
        .iter_mut()
        .find(|index| index.origin == IndexOrigin::PrimaryKey);
    let Some(primary) = primary else {
        return Ok(());
    };
    if primary.keys.iter().any(|key| key.column.is_none()) {
        return Err(refused(
            Refusal::InvalidDefinition,
            "primary key",
            "it is made of columns",
        ));
    }
    let names: Vec<String> = primary.keys.iter().filter_map(|key| key.column.clone()).collect();
    for column in draft
        .relation
        .columns
        .iter_mut()
        .filter(|column| names.contains(&column.name))
    {
        let says_null = column.null_span.is_some() && !column.not_null;
        if says_null && catalog.server().product == Product::MySql {
            return Err(refused(
                Refusal::InvalidDefinition,
                format!("column `{}`", column.name),
                "a primary key's columns refuse NULL",
            ));
        }
        column.not_null = true;
    }
    // A system versioned table keys its rows by when they ended, too.
    if let Some(end) = period_end(&draft.relation)
        && let Some(primary) = draft
            .relation
            .indexes
            .iter_mut()
            .find(|index| index.origin == IndexOrigin::PrimaryKey)
        && !names.contains(&end)
    {
        primary.keys.push(IndexColumn::of_column(&end));
    }
    Ok(())
}

fn period_end(relation: &Relation) -> Option<String> {
    let end = relation
        .columns
        .iter()
        .find(|column| column.row_period == Some(rowproof_syntax::ast::RowBound::End))?;
    relation.system_versioned.then(|| end.name.clone())
}

pub(super) fn check_invisible(relation: &Relation) -> Applied {
    let lacks_value = |column: &&Column| column.invisible && column.not_null && !column.has_default();
    match relation.columns.iter().find(lacks_value) {
        None => Ok(()),
        Some(column) => Err(refused(
            Refusal::InvalidDefinition,
            format!("column `{}`", column.name),
            "an invisible column needs a default",
        )),
    }
}

pub(super) fn check_auto_increment(relation: &Relation) -> Applied {
    let mut counting = relation
        .columns
        .iter()
        .filter(|column| column.identity == Some(Identity::ByDefault));
    let Some(column) = counting.next() else {
        return Ok(());
    };
    let anywhere = matches!(Engine::of(relation), Engine::MyIsam | Engine::Aria);
    let keyed = relation.indexes.iter().any(|index| {
        let mut columns = index.keys.iter().filter_map(|key| key.column.as_deref());
        let is_plain = matches!(index.method.as_str(), "btree" | "hash");
        is_plain
            && match anywhere {
                true => columns.any(|name| name == column.name),
                false => columns.next() == Some(column.name.as_str()),
            }
    });
    if !keyed || counting.next().is_some() {
        return Err(refused(
            Refusal::InvalidDefinition,
            format!("column `{}`", column.name),
            "a table has one AUTO_INCREMENT column at most, and a key has to start with it",
        ));
    }
    Ok(())
}

/// Makes the primary key and the unique constraints from the indexes. One over prefixes or expressions refuses
/// duplicates but is no key of its columns: it stays an index.
pub(super) fn rebuild_constraints(relation: &mut Relation) {
    relation
        .constraints
        .retain(|constraint| constraint.key().is_none());
    let mut keys = Vec::new();
    for index in relation.indexes.iter_mut().filter(|index| index.unique) {
        let columns: Vec<String> = index
            .keys
            .iter()
            .filter(|key| key.prefix_length.is_none())
            .filter_map(|key| key.column.clone())
            .collect();
        let is_plain = columns.len() == index.keys.len();
        let key = Key {
            columns: index.keys.iter().filter_map(|key| key.column.clone()).collect(),
            nulls_not_distinct: false,
            without_overlaps: false,
        };
        let kind = match index.origin {
            IndexOrigin::PrimaryKey => ConstraintKind::PrimaryKey(key),
            _ if is_plain => {
                index.origin = IndexOrigin::Unique;
                ConstraintKind::Unique(key)
            }
            _ => {
                index.origin = IndexOrigin::Declared;
                continue;
            }
        };
        keys.push(Constraint::new(index.name.clone(), true, kind, index.span));
    }
    keys.append(&mut relation.constraints);
    relation.constraints = keys.into();
}
