//! What partitions and heirs get from their parents, and keep getting.

use rowproof_source::{Span, lower_case};

use super::Outcome;
use super::choose::joined;
use crate::Catalog;
use crate::honours::Honours;
use crate::model::{
    Column, Constraint, ConstraintKind, Identity, Index, IndexColumn, IndexOrigin, QualifiedName, RelationId,
};
use crate::places::Sought;

impl Catalog {
    /// The relations that inherit from it or are its partitions, in the order they were made.
    pub(super) fn heirs_of(&self, id: RelationId) -> Vec<RelationId> {
        let Some(name) = self.relation(id).map(|relation| &relation.name) else {
            return Vec::new();
        };
        let mut heirs = self.places.of(Sought::Heirs(id));
        heirs.retain(|heir| {
            self.relation(*heir)
                .is_some_and(|heir| heir.partition_of.as_ref() == Some(name) || heir.inherits.contains(name))
        });
        heirs
    }

    /// One partition at most takes what fits no other; where rows are told apart by a hash, every row fits one.
    pub(super) fn must_take_default(&self, parent: RelationId, is_default: bool, span: Span) -> Outcome {
        let relation = self.relation_or_stop(parent, span)?;
        let is_hashed = relation.partition_strategy.as_deref() == Some("hash");
        let is_taken = |heir: &RelationId| self.relation(*heir).is_some_and(|heir| heir.is_default_partition);
        if is_default && (is_hashed || self.heirs_of(parent).iter().any(is_taken)) {
            return super::refused(
                crate::Refusal::InvalidDefinition,
                span,
                format!("default partition of `{}`", relation.name),
                "it can have no more of them",
            );
        }
        Ok(())
    }

    /// A new partition gets the parent's indexes, foreign keys and row triggers.
    pub(super) fn clone_to_partition(&mut self, parent: RelationId, child: RelationId) -> Outcome {
        let Some(source) = self.relation(parent).cloned() else {
            return Ok(());
        };
        let schema = source.name.schema.clone();
        for index in &source.indexes {
            let constraint = constraint_of(&source.constraints, index);
            self.attach_index(child, index, constraint, &schema)?;
        }
        for constraint in &source.constraints {
            if constraint.foreign_key().is_some() {
                self.clone_foreign_key(child, constraint);
            }
        }
        let triggers: Vec<_> = source
            .triggers
            .iter()
            .filter(|trigger| trigger.for_each_row)
            .cloned()
            .collect();
        for trigger in &triggers {
            self.remember_trigger_user(child, trigger);
        }
        if let Some(relation) = self.relation_mut(child) {
            for trigger in triggers {
                if !relation.triggers.iter().any(|held| held.name == trigger.name) {
                    relation.triggers.push(trigger);
                }
            }
        }
        Ok(())
    }

    /// A partitioned table's new index goes to its partitions.
    pub(super) fn spread_index(
        &mut self,
        id: RelationId,
        index: &Index,
        constraint: Option<&Constraint>,
    ) -> Outcome {
        let Some(relation) = self.relation(id).filter(|relation| relation.partitioned) else {
            return Ok(());
        };
        let schema = relation.name.schema.clone();
        for child in self.heirs_of(id) {
            self.attach_index(child, index, constraint, &schema)?;
        }
        Ok(())
    }

    /// The child's index that is the same becomes a part of the parent's; without one it is made.
    fn attach_index(
        &mut self,
        child: RelationId,
        index: &Index,
        constraint: Option<&Constraint>,
        schema: &str,
    ) -> Outcome {
        let parent = QualifiedName {
            schema: schema.to_owned(),
            name: index.name.clone(),
        };
        let columns = index.keys.iter().filter_map(IndexColumn::compared_column);
        if index.unique && !self.relation_or_stop(child, index.span)?.keeps_together(columns) {
            return super::refused(
                crate::Refusal::NotSupported,
                index.span,
                format!("index `{}`", index.name),
                "a partition is partitioned by a column that the key does not have",
            );
        }
        let fits = |held: &Index| {
            held.partition_of.is_none()
                && same_index(held, index)
                && (constraint.is_none() || held.origin == index.origin)
        };
        let held = self
            .indexes_of(child)
            .iter()
            .find(|held| fits(held))
            .map(|held| held.name.clone());
        if let Some(held) = held {
            self.each_index(child, &held, |index| {
                index.partition_of = Some(parent.clone().into())
            });
            if let Some(relation) = self.relation_mut(child) {
                for constraint in relation
                    .constraints
                    .iter_mut()
                    .filter(|one| one.name == held && one.key().is_some())
                {
                    (constraint.parents, constraint.local) = (1, false);
                }
            }
            return Ok(());
        }
        let mut copy = index.clone();
        copy.name = self.clone_name(child, index);
        copy.partition_of = Some(parent.into());
        copy.comment = None;
        let name = copy.name.clone();
        if constraint.is_none() {
            copy.origin = IndexOrigin::Declared;
        }
        if copy.origin == IndexOrigin::PrimaryKey {
            let columns: Vec<String> = copy.leading_columns().map(str::to_owned).collect();
            for column in columns {
                self.require_key_value(child, &column, false, copy.span)?;
            }
        }
        self.push_index(child, copy.clone());
        let mut own = None;
        if let Some(constraint) = constraint {
            let mut constraint = constraint.clone();
            (
                constraint.name,
                constraint.parents,
                constraint.local,
                constraint.comment,
            ) = (name, 1, false, None);
            self.push_postgresql_constraint(child, constraint.clone());
            own = Some(constraint);
        }
        self.spread_index(child, &copy, own.as_ref())
    }

