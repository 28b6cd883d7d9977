//! Our catalog as facts, its expressions spelled by the server.

use rowproof_catalog::{
    Catalog, Column, ConstraintKind, ForeignKey, Index, QualifiedName, Relation, RelationKind,
};
use rowproof_syntax::ast::{Persistence, ReferentialAction, TriggerTiming};

use super::scratch::{Spelled, spell};
use super::wording::{IndexWords, foreign_key, key};
use super::{COLLATION, MariaDb, prefix};
use crate::fact::{Aspect, Facts};
use crate::server::AskError;

/// What our catalog says, temporary tables left out: the server's catalogs do not show them.
pub(super) fn facts(server: &mut MariaDb, catalog: &Catalog) -> Result<Facts, AskError> {
    let mut facts = Facts::default();
    for relation in catalog.relations() {
        if relation.persistence == Persistence::Temporary {
            continue;
        }
        let spelled = match needs_spelling(relation) {
            true => spell(server, relation)?,
            false => Spelled::default(),
        };
        let mut telling = Telling {
            subject: subject(&relation.name),
            facts: &mut facts,
            relation,
            spelled,
        };
        telling.relation();
    }
    Ok(facts)
}

fn subject(name: &QualifiedName) -> String {
    format!("{}{}", prefix(&name.schema), name.name)
}

fn needs_spelling(relation: &Relation) -> bool {
    relation.kind == RelationKind::Table
        && (relation.checks().next().is_some()
            || relation.columns.iter().any(|column| {
                column.default.is_some()
                    || column.generated.is_some()
                    || column.on_update.is_some()
                    || !column.not_null
            }))
}

/// One relation being told.
struct Telling<'a> {
    facts: &'a mut Facts,
    relation: &'a Relation,
    subject: String,
    spelled: Spelled,
}

