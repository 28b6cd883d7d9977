//! Renames, which SQLite follows into every statement that it keeps.

use rowproof_source::Span;
use rowproof_syntax::ast::{Expression, ExpressionKind, Identifier, ObjectName};

use super::alter::is_inside;
use super::expression::is_rowid;
use super::index::is_string;
use super::query::Mention;
use super::reader::{NewName, put};
use super::{Outcome, TEMPORARY, refused};
use crate::model::{ConstraintKind, ForeignKey, IndexOrigin, QualifiedName, Relation, RelationId};
use crate::questions::each_part_mut;
use crate::{Catalog, Column, Constraint, Index, Refusal};

impl Catalog {
    pub(super) fn rename_sqlite_table(&mut self, id: RelationId, to: &ObjectName, span: Span) -> Outcome {
        let (Some(old), Some(last)) = (self.relation(id).map(|relation| relation.name.clone()), to.last())
        else {
            return Ok(());
        };
        let new = QualifiedName {
            schema: old.schema.clone(),
            name: last.value.clone(),
        };
        if to.parts.len() > 1 {
            return refused(
                to.span,
                Refusal::NotSupported,
                "this new name",
                "a table stays in its database: the new name is a single one",
            );
        }
        if let Some(taken) = self.sqlite_name_taken(&new) {
            return refused(
                span,
                Refusal::DuplicateRelation,
                format!("`{new}`"),
                format!("there is {taken} of this name already"),
            );
        }
        self.refuse_reserved(&new.name, to.span)?;
        let legacy = self.sqlite.legacy_alter_table;
        if !legacy {
            self.require_readers_to_hold(&old.schema, span)?;
        }
        let children = self.referencing(&old);
        let before = (!self.readers_of(&old.name).is_empty() || !self.readers_of(&new.name).is_empty())
            .then(|| self.clone());
        if !legacy {
            self.rename_table_for_readers(id, &old.name, &new.name);
        }
        self.rename_alone(id, new.clone());
        if let Some(relation) = self.relation_mut(id) {
            rename_own(relation, &old.name, legacy);
        }
        let renamed: Vec<String> = self
            .indexes_of(id)
            .iter()
            .map(|index| index.name.clone())
            .collect();
        for index in renamed {
            self.remember_index(id, &index);
        }
        if !legacy || self.foreign_keys_enforced {
            for child in children {
                self.each_key_to(child, &old, |key| key.referenced = new.clone());
                self.remember_references(child);
            }
        }
        self.suspect_readers_of(&old.name);
        self.suspect_readers_of(&new.name);
        self.settle_readers(before.filter(|_| !legacy), &old.schema, span)
    }

    /// SQLite changes no name while a view or a trigger does not hold.
    pub(super) fn require_readers_to_hold(&mut self, schema: &str, span: Span) -> Outcome {
        match self.broken_reader(schema) {
            None => Ok(()),
            Some((reader, trouble)) => refused(
                span,
                Refusal::DependentObjects,
                reader,
                format!("it does not hold: {trouble}; SQLite changes no name in such a schema"),
            ),
        }
    }

    /// Before columns are renamed or dropped, SQLite takes the double quotes from strings; a key that is one is a name
    /// then, of no column.
    pub(super) fn require_columns_as_keys(&self, schema: &str, span: Span) -> Outcome {
        let tables = self.sqlite.string_keys.iter().filter_map(|id| self.relation(*id));
        let mut tables = tables.filter(|table| table.name.schema == schema || table.name.schema == TEMPORARY);
        let found = tables.find_map(|table| {
            let mut indexes = table.indexes.iter();
            indexes.find(|index| index.keys.iter().any(is_string))
        });
        match found {
            None => Ok(()),
            Some(index) => refused(
                span,
                Refusal::DependentObjects,
                format!("index `{}`", index.name),
                "one of its keys is a string in double quotes; SQLite changes no column in such a schema",
            ),
        }
    }

    /// Takes a change back when a view or a trigger does not hold behind it.
    pub(super) fn settle_readers(&mut self, before: Option<Catalog>, schema: &str, span: Span) -> Outcome {
        let Some(before) = before else { return Ok(()) };
        let Some((reader, trouble)) = self.broken_reader(schema) else {
            return Ok(());
        };
        *self = before;
        refused(
            span,
            Refusal::DependentObjects,
            reader,
            format!("it would not hold any more: {trouble}"),
        )
    }

