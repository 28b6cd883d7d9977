//! Types, domains, views, triggers, functions, comments.

use std::rc::Rc;

use rowproof_source::Span;
use rowproof_syntax::ast::{
    AlterDomain, AlterDomainAction, AlterType, AlterTypeAction, CommentOn, CreateDomain, CreateFunction,
    CreateTrigger, CreateType, CreateView, DomainCheck, TypeKind,
};

use crate::Catalog;
use crate::model::{
    Column, ColumnComment, ColumnType, CommentSource, Domain, DomainConstraint, QualifiedName, Relation,
    RelationKind, Trigger, TypeFamily, fold,
};

impl Catalog {
    pub(super) fn create_type(&mut self, create: &CreateType) {
        if let TypeKind::Enum(labels) = &create.kind {
            let name = self.name_for_new(&create.name);
            self.enums.insert(name, labels.clone().into());
        }
    }

    pub(super) fn alter_type(&mut self, alter: &AlterType) {
        let name = self.name_for_new(&alter.name);
        let Some(labels) = self.enums.get(&name) else {
            return;
        };
        let mut labels = labels.to_vec();
        match &alter.action {
            AlterTypeAction::AddValue { value, neighbor, .. } => {
                let at = neighbor.as_ref().and_then(|(before, neighbor)| {
                    labels
                        .iter()
                        .position(|label| label == neighbor)
                        .map(|at| if *before { at } else { at + 1 })
                });
                if !labels.contains(value) {
                    labels.insert(at.unwrap_or(labels.len()), value.clone());
                }
            }
            AlterTypeAction::RenameValue(from, to) => {
                for label in labels.iter_mut().filter(|label| *label == from) {
                    label.clone_from(to);
                }
            }
            AlterTypeAction::RenameTo(to) => {
                let to = QualifiedName {
                    schema: name.schema.clone(),
                    name: fold(to, self.dialect()),
                };
                self.rename_type(&name, to);
                return;
            }
            AlterTypeAction::SetSchema(schema) => {
                let to = QualifiedName {
                    schema: fold(schema, self.dialect()),
                    name: name.name.clone(),
                };
                self.rename_type(&name, to);
                return;
            }
            AlterTypeAction::Other => return,
        }
        let labels: Rc<[String]> = labels.into();
        self.enums.insert(name.clone(), Rc::clone(&labels));
        self.each_column_of_type(&name.name, |column| {
            column.data_type.enum_labels = Some(Rc::clone(&labels))
        });
    }

    fn rename_type(&mut self, from: &QualifiedName, to: QualifiedName) {
        if let Some(labels) = self.enums.remove(from) {
            let new = to.name.clone();
            self.each_column_of_type(&from.name, |column| column.data_type.name.clone_from(&new));
            self.enums.insert(to, labels);
        }
    }

    fn each_column_of_type(&mut self, name: &str, mut change: impl FnMut(&mut Column)) {
        for id in self.ids() {
            let uses = |column: &Column| {
                column.data_type.family == TypeFamily::Enum && column.data_type.name == name
            };
            if !self
                .relation(id)
                .is_some_and(|relation| relation.columns.iter().any(uses))
            {
                continue;
            }
            if let Some(relation) = self.relation_mut(id) {
                relation
                    .columns
                    .iter_mut()
                    .filter(|column| uses(column))
                    .for_each(&mut change);
            }
        }
    }

    pub(super) fn create_domain(&mut self, create: &CreateDomain, span: Span) {
        let name = self.name_for_new(&create.name);
        let base = self.resolve_type(&create.data_type);
        let mut domain = Domain {
            name: name.clone(),
            base,
            not_null: create.not_null,
            default: create.default.clone(),
            checks: Vec::new(),
            span,
        };
        for check in &create.checks {
            let check = named_check(&domain, check, self);
            domain.checks.push(check);
        }
        self.domains.insert(name, Rc::new(domain));
    }

    pub(super) fn alter_domain(&mut self, alter: &AlterDomain) {
        let name = self.name_for_new(&alter.name);
        let Some(mut domain) = self.domains.get(&name).map(|domain| domain.as_ref().clone()) else {
            return;
        };
        match &alter.action {
            AlterDomainAction::AddCheck(check) => {
                let check = named_check(&domain, check, self);
                domain.checks.push(check);
            }
            AlterDomainAction::DropConstraint(constraint, _) => {
                let constraint = fold(constraint, self.dialect());
                domain.checks.retain(|check| check.name != constraint);
            }
            AlterDomainAction::SetNotNull => domain.not_null = true,
            AlterDomainAction::DropNotNull => domain.not_null = false,
            AlterDomainAction::SetDefault(expression) => domain.default = Some(expression.clone()),
            AlterDomainAction::DropDefault => domain.default = None,
            AlterDomainAction::RenameTo(to) => domain.name.name = fold(to, self.dialect()),
            AlterDomainAction::RenameConstraint(..)
            | AlterDomainAction::Validate(_)
            | AlterDomainAction::SetSchema(_)
            | AlterDomainAction::Other => return,
        }
        let domain = Rc::new(domain);
        self.domains.remove(&name);
        self.domains.insert(domain.name.clone(), Rc::clone(&domain));
        for id in self.ids() {
            let Some(relation) = self.relation(id) else {
                continue;
            };
            let uses = |column: &Column| {
                column
                    .data_type
                    .domain
                    .as_ref()
                    .is_some_and(|held| held.name == name)
            };
            if relation.columns.iter().any(uses)
                && let Some(relation) = self.relation_mut(id)
            {
                for column in relation.columns.iter_mut().filter(|column| uses(column)) {
                    column.data_type.domain = Some(Rc::clone(&domain));
                }
            }
        }
    }

