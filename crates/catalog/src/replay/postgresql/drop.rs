//! `DROP`, and what goes with the dropped or keeps it.

use rowproof_source::Span;
use rowproof_syntax::ast::{DropObject, DropStatement, Identifier, ObjectName};

use super::{Outcome, missing, refused};
use crate::Catalog;
use crate::model::{
    ConstraintKind, Identity, IndexOrigin, QualifiedName, RelationId, RelationKind, Trigger, fold,
};
use crate::note::Refusal;
use crate::places::Sought;

impl Catalog {
    pub(super) fn drop_postgresql(&mut self, drop: &DropStatement, span: Span) -> Outcome {
        if matches!(
            drop.object,
            DropObject::Table | DropObject::View | DropObject::MaterializedView
        ) {
            return self.drop_postgresql_relations(drop, span);
        }
        for name in &drop.names {
            match drop.object {
                DropObject::Index => self.drop_postgresql_index(name, drop, span)?,
                DropObject::Type | DropObject::Domain => self.drop_postgresql_type(name, drop, span)?,
                DropObject::Schema => self.drop_postgresql_schema(name, drop, span)?,
                DropObject::Trigger => self.drop_postgresql_trigger(name, drop, span)?,
                DropObject::Policy => self.drop_policy(name, drop, span)?,
                DropObject::Function => self.drop_postgresql_function(name, drop, span)?,
                DropObject::Extension => {
                    let name = name
                        .last()
                        .map(|name| fold(name, self.dialect()))
                        .unwrap_or_default();
                    if !drop.if_exists && !self.extensions.contains(&name) && name != "plpgsql" {
                        return missing(
                            span,
                            format!("extension `{name}`"),
                            "it is not created in the paste",
                        );
                    }
                    self.extensions.retain(|extension| *extension != name);
                }
                DropObject::Sequence => {
                    self.drop_postgresql_sequence(name, drop.if_exists, drop.cascade, span)?;
                }
                DropObject::Table | DropObject::View | DropObject::MaterializedView | DropObject::Other => {}
            }
        }
        Ok(())
    }

    /// All names are looked up before the first goes.
    fn drop_postgresql_relations(&mut self, drop: &DropStatement, span: Span) -> Outcome {
        let mut together = Vec::new();
        for name in &drop.names {
            together.extend(self.dropped_relation(name, drop, span)?);
        }
        for id in &together {
            // What went with one named before is gone already.
            if self.relation(*id).is_some() {
                if !drop.cascade {
                    self.must_be_unused(*id, &together, span)?;
                }
                self.remove_with_dependents(*id);
            }
        }
        Ok(())
    }

    fn dropped_relation(
        &self,
        name: &ObjectName,
        drop: &DropStatement,
        span: Span,
    ) -> Outcome<Option<RelationId>> {
        let Some(id) = self.resolve_id(name) else {
            return self.absent(name, drop.if_exists, span).map(|()| None);
        };
        let relation = self.relation_or_stop(id, span)?;
        let fits = match drop.object {
            DropObject::View => relation.kind == RelationKind::View,
            DropObject::MaterializedView => relation.kind == RelationKind::MaterializedView,
            _ => matches!(relation.kind, RelationKind::Table | RelationKind::ForeignTable),
        };
        if !fits {
            return refused(
                Refusal::WrongObjectKind,
                span,
                format!("`{}`", relation.name),
                "it is of another kind",
            );
        }
        Ok(Some(id))
    }

