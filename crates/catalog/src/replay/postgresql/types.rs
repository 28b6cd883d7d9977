//! Types by name, and the statements that declare them.

use std::rc::Rc;

use rowproof_source::Span;
use rowproof_syntax::ast::{AlterType, AlterTypeAction, CreateType, DataType, TypeKind};

use super::builtin::{is_builtin, is_of_extension};
use super::{Outcome, missing, refused};
use crate::Catalog;
use crate::model::{Column, ColumnType, QualifiedName, TypeFamily, fold, quote};
use crate::note::Refusal;
use crate::places::Sought;

impl Catalog {
    /// The type a written one means. One that is declared nowhere is noted and kept under its name.
    pub(super) fn type_named(&mut self, written: &DataType) -> ColumnType {
        let (schema, name) = split(&written.name);
        let declared = self.declared_type(schema, name);
        let Some(declared) = declared else {
            return self.undeclared_type(written, (schema, name));
        };
        let spelled = self.sql_type_name(&declared);
        if let Some(domain) = self.domains.get(&declared).cloned() {
            let mut found = domain.base.clone();
            found.domain = Some(domain);
            if written.array_dimensions > 0 {
                // An array of a domain has no constraints of its own to flow.
                found = ColumnType::known(&spelled, TypeFamily::Other);
                found.declared = Some(declared);
                found.array_dimensions = written.array_dimensions;
            }
            return found;
        }
        let labels = self.enums.get(&declared).cloned();
        let family = if labels.is_some() {
            TypeFamily::Enum
        } else {
            TypeFamily::Other
        };
        let mut found = ColumnType::known(&spelled, family);
        found.enum_labels = labels;
        found.declared = Some(declared);
        found.array_dimensions = written.array_dimensions;
        found
    }

    fn undeclared_type(&mut self, written: &DataType, (schema, name): (Option<&str>, &str)) -> ColumnType {
        let found = ColumnType::from_ast(written, self.dialect());
        // The name is another where it is one of the server's own. Those are in `pg_catalog`, and `public` only loses its name.
        let known = found.name != written.name && !found.name.contains('.') && schema != Some("public")
            || found.family != TypeFamily::Other
            || is_builtin(written.name.strip_prefix("pg_catalog.").unwrap_or(&written.name))
            || found.name.starts_with("interval")
            || is_of_extension(name, &self.extensions);
        if !known {
            self.note(
                written.span,
                format!("type `{}`", written.name),
                "it is not declared in the paste; the column was kept",
            );
        }
        found
    }

    /// The declared enumerated, domain, composite, range or row type of a name.
    fn declared_type(&self, schema: Option<&str>, name: &str) -> Option<QualifiedName> {
        let mut sought = QualifiedName {
            schema: String::new(),
            name: name.to_owned(),
        };
        let mut is_in = |schema: &str| {
            sought.schema.clear();
            sought.schema.push_str(schema);
            self.is_type(&sought)
        };
        let is_found = match schema {
            Some(schema) => is_in(schema),
            None => {
                let temporary = self.objects.has_temporary.then_some("pg_temp").into_iter();
                let mut places = temporary.chain(self.search_path.iter().map(String::as_str));
                places.any(is_in)
            }
        };
        is_found.then_some(sought)
    }

    pub(super) fn is_type(&self, name: &QualifiedName) -> bool {
        self.enums.contains_key(name)
            || self.domains.contains_key(name)
            || self.objects.composites.contains_key(name)
            || self.objects.other_types.contains(name)
            || self.id_of(name).is_some()
    }

    /// As `format_type` writes it while the path is `public`.
    pub(super) fn sql_type_name(&self, name: &QualifiedName) -> String {
        match name.schema.as_str() {
            "public" => quote(&name.name, self.dialect()),
            schema => format!(
                "{}.{}",
                quote(schema, self.dialect()),
                quote(&name.name, self.dialect())
            ),
        }
    }

