//! Our catalog's facts, in the words of [`super::theirs`].

use rowproof_catalog::questions::expression_text;
use rowproof_catalog::{
    Catalog, Column, ConstraintKind, Identity, Index, IndexOrigin, Relation, RelationKind,
};
use rowproof_syntax::Dialect;
use rowproof_syntax::ast::{Expression, ReferentialAction, TriggerTiming};

use super::stored_text::{quotes_alike, spelled};
use crate::fact::{Aspect, Facts};

pub(super) fn facts(catalog: &Catalog) -> Facts {
    let mut facts = Facts::default();
    for relation in catalog.relations() {
        let subject = format!("{}.{}", schema(relation), relation.name.name);
        let names = names(relation);
        facts.add_at(Aspect::Relation, &subject, kind(relation), relation.name_span);
        match relation.kind {
            RelationKind::VirtualTable | RelationKind::View => facts.add_at(
                Aspect::Columns,
                &subject,
                quotes_alike(&names.join(", ")),
                relation.name_span,
            ),
            _ => {
                facts.add_at(Aspect::Columns, &subject, names.join(", "), relation.name_span);
                for column in &relation.columns {
                    column_facts(relation, column, &mut facts);
                }
                constraint_facts(relation, &subject, &mut facts);
                // The rowid is no index: it is told as an identity.
                for index in relation.indexes.iter().filter(|index| index.method != "rowid") {
                    index_facts(relation, index, &mut facts);
                }
            }
        }
        trigger_facts(relation, &mut facts);
    }
    facts
}

fn names(relation: &Relation) -> Vec<&str> {
    relation
        .columns
        .iter()
        .map(|column| column.name.as_str())
        .collect()
}

/// `main` goes without saying in our catalog.
fn schema(relation: &Relation) -> &str {
    match relation.name.schema.as_str() {
        "" => "main",
        other => other,
    }
}

fn kind(relation: &Relation) -> String {
    let mut kind = match relation.kind {
        RelationKind::View => "view",
        RelationKind::VirtualTable => "virtual table",
        _ => "table",
    }
    .to_owned();
    for (is, word) in [
        (relation.strict, " strict"),
        (relation.without_rowid, " without rowid"),
        (relation.autoincrement, " autoincrement"),
    ] {
        if is {
            kind += word;
        }
    }
    kind
}

fn column_facts(relation: &Relation, column: &Column, facts: &mut Facts) {
    let subject = format!("{}.{}.{}", schema(relation), relation.name.name, column.name);
    let at = column.span;
    facts.add_at(Aspect::Type, &subject, column.data_type.to_string(), at);
    let not_null = if column.not_null && !column.not_null_by_check {
        "not null"
    } else {
        "nullable"
    };
    facts.add_at(Aspect::NotNull, &subject, not_null, at);
    if column.identity == Some(Identity::ByDefault) {
        facts.add_at(Aspect::Identity, &subject, "rowid", at);
    }
    if let Some(default) = &column.default {
        facts.add_at(Aspect::Default, &subject, text(default, &[]), at);
    }
    if let Some(generated) = &column.generated {
        let stored = if column.generated_stored {
            "stored"
        } else {
            "virtual"
        };
        let value = format!("{stored} {}", text(generated, &names(relation)));
        facts.add_at(Aspect::Generated, &subject, value, at);
    }
    if let Some(collation) = &column.collation {
        let collation = collation.to_ascii_lowercase();
        if collation != "binary" {
            facts.add_at(Aspect::Collation, &subject, collation, at);
        }
    }
}

fn constraint_facts(relation: &Relation, subject: &str, facts: &mut Facts) {
    let primary_key = relation.primary_key().map(|key| key.columns.clone());
    let (mut checks, mut foreign_keys) = (0, 0);
    for constraint in &relation.constraints {
        let at = constraint.span;
        match &constraint.kind {
            ConstraintKind::PrimaryKey(key) => {
                facts.add_at(Aspect::PrimaryKey, subject, key.columns.join(", "), at);
            }
            ConstraintKind::Unique(key) => {
                // One that shares the primary key's index is none of its own.
                let mut columns = key.columns.clone();
                columns.dedup();
                if primary_key.as_ref() != Some(&columns) {
                    let subject = format!("{subject} ({})", key.columns.join(", "));
                    facts.add_at(Aspect::Unique, subject, "unique", at);
                }
            }
            ConstraintKind::Check(check) => {
                checks += 1;
                let name = if constraint.named {
                    constraint.name.as_str()
                } else {
                    ""
                };
                let value = format!("{name}: {}", text(&check.expression, &names(relation)));
                facts.add_at(Aspect::Check, format!("{subject}#{checks}"), value, at);
            }
            ConstraintKind::ForeignKey(key) => {
                foreign_keys += 1;
                let value = format!(
                    "({}) references {} ({}) on update {} on delete {}",
                    key.columns.join(", "),
                    key.referenced.name,
                    key.referenced_columns.join(", "),
                    action(key.on_update),
                    action(key.on_delete)
                );
                facts.add_at(Aspect::ForeignKey, format!("{subject}#{foreign_keys}"), value, at);
            }
            ConstraintKind::Exclude(_) => facts.add_at(Aspect::Exclude, subject, "exclude", at),
        }
    }
}

fn text(expression: &Expression, columns: &[&str]) -> String {
    spelled(&expression_text(expression, Dialect::Sqlite), columns)
}

fn action(action: Option<ReferentialAction>) -> &'static str {
    match action {
        None | Some(ReferentialAction::NoAction) => "NO ACTION",
        Some(ReferentialAction::Restrict) => "RESTRICT",
        Some(ReferentialAction::Cascade) => "CASCADE",
        Some(ReferentialAction::SetNull) => "SET NULL",
        Some(ReferentialAction::SetDefault) => "SET DEFAULT",
    }
}

fn index_facts(relation: &Relation, index: &Index, facts: &mut Facts) {
    let origin = match index.origin {
        IndexOrigin::PrimaryKey => "pk",
        IndexOrigin::Unique => "u",
        _ => "c",
    };
    let keys: Vec<String> = index
        .keys
        .iter()
        .map(|key| {
            let mut spelled = match &key.expression {
                Some(expression) => text(expression, &names(relation)),
                None => key.text().to_owned(),
            };
            if let Some(collation) = &key.collation
                && !collation.eq_ignore_ascii_case("binary")
            {
                spelled += &format!(" collate {}", collation.to_ascii_lowercase());
            }
            if key.descending {
                spelled += " desc";
            }
            spelled
        })
        .collect();
    let mut value = format!(
        "{}{origin} on {} ({})",
        if index.unique { "unique " } else { "" },
        relation.name.name,
        keys.join(", ")
    );
    if let Some(predicate) = &index.predicate {
        value += &format!(" where {}", text(predicate, &names(relation)));
    }
    let subject = format!("{}.{}", schema(relation), index.name);
    facts.add_at(Aspect::Index, subject, value, index.span);
}

fn trigger_facts(relation: &Relation, facts: &mut Facts) {
    for trigger in &relation.triggers {
        let timing = match trigger.timing {
            TriggerTiming::Before => "BEFORE",
            TriggerTiming::After => "AFTER",
            TriggerTiming::InsteadOf => "INSTEAD OF",
        };
        let schema = match trigger.schema.as_str() {
            "" => "main",
            other => other,
        };
        facts.add_at(
            Aspect::Trigger,
            format!("{schema}.{}", trigger.name),
            format!(
                "{timing} {} on {}",
                trigger.events.join(" "),
                relation.name.name.to_ascii_lowercase()
            ),
            trigger.span,
        );
    }
}