    /// Nothing but what is dropped with it needs the relation.
    fn must_be_unused(&self, id: RelationId, together: &[RelationId], span: Span) -> Outcome {
        let relation = self.relation_or_stop(id, span)?;
        let refers = |user: &RelationId| {
            self.relation(*user)
                .is_some_and(|user| user.foreign_keys().any(|(_, key)| key.relation == Some(id)))
        };
        let reads = |user: &RelationId| self.relation(*user).is_some_and(|user| user.reads.contains(&id));
        let users = self.places.of(Sought::Referencing(id)).into_iter().filter(refers);
        let readers = self.places.of(Sought::Readers(id)).into_iter().filter(reads);
        let guarded = self.places.of(Sought::PolicyReaders(id)).into_iter();
        let guarded = guarded.filter(|user| self.has_policy(*user, |policy| policy.reads(id)));
        let heirs_of_it = self.heirs_of(id);
        let heirs = heirs_of_it.iter().copied().filter(|heir| {
            self.relation(*heir)
                .is_some_and(|heir| heir.partition_of.is_none())
        });
        let mut others = users
            .chain(readers)
            .chain(guarded)
            .chain(heirs)
            .filter(|user| *user != id && !together.contains(user) && !self.is_below(*user, together));
        for sequence in self.sequences_of(id, None) {
            let users = self.sequence_users(&sequence);
            let outside =
                |user: &RelationId| *user != id && !together.contains(user) && !heirs_of_it.contains(user);
            if users.iter().any(|(user, _)| outside(user)) {
                return refused(
                    Refusal::DependentObjects,
                    span,
                    format!("`{}`", relation.name),
                    "a default takes numbers from its sequence",
                );
            }
        }
        let typed = self.places.of(Sought::TypeUsers(&relation.name));
        let holds_rows = |user: &&RelationId| {
            let columns = self.relation(**user).map(|user| user.columns.iter());
            !together.contains(user)
                && columns.is_some_and(|mut held| held.any(|held| uses(held, &relation.name)))
        };
        let other = others.next().or_else(|| typed.iter().find(holds_rows).copied());
        match other.and_then(|other| self.relation(other)) {
            Some(other) => refused(
                Refusal::DependentObjects,
                span,
                format!("`{}`", relation.name),
                &format!("`{}` needs it", other.name),
            ),
            None => Ok(()),
        }
    }

    /// Whether it is a partition of one of these.
    fn is_below(&self, id: RelationId, of: &[RelationId]) -> bool {
        let parent = self
            .relation(id)
            .and_then(|relation| relation.partition_of.as_ref())
            .and_then(|name| self.id_of(name));
        parent.is_some_and(|parent| of.contains(&parent) || self.is_below(parent, of))
    }

    /// Removes the relation, its heirs and readers, the foreign keys to it and its sequences.
    fn remove_with_dependents(&mut self, id: RelationId) {
        for heir in self.heirs_of(id) {
            self.remove_with_dependents(heir);
        }
        for reader in self.places.of(Sought::Readers(id)) {
            if self
                .relation(reader)
                .is_some_and(|reader| reader.reads.contains(&id))
            {
                self.remove_with_dependents(reader);
            }
        }
        for user in self.places.of(Sought::PolicyReaders(id)) {
            if user != id {
                self.drop_policies(user, |policy| policy.reads(id));
            }
        }
        for user in self.places.of(Sought::Referencing(id)) {
            if user != id
                && self
                    .relation(user)
                    .is_some_and(|user| user.foreign_keys().any(|(_, key)| key.relation == Some(id)))
            {
                self.drop_constraints(user, |constraint| {
                    constraint
                        .foreign_key()
                        .is_some_and(|key| key.relation == Some(id))
                });
            }
        }
        let Some(relation) = self.relation(id) else { return };
        let name = relation.name.clone();
        for sequence in self.sequences_of(id, None) {
            self.remove_sequence(&sequence);
        }
        self.remove_relation(id);
        self.drop_columns_of_type(&name);
    }

    fn drop_constraints(&mut self, id: RelationId, goes: impl Fn(&crate::Constraint) -> bool) {
        if let Some(relation) = self.relation_mut(id) {
            relation.constraints.retain(|constraint| !goes(constraint));
        }
    }

    /// Triggers need their functions. What else does is not known.
    fn drop_postgresql_function(&mut self, name: &ObjectName, drop: &DropStatement, span: Span) -> Outcome {
        let Some(name) = self.function_of(name) else {
            let stored = self.new_name(name);
            return match drop.if_exists || !self.extensions.is_empty() {
                true => Ok(()),
                false => missing(span, format!("function `{stored}`"), "it is not in the paste"),
            };
        };
        let calls = |trigger: &Trigger| trigger.function.as_ref() == Some(&name);
        let known = self.places.of(Sought::TriggerUsers(&name));
        let users: Vec<RelationId> = known
            .into_iter()
            .filter(|id| {
                self.relation(*id)
                    .is_some_and(|relation| relation.triggers.iter().any(calls))
            })
            .collect();
        if !users.is_empty() && !drop.cascade {
            return refused(
                Refusal::DependentObjects,
                span,
                format!("function `{name}`"),
                "a trigger calls it",
            );
        }
        for user in users {
            if let Some(relation) = self.relation_mut(user) {
                relation.triggers.retain(|trigger| !calls(trigger));
            }
        }
        self.functions.remove(&name);
        Ok(())
    }

