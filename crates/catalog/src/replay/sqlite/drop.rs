//! `DROP`.

use rowproof_source::Span;
use rowproof_syntax::ast::{DropObject, DropStatement, ObjectName};

use super::{Outcome, refused};
use crate::model::{IndexOrigin, RelationKind};
use crate::{Catalog, Refusal};

impl Catalog {
    pub(super) fn drop_sqlite_object(&mut self, drop: &DropStatement, span: Span) -> Outcome {
        let [name] = drop.names.as_slice() else {
            return unsupported(span);
        };
        if drop.cascade || drop.relation.is_some() {
            return unsupported(span);
        }
        match drop.object {
            DropObject::Table => self.drop_sqlite_relation(name, drop, span, false),
            DropObject::View => self.drop_sqlite_relation(name, drop, span, true),
            DropObject::Index => self.drop_sqlite_index(name, drop, span),
            DropObject::Trigger => {
                self.drop_sqlite_trigger(name, drop.if_exists, span);
                Ok(())
            }
            _ => unsupported(span),
        }
    }

    fn drop_sqlite_relation(
        &mut self,
        name: &ObjectName,
        drop: &DropStatement,
        span: Span,
        is_view: bool,
    ) -> Outcome {
        let qualifier = name.parts.len().checked_sub(2).and_then(|at| name.parts.get(at));
        self.sqlite_schema(qualifier);
        let Some(id) = self.resolve_id(name) else {
            if !drop.if_exists {
                let name = self.name_for_new(name);
                self.note(
                    span,
                    format!("`{name}`"),
                    "the dropped relation is not in the paste",
                );
            }
            return Ok(());
        };
        let found = self
            .relation(id)
            .map(|relation| relation.kind == RelationKind::View);
        if found != Some(is_view) {
            let right = if is_view { "DROP TABLE" } else { "DROP VIEW" };
            return refused(
                span,
                Refusal::WrongObjectKind,
                format!("`{}`", self.name_for_new(name)),
                format!("use {right}"),
            );
        }
        let name = self.relation(id).map(|relation| relation.name.name.clone());
        self.remove_relation(id);
        self.suspect_readers_of(&name.unwrap_or_default());
        Ok(())
    }

    fn drop_sqlite_index(&mut self, name: &ObjectName, drop: &DropStatement, span: Span) -> Outcome {
        let qualifier = name.parts.len().checked_sub(2).and_then(|at| name.parts.get(at));
        self.sqlite_schema(qualifier);
        let (owner, last) = (self.index_owner(name), name.last());
        let (Some(id), Some(last)) = (owner, last) else {
            if !drop.if_exists {
                let name = self.name_for_new(name);
                self.note(
                    span,
                    format!("index `{name}`"),
                    "the dropped index is not in the paste",
                );
            }
            return Ok(());
        };
        let Some(relation) = self.relation_mut(id) else {
            return Ok(());
        };
        let at = relation
            .indexes
            .iter()
            .position(|index| index.name.eq_ignore_ascii_case(&last.value));
        let Some(index) = at.and_then(|at| relation.indexes.get(at)) else {
            return Ok(());
        };
        if index.origin != IndexOrigin::Declared {
            return refused(
                span,
                Refusal::DependentObjects,
                format!("index `{}`", index.name),
                "an index that belongs to a UNIQUE or PRIMARY KEY constraint cannot be dropped",
            );
        }
        if let Some(at) = at {
            relation.indexes.remove(at);
        }
        Ok(())
    }
}

fn unsupported(span: Span) -> Outcome {
    refused(
        span,
        Refusal::NotSupported,
        "this form of DROP",
        "SQLite drops one table, view, index or trigger at a time",
    )
}
