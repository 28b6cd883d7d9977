//! The catalog in DBML, the language of dbdiagram and others: all of it, however the diagram is looked at.

use rowproof_catalog::{Catalog, Column, Identity, QualifiedName, Relation, RelationKind};
use rowproof_catalog::{Constraint, ConstraintKind, ForeignKey};

use crate::entities::action_word;

/// Tables with columns, keys, unique rules and comments, enumerated types, and foreign keys between tables that are in the
/// paste. Partitions are parts of their table; views hold no rows of their own and are left out.
pub fn dbml(catalog: &Catalog) -> String {
    let mut text = String::new();
    for (name, labels) in catalog.enums() {
        text.push_str("Enum ");
        push_qualified(&mut text, name);
        text.push_str(" {\n");
        for label in labels {
            text.push_str("  ");
            push_name(&mut text, label);
            text.push('\n');
        }
        text.push_str("}\n\n");
    }
    let is_drawn = |relation: &Relation| {
        relation.partition_of.is_none()
            && !matches!(
                relation.kind,
                RelationKind::View | RelationKind::MaterializedView | RelationKind::Sequence
            )
    };
    for relation in catalog.relations().filter(|relation| is_drawn(relation)) {
        push_table(&mut text, catalog, relation);
    }
    for relation in catalog.relations().filter(|relation| is_drawn(relation)) {
        for (constraint, key) in relation.foreign_keys() {
            let referenced = key.relation.and_then(|id| catalog.relation(id));
            if let Some(referenced) = referenced.filter(|referenced| is_drawn(referenced)) {
                push_reference(&mut text, catalog, relation, referenced, constraint, key);
            }
        }
    }
    text
}

fn push_table(text: &mut String, catalog: &Catalog, relation: &Relation) {
    text.push_str("Table ");
    push_qualified(text, &relation.name);
    text.push_str(" {\n");
    for column in &relation.columns {
        push_column(text, catalog, relation, column);
    }
    let wide: Vec<(&Constraint, bool)> = relation
        .constraints
        .iter()
        .filter(|constraint| constraint.key().is_some_and(|key| key.columns.len() > 1))
        .map(|constraint| {
            (
                constraint,
                matches!(constraint.kind, ConstraintKind::PrimaryKey(_)),
            )
        })
        .collect();
    if !wide.is_empty() {
        text.push_str("\n  indexes {\n");
        for (constraint, is_primary) in wide {
            let columns = constraint.key().map_or(&[] as &[String], |key| &key.columns);
            text.push_str("    (");
            push_names(text, columns);
            text.push_str(if is_primary { ") [pk]\n" } else { ") [unique]\n" });
        }
        text.push_str("  }\n");
    }
    if let Some(comment) = &relation.comment {
        text.push_str("\n  Note: ");
        push_quoted(text, comment);
        text.push('\n');
    }
    text.push_str("}\n\n");
}

fn push_column(text: &mut String, catalog: &Catalog, relation: &Relation, column: &Column) {
    text.push_str("  ");
    push_name(text, &column.name);
    text.push(' ');
    let type_name = column.data_type.to_string();
    if type_name.is_empty() {
        text.push_str("any");
    } else if type_name.contains([' ', '"', '[', '.']) {
        push_name(text, &type_name);
    } else {
        text.push_str(&type_name);
    }
    let alone = relation
        .primary_key()
        .is_some_and(|key| key.columns == [column.name.as_str()]);
    let own = std::slice::from_ref(&column.name);
    let mut facts: Vec<String> = Vec::new();
    if alone {
        facts.push("pk".to_owned());
    } else if catalog.unique_within(relation, own).is_some() {
        facts.push("unique".to_owned());
    }
    if matches!(
        column.identity,
        Some(Identity::Always | Identity::ByDefault | Identity::Serial)
    ) {
        facts.push("increment".to_owned());
    }
    facts.push(if column.not_null { "not null" } else { "null" }.to_owned());
    if let Some(default) = &column.default {
        // An expression; backticks cannot be written inside of one.
        facts.push(format!("default: `{}`", default.text.replace('`', "'")));
    }
    if let Some(comment) = column.declared_comment() {
        let mut note = "note: ".to_owned();
        push_quoted(&mut note, comment);
        facts.push(note);
    }
    text.push_str(" [");
    text.push_str(&facts.join(", "));
    text.push_str("]\n");
}

fn push_reference(
    text: &mut String,
    catalog: &Catalog,
    relation: &Relation,
    referenced: &Relation,
    constraint: &Constraint,
    key: &ForeignKey,
) {
    if key.referenced_columns.len() != key.columns.len() {
        return;
    }
    text.push_str("Ref");
    if constraint.named {
        text.push(' ');
        push_name(text, &constraint.name);
    }
    text.push_str(": ");
    push_side(text, &relation.name, &key.columns);
    let is_one = catalog.unique_within(relation, &key.columns).is_some();
    text.push_str(if is_one { " - " } else { " > " });
    push_side(text, &referenced.name, &key.referenced_columns);
    let actions = [("delete", key.on_delete), ("update", key.on_update)];
    let actions: Vec<String> = actions
        .into_iter()
        .filter_map(|(event, action)| Some(format!("{event}: {}", action_word(action?))))
        .collect();
    if !actions.is_empty() {
        text.push_str(" [");
        text.push_str(&actions.join(", "));
        text.push(']');
    }
    text.push('\n');
}

fn push_side(text: &mut String, name: &QualifiedName, columns: &[String]) {
    push_qualified(text, name);
    text.push('.');
    match columns {
        [only] => push_name(text, only),
        columns => {
            text.push('(');
            push_names(text, columns);
            text.push(')');
        }
    }
}

fn push_qualified(text: &mut String, name: &QualifiedName) {
    if !name.schema.is_empty() && name.schema != "public" {
        push_name(text, &name.schema);
        text.push('.');
    }
    push_name(text, &name.name);
}

fn push_names(text: &mut String, names: &[String]) {
    for (place, name) in names.iter().enumerate() {
        if place > 0 {
            text.push_str(", ");
        }
        push_name(text, name);
    }
}

/// In double quotes, which DBML cannot escape in a name.
fn push_name(text: &mut String, name: &str) {
    text.push('"');
    text.push_str(&name.replace('"', "'"));
    text.push('"');
}

/// In single quotes, on one line.
fn push_quoted(text: &mut String, words: &str) {
    text.push('\'');
    for letter in words.chars() {
        match letter {
            '\'' | '\\' => text.extend(['\\', letter]),
            '\n' | '\r' => text.push(' '),
            letter => text.push(letter),
        }
    }
    text.push('\'');
}
