//! Sequences, whom they belong to, and the defaults that take numbers from them.

use rowproof_source::{SortSmall, Span};
use rowproof_syntax::ast::{Expression, ExpressionKind, Identifier, Literal, ObjectName, SequenceStatement};

use super::{Outcome, refused};
use crate::Catalog;
use crate::model::{Identity, QualifiedName, RelationId, fold};
use crate::note::Refusal;
use crate::places::Sought;
use crate::questions::strip_casts;

impl Catalog {
    pub(super) fn postgresql_sequence(&mut self, sequence: &SequenceStatement, span: Span) -> Outcome {
        let mut name = self.new_name(&sequence.name);
        if sequence.create {
            if sequence.temporary {
                "pg_temp".clone_into(&mut name.schema);
                self.objects.has_temporary = true;
            }
            if self.is_name_taken(&name) {
                return match sequence.if_not_exists {
                    true => Ok(()),
                    false => self.must_be_free(&name, span),
                };
            }
            self.must_be_no_type(&name, span)?;
            self.note_absent_schema(&name.schema, span);
            self.set_sequence(name.clone(), Some(None));
        } else {
            match self.sequence_named(&sequence.name) {
                Some(found) => name = found,
                None => return self.absent(&sequence.name, sequence.if_not_exists, span),
            }
        }
        if let Some(owner) = &sequence.owned_by {
            self.own_sequence(&name, owner, span)?;
        } else if sequence.owned_by_none {
            self.must_not_be_identity(&name, span)?;
            self.set_sequence(name.clone(), Some(None));
        }
        if let Some(to) = &sequence.rename_to {
            let to = fold(to, self.dialect());
            let to = QualifiedName {
                schema: name.schema.clone(),
                name: to,
            };
            self.must_be_free(&to, span)?;
            self.move_sequence(&name, to);
        } else if let Some(schema) = &sequence.set_schema {
            self.set_sequence_schema(&name, schema, span)?;
        }
        Ok(())
    }

    fn own_sequence(&mut self, name: &QualifiedName, owner: &ObjectName, span: Span) -> Outcome {
        self.must_not_be_identity(name, span)?;
        let Some((column, table)) = owner.parts.split_last() else {
            return Ok(());
        };
        let table = ObjectName {
            parts: table.to_vec(),
            span: owner.span,
        };
        let id = self.existing(&table, span)?;
        let column = self.column_of(id, column, span)?;
        let relation = self.relation_or_stop(id, span)?;
        if relation.name.schema != name.schema {
            return refused(
                Refusal::InvalidDefinition,
                span,
                format!("sequence `{name}`"),
                "a sequence is in the schema of the table it belongs to",
            );
        }
        self.set_sequence(name.clone(), Some(Some((id, column))));
        Ok(())
    }

    fn must_not_be_identity(&self, name: &QualifiedName, span: Span) -> Outcome {
        if self.is_identity_sequence(name) {
            return refused(
                Refusal::InvalidDefinition,
                span,
                format!("sequence `{name}`"),
                "it belongs to an identity column",
            );
        }
        Ok(())
    }

    pub(super) fn is_identity_sequence(&self, name: &QualifiedName) -> bool {
        let owner = self.objects.sequences.get(name).and_then(Option::as_ref);
        let column = owner.and_then(|(id, column)| self.relation(*id)?.column(column));
        column.is_some_and(|column| {
            matches!(column.identity, Some(Identity::Always | Identity::ByDefault))
                && column.sequence.as_deref() == Some(name)
        })
    }

    pub(super) fn set_sequence_schema(
        &mut self,
        name: &QualifiedName,
        schema: &Identifier,
        span: Span,
    ) -> Outcome {
        if self.objects.sequences.get(name).is_some_and(Option::is_some) {
            return refused(
                Refusal::NotSupported,
                span,
                format!("sequence `{name}`"),
                "it goes where the table it belongs to goes",
            );
        }
        let to = QualifiedName {
            schema: fold(schema, self.dialect()),
            name: name.name.clone(),
        };
        self.note_absent_schema(&to.schema, span);
        if to != *name {
            self.must_be_free(&to, span)?;
            self.move_sequence(name, to);
        }
        Ok(())
    }

    /// Gives a sequence another name, and tells the columns that take numbers from it.
    pub(super) fn move_sequence(&mut self, from: &QualifiedName, to: QualifiedName) {
        let Some(owner) = self.objects.sequences.get(from).cloned() else {
            return;
        };
        self.set_sequence(from.clone(), None);
        for (id, column) in self.sequence_users(from) {
            self.each_column(id, &[column], |column| column.sequence = Some(to.clone().into()));
            self.remember_sequence_user(&to, id);
        }
        self.set_sequence(to, Some(owner));
    }

