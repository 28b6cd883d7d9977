//! `ALTER TABLE`.

use rowproof_source::Span;
use rowproof_syntax::ast::{
    AlterAction, AlterActionKind, AlterTable, ColumnDefinition, ColumnPosition, DataType, DropObject,
    Identifier,
};

use crate::Catalog;
use crate::model::{Identity, QualifiedName, RelationId, fold};

impl Catalog {
    pub(super) fn alter_table(&mut self, alter: &AlterTable, span: Span) {
        if alter.object == DropObject::Index {
            self.alter_index(alter, span);
            return;
        }
        let Some(id) = self.resolve_id(&alter.name) else {
            if !alter.if_exists
                && alter
                    .actions
                    .iter()
                    .any(|action| !matches!(action.kind, AlterActionKind::Other(_)))
            {
                let name = self.name_for_new(&alter.name);
                self.note(
                    span,
                    format!("changes to `{name}`"),
                    "that relation is not in the paste; paste its CREATE statement too",
                );
            }
            return;
        };
        for action in &alter.actions {
            self.alter_action(id, action);
        }
    }

    fn alter_index(&mut self, alter: &AlterTable, span: Span) {
        let Some(id) = self.index_owner(&alter.name) else {
            if !alter.if_exists
                && alter
                    .actions
                    .iter()
                    .any(|action| matches!(action.kind, AlterActionKind::RenameTo(_)))
            {
                let name = self.name_for_new(&alter.name);
                self.note(span, format!("index `{name}`"), "it is not in the paste");
            }
            return;
        };
        for action in &alter.actions {
            if let (AlterActionKind::RenameTo(to), Some(from)) = (&action.kind, alter.name.last()) {
                let to = to.last().map(|to| fold(to, self.dialect())).unwrap_or_default();
                self.rename_index(id, from, to);
            }
        }
    }

    fn alter_action(&mut self, id: RelationId, action: &AlterAction) {
        match &action.kind {
            AlterActionKind::AddColumn {
                column,
                if_not_exists,
                position,
            } => {
                self.alter_add_column(id, column, *if_not_exists, position.as_ref());
            }
            AlterActionKind::DropColumn { name, .. } => self.drop_column(id, name),
            AlterActionKind::AddConstraint(constraint) => self.add_constraint(id, constraint),
            AlterActionKind::AddIndex(index) => self.add_inline_index(id, index),
            AlterActionKind::DropConstraint { name, .. } => self.drop_constraint(id, name),
            AlterActionKind::DropPrimaryKey => self.drop_primary_key(id),
            AlterActionKind::DropIndex { name, .. } => self.drop_index_of(id, name),
            AlterActionKind::ValidateConstraint(name) => self.validate(id, name),
            AlterActionKind::SetNotNull(column) => self.set_not_null(id, column, true),
            AlterActionKind::DropNotNull(column) => self.set_not_null(id, column, false),
            AlterActionKind::SetDefault(column, expression) => {
                self.alter_column(id, column, |column| column.default = Some((**expression).clone()));
            }
            AlterActionKind::DropDefault(column) => self.alter_column(id, column, |column| {
                column.default = None;
                if column.identity == Some(Identity::Serial) {
                    column.identity = None;
                }
            }),
            AlterActionKind::SetType {
                column, data_type, ..
            } => self.set_type(id, column, data_type),
            AlterActionKind::AddIdentity(column, kind) => {
                self.alter_column(id, column, |column| column.identity = Some(Identity::from(*kind)));
            }
            AlterActionKind::DropIdentity(column, _) => {
                self.alter_column(id, column, |column| column.identity = None)
            }
            AlterActionKind::DropExpression(column, _) => {
                self.alter_column(id, column, |column| column.generated = None)
            }
            AlterActionKind::ReplaceColumn {
                old,
                column,
                position,
            } => {
                self.replace_column(id, old, column, position.as_ref());
            }
            AlterActionKind::RenameTo(to) => self.rename_to(id, to),
            AlterActionKind::RenameColumn(from, to) => self.rename_column(id, from, to),
            AlterActionKind::RenameConstraint(from, to) => self.rename_constraint(id, from, to),
            AlterActionKind::RenameIndex(from, to) => {
                let to = fold(to, self.dialect());
                self.rename_index(id, from, to);
            }
            AlterActionKind::SetSchema(schema) => {
                let schema = fold(schema, self.dialect());
                if let Some(name) = self.relation(id).map(|relation| relation.name.name.clone()) {
                    self.rename_relation(id, QualifiedName { schema, name });
                }
            }
            // PostgreSQL's and MySQL's, which have replays of their own.
            AlterActionKind::AttachPartition(_)
            | AlterActionKind::DetachPartition(_)
            | AlterActionKind::Inherit(_)
            | AlterActionKind::NoInherit(_)
            | AlterActionKind::SetUnlogged(_)
            | AlterActionKind::SetIdentity(..)
            | AlterActionKind::SetExpression(..)
            | AlterActionKind::SetOptions(_)
            | AlterActionKind::ConvertCharacterSet(_)
            | AlterActionKind::SetIndexIgnored(..)
            | AlterActionKind::SetPartitioned(_)
            | AlterActionKind::SetSystemVersioned(_) => {}
            AlterActionKind::Other(_) => {}
        }
    }