    /// A partitioned table's new foreign key goes to its partitions.
    pub(super) fn spread_foreign_key(&mut self, id: RelationId, constraint: &Constraint) {
        if !self.relation(id).is_some_and(|relation| relation.partitioned) {
            return;
        }
        for child in self.heirs_of(id) {
            self.clone_foreign_key(child, constraint);
        }
    }

    fn clone_foreign_key(&mut self, child: RelationId, constraint: &Constraint) {
        let Some(relation) = self.relation(child) else {
            return;
        };
        let Some(key) = constraint.foreign_key() else {
            return;
        };
        let same = relation.foreign_keys().position(|(held, other)| {
            held.parents == 0
                && other.columns == key.columns
                && other.relation == key.relation
                && other.referenced_columns == key.referenced_columns
                && (other.on_delete, other.on_update, other.match_full)
                    == (key.on_delete, key.on_update, key.match_full)
                && (held.deferrable, held.initially_deferred)
                    == (constraint.deferrable, constraint.initially_deferred)
        });
        if let Some(at) = same {
            if let Some(relation) = self.relation_mut(child) {
                let mut keys = relation
                    .constraints
                    .iter_mut()
                    .filter(|one| matches!(one.kind, ConstraintKind::ForeignKey(_)));
                if let Some(held) = keys.nth(at) {
                    (held.parents, held.local) = (1, false);
                }
            }
            return;
        }
        let mut copy = constraint.clone();
        (copy.parents, copy.local, copy.comment) = (1, false, None);
        if relation.constraints.iter().any(|held| held.name == copy.name) {
            let (schema, table) = (&relation.name.schema, &relation.name.name);
            copy.name = self.choose_constraint_name(schema, table, &joined(&key.columns), "fkey", &[]);
        }
        self.push_postgresql_constraint(child, copy.clone());
        self.spread_foreign_key(child, &copy);
    }

