//! Domains, views, triggers and comments.

use std::rc::Rc;

use rowproof_source::Span;
use rowproof_syntax::ast::{
    AlterDomain, AlterDomainAction, CommentOn, CreateDomain, CreateTrigger, CreateView, DomainCheck,
    Identifier, ObjectName, TriggerTiming,
};

use super::class::Class;
use super::{Outcome, missing, refused};
use crate::Catalog;
use crate::honours::Honours;
use crate::model::{
    Column, ColumnComment, ColumnType, CommentSource, Domain, DomainConstraint, QualifiedName, Relation,
    RelationId, RelationKind, Trigger, TypeFamily, fold,
};
use crate::note::Refusal;
use crate::places::Sought;

impl Catalog {
    pub(super) fn create_postgresql_domain(&mut self, create: &CreateDomain, span: Span) -> Outcome {
        let name = self.new_type(&create.name, span)?;
        let base = self.type_named(&create.data_type);
        let mut domain = Domain {
            name: name.clone(),
            base,
            not_null: create.not_null,
            not_null_name: None,
            default: create.default.clone(),
            checks: Vec::new(),
            span,
        };
        if domain.not_null {
            self.name_domain_not_null(&mut domain, create.not_null_name.as_ref());
        }
        for check in &create.checks {
            let check = self.domain_check(&domain, check, span)?;
            domain.checks.push(check);
        }
        self.put_domain(&name, Rc::new(domain));
        Ok(())
    }

    fn name_domain_not_null(&self, domain: &mut Domain, given: Option<&Identifier>) {
        if !self.server().names_not_null() || domain.not_null_name.is_some() {
            return;
        }
        let QualifiedName { schema, name } = &domain.name;
        domain.not_null_name = Some(match given {
            Some(given) => fold(given, self.dialect()),
            None => {
                let others: Vec<String> = domain.constraint_names().cloned().collect();
                self.choose_constraint_name(schema, name, "", "not_null", &others)
            }
        });
    }

    fn domain_check(&self, domain: &Domain, check: &DomainCheck, span: Span) -> Outcome<DomainConstraint> {
        let held = |name: &str| domain.constraint_names().any(|held| held == name);
        let name = match &check.name {
            Some(name) => {
                let name = fold(name, self.dialect());
                if held(&name) {
                    return refused(
                        Refusal::DuplicateObject,
                        span,
                        format!("constraint `{name}`"),
                        "the domain has one of this name",
                    );
                }
                name
            }
            None => {
                let others: Vec<String> = domain.constraint_names().cloned().collect();
                self.choose_constraint_name(&domain.name.schema, &domain.name.name, "", "check", &others)
            }
        };
        Ok(DomainConstraint {
            name,
            expression: check.expression.clone(),
            not_valid: check.not_valid,
        })
    }

    pub(super) fn alter_postgresql_domain(&mut self, alter: &AlterDomain, span: Span) -> Outcome {
        let name = self.existing_type(&alter.name, span)?;
        let Some(mut domain) = self.domains.get(&name).map(|domain| domain.as_ref().clone()) else {
            return refused(
                Refusal::WrongObjectKind,
                span,
                format!("`{name}`"),
                "it is no domain",
            );
        };
        let absent = |constraint: &str| {
            refused(
                Refusal::UndefinedObject,
                span,
                format!("constraint `{constraint}`"),
                "the domain does not have it",
            )
        };
        match &alter.action {
            AlterDomainAction::AddCheck(DomainCheck { not_valid: false, .. })
            | AlterDomainAction::Validate(_)
            | AlterDomainAction::SetNotNull
                if self.has_columns_of_arrays(&name) =>
            {
                return refused(
                    Refusal::NotSupported,
                    span,
                    format!("domain `{name}`"),
                    "a column holds arrays of it",
                );
            }
            AlterDomainAction::AddCheck(check) => {
                let check = self.domain_check(&domain, check, span)?;
                domain.checks.push(check);
            }
            AlterDomainAction::DropConstraint(constraint, if_exists) => {
                let constraint = fold(constraint, self.dialect());
                if !domain.constraint_names().any(|held| *held == constraint) && !if_exists {
                    return absent(&constraint);
                }
                domain.checks.retain(|check| check.name != constraint);
                if domain.not_null_name.as_ref() == Some(&constraint) {
                    (domain.not_null, domain.not_null_name) = (false, None);
                }
            }
            AlterDomainAction::RenameConstraint(from, to) => {
                let (from, to) = (fold(from, self.dialect()), fold(to, self.dialect()));
                if domain.constraint_names().any(|held| *held == to) {
                    return refused(
                        Refusal::DuplicateObject,
                        span,
                        format!("constraint `{to}`"),
                        "the domain has one of this name",
                    );
                }
                let checks = domain.checks.iter_mut().map(|check| &mut check.name);
                match checks
                    .chain(&mut domain.not_null_name)
                    .find(|held| **held == from)
                {
                    Some(held) => *held = to,
                    None => return absent(&from),
                }
            }
            AlterDomainAction::Validate(constraint) => {
                let constraint = fold(constraint, self.dialect());
                match domain.checks.iter_mut().find(|check| check.name == constraint) {
                    Some(check) => check.not_valid = false,
                    None => return absent(&constraint),
                }
            }
            AlterDomainAction::SetNotNull => {
                domain.not_null = true;
                self.name_domain_not_null(&mut domain, None);
            }
            AlterDomainAction::DropNotNull => (domain.not_null, domain.not_null_name) = (false, None),
            AlterDomainAction::SetDefault(expression) => domain.default = Some(expression.clone()),
            AlterDomainAction::DropDefault => domain.default = None,
            AlterDomainAction::RenameTo(to) => domain.name.name = fold(to, self.dialect()),
            AlterDomainAction::SetSchema(schema) => domain.name.schema = fold(schema, self.dialect()),
            AlterDomainAction::Other => return Ok(()),
        }
        if domain.name != name && self.is_type(&domain.name) {
            return refused(
                Refusal::DuplicateObject,
                span,
                format!("type `{}`", domain.name),
                "a type of this name exists already",
            );
        }
        self.domains.remove(&name);
        self.put_domain(&name, Rc::new(domain));
        Ok(())
    }

