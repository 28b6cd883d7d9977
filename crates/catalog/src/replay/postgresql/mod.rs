//! What statements mean to PostgreSQL.
//!
//! A statement is applied whole or not at all: a [`Stop`] on the way undoes what it did before and becomes a note.
//!
//! - [`table`], [`copy`]: CREATE TABLE, and what it takes from other tables. [`alter`], [`alter_column`]: ALTER TABLE.
//! - [`constraint`], [`index`]: keys, checks and indexes, with their names ([`choose`]). [`children`]: what partitions and
//!   heirs get from their parents. [`not_null`]. [`checked`]: columns that a CHECK keeps from being NULL.
//! - [`class`]: what a name means. [`types`], [`builtin`]: types by name. [`composite`], [`stored_rows`], [`sequence`]. [`object`]: domains, views, triggers, comments.
//!   [`policy`]: row-level security. [`schema`]. [`drop`]. [`undo`]. [`cut`]: names that are too long.

mod alter;
mod alter_column;
mod builtin;
mod checked;
mod children;
mod choose;
mod class;
mod composite;
mod constraint;
mod copy;
mod cut;
mod drop;
mod index;
mod not_null;
mod object;
mod policy;
mod schema;
mod sequence;
mod stored_rows;
mod table;
mod types;
mod undo;
mod volatile;

use rowproof_source::Span;
use rowproof_syntax::ast::{Identifier, ObjectName, Statement, StatementKind};

pub(crate) use class::Class;
pub(crate) use undo::Undo;

use crate::Catalog;
use crate::model::{QualifiedName, Relation, RelationId, RelationKind, fold};
use crate::note::{Note, NoteKind, Refusal};

/// Why a statement goes no further.
pub(crate) struct Stop {
    kind: NoteKind,
    span: Span,
    subject: String,
    reason: String,
}

/// A statement, or a part of one, applied or stopped.
pub(crate) type Outcome<T = ()> = Result<T, Box<Stop>>;

/// The server refuses it.
pub(crate) fn refused<T>(refusal: Refusal, span: Span, subject: String, reason: &str) -> Outcome<T> {
    Err(Box::new(Stop {
        kind: NoteKind::Refused(refusal),
        span,
        subject,
        reason: format!("{reason}; the database refuses this"),
    }))
}

/// It needs something that is not in the paste.
pub(crate) fn missing<T>(span: Span, subject: String, reason: &str) -> Outcome<T> {
    Err(Box::new(Stop {
        kind: NoteKind::Missing,
        span,
        subject,
        reason: reason.to_owned(),
    }))
}

impl Catalog {
    /// Applies one statement whole or not at all.
    pub(super) fn apply_postgresql(&mut self, statement: &Statement) {
        let span = statement.span;
        let outcome = match &statement.kind {
            StatementKind::CreateTable(create) => {
                self.undoable(|catalog| catalog.create_postgresql_table(create, span))
            }
            StatementKind::CreateIndex(create) => self.create_postgresql_index(create, span),
            StatementKind::CreateType(create) => self.create_postgresql_type(create, span),
            StatementKind::CreateDomain(create) => self.create_postgresql_domain(create, span),
            StatementKind::CreateView(create) => self.create_postgresql_view(create, span),
            StatementKind::CreateTrigger(create) => self.create_postgresql_trigger(create, span),
            StatementKind::CreateFunction(create) => {
                self.create_function(create, span);
                Ok(())
            }
            StatementKind::AlterFunction(name, options) => {
                self.alter_function(name, *options, span);
                Ok(())
            }
            StatementKind::CreateExtension(name) => {
                let name = fold(name, self.dialect());
                if !self.extensions.contains(&name) {
                    self.extensions.push(name);
                }
                Ok(())
            }
            StatementKind::CreateSchema {
                name, if_not_exists, ..
            } => self.create_postgresql_schema(name.as_ref(), *if_not_exists, span),
            StatementKind::Sequence(sequence) => self.postgresql_sequence(sequence, span),
            StatementKind::AlterTable(alter) => {
                self.undoable(|catalog| catalog.alter_postgresql_relation(alter, span))
            }
            StatementKind::AlterType(alter) => self.alter_postgresql_type(alter, span),
            StatementKind::AlterDomain(alter) => self.alter_postgresql_domain(alter, span),
            StatementKind::Policy(policy) => self.postgresql_policy(policy, span),
            StatementKind::Comment(comment) => self.postgresql_comment(comment, span),
            StatementKind::Drop(drop) => self.undoable(|catalog| catalog.drop_postgresql(drop, span)),
            StatementKind::RenameSchema(from, to) => {
                self.undoable(|catalog| catalog.rename_postgresql_schema(from, to, span))
            }
            StatementKind::SearchPath(path) => {
                self.objects.path_after = None;
                self.set_search_path(path);
                Ok(())
            }
            StatementKind::LocalSearchPath(path) => {
                let before = self.search_path.clone();
                self.objects.path_after.get_or_insert(before);
                self.set_search_path(path);
                Ok(())
            }
            _ => Ok(()),
        };
        if outcome.is_ok() {
            self.note_cut_names(statement);
        }
        if let Err(mut stop) = outcome {
            // What stops it may stand in an earlier statement: the note belongs to this one.
            if !span.contains(stop.span) {
                stop.span = span;
            }
            self.note_stop(*stop);
        }
    }

