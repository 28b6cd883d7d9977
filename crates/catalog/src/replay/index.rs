//! `CREATE INDEX` and MySQL's inline indexes.

use rowproof_source::Span;
use rowproof_syntax::ast::{CreateIndex, IndexKey, InlineIndex};

use crate::Catalog;
use crate::model::{Index, IndexColumn, IndexOrigin, RelationId, fold};

impl Catalog {
    pub(super) fn create_index(&mut self, create: &CreateIndex, span: Span) {
        let Some(id) = self.resolve_id(&create.relation) else {
            let name = self.name_for_new(&create.relation);
            self.note(
                span,
                format!("index on `{name}`"),
                "that table is not in the paste",
            );
            return;
        };
        let keys = self.index_columns(id, &create.keys);
        let named = index_name_columns(&keys);
        let name = match create.name.as_ref().and_then(|name| name.last()) {
            Some(name) => fold(name, self.dialect()),
            None => self.choose_name(id, &named, "idx"),
        };
        if create.if_not_exists
            && self
                .relation(id)
                .is_some_and(|relation| self.is_index_name_taken(&relation.name.schema, &name))
        {
            return;
        }
        let index = Index {
            method: create.method.clone(),
            unique: create.unique,
            nulls_not_distinct: create.nulls_not_distinct,
            keys,
            include: create
                .include
                .iter()
                .map(|column| fold(column, self.dialect()))
                .collect(),
            predicate: create.predicate.clone(),
            ..Index::on_columns(name, &[], IndexOrigin::Declared, span)
        };
        self.push_index(id, index);
    }

    pub(super) fn add_inline_index(&mut self, id: RelationId, inline: &InlineIndex) {
        let keys = self.index_columns(id, &inline.keys);
        let name = match &inline.name {
            Some(name) => fold(name, self.dialect()),
            None => self.choose_name(id, &index_name_columns(&keys), "idx"),
        };
        let index = Index {
            method: inline.method.clone(),
            keys,
            ..Index::on_columns(name, &[], IndexOrigin::Declared, inline.span)
        };
        self.push_index(id, index);
    }

    pub(super) fn index_columns(&self, id: RelationId, keys: &[IndexKey]) -> Vec<IndexColumn> {
        keys.iter()
            .map(|key| IndexColumn {
                column: self.plain_column(id, &key.expression),
                expression: key.expression.clone(),
                prefix_length: key.prefix_length,
                collation: key.collation.clone(),
                operator_class: key.operator_class.clone(),
                descending: key.descending,
                // NULLS FIRST is the default of DESC, NULLS LAST that of ASC (manual, "Indexes and ORDER BY").
                nulls_first: key.nulls_first.unwrap_or(key.descending),
            })
            .collect()
    }
}

/// What an unnamed index is named after: its columns, `expr` for an expression.
fn index_name_columns(keys: &[IndexColumn]) -> Vec<String> {
    keys.iter()
        .map(|key| key.column.clone().unwrap_or_else(|| "expr".to_owned()))
        .collect()
}