    fn drop_postgresql_index(&mut self, name: &ObjectName, drop: &DropStatement, span: Span) -> Outcome {
        let Some(id) = self.index_owner(name) else {
            return self.absent(name, drop.if_exists, span);
        };
        let index = name
            .last()
            .map(|name| fold(name, self.dialect()))
            .unwrap_or_default();
        let Some(held) = self.indexes_of(id).iter().find(|held| held.name == index) else {
            return Ok(());
        };
        if !matches!(held.origin, IndexOrigin::Declared) || held.partition_of.is_some() {
            return refused(
                Refusal::DependentObjects,
                span,
                format!("index `{index}`"),
                "a constraint or the parent's index needs it",
            );
        }
        self.remove_index(id, &index, drop.cascade, span)
    }

    /// The index and its parts on partitions, unless a foreign key needs it.
    fn remove_index(&mut self, id: RelationId, index: &str, cascade: bool, span: Span) -> Outcome {
        let Some(held) = self
            .indexes_of(id)
            .iter()
            .find(|held| held.name == index)
            .cloned()
        else {
            return Ok(());
        };
        if held.unique {
            self.release_references(id, &held, None, cascade, span)?;
        }
        let Some(relation) = self.relation_mut(id) else {
            return Ok(());
        };
        relation.indexes.retain(|held| held.name != index);
        let schema = relation.name.schema.clone();
        for heir in self.heirs_of(id) {
            let parts: Vec<String> = self
                .indexes_of(heir)
                .iter()
                .filter(|part| {
                    part.partition_of
                        .as_ref()
                        .is_some_and(|parent| parent.name == index && parent.schema == schema)
                })
                .map(|part| part.name.clone())
                .collect();
            for part in parts {
                self.remove_index(heir, &part, cascade, span)?;
                self.drop_constraints(heir, |constraint| {
                    constraint.name == part && constraint.key().is_some()
                });
            }
        }
        Ok(())
    }

    /// Foreign keys that rest on a unique index: refused, or dropped with it. `going` is the column it is dropped for.
    fn release_references(
        &mut self,
        id: RelationId,
        index: &crate::Index,
        going: Option<&str>,
        cascade: bool,
        span: Span,
    ) -> Outcome {
        let columns: Vec<&str> = index.leading_columns().collect();
        let rests = |key: &crate::ForeignKey| {
            key.relation == Some(id)
                && key.referenced_columns.len() == columns.len()
                && key
                    .referenced_columns
                    .iter()
                    .all(|column| columns.contains(&column.as_str()))
        };
        let another = self
            .indexes_of(id)
            .iter()
            .take_while(|held| held.name != index.name)
            .any(|held| {
                held.unique
                    && held.predicate.is_none()
                    && held.keys.len() == columns.len()
                    && held.leading_columns().all(|column| columns.contains(&column))
            });
        if another {
            return Ok(());
        }
        // A foreign key of the table itself goes with its own column.
        let goes_too = |user: RelationId, key: &crate::ForeignKey| {
            user == id && going.is_some_and(|going| key.columns.iter().any(|column| column == going))
        };
        for user in self.places.of(Sought::Referencing(id)) {
            let refers = self.relation(user).is_some_and(|user| {
                user.foreign_keys()
                    .any(|(_, key)| rests(key) && !goes_too(user.id, key))
            });
            if refers && !cascade {
                return refused(
                    Refusal::DependentObjects,
                    span,
                    format!("index `{}`", index.name),
                    "a foreign key rests on it",
                );
            }
            if refers {
                self.drop_constraints(user, |constraint| constraint.foreign_key().is_some_and(rests));
            }
        }
        Ok(())
    }

