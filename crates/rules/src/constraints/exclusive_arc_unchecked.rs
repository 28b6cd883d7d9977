//! # A row may belong to several things, or to none
//!
//! ## What it detects
//! A table of comments, attachments, likes and the like, whose references to what they belong to are all optional, without a CHECK
//! that exactly one of them is there.
//!
//! ## Why it matters
//! `comments (post_id, photo_id)` means "a comment on a post or on a photo". As declared, a comment may be on both, and each
//! list shows it, or on neither, and no list does.
//!
//! ## Example
//! ```sql,finds
//! CREATE TABLE posts (id bigint PRIMARY KEY);
//! CREATE TABLE photos (id bigint PRIMARY KEY);
//! CREATE TABLE comments (
//!   id bigint PRIMARY KEY,
//!   post_id bigint REFERENCES posts (id) ON DELETE CASCADE,
//!   photo_id bigint REFERENCES photos (id) ON DELETE CASCADE,
//!   body text NOT NULL
//! );
//! ```
//!
//! ## Better
//! ```sql,clean
//! CREATE TABLE posts (id bigint PRIMARY KEY);
//! CREATE TABLE photos (id bigint PRIMARY KEY);
//! CREATE TABLE comments (
//!   id bigint PRIMARY KEY,
//!   post_id bigint REFERENCES posts (id) ON DELETE CASCADE,
//!   photo_id bigint REFERENCES photos (id) ON DELETE CASCADE,
//!   body text NOT NULL,
//!   CHECK (num_nonnulls(post_id, photo_id) = 1)
//! );
//! ```
//!
//! ## When to ignore it
//! When a row may belong to several at once, or to none at first. Tables with a required reference, tables one of which refers to
//! another of them, references to people and references that a delete empties are left alone.
//!
//! ## References
//! - PostgreSQL manual, "Comparison Functions and Operators", `num_nonnulls`.
//! - Bill Karwin, "SQL Antipatterns", chapter "Polymorphic Associations".

use crate::prelude::*;

pub(crate) const RULE: Rule = Rule {
    code: "exclusive-arc-unchecked",
    severity: Severity::Warning,
    dialects: &Dialect::ALL,
    check: Check::Table(check),
};

/// Last words of tables whose rows belong to one of several things.
const PARTS: WordList = WordList::new(
    "attachment,bookmark,comment,favorite,favourite,flag,image,like,mention,note,photo,reaction,reply,upload,vote",
);

const WORDS: Words = Words {
    message: "a row of `{table}` may have {0} all at once, or none of them; add a CHECK that exactly one is there",
    why: "A row without any is in no list, and one with several is in each of them.",
    sure: "Each row of `{table}` reads as a part of one thing, and nothing else says of which.",
    intent: "each {row} belongs to exactly one thing",
};

fn check(table: &TableView<'_>, findings: &mut Findings<'_>) {
    let part = table.row.last().is_some_and(|last| PARTS.contains(last));
    if !part || table.staging || !table.relation.triggers.is_empty() {
        return;
    }
    let Some(arms) = arms(table).filter(|arms| arms.len() >= 2) else {
        return;
    };
    let related = |column: &&ColumnView<'_>| {
        let facts = table.facts(column);
        facts.other || !facts.related.is_empty() || facts.rejects_null
    };
    if arms.iter().any(related) {
        return;
    }
    let columns: Vec<&Column> = arms.iter().map(|arm| arm.column).collect();
    let names: Vec<&str> = columns.iter().map(|column| column.name.as_str()).collect();
    let mut gap = table.table_gap(&WORDS);
    gap.meant = false;
    gap.said = vec![listed(&names)];
    for column in &columns {
        gap.related.push(Label {
            span: column.span,
            text: "may be there or not".to_owned(),
        });
    }
    gap.rows = Rows::One(Vec::new());
    gap.columns.clone_from(&columns);
    gap.fixes.extend(table.checked(
        &columns,
        &exactly_one(table, &columns),
        "refuse rows with none of them or several",
        "Each row belongs to exactly one.",
    ));
    findings.push(&RULE, &gap);
}

/// The optional references to tables of their own; none when something else says what a row belongs to.
fn arms<'t, 'c>(table: &'t TableView<'c>) -> Option<Vec<&'t ColumnView<'c>>> {
    let (catalog, relation) = (table.catalog, table.relation);
    let mut arms = Vec::new();
    let mut parents: Vec<&Relation> = Vec::new();
    for (_, key) in relation.foreign_keys() {
        let [name] = key.columns.as_slice() else {
            return None;
        };
        let column = table.columns.iter().find(|column| column.column.name == *name)?;
        let parent = key.relation.and_then(|id| catalog.relation(id))?;
        let row = catalog.row_words(parent);
        let person = column.last() == "by" || row.last().is_some_and(|last| Lexicon::ACCOUNT.contains(last));
        if person || is_named(name, &Lexicon::TENANT) || parent.id == relation.id {
            continue;
        }
        if column.column.not_null
            || relation.is_emptied(name)
            || column.column.default.is_some()
            || parents.iter().any(|other| other.id == parent.id)
        {
            return None;
        }
        arms.push(column);
        parents.push(parent);
    }
    let within = |one: &Relation| {
        one.foreign_keys().any(|(_, key)| {
            parents
                .iter()
                .any(|other| other.id != one.id && key.relation == Some(other.id))
        })
    };
    (!parents.iter().any(|parent| within(parent))).then_some(arms)
}

fn exactly_one(table: &TableView<'_>, columns: &[&Column]) -> String {
    let names: Vec<String> = columns.iter().map(|column| table.quoted(column)).collect();
    match (table.dialect(), names.as_slice()) {
        (Dialect::PostgreSql, _) => format!("num_nonnulls({}) = 1", names.join(", ")),
        (_, [one, other]) => format!("({one} IS NULL) <> ({other} IS NULL)"),
        _ => {
            let counted: Vec<String> = names.iter().map(|name| format!("({name} IS NOT NULL)")).collect();
            format!("{} = 1", counted.join(" + "))
        }
    }
}
