//! `ALTER TABLE`: all actions on one copy, which holds at the end or is refused.

use rowproof_source::Span;
use rowproof_syntax::ast::{
    AlterAction, AlterActionKind, AlterTable, CharacterSet, ColumnConstraint, ColumnConstraintKind,
    ColumnDefinition, ColumnPosition, DropObject, DroppedConstraint, Expression, ExpressionKind, Identifier,
    TableConstraintKind, TableOptions,
};
use rowproof_syntax::{Dialect, Product, rename_identifier};

use super::column::{by_code_point, takes_prefix};
use super::draft::Draft;
use super::{Applied, refused};
use crate::Catalog;
use crate::model::{
    Check, Column, ConstraintKind, ForeignKey, IndexOrigin, Relation, TypeFamily, lookup_key, same_name,
};
use crate::mysql::{collation_of, max_bytes, refuses_default, widened};
use crate::note::Refusal;
use crate::questions::{columns_of, rename_column_in};

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
        let mut renamed: Vec<&str> = Vec::new();
        let mut made: Vec<&str> = Vec::new();
        for action in of(|kind| matches!(kind, AlterActionKind::RenameIndex(..))) {
            self.mysql_action(draft, action)?;
            if let AlterActionKind::RenameIndex(from, to) = &action.kind {
                let is_same = |held: &str| same_name(held, &from.value, Dialect::MySql);
                let is_named = |action: &AlterAction| match &action.kind {
                    AlterActionKind::SetIndexIgnored(name, _) => {
                        is_same(&name.value) || same_name(&name.value, &to.value, Dialect::MySql)
                    }
                    _ => false,
                };
                if renamed.iter().chain(&made).any(|held| is_same(held))
                    || (!draft.is_temporary && alter.actions.iter().any(is_named))
                {
                    return Err(no_index(&from.value));
                }
                renamed.push(&from.value);
                made.push(&to.value);
            }
        }
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
        drop_columns(draft, dropped.collect(), added_anew)?;
        for action in of(|kind| matches!(kind, AlterActionKind::SetIndexIgnored(..))) {
            self.mysql_action(draft, action)?;
        }
        // A column goes by its old name throughout, and is changed once.
        let mut unchanged: Vec<String> = draft.relation.columns.iter().map(|c| c.name.clone()).collect();
        let mut added: Vec<&str> = Vec::new();
        let mut placed: Vec<&str> = Vec::new();
        let mut renames = Vec::new();
        for action in &alter.actions {
            let (name, to) = match &action.kind {
                AlterActionKind::AddColumn { column, .. } => {
                    added.push(&column.name.value);
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
                    (old, &column.name)
                }
                AlterActionKind::RenameColumn(name, to) => (name, to),
                _ => continue,
            };
            let is_named = |held: &str| same_name(held, &name.value, Dialect::MySql);
            if let Some(held) = unchanged.iter().position(|held| is_named(held)) {
                if unchanged.swap_remove(held) != to.value {
                    renames.push((name, to));
                }
            } else if !added
                .iter()
                .any(|held| same_name(held, &to.value, Dialect::MySql))
                || is_rename(action)
            {
                // What the statement itself adds may be stated once more, by its new name.
                return Err(no_column(&name.value));
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
        self.check_copied(draft)
    }

    /// A table that has to be copied keeps the names of columns that foreign keys use.
    fn check_copied(&self, draft: &Draft) -> Applied {
        let Some(before) = draft
            .before(self)
            .filter(|_| !draft.renamed.is_empty() && !draft.is_temporary)
        else {
            return Ok(());
        };
        let new_name = |name: &str| {
            draft
                .renamed
                .get(&lookup_key(name, Dialect::MySql))
                .map_or(name, String::as_str)
                .to_owned()
        };
        let goes = |name: &String| !same_name(name, &new_name(name), Dialect::MySql);
        let renames_own = draft.relation.foreign_keys().any(|(constraint, _)| {
            let mut held = before
                .foreign_keys()
                .filter(|(old, _)| old.name == constraint.name);
            held.any(|(_, key)| key.columns.iter().any(goes))
        });
        let others = || self.foreign_keys_to(&before.name);
        let names = |key: &ForeignKey| key.referenced_columns.iter().any(goes);
        if !renames_own
            && !others()
                .iter()
                .any(|(_, held)| held.foreign_key().is_some_and(names))
        {
            return Ok(());
        }
        let changes = |old: &Column| {
            let new = draft.relation.column(&new_name(&old.name));
            new.is_some_and(|new| {
                let same = old.data_type == new.data_type && old.collation == new.collation;
                !same && !is_longer_text(old, new)
            })
        };
        let checks = |relation: &Relation| relation.checks().filter(|(_, check)| !check.of_column).count();
        let has_primary = |relation: &Relation| {
            relation
                .indexes
                .iter()
                .any(|index| index.origin == IndexOrigin::PrimaryKey)
        };
        let adds_primary = draft
            .keys
            .iter()
            .any(|key| key.index.origin == IndexOrigin::PrimaryKey);
        let is_copied = (!draft.foreign_keys.is_empty() && self.mysql.foreign_key_checks)
            || checks(&draft.relation) > checks(before)
            || (draft.default_set != CharacterSet::default() && draft.relation.collation != before.collation)
            || before.columns.iter().any(changes)
            || draft
                .relation
                .columns
                .iter()
                .any(|column| column.generated_stored && before.column(&column.name).is_none())
            || (has_primary(before) && !has_primary(&draft.relation) && !adds_primary);
        match is_copied && self.server().product == Product::MariaDb {
            false => Ok(()),
            true => Err(refused(
                Refusal::NotSupported,
                format!("`{}`", before.name),
                "its rows have to be copied, and columns of foreign keys cannot be renamed with that",
            )),
        }
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
            AlterActionKind::SetDefault(column, expression) => {
                let at = find(draft, column)?;
                set_default(draft, at, Some((**expression).clone()))
            }
            AlterActionKind::DropDefault(column) => {
                let at = find(draft, column)?;
                set_default(draft, at, None)
            }
            AlterActionKind::RenameIndex(from, to) => rename_index(draft, from, to),
            AlterActionKind::SetIndexIgnored(name, ignored) => {
                let found = draft
                    .relation
                    .indexes
                    .iter_mut()
                    .find(|index| same_name(&index.name, &name.value, Dialect::MySql));
                let Some(index) = found else {
                    return Err(no_index(&name.value));
                };
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

    fn mysql_add_column(
        &mut self,
        draft: &mut Draft,
        definition: &ColumnDefinition,
        if_not_exists: bool,
        position: Option<&ColumnPosition>,
    ) -> Applied {
        let name = &definition.name.value;
        let was_there = || {
            draft
                .before(self)
                .is_some_and(|held| self.find_column(held, name).is_some())
        };
        let is_renamed = || {
            draft
                .renamed
                .values()
                .any(|to| same_name(to, name, Dialect::MySql))
        };
        let is_there = if_not_exists && (was_there() || (draft.position(name).is_some() && !is_renamed()));
        if draft.position(name).is_some() || is_there {
            if !is_there {
                return Err(refused(
                    Refusal::DuplicateColumn,
                    format!("column `{}`", definition.name.value),
                    "a column of this name exists already; the database refuses this",
                ));
            }
            // The column stays as it is; keys and references behind it are added all the same.
            let checks = draft.relation.constraints.len();
            let keys = draft.keys.len();
            self.mysql_column(draft, definition)?;
            draft.relation.constraints.truncate(checks);
            let added = draft.keys.iter_mut().skip(keys);
            added.for_each(|key| key.if_not_exists = true);
            return Ok(());
        }
        let keys = draft.keys.len();
        let column = self.mysql_column(draft, definition)?;
        let added = draft.keys.iter_mut().skip(keys);
        added.for_each(|key| key.if_not_exists |= if_not_exists);
        let at = place(draft, position)?.unwrap_or(draft.relation.columns.len());
        draft.relation.columns.insert(at, column);
        Ok(())
    }

    /// `MODIFY` and `CHANGE` state the whole column anew: what is not said is lost, a CHECK of its own too; keys stay.
    fn mysql_replace_column(
        &mut self,
        draft: &mut Draft,
        old: &Identifier,
        definition: &ColumnDefinition,
        position: Option<&ColumnPosition>,
    ) -> Applied {
        let refers =
            |constraint: &&ColumnConstraint| matches!(constraint.kind, ColumnConstraintKind::References(_));
        if self.server().product == Product::MariaDb
            && definition.constraints.iter().any(|held| refers(&held))
        {
            return Err(refused(
                Refusal::InvalidDefinition,
                format!("column `{}`", old.value),
                "MODIFY and CHANGE have no REFERENCES; ADD FOREIGN KEY has",
            ));
        }
        // It has its new name already.
        let at = find(draft, &definition.name)?;
        let Some(before) = draft.relation.columns.get(at).cloned() else {
            return Ok(());
        };
        draft.relation.constraints.retain(|constraint| {
            !constraint.check().is_some_and(|check| {
                let columns = &draft.relation.columns;
                belongs_to(check, &constraint.name, &old.value, &before, columns)
            })
        });
        let was_there = draft
            .before(self)
            .is_some_and(|held| self.find_column(held, &old.value).is_some());
        let column = self.mysql_column(draft, definition)?;
        if was_there {
            self.check_changed(draft, &before, &column)?;
            self.check_cast(&before, &column)?;
        }
        let is_virtual = |column: &Column| column.generated.is_some() && !column.generated_stored;
        if was_there && is_virtual(&before) != is_virtual(&column) {
            return Err(refused(
                Refusal::NotSupported,
                format!("column `{}`", before.name),
                "a virtual column does not become a stored one, nor a stored one virtual",
            ));
        }
        for index in &mut draft.relation.indexes {
            for key in index
                .keys
                .iter_mut()
                .filter(|key| key.column.as_deref() == Some(column.name.as_str()))
            {
                if key.prefix_length.is_some_and(|length| !fits(&column, length)) {
                    key.prefix_length = None;
                }
            }
        }
        draft.relation.columns.remove(at);
        let usual = if was_there {
            at
        } else {
            draft.relation.columns.len()
        };
        let to = place(draft, position)?.unwrap_or(usual);
        draft
            .relation
            .columns
            .insert(to.min(draft.relation.columns.len()), column);
        Ok(())
    }

    /// MariaDB turns values of any type into text and back, and not a number into a geometry.
    fn check_cast(&self, before: &Column, after: &Column) -> Applied {
        let (from, to) = (kind_of_value(before), kind_of_value(after));
        let is_computed = before.generated.is_some() || after.generated.is_some();
        let keeps = from == to || from.is_empty() || to.is_empty() || is_computed;
        if keeps || !self.mysql.is_strict() || self.server().product != Product::MariaDb {
            return Ok(());
        }
        Err(refused(
            Refusal::TypeMismatch,
            format!("column `{}`", before.name),
            format!("no {} is made of {}", after.data_type, before.data_type),
        ))
    }

    /// A column of a foreign key keeps its type, on both sides.
    fn check_changed(&self, draft: &Draft, before: &Column, after: &Column) -> Applied {
        let unchecked = !self.mysql.foreign_key_checks && self.server().product == Product::MySql;
        if unchecked || draft.is_temporary {
            return Ok(());
        }
        let (from, to) = (&before.data_type, &after.data_type);
        let is_whole = matches!(from.family, TypeFamily::Integer(_)) && from.name == to.name;
        let same_type = (from == to || is_whole) && before.collation == after.collation;
        let loosens = before.not_null == after.not_null || !after.not_null;
        let own = draft
            .relation
            .foreign_keys()
            .find(|(_, key)| key.columns.contains(&after.name));
        let others = self.foreign_keys_to(&draft.relation.name);
        let is_gone = |id, name: &str| {
            let mut held = draft.relation.constraints.iter();
            id == draft.relation.id && !held.any(|held| held.name == name)
        };
        let referred = others.iter().any(|(id, constraint)| {
            let names = |key: &ForeignKey| key.referenced_columns.contains(&before.name);
            constraint.foreign_key().is_some_and(names) && !is_gone(*id, &constraint.name)
        });
        let grows = self.server().product == Product::MySql && is_longer_text(before, after);
        let changes = !same_type && !grows;
        if changes && (own.is_some() || referred) {
            return Err(refused(
                Refusal::DependentObjects,
                format!("column `{}`", before.name),
                "a foreign key needs its type",
            ));
        }
        let sets_null = own.is_some_and(|(_, key)| {
            let null = Some(rowproof_syntax::ast::ReferentialAction::SetNull);
            key.on_delete == null || key.on_update == null
        });
        if sets_null && !loosens {
            return Err(refused(
                Refusal::DependentObjects,
                format!("column `{}`", before.name),
                "a foreign key sets it to NULL",
            ));
        }
        Ok(())
    }

    fn mysql_set_options(&self, draft: &mut Draft, options: &TableOptions) -> Applied {
        let schema = draft.relation.name.schema.clone();
        if options.character_set != CharacterSet::default() {
            merge(&mut draft.default_set, &options.character_set)?;
            draft.relation.collation = self.mysql_table_collation(&draft.default_set, &schema)?;
        }
        if let Some(comment) = &options.comment {
            draft.relation.comment = Some(comment.clone());
            draft.relation.declared_comment = Some(comment.clone());
        }
        if let Some(engine) = &options.engine {
            let engine = self.mysql_engine(Some(engine))?;
            let keeps = engine.as_deref().is_none_or(|engine| engine == "InnoDB");
            if draft.relation.system_versioned
                && engine.as_deref().unwrap_or("InnoDB")
                    != draft.relation.engine.as_deref().unwrap_or("InnoDB")
            {
                return Err(keeps_history(&draft.relation));
            }
            if !keeps {
                let name = draft.relation.name.clone();
                let referred = !draft.is_temporary && !self.foreign_keys_to(&name).is_empty();
                if (draft.relation.foreign_keys().next().is_some() || referred)
                    && (self.mysql.foreign_key_checks || self.server().product == Product::MariaDb)
                {
                    return Err(refused(
                        Refusal::DependentObjects,
                        format!("`{name}`"),
                        "it has a part in a foreign key, which only InnoDB has",
                    ));
                }
                draft
                    .relation
                    .constraints
                    .retain(|constraint| constraint.foreign_key().is_none());
            }
            draft.relation.engine = engine;
        }
        Ok(())
    }

    /// `CONVERT TO CHARACTER SET`: text columns take the collation, and a larger type when their characters take more.
    fn mysql_convert(&self, draft: &mut Draft, said: &CharacterSet) -> Applied {
        let schema = draft.relation.name.schema.clone();
        merge(&mut draft.converted_set, said)?;
        let collation = self.mysql_table_collation(&draft.converted_set, &schema)?;
        let said_set = collation_of(&draft.converted_set, self.server()).ok().flatten();
        let collation = said_set.or(collation);
        let to = max_bytes(collation.as_deref());
        let says_default = draft.default_set != CharacterSet::default();
        let usual = draft.relation.collation.clone();
        let mut columns = std::mem::take(&mut draft.relation.columns);
        for column in &mut columns {
            if !column.data_type.has_collation() {
                continue;
            }
            let before = column.clone();
            let from = max_bytes(column.collation.as_deref());
            if let Some(wider) = widened(&column.data_type, from, to) {
                column.data_type = wider;
            }
            column.collation.clone_from(&collation);
            if draft.by_code_point.contains(&column.name) {
                let of_table = if says_default { &usual } else { &collation };
                column.collation = of_table.as_deref().map(by_code_point);
            }
            self.check_changed(draft, &before, column)?;
        }
        draft.relation.columns = columns;
        if !says_default {
            draft.relation.collation = collation;
        }
        Ok(())
    }
}

pub(super) fn keeps_history(relation: &Relation) -> Box<super::Refused> {
    refused(
        Refusal::InvalidDefinition,
        format!("`{}`", relation.name),
        "it keeps versions of its rows, which only change with system_versioning_alter_history = KEEP",
    )
}

/// What one statement says of a character set in several places has to go together.
fn merge(held: &mut CharacterSet, said: &CharacterSet) -> Applied {
    for (held, said) in [
        (&mut held.name, &said.name),
        (&mut held.collation, &said.collation),
    ] {
        match (&held, said) {
            (Some(first), Some(second)) if first != second => {
                return Err(refused(
                    Refusal::InvalidDefinition,
                    format!("`{second}`"),
                    format!("the statement says `{first}` too"),
                ));
            }
            (None, Some(said)) => *held = Some(said.clone()),
            _ => {}
        }
    }
    Ok(())
}

/// What MariaDB has no conversion between; none for text and bytes, which go with everything.
fn kind_of_value(column: &Column) -> &str {
    let of = &column.data_type;
    match of.family {
        TypeFamily::Text | TypeFamily::Binary | TypeFamily::Enum | TypeFamily::Set | TypeFamily::Json => "",
        _ if super::keys::is_geometry(column) => "geometry",
        _ if matches!(of.name.as_str(), "uuid" | "inet4" | "inet6") => &of.name,
        _ => "number",
    }
}

/// Whether a CHECK is a column's own. It keeps the column's first name when the column is renamed.
fn belongs_to(check: &Check, name: &str, old: &str, column: &Column, columns: &[Column]) -> bool {
    let stale = || !columns.iter().any(|held| held.name == name) && check.columns.contains(&column.name);
    check.of_column && (same_name(name, old, Dialect::MySql) || stale())
}

fn is_rename(action: &AlterAction) -> bool {
    matches!(action.kind, AlterActionKind::RenameColumn(..))
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

fn find(draft: &Draft, name: &Identifier) -> Applied<usize> {
    draft.position(&name.value).ok_or_else(|| no_column(&name.value))
}

fn no_column(name: &str) -> Box<super::Refused> {
    refused(
        Refusal::UndefinedColumn,
        format!("column `{name}`"),
        "there is no such column",
    )
}

/// Where `FIRST` or `AFTER` puts a column.
fn place(draft: &Draft, position: Option<&ColumnPosition>) -> Applied<Option<usize>> {
    match position {
        None => Ok(None),
        Some(ColumnPosition::First) => Ok(Some(0)),
        Some(ColumnPosition::After(name)) => find(draft, name).map(|at| Some(at + 1)),
    }
}

/// Whether a prefix is shorter than the column can be.
fn fits(column: &Column, length: u32) -> bool {
    let most = column
        .data_type
        .arguments
        .first()
        .and_then(|most| most.parse::<u32>().ok());
    let is_geometry = super::keys::is_geometry(column);
    (takes_prefix(&column.data_type) || is_geometry) && most.is_none_or(|most| length < most)
}

fn is_longer_text(before: &Column, after: &Column) -> bool {
    use crate::model::TypeFamily::{Binary, Text};
    before.collation == after.collation
        && before.data_type.family == after.data_type.family
        && matches!(before.data_type.family, Text | Binary)
        && before.data_type.name == after.data_type.name
}

/// Takes columns out. A key that is not unique loses them; a unique one, a CHECK over several columns and a generated
/// column hold on to theirs.
/// A key stays over a column that is added again, with as many bytes of it as before.
fn drop_columns(
    draft: &mut Draft,
    dropped: Vec<(&Identifier, bool)>,
    added_anew: impl Fn(&str) -> bool,
) -> Applied {
    let mut names: Vec<String> = Vec::new();
    for (name, if_exists) in dropped {
        match draft.position(&name.value) {
            Some(_) if !names.contains(&draft.stored(&name.value)) => names.push(draft.stored(&name.value)),
            _ if if_exists => {}
            _ => return Err(no_column(&name.value)),
        }
    }
    if names.is_empty() {
        return Ok(());
    }
    let subject = format!("column `{}`", names.join("`, `"));
    let relation = &mut draft.relation;
    let is_gone = |name: &String| names.contains(name);
    for index in &mut relation.indexes {
        let before = index.keys.len();
        index.keys.retain_mut(|key| {
            let gone = key.column.as_ref().filter(|column| is_gone(column));
            let Some(column) =
                gone.and_then(|column| relation.columns.iter().find(|held| held.name == *column))
            else {
                return true;
            };
            key.prefix_length = key.prefix_length.or(super::keys::whole_prefix(column));
            added_anew(&column.name)
        });
        if index.unique && !index.keys.is_empty() && index.keys.len() < before {
            return Err(refused(
                Refusal::DependentObjects,
                subject,
                format!("unique index `{}` has other columns too", index.name),
            ));
        }
    }
    relation.columns.retain(|column| !is_gone(&column.name));
    relation.indexes.retain(|index| !index.keys.is_empty());
    let mut holding = None;
    relation.constraints.retain(|constraint| match &constraint.kind {
        ConstraintKind::Check(check) => {
            let gone = check
                .columns
                .iter()
                .filter(|name| {
                    names
                        .iter()
                        .any(|dropped| same_name(dropped, name, Dialect::MySql))
                })
                .count();
            if gone > 0 && gone < check.columns.len() && !check.of_column {
                holding = Some(constraint.name.clone());
            }
            gone == 0 || (gone < check.columns.len() && !check.of_column)
        }
        ConstraintKind::ForeignKey(key) => {
            if key.columns.iter().any(is_gone) {
                holding = Some(constraint.name.clone());
            }
            true
        }
        _ => true,
    });
    match holding {
        None => Ok(()),
        Some(name) => Err(refused(
            Refusal::DependentObjects,
            subject,
            format!("constraint `{name}` needs it"),
        )),
    }
}

fn no_index(name: &str) -> Box<super::Refused> {
    refused(
        Refusal::UndefinedObject,
        format!("index `{name}`"),
        "there is no such index",
    )
}

/// An index that is hidden or shown does not go in the same statement.
pub(super) fn check_shown(draft: &Draft) -> Applied {
    let is_there = |name: &String| draft.relation.indexes.iter().any(|index| index.name == *name);
    match draft.shown.iter().find(|name| !is_there(name)) {
        Some(name) if !draft.is_temporary => Err(no_index(name)),
        _ => Ok(()),
    }
}

pub(super) fn drop_index(draft: &mut Draft, name: &str, if_exists: bool) -> Applied {
    let before = draft.relation.indexes.len();
    draft
        .relation
        .indexes
        .retain(|index| !same_name(&index.name, name, Dialect::MySql));
    match before == draft.relation.indexes.len() && !if_exists {
        true => Err(no_index(name)),
        false => Ok(()),
    }
}

fn drop_constraint(draft: &mut Draft, name: &str, if_exists: bool, what: DroppedConstraint) -> Applied {
    let means = |constraint: &crate::model::Constraint| {
        same_name(&constraint.name, name, Dialect::MySql)
            && match &constraint.kind {
                ConstraintKind::ForeignKey(_) => what != DroppedConstraint::Check,
                ConstraintKind::Check(check) => what != DroppedConstraint::ForeignKey && !check.of_column,
                _ => false,
            }
    };
    let found = draft.relation.constraints.iter().position(means);
    if let Some(at) = found {
        draft.relation.constraints.remove(at);
        return Ok(());
    }
    let of_index = what == DroppedConstraint::Any
        && draft
            .relation
            .indexes
            .iter()
            .any(|index| index.unique && same_name(&index.name, name, Dialect::MySql));
    if of_index {
        return drop_index(draft, name, if_exists);
    }
    match if_exists {
        true => Ok(()),
        false => Err(refused(
            Refusal::UndefinedObject,
            format!("constraint `{name}`"),
            "there is no such constraint",
        )),
    }
}

fn set_default(draft: &mut Draft, at: usize, default: Option<Expression>) -> Applied {
    let Some(column) = draft.relation.columns.get_mut(at) else {
        return Ok(());
    };
    let is_null = default.as_ref().is_some_and(super::column::is_null);
    let refuses = default
        .as_ref()
        .is_some_and(|default| refuses_default(column, default) || is_no_geometry(column, default));
    if refuses || (is_null && column.not_null) {
        return Err(refused(
            Refusal::InvalidDefinition,
            format!("column `{}`", column.name),
            "its type does not take this default",
        ));
    }
    // A constant is nothing beside AUTO_INCREMENT.
    let counts = column.identity.is_some();
    let is_constant = |default: &Expression| {
        matches!(
            default.kind,
            ExpressionKind::Literal(_) | ExpressionKind::Unary(..)
        )
    };
    column.on_update = None;
    if default.is_none() && column.invisible && column.not_null {
        return Err(refused(
            Refusal::InvalidDefinition,
            format!("column `{}`", column.name),
            "an invisible column needs a default",
        ));
    }
    column.default = default.filter(|default| !(is_null || counts && is_constant(default)));
    super::column::spell_label(column);
    Ok(())
}

/// Whether a constant is given to a geometry, which takes expressions and NULL.
fn is_no_geometry(column: &Column, default: &Expression) -> bool {
    let is_constant = matches!(
        default.kind,
        ExpressionKind::Literal(_) | ExpressionKind::Unary(..)
    );
    super::keys::is_geometry(column) && is_constant && !super::column::is_null(default)
}

fn rename_index(draft: &mut Draft, from: &Identifier, to: &Identifier) -> Applied {
    let taken = draft
        .relation
        .indexes
        .iter()
        .any(|index| same_name(&index.name, &to.value, Dialect::MySql))
        && !same_name(&from.value, &to.value, Dialect::MySql);
    if taken {
        return Err(refused(
            Refusal::DuplicateObject,
            format!("index `{}`", to.value),
            "the table has an index of this name already",
        ));
    }
    let found = draft
        .relation
        .indexes
        .iter_mut()
        .find(|index| same_name(&index.name, &from.value, Dialect::MySql));
    let Some(index) = found else {
        return Err(no_index(&from.value));
    };
    if index.origin == IndexOrigin::PrimaryKey || same_name(&to.value, "PRIMARY", Dialect::MySql) {
        return Err(refused(
            Refusal::InvalidDefinition,
            format!("index `{}`", from.value),
            "the primary key keeps its name, and no other index has it",
        ));
    }
    index.name.clone_from(&to.value);
    Ok(())
}

/// Renames a column in everything of its table that names it.
/// All at once: `RENAME COLUMN a TO b, RENAME COLUMN b TO a` swaps the names.
fn rename_columns(draft: &mut Draft, renames: &[(&Identifier, &Identifier)]) -> Applied {
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

fn rename_column(draft: &mut Draft, at: usize, to: &str) -> Applied {
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

fn rename_in(relation: &mut Relation, from: &str, to: &str) {
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
        column.generated.iter_mut().for_each(rewrite);
        column.default.iter_mut().for_each(rewrite);
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
