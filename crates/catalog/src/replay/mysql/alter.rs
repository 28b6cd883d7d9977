//! `ALTER TABLE`: all actions on one copy, which holds at the end or is refused.

use rowproof_source::Span;
use rowproof_syntax::ast::{
    AlterAction, AlterActionKind, AlterTable, DropObject, Identifier, TableConstraintKind,
};
use rowproof_syntax::{Dialect, Product};

use super::alter_column::set_default;
use super::alter_options::keeps_history;
use super::draft::Draft;
use super::rename::{move_keys, rename_columns, rename_indexes};
use super::row_key::{row_key, row_key_ignored};
use super::take_away::{drop_columns, drop_constraint, drop_index, no_index};
use super::{Applied, refused};
use crate::Catalog;
use crate::model::{Index, same_name};
use crate::note::Refusal;

impl Catalog {
    pub(super) fn mysql_alter(&mut self, alter: &AlterTable, span: Span) -> Applied {
        if alter.object != DropObject::Table {
            return Ok(());
        }
        if alter.if_exists && self.resolve_id(&alter.name).is_none() {
            return Ok(());
        }
        let Some(id) = self.mysql_table(&alter.name, span, "changes to")? else {
            return Ok(());
        };
        let new_name = alter.actions.iter().rev().find_map(|action| match &action.kind {
            AlterActionKind::RenameTo(name) => Some(name),
            _ => None,
        });
        let new_name = new_name.map(|name| {
            let mut new = self.name_for_new(name);
            if name.parts.len() == 1
                && let Some(relation) = self.relation(id)
            {
                new.schema.clone_from(&relation.name.schema);
            }
            new
        });
        let moves = new_name.filter(|name| self.relation(id).is_some_and(|relation| relation.name != *name));
        if let Some(name) = &moves {
            self.check_new_name(id, name)?;
        }
        self.mysql_change(id, |catalog, draft| catalog.mysql_actions(draft, alter))?;
        if let Some(name) = moves {
            self.mysql_rename_to(id, name);
        }
        Ok(())
    }

