//! NOT NULL: a property of the column until PostgreSQL 17, a constraint with a name since.

use std::borrow::Cow;

use rowproof_source::Span;
use rowproof_syntax::ast::{
    ColumnConstraint, ColumnConstraintKind, ColumnDefinition, CreateTable, Identifier, TableConstraintKind,
};

use super::{Outcome, refused};
use crate::Catalog;
use crate::honours::Honours;
use crate::model::{Identity, NotNull, RelationId, fold, folded};
use crate::note::Refusal;
use crate::replay::table::is_serial;

impl Catalog {
    /// The name that a column's definition gives its NOT NULL.
    pub(super) fn not_null_name(&self, definition: &ColumnDefinition) -> Outcome<Option<String>> {
        let said = definition
            .constraints
            .iter()
            .filter(|one| one.kind == ColumnConstraintKind::NotNull);
        let mut found: Option<String> = None;
        for name in said.filter_map(|said| said.name.as_ref()) {
            let name = fold(name, self.dialect());
            if found.as_ref().is_some_and(|found| *found != name) && self.server().names_not_null() {
                return conflicting_names(&name, definition.span);
            }
            found = Some(name);
        }
        Ok(found)
    }

    /// What the columns have from parents and from `LIKE`, for the time in which the names of CHECKs are chosen.
    pub(super) fn take_not_nulls(&mut self, id: RelationId) -> Vec<(String, NotNull)> {
        let columns = self
            .relation_mut(id)
            .into_iter()
            .flat_map(|relation| &mut relation.columns);
        columns
            .filter_map(|column| {
                let held = column.not_null_constraint.take()?;
                Some((column.name.clone(), *held))
            })
            .collect()
    }