    /// Changes the foreign keys of a relation that refer to that name.
    fn each_key_to(&mut self, id: RelationId, name: &QualifiedName, mut change: impl FnMut(&mut ForeignKey)) {
        let wanted = self.key(name);
        let refers = |key: &ForeignKey| {
            key.referenced.schema == wanted.schema && key.referenced.name.eq_ignore_ascii_case(&wanted.name)
        };
        let any = self.relation(id).is_some_and(|relation| {
            let mut keys = relation.foreign_keys();
            keys.any(|(_, key)| refers(key))
        });
        if any {
            self.each_foreign_key_mut(id, |key| {
                if refers(key) {
                    change(key);
                }
            });
        }
    }

    pub(super) fn rename_sqlite_column(
        &mut self,
        id: RelationId,
        from: &Identifier,
        to: &Identifier,
        span: Span,
    ) -> Outcome {
        let Some(relation) = self.relation(id) else {
            return Ok(());
        };
        let column = |name: &str| {
            relation
                .columns
                .iter()
                .find(|column| column.name.eq_ignore_ascii_case(name))
        };
        let Some(old) = column(&from.value) else {
            return refused(
                span,
                Refusal::UndefinedColumn,
                format!("column `{}`", from.value),
                "there is no such column in the table",
            );
        };
        let hides_rowid = !relation.without_rowid && (is_rowid(&from.value) || is_rowid(&to.value));
        if hides_rowid {
            return refused(
                span,
                Refusal::InvalidDefinition,
                format!("column `{}`", from.value),
                "a column is not renamed from or to a name of the rowid",
            );
        }
        let taken = column(&to.value).is_some_and(|taken| taken.name != old.name);
        if taken {
            return refused(
                span,
                Refusal::DuplicateColumn,
                format!("column `{}`", to.value),
                "a column of this name exists already",
            );
        }
        let (old, table) = (old.name.clone(), relation.name.clone());
        let new = NewName {
            name: &to.value,
            quoted: to.quoted,
        };
        if let Some(relation) = self.relation(id)
            && is_key_resolved_twice(relation, &old)
        {
            return refused(
                span,
                Refusal::NotSupported,
                format!("column `{old}`"),
                "SQLite does not find the column again in a UNIQUE constraint beside the key that is the rowid",
            );
        }
        self.require_columns_as_keys(&table.schema, span)?;
        self.require_readers_to_hold(&table.schema, span)?;
        let is_lost = |mention: &Mention| mention.qualified || !(mention.quoted || to.quoted);
        let keeps = old.eq_ignore_ascii_case(&to.value);
        if table.schema == TEMPORARY
            && !keeps
            && let Some(relation) = self.relation(id)
            && let Some(reader) = self.reader_naming(relation, &old, is_lost)
        {
            // SQLite puts the new name in twice, and does not find the old one the second time, unless what stands
            // there now can be a string.
            return refused(
                span,
                Refusal::DependentObjects,
                format!("column `{old}`"),
                format!(
                    "{} names this column of a temporary table",
                    self.reader_name(&reader)
                ),
            );
        }
        let readers = self.readers_of(&table.name);
        let before = (!readers.is_empty()).then(|| self.clone());
        if let Some(relation) = self.relation(id).cloned() {
            self.rename_column_for_readers(&relation, &old, new);
        }
        if let Some(relation) = self.relation_mut(id) {
            rename_own_column(relation, &old, new);
        }
        for child in self.referencing(&table) {
            self.each_key_to(child, &table, |key| {
                rename_in(&mut key.referenced_columns, &old, &to.value);
            });
        }
        self.suspect_readers_of(&table.name);
        self.settle_readers(before, &table.schema, span)
    }
}

fn rename_in(columns: &mut [String], from: &str, to: &str) {
    for column in columns
        .iter_mut()
        .filter(|column| column.eq_ignore_ascii_case(from))
    {
        to.clone_into(column);
    }
}

