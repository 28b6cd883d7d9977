//! The facts of one relation as lines to read.

use rowproof_engine::catalog::{
    Catalog, Column, Constraint, ConstraintKind, ForeignKey, Identity, Index, IndexOrigin, Key, Relation,
};
use rowproof_engine::coverage::Coverage;
use rowproof_engine::syntax::ast::{ReferentialAction, TriggerTiming};

use super::coverage::accepted_notes;
use super::understood::Line;
use crate::Places;

/// The columns: name, type, and what else is known.
pub(super) fn column_lines(coverage: &Coverage, relation: &Relation, places: &Places<'_>) -> Vec<Line> {
    relation
        .columns
        .iter()
        .map(|column| Line {
            name: column.name.clone(),
            kind: "",
            text: column.data_type.to_string(),
            notes: column_notes(relation, column)
                .into_iter()
                .chain(accepted_notes(coverage, relation, &column.name))
                .collect(),
            location: Some(places.location(column.name_span)),
        })
        .collect()
}

/// What is known of a column beside its type.
pub(super) fn column_notes(relation: &Relation, column: &Column) -> Vec<String> {
    let mut notes = Vec::new();
    if relation.is_in_primary_key(&column.name) {
        notes.push("primary key".to_owned());
    }
    notes.push(if column.not_null { "not null" } else { "null" }.to_owned());
    if let Some(identity) = column.identity {
        let how = match identity {
            Identity::Always => "numbered, always",
            Identity::ByDefault => "numbered by default",
            Identity::Serial => "numbered by a sequence",
        };
        notes.push(how.to_owned());
    }
    if let Some(default) = &column.default {
        notes.push(format!("default `{}`", default.text));
    }
    if let Some(generated) = &column.generated {
        notes.push(format!("generated as `{}`", generated.text));
    }
    if let Some(collation) = &column.collation {
        notes.push(format!("collation `{collation}`"));
    }
    if let Some(on_update) = &column.on_update {
        notes.push(format!("on update `{}`", on_update.text));
    }
    let referenced = relation
        .foreign_keys()
        .filter(|(_, key)| key.columns == [column.name.as_str()]);
    notes.extend(referenced.map(|(_, key)| format!("→ `{}`", key.referenced)));
    notes.extend(
        column
            .comments
            .iter()
            .map(|comment| format!("“{}”", comment.text)),
    );
    notes
}

/// The constraints, in the order they came.
pub(super) fn constraint_lines(catalog: &Catalog, relation: &Relation, places: &Places<'_>) -> Vec<Line> {
    relation
        .constraints
        .iter()
        .map(|constraint| Line {
            name: constraint.name.clone(),
            kind: match constraint.kind {
                ConstraintKind::PrimaryKey(_) => "primary key",
                ConstraintKind::Unique(_) => "unique",
                ConstraintKind::Check(_) => "CHECK",
                ConstraintKind::ForeignKey(_) => "foreign key",
                ConstraintKind::Exclude(_) => "exclude",
            },
            text: constraint_text(constraint),
            notes: constraint_notes(catalog, constraint),
            location: Some(places.location(constraint.span)),
        })
        .collect()
}

/// What a constraint says, as SQL.
pub(super) fn constraint_text(constraint: &Constraint) -> String {
    match &constraint.kind {
        ConstraintKind::PrimaryKey(Key { columns, .. })
        | ConstraintKind::Unique(Key { columns, .. })
        | ConstraintKind::Exclude(columns) => format!("({})", columns.join(", ")),
        ConstraintKind::Check(check) => check.expression.text.clone(),
        ConstraintKind::ForeignKey(key) => foreign_key_text(key),
    }
}

fn foreign_key_text(key: &ForeignKey) -> String {
    let mut text = format!("({}) → {}", key.columns.join(", "), key.referenced);
    if !key.referenced_columns.is_empty() {
        text.push_str(&format!(" ({})", key.referenced_columns.join(", ")));
    }
    for (event, action) in [("delete", key.on_delete), ("update", key.on_update)] {
        if let Some(word) = action.and_then(action_word) {
            text.push_str(&format!(" on {event} {word}"));
        }
    }
    text
}

/// The action's words; none for the one that is meant when nothing is said.
fn action_word(action: ReferentialAction) -> Option<&'static str> {
    match action {
        ReferentialAction::NoAction => None,
        ReferentialAction::Restrict => Some("restrict"),
        ReferentialAction::Cascade => Some("cascade"),
        ReferentialAction::SetNull => Some("set null"),
        ReferentialAction::SetDefault => Some("set default"),
    }
}

