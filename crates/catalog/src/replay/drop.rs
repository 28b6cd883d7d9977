//! `DROP`, and what goes with the dropped.

use rowproof_source::Span;
use rowproof_syntax::ast::{DropObject, DropStatement, Identifier, ObjectName};

use crate::Catalog;
use crate::model::{ConstraintKind, IndexOrigin, RelationId, fold, same_name};

impl Catalog {
    pub(super) fn drop_objects(&mut self, drop: &DropStatement, span: Span) {
        for name in &drop.names {
            match drop.object {
                DropObject::Table | DropObject::View | DropObject::MaterializedView => {
                    self.drop_relation(name, drop, span);
                }
                DropObject::Index => self.drop_index(name, drop, span),
                DropObject::Type => {
                    let name = self.name_for_new(name);
                    self.enums.remove(&name);
                }
                DropObject::Domain => {
                    let name = self.name_for_new(name);
                    self.domains.remove(&name);
                }
                DropObject::Schema => self.drop_schema(name),
                DropObject::Trigger => self.drop_trigger(name, drop),
                DropObject::Function => {
                    let name = self.name_for_new(name);
                    self.functions.remove(&name);
                }
                DropObject::Extension => {
                    let name = name
                        .last()
                        .map(|name| fold(name, self.dialect()))
                        .unwrap_or_default();
                    self.extensions.retain(|extension| *extension != name);
                }
                DropObject::Sequence | DropObject::Other => {}
            }
        }
    }

    fn drop_relation(&mut self, name: &ObjectName, drop: &DropStatement, span: Span) {
        let Some(id) = self.resolve_id(name) else {
            if !drop.if_exists {
                let name = self.name_for_new(name);
                self.note(
                    span,
                    format!("`{name}`"),
                    "the dropped relation is not in the paste",
                );
            }
            return;
        };
        if drop.cascade {
            self.drop_foreign_keys_to(id);
        }
        self.remove_relation(id);
    }

    /// CASCADE takes the foreign keys of other relations with it.
    fn drop_foreign_keys_to(&mut self, id: RelationId) {
        for other in self.ids() {
            let refers = self
                .relation(other)
                .is_some_and(|relation| relation.foreign_keys().any(|(_, key)| key.relation == Some(id)));
            if !refers {
                continue;
            }
            if let Some(relation) = self.relation_mut(other) {
                relation.constraints.retain(|constraint| {
                    constraint
                        .foreign_key()
                        .is_none_or(|key| key.relation != Some(id))
                });
            }
        }
    }

    fn drop_schema(&mut self, name: &ObjectName) {
        let schema = name
            .last()
            .map(|name| fold(name, self.dialect()))
            .unwrap_or_default();
        for id in self.ids() {
            if self
                .relation(id)
                .is_some_and(|relation| relation.name.schema == schema)
            {
                self.drop_foreign_keys_to(id);
                self.remove_relation(id);
            }
        }
        self.enums.retain(|name, _| name.schema != schema);
        self.domains.retain(|name, _| name.schema != schema);
    }

    fn drop_index(&mut self, name: &ObjectName, drop: &DropStatement, span: Span) {
        let owner = match &drop.relation {
            Some(relation) => self.resolve_id(relation),
            None => self.index_owner(name),
        };
        match (owner, name.last()) {
            (Some(id), Some(index)) => self.drop_index_of(id, index),
            _ if drop.if_exists => {}
            _ => {
                let name = self.name_for_new(name);
                self.note(
                    span,
                    format!("index `{name}`"),
                    "the dropped index is not in the paste",
                );
            }
        }
    }

    pub(super) fn drop_index_of(&mut self, id: RelationId, index: &Identifier) {
        let name = fold(index, self.dialect());
        let dialect = self.dialect();
        if let Some(relation) = self.relation_mut(id) {
            relation
                .indexes
                .retain(|index| !same_name(&index.name, &name, dialect));
            // MySQL drops a unique constraint by dropping its index.
            relation.constraints.retain(|constraint| {
                !(constraint.key().is_some() && same_name(&constraint.name, &name, dialect))
            });
        }
    }

    fn drop_trigger(&mut self, name: &ObjectName, drop: &DropStatement) {
        let trigger = name
            .last()
            .map(|name| fold(name, self.dialect()))
            .unwrap_or_default();
        let only = drop
            .relation
            .as_ref()
            .and_then(|relation| self.resolve_id(relation));
        for id in self.ids() {
            let has = self
                .relation(id)
                .is_some_and(|relation| relation.triggers.iter().any(|held| held.name == trigger));
            if has
                && only.is_none_or(|only| only == id)
                && let Some(relation) = self.relation_mut(id)
            {
                relation.triggers.retain(|held| held.name != trigger);
            }
        }
    }

    pub(super) fn drop_constraint(&mut self, id: RelationId, name: &Identifier) {
        let name = fold(name, self.dialect());
        let Some(relation) = self.relation_mut(id) else {
            return;
        };
        relation.constraints.retain(|constraint| constraint.name != name);
        relation.indexes.retain(|index| {
            index.name != name || matches!(index.origin, IndexOrigin::Declared | IndexOrigin::ForeignKey)
        });
    }

    pub(super) fn drop_primary_key(&mut self, id: RelationId) {
        let Some(relation) = self.relation_mut(id) else {
            return;
        };
        relation
            .constraints
            .retain(|constraint| !matches!(constraint.kind, ConstraintKind::PrimaryKey(_)));
        relation
            .indexes
            .retain(|index| index.origin != IndexOrigin::PrimaryKey);
    }

    /// A dropped column takes the indexes, keys, CHECKs and foreign keys that name it. MySQL only takes it out of its
    /// indexes and keeps the rest of them (manual, "ALTER TABLE").
    pub(super) fn drop_column(&mut self, id: RelationId, name: &Identifier) {
        let name = self
            .relation(id)
            .map(|relation| self.stored_column(relation, name))
            .unwrap_or_default();
        let shrinks = self.dialect() == rowproof_syntax::Dialect::MySql;
        let Some(relation) = self.relation_mut(id) else {
            return;
        };
        relation.columns.retain(|column| column.name != name);
        if shrinks {
            for index in &mut relation.indexes {
                index
                    .keys
                    .retain(|key| key.column.as_deref() != Some(name.as_str()));
            }
            relation.indexes.retain(|index| !index.keys.is_empty());
        } else {
            relation.indexes.retain(|index| !index.mentions(&name));
        }
        relation
            .constraints
            .retain(|constraint| !constraint.mentions(&name));
        for other in self.ids() {
            let refers = self.relation(other).is_some_and(|relation| {
                relation
                    .foreign_keys()
                    .any(|(_, key)| key.relation == Some(id) && key.referenced_columns.contains(&name))
            });
            if refers && let Some(relation) = self.relation_mut(other) {
                relation.constraints.retain(|constraint| {
                    constraint
                        .foreign_key()
                        .is_none_or(|key| key.relation != Some(id) || !key.referenced_columns.contains(&name))
                });
            }
        }
    }
}
