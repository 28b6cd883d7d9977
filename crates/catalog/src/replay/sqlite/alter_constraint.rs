//! CHECK and NOT NULL changed by `ALTER TABLE`, which SQLite does since 3.53.

use rowproof_source::Span;
use rowproof_syntax::Dialect;
use rowproof_syntax::ast::{Identifier, ReferentialAction, TableConstraint};

use super::building::{Building, looped};
use super::{Outcome, refused};
use crate::model::{ConstraintKind, Relation, RelationId};
use crate::questions::not_null_columns;
use crate::{Catalog, Column, Constraint, Refusal};

impl Catalog {
    pub(super) fn add_sqlite_check(&mut self, id: RelationId, constraint: &TableConstraint) -> Outcome {
        let Some(relation) = self.relation(id).cloned() else {
            return Ok(());
        };
        if let Some(name) = &constraint.name
            && has_constraint_named(&relation, &name.value)
        {
            return refused(
                name.span,
                Refusal::DuplicateObject,
                format!("constraint `{}`", name.value),
                "the table has a constraint of this name already",
            );
        }
        let mut building = Building::new(relation);
        self.add_sqlite_constraint(&mut building, constraint)?;
        building.check_expressions()?;
        let added = building.relation.constraints.last().and_then(Constraint::check);
        let is_named = |column: &&Column| added.is_some_and(|check| check.columns.contains(&column.name));
        if looped(&building.relation).iter().any(is_named) {
            building.refuse_loop(constraint.span)?;
        }
        self.note_foreign_function(building.foreign_function(), constraint.span);
        if let Some(slot) = self.relation_mut(id) {
            *slot = building.relation;
        }
        Ok(())
    }

    /// `DROP CONSTRAINT`, for what is neither a primary key nor unique.
    pub(super) fn drop_sqlite_constraint(
        &mut self,
        id: RelationId,
        name: &Identifier,
        span: Span,
    ) -> Outcome {
        let Some(relation) = self.relation(id) else {
            return Ok(());
        };
        let at = relation
            .constraints
            .iter()
            .position(|constraint| constraint.named && constraint.name.eq_ignore_ascii_case(&name.value));
        let Some(constraint) = at.and_then(|at| relation.constraints.get(at)) else {
            return self.drop_not_null_named(id, name, span);
        };
        if constraint.key().is_some() {
            return refused(
                span,
                Refusal::NotSupported,
                format!("constraint `{}`", name.value),
                "SQLite drops no primary key and no unique constraint; make the table anew",
            );
        }
        let sets_default = constraint
            .foreign_key()
            .is_some_and(|key| [key.on_delete, key.on_update].contains(&Some(ReferentialAction::SetDefault)));
        if sets_default {
            return refused(
                span,
                Refusal::NotSupported,
                format!("constraint `{}`", name.value),
                "SQLite stumbles over the words SET DEFAULT when it drops a foreign key",
            );
        }
        if let (Some(at), Some(relation)) = (at, self.relation_mut(id)) {
            relation.constraints.remove(at);
            settle_not_null_by_check(relation);
        }
        Ok(())
    }

    fn drop_not_null_named(&mut self, id: RelationId, name: &Identifier, span: Span) -> Outcome {
        let column = self.relation(id).and_then(|relation| {
            let is_meant = |named: &String| named.eq_ignore_ascii_case(&name.value);
            let mut columns = relation.columns.iter();
            columns.position(|column| column.not_null_name.as_ref().is_some_and(is_meant))
        });
        match column {
            Some(at) => self.drop_not_null_at(id, at),
            None => self.note(
                span,
                format!("constraint `{}`", name.value),
                "the paste shows no constraint of this name",
            ),
        }
        Ok(())
    }

    /// `ALTER COLUMN … SET NOT NULL` and `DROP NOT NULL`
    pub(super) fn set_sqlite_not_null(
        &mut self,
        id: RelationId,
        column: &Identifier,
        not_null: bool,
        span: Span,
    ) -> Outcome {
        let at = self.relation(id).and_then(|relation| {
            let mut columns = relation.columns.iter();
            columns.position(|held| held.name.eq_ignore_ascii_case(&column.value))
        });
        let Some(at) = at else {
            return refused(
                span,
                Refusal::UndefinedColumn,
                format!("column `{}`", column.value),
                "there is no such column in the table",
            );
        };
        if !not_null {
            self.drop_not_null_at(id, at);
        } else if let Some(column) = self
            .relation_mut(id)
            .and_then(|relation| relation.columns.get_mut(at))
        {
            column.not_null = true;
            column.not_null_by_check = false;
            column.not_null_name = None;
        }
        Ok(())
    }

    /// The rowid, and the keys of STRICT and WITHOUT ROWID tables, refuse NULL without the words.
    fn drop_not_null_at(&mut self, id: RelationId, at: usize) {
        let Some(relation) = self.relation_mut(id) else {
            return;
        };
        let key = match relation.strict || relation.without_rowid {
            true => relation.primary_key().map(|key| key.columns.clone()),
            false => None,
        };
        let Some(column) = relation.columns.get_mut(at) else {
            return;
        };
        let in_key = key.is_some_and(|key| key.contains(&column.name));
        column.not_null_name = None;
        column.not_null = column.identity.is_some() || in_key;
        settle_not_null_by_check(relation);
    }
}

fn has_constraint_named(relation: &Relation, name: &str) -> bool {
    let is = |named: &String| named.eq_ignore_ascii_case(name);
    let constraints = || relation.constraints.iter();
    constraints().any(|constraint| constraint.named && is(&constraint.name))
        || relation
            .columns
            .iter()
            .any(|column| column.not_null_name.as_ref().is_some_and(is))
}

/// Columns that only a CHECK keeps from NULL are so while that CHECK is there.
pub(super) fn settle_not_null_by_check(relation: &mut Relation) {
    let mut must = Vec::new();
    for constraint in &relation.constraints {
        if let ConstraintKind::Check(check) = &constraint.kind {
            must.extend(not_null_columns(&check.expression, Dialect::Sqlite));
        }
    }
    for column in &mut relation.columns {
        if column.not_null && !column.not_null_by_check {
            continue;
        }
        let by_check = must.iter().any(|name| name.eq_ignore_ascii_case(&column.name));
        column.not_null = by_check;
        column.not_null_by_check = by_check;
    }
}