    fn alter_add_column(
        &mut self,
        id: RelationId,
        column: &ColumnDefinition,
        if_not_exists: bool,
        position: Option<&ColumnPosition>,
    ) {
        let name = fold(&column.name, self.dialect());
        let exists = self
            .relation(id)
            .is_some_and(|relation| self.find_column(relation, &name).is_some());
        if exists {
            if !if_not_exists {
                self.refuse(
                    column.span,
                    crate::Refusal::DuplicateColumn,
                    format!("column `{name}`"),
                    "a column of this name exists already; the database refuses this",
                );
            }
            return;
        }
        let at = position.and_then(|position| self.position(id, position));
        self.add_column(id, column, at);
        self.add_column_constraints(id, column);
    }

    fn position(&self, id: RelationId, position: &ColumnPosition) -> Option<usize> {
        match position {
            ColumnPosition::First => Some(0),
            ColumnPosition::After(name) => {
                let relation = self.relation(id)?;
                let stored = self.stored_column(relation, name);
                relation
                    .columns
                    .iter()
                    .position(|column| column.name == stored)
                    .map(|at| at + 1)
            }
        }
    }

    /// MySQL `MODIFY` and `CHANGE` state the whole column anew; what is not said is lost, keys stay.
    fn replace_column(
        &mut self,
        id: RelationId,
        old: &Identifier,
        definition: &ColumnDefinition,
        position: Option<&ColumnPosition>,
    ) {
        if fold(old, self.dialect()) != fold(&definition.name, self.dialect()) {
            self.rename_column(id, old, &definition.name);
        }
        let mut column = self.build_column(definition);
        let at = position.and_then(|position| self.position(id, position));
        if let Some(relation) = self.relation_mut(id) {
            if relation.is_in_primary_key(&column.name) {
                column.not_null = true;
            }
            if let Some(from) = relation
                .columns
                .iter()
                .position(|existing| existing.name == column.name)
            {
                relation.columns.remove(from);
                let to = at.map_or(from, |at| if at > from { at - 1 } else { at });
                relation.columns.insert(to.min(relation.columns.len()), column);
            }
        }
        self.add_column_constraints(id, definition);
    }

    fn set_type(&mut self, id: RelationId, column: &Identifier, data_type: &DataType) {
        let resolved = self.resolve_type(data_type);
        let span = data_type.span;
        self.alter_column(id, column, |column| {
            column.data_type = resolved.clone();
            column.type_span = Some(span);
        });
    }

    fn alter_column(&mut self, id: RelationId, column: &Identifier, change: impl FnMut(&mut crate::Column)) {
        let name = self
            .relation(id)
            .map(|relation| self.stored_column(relation, column))
            .unwrap_or_default();
        self.each_column(id, &[name], change);
    }

    fn validate(&mut self, id: RelationId, name: &Identifier) {
        let dialect = self.dialect();
        let name = fold(name, dialect);
        let mut must = Vec::new();
        if let Some(relation) = self.relation_mut(id) {
            for constraint in relation
                .constraints
                .iter_mut()
                .filter(|constraint| constraint.name == name)
            {
                constraint.not_valid = false;
                if let Some(check) = constraint.check() {
                    must = crate::questions::not_null_columns(&check.expression, dialect);
                }
            }
        }
        self.each_column(id, &must, |column| column.not_null = true);
    }
}
