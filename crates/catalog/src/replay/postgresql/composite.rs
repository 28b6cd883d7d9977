//! `ALTER TYPE` on the attributes of a composite type, and the tables made `OF` it.

use rowproof_source::Span;
use rowproof_syntax::ast::{AttributeAction, AttributeActionKind, Identifier};

use super::{Outcome, refused};
use crate::Catalog;
use crate::model::{Column, ColumnType, QualifiedName, RelationId, fold};
use crate::note::Refusal;
use crate::places::Sought;

impl Catalog {
    pub(super) fn alter_attributes(
        &mut self,
        name: &QualifiedName,
        actions: &[AttributeAction],
        span: Span,
    ) -> Outcome {
        let mut attributes = self.attributes_of(name, span)?;
        let tables = self.tables_of(name);
        for action in actions {
            self.must_cascade(name, &tables, action.cascade, span)?;
            let attribute = fold(&action.name, self.dialect());
            let at = attributes.iter().position(|(held, _)| *held == attribute);
            match (&action.kind, at) {
                (AttributeActionKind::Add(_), Some(_)) => {
                    return refused(
                        Refusal::DuplicateColumn,
                        span,
                        format!("attribute `{attribute}`"),
                        "the type has it already",
                    );
                }
                (AttributeActionKind::Add(data_type), None) => {
                    let data_type = self.type_named(data_type);
                    self.remember_type_in_type(&data_type);
                    for table in &tables {
                        let column = Column::plain(attribute.clone(), data_type.clone(), span);
                        if let Some(relation) = self.relation_mut(*table) {
                            relation.columns.push(column);
                        }
                    }
                    attributes.push((attribute, data_type));
                }
                (AttributeActionKind::Drop { if_exists: true }, None) => {}
                (AttributeActionKind::Drop { .. }, Some(at)) => {
                    attributes.remove(at);
                    for table in &tables {
                        self.drop_postgresql_column(*table, &attribute, true, false, span)?;
                    }
                }
                (AttributeActionKind::SetType(data_type), Some(at)) => {
                    self.must_be_in_no_rows(name, span)?;
                    for table in &tables {
                        self.must_be_in_no_rows(&self.relation_or_stop(*table, span)?.name, span)?;
                    }
                    let data_type = self.type_named(data_type);
                    self.remember_type_in_type(&data_type);
                    for table in &tables {
                        self.each_column(*table, std::slice::from_ref(&attribute), |column| {
                            column.data_type = data_type.clone().into();
                        });
                    }
                    if let Some((_, held)) = attributes.get_mut(at) {
                        *held = data_type;
                    }
                }
                (_, None) => return absent(&attribute, span),
            }
        }
        self.objects.composites.insert(name.clone(), attributes.into());
        Ok(())
    }

    pub(super) fn rename_attribute(
        &mut self,
        name: &QualifiedName,
        (from, to): (&Identifier, &Identifier),
        cascade: bool,
        span: Span,
    ) -> Outcome {
        let mut attributes = self.attributes_of(name, span)?;
        let tables = self.tables_of(name);
        self.must_cascade(name, &tables, cascade, span)?;
        let (from, to) = (fold(from, self.dialect()), fold(to, self.dialect()));
        if attributes.iter().any(|(held, _)| *held == to) {
            return refused(
                Refusal::DuplicateColumn,
                span,
                format!("attribute `{to}`"),
                "the type has it already",
            );
        }
        match attributes.iter_mut().find(|(held, _)| *held == from) {
            Some((held, _)) => to.clone_into(held),
            None => return absent(&from, span),
        }
        for table in tables {
            self.rename_column_below(table, &from, &to, span)?;
        }
        self.objects.composites.insert(name.clone(), attributes.into());
        Ok(())
    }

    fn attributes_of(&self, name: &QualifiedName, span: Span) -> Outcome<Vec<(String, ColumnType)>> {
        match self.objects.composites.get(name) {
            Some(attributes) => Ok(attributes.to_vec()),
            None => refused(
                Refusal::WrongObjectKind,
                span,
                format!("type `{name}`"),
                "it is no composite type",
            ),
        }
    }

    /// The tables made `OF` the type.
    pub(super) fn tables_of(&self, name: &QualifiedName) -> Vec<RelationId> {
        let known = self.places.of(Sought::TypeUsers(name)).into_iter();
        let is_of = |id: &RelationId| {
            let relation = self.relation(*id);
            relation.is_some_and(|relation| relation.of_type.as_ref() == Some(name))
        };
        known.filter(is_of).collect()
    }

    fn must_cascade(
        &self,
        name: &QualifiedName,
        tables: &[RelationId],
        cascade: bool,
        span: Span,
    ) -> Outcome {
        if !tables.is_empty() && !cascade {
            return refused(
                Refusal::DependentObjects,
                span,
                format!("type `{name}`"),
                "a table is of this type; say CASCADE",
            );
        }
        Ok(())
    }
}

fn absent<T>(attribute: &str, span: Span) -> Outcome<T> {
    refused(
        Refusal::UndefinedColumn,
        span,
        format!("attribute `{attribute}`"),
        "the type does not have it",
    )
}
