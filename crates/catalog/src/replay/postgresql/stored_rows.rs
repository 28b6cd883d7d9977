//! Rows of a table or composite type that columns of other tables hold: what would change the rows is refused.

use rowproof_source::Span;
use rowproof_syntax::ast::{ExpressionKind, Literal};

use super::{Outcome, refused};
use crate::Catalog;
use crate::model::{Column, ColumnType, Domain, QualifiedName, RelationId, RelationKind};
use crate::note::Refusal;
use crate::places::{OF_DOMAINS, Sought};

impl Catalog {
    /// No table has a column of the type, of an array of it, or of a type that is made from it.
    pub(super) fn must_be_in_no_rows(&self, name: &QualifiedName, span: Span) -> Outcome {
        match self.is_in_rows(name) {
            false => Ok(()),
            true => refused(
                Refusal::NotSupported,
                span,
                format!("type `{name}`"),
                "a column is of this type",
            ),
        }
    }

    /// The rows of the relation and of those below it are written anew; those that are partitioned have none.
    pub(super) fn must_rewrite(&self, id: RelationId, only: bool, span: Span) -> Outcome {
        for below in self.all_below(id, only) {
            let relation = self.relation_or_stop(below, span)?;
            if !relation.partitioned {
                self.must_be_in_no_rows(&relation.name, span)?;
            }
        }
        Ok(())
    }

    fn is_in_rows(&self, name: &QualifiedName) -> bool {
        let users = self.places.of(Sought::TypeUsers(name));
        let mut relations = users.iter().filter_map(|id| self.relation(*id));
        let in_columns = relations.any(|relation| {
            relation.kind != RelationKind::View
                && relation
                    .columns
                    .iter()
                    .any(|column| is_of(&column.data_type, name))
        });
        in_columns
            || (users.contains(&OF_DOMAINS) && self.types_made_from(name).any(|made| self.is_in_rows(made)))
    }

    fn types_made_from<'a>(&'a self, name: &'a QualifiedName) -> impl Iterator<Item = &'a QualifiedName> {
        let domains = self.domains.iter();
        let domains = domains.filter(|(_, domain)| is_of(&domain.base, name));
        let composites = self.objects.composites.iter();
        let composites = composites.filter(|(_, held)| held.iter().any(|(_, held)| is_of(held, name)));
        domains
            .map(|(name, _)| name)
            .chain(composites.map(|(name, _)| name))
    }

    /// Remembers that a domain or composite type is made from the type.
    pub(super) fn remember_type_in_type(&mut self, data_type: &ColumnType) {
        if let Some(name) = named_type(data_type) {
            self.places.add(Sought::TypeUsers(name), OF_DOMAINS);
        }
    }
}

/// Whether rows that are there get a value with the column: a default that is not NULL, or what its domain demands.
pub(super) fn has_value_at_once(column: &Column) -> bool {
    let data_type = &column.data_type;
    let demands = |domain: &Domain| domain.not_null || domain.default.is_some() || !domain.checks.is_empty();
    let mut domain = data_type.domain.as_ref();
    while let Some(held) = domain.filter(|_| data_type.array_dimensions == 0) {
        if demands(held) {
            return true;
        }
        domain = held.base.domain.as_ref();
    }
    if column.generated.is_some() {
        return column.generated_stored;
    }
    match &column.default {
        // With a length NULL is an expression.
        Some(default) => {
            default.kind != ExpressionKind::Literal(Literal::Null)
                || !data_type.arguments.is_empty()
                || data_type.domain.is_some()
        }
        None => column.identity.is_some(),
    }
}

fn is_of(data_type: &ColumnType, name: &QualifiedName) -> bool {
    named_type(data_type) == Some(name)
}

/// The declared type it is, the domain before the type under it.
fn named_type(data_type: &ColumnType) -> Option<&QualifiedName> {
    let domain = data_type.domain.as_ref().map(|domain| &domain.name);
    domain.or(data_type.declared.as_ref())
}