    fn drop_postgresql_type(&mut self, name: &ObjectName, drop: &DropStatement, span: Span) -> Outcome {
        let found = match self.existing_type(name, span) {
            Ok(found) => found,
            Err(_) if drop.if_exists => return Ok(()),
            Err(stop) => return Err(stop),
        };
        if self.id_of(&found).is_some()
            || (drop.object == DropObject::Domain && !self.domains.contains_key(&found))
        {
            return refused(
                Refusal::WrongObjectKind,
                span,
                format!("`{found}`"),
                "it is no such type",
            );
        }
        let used = self.places.of(Sought::TypeUsers(&found)).into_iter().any(|user| {
            self.relation(user)
                .is_some_and(|relation| relation.columns.iter().any(|column| uses(column, &found)))
        });
        let in_types = self.domains.values().any(|domain| {
            domain.base.declared.as_ref() == Some(&found)
                || domain.base.domain.as_ref().is_some_and(|base| base.name == found)
        });
        if (used || in_types) && !drop.cascade {
            return refused(
                Refusal::DependentObjects,
                span,
                format!("type `{found}`"),
                "something is of this type",
            );
        }
        self.drop_columns_of_type(&found);
        self.enums.remove(&found);
        self.domains.remove(&found);
        self.objects.composites.remove(&found);
        self.objects.other_types.remove(&found);
        self.objects.type_comments.remove(&found);
        Ok(())
    }

    fn drop_columns_of_type(&mut self, name: &QualifiedName) {
        for user in self.places.of(Sought::TypeUsers(name)) {
            let columns: Vec<String> = match self.relation(user) {
                Some(relation) => relation
                    .columns
                    .iter()
                    .filter(|column| uses(column, name))
                    .map(|column| column.name.clone())
                    .collect(),
                None => continue,
            };
            for column in columns {
                // Everything that hangs on the columns goes with them: nothing is left to refuse.
                let _ = self.drop_postgresql_column(user, &column, true, false, Span::default());
            }
        }
    }

    fn drop_postgresql_schema(&mut self, name: &ObjectName, drop: &DropStatement, span: Span) -> Outcome {
        let schema = name
            .last()
            .map(|name| fold(name, self.dialect()))
            .unwrap_or_default();
        let known =
            self.objects.schemas.contains(&schema) || (schema == "public" && !self.objects.public_dropped);
        if !known {
            return match drop.if_exists {
                true => Ok(()),
                false => missing(
                    span,
                    format!("schema `{schema}`"),
                    "it is not created in the paste",
                ),
            };
        }
        let inside: Vec<RelationId> = self
            .relations()
            .filter(|relation| relation.name.schema == schema)
            .map(|relation| relation.id)
            .collect();
        let in_schema = |name: &QualifiedName| name.schema == schema;
        let holds = !inside.is_empty()
            || self.enums.keys().any(in_schema)
            || self.domains.keys().any(in_schema)
            || self.functions.keys().any(in_schema)
            || self.objects.sequences.keys().any(in_schema)
            || self.objects.composites.keys().any(in_schema);
        if holds && !drop.cascade {
            return refused(
                Refusal::DependentObjects,
                span,
                format!("schema `{schema}`"),
                "it is not empty",
            );
        }
        for id in inside {
            self.remove_with_dependents(id);
        }
        let types: Vec<QualifiedName> = self
            .enums
            .keys()
            .chain(self.domains.keys())
            .chain(self.objects.composites.keys())
            .filter(|name| in_schema(name))
            .cloned()
            .collect();
        for name in types {
            self.drop_columns_of_type(&name);
        }
        let sequences: Vec<QualifiedName> = self
            .objects
            .sequences
            .keys()
            .filter(|name| in_schema(name))
            .cloned()
            .collect();
        for sequence in sequences {
            self.remove_sequence(&sequence);
        }
        let kept = |name: &QualifiedName| !in_schema(name);
        self.enums.retain(&kept);
        self.domains.retain(&kept);
        self.functions.retain(&kept);
        self.objects.composites.retain(&kept);
        self.objects.other_types.retain(&kept);
        self.objects.type_comments.retain(&kept);
        self.objects.public_dropped |= schema == "public";
        self.objects.schemas.remove(&schema);
        Ok(())
    }

    fn drop_postgresql_trigger(&mut self, name: &ObjectName, drop: &DropStatement, span: Span) -> Outcome {
        let trigger = name
            .last()
            .map(|name| fold(name, self.dialect()))
            .unwrap_or_default();
        let Some(id) = drop
            .relation
            .as_ref()
            .and_then(|relation| self.resolve_id(relation))
        else {
            return match drop.if_exists {
                true => Ok(()),
                false => missing(
                    span,
                    format!("trigger `{trigger}`"),
                    "its table is not in the paste",
                ),
            };
        };
        if !self
            .relation_or_stop(id, span)?
            .triggers
            .iter()
            .any(|held| held.name == trigger)
        {
            return match drop.if_exists {
                true => Ok(()),
                false => refused(
                    Refusal::UndefinedObject,
                    span,
                    format!("trigger `{trigger}`"),
                    "the table does not have it",
                ),
            };
        }
        self.remove_trigger(id, &trigger);
        Ok(())
    }

