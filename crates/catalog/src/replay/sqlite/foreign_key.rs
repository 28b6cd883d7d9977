//! Foreign keys, which may name tables that do not exist.

use rowproof_source::Span;
use rowproof_syntax::ast::{ConstraintTiming, Identifier, References};

use super::building::Building;
use super::{Outcome, refused};
use crate::model::{ConstraintKind, ForeignKey, QualifiedName, RelationId};
use crate::places::Sought;
use crate::{Catalog, Refusal};

impl Building {
    /// The stored names of the referencing columns.
    pub fn referencing_columns(&self, written: &[Identifier], span: Span) -> Outcome<Vec<String>> {
        let mut columns = Vec::new();
        for name in written {
            let found = self
                .column_at(&name.value)
                .and_then(|at| self.relation.columns.get(at));
            match found {
                Some(column) => columns.push(column.name.clone()),
                None => {
                    return refused(
                        span,
                        Refusal::UndefinedColumn,
                        format!("column `{}`", name.value),
                        "the foreign key names a column that the table does not have",
                    );
                }
            }
        }
        Ok(columns)
    }

    pub fn add_foreign_key(
        &mut self,
        columns: Vec<String>,
        references: &References,
        timing: ConstraintTiming,
        span: Span,
    ) -> Outcome {
        let name = references
            .relation
            .last()
            .map(|last| last.value.clone())
            .unwrap_or_default();
        if !references.columns.is_empty() && references.columns.len() != columns.len() {
            return refused(
                span,
                Refusal::InvalidForeignKey,
                format!("foreign key to `{name}`"),
                "it references another number of columns",
            );
        }
        let foreign_key = ForeignKey {
            on_delete_columns: Vec::new(),
            period: false,
            referenced: QualifiedName {
                schema: self.relation.name.schema.clone(),
                name,
            },
            relation: None,
            referenced_columns: references
                .columns
                .iter()
                .map(|column| column.value.clone())
                .collect(),
            on_delete: references.on_delete,
            on_update: references.on_update,
            match_full: references.match_full,
            columns: columns.clone(),
        };
        self.push_constraint(
            "fkey",
            &columns,
            ConstraintKind::ForeignKey(foreign_key.into()),
            span,
        );
        if let Some(constraint) = self.relation.constraints.last_mut() {
            constraint.deferrable = timing.deferrable;
        }
        Ok(())
    }
}

impl Catalog {
    /// Remembers who refers to whom, so that a rename finds them.
    pub(super) fn remember_references(&mut self, id: RelationId) {
        let Some(relation) = self.relation(id) else {
            return;
        };
        let keys: Vec<QualifiedName> = relation
            .foreign_keys()
            .map(|(_, key)| self.key(&key.referenced))
            .collect();
        for key in keys {
            self.places.add(Sought::ReferencingName(&key), id);
        }
    }

    /// The relations that may refer to that name.
    pub(super) fn referencing(&self, name: &QualifiedName) -> Vec<RelationId> {
        self.places.of(Sought::ReferencingName(&self.key(name)))
    }

    /// Ties every foreign key to its table, whenever that came, in the spelling of that table.
    pub(in crate::replay) fn link_sqlite_foreign_keys(&mut self) {
        for id in self.ids() {
            let Some(relation) = self.relation(id) else {
                continue;
            };
            let links: Vec<_> = relation
                .foreign_keys()
                .map(|(_, key)| self.by_name(&key.referenced).map(|target| linked(key, target)))
                .collect();
            let mut links = links.into_iter();
            if links.len() == 0 {
                continue;
            }
            self.each_foreign_key_mut(id, |key| match links.next().flatten() {
                Some(linked) => *key = linked,
                None => key.relation = None,
            });
        }
    }
}

/// The key as it refers to that table: with its stored names, the primary key where none are named.
fn linked(key: &ForeignKey, target: &crate::Relation) -> ForeignKey {
    let mut linked = key.clone();
    linked.relation = Some(target.id);
    linked.referenced = target.name.clone();
    for name in &mut linked.referenced_columns {
        let stored = target
            .columns
            .iter()
            .find(|column| column.name.eq_ignore_ascii_case(name));
        if let Some(column) = stored {
            name.clone_from(&column.name);
        }
    }
    if linked.referenced_columns.is_empty()
        && let Some(primary) = target.primary_key()
    {
        linked.referenced_columns.clone_from(&primary.columns);
    }
    linked
}