/// Whether the column is an `INTEGER PRIMARY KEY` that a UNIQUE constraint of the table names as something else: as a
/// column, before SQLite has read that it is the rowid, or as the rowid, before it has read `WITHOUT ROWID`.
fn is_key_resolved_twice(relation: &Relation, column: &str) -> bool {
    let is_integer =
        |held: &Column| held.name == column && held.data_type.words.as_deref() == Some("INTEGER");
    let is_key = relation.primary_key().is_some_and(|key| key.columns == [column]);
    let by_index = |index: &Index| index.origin == IndexOrigin::PrimaryKey && index.method != "rowid";
    if !is_key || !relation.columns.iter().any(is_integer) {
        return false;
    }
    let behind_column = |constraint: &Constraint| {
        let mut columns = relation.columns.iter();
        columns.any(|column| is_inside(constraint.span, column.span))
    };
    let is_primary = |constraint: &Constraint| matches!(constraint.kind, ConstraintKind::PrimaryKey(_));
    let Some(key) = relation.constraints.iter().position(is_primary) else {
        return false;
    };
    // `INTEGER PRIMARY KEY DESC` is not the rowid.
    let mut indexes = relation.indexes.iter().filter(|index| by_index(index));
    let is_other = indexes.any(|index| {
        let descending = index.keys.iter().any(|part| part.descending);
        !relation.without_rowid || descending && relation.constraints.get(key).is_some_and(behind_column)
    });
    if is_other {
        return false;
    }
    relation.constraints.iter().enumerate().any(|(at, constraint)| {
        let is_unique = matches!(constraint.kind, ConstraintKind::Unique(_)) && constraint.mentions(column);
        is_unique && !behind_column(constraint) && (at > key) == relation.without_rowid
    })
}

/// A table's new name, in its own conditions and in the names that SQLite made from it.
fn rename_own(relation: &mut Relation, old: &str, legacy: bool) {
    let new = relation.name.name.clone();
    for index in &mut relation.indexes {
        if index.origin != IndexOrigin::Declared
            && let Some(number) = index.name.rsplit('_').next().filter(|_| index.method != "rowid")
        {
            index.name = format!("sqlite_autoindex_{new}_{number}");
        }
        if let Some(predicate) = index.predicate.as_mut().filter(|_| !legacy) {
            rename_qualifier(predicate, old, &new);
        }
    }
    for constraint in &mut relation.constraints {
        if let (ConstraintKind::Check(check), false) = (&mut constraint.kind, legacy) {
            rename_qualifier(&mut check.expression, old, &new);
        }
    }
}

fn rename_own_column(relation: &mut Relation, from: &str, new: NewName<'_>) {
    let to = new.name;
    let rename = |expression: &mut Expression| {
        each_name_mut(expression, &mut |name| put(name.parts.last_mut(), from, new));
    };
    for column in &mut relation.columns {
        if column.name == from {
            to.clone_into(&mut column.name);
        }
        if let Some(expression) = &mut column.generated {
            rename(expression);
        }
    }
    for constraint in &mut relation.constraints {
        match &mut constraint.kind {
            ConstraintKind::PrimaryKey(key) | ConstraintKind::Unique(key) => {
                rename_in(&mut key.columns, from, to);
            }
            ConstraintKind::ForeignKey(key) => rename_in(&mut key.columns, from, to),
            ConstraintKind::Exclude(columns) => rename_in(columns, from, to),
            ConstraintKind::Check(check) => {
                rename_in(&mut check.columns, from, to);
                rename(&mut check.expression);
            }
        }
    }
    for index in &mut relation.indexes {
        for key in &mut index.keys {
            if key.column.as_deref() == Some(from) {
                key.column = Some(to.to_owned());
            }
            key.expression.as_deref_mut().into_iter().for_each(rename);
        }
        if let Some(predicate) = &mut index.predicate {
            rename(predicate);
        }
    }
}

fn rename_qualifier(expression: &mut Expression, from: &str, to: &str) {
    each_name_mut(expression, &mut |name| {
        let table = name.parts.len().checked_sub(2);
        let new = NewName {
            name: to,
            quoted: true,
        };
        put(table.and_then(|at| name.parts.get_mut(at)), from, new);
    });
}

fn each_name_mut(expression: &mut Expression, change: &mut impl FnMut(&mut ObjectName)) {
    each_part_mut(expression, &mut |part| match &mut part.kind {
        ExpressionKind::Column(name) => change(name),
        ExpressionKind::Opaque(names) => names.iter_mut().for_each(&mut *change),
        _ => {}
    });
}