    /// The columns that take numbers from a sequence.
    pub(super) fn sequence_users(&self, name: &QualifiedName) -> Vec<(RelationId, String)> {
        let known = self.places.of(Sought::SequenceUsers(name));
        let relations = known.into_iter().filter_map(|id| self.relation(id));
        let columns = relations.flat_map(|relation| {
            let columns = relation.columns.iter();
            let using = columns.filter(|column| column.sequence.as_deref() == Some(name));
            using.map(|column| (relation.id, column.name.clone()))
        });
        columns.collect()
    }

    pub(super) fn remember_sequence_user(&mut self, name: &QualifiedName, id: RelationId) {
        self.places.add(Sought::SequenceUsers(name), id);
    }

    /// Remembers which sequences the relation's columns use.
    pub(super) fn remember_sequences(&mut self, id: RelationId) {
        let Some(relation) = self.relation(id) else { return };
        let columns = relation.columns.iter();
        let used: Vec<QualifiedName> = columns
            .filter_map(|column| column.sequence.as_deref().cloned())
            .collect();
        for name in used {
            self.remember_sequence_user(&name, id);
        }
    }

    /// Remembers which sequences belong to which relation, before more statements are applied.
    pub(in crate::replay) fn remember_owned_sequences(&mut self) {
        let owned = self.objects.sequences.iter();
        let owned: Vec<_> = owned
            .filter_map(|(name, owner)| Some((owner.as_ref()?.0, name.clone())))
            .collect();
        for (id, name) in owned {
            self.objects.owned.change(id, |names| names.push(name));
        }
    }

    /// The sequences that belong to a relation, or to one of its columns, by name.
    pub(super) fn sequences_of(&self, id: RelationId, column: Option<&str>) -> Vec<QualifiedName> {
        let known = self.objects.owned.get(&id).into_iter().flatten();
        let mut owned: Vec<QualifiedName> = known
            .filter(|name| {
                let owner = self.objects.sequences.get(*name).and_then(Option::as_ref);
                owner.is_some_and(|(owner, held)| *owner == id && column.is_none_or(|column| column == held))
            })
            .cloned()
            .collect();
        owned.order();
        owned.dedup();
        owned
    }

    /// The sequence that a default takes numbers from: `nextval('name')`, the name being a constant. One that is not in
    /// the paste is noted.
    pub(super) fn sequence_of_default(&mut self, default: &Expression) -> Option<QualifiedName> {
        let name = sequence_name(default)?;
        let found = self.sequence_named(&name);
        if found.is_none() {
            let absent = self.new_name(&name);
            self.note(
                default.span,
                format!("sequence `{absent}`"),
                "it is not in the paste; the default was kept",
            );
        }
        found
    }

    /// The sequence goes, and the defaults that use it.
    pub(super) fn remove_sequence(&mut self, sequence: &QualifiedName) {
        for (id, column) in self.sequence_users(sequence) {
            self.each_column(id, &[column], |column| {
                (column.sequence, column.default) = (None, None);
                if column.identity == Some(Identity::Serial) {
                    column.identity = None;
                }
            });
        }
        self.set_sequence(sequence.clone(), None);
    }

    pub(super) fn drop_postgresql_sequence(
        &mut self,
        name: &ObjectName,
        if_exists: bool,
        cascade: bool,
        span: Span,
    ) -> Outcome {
        let Some(name) = self.sequence_named(name) else {
            return self.absent(name, if_exists, span);
        };
        if self.is_identity_sequence(&name) || (!cascade && !self.sequence_users(&name).is_empty()) {
            return refused(
                Refusal::DependentObjects,
                span,
                format!("sequence `{name}`"),
                "a column needs it",
            );
        }
        self.remove_sequence(&name);
        Ok(())
    }
}

/// The name in `nextval('name')`, written as a constant that the server resolves once.
fn sequence_name(default: &Expression) -> Option<ObjectName> {
    let ExpressionKind::Function { name, arguments } = &default.kind else {
        return None;
    };
    let [argument] = arguments.as_slice() else {
        return None;
    };
    let is_text =
        matches!(&argument.kind, ExpressionKind::Cast(_, data_type) if data_type.name != "regclass");
    if name != "nextval" || is_text {
        return None;
    }
    match &strip_casts(argument).kind {
        ExpressionKind::Literal(Literal::String(text)) => Some(name_in(text, default.span)),
        _ => None,
    }
}

/// A qualified name as it stands in a string, quotes included.
fn name_in(text: &str, span: Span) -> ObjectName {
    let mut parts: Vec<Identifier> = Vec::new();
    let mut part = String::new();
    let (mut inside, mut quoted) = (false, false);
    let mut characters = text.chars().peekable();
    let mut push = |part: &mut String, quoted: &mut bool| {
        parts.push(Identifier {
            value: std::mem::take(part),
            quoted: std::mem::take(quoted),
            span,
        });
    };
    while let Some(character) = characters.next() {
        match character {
            '"' if inside && characters.next_if_eq(&'"').is_some() => part.push('"'),
            '"' => {
                inside = !inside;
                quoted = true;
            }
            '.' if !inside => push(&mut part, &mut quoted),
            other => part.push(other),
        }
    }
    push(&mut part, &mut quoted);
    ObjectName { parts, span }
}