    fn has_columns_of_arrays(&self, name: &QualifiedName) -> bool {
        let known = self.places.of(Sought::TypeUsers(name));
        let mut columns = known
            .into_iter()
            .filter_map(|id| self.relation(id))
            .flat_map(|relation| &relation.columns);
        columns.any(|column| {
            column.data_type.array_dimensions > 0 && column.data_type.declared.as_ref() == Some(name)
        })
    }

    /// Keeps a domain under its name and hands it to the columns that used it under the old one.
    pub(super) fn put_domain(&mut self, old: &QualifiedName, domain: Rc<Domain>) {
        let name = domain.name.clone();
        for constraint in domain.constraint_names() {
            self.remember_domain_constraint(&name.schema, constraint);
        }
        self.places
            .follow(Sought::TypeUsers(old), Sought::TypeUsers(&name));
        self.remember_type_in_type(&domain.base);
        self.domains.insert(name.clone(), Rc::clone(&domain));
        let uses = |column: &Column| {
            column
                .data_type
                .domain
                .as_ref()
                .is_some_and(|held| held.name == *old)
        };
        self.change_columns(&name, uses, |column| {
            column.data_type.domain = Some(Rc::clone(&domain))
        });
    }

    pub(super) fn create_postgresql_view(&mut self, create: &CreateView, span: Span) -> Outcome {
        let name = self.new_name(&create.name);
        let kind = if create.materialized {
            RelationKind::MaterializedView
        } else {
            RelationKind::View
        };
        if self.is_name_taken(&name) {
            if create.if_not_exists {
                return Ok(());
            }
            let replaced = self.id_of(&name).filter(|id| {
                create.or_replace
                    && self
                        .relation(*id)
                        .is_some_and(|relation| relation.kind == RelationKind::View)
            });
            if replaced.is_none() {
                self.must_be_free(&name, span)?;
            }
        }
        if self.id_of(&name).is_none() {
            self.must_be_no_type(&name, span)?;
        }
        self.note_absent_schema(&name.schema, create.name.span);
        let mut reads = Vec::new();
        if let Some(query) = &create.query {
            for read in &query.relations {
                match self.resolve_id(&read.name) {
                    Some(id) => reads.push(id),
                    None => self.note_unread(&read.name, "a view reads it, and it is not in the paste"),
                }
            }
        }
        let columns: Vec<Column> = create
            .columns
            .iter()
            .map(|name| {
                Column::plain(
                    fold(name, self.dialect()),
                    ColumnType::known("", TypeFamily::Other),
                    name.span,
                )
            })
            .collect();
        let mut relation = Relation::empty(name.clone(), kind, span, create.name.span);
        relation.columns_unknown = true;
        relation.columns = columns.into();
        relation.reads = reads.clone();
        if let Some(id) = self.id_of(&name) {
            // A replaced view keeps its triggers, its comments and what reads it.
            if let Some(held) = self.relation_mut(id) {
                relation.id = id;
                relation.triggers = std::mem::take(&mut held.triggers);
                relation.comment = held.comment.take();
                relation.comment_declared = held.comment_declared;
                *held = relation;
            }
            self.remember_readers(id, &reads);
            return Ok(());
        }
        let id = self.add_relation(relation);
        self.remember_readers(id, &reads);
        Ok(())
    }

