//! `ALTER TABLE`.

use rowproof_source::Span;
use rowproof_syntax::ast::{AlterActionKind, AlterTable, ColumnDefinition, DropObject, TableConstraintKind};
use rowproof_syntax::{Product, Version};

use super::building::Building;
use super::expression::is_rowid;
use super::{Outcome, refused};
use crate::model::{RelationId, RelationKind};
use crate::{Catalog, Refusal, honours};

impl Catalog {
    pub(super) fn alter_sqlite_table(&mut self, alter: &AlterTable, span: Span) -> Outcome {
        let [action] = alter.actions.as_slice() else {
            return no_such_form(span);
        };
        if alter.object != DropObject::Table || alter.if_exists {
            return no_such_form(span);
        }
        let Some(id) = self.sqlite_target(&alter.name, span, "changes to") else {
            return Ok(());
        };
        self.refuse_unalterable(id, &action.kind, span)?;
        match &action.kind {
            AlterActionKind::RenameTo(to) => self.rename_sqlite_table(id, to, span),
            AlterActionKind::RenameColumn(from, to) => {
                self.require(honours::SQLITE_RENAME_COLUMN, "RENAME COLUMN", span)?;
                self.rename_sqlite_column(id, from, to, span)
            }
            AlterActionKind::AddColumn {
                column,
                if_not_exists: false,
                position: None,
            } => self.add_column_to_sqlite_table(id, column),
            AlterActionKind::DropColumn {
                name,
                if_exists: false,
                ..
            } => {
                self.require(honours::SQLITE_DROP_COLUMN, "DROP COLUMN", span)?;
                self.drop_sqlite_column(id, name, span)
            }
            AlterActionKind::AddConstraint(constraint)
                if matches!(constraint.kind, TableConstraintKind::Check { .. }) =>
            {
                self.require(honours::SQLITE_ALTER_CONSTRAINT, "ADD CHECK", span)?;
                self.add_sqlite_check(id, constraint)
            }
            AlterActionKind::DropConstraint { name, .. } => {
                self.require(honours::SQLITE_ALTER_CONSTRAINT, "DROP CONSTRAINT", span)?;
                self.drop_sqlite_constraint(id, name, span)
            }
            AlterActionKind::SetNotNull(column) => {
                self.require(honours::SQLITE_ALTER_CONSTRAINT, "SET NOT NULL", span)?;
                self.set_sqlite_not_null(id, column, true, span)
            }
            AlterActionKind::DropNotNull(column) => {
                self.require(honours::SQLITE_ALTER_CONSTRAINT, "DROP NOT NULL", span)?;
                self.set_sqlite_not_null(id, column, false, span)
            }
            _ => no_such_form(span),
        }
    }

    fn require(&self, since: Version, what: &str, span: Span) -> Outcome {
        match self.server().is_at_least(Product::Sqlite, since) {
            true => Ok(()),
            false => self.too_old(span, what, since),
        }
    }

    fn refuse_unalterable(&self, id: RelationId, action: &AlterActionKind, span: Span) -> Outcome {
        let Some(relation) = self.relation(id) else {
            return Ok(());
        };
        let renames = matches!(action, AlterActionKind::RenameTo(_));
        let reason = match relation.kind {
            RelationKind::View => "views may not be altered",
            RelationKind::VirtualTable if !renames => "virtual tables may only be renamed",
            _ if relation.name.name.to_ascii_lowercase().starts_with("sqlite_") => {
                "SQLite's own tables may not be altered"
            }
            _ => return Ok(()),
        };
        refused(
            span,
            Refusal::WrongObjectKind,
            format!("`{}`", relation.name),
            reason,
        )
    }

    /// A column is added to a copy, which takes the table's place when all of it holds.
    fn add_column_to_sqlite_table(&mut self, id: RelationId, column: &ColumnDefinition) -> Outcome {
        let Some(relation) = self.relation(id).cloned() else {
            return Ok(());
        };
        if is_rowid(&column.name.value) && !relation.without_rowid {
            return refused(
                column.name.span,
                Refusal::InvalidDefinition,
                format!("column `{}`", column.name.value),
                "no column with a name of the rowid can be added",
            );
        }
        let (keys, indexes) = (relation.primary_key().is_some(), relation.indexes.len());
        let constraints = relation.constraints.len();
        let mut building = Building::new(relation);
        // What is added behind the column comes after the columns' own and before the table's.
        let at = building.first_table_constraint();
        self.add_sqlite_column(&mut building, column)?;
        let added = building.relation.primary_key().is_some() != keys
            || building.relation.indexes.len() != indexes
            || building
                .relation
                .constraints
                .iter()
                .skip(constraints)
                .any(|constraint| constraint.key().is_some());
        if added {
            return refused(
                column.span,
                Refusal::NotSupported,
                format!("column `{}`", column.name.value),
                "a PRIMARY KEY or UNIQUE column cannot be added; make the column, then a unique index",
            );
        }
        if building.relation.strict {
            self.make_strict(&mut building)?;
        }
        building.check_expressions()?;
        let has_check = building
            .relation
            .constraints
            .iter()
            .skip(constraints)
            .any(|constraint| constraint.check().is_some());
        let refuses_null = building
            .last_column()
            .is_some_and(|column| column.not_null && !column.not_null_by_check && column.generated.is_some());
        let is_strict = building.relation.strict
            && building
                .last_column()
                .is_some_and(|column| !column.data_type.name.eq_ignore_ascii_case("any"));
        if has_check || refuses_null || is_strict {
            // Only then SQLite reads the column, and finds that it is made from itself.
            building.refuse_loop(column.span)?;
        }
        let new: Vec<_> = building.relation.constraints.drain(constraints..).collect();
        building.relation.constraints.splice(at..at, new);
        let (name, foreign) = (building.relation.name.name.clone(), building.foreign_function());
        if let Some(slot) = self.relation_mut(id) {
            *slot = building.relation;
        }
        self.note_foreign_function(foreign, column.span);
        self.suspect_readers_of(&name);
        self.remember_references(id);
        Ok(())
    }
}

impl Building {
    /// The place of the first constraint that is not written behind a column.
    fn first_table_constraint(&self) -> usize {
        self.relation
            .constraints
            .iter()
            .position(|constraint| !self.is_behind_a_column(constraint))
            .unwrap_or(self.relation.constraints.len())
    }

    fn is_behind_a_column(&self, constraint: &crate::Constraint) -> bool {
        self.relation
            .columns
            .iter()
            .any(|column| is_inside(constraint.span, column.span))
    }
}

/// Whether a constraint is written behind the column of that place.
pub(super) fn is_inside(constraint: Span, column: Span) -> bool {
    constraint.source == column.source && constraint.start >= column.start && constraint.end <= column.end
}

pub(super) fn no_such_form(span: Span) -> Outcome {
    refused(
        span,
        Refusal::NotSupported,
        "this form of ALTER",
        "SQLite renames a table or a column, adds or drops one column, and since 3.53 changes CHECK and NOT NULL",
    )
}