    /// What a table that becomes a partition or an heir must have and gets: CHECKs and NOT NULLs of the parent count as
    /// inherited.
    pub(super) fn adopt(&mut self, parent: RelationId, child: RelationId, span: Span) -> Outcome {
        let Some(source) = self.relation(parent).cloned() else {
            return Ok(());
        };
        super::copy::must_outlive(&source, self.relation_or_stop(child, span)?, span)?;
        if self.all_below(child, false).contains(&parent) {
            return super::refused(
                crate::Refusal::InvalidDefinition,
                span,
                format!("`{}`", source.name),
                "it would inherit from itself",
            );
        }
        let refuse = |subject: String, reason: &str| {
            super::refused(crate::Refusal::TypeMismatch, span, subject, reason)
        };
        let shares_identity = source.partitioned && self.server().shares_identity();
        let compares_generation = !self.server().shares_identity();
        let relation = self.relation_or_stop(child, span)?;
        let mut adopted = relation.clone();
        for column in &source.columns {
            let subject = || format!("column `{}`", column.name);
            let Some(held) = adopted.columns.iter_mut().find(|held| held.name == column.name) else {
                if adopted.columns_unknown {
                    continue;
                }
                return refuse(subject(), "the child does not have it");
            };
            let wants = column.not_null_constraint.as_ref();
            let is_inherited = wants.is_none_or(|wants| !wants.no_inherit);
            if !super::table::same_type(&held.data_type, &column.data_type)
                || held.collation != column.collation
            {
                return refuse(subject(), "the parent's has another type");
            }
            if column.not_null && is_inherited && !held.not_null {
                return refuse(subject(), "the parent's refuses NULL");
            }
            if column.generated.is_some() != held.generated.is_some()
                && (column.generated.is_some() || !compares_generation)
            {
                return refuse(subject(), "the parent's is computed in another way");
            }
            let is_identity =
                |column: &Column| matches!(column.identity, Some(Identity::Always | Identity::ByDefault));
            if shares_identity && is_identity(held) {
                return refuse(subject(), "it is an identity of its own");
            }
            if shares_identity && is_identity(column) {
                (held.identity, held.sequence) = (column.identity, column.sequence.clone());
            }
            held.parents += 1;
            held.local &= !source.partitioned;
            if let Some(constraint) = held
                .not_null_constraint
                .as_mut()
                .filter(|_| wants.is_some() && is_inherited)
            {
                constraint.parents += 1;
                constraint.local &= !source.partitioned;
            }
        }
        for (constraint, check) in source.checks().filter(|(constraint, _)| !constraint.no_inherit) {
            let held = adopted
                .constraints
                .iter_mut()
                .find(|held| held.name == constraint.name);
            let same = |held: &&mut Constraint| {
                let condition = held.check().map(|held| &held.expression);
                condition.is_some_and(|held| super::constraint::same_condition(held, &check.expression))
                    && !held.no_inherit
                    && (constraint.not_valid || !held.not_valid)
            };
            let Some(held) = held.filter(same) else {
                return refuse(
                    format!("constraint `{}`", constraint.name),
                    "the child does not have it",
                );
            };
            held.parents += 1;
            held.local &= !source.partitioned;
        }
        if let Some(relation) = self.relation_mut(child) {
            *relation = adopted;
        }
        self.remember_sequences(child);
        Ok(())
    }

    /// What a former heir or partition had from its parent is its own.
    pub(super) fn leave_parent(&mut self, parent: RelationId, child: RelationId) {
        let Some(source) = self.relation(parent).cloned() else {
            return;
        };
        let shares_identity = source.partitioned && self.server().shares_identity();
        let Some(relation) = self.relation_mut(child) else {
            return;
        };
        let leave = |parents: &mut u16, local: &mut bool| {
            *parents = parents.saturating_sub(1);
            *local |= *parents == 0;
        };
        for column in &mut relation.columns {
            let Some(held) = source.column(&column.name) else {
                continue;
            };
            leave(&mut column.parents, &mut column.local);
            let of_parent = held.not_null_constraint.as_ref().filter(|held| !held.no_inherit);
            if let Some(constraint) = column
                .not_null_constraint
                .as_mut()
                .filter(|_| of_parent.is_some())
            {
                leave(&mut constraint.parents, &mut constraint.local);
            }
            if shares_identity && matches!(column.identity, Some(Identity::Always | Identity::ByDefault)) {
                (column.identity, column.sequence) = (None, None);
            }
        }
        for constraint in &mut relation.constraints {
            let is_of_parent = match &constraint.kind {
                ConstraintKind::Check(_) => source
                    .checks()
                    .any(|(held, _)| held.name == constraint.name && !held.no_inherit),
                _ => source.partitioned,
            };
            if is_of_parent {
                leave(&mut constraint.parents, &mut constraint.local);
            }
        }
        for index in &mut relation.indexes {
            index.partition_of = None;
        }
        for trigger in source
            .triggers
            .iter()
            .filter(|held| source.partitioned && held.for_each_row)
        {
            self.remove_trigger(child, &trigger.name);
        }
    }
}

/// The constraint an index belongs to.
pub(super) fn constraint_of<'c>(constraints: &'c [Constraint], index: &Index) -> Option<&'c Constraint> {
    constraints
        .iter()
        .find(|constraint| constraint.name == index.name && !matches!(index.origin, IndexOrigin::Declared))
}

fn same_index(a: &Index, b: &Index) -> bool {
    let text = |index: &Index| {
        let predicate = index.predicate.as_ref().map(|one| lower_case(&one.text));
        let keys: Vec<_> = index
            .keys
            .iter()
            .map(|key| {
                let expression = key.expression.as_ref().map(|one| lower_case(&one.text));
                (
                    key.column.clone(),
                    expression,
                    key.operator_class.clone(),
                    key.collation.clone(),
                )
            })
            .collect();
        (
            index.method.clone(),
            index.unique,
            index.nulls_not_distinct,
            keys,
            predicate,
        )
    };
    text(a) == text(b)
}
