//! Tables changed as copies, which take their place when they hold; `CREATE INDEX` first of all.

use rowproof_source::Span;
use rowproof_syntax::Dialect;
use rowproof_syntax::ast::{CreateIndex, ObjectName};

use super::draft::Draft;
use super::table::new_key;
use super::{Applied, refused};
use crate::Catalog;
use crate::model::{ConstraintKind, IndexOrigin, Relation, RelationId, RelationKind, lookup_key, same_name};
use crate::note::Refusal;
use crate::places::Sought;

impl Catalog {
    pub(super) fn mysql_create_index(&mut self, create: &CreateIndex, span: Span) -> Applied {
        let Some(id) = self.mysql_table(&create.relation, span, "an index on")? else {
            return Ok(());
        };
        let name = create
            .name
            .as_ref()
            .and_then(|name| name.last())
            .map(|name| name.value.clone());
        let origin = if create.unique {
            IndexOrigin::Unique
        } else {
            IndexOrigin::Declared
        };
        if create.predicate.is_some() || !create.include.is_empty() {
            return Err(refused(
                Refusal::NotSupported,
                "CREATE INDEX",
                "MySQL and MariaDB have no indexes over some of the rows, nor with columns beside the key",
            ));
        }
        let mut options = create.options.clone();
        options.if_not_exists = create.if_not_exists;
        let mut key = new_key(&create.keys, origin, &options, name.clone(), span);
        key.index.method.clone_from(&create.method);
        self.mysql_change(id, |catalog, draft| {
            if create.unique && draft.relation.system_versioned && !catalog.mysql.alters_history {
                return Err(super::alter_options::keeps_history(&draft.relation));
            }
            if create.or_replace
                && let Some(name) = &name
            {
                draft
                    .relation
                    .indexes
                    .retain(|index| !same_name(&index.name, name, Dialect::MySql));
            }
            draft.keys.push(key);
            Ok(())
        })
    }

    /// The table a statement changes; none, with a note, when it is not in the paste.
    pub(super) fn mysql_table(
        &mut self,
        name: &ObjectName,
        span: Span,
        what: &str,
    ) -> Applied<Option<RelationId>> {
        let Some(relation) = self.resolve(name) else {
            let name = self.name_for_new(name);
            self.note(
                span,
                format!("{what} `{name}`"),
                "that table is not in the paste; paste its CREATE statement too",
            );
            return Ok(None);
        };
        if relation.kind != RelationKind::Table {
            return Err(refused(
                Refusal::WrongObjectKind,
                format!("`{}`", relation.name),
                "it is no table",
            ));
        }
        Ok(Some(relation.id))
    }

    /// Changes a table as a copy, which takes its place when it holds.
    pub(super) fn mysql_change(
        &mut self,
        id: RelationId,
        change: impl FnOnce(&mut Self, &mut Draft) -> Applied,
    ) -> Applied {
        let Some(before) = self.relation(id).cloned() else {
            return Ok(());
        };
        let mut draft = Draft::of(before.clone());
        change(self, &mut draft)?;
        if !before.columns.is_empty() && draft.relation.columns.iter().all(|column| column.invisible) {
            return Err(refused(
                Refusal::InvalidDefinition,
                format!("`{}`", before.name),
                "a table keeps at least one column that is visible",
            ));
        }
        let missing = self.mysql_settle(&mut draft)?;
        let renamed = draft.renamed.clone();
        let new_name = |name: &str| {
            renamed
                .get(&lookup_key(name, Dialect::MySql))
                .cloned()
                .unwrap_or_else(|| name.to_owned())
        };
        let is_temporary = draft.is_temporary;
        if !is_temporary {
            self.check_references_to(&before, &draft.relation, new_name)?;
        }
        if !renamed.is_empty() && !is_temporary {
            self.follow_renamed_columns(&before, new_name);
            // Its own foreign keys to itself, which are about to be replaced.
            for constraint in &mut draft.relation.constraints {
                if let ConstraintKind::ForeignKey(key) = &mut constraint.kind
                    && key.referenced == before.name
                {
                    key.referenced_columns
                        .iter_mut()
                        .for_each(|column| *column = new_name(column));
                }
            }
        }
        let ignored = std::mem::take(&mut draft.ignored);
        let added = draft.relation.foreign_keys().count() > 0;
        if let Some(relation) = self.relation_mut(id) {
            *relation = draft.relation;
        }
        if added {
            self.remember_foreign_keys(id);
        }
        self.note_missing_parents(missing);
        self.note_ignored(ignored);
        Ok(())
    }

    /// Foreign keys of other tables follow renamed columns.
    fn follow_renamed_columns(&mut self, before: &Relation, new_name: impl Fn(&str) -> String) {
        let key = self.key(&before.name);
        for id in self.places.of(Sought::ReferencingName(&key)) {
            self.each_foreign_key_mut(id, |foreign_key| {
                if same_name(&foreign_key.referenced.name, &before.name.name, Dialect::MySql)
                    && foreign_key.referenced.schema == before.name.schema
                {
                    for column in &mut foreign_key.referenced_columns {
                        *column = new_name(column);
                    }
                }
            });
        }
    }
}
