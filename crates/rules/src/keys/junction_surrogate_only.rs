//! # A pair that may be there twice
//!
//! ## What it detects
//! A table that only pairs rows of two others, has a key column of its own, and no unique constraint over the pair.
//!
//! ## Why it matters
//! `id` makes every row different, so nothing keeps the same user from being in the same group twice. Joins then count
//! the pair twice, and removing the membership removes one row and leaves the other.
//!
//! ## Example
//! ```sql,finds
//! CREATE TABLE users (id bigint PRIMARY KEY);
//! CREATE TABLE groups (id bigint PRIMARY KEY);
//! CREATE TABLE user_groups (
//!   id bigint PRIMARY KEY,
//!   user_id bigint NOT NULL REFERENCES users (id) ON DELETE CASCADE,
//!   group_id bigint NOT NULL REFERENCES groups (id) ON DELETE CASCADE
//! );
//! ```
//!
//! ## Better
//! ```sql,clean
//! CREATE TABLE users (id bigint PRIMARY KEY);
//! CREATE TABLE groups (id bigint PRIMARY KEY);
//! CREATE TABLE user_groups (
//!   user_id bigint NOT NULL REFERENCES users (id) ON DELETE CASCADE,
//!   group_id bigint NOT NULL REFERENCES groups (id) ON DELETE CASCADE,
//!   PRIMARY KEY (user_id, group_id)
//! );
//! ```
//!
//! ## When to ignore it
//! When the same pair may rightly come again, as visits do. Tables with a date of their own, or with more columns than a
//! pair needs, are left alone.
//!
//! ## References
//! - B. Karwin, "SQL Antipatterns", chapter "ID Required".

use rowproof_catalog::ConstraintKind;

use crate::prelude::*;

pub(crate) const RULE: Rule = Rule {
    code: "junction-surrogate-only",
    severity: Severity::Warning,
    dialects: &Dialect::ALL,
    check: Check::Table(check),
};

/// Columns that every pair may have.
const USUAL: WordList = WordList::new(
    "added_at,assigned_at,created_at,created_by,created_on,granted_at,inserted_at,joined_at,position,\
     role,sort_order,updated_at",
);

/// Words for pairs by what they are.
const PAIRS: WordList =
    WordList::new("assignment,bookmark,favorite,follow,like,member,membership,subscription");

const WORDS: Words = Words {
    message: "the same pair of {0} may be in `{table}` twice; declare it UNIQUE",
    why: "Joins count such a pair twice, and removing it removes one of the two rows.",
    sure: "The table has nothing but the pair, and its name says so.",
    intent: "a pair of {0} is in `{table}` once",
};

fn check(table: &TableView<'_>, findings: &mut Findings<'_>) {
    let Some(pair) = pair(table) else {
        return;
    };
    let names: Vec<&str> = pair.iter().map(|column| column.name.as_str()).collect();
    let mut gap = table.table_gap(&WORDS);
    gap.said.push(listed(&names));
    gap.related = pair
        .iter()
        .map(|column| Label {
            span: column.span,
            text: "one of the pair".to_owned(),
        })
        .collect();
    gap.rows = Rows::Twice(names);
    gap.fixes.extend(table.told_apart(
        &pair,
        "declare the pair UNIQUE",
        "The pair means the same thing whenever it comes.",
    ));
    findings.push(&RULE, &gap);
}

/// Whether the table's name is made of the names of what it refers to, or says what kind of pair it is.
pub(crate) fn names_a_pair(relation: &Relation) -> bool {
    let row = row_words(&relation.name.name);
    let parents: Vec<NameWords<'_>> = relation
        .foreign_keys()
        .map(|(_, key)| row_words(&key.referenced.name))
        .collect();
    let spoken = |word: &Word<'_>| parents.iter().flatten().any(|parent| singular(word) == *parent);
    row.iter().all(spoken) || row.last().is_some_and(|last| PAIRS.contains(last))
}

/// The two references, when the table is about nothing else and no key compares them.
fn pair<'c>(table: &TableView<'c>) -> Option<Vec<&'c Column>> {
    let relation = table.relation;
    let mut pair: Vec<&Column> = Vec::new();
    for (_, key) in relation.foreign_keys() {
        let [name] = key.columns.as_slice() else {
            return None;
        };
        if is_named(name, USUAL) {
            continue;
        }
        pair.push(relation.column(name)?);
    }
    let [first, second] = pair.as_slice() else {
        return None;
    };
    let key = relation.primary_key().filter(|key| key.columns.len() == 1)?;
    let own = |column: &&ColumnView<'_>| {
        let name = &column.column.name;
        !key.columns.contains(name) && *name != first.name && *name != second.name && !column.is_named(USUAL)
    };
    let named = names_a_pair(relation);
    let compared = relation.indexes.iter().any(|index| {
        let names = |column: &Column| {
            index
                .keys
                .iter()
                .any(|key| key.column.as_deref() == Some(&column.name))
        };
        index.unique && (names(first) || names(second))
    });
    let excluded = relation
        .constraints
        .iter()
        .any(|constraint| matches!(constraint.kind, ConstraintKind::Exclude(_)));
    let required = first.not_null && second.not_null && first.name != second.name;
    (required
        && named
        && !compared
        && !excluded
        && !table.staging
        && !table.columns.iter().any(|column| own(&column)))
    .then_some(pair)
}
