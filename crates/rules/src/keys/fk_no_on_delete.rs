//! # Nobody said what happens when the parent goes
//!
//! ## What it detects
//! Foreign keys without `ON DELETE`.
//!
//! ## Why it matters
//! Without it the database refuses to delete a row that others refer to. That is often right, and often nobody decided
//! it: then the first person who asks to have an account deleted meets an error, and somebody writes the deletes by
//! hand, in an order that breaks with the next table.
//!
//! ## Example
//! ```sql,finds
//! CREATE TABLE users (id bigint PRIMARY KEY);
//! CREATE TABLE posts (
//!   id bigint PRIMARY KEY,
//!   author_id bigint NOT NULL REFERENCES users (id)
//! );
//! CREATE INDEX posts_author_id_idx ON posts (author_id);
//! ```
//!
//! ## Better
//! ```sql,clean
//! CREATE TABLE users (id bigint PRIMARY KEY);
//! CREATE TABLE posts (
//!   id bigint PRIMARY KEY,
//!   author_id bigint NOT NULL REFERENCES users (id) ON DELETE RESTRICT
//! );
//! CREATE INDEX posts_author_id_idx ON posts (author_id);
//! ```
//!
//! ## When to ignore it
//! When rows of the parent are never deleted, as in tables of countries, or when refusing is meant throughout. A schema
//! that leaves it out more often than not gets one finding, not one for each key.
//!
//! ## References
//! - PostgreSQL manual, "Data Definition", section "Foreign Keys".

use super::fk_cascade_danger::must_stay;
use crate::prelude::*;

pub(crate) const RULE: Rule = Rule {
    code: "fk-no-on-delete",
    severity: Severity::Info,
    dialects: &Dialect::ALL,
    check: Check::Schema(check),
};

const WORDS: Words = Words {
    message: "{0} does not say what happens to it when its row of `{1}` is deleted{2}; decide between refusing, deleting along and letting go",
    why: "Unsaid, the database refuses, which may be right and may be what nobody decided.",
    sure: "It is in the text; which answer is right is not.",
    intent: "",
};

fn check(context: &SchemaContext<'_>, findings: &mut Findings<'_>) {
    let catalog = context.catalog;
    let kept = |relation: &Relation| !relation.is_staging() && relation.is_base_table();
    let keys: Vec<(&Relation, &Constraint, &ForeignKey)> = catalog
        .foreign_keys()
        .filter(|(relation, _, _)| kept(relation))
        .collect();
    let unsaid = |(_, constraint, key): &(&Relation, &Constraint, &ForeignKey)| {
        key.on_delete.is_none()
            && !key.period
            && constraint.local
            && key.relation.is_some()
            && !is_of_values(catalog, key)
    };
    let silent: Vec<_> = keys.iter().copied().filter(unsaid).collect();
    let Some((first, others)) = silent.split_first() else {
        return;
    };
    // Left out more often than said, it is a habit of the schema and one decision.
    if silent.len() * 2 > keys.len() {
        push(catalog, *first, others, findings);
        return;
    }
    for key in silent {
        push(catalog, key, &[], findings);
    }
}

/// Whether it refers to a list of values: there refusing is the answer.
fn is_of_values(catalog: &Catalog, key: &ForeignKey) -> bool {
    let parent = key.relation.and_then(|id| catalog.relation(id));
    let by_code = |parent: &Relation| {
        let mut columns = key
            .referenced_columns
            .iter()
            .filter_map(|name| parent.column(name));
        columns.all(|column| column.data_type.is_text())
    };
    let last = row_words(&key.referenced.name).pop();
    last.is_some_and(|last| Lexicon::LOOKUP.contains(&last)) || parent.is_some_and(by_code)
}

fn push(
    catalog: &Catalog,
    (relation, constraint, key): (&Relation, &Constraint, &ForeignKey),
    others: &[(&Relation, &Constraint, &ForeignKey)],
    findings: &mut Findings<'_>,
) {
    let table = TableView::new(catalog, relation, &[]);
    let mut gap = table.table_gap(&WORDS);
    gap.columns = key
        .columns
        .iter()
        .filter_map(|name| relation.column(name))
        .collect();
    gap.place = Some(constraint.span);
    let qualified: Vec<String> = gap
        .columns
        .iter()
        .map(|column| column_name(relation, column))
        .collect();
    gap.said = vec![
        listed(&qualified),
        key.referenced.to_string(),
        match others.len() {
            0 => String::new(),
            1 => ", and neither does one more foreign key".to_owned(),
            more => format!(", and neither do {more} more foreign keys"),
        },
    ];
    gap.related = others
        .iter()
        .map(|(other, constraint, key)| Label {
            span: constraint.span,
            text: format!("nor `{}.{}`", other.name, key.columns.join(", ")),
        })
        .collect();
    let required = gap.columns.iter().any(|column| column.not_null);
    let (child, parent) = (&relation.name.name, &key.referenced.name);
    let answers = [
        (
            ReferentialAction::Restrict,
            "refuse to delete the parent",
            format!("A row of `{parent}` that `{child}` points at must stay."),
        ),
        (
            ReferentialAction::Cascade,
            "delete it along with the parent",
            format!("A row of `{child}` means nothing without its row of `{parent}`."),
        ),
        (
            ReferentialAction::SetNull,
            "keep it without the parent",
            format!("A row of `{child}` is worth keeping on its own."),
        ),
    ];
    for (action, title, when) in answers {
        let offered = match action {
            ReferentialAction::SetNull => !required,
            ReferentialAction::Cascade => !must_stay(&table.row),
            _ => true,
        };
        if !offered {
            continue;
        }
        let statements = redeclared(catalog, relation, constraint, key, (Some(action), key.on_update));
        if key.referenced_columns.is_empty() || statements.is_empty() {
            continue;
        }
        gap.fixes.push(ProposedFix::statements(title, when, statements));
    }
    findings.push(&RULE, &gap);
}
