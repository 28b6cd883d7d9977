//! New names for the columns and indexes of a table, in everything of it that names them.

use rowproof_syntax::ast::{Expression, Identifier};
use rowproof_syntax::{Dialect, rename_identifier};

use super::alter::find;
use super::draft::Draft;
use super::key_length::whole_prefix;
use super::take_away::no_index;
use super::{Applied, refused};
use crate::Catalog;
use crate::model::{ConstraintKind, IndexOrigin, Relation, lookup_key, same_name};
use crate::note::Refusal;
use crate::questions::{columns_of, rename_column_in};

/// All at once: one index may take the name that another leaves. Two of one name are refused when the keys are settled.
pub(super) fn rename_indexes(draft: &mut Draft, renames: &[(&Identifier, &Identifier)]) -> Applied {
    let mut found: Vec<(usize, &str)> = Vec::new();
    for (from, to) in renames {
        let mut indexes = draft.relation.indexes.iter();
        let at = indexes.position(|index| same_name(&index.name, &from.value, Dialect::MySql));
        let free = at.filter(|at| found.iter().all(|(held, _)| held != at));
        let Some((at, index)) = free.and_then(|at| Some((at, draft.relation.indexes.get(at)?))) else {
            return Err(no_index(&from.value));
        };
        if index.origin == IndexOrigin::PrimaryKey || same_name(&to.value, "PRIMARY", Dialect::MySql) {
            return Err(refused(
                Refusal::InvalidDefinition,
                format!("index `{}`", from.value),
                "the primary key keeps its name, and no other index has it",
            ));
        }
        found.push((at, &to.value));
    }
    for (at, to) in found {
        let Some(index) = draft.relation.indexes.get_mut(at) else {
            continue;
        };
        to.clone_into(&mut index.name);
        if index.origin == IndexOrigin::ForeignKey {
            // With a name of its own it stays when another one covers it.
            index.origin = IndexOrigin::Declared;
        }
    }
    Ok(())
}

/// Renames a column in everything of its table that names it.
/// All at once: `RENAME COLUMN a TO b, RENAME COLUMN b TO a` swaps the names.
pub(super) fn rename_columns(draft: &mut Draft, renames: &[(&Identifier, &Identifier)]) -> Applied {
    if let [(from, to)] = renames {
        let at = find(draft, from)?;
        return rename_column(draft, at, &to.value);
    }
    // No name has this character in it.
    let passing = |number: usize| format!("{number}\0");
    let mut old = Vec::new();
    for (number, (from, _)) in renames.iter().enumerate() {
        let at = find(draft, from)?;
        old.push(lookup_key(&from.value, Dialect::MySql));
        rename_column(draft, at, &passing(number))?;
    }
    for (number, (_, to)) in renames.iter().enumerate() {
        if let Some(at) = draft.position(&passing(number)) {
            rename_column(draft, at, &to.value)?;
        }
        draft.renamed.remove(&passing(number));
    }
    for (old, (_, to)) in old.into_iter().zip(renames) {
        draft.renamed.insert(old, to.value.clone());
    }
    Ok(())
}

/// A key stays where its column's old name is: with a column that is added under that name before the renamed one. It has
/// as many bytes of it as of the old one.
pub(super) fn move_keys(draft: &mut Draft, catalog: &Catalog, renames: &[(&Identifier, &Identifier)]) {
    for (from, to) in renames {
        let (Some(added), Some(at)) = (draft.position(&from.value), draft.position(&to.value)) else {
            continue;
        };
        let was_renamed = renames
            .iter()
            .any(|(_, to)| same_name(&to.value, &from.value, Dialect::MySql));
        if added >= at || was_renamed {
            continue;
        }
        let before = draft.before(catalog);
        let whole = before
            .and_then(|held| catalog.find_column(held, &from.value))
            .and_then(whole_prefix);
        let (old, new) = (draft.stored(&from.value), draft.stored(&to.value));
        for key in draft
            .relation
            .indexes
            .iter_mut()
            .flat_map(|index| &mut index.keys)
        {
            if key.column.as_ref() == Some(&new) {
                key.column = Some(old.clone());
                key.prefix_length = key.prefix_length.or(whole);
            }
        }
    }
}

pub(super) fn rename_column(draft: &mut Draft, at: usize, to: &str) -> Applied {
    let Some(from) = draft.relation.columns.get(at).map(|column| column.name.clone()) else {
        return Ok(());
    };
    if draft.position(to).is_some_and(|other| other != at) {
        return Err(refused(
            Refusal::DuplicateColumn,
            format!("column `{to}`"),
            "a column of this name exists already",
        ));
    }
    draft
        .renamed
        .insert(lookup_key(&from, Dialect::MySql), to.to_owned());
    rename_in(&mut draft.relation, &from, to);
    Ok(())
}

pub(super) fn rename_in(relation: &mut Relation, from: &str, to: &str) {
    let rename = |names: &mut Vec<String>| {
        for name in names
            .iter_mut()
            .filter(|name| same_name(name, from, Dialect::MySql))
        {
            to.clone_into(name);
        }
    };
    let rewrite = |expression: &mut Expression| {
        for name in columns_of(expression) {
            if same_name(&name, from, Dialect::MySql) {
                rename_column_in(expression, &name, to);
            }
        }
        expression.text = rename_identifier(&expression.text, from, to);
    };
    relation.partition_columns.iter_mut().for_each(rename);
    for column in &mut relation.columns {
        if column.name == from {
            to.clone_into(&mut column.name);
        }
        column.generated.as_deref_mut().into_iter().for_each(rewrite);
        column.default.as_deref_mut().into_iter().for_each(rewrite);
    }
    for constraint in &mut relation.constraints {
        match &mut constraint.kind {
            ConstraintKind::PrimaryKey(key) | ConstraintKind::Unique(key) => rename(&mut key.columns),
            ConstraintKind::ForeignKey(key) => rename(&mut key.columns),
            ConstraintKind::Exclude(columns) => rename(columns),
            ConstraintKind::Check(check) => {
                rename(&mut check.columns);
                rewrite(&mut check.expression);
            }
        }
    }
    for index in &mut relation.indexes {
        for key in &mut index.keys {
            if key.column.as_deref() == Some(from) {
                key.column = Some(to.to_owned());
            }
        }
    }
}
