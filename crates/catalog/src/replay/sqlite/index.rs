//! `CREATE INDEX`.

use rowproof_source::Span;
use rowproof_syntax::ast::{CreateIndex, ExpressionKind, IndexKey};

use super::building::looped;
use super::expression::{Place, Purpose, foreign_function};
use super::{Outcome, TEMPORARY, refused};
use crate::model::{Column, Index, IndexColumn, IndexOrigin, QualifiedName, RareKey, Relation, RelationKind};
use crate::{Catalog, Refusal};

impl Catalog {
    pub(super) fn create_sqlite_index(&mut self, create: &CreateIndex, span: Span) -> Outcome {
        let Some(written) = create.name.as_ref() else {
            return refused(
                span,
                Refusal::InvalidDefinition,
                "an index without a name",
                "SQLite wants a name for every index",
            );
        };
        if create.keys.iter().any(|key| key.nulls_first.is_some()) {
            return refused(
                span,
                Refusal::NotSupported,
                "NULLS FIRST or LAST",
                "SQLite has no such order in an index",
            );
        }
        let qualifier = written
            .parts
            .len()
            .checked_sub(2)
            .and_then(|at| written.parts.get(at));
        let schema = self.sqlite_schema(qualifier);
        let mut target = create.relation.clone();
        if let (Some(qualifier), 1) = (qualifier, target.parts.len()) {
            // The database of the index is that of its table.
            target.parts.insert(0, qualifier.clone());
        }
        let Some(id) = self.sqlite_target(&target, span, "index on") else {
            return Ok(());
        };
        let Some(relation) = self.relation(id) else {
            return Ok(());
        };
        let name = QualifiedName {
            schema: schema.unwrap_or_else(|| relation.name.schema.clone()),
            name: written.last().map(|last| last.value.clone()).unwrap_or_default(),
        };
        if name.schema == TEMPORARY && relation.name.schema != TEMPORARY {
            return refused(
                span,
                Refusal::InvalidDefinition,
                format!("index `{}`", name.name),
                "a temporary index needs a temporary table",
            );
        }
        if let Some(reason) = not_indexable(relation) {
            return refused(
                span,
                Refusal::WrongObjectKind,
                format!("`{}`", relation.name),
                reason,
            );
        }
        self.refuse_reserved(&name.name, written.span)?;
        match self.sqlite_name_taken(&name) {
            Some("an index") if create.if_not_exists => return Ok(()),
            Some(taken) => {
                return refused(
                    written.span,
                    Refusal::DuplicateRelation,
                    format!("`{name}`"),
                    format!("there is {taken} of this name already"),
                );
            }
            None => {}
        }
        let mut keys = Vec::new();
        for key in &create.keys {
            keys.push(index_key(relation, key, span)?);
        }
        if let Some(predicate) = &create.predicate {
            Place::new(relation, Purpose::IndexPredicate).check(predicate, span)?;
        }
        let index = Index {
            unique: create.unique,
            keys,
            predicate: create.predicate.clone().map(Box::new),
            ..Index::on_columns(name.name, &[], IndexOrigin::Declared, span)
        };
        let keys = index.keys.iter().filter_map(|key| key.expression.as_deref());
        let foreign = keys
            .chain(index.predicate.as_deref())
            .find_map(foreign_function)
            .map(str::to_owned);
        // Filling the index computes them.
        let computed = |column: &&Column| column.generated.is_some() && !column.generated_stored;
        let mut computed = relation.columns.iter().filter(computed);
        let is_computed = computed.any(|column| index.mentions(&column.name));
        if is_computed && !looped(relation).is_empty() {
            return refused(
                span,
                Refusal::InvalidDefinition,
                format!("index `{}`", index.name),
                "one of its columns is generated from itself",
            );
        }
        if index.keys.iter().any(is_string) {
            self.sqlite.string_keys.push(id);
        }
        self.push_index(id, index);
        self.note_foreign_function(foreign, span);
        Ok(())
    }

    /// SQLite refuses a function that it does not know; applications define functions of their own.
    pub(super) fn note_foreign_function(&mut self, function: Option<String>, span: Span) {
        if let Some(function) = function {
            self.note(
                span,
                format!("function `{function}`"),
                "SQLite itself does not have it; the application must define it",
            );
        }
    }
}

fn not_indexable(relation: &Relation) -> Option<&'static str> {
    match relation.kind {
        RelationKind::View => Some("views may not be indexed"),
        RelationKind::VirtualTable => Some("virtual tables may not be indexed"),
        _ if relation.name.name.to_ascii_lowercase().starts_with("sqlite_") => {
            Some("SQLite's own tables may not be indexed")
        }
        _ => None,
    }
}

fn index_key(relation: &Relation, key: &IndexKey, span: Span) -> Outcome<IndexColumn> {
    let column = plain_column(relation, key);
    let is_string = key.expression.text.starts_with('"');
    if let (None, false, ExpressionKind::Column(name)) = (&column, is_string, &key.expression.kind) {
        // Alone, a string is a name here.
        let name = name.last().map(|last| last.value.as_str()).unwrap_or_default();
        return refused(
            span,
            Refusal::UndefinedColumn,
            format!("column `{name}`"),
            "there is no such column in the table",
        );
    }
    if column.is_none() {
        Place::new(relation, Purpose::IndexKey).check(&key.expression, span)?;
    }
    let own = relation
        .columns
        .iter()
        .find(|held| Some(&held.name) == column.as_ref())
        .and_then(|column| column.collation.clone());
    Ok(IndexColumn {
        descending: key.descending,
        // NULLs are smaller than anything.
        nulls_first: !key.descending,
        rare: RareKey::collated(key.collation.clone().or(own)),
        ..IndexColumn::of(column, &key.expression)
    })
}

/// Whether the key is a name in double quotes that is no column.
pub(super) fn is_string(key: &IndexColumn) -> bool {
    let expression = key.expression.as_deref();
    expression.is_some_and(|expression| matches!(expression.kind, ExpressionKind::Column(_)))
}

/// The stored name of the column a key is, where it is one.
fn plain_column(relation: &Relation, key: &IndexKey) -> Option<String> {
    let ExpressionKind::Column(name) = &key.expression.kind else {
        return None;
    };
    let [last] = name.parts.as_slice() else {
        return None;
    };
    let stored = relation
        .columns
        .iter()
        .find(|column| column.name.eq_ignore_ascii_case(&last.value));
    stored.map(|column| column.name.clone())
}