impl Telling<'_> {
    fn add(&mut self, aspect: Aspect, part: &str, value: impl Into<String>) {
        let subject = match part {
            "" => self.subject.clone(),
            part => format!("{}.{part}", self.subject),
        };
        self.facts.add_at(aspect, subject, value, self.relation.span);
    }

    fn relation(&mut self) {
        let relation = self.relation;
        let engine = relation.engine.as_deref().unwrap_or("InnoDB");
        let collation = relation.collation.as_deref().unwrap_or(COLLATION);
        let value = match relation.kind {
            RelationKind::View => "view".to_owned(),
            RelationKind::Sequence => "sequence".to_owned(),
            _ if relation.system_versioned => format!("system versioned table {engine} {collation}"),
            _ => format!("table {engine} {collation}"),
        };
        self.add(Aspect::Relation, "", value);
        for trigger in &relation.triggers {
            let timing = match trigger.timing {
                TriggerTiming::Before => "BEFORE",
                TriggerTiming::After => "AFTER",
                TriggerTiming::InsteadOf => "INSTEAD OF",
            };
            let value = format!("{timing} {}", trigger.events.join(" OR "));
            self.add(Aspect::Trigger, &trigger.name, value);
        }
        if relation.kind != RelationKind::Table {
            return;
        }
        if let Some(comment) = relation
            .declared_comment
            .as_deref()
            .filter(|text| !text.is_empty())
        {
            self.add(Aspect::Comment, "", comment);
        }
        if relation.partitioned {
            self.add(Aspect::Parent, "", "partitioned");
        }
        self.columns();
        for index in &relation.indexes {
            self.index(index);
        }
        self.constraints();
    }

    fn columns(&mut self) {
        let relation = self.relation;
        let names: Vec<String> = relation
            .columns
            .iter()
            .map(|column| match column.invisible {
                true => format!("{} invisible", column.name),
                false => column.name.clone(),
            })
            .collect();
        self.add(Aspect::Columns, "", names.join(", "));
        for column in &relation.columns {
            self.column(column);
        }
    }

    fn column(&mut self, column: &Column) {
        let name = &column.name;
        self.add(Aspect::Type, name, column.data_type.to_string());
        self.add(
            Aspect::NotNull,
            name,
            if column.not_null && !column.not_null_by_check {
                "NO"
            } else {
                "YES"
            },
        );
        if column.identity.is_some() {
            self.add(Aspect::Identity, name, "auto_increment");
        }
        if column.row_period.is_none() && (column.identity.is_none() || column.default.is_some()) {
            let default = self.spelled.defaults.get(name).cloned();
            if let Some(default) = self.or_refused(default, column.default.is_some()) {
                self.add(Aspect::Default, name, default);
            }
        }
        if let Some(bound) = column.row_period {
            self.add(
                Aspect::Generated,
                name,
                format!("stored as (ROW {})", bound.word()),
            );
        } else {
            let generated = self.spelled.generated.get(name).cloned();
            if let Some(generated) = self.or_refused(generated, column.generated.is_some()) {
                self.add(Aspect::Generated, name, generated);
            }
        }
        if column.data_type.has_collation() {
            let collation = column.collation.as_deref().unwrap_or(COLLATION);
            self.add(Aspect::Collation, name, collation);
        }
        if let Some(comment) = column.declared_comment().filter(|comment| !comment.is_empty()) {
            self.add(Aspect::Comment, name, comment);
        }
    }

    /// A spelled expression; where the server did not take our table, why, for what the text declares.
    fn or_refused(&self, spelled: Option<String>, declared: bool) -> Option<String> {
        match &self.spelled.refused {
            Some(reason) if declared => Some(format!("not accepted: {reason}")),
            _ => spelled,
        }
    }

    fn index(&mut self, index: &Index) {
        let keys: Vec<String> = index
            .keys
            .iter()
            .map(|part| {
                let prefix = part.prefix_length.map(|length| length.to_string());
                key(
                    part.text(),
                    prefix.as_deref(),
                    part.descending && shows_order(index),
                )
            })
            .collect();
        let words = IndexWords {
            unique: index.unique,
            method: index.method.clone(),
            keys,
            ignored: !index.visible,
            comment: index.comment.clone().unwrap_or_default(),
        };
        self.add(Aspect::Index, &index.name, words.text());
    }

    /// A key's columns with their directions, which its index knows.
    fn key_words(&self, index: &str, columns: &[String]) -> String {
        let index = self.relation.indexes.iter().find(|held| held.name == index);
        let words: Vec<String> = columns
            .iter()
            .map(|column| {
                let part = index.and_then(|index| {
                    let mut parts = index.keys.iter();
                    parts.find(|part| part.column.as_ref() == Some(column))
                });
                let descending = part.is_some_and(|part| part.descending);
                let prefix = part
                    .and_then(|part| part.prefix_length)
                    .map(|length| length.to_string());
                let shown = descending && index.is_some_and(shows_order);
                key(column, prefix.as_deref(), shown)
            })
            .collect();
        words.join(", ")
    }

    fn constraints(&mut self) {
        let relation = self.relation;
        for constraint in &relation.constraints {
            match &constraint.kind {
                ConstraintKind::PrimaryKey(key) => {
                    let words = self.key_words("PRIMARY", &key.columns);
                    self.add(Aspect::PrimaryKey, "", words);
                }
                ConstraintKind::Unique(key) => {
                    let words = self.key_words(&constraint.name, &key.columns);
                    self.add(Aspect::Unique, &constraint.name, words);
                }
                ConstraintKind::ForeignKey(key) => {
                    self.add(Aspect::ForeignKey, &constraint.name, foreign_key_words(key));
                }
                ConstraintKind::Check(_) | ConstraintKind::Exclude(_) => {}
            }
        }
        for (at, (constraint, check)) in relation.checks().enumerate() {
            let level = if check.of_column { "column" } else { "table" };
            let spelled = self.spelled.checks.get(&at).cloned();
            let value = self.or_refused(spelled, true).unwrap_or_default();
            self.add(Aspect::Check, &format!("{level} {}", constraint.name), value);
        }
    }
}

/// The server shows no order of an index that hashes; the table may get it back with another engine.
fn shows_order(index: &Index) -> bool {
    index.method != "hash"
}

fn foreign_key_words(key: &ForeignKey) -> String {
    foreign_key(
        &key.columns,
        &subject(&key.referenced),
        &key.referenced_columns,
        action(key.on_delete),
        action(key.on_update),
    )
}

/// MariaDB says RESTRICT where nothing was said.
fn action(action: Option<ReferentialAction>) -> &'static str {
    match action {
        None | Some(ReferentialAction::Restrict) => "restrict",
        Some(ReferentialAction::NoAction) => "no action",
        Some(ReferentialAction::Cascade) => "cascade",
        Some(ReferentialAction::SetNull) => "set null",
        Some(ReferentialAction::SetDefault) => "set default",
    }
}
