//! Schemas: made, and renamed with all that is in them.

use rowproof_source::Span;
use rowproof_syntax::ast::Identifier;

use super::{Outcome, missing, refused};
use crate::Catalog;
use crate::model::{QualifiedName, RelationId, fold};
use crate::note::Refusal;
use crate::places::Sought;

impl Catalog {
    pub(super) fn create_postgresql_schema(
        &mut self,
        name: Option<&Identifier>,
        if_not_exists: bool,
        span: Span,
    ) -> Outcome {
        let Some(name) = name else { return Ok(()) };
        let name = fold(name, self.dialect());
        let exists =
            self.objects.schemas.contains(&name) || (name == "public" && !self.objects.public_dropped);
        if exists && !if_not_exists {
            return refused(
                Refusal::DuplicateObject,
                span,
                format!("schema `{name}`"),
                "a schema of this name exists already",
            );
        }
        if name == "public" {
            self.objects.public_dropped = false;
        } else {
            self.objects.schemas.insert(name);
        }
        Ok(())
    }

    pub(super) fn has_schema(&self, schema: &str) -> bool {
        self.objects.schemas.contains(schema)
            || schema == "pg_temp"
            || (schema == "public" && !self.objects.public_dropped)
    }

    /// What is in the schema keeps its name; the search path keeps the schema's old one.
    pub(super) fn rename_postgresql_schema(
        &mut self,
        from: &Identifier,
        to: &Identifier,
        span: Span,
    ) -> Outcome {
        let (from, to) = (fold(from, self.dialect()), fold(to, self.dialect()));
        let subject = format!("schema `{from}`");
        if !self.has_schema(&from) {
            return missing(span, subject, "it is not created in the paste");
        }
        if self.has_schema(&to) || to.starts_with("pg_") {
            return refused(
                Refusal::DuplicateObject,
                span,
                subject,
                "the new name is taken or reserved",
            );
        }
        self.objects.public_dropped |= from == "public";
        self.objects.public_dropped &= to != "public";
        self.objects.schemas.remove(&from);
        self.objects.schemas.insert(to.clone());
        let moved = |name: &QualifiedName| QualifiedName {
            schema: to.clone(),
            name: name.name.clone(),
        };
        let is_inside = |name: &&QualifiedName| name.schema == from;
        let relations = self.relations().filter(|relation| is_inside(&&relation.name));
        let relations: Vec<RelationId> = relations.map(|relation| relation.id).collect();
        for id in relations {
            if let Some(name) = self.relation(id).map(|relation| moved(&relation.name)) {
                self.move_relation(id, name);
            }
        }
        let sequences: Vec<_> = self.objects.sequences.keys().filter(is_inside).cloned().collect();
        for name in sequences {
            self.move_sequence(&name, moved(&name));
        }
        let types = self.enums.keys().chain(self.domains.keys());
        let types = types
            .chain(self.objects.composites.keys())
            .chain(self.objects.other_types.iter());
        let types: Vec<_> = types.filter(is_inside).cloned().collect();
        for name in types {
            self.rename_postgresql_type(&name, moved(&name), span)?;
        }
        let functions: Vec<_> = self.functions.keys().filter(is_inside).cloned().collect();
        for name in functions {
            if let Some(body) = self.functions.remove(&name) {
                self.functions.insert(moved(&name), body);
            }
            let (before, after) = (Sought::TriggerUsers(&name), moved(&name));
            for user in self.places.of(before) {
                let triggers = self
                    .relation_mut(user)
                    .into_iter()
                    .flat_map(|user| &mut user.triggers);
                triggers
                    .filter_map(|trigger| trigger.function.as_mut())
                    .filter(|function| **function == name)
                    .for_each(|function| function.clone_from(&after));
            }
            self.places.follow(before, Sought::TriggerUsers(&after));
        }
        Ok(())
    }
}