    /// The stored name of a new type; it must be free.
    pub(super) fn new_type(
        &mut self,
        name: &rowproof_syntax::ast::ObjectName,
        span: Span,
    ) -> Outcome<QualifiedName> {
        let name = self.new_name(name);
        self.note_absent_schema(&name.schema, span);
        if self.is_type(&name) {
            return refused(
                Refusal::DuplicateObject,
                span,
                format!("type `{name}`"),
                "a type of this name exists already",
            );
        }
        Ok(name)
    }

    pub(super) fn create_postgresql_type(&mut self, create: &CreateType, span: Span) -> Outcome {
        let shell = self.new_name(&create.name);
        if matches!(create.kind, TypeKind::Other) && self.objects.other_types.contains(&shell) {
            // A base type fills the shell of its name.
            return Ok(());
        }
        let name = self.new_type(&create.name, span)?;
        match &create.kind {
            TypeKind::Enum(labels) => {
                let twice = labels
                    .iter()
                    .enumerate()
                    .any(|(at, label)| labels.iter().take(at).any(|other| other == label));
                if twice {
                    return refused(
                        Refusal::DuplicateObject,
                        span,
                        format!("type `{name}`"),
                        "a label stands there twice",
                    );
                }
                self.enums.insert(name, labels.clone().into());
            }
            TypeKind::Composite(attributes) => {
                self.must_be_free(&name, span)?;
                let mut held: Vec<(String, ColumnType)> = Vec::new();
                for (attribute, data_type) in attributes {
                    let attribute = fold(attribute, self.dialect());
                    if held.iter().any(|(name, _)| *name == attribute) {
                        return refused(
                            Refusal::DuplicateColumn,
                            span,
                            format!("attribute `{attribute}`"),
                            "it stands there twice",
                        );
                    }
                    let data_type = self.type_named(data_type);
                    self.remember_type_in_type(&data_type);
                    held.push((attribute, data_type));
                }
                self.objects.composites.insert(name, held.into());
            }
            TypeKind::Other => {
                self.objects.other_types.insert(name);
            }
        }
        Ok(())
    }

    /// The declared type an ALTER or a COMMENT means.
    pub(super) fn existing_type(
        &self,
        name: &rowproof_syntax::ast::ObjectName,
        span: Span,
    ) -> Outcome<QualifiedName> {
        let last = name
            .last()
            .map(|last| fold(last, self.dialect()))
            .unwrap_or_default();
        let schema = (name.parts.len() > 1).then(|| self.name_for_new(name).schema);
        match self.declared_type(schema.as_deref(), &last) {
            Some(found) => Ok(found),
            None => missing(span, format!("type `{last}`"), "it is not declared in the paste"),
        }
    }

    pub(super) fn alter_postgresql_type(&mut self, alter: &AlterType, span: Span) -> Outcome {
        let name = self.existing_type(&alter.name, span)?;
        if self.id_of(&name).is_some() {
            return refused(
                Refusal::WrongObjectKind,
                span,
                format!("type `{name}`"),
                "it is the row type of a relation",
            );
        }
        match &alter.action {
            AlterTypeAction::RenameTo(to) => {
                let to = QualifiedName {
                    schema: name.schema.clone(),
                    name: fold(to, self.dialect()),
                };
                self.rename_postgresql_type(&name, to, span)
            }
            AlterTypeAction::SetSchema(schema) => {
                let to = QualifiedName {
                    schema: fold(schema, self.dialect()),
                    name: name.name.clone(),
                };
                self.rename_postgresql_type(&name, to, span)
            }
            AlterTypeAction::AddValue {
                value,
                neighbor,
                if_not_exists,
            } => self.add_label(&name, value, neighbor.as_ref(), *if_not_exists, span),
            AlterTypeAction::RenameValue(from, to) => {
                let Some(labels) = self.enums.get_mut(&name) else {
                    return refused(
                        Refusal::WrongObjectKind,
                        span,
                        format!("type `{name}`"),
                        "it is no enumerated type",
                    );
                };
                let is_taken = labels.contains(to);
                let renamed = Rc::make_mut(labels).iter_mut().find(|label| *label == from);
                match renamed.filter(|_| !is_taken) {
                    Some(label) => {
                        label.clone_from(to);
                        Ok(())
                    }
                    None => refused(
                        Refusal::UndefinedObject,
                        span,
                        format!("label `{from}`"),
                        "it is not there, or the new one is",
                    ),
                }
            }
            AlterTypeAction::RenameAttribute { from, to, cascade } => {
                self.undoable(|catalog| catalog.rename_attribute(&name, (from, to), *cascade, span))
            }
            AlterTypeAction::Attributes(actions) => {
                self.undoable(|catalog| catalog.alter_attributes(&name, actions, span))
            }
            AlterTypeAction::Other => Ok(()),
        }
    }