fn constraint_notes(catalog: &Catalog, constraint: &Constraint) -> Vec<String> {
    let mut notes = Vec::new();
    if constraint.key().is_some_and(|key| key.nulls_not_distinct) {
        notes.push("nulls not distinct");
    }
    if constraint.deferrable {
        notes.push("deferrable");
    }
    if constraint.not_valid {
        notes.push("not valid: older rows may break it");
    }
    if let Some(key) = constraint.foreign_key() {
        if key.match_full {
            notes.push("match full");
        }
        if key.relation.is_none() {
            notes.push("the table is not in the paste");
        }
        if !catalog.foreign_keys_enforced() {
            notes.push("not enforced: the script does not turn foreign keys on");
        }
    }
    notes.into_iter().map(str::to_owned).collect()
}

/// The indexes, those of constraints included.
pub(super) fn index_lines(relation: &Relation, places: &Places<'_>) -> Vec<Line> {
    relation
        .indexes
        .iter()
        .map(|index| Line {
            name: index.name.clone(),
            kind: if index.unique { "unique index" } else { "index" },
            text: index_text(index),
            notes: index_notes(index),
            location: Some(places.location(index.span)),
        })
        .collect()
}

/// Method, keys in order, `INCLUDE` and `WHERE`.
pub(super) fn index_text(index: &Index) -> String {
    let keys = index.keys.iter().map(|key| {
        let mut text = key.text().to_owned();
        if let Some(length) = key.prefix_length {
            text.push_str(&format!("({length})"));
        }
        let after = [key.collation.as_deref(), key.operator_class.as_deref()];
        for word in after
            .into_iter()
            .flatten()
            .chain(key.descending.then_some("desc"))
        {
            text.push(' ');
            text.push_str(word);
        }
        text
    });
    let mut text = format!("{} ({})", index.method, keys.collect::<Vec<_>>().join(", "));
    if !index.include.is_empty() {
        text.push_str(&format!(" include ({})", index.include.join(", ")));
    }
    if let Some(predicate) = &index.predicate {
        text.push_str(&format!(" where {}", predicate.text));
    }
    text
}

fn index_notes(index: &Index) -> Vec<String> {
    let origin = match index.origin {
        IndexOrigin::Declared => None,
        IndexOrigin::PrimaryKey => Some("of the primary key"),
        IndexOrigin::Unique => Some("of the unique constraint"),
        IndexOrigin::Exclude => Some("of the exclusion constraint"),
        IndexOrigin::ForeignKey => Some("made for the foreign key"),
    };
    let nulls = index.nulls_not_distinct.then_some("nulls not distinct");
    origin.into_iter().chain(nulls).map(str::to_owned).collect()
}

/// The triggers.
pub(super) fn trigger_lines(relation: &Relation, places: &Places<'_>) -> Vec<Line> {
    relation
        .triggers
        .iter()
        .map(|trigger| {
            let timing = match trigger.timing {
                TriggerTiming::Before => "before",
                TriggerTiming::After => "after",
                TriggerTiming::InsteadOf => "instead of",
            };
            let mut text = format!("{timing} {}", trigger.events.join(" or ").to_ascii_lowercase());
            if let Some(function) = &trigger.function {
                text.push_str(&format!(": {function}()"));
            }
            Line {
                name: trigger.name.clone(),
                kind: "trigger",
                text,
                notes: Vec::new(),
                location: Some(places.location(trigger.span)),
            }
        })
        .collect()
}

/// Enumerated types, domains and extensions.
pub(super) fn type_lines(catalog: &Catalog, places: &Places<'_>) -> Vec<Line> {
    let enums = catalog.enums().into_iter().map(|(name, labels)| Line {
        name: name.to_string(),
        kind: "enum",
        text: labels.join(", "),
        notes: Vec::new(),
        location: None,
    });
    let domains = catalog.domains().into_iter().map(|domain| {
        let mut notes: Vec<String> = domain
            .not_null
            .then(|| "not null".to_owned())
            .into_iter()
            .collect();
        let default = domain.default.iter();
        notes.extend(default.map(|default| format!("default `{}`", default.text)));
        let checks = domain.checks.iter();
        notes.extend(checks.map(|check| format!("CHECK `{}`", check.expression.text)));
        Line {
            name: domain.name.to_string(),
            kind: "domain",
            text: domain.base.to_string(),
            notes,
            location: Some(places.location(domain.span)),
        }
    });
    let extensions = catalog.extensions().iter().map(|name| Line {
        name: name.clone(),
        kind: "extension",
        text: String::new(),
        notes: Vec::new(),
        location: None,
    });
    enums.chain(domains).chain(extensions).collect()
}