    pub(super) fn remove_trigger(&mut self, id: RelationId, trigger: &str) {
        let Some(relation) = self.relation_mut(id) else {
            return;
        };
        relation.triggers.retain(|held| held.name != trigger);
        if relation.partitioned {
            for heir in self.heirs_of(id) {
                self.remove_trigger(heir, trigger);
            }
        }
    }

    pub(super) fn drop_postgresql_constraint(
        &mut self,
        id: RelationId,
        name: &Identifier,
        (if_exists, cascade, only): (bool, bool, bool),
        span: Span,
    ) -> Outcome {
        let name = fold(name, self.dialect());
        let relation = self.relation_or_stop(id, span)?;
        let inherited = || {
            refused(
                Refusal::InvalidDefinition,
                span,
                format!("constraint `{name}`"),
                "it is inherited, or an heir, a key or an identity needs it",
            )
        };
        let Some(held) = relation
            .constraints
            .iter()
            .find(|held| held.name == name)
            .cloned()
        else {
            let named = relation.columns.iter().find_map(|column| {
                let constraint = column.not_null_constraint.as_ref();
                Some((column, constraint.filter(|one| *one.name == *name)?))
            });
            if let Some((column, constraint)) = named {
                if constraint.parents > 0
                    || relation.is_in_primary_key(&column.name)
                    || matches!(column.identity, Some(Identity::Always | Identity::ByDefault))
                    || (only && relation.partitioned && !self.heirs_of(id).is_empty())
                {
                    return inherited();
                }
                let column = column.name.clone();
                self.remove_not_null(id, &column, only);
                return Ok(());
            }
            return match if_exists {
                true => Ok(()),
                false if relation.columns_unknown => {
                    missing(span, format!("constraint `{name}`"), "it is not in the paste")
                }
                false => refused(
                    Refusal::UndefinedObject,
                    span,
                    format!("constraint `{name}`"),
                    "the relation does not have it",
                ),
            };
        };
        let is_check = held.check().is_some();
        if held.parents > 0 || (only && is_check && relation.partitioned && !self.heirs_of(id).is_empty()) {
            return inherited();
        }
        match held.kind {
            ConstraintKind::PrimaryKey(_) | ConstraintKind::Unique(_) | ConstraintKind::Exclude(_) => {
                self.remove_index(id, &name, cascade, span)?;
            }
            _ => {}
        }
        self.drop_constraints(id, |constraint| constraint.name == name);
        if !held.no_inherit {
            for heir in self.heirs_of(id) {
                if only && is_check {
                    // It is the heirs' own from now on.
                    self.each_check(heir, &name, |held| held.local = true);
                }
                self.lose_constraint(heir, &held);
            }
        }
        Ok(())
    }

    fn each_check(&mut self, id: RelationId, name: &str, change: impl Fn(&mut crate::Constraint)) {
        if let Some(relation) = self.relation_mut(id) {
            let checks = relation.constraints.iter_mut();
            checks
                .filter(|held| held.name == name && held.check().is_some())
                .for_each(change);
        }
    }

    /// What came from the parent goes with the parent's, unless the heir declares it too.
    fn lose_constraint(&mut self, heir: RelationId, lost: &crate::Constraint) {
        let Some(relation) = self.relation_mut(heir) else {
            return;
        };
        let mut gone = Vec::new();
        for held in &mut relation.constraints {
            let same = match (&held.kind, &lost.kind) {
                (ConstraintKind::Check(_), ConstraintKind::Check(_)) => held.name == lost.name,
                (ConstraintKind::ForeignKey(a), ConstraintKind::ForeignKey(b)) => {
                    a.columns == b.columns && a.referenced == b.referenced
                }
                _ => false,
            };
            if same && held.parents > 0 {
                held.parents -= 1;
                if held.parents == 0 && !held.local {
                    gone.push(held.clone());
                }
            }
        }
        relation
            .constraints
            .retain(|held| !gone.iter().any(|one| one.name == held.name));
        for lost in gone {
            for below in self.heirs_of(heir) {
                self.lose_constraint(below, &lost);
            }
        }
    }