    fn add_label(
        &mut self,
        name: &QualifiedName,
        value: &str,
        neighbor: Option<&(bool, String)>,
        if_not_exists: bool,
        span: Span,
    ) -> Outcome {
        let Some(labels) = self.enums.get_mut(name) else {
            return refused(
                Refusal::WrongObjectKind,
                span,
                format!("type `{name}`"),
                "it is no enumerated type",
            );
        };
        if labels.iter().any(|label| label == value) {
            return match if_not_exists {
                true => Ok(()),
                false => refused(
                    Refusal::DuplicateObject,
                    span,
                    format!("label `{value}`"),
                    "the type has it already",
                ),
            };
        }
        let at = match neighbor {
            None => labels.len(),
            Some((before, neighbor)) => match labels.iter().position(|label| label == neighbor) {
                Some(at) => at + usize::from(!before),
                None => {
                    return refused(
                        Refusal::UndefinedObject,
                        span,
                        format!("label `{neighbor}`"),
                        "the type does not have it",
                    );
                }
            },
        };
        Rc::make_mut(labels).insert(at, value.to_owned());
        Ok(())
    }

    pub(super) fn rename_postgresql_type(
        &mut self,
        from: &QualifiedName,
        to: QualifiedName,
        span: Span,
    ) -> Outcome {
        if self.objects.composites.contains_key(from) {
            self.must_be_free(&to, span)?;
        }
        self.must_be_no_type(&to, span)?;
        if let Some(labels) = self.enums.remove(from) {
            self.enums.insert(to.clone(), labels);
        }
        if let Some(attributes) = self.objects.composites.remove(from) {
            self.objects.composites.insert(to.clone(), attributes);
        }
        if self.objects.other_types.remove(from) {
            self.objects.other_types.insert(to.clone());
        }
        if let Some(comment) = self.objects.type_comments.remove(from) {
            self.objects.type_comments.insert(to.clone(), comment);
        }
        if let Some(domain) = self.domains.remove(from) {
            let mut domain = domain.as_ref().clone();
            domain.name.clone_from(&to);
            self.put_domain(from, Rc::new(domain));
        }
        self.rename_in_columns(from, &to);
        Ok(())
    }

    /// Tells the columns of a type its new name.
    pub(super) fn rename_in_columns(&mut self, from: &QualifiedName, to: &QualifiedName) {
        self.places.follow(Sought::TypeUsers(from), Sought::TypeUsers(to));
        let spelled = self.sql_type_name(to);
        self.change_columns(
            to,
            |column| column.data_type.declared.as_ref() == Some(from),
            |column| {
                column.data_type.name.clone_from(&spelled);
                column.data_type.declared = Some(to.clone());
            },
        );
    }

    /// Changes the columns that use a type, looking only where it was used.
    pub(super) fn change_columns(
        &mut self,
        users: &QualifiedName,
        uses: impl Fn(&Column) -> bool,
        mut change: impl FnMut(&mut Column),
    ) {
        for id in self.places.of(Sought::TypeUsers(users)) {
            let used = self
                .relation(id)
                .is_some_and(|relation| relation.columns.iter().any(&uses));
            if used && let Some(relation) = self.relation_mut(id) {
                relation
                    .columns
                    .iter_mut()
                    .filter(|column| uses(column))
                    .for_each(&mut change);
            }
        }
    }
}

/// Schema and name of a type as the reader joins them.
fn split(written: &str) -> (Option<&str>, &str) {
    match written.rsplit_once('.') {
        Some((schema, name)) => (Some(schema), name),
        None => (None, written),
    }
}
