//! `CREATE TRIGGER` and `DROP TRIGGER`.

use rowproof_source::Span;
use rowproof_syntax::ast::{CreateTrigger, ObjectName, TriggerStep, TriggerTiming};

use super::query::has_parameter;
use super::reader::TriggerText;
use super::{Outcome, TEMPORARY, refused};
use crate::model::{QualifiedName, RelationId, RelationKind, Trigger};
use crate::places::Sought;
use crate::{Catalog, Refusal};

impl Catalog {
    pub(super) fn create_sqlite_trigger(&mut self, create: &CreateTrigger, span: Span) -> Outcome {
        if create.temporary && create.schema.is_some() {
            return refused(
                span,
                Refusal::InvalidDefinition,
                format!("trigger `{}`", create.name.value),
                "a temporary trigger has no qualified name",
            );
        }
        let schema = self.sqlite_schema(create.schema.as_ref());
        let mut target = create.relation.clone();
        if let (Some(qualifier), 1) = (&create.schema, target.parts.len()) {
            target.parts.insert(0, qualifier.clone());
        }
        let Some(id) = self.sqlite_target(&target, span, "trigger on") else {
            return Ok(());
        };
        let Some(relation) = self.relation(id) else {
            return Ok(());
        };
        let name = QualifiedName {
            schema: match schema {
                _ if create.temporary => TEMPORARY.to_owned(),
                Some(schema) => schema,
                // Only a temporary table draws its triggers into `temp`; a table found elsewhere must be named.
                None if relation.name.schema == TEMPORARY => TEMPORARY.to_owned(),
                None => String::new(),
            },
            name: create.name.value.clone(),
        };
        if name.schema != TEMPORARY && name.schema != relation.name.schema {
            return refused(
                span,
                Refusal::UndefinedRelation,
                format!("`{}`", relation.name),
                "a trigger's table is in the trigger's own database",
            );
        }
        if relation.kind == RelationKind::VirtualTable {
            return refused(
                span,
                Refusal::WrongObjectKind,
                format!("`{}`", relation.name),
                "triggers cannot be made on virtual tables",
            );
        }
        self.refuse_reserved(&name.name, create.name.span)?;
        if self.sqlite_trigger_owner(&name).is_some() {
            if create.if_not_exists {
                return Ok(());
            }
            return refused(
                create.name.span,
                Refusal::DuplicateObject,
                format!("trigger `{}`", name.name),
                "there is a trigger of this name already",
            );
        }
        let is_view = relation.kind == RelationKind::View;
        if is_view != (create.timing == TriggerTiming::InsteadOf) {
            return refused(
                span,
                Refusal::WrongObjectKind,
                format!("`{}`", relation.name),
                "INSTEAD OF triggers are for views, and views have no others",
            );
        }
        if create.body.is_none() {
            return refused(
                span,
                Refusal::InvalidDefinition,
                format!("trigger `{}`", name.name),
                "a trigger needs a body from BEGIN to END",
            );
        }
        if create.steps.iter().any(|step| has_parameter(&step.select)) {
            return refused(
                span,
                Refusal::InvalidDefinition,
                format!("trigger `{}`", name.name),
                "parameters are not allowed in triggers",
            );
        }
        let qualified =
            |step: &TriggerStep| step.target.as_ref().is_some_and(|target| target.parts.len() > 1);
        if create.steps.iter().any(qualified) {
            return refused(
                span,
                Refusal::InvalidDefinition,
                format!("trigger `{}`", name.name),
                "the statements of a trigger write to tables without a qualified name",
            );
        }
        let trigger = Trigger {
            for_each_row: true,
            constraint: false,
            name: name.name.clone(),
            schema: name.schema.clone(),
            timing: create.timing,
            events: create.events.clone(),
            names_columns: create.names_columns,
            function: None,
            span,
        };
        let key = self.key(&name);
        self.places.add(Sought::Trigger(&key), id);
        if let Some(relation) = self.relation_mut(id) {
            relation.triggers.push(trigger);
        }
        let text = TriggerText {
            relation: id,
            steps: create.steps.clone(),
        };
        self.remember_trigger(key, text);
        Ok(())
    }

    pub(super) fn sqlite_trigger_owner(&self, name: &QualifiedName) -> Option<RelationId> {
        let held = |trigger: &Trigger| {
            trigger.schema == name.schema && trigger.name.eq_ignore_ascii_case(&name.name)
        };
        let places = self.places.of(Sought::Trigger(&self.key(name))).into_iter();
        let mut relations = places.filter_map(|id| self.relation(id));
        relations
            .find(|relation| relation.triggers.iter().any(held))
            .map(|relation| relation.id)
    }

    pub(super) fn drop_sqlite_trigger(&mut self, written: &ObjectName, if_exists: bool, span: Span) {
        let qualifier = written
            .parts
            .len()
            .checked_sub(2)
            .and_then(|at| written.parts.get(at));
        let schemas = match self.sqlite_schema(qualifier) {
            Some(schema) => vec![schema],
            None => self.search_path.clone(),
        };
        let last = written.last().map(|last| last.value.clone()).unwrap_or_default();
        for schema in schemas {
            let name = QualifiedName {
                schema,
                name: last.clone(),
            };
            if let Some(id) = self.sqlite_trigger_owner(&name) {
                if let Some(relation) = self.relation_mut(id) {
                    relation.triggers.retain(|trigger| {
                        !(trigger.schema == name.schema && trigger.name.eq_ignore_ascii_case(&name.name))
                    });
                }
                return;
            }
        }
        if !if_exists {
            self.note(
                span,
                format!("trigger `{last}`"),
                "the dropped trigger is not in the paste",
            );
        }
    }
}