    /// NULL is refused where the new table says so. Where that is a constraint, it gets its name: those of the table's own
    /// first, then those that only come from parents, under the parent's name if that is free.
    pub(super) fn add_not_nulls(
        &mut self,
        id: RelationId,
        create: &CreateTable,
        taken: &[(String, NotNull)],
    ) -> Outcome {
        let span = create.name.span;
        let mut own: Vec<(Cow<'_, str>, Option<String>)> = Vec::with_capacity(create.columns.len());
        let copied = taken.iter().filter(|(_, copied)| copied.parents == 0);
        own.extend(copied.map(|(column, copied)| (column.into(), Some(copied.name.to_string()))));
        for definition in &create.columns {
            let refuses_null = |one: &ColumnConstraint| {
                matches!(
                    one.kind,
                    ColumnConstraintKind::NotNull
                        | ColumnConstraintKind::PrimaryKey
                        | ColumnConstraintKind::Identity(_)
                )
            };
            let written = definition.data_type.as_ref();
            let is_serial = written.is_some_and(|written| is_serial(&written.name, self.dialect()));
            if is_serial || definition.constraints.iter().any(refuses_null) {
                let name = self.not_null_name(definition)?;
                own.push((folded(&definition.name, self.dialect()), name));
            }
        }
        for constraint in &create.constraints {
            match &constraint.kind {
                TableConstraintKind::NotNull(column) => {
                    let name = constraint.name.as_ref().map(|name| fold(name, self.dialect()));
                    own.push((self.column_of(id, column, constraint.span)?.into(), name));
                }
                TableConstraintKind::PrimaryKey { .. } => {
                    let key = self.table_key(id, constraint)?;
                    own.extend(
                        key.into_iter()
                            .flat_map(|key| key.columns)
                            .map(|column| (column.into(), None)),
                    );
                }
                _ => {}
            }
        }
        let mut named: Vec<(Cow<'_, str>, Option<String>)> = Vec::with_capacity(own.len());
        for (column, name) in own {
            match named.iter_mut().find(|(held, _)| *held == column) {
                Some((_, Some(held))) => {
                    if name.is_some_and(|name| name != *held) && self.server().names_not_null() {
                        return conflicting_names(held, span);
                    }
                }
                Some((_, held)) => *held = name,
                None => named.push((column, name)),
            }
        }
        for (column, name) in named {
            self.require_value_below(id, &column, name.as_deref(), true, span)?;
            let before = taken.iter().find(|(held, _)| *held == column);
            if let Some((_, constraint)) = before {
                self.each_column(id, &[column.into_owned()], |column| {
                    if let Some(held) = &mut column.not_null_constraint {
                        (held.parents, held.no_inherit) = (constraint.parents, constraint.no_inherit);
                        held.comment.clone_from(&constraint.comment);
                    }
                });
            }
        }
        for (column, mut constraint) in taken.iter().cloned() {
            let relation = self.relation_or_stop(id, span)?;
            if relation
                .column(&column)
                .is_some_and(|held| held.not_null_constraint.is_some())
            {
                continue;
            }
            if relation.has_constraint(&constraint.name) {
                constraint.name = self.choose_not_null_name(id, &column).into();
            }
            self.remember_constraint(id, &constraint.name);
            self.each_column(id, &[column], |column| {
                column.not_null_constraint = Some(Box::new(constraint.clone()));
            });
        }
        Ok(())
    }

    /// NULL is refused here and, unless only here, in every heir, by constraints of one name where those have names.
    pub(super) fn require_value_below(
        &mut self,
        id: RelationId,
        column: &str,
        name: Option<&str>,
        only: bool,
        span: Span,
    ) -> Outcome {
        // Heirs of a column that refuses NULL already do so too.
        if !self.put_not_null(id, column, name, false, span)? || only {
            return Ok(());
        }
        if self.server().names_not_null() {
            return self.hand_down_not_null(id, column, span);
        }
        let all = self.all_below(id, only);
        all.into_iter().for_each(|below| {
            self.each_column(below, &[column.to_owned()], |column| column.not_null = true);
        });
        Ok(())
    }

    fn hand_down_not_null(&mut self, id: RelationId, column: &str, span: Span) -> Outcome {
        let held = self.relation(id).and_then(|relation| relation.column(column));
        let name = held
            .and_then(|column| column.not_null_constraint.as_ref())
            .map(|constraint| constraint.name.clone());
        for heir in self.heirs_of(id) {
            if self.put_not_null(heir, column, name.as_deref(), true, span)? {
                self.hand_down_not_null(heir, column, span)?;
            }
        }
        Ok(())
    }

    /// Refuses NULL in one relation; whether it was not refused before. A constraint that is there counts as inherited once
    /// more, or as the relation's own too.
    fn put_not_null(
        &mut self,
        id: RelationId,
        column: &str,
        name: Option<&str>,
        inherited: bool,
        span: Span,
    ) -> Outcome<bool> {
        let relation = self.relation_or_stop(id, span)?;
        let Some(held) = relation.column(column) else {
            return Ok(false);
        };
        let was_nullable = !held.not_null;
        let mut constraint = held.not_null_constraint.clone();
        let is_new = constraint.is_none() && self.server().names_not_null();
        if is_new {
            let name = match name {
                Some(name) => {
                    self.must_have_no_constraint(id, name, span)?;
                    name.to_owned()
                }
                None => self.choose_not_null_name(id, column),
            };
            self.remember_constraint(id, &name);
            constraint = Some(Box::new(NotNull {
                name: name.into(),
                not_valid: false,
                no_inherit: false,
                parents: 0,
                local: false,
                comment: None,
            }));
        }
        if let Some(constraint) = &mut constraint {
            if !inherited && name.is_some_and(|name| *name != *constraint.name) {
                return refused(
                    Refusal::DuplicateObject,
                    span,
                    format!("NOT NULL of `{column}`"),
                    "it has another name already",
                );
            }
            constraint.parents += u16::from(inherited);
            constraint.local |= !inherited;
        }
        let relation = self.relation_mut(id);
        let columns = relation.into_iter().flat_map(|relation| &mut relation.columns);
        if let Some(held) = columns.into_iter().find(|held| held.name == column) {
            held.not_null = true;
            held.not_null_constraint = constraint;
        }
        Ok(was_nullable || is_new)
    }

    fn choose_not_null_name(&self, id: RelationId, column: &str) -> String {
        let Some(relation) = self.relation(id) else {
            return String::new();
        };
        self.choose_constraint_name(
            &relation.name.schema,
            &relation.name.name,
            column,
            "not_null",
            &[],
        )
    }

    /// A column of a primary key refuses NULL, in heirs too: where the key is added here only, those have to do so already.
    pub(super) fn require_key_value(
        &mut self,
        id: RelationId,
        column: &str,
        only: bool,
        span: Span,
    ) -> Outcome {
        let names = self.server().names_not_null();
        let relation = self.relation_or_stop(id, span)?;
        if relation.column(column).is_none_or(|held| held.not_null) {
            return Ok(());
        }
        let takes_null = |heir: &RelationId| {
            let heir = self.relation(*heir).and_then(|heir| heir.column(column));
            heir.is_some_and(|held| !held.not_null)
        };
        if only && (names || relation.partitioned) && self.heirs_of(id).iter().any(takes_null) {
            return refused(
                Refusal::InvalidDefinition,
                span,
                format!("column `{column}`"),
                "the heirs have to refuse NULL too",
            );
        }
        self.require_value_below(id, column, None, only && !names, span)
    }

    pub(super) fn set_not_null(&mut self, id: RelationId, column: &str, only: bool, span: Span) -> Outcome {
        let names = self.server().names_not_null();
        let relation = self.relation_or_stop(id, span)?;
        let heirs = self.heirs_of(id);
        let is_alone = only && !heirs.is_empty();
        let held = relation
            .column(column)
            .and_then(|held| held.not_null_constraint.as_ref());
        let takes_null = |heir: &RelationId| {
            let heir = self.relation(*heir).and_then(|heir| heir.column(column));
            heir.is_some_and(|held| !held.not_null)
        };
        let fits = match held {
            Some(held) => is_alone || !held.no_inherit,
            None => !(is_alone && relation.partitioned && (names || heirs.iter().any(takes_null))),
        };
        if !fits {
            return refused(
                Refusal::InvalidDefinition,
                span,
                format!("column `{column}`"),
                "the heirs have to refuse NULL too",
            );
        }
        let is_new = held.is_none();
        self.require_value_below(id, column, None, only, span)?;
        if is_alone && is_new {
            self.each_column(id, &[column.to_owned()], |column| {
                let constraint = column.not_null_constraint.as_mut();
                constraint.into_iter().for_each(|held| held.no_inherit = true);
            });
        }
        Ok(())
    }

    pub(super) fn drop_not_null(
        &mut self,
        id: RelationId,
        column: &Identifier,
        only: bool,
        span: Span,
    ) -> Outcome {
        let column = self.column_of(id, column, span)?;
        let relation = self.relation_or_stop(id, span)?;
        let Some(held) = relation.column(&column) else {
            return Ok(());
        };
        if relation.is_in_primary_key(&column)
            || matches!(held.identity, Some(Identity::Always | Identity::ByDefault))
        {
            return refused(
                Refusal::InvalidDefinition,
                span,
                format!("column `{column}`"),
                "a key or an identity needs it",
            );
        }
        let inherited = match &held.not_null_constraint {
            Some(constraint) => constraint.parents > 0,
            None => {
                let parents = relation
                    .partition_of
                    .iter()
                    .filter_map(|parent| self.by_name(parent));
                parents
                    .filter_map(|parent| parent.column(&column))
                    .any(|parent| parent.not_null)
            }
        };
        if held.not_null && inherited {
            return refused(
                Refusal::InvalidDefinition,
                span,
                format!("column `{column}`"),
                "its parent refuses NULL",
            );
        }
        let names = self.server().names_not_null();
        if only && relation.partitioned && !names && !self.heirs_of(id).is_empty() {
            return refused(
                Refusal::InvalidDefinition,
                span,
                format!("column `{column}`"),
                "the partitions need it too",
            );
        }
        if !names {
            self.each_below(id, &column, only, |column| column.not_null = false);
            return Ok(());
        }
        self.remove_not_null(id, &column, only);
        Ok(())
    }

    /// The NOT NULL goes, here only or in heirs that do not declare it themselves too.
    pub(super) fn remove_not_null(&mut self, id: RelationId, column: &str, only: bool) {
        let mut lost = None;
        self.each_column(id, &[column.to_owned()], |column| {
            lost = column.not_null_constraint.take();
            column.not_null = false;
        });
        if lost.is_none_or(|lost| lost.no_inherit) {
            return;
        }
        for heir in self.heirs_of(id) {
            if only {
                self.each_column(heir, &[column.to_owned()], |column| {
                    if let Some(constraint) = &mut column.not_null_constraint {
                        constraint.parents = constraint.parents.saturating_sub(1);
                        constraint.local = true;
                    }
                });
            } else {
                self.lose_not_null(heir, column);
            }
        }
    }

    /// The inherited NOT NULL goes, unless the heir declares its own.
    fn lose_not_null(&mut self, heir: RelationId, column: &str) {
        let mut gone = false;
        self.each_column(heir, &[column.to_owned()], |column| {
            if let Some(constraint) = &mut column.not_null_constraint {
                constraint.parents = constraint.parents.saturating_sub(1);
                if constraint.parents == 0 && !constraint.local {
                    gone = true;
                }
            }
            if gone {
                (column.not_null, column.not_null_constraint) = (false, None);
            }
        });
        if gone {
            for below in self.heirs_of(heir) {
                self.lose_not_null(below, column);
            }
        }
    }
}

fn conflicting_names<T>(name: &str, span: Span) -> Outcome<T> {
    refused(
        Refusal::DuplicateObject,
        span,
        format!("constraint `{name}`"),
        "the column's NOT NULL has another name too",
    )
}
