//! `CREATE VIEW`.

use rowproof_source::Span;
use rowproof_syntax::ast::{CreateView, Persistence};

use super::query::has_parameter;
use super::reader::ViewText;
use super::{Outcome, TEMPORARY, refused};
use crate::model::{Relation, RelationKind};
use crate::{Catalog, Refusal};

impl Catalog {
    pub(super) fn create_sqlite_view(&mut self, create: &CreateView, span: Span) -> Outcome {
        if create.or_replace || create.materialized {
            return refused(
                span,
                Refusal::NotSupported,
                "this form of CREATE VIEW",
                "SQLite has neither OR REPLACE nor materialized views",
            );
        }
        let qualifier = create
            .name
            .parts
            .len()
            .checked_sub(2)
            .and_then(|at| create.name.parts.get(at));
        let schema = self.sqlite_schema(qualifier);
        let mut name = self.name_for_new(&create.name);
        if create.temporary {
            if schema.is_some_and(|schema| schema != TEMPORARY) {
                return refused(
                    create.name.span,
                    Refusal::InvalidDefinition,
                    format!("`{name}`"),
                    "a temporary view is in no other database than `temp`",
                );
            }
            name.schema = TEMPORARY.to_owned();
        }
        if create.select.as_deref().is_some_and(has_parameter) {
            return refused(
                span,
                Refusal::InvalidDefinition,
                format!("view `{name}`"),
                "parameters are not allowed in views",
            );
        }
        self.refuse_reserved(&name.name, create.name.span)?;
        if let Some(taken) = self.sqlite_name_taken(&name) {
            if create.if_not_exists && taken != "an index" {
                return Ok(());
            }
            return refused(
                create.name.span,
                Refusal::DuplicateRelation,
                format!("`{name}`"),
                format!("there is {taken} of this name already"),
            );
        }
        let is_temporary = name.schema == TEMPORARY;
        let mut relation = Relation::empty(name, RelationKind::View, span, create.name.span);
        if is_temporary {
            relation.persistence = Persistence::Temporary;
        }
        self.suspect_readers_of(&relation.name.name);
        let id = self.add_relation(relation);
        let text = ViewText {
            columns: create.columns.clone(),
            select: create.select.as_deref().cloned().unwrap_or_default(),
        };
        self.remember_view(id, text);
        Ok(())
    }
}