    /// A query of the schema reads something that is not in the paste, and is none of the server's own.
    pub(super) fn note_unread(&mut self, name: &ObjectName, reason: &str) {
        let of_system =
            |part: &Identifier| matches!(part.value.as_str(), "pg_catalog" | "information_schema");
        let system = (name.parts.len() > 1 && name.parts.first().is_some_and(of_system))
            || name.last().is_some_and(|last| last.value.starts_with("pg_"));
        let absent = self.new_name(name);
        if !system && !self.objects.sequences.contains_key(&absent) {
            self.note(name.span, format!("`{absent}`"), reason);
        }
    }

    fn remember_readers(&mut self, id: RelationId, reads: &[RelationId]) {
        for read in reads {
            self.places.add(Sought::Readers(*read), id);
        }
    }

    pub(super) fn create_postgresql_trigger(&mut self, create: &CreateTrigger, span: Span) -> Outcome {
        let name = fold(&create.name, self.dialect());
        let function =
            create.function.as_ref().map(
                |name| match self.search_path.is_empty() && name.parts.len() == 1 {
                    true => QualifiedName {
                        schema: "pg_catalog".to_owned(),
                        name: name
                            .last()
                            .map(|last| fold(last, self.dialect()))
                            .unwrap_or_default(),
                    },
                    false => self.function_named(name),
                },
            );
        let Some(id) = self.resolve_id(&create.relation) else {
            let relation = self.new_name(&create.relation);
            return missing(
                span,
                format!("trigger `{name}` on `{relation}`"),
                "that table is not in the paste",
            );
        };
        self.must_fit(id, create, span)?;
        let trigger = Trigger {
            name: name.clone(),
            schema: self.relation_or_stop(id, span)?.name.schema.clone(),
            timing: create.timing,
            events: create.events.clone(),
            names_columns: create.names_columns,
            for_each_row: create.for_each_row,
            constraint: create.constraint,
            function,
            span,
        };
        if let Some(at) = self
            .relation_or_stop(id, span)?
            .triggers
            .iter()
            .position(|held| held.name == name)
        {
            let is_constraint = |held: &Trigger| held.constraint || create.constraint;
            let relation = self.relation_or_stop(id, span)?;
            if !create.or_replace || relation.triggers.get(at).is_some_and(is_constraint) {
                return refused(
                    Refusal::DuplicateObject,
                    span,
                    format!("trigger `{name}`"),
                    "the relation has a trigger of this name",
                );
            }
            self.remember_trigger_user(id, &trigger);
            if let Some(held) = self
                .relation_mut(id)
                .and_then(|relation| relation.triggers.get_mut(at))
            {
                *held = trigger;
            }
            return Ok(());
        }
        self.spread_trigger(id, &trigger);
        Ok(())
    }

    /// What of triggers goes with what kind of relation (manual, `CREATE TRIGGER`).
    fn must_fit(&self, id: RelationId, create: &CreateTrigger, span: Span) -> Outcome {
        let relation = self.relation_or_stop(id, span)?;
        let truncates = create.events.iter().any(|event| event == "TRUNCATE");
        let fits = match (relation.kind, create.timing) {
            (RelationKind::MaterializedView | RelationKind::VirtualTable | RelationKind::Sequence, _) => {
                false
            }
            (RelationKind::View, TriggerTiming::InsteadOf) => create.for_each_row && !truncates,
            (RelationKind::View, _) => !create.for_each_row && !truncates && !create.constraint,
            (_, TriggerTiming::InsteadOf) => false,
            (RelationKind::Table | RelationKind::ForeignTable, _) => !(truncates && create.for_each_row),
        };
        if fits {
            return Ok(());
        }
        refused(
            Refusal::WrongObjectKind,
            span,
            format!("trigger on `{}`", relation.name),
            "a relation of this kind has no such triggers",
        )
    }

