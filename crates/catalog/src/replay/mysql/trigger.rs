//! Triggers.

use rowproof_source::Span;
use rowproof_syntax::ast::{CreateTrigger, DropStatement, Persistence};

use super::{Applied, refused};
use crate::Catalog;
use crate::model::{QualifiedName, RelationId, Trigger};
use crate::note::Refusal;
use crate::places::Sought;

impl Catalog {
    pub(super) fn mysql_create_trigger(&mut self, create: &CreateTrigger, span: Span) -> Applied {
        let Some(id) = self.mysql_table(&create.relation, span, "a trigger on")? else {
            return Ok(());
        };
        let Some(relation) = self.relation(id) else {
            return Ok(());
        };
        if relation.persistence == Persistence::Temporary {
            return Err(refused(
                Refusal::WrongObjectKind,
                format!("`{}`", relation.name),
                "a temporary table has no triggers",
            ));
        }
        let schema = relation.name.schema.clone();
        let place = QualifiedName {
            schema,
            name: create.name.value.clone(),
        };
        let held = |trigger: &Trigger| trigger.name == create.name.value;
        let holder = self.mysql_trigger_holder(&place);
        if let Some(holder) = holder {
            if create.if_not_exists {
                return Ok(());
            }
            if !create.or_replace || holder != id {
                return Err(refused(
                    Refusal::DuplicateObject,
                    format!("trigger `{}`", create.name.value),
                    "the database has a trigger of this name already",
                ));
            }
            if let Some(relation) = self.relation_mut(holder) {
                relation.triggers.retain(|trigger| !held(trigger));
            }
        }
        let trigger = Trigger {
            name: create.name.value.clone(),
            schema: place.schema.clone(),
            timing: create.timing,
            events: create.events.clone(),
            names_columns: create.names_columns,
            function: None,
            constraint: false,
            for_each_row: true,
            span,
        };
        self.places.add(Sought::Trigger(&place), id);
        if let Some(relation) = self.relation_mut(id) {
            relation.triggers.push(trigger);
        }
        Ok(())
    }

    /// The relation with the trigger of that name.
    fn mysql_trigger_holder(&self, name: &QualifiedName) -> Option<RelationId> {
        let held = |trigger: &Trigger| trigger.schema == name.schema && trigger.name == name.name;
        let places = self.places.of(Sought::Trigger(name)).into_iter();
        let mut relations = places.filter_map(|id| self.relation(id));
        relations
            .find(|relation| relation.triggers.iter().any(held))
            .map(|relation| relation.id)
    }

    pub(super) fn mysql_drop_trigger(&mut self, drop: &DropStatement, span: Span) {
        for name in &drop.names {
            let qualified = self.name_for_new(name);
            let id = self.mysql_trigger_holder(&qualified);
            let relation = id.and_then(|id| self.relation_mut(id));
            let before = relation.as_ref().map_or(0, |relation| relation.triggers.len());
            let after = relation.map_or(0, |relation| {
                relation.triggers.retain(|trigger| trigger.name != qualified.name);
                relation.triggers.len()
            });
            if before == after && !drop.if_exists {
                self.note(
                    span,
                    format!("trigger `{qualified}`"),
                    "the dropped trigger is not in the paste",
                );
            }
        }
    }
}