    fn mysql_actions(&mut self, draft: &mut Draft, alter: &AlterTable) -> Applied {
        // As the server does: what goes, then what is declared anew, then what comes, whatever the order of the text.
        let of = |wanted: fn(&AlterActionKind) -> bool| {
            alter.actions.iter().filter(move |action| wanted(&action.kind))
        };
        let changes_rows = |action: &AlterAction| match &action.kind {
            AlterActionKind::AddColumn { .. }
            | AlterActionKind::DropColumn { .. }
            | AlterActionKind::ReplaceColumn { .. } => true,
            AlterActionKind::AddConstraint(added) => matches!(
                added.kind,
                TableConstraintKind::PrimaryKey { .. } | TableConstraintKind::Unique { .. }
            ),
            _ => false,
        };
        if draft.relation.system_versioned
            && !self.mysql.alters_history
            && alter.actions.iter().any(changes_rows)
        {
            return Err(keeps_history(&draft.relation));
        }
        for action in of(is_removal) {
            self.mysql_action(draft, action)?;
        }
        let renames = alter.actions.iter().filter_map(|action| match &action.kind {
            AlterActionKind::RenameIndex(from, to) => Some((from, to)),
            _ => None,
        });
        let renames: Vec<(&Identifier, &Identifier)> = renames.collect();
        for (from, to) in renames.iter().filter(|_| !draft.is_temporary) {
            let is_same = |a: &Identifier, b: &Identifier| same_name(&a.value, &b.value, Dialect::MySql);
            let is_named = |action: &AlterAction| match &action.kind {
                AlterActionKind::SetIndexIgnored(name, _) => is_same(name, from) || is_same(name, to),
                _ => false,
            };
            if !is_same(from, to) && alter.actions.iter().any(is_named) {
                return Err(no_index(&from.value));
            }
        }
        rename_indexes(draft, &renames)?;
        let dropped = alter.actions.iter().filter_map(|action| match &action.kind {
            AlterActionKind::DropColumn { name, if_exists, .. } => Some((name, *if_exists)),
            _ => None,
        });
        let added_anew = |name: &str| {
            alter.actions.iter().any(|action| {
                matches!(&action.kind, AlterActionKind::AddColumn { column, if_not_exists: false, .. }
                    if same_name(&column.name.value, name, Dialect::MySql))
            })
        };
        drop_columns(draft, dropped.collect(), added_anew, self.server().product)?;
        for action in of(|kind| matches!(kind, AlterActionKind::SetIndexIgnored(..))) {
            self.mysql_action(draft, action)?;
        }
        // A column goes by its old name throughout, and is changed once.
        let mut unchanged: Vec<String> = draft.relation.columns.iter().map(|c| c.name.clone()).collect();
        let mut added: Vec<&str> = Vec::new();
        let mut placed: Vec<&str> = Vec::new();
        let mut given: Vec<&str> = Vec::new();
        let mut renames = Vec::new();
        for action in &alter.actions {
            let (name, to) = match &action.kind {
                AlterActionKind::AddColumn { column, .. } => {
                    let name = &column.name.value;
                    added.push(name);
                    if given.iter().any(|held| same_name(held, name, Dialect::MySql)) {
                        draft.given_before.push(name.clone());
                    }
                    continue;
                }
                AlterActionKind::ReplaceColumn {
                    old,
                    column,
                    position,
                } => {
                    if position.is_some() {
                        placed.push(&column.name.value);
                    }
                    given.push(&column.name.value);
                    (old, &column.name)
                }
                AlterActionKind::RenameColumn(name, to) => (name, to),
                _ => continue,
            };
            let is_named = |held: &str| same_name(held, &name.value, Dialect::MySql);
            let was_renamed = || {
                let mut others = alter.actions.iter();
                others.any(|other| {
                    matches!(&other.kind, AlterActionKind::RenameColumn(old, _) if is_named(&old.value))
                })
            };
            if let Some(held) = unchanged.iter().position(|held| is_named(held)) {
                if unchanged.swap_remove(held) != to.value {
                    renames.push((name, to));
                }
            } else if !added
                .iter()
                .any(|held| same_name(held, &to.value, Dialect::MySql))
                || was_renamed()
            {
                // What the statement itself adds may be stated once more, by its new name; by one that RENAME COLUMN takes away it
                // cannot.
                return Err(no_column(&name.value));
            } else {
                draft.stated_again.push(to.value.clone());
            }
        }
        // A default can be set of what is there and stays as it is, and of what is put somewhere.
        added.append(&mut placed);
        for action in of(is_default) {
            let (AlterActionKind::SetDefault(name, _) | AlterActionKind::DropDefault(name)) = &action.kind
            else {
                continue;
            };
            let declared = added.len();
            added.retain(|held| !same_name(held, &name.value, Dialect::MySql));
            if added.len() < declared {
                draft.defaulted.push(name.value.clone());
                continue;
            }
            let mut old = unchanged.iter();
            let held = old.position(|held| same_name(held, &name.value, Dialect::MySql));
            unchanged.swap_remove(held.ok_or_else(|| no_column(&name.value))?);
        }
        rename_columns(draft, &renames)?;
        let is_first = |kind: &AlterActionKind| matches!(kind, AlterActionKind::SetOptions(_));
        let is_last = |kind: &AlterActionKind| {
            is_default(kind) || matches!(kind, AlterActionKind::ConvertCharacterSet(_))
        };
        for action in of(is_first) {
            self.mysql_action(draft, action)?;
        }
        let engine = alter.actions.iter().rev().find_map(|action| match &action.kind {
            AlterActionKind::SetOptions(options) => options.engine.as_deref(),
            _ => None,
        });
        if let Some(engine) = engine {
            self.mysql_set_engine(draft, engine)?;
        }
        let is_early = |kind: &AlterActionKind| {
            use AlterActionKind::{RenameIndex, SetIndexIgnored};
            is_removal(kind) || is_first(kind) || matches!(kind, RenameIndex(..) | SetIndexIgnored(..))
        };
        for action in &alter.actions {
            if !is_early(&action.kind) && !is_last(&action.kind) {
                self.mysql_action(draft, action)?;
            }
        }
        for action in alter.actions.iter().filter(|action| is_last(&action.kind)) {
            self.mysql_action(draft, action)?;
        }
        move_keys(draft, self, &renames);
        self.settle_copied(draft)
    }