    /// A row trigger's copies on partitions go by its name.
    pub(super) fn rename_trigger(
        &mut self,
        id: RelationId,
        from: &Identifier,
        to: &Identifier,
        span: Span,
    ) -> Outcome {
        let (from, to) = (fold(from, self.dialect()), fold(to, self.dialect()));
        let relation = self.relation_or_stop(id, span)?;
        let parent = relation
            .partition_of
            .as_ref()
            .and_then(|parent| self.by_name(parent));
        let named = |name: &str, relation: &Relation| relation.triggers.iter().any(|held| held.name == name);
        let is_copy = parent.is_some_and(|parent| named(&from, parent));
        if !named(&from, relation) || named(&to, relation) || is_copy {
            return refused(
                Refusal::UndefinedObject,
                span,
                format!("trigger `{from}`"),
                "the relation has none of its own, or has one of the new name",
            );
        }
        let only = !relation.partitioned;
        for below in self.all_below(id, only) {
            let triggers = self
                .relation_mut(below)
                .into_iter()
                .flat_map(|relation| &mut relation.triggers);
            for held in triggers.filter(|held| held.name == from) {
                held.name.clone_from(&to);
            }
        }
        Ok(())
    }

    fn function_named(&self, name: &ObjectName) -> QualifiedName {
        if let Some(found) = self.function_of(name) {
            return found;
        }
        let last = name
            .last()
            .map(|last| fold(last, self.dialect()))
            .unwrap_or_default();
        if name.parts.len() == 1 {
            const BUILTIN: [&str; 4] = [
                "suppress_redundant_updates_trigger",
                "tsvector_update_trigger",
                "tsvector_update_trigger_column",
                "unique_key_recheck",
            ];
            if BUILTIN.contains(&last.as_str()) {
                return QualifiedName {
                    schema: "pg_catalog".to_owned(),
                    name: last,
                };
            }
        }
        self.new_name(name)
    }

    /// The function of the paste that a written name means.
    pub(super) fn function_of(&self, name: &ObjectName) -> Option<QualifiedName> {
        let exists = |name: &QualifiedName| self.functions.contains_key(name);
        if name.parts.len() > 1 {
            return Some(self.new_name(name)).filter(exists);
        }
        let last = fold(name.last()?, self.dialect());
        let mut places = self.search_path.iter().map(|schema| QualifiedName {
            schema: schema.clone(),
            name: last.clone(),
        });
        places.find(exists)
    }

    pub(super) fn remember_trigger_user(&mut self, id: RelationId, trigger: &Trigger) {
        if let Some(function) = &trigger.function {
            self.places.add(Sought::TriggerUsers(function), id);
        }
    }

    /// A row trigger of a partitioned table is one of its partitions too.
    fn spread_trigger(&mut self, id: RelationId, trigger: &Trigger) {
        let Some(relation) = self.relation_mut(id) else {
            return;
        };
        relation.triggers.push(trigger.clone());
        let spreads = relation.partitioned && trigger.for_each_row;
        self.remember_trigger_user(id, trigger);
        if spreads {
            for child in self.heirs_of(id) {
                self.spread_trigger(child, trigger);
            }
        }
    }

    pub(super) fn postgresql_comment(&mut self, comment: &CommentOn, span: Span) -> Outcome {
        let text = comment
            .text
            .as_ref()
            .map(|comment| comment.text.clone())
            .filter(|text| !text.is_empty());
        match comment.object.as_str() {
            "COLUMN" => self.comment_on_postgresql_column(comment, span),
            "SEQUENCE" if self.sequence_named(&comment.name).is_none() => {
                let name = self.new_name(&comment.name);
                missing(span, format!("sequence `{name}`"), "it is not in the paste")
            }
            "TABLE" | "VIEW" | "MATERIALIZED VIEW" | "FOREIGN TABLE" => {
                let id = self.existing(&comment.name, span)?;
                let relation = self.relation_or_stop(id, span)?;
                let fits = match comment.object.as_str() {
                    "VIEW" => relation.kind == RelationKind::View,
                    "MATERIALIZED VIEW" => relation.kind == RelationKind::MaterializedView,
                    "FOREIGN TABLE" => relation.kind == RelationKind::ForeignTable,
                    _ => relation.kind == RelationKind::Table,
                };
                if !fits {
                    return refused(
                        Refusal::WrongObjectKind,
                        span,
                        format!("`{}`", relation.name),
                        "it is of another kind",
                    );
                }
                if let Some(relation) = self.relation_mut(id) {
                    (relation.comment, relation.comment_declared) = (text, true);
                }
                Ok(())
            }
            "INDEX" => {
                let Some(id) = self.index_owner(&comment.name) else {
                    return missing(
                        span,
                        "comment on an index".to_owned(),
                        "that index is not in the paste",
                    );
                };
                let name = comment
                    .name
                    .last()
                    .map(|name| fold(name, self.dialect()))
                    .unwrap_or_default();
                self.each_index(id, &name, |index| index.comment.clone_from(&text));
                Ok(())
            }
            "TYPE" | "DOMAIN" => {
                let name = self.existing_type(&comment.name, span)?;
                match text {
                    Some(text) => self.objects.type_comments.insert(name, text),
                    None => self.objects.type_comments.remove(&name),
                };
                Ok(())
            }
            "CONSTRAINT" => self.comment_on_constraint(comment, text, span),
            "CONSTRAINT ON DOMAIN" => self.must_have_domain_constraint(&comment.name, span),
            _ => Ok(()),
        }
    }