    pub(super) fn create_view(&mut self, create: &CreateView, span: Span) {
        if let Some(id) = self.id_of(&self.name_for_new(&create.name)) {
            if !create.or_replace {
                return;
            }
            self.remove_relation(id);
        }
        let columns = create
            .columns
            .iter()
            .map(|name| {
                let unknown = ColumnType::known("", TypeFamily::Other);
                Column::plain(fold(name, self.dialect()), unknown, name.span)
            })
            .collect();
        let kind = if create.materialized {
            RelationKind::MaterializedView
        } else {
            RelationKind::View
        };
        let mut relation = Relation::empty(self.name_for_new(&create.name), kind, span, create.name.span);
        relation.columns = columns;
        self.add_relation(relation);
    }

    pub(super) fn create_trigger(&mut self, create: &CreateTrigger, span: Span) {
        let trigger = Trigger {
            name: fold(&create.name, self.dialect()),
            schema: self.name_for_new(&create.relation).schema,
            timing: create.timing,
            events: create.events.clone(),
            for_each_row: create.for_each_row,
            constraint: create.constraint,
            function: create.function.as_ref().map(|name| self.name_for_new(name)),
            span,
        };
        match self.resolve_id(&create.relation) {
            Some(id) => {
                if let Some(relation) = self.relation_mut(id) {
                    relation.triggers.push(trigger);
                }
            }
            None => {
                let name = self.name_for_new(&create.relation);
                self.note(
                    span,
                    format!("trigger `{}` on `{name}`", trigger.name),
                    "that table is not in the paste",
                );
            }
        }
    }

    pub(super) fn create_function(&mut self, create: &CreateFunction) {
        let name = self.name_for_new(&create.name);
        self.functions.insert(name, create.body_text.as_str().into());
    }

    pub(super) fn comment_on(&mut self, comment: &CommentOn, span: Span) {
        match comment.object.as_str() {
            "COLUMN" => self.comment_on_column(comment, span),
            "TABLE" | "VIEW" | "MATERIALIZED VIEW" | "FOREIGN TABLE" => {
                let text = comment.text.as_ref().map(|comment| comment.text.clone());
                if let Some(relation) = self
                    .resolve_id(&comment.name)
                    .and_then(|id| self.relation_mut(id))
                {
                    relation.comment = text;
                }
            }
            _ => {}
        }
    }

    fn comment_on_column(&mut self, comment: &CommentOn, span: Span) {
        let Some((column, relation)) = comment.name.parts.split_last() else {
            return;
        };
        let relation_name = rowproof_syntax::ast::ObjectName {
            parts: relation.to_vec(),
            span: comment.name.span,
        };
        let Some(id) = self.resolve_id(&relation_name) else {
            let name = self.name_for_new(&relation_name);
            self.note(
                span,
                format!("comment on a column of `{name}`"),
                "that table is not in the paste",
            );
            return;
        };
        let stored = self
            .relation(id)
            .map(|relation| self.stored_column(relation, column))
            .unwrap_or_default();
        self.each_column(id, &[stored], |column| {
            column
                .comments
                .retain(|held| held.source != CommentSource::Declared);
            if let Some(text) = &comment.text {
                column.comments.push(ColumnComment {
                    text: text.text.clone(),
                    span: text.span,
                    source: CommentSource::Declared,
                });
            }
        });
    }
}

/// PostgreSQL names a domain's unnamed CHECKs `<domain>_check`, then with a number.
fn named_check(domain: &Domain, check: &DomainCheck, catalog: &Catalog) -> DomainConstraint {
    let name = check
        .name
        .as_ref()
        .map(|name| fold(name, catalog.dialect()))
        .unwrap_or_else(|| {
            let stem = format!("{}_check", domain.name.name);
            let taken = |name: &str| domain.checks.iter().any(|held| held.name == name);
            if !taken(&stem) {
                return stem;
            }
            (1_u32..)
                .map(|number| format!("{stem}{number}"))
                .find(|name| !taken(name))
                .unwrap_or_default()
        });
    DomainConstraint {
        name,
        expression: check.expression.clone(),
        not_valid: check.not_valid,
    }
}
