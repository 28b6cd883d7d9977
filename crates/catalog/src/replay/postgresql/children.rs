//! What partitions and heirs get from their parents, and keep getting.

use rowproof_source::Span;

use super::Outcome;
use super::choose::joined;
use crate::Catalog;
use crate::model::{Constraint, ConstraintKind, Index, IndexOrigin, QualifiedName, RelationId};
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

    /// NULL is refused here and in every heir.
    pub(super) fn require_value_below(&mut self, id: RelationId, column: &str) {
        self.require_value(id, column, None);
        for heir in self.heirs_of(id) {
            self.inherit_not_null(id, heir, column);
        }
    }

    /// An heir's column takes the parent's NOT NULL, under the parent's name where it has none of its own.
    pub(super) fn inherit_not_null(&mut self, parent: RelationId, heir: RelationId, column: &str) {
        let named = self
            .relation(parent)
            .and_then(|relation| relation.column(column))
            .and_then(|column| column.not_null_constraint.clone());
        self.each_column(heir, &[column.to_owned()], |column| {
            column.not_null = true;
            if column.not_null_constraint.is_none()
                && let Some(named) = &named
            {
                let mut inherited = named.clone();
                (inherited.parents, inherited.local) = (1, false);
                column.not_null_constraint = Some(inherited);
            }
        });
        for below in self.heirs_of(heir) {
            self.inherit_not_null(heir, below, column);
        }
    }

    /// One partition at most takes what fits no other; where rows are told apart by a hash, every row fits one.
    pub(super) fn must_take_default(&self, parent: RelationId, is_default: bool, span: Span) -> Outcome {
        let relation = self.relation_or_stop(parent, span)?;
        let is_hashed = relation.partition_strategy.as_deref() == Some("hash");
        let heirs = self.heirs_of(parent);
        let mut heirs = heirs.iter().filter_map(|heir| self.relation(*heir));
        if is_default && (is_hashed || heirs.any(|heir| heir.is_default_partition)) {
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
        let partitioned_by = self
            .relation(child)
            .and_then(|child| child.partition_columns.as_ref());
        let has = |column: &String| index.keys.iter().any(|key| key.column.as_ref() == Some(column));
        if index.unique && partitioned_by.is_some_and(|columns| !columns.iter().all(has)) {
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
            self.each_index(child, &held, |index| index.partition_of = Some(parent.clone()));
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
        copy.partition_of = Some(parent);
        copy.comment = None;
        let name = copy.name.clone();
        if constraint.is_none() {
            copy.origin = IndexOrigin::Declared;
        }
        if copy.origin == IndexOrigin::PrimaryKey {
            let columns: Vec<String> = copy.leading_columns().map(str::to_owned).collect();
            for column in columns {
                self.require_value(child, &column, None);
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
        for column in &source.columns {
            let held = self
                .relation_or_stop(child, span)?
                .column(&column.name)
                .map(|held| (held.data_type.to_string(), held.not_null));
            let unknown = self.relation_or_stop(child, span)?.columns_unknown;
            match held {
                Some((data_type, not_null)) => {
                    if data_type != column.data_type.to_string() {
                        return super::refused(
                            crate::Refusal::TypeMismatch,
                            span,
                            format!("column `{}`", column.name),
                            "the parent's has another type",
                        );
                    }
                    if column.not_null && !not_null {
                        return super::refused(
                            crate::Refusal::TypeMismatch,
                            span,
                            format!("column `{}`", column.name),
                            "the parent's refuses NULL",
                        );
                    }
                }
                None if unknown => {}
                None => {
                    return super::refused(
                        crate::Refusal::TypeMismatch,
                        span,
                        format!("column `{}`", column.name),
                        "the child does not have it",
                    );
                }
            }
            self.each_column(child, std::slice::from_ref(&column.name), |held| {
                held.parents += 1;
                if source.partitioned {
                    held.local = false;
                }
            });
        }
        for constraint in source
            .constraints
            .iter()
            .filter(|one| one.check().is_some() && !one.no_inherit)
        {
            let relation = self.relation_or_stop(child, span)?;
            if !relation
                .constraints
                .iter()
                .any(|held| held.name == constraint.name && held.check().is_some())
            {
                return super::refused(
                    crate::Refusal::TypeMismatch,
                    span,
                    format!("constraint `{}`", constraint.name),
                    "the child does not have it",
                );
            }
            if let Some(relation) = self.relation_mut(child) {
                for held in relation
                    .constraints
                    .iter_mut()
                    .filter(|held| held.name == constraint.name)
                {
                    held.parents += 1;
                    held.local &= !source.partitioned;
                }
            }
        }
        Ok(())
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
        let predicate = index.predicate.as_ref().map(|one| one.text.to_lowercase());
        let keys: Vec<_> = index
            .keys
            .iter()
            .map(|key| {
                let expression = key.column.is_none().then(|| key.expression.text.to_lowercase());
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