    fn set_search_path(&mut self, path: &[Identifier]) {
        self.search_path = path
            .iter()
            .map(|name| fold(name, self.dialect()))
            .filter(|schema| !schema.is_empty() && schema != "$user")
            .collect();
        self.left_public |= !self.search_path.iter().any(|schema| schema == "public");
    }

    pub(super) fn note_stop(&mut self, stop: Stop) {
        self.notes.push(Note {
            span: stop.span,
            kind: stop.kind,
            subject: stop.subject,
            reason: stop.reason,
        });
    }

    /// The stored name of something new, `public` where the path names no schema at all.
    pub(super) fn new_name(&self, name: &ObjectName) -> QualifiedName {
        let mut stored = self.name_for_new(name);
        if name.parts.len() == 1 && !self.has_schema(&stored.schema) {
            // Schemas of the path that are not there are passed over.
            let mut path = self.search_path.iter();
            if let Some(schema) = path.find(|schema| self.has_schema(schema)) {
                stored.schema.clone_from(schema);
            }
        }
        if stored.schema.is_empty() {
            "public".clone_into(&mut stored.schema);
        }
        stored
    }

    /// The relation a statement changes.
    pub(super) fn existing(&self, name: &ObjectName, span: Span) -> Outcome<RelationId> {
        match self.resolve_id(name) {
            Some(id) => Ok(id),
            None => missing(
                span,
                format!("`{}`", self.new_name(name)),
                "that relation is not in the paste; paste its CREATE statement too",
            ),
        }
    }

    pub(super) fn relation_or_stop(&self, id: RelationId, span: Span) -> Outcome<&Relation> {
        match self.relation(id) {
            Some(relation) => Ok(relation),
            None => missing(span, "a relation".to_owned(), "it is gone"),
        }
    }

    /// The stored name of an existing column.
    pub(super) fn column_of(&self, id: RelationId, written: &Identifier, span: Span) -> Outcome<String> {
        let name = fold(written, self.dialect());
        let relation = self.relation_or_stop(id, span)?;
        // A table whose columns come from elsewhere may have it.
        if relation.column(&name).is_some() || relation.columns_unknown {
            return Ok(name);
        }
        refused(
            Refusal::UndefinedColumn,
            span,
            format!("column `{name}`"),
            &format!("`{}` has no such column", relation.name),
        )
    }

    /// Refuses a name that a relation, an index, a sequence or a composite type of the schema has.
    pub(super) fn must_be_free(&self, name: &QualifiedName, span: Span) -> Outcome {
        if self.is_name_taken(name) {
            return refused(
                Refusal::DuplicateRelation,
                span,
                format!("`{name}`"),
                "a relation of this name exists already",
            );
        }
        Ok(())
    }

    /// Refuses a name that a type of the schema has: relations have types of their names.
    pub(super) fn must_be_no_type(&self, name: &QualifiedName, span: Span) -> Outcome {
        if self.is_type(name) {
            return refused(
                Refusal::DuplicateObject,
                span,
                format!("`{name}`"),
                "a type of this name exists already",
            );
        }
        Ok(())
    }

    pub(super) fn is_name_taken(&self, name: &QualifiedName) -> bool {
        self.is_index_name_taken(name)
            || self.objects.sequences.contains_key(name)
            || self.objects.composites.contains_key(name)
    }

    /// A schema the text never created: the object is kept, since the schema may be elsewhere.
    pub(super) fn note_absent_schema(&mut self, schema: &str, span: Span) {
        if !self.has_schema(schema) {
            self.note(
                span,
                format!("schema `{schema}`"),
                "it is not created in the paste; the statement was kept",
            );
        }
    }
}

/// Tables, foreign tables among them.
pub(super) fn has_rows(kind: RelationKind) -> bool {
    matches!(kind, RelationKind::Table | RelationKind::ForeignTable)
}
