//! What a name means. Relations, indexes, sequences and composite types share one space of names (`pg_class`): the first
//! schema of the path that has the name decides, whatever it is there.

use rowproof_source::Span;
use rowproof_syntax::ast::ObjectName;

use super::{Outcome, missing, refused};
use crate::Catalog;
use crate::model::{QualifiedName, RelationId, fold};
use crate::note::Refusal;

/// What has a name.
pub(crate) enum Class {
    Relation(RelationId),
    /// The relation it is on.
    Index(RelationId),
    Sequence(QualifiedName),
    Composite(QualifiedName),
}

impl Catalog {
    /// What the written name means, through the search path; temporary things hide all others.
    pub(crate) fn class_of(&self, name: &ObjectName) -> Option<Class> {
        let mut sought = QualifiedName {
            schema: String::new(),
            name: fold(name.last()?, self.dialect()),
        };
        if let Some(schema) = self.schema_of(name) {
            sought.schema = schema;
            return self.class_at(&sought);
        }
        let temporary = self.objects.has_temporary.then_some("pg_temp").into_iter();
        let mut places = temporary.chain(self.search_path.iter().map(String::as_str));
        places.find_map(|schema| {
            sought.schema.clear();
            sought.schema.push_str(schema);
            self.class_at(&sought)
        })
    }

    fn class_at(&self, name: &QualifiedName) -> Option<Class> {
        if let Some(id) = self.id_of(name) {
            Some(Class::Relation(id))
        } else if let Some(id) = self.index_place(name) {
            Some(Class::Index(id))
        } else if self.objects.sequences.contains_key(name) {
            Some(Class::Sequence(name.clone()))
        } else if self.objects.composites.contains_key(name) {
            Some(Class::Composite(name.clone()))
        } else {
            None
        }
    }

    /// The existing sequence of a written name.
    pub(super) fn sequence_named(&self, name: &ObjectName) -> Option<QualifiedName> {
        match self.class_of(name)? {
            Class::Sequence(name) => Some(name),
            _ => None,
        }
    }

    /// Nothing of the kind that the statement is about has the name.
    pub(super) fn absent(&self, name: &ObjectName, if_exists: bool, span: Span) -> Outcome {
        let subject = format!("`{}`", self.new_name(name));
        match self.class_of(name) {
            Some(_) => refused(Refusal::WrongObjectKind, span, subject, "it is of another kind"),
            None if if_exists => Ok(()),
            None => missing(
                span,
                subject,
                "it is not in the paste; paste its CREATE statement too",
            ),
        }
    }
}