    /// What is said of a domain's constraints is not kept.
    fn must_have_domain_constraint(&self, name: &ObjectName, span: Span) -> Outcome {
        let Some((constraint, domain)) = name.parts.split_last() else {
            return Ok(());
        };
        let domain = ObjectName {
            parts: domain.to_vec(),
            span: name.span,
        };
        let domain = self.existing_type(&domain, span)?;
        let constraint = fold(constraint, self.dialect());
        match self.domains.get(&domain) {
            None => refused(
                Refusal::WrongObjectKind,
                span,
                format!("`{domain}`"),
                "it is no domain",
            ),
            Some(held) if held.constraint_names().any(|held| *held == constraint) => Ok(()),
            Some(_) => refused(
                Refusal::UndefinedObject,
                span,
                format!("constraint `{constraint}`"),
                "the domain does not have it",
            ),
        }
    }

    fn comment_on_constraint(&mut self, comment: &CommentOn, text: Option<String>, span: Span) -> Outcome {
        let Some((constraint, table)) = comment.name.parts.split_last() else {
            return Ok(());
        };
        let table = ObjectName {
            parts: table.to_vec(),
            span: comment.name.span,
        };
        let id = self.existing(&table, span)?;
        let name = fold(constraint, self.dialect());
        let text: Option<Box<str>> = text.map(Into::into);
        let relation = self.relation_or_stop(id, span)?;
        if !relation.has_constraint(&name) {
            return missing(
                span,
                format!("constraint `{name}`"),
                "the relation does not have it",
            );
        }
        if let Some(relation) = self.relation_mut(id) {
            relation
                .constraints
                .iter_mut()
                .filter(|held| held.name == name)
                .for_each(|held| held.comment.clone_from(&text));
            let columns = relation.columns.iter_mut();
            columns
                .filter_map(|column| column.not_null_constraint.as_mut())
                .filter(|held| *held.name == *name)
                .for_each(|held| held.comment.clone_from(&text));
        }
        Ok(())
    }

    fn comment_on_postgresql_column(&mut self, comment: &CommentOn, span: Span) -> Outcome {
        let Some((column, relation)) = comment.name.parts.split_last() else {
            return Ok(());
        };
        let relation = ObjectName {
            parts: relation.to_vec(),
            span: comment.name.span,
        };
        if let Some(Class::Composite(name)) = self.class_of(&relation) {
            let attribute = fold(column, self.dialect());
            let attributes = self.objects.composites.get(&name);
            return match attributes.is_some_and(|held| held.iter().any(|(held, _)| *held == attribute)) {
                true => Ok(()),
                false => refused(
                    Refusal::UndefinedColumn,
                    span,
                    format!("attribute `{attribute}`"),
                    "the type does not have it",
                ),
            };
        }
        let Some(id) = self.resolve_id(&relation) else {
            let name = self.new_name(&relation);
            return missing(
                span,
                format!("comment on a column of `{name}`"),
                "that table is not in the paste",
            );
        };
        let stored = self.column_of(id, column, span)?;
        if self.relation_or_stop(id, span)?.column(&stored).is_none()
            && let Some(relation) = self.relation_mut(id)
        {
            // Of a view's columns those are known that something names.
            let unknown = ColumnType::known("", TypeFamily::Other);
            relation
                .columns
                .push(Column::plain(stored.clone(), unknown, span));
        }
        self.each_column(id, &[stored], |column| {
            column
                .comments
                .retain(|held| held.source != CommentSource::Declared);
            if let Some(text) = comment.text.as_ref().filter(|text| !text.text.is_empty()) {
                column.comments.reserve_exact(1);
                column.comments.push(ColumnComment {
                    text: text.text.clone(),
                    span: text.span,
                    source: CommentSource::Declared,
                });
            }
        });
        Ok(())
    }
}