    fn mysql_action(&mut self, draft: &mut Draft, action: &AlterAction) -> Applied {
        match &action.kind {
            AlterActionKind::AddColumn {
                column,
                if_not_exists,
                position,
            } => self.mysql_add_column(draft, column, *if_not_exists, position.as_ref()),
            AlterActionKind::ReplaceColumn {
                old,
                column,
                position,
            } => self.mysql_replace_column(draft, old, column, position.as_ref()),
            AlterActionKind::AddConstraint(constraint) => {
                let named = constraint.name.as_ref().map(|name| name.value.as_str());
                let exists = constraint.index.if_not_exists
                    && draft.before(self).is_some_and(|table| {
                        table
                            .constraints
                            .iter()
                            .any(|held| named.is_some_and(|name| same_name(&held.name, name, Dialect::MySql)))
                    });
                match exists {
                    true => Ok(()),
                    false => self.mysql_table_constraint(draft, constraint),
                }
            }
            AlterActionKind::AddIndex(index) => {
                self.mysql_inline_index(draft, index);
                Ok(())
            }
            AlterActionKind::DropConstraint {
                name,
                if_exists,
                what,
                ..
            } => drop_constraint(draft, &name.value, *if_exists, *what),
            AlterActionKind::DropPrimaryKey => drop_index(draft, "PRIMARY", false),
            AlterActionKind::DropIndex { name, if_exists } => drop_index(draft, &name.value, *if_exists),
            // It is set of the column as it was added, which the second statement of it takes the place of.
            AlterActionKind::SetDefault(column, _) | AlterActionKind::DropDefault(column)
                if is_among(&draft.stated_again, &column.value) =>
            {
                Ok(())
            }
            AlterActionKind::SetDefault(column, expression) => {
                let at = find(draft, column)?;
                set_default(draft, at, Some((**expression).clone()))
            }
            AlterActionKind::DropDefault(column) => {
                let at = find(draft, column)?;
                set_default(draft, at, None)
            }
            AlterActionKind::SetIndexIgnored(name, ignored) => {
                let is_meant = |index: &Index| same_name(&index.name, &name.value, Dialect::MySql);
                let is_row_key = draft.before(self).and_then(row_key).is_some_and(is_meant);
                let mut indexes = draft.relation.indexes.iter_mut();
                let Some(index) = indexes.find(|index| is_meant(index)) else {
                    // Of a temporary table it is the index as it has been.
                    let before = draft.before(self).filter(|_| draft.is_temporary);
                    return match before.is_some_and(|held| held.indexes.iter().any(is_meant)) {
                        true => Ok(()),
                        false => Err(no_index(&name.value)),
                    };
                };
                if is_row_key && self.server().product == Product::MariaDb {
                    return Err(row_key_ignored());
                }
                index.visible = !ignored;
                draft.shown.push(index.name.clone());
                Ok(())
            }
            AlterActionKind::SetOptions(options) => self.mysql_set_options(draft, options),
            AlterActionKind::ConvertCharacterSet(said) => self.mysql_convert(draft, said),
            AlterActionKind::SetPartitioned(partitioned) => {
                draft.relation.partitioned = *partitioned;
                Ok(())
            }
            AlterActionKind::SetSystemVersioned(versioned) => {
                if draft
                    .before(self)
                    .map_or(draft.relation.system_versioned, |held| held.system_versioned)
                    == *versioned
                {
                    return Err(refused(
                        Refusal::InvalidDefinition,
                        format!("`{}`", draft.relation.name),
                        "it is already as this makes it",
                    ));
                }
                draft.relation.system_versioned = *versioned;
                Ok(())
            }
            _ => Ok(()),
        }
    }
}

pub(super) fn is_among(names: &[String], name: &str) -> bool {
    names.iter().any(|held| same_name(held, name, Dialect::MySql))
}

fn is_default(kind: &AlterActionKind) -> bool {
    matches!(
        kind,
        AlterActionKind::SetDefault(..) | AlterActionKind::DropDefault(_)
    )
}

fn is_removal(kind: &AlterActionKind) -> bool {
    matches!(
        kind,
        AlterActionKind::DropConstraint { .. }
            | AlterActionKind::DropPrimaryKey
            | AlterActionKind::DropIndex { .. }
    )
}

pub(super) fn find(draft: &Draft, name: &Identifier) -> Applied<usize> {
    draft.position(&name.value).ok_or_else(|| no_column(&name.value))
}

pub(super) fn no_column(name: &str) -> Box<super::Refused> {
    refused(
        Refusal::UndefinedColumn,
        format!("column `{name}`"),
        "there is no such column",
    )
}
