//! `CREATE INDEX`.

use rowproof_source::Span;
use rowproof_syntax::ast::{CreateIndex, Expression, ExpressionKind, IndexKey};

use super::choose::{index_column_names, joined};
use super::volatile::volatile_function;
use super::{Outcome, missing, refused};
use crate::Catalog;
use crate::model::{
    Absent, Index, IndexColumn, IndexOrigin, QualifiedName, RareIndex, RareKey, RelationId, RelationKind,
    fold,
};
use crate::note::Refusal;

/// The collation of a column in parentheses: `(a COLLATE "C")`.
pub(super) fn collation_in(expression: &Expression) -> Option<String> {
    let at = expression.text.to_ascii_lowercase().find("collate")?;
    let is_column = matches!(expression.kind, ExpressionKind::Column(_));
    let named = expression
        .text
        .get(at + "collate".len()..)
        .filter(|_| is_column)?;
    Some(named.trim_matches([' ', ')', '\n', '\t']).to_owned())
}

/// The access methods of PostgreSQL itself (manual, "Index Types").
const METHODS: [&str; 6] = ["btree", "hash", "gist", "spgist", "gin", "brin"];

impl Catalog {
    pub(super) fn create_postgresql_index(&mut self, create: &CreateIndex, span: Span) -> Outcome {
        let id = self.existing(&create.relation, span)?;
        let relation = self.relation_or_stop(id, span)?;
        if !matches!(
            relation.kind,
            RelationKind::Table | RelationKind::MaterializedView
        ) {
            return refused(
                Refusal::WrongObjectKind,
                span,
                format!("`{}`", relation.name),
                "only tables and materialized views have indexes",
            );
        }
        let (schema, table) = (relation.name.schema.clone(), relation.name.name.clone());
        let keys = self.postgresql_index_columns(id, &create.keys, span)?;
        let mut include = Vec::new();
        for column in &create.include {
            include.push(self.column_of(id, column, span)?);
        }
        let relation = self.relation_or_stop(id, span)?;
        let expressions = keys.iter().filter_map(|key| key.expression.as_deref());
        let expressions = expressions.chain(&create.predicate);
        if let Some(function) = expressions.clone().find_map(volatile_function) {
            return refused(
                Refusal::InvalidDefinition,
                span,
                format!("`{function}`"),
                "an index holds what is always the same",
            );
        }
        if !METHODS.contains(&create.method.as_str()) && self.extensions.is_empty() {
            return missing(
                span,
                format!("access method `{}`", create.method),
                "it is not in the paste",
            );
        }
        if let Some(predicate) = &create.predicate {
            self.known_columns(relation, predicate, span)?;
        }
        // What the index is of comes before its name: one that is there already does not save what could not be made.
        let can_be_unique = create.method == "btree" || !METHODS.contains(&create.method.as_str());
        if create.unique && !can_be_unique {
            return refused(
                Refusal::NotSupported,
                span,
                format!("index on `{table}`"),
                &format!("no {} index is unique", create.method),
            );
        }
        if create.unique && !relation.keeps_together(keys.iter().filter_map(IndexColumn::compared_column)) {
            return refused(
                Refusal::NotSupported,
                span,
                format!("index on `{table}`"),
                "a unique index of a partitioned table holds every column it is partitioned by, and compares them alike",
            );
        }
        let given = create
            .name
            .as_ref()
            .and_then(|name| name.last())
            .map(|name| QualifiedName {
                schema: schema.clone(),
                name: fold(name, self.dialect()),
            });
        if let Some(name) = &given {
            if create.if_not_exists && self.is_name_taken(name) {
                return Ok(());
            }
            self.must_be_free(name, span)?;
        }
        let name = match given {
            Some(name) => name.name,
            None => self.choose_relation_name(
                &schema,
                &table,
                &joined(&index_column_names(&keys, &include)),
                "idx",
                false,
            ),
        };
        let index = Index {
            method: create.method.clone(),
            unique: create.unique,
            nulls_not_distinct: create.nulls_not_distinct,
            keys,
            rare: RareIndex::including(include),
            predicate: create.predicate.clone().map(Box::new),
            ..Index::on_columns(name.clone(), &[], IndexOrigin::Declared, span)
        };
        self.push_index(id, index.clone());
        self.settle_index(id, &index, None, create.only)
    }

    pub(super) fn each_index(&mut self, id: RelationId, name: &str, mut change: impl FnMut(&mut Index)) {
        if let Some(relation) = self.relation_mut(id) {
            relation
                .indexes
                .iter_mut()
                .filter(|index| index.name == name)
                .for_each(&mut change);
        }
    }

    pub(super) fn postgresql_index_columns(
        &self,
        id: RelationId,
        keys: &[IndexKey],
        span: Span,
    ) -> Outcome<Vec<IndexColumn>> {
        let relation = self.relation_or_stop(id, span)?;
        let mut columns = Vec::new();
        for key in keys {
            let column = match &key.expression.kind {
                ExpressionKind::Column(name) if name.parts.len() == 1 => match name.last() {
                    Some(last) => Some(self.column_of(id, last, span)?),
                    None => None,
                },
                _ => {
                    self.known_columns(relation, &key.expression, span)?;
                    None
                }
            };
            let rare = RareKey {
                collation: key.collation.clone().or_else(|| collation_in(&key.expression)),
                operator_class: key.operator_class.clone(),
                ..RareKey::ABSENT.clone()
            };
            columns.push(IndexColumn {
                rare: rare.into(),
                descending: key.descending,
                // NULLS FIRST is the default of DESC, NULLS LAST that of ASC (manual, "Indexes and ORDER BY").
                nulls_first: key.nulls_first.unwrap_or(key.descending),
                ..IndexColumn::of(column, &key.expression)
            });
        }
        Ok(columns)
    }

    /// The name of a copy of an index on another relation.
    pub(super) fn clone_name(&self, id: RelationId, index: &Index) -> String {
        let Some(relation) = self.relation(id) else {
            return index.name.clone();
        };
        let (schema, table) = (&relation.name.schema, &relation.name.name);
        let first = |name: &String| {
            let mut renamed = index.renamed.iter();
            let found = renamed.find(|(now, _)| now == name);
            found.map_or(name, |(_, first)| first).clone()
        };
        let columns = || {
            let mut keys = index.keys.clone();
            for key in &mut keys {
                key.column = key.column.as_ref().map(first);
            }
            let include: Vec<String> = index.include.iter().map(first).collect();
            joined(&index_column_names(&keys, &include))
        };
        match index.origin {
            IndexOrigin::PrimaryKey => self.choose_relation_name(schema, table, "", "pkey", true),
            IndexOrigin::Unique => self.choose_relation_name(schema, table, &columns(), "key", true),
            IndexOrigin::Exclude => self.choose_relation_name(schema, table, &columns(), "excl", true),
            IndexOrigin::Declared | IndexOrigin::ForeignKey => {
                self.choose_relation_name(schema, table, &columns(), "idx", false)
            }
        }
    }
}