    /// A dropped column takes the indexes, keys, CHECKs and foreign keys that name it, here and in heirs that only
    /// inherited it.
    pub(super) fn drop_postgresql_column(
        &mut self,
        id: RelationId,
        column: &str,
        cascade: bool,
        only: bool,
        span: Span,
    ) -> Outcome {
        let relation = self.relation_or_stop(id, span)?;
        let is_kept_below = only && relation.partitioned && !self.heirs_of(id).is_empty();
        if relation.is_partitioned_by(column) || is_kept_below {
            return refused(
                Refusal::InvalidDefinition,
                span,
                format!("column `{column}`"),
                "the table is partitioned by it, or the partitions keep it",
            );
        }
        let generated: Vec<String> = relation
            .columns
            .iter()
            .filter(|held| {
                held.generated.as_ref().is_some_and(|expression| {
                    crate::questions::columns_of(expression)
                        .iter()
                        .any(|name| name == column)
                })
            })
            .map(|held| held.name.clone())
            .collect();
        if !generated.is_empty() && !cascade {
            return refused(
                Refusal::DependentObjects,
                span,
                format!("column `{column}`"),
                "a generated column needs it",
            );
        }
        let keys: Vec<crate::Index> = relation
            .indexes
            .iter()
            .filter(|index| index.unique && index.mentions(column))
            .cloned()
            .collect();
        for key in keys {
            self.release_references(id, &key, Some(column), cascade, span)?;
        }
        for sequence in self.sequences_of(id, Some(column)) {
            let below = self.all_below(id, only);
            let goes = |user: &RelationId| {
                let held = self.relation(*user).and_then(|user| user.column(column));
                *user == id || (below.contains(user) && held.is_some_and(|held| !held.local))
            };
            let elsewhere = |(user, held): &(RelationId, String)| held != column || !goes(user);
            if !cascade && self.sequence_users(&sequence).iter().any(elsewhere) {
                return refused(
                    Refusal::DependentObjects,
                    span,
                    format!("column `{column}`"),
                    "a default takes numbers from its sequence",
                );
            }
            self.remove_sequence(&sequence);
        }
        if !cascade && self.has_policy(id, |policy| policy.mentions(column)) {
            return refused(
                Refusal::DependentObjects,
                span,
                format!("column `{column}`"),
                "a policy needs it",
            );
        }
        self.drop_policies(id, |policy| policy.mentions(column));
        for column in generated {
            self.drop_postgresql_column(id, &column, true, only, span)?;
        }
        let heirs = self.heirs_of(id);
        // An heir that keeps the column keeps what CHECKs it, as inherited as before.
        let lost: Vec<crate::Constraint> = match self.relation(id) {
            Some(relation) => relation
                .constraints
                .iter()
                .filter(|one| one.mentions(column) && one.check().is_none())
                .cloned()
                .collect(),
            None => Vec::new(),
        };
        if let Some(relation) = self.relation_mut(id) {
            relation.columns.retain(|held| held.name != column);
            let (gone, kept) = std::mem::take(&mut relation.indexes)
                .into_iter()
                .partition::<Vec<_>, _>(|index| index.mentions(column));
            relation.indexes = kept.into();
            relation.constraints.retain(|constraint| {
                let has_index = constraint.check().is_none() && constraint.foreign_key().is_none();
                let lost_index = has_index && gone.iter().any(|index| index.name == constraint.name);
                let points_at_it = constraint.foreign_key().is_some_and(|key| {
                    key.relation == Some(id) && key.referenced_columns.iter().any(|held| held == column)
                });
                !(constraint.mentions(column) || lost_index || points_at_it)
            });
        }
        for heir in heirs {
            let mut goes = false;
            self.each_column(heir, &[column.to_owned()], |held| {
                held.parents = held.parents.saturating_sub(1);
                if only {
                    held.local = true;
                } else {
                    goes = held.parents == 0 && !held.local;
                }
            });
            for constraint in &lost {
                self.lose_constraint(heir, constraint);
            }
            if goes {
                self.drop_postgresql_column(heir, column, cascade, only, span)?;
            }
        }
        Ok(())
    }
}

fn uses(column: &crate::Column, name: &QualifiedName) -> bool {
    column.data_type.declared.as_ref() == Some(name)
        || column
            .data_type
            .domain
            .as_ref()
            .is_some_and(|domain| domain.name == *name)
}
