//! Renames, followed into everything that names the renamed.

use rowproof_source::Span;
use rowproof_syntax::ast::{Expression, Identifier, ObjectName};

use crate::Catalog;
use crate::model::{ConstraintKind, QualifiedName, Relation, RelationId, fold, same_name};
use crate::questions::rename_column_in;

impl Catalog {
    pub(super) fn rename_table(&mut self, from: &ObjectName, to: &ObjectName, span: Span) {
        match self.resolve_id(from) {
            Some(id) => self.rename_to(id, to),
            None => {
                let name = self.name_for_new(from);
                self.note(
                    span,
                    format!("`{name}`"),
                    "the renamed relation is not in the paste",
                );
            }
        }
    }

    /// An unqualified new name stays in the relation's schema.
    pub(super) fn rename_to(&mut self, id: RelationId, to: &ObjectName) {
        let mut name = self.name_for_new(to);
        if to.parts.len() == 1
            && let Some(relation) = self.relation(id)
        {
            name = QualifiedName {
                schema: relation.name.schema.clone(),
                name: name.name,
            };
        }
        self.rename_relation(id, name);
    }

    pub(super) fn rename_column(&mut self, id: RelationId, from: &Identifier, to: &Identifier) {
        let from = self
            .relation(id)
            .map(|relation| self.stored_column(relation, from))
            .unwrap_or_default();
        let to = fold(to, self.dialect());
        if let Some(relation) = self.relation_mut(id) {
            rename_in_relation(relation, &from, &to);
        }
        for other in self.ids() {
            let refers = self.relation(other).is_some_and(|relation| {
                relation
                    .foreign_keys()
                    .any(|(_, key)| key.relation == Some(id) && key.referenced_columns.contains(&from))
            });
            if refers {
                self.each_foreign_key_mut(other, |key| {
                    if key.relation == Some(id) {
                        rename_in(&mut key.referenced_columns, &from, &to);
                    }
                });
            }
        }
    }

    pub(super) fn rename_constraint(&mut self, id: RelationId, from: &Identifier, to: &Identifier) {
        let (from, to) = (fold(from, self.dialect()), fold(to, self.dialect()));
        self.remember_index(id, &to);
        let Some(relation) = self.relation_mut(id) else {
            return;
        };
        for constraint in relation
            .constraints
            .iter_mut()
            .filter(|constraint| constraint.name == from)
        {
            constraint.name.clone_from(&to);
        }
        for index in relation.indexes.iter_mut().filter(|index| index.name == from) {
            index.name.clone_from(&to);
        }
    }

    pub(super) fn rename_index(&mut self, id: RelationId, from: &Identifier, to: String) {
        let from = fold(from, self.dialect());
        let dialect = self.dialect();
        let Some(relation) = self.relation_mut(id) else {
            return;
        };
        for index in relation
            .indexes
            .iter_mut()
            .filter(|index| same_name(&index.name, &from, dialect))
        {
            index.name.clone_from(&to);
        }
        for constraint in &mut relation.constraints {
            if constraint.key().is_some() && same_name(&constraint.name, &from, dialect) {
                constraint.name.clone_from(&to);
            }
        }
    }
}

pub(super) fn rename_in(columns: &mut [String], from: &str, to: &str) {
    for column in columns.iter_mut().filter(|column| *column == from) {
        to.clone_into(column);
    }
}

pub(super) fn rename_in_relation(relation: &mut Relation, from: &str, to: &str) {
    rename_in(
        relation.partition_columns.as_deref_mut().unwrap_or_default(),
        from,
        to,
    );
    for column in &mut relation.columns {
        if column.name == from {
            to.clone_into(&mut column.name);
        }
        if let Some(expression) = &mut column.generated {
            rename_column_in(expression, from, to);
        }
    }
    for constraint in &mut relation.constraints {
        match &mut constraint.kind {
            ConstraintKind::PrimaryKey(key) | ConstraintKind::Unique(key) => {
                rename_in(&mut key.columns, from, to)
            }
            ConstraintKind::ForeignKey(key) => rename_in(&mut key.columns, from, to),
            ConstraintKind::Exclude(columns) => rename_in(columns, from, to),
            ConstraintKind::Check(check) => {
                rename_in(&mut check.columns, from, to);
                rename_column_in(&mut check.expression, from, to);
            }
        }
    }
    let rename = |expression: &mut Expression| rename_column_in(expression, from, to);
    for index in &mut relation.indexes {
        for key in &mut index.keys {
            if key.column.as_deref() == Some(from) {
                key.column = Some(to.to_owned());
            }
            rename(&mut key.expression);
        }
        rename_in(&mut index.include, from, to);
        if let Some(predicate) = &mut index.predicate {
            rename(predicate);
        }
    }
}
