//! Which table a column named like a reference most likely means.

use crate::constraints::free_text_enum::{plural, table_singular};
use crate::prelude::*;

/// First words of identifiers that another system gives out.
#[rustfmt::skip]
const FOREIGN_SYSTEMS: [&str; 58] = [
    "adyen", "amazon", "apple", "auth0", "aws", "azure", "bitbucket", "braintree", "checkout", "client",
    "cognito", "correlation", "discord", "ext", "external", "facebook", "firebase", "foreign", "ga",
    "git", "github", "gitlab", "google", "gtm", "hubspot", "idempotency", "instagram", "intercom",
    "jira", "legacy", "linkedin", "mailchimp", "microsoft", "oauth", "okta", "old", "openid", "origin",
    "paypal", "plaid", "process", "provider", "public", "reddit", "remote", "request", "salesforce",
    "sendgrid", "session", "shopify", "slack", "span", "stripe", "telegram", "trace", "twilio",
    "twitter", "zendesk",
];

/// Last words before `id` that name no table.
#[rustfmt::skip]
const NO_TABLE: [&str; 14] = [
    "direction", "entity", "global", "left", "local", "object", "partition", "range", "record",
    "resource", "right", "sequence", "sequential", "txn",
];

/// Words for people in their part, when the paste has one table of people.
#[rustfmt::skip]
const PARTS_OF_PEOPLE: [&str; 14] = [
    "actor", "approver", "assignee", "author", "creator", "editor", "follower", "manager", "owner",
    "recipient", "reporter", "requester", "reviewer", "sender",
];

/// What a reference most likely means.
pub(super) enum Target<'c> {
    /// A table of the paste and its key column; whether the name itself names the table.
    Table {
        table: &'c Relation,
        key: String,
        by_name: bool,
    },
    /// A table that is not in the paste, and its key column.
    Absent { table: String, key: &'static str },
    /// Some table; which one is not clear.
    Unclear,
}

/// What the column most likely refers to; none when its name says nothing of the kind.
pub(super) fn target<'c>(
    catalog: &'c Catalog,
    relation: &'c Relation,
    column: &Column,
) -> Option<Target<'c>> {
    let name = words(&column.name);
    let (last, stem) = name.split_last()?;
    let guess = match catalog.guess_reference(relation, column)? {
        guess if only_own_ending(catalog, relation, stem, &guess) => {
            ReferenceGuess::Absent(plural(&stem.join("_")))
        }
        guess => guess,
    };
    if is_polymorphic(relation, stem) {
        return None;
    }
    let foreign = stem
        .first()
        .filter(|first| FOREIGN_SYSTEMS.contains(&first.as_str()));
    let no_table = stem.last().is_some_and(|last| NO_TABLE.contains(&last.as_str()));
    let own_key = relation
        .primary_key()
        .is_some_and(|key| key.columns == [column.name.clone()]);
    match guess {
        ReferenceGuess::Relation(id, key) => {
            let table = catalog.relation(id)?;
            let named = |word: &String| words(&table.name.name).iter().any(|part| singular(part) == *word);
            foreign.is_none_or(named).then_some(Target::Table {
                table,
                key,
                by_name: true,
            })
        }
        _ if foreign.is_some() || own_key || !is_number_or_uuid(column) => None,
        ReferenceGuess::Ambiguous => Some(Target::Unclear),
        ReferenceGuess::Absent(_) if no_table => None,
        ReferenceGuess::Absent(table) => {
            let by_part = by_part(catalog, relation, column, stem);
            let key = if last == "uuid" { "uuid" } else { "id" };
            Some(by_part.unwrap_or(Target::Absent { table, key }))
        }
    }
}

/// Whether the guess rests on the ending of the column's own table alone: `label_id` in `task_labels` means labels.
fn only_own_ending(catalog: &Catalog, relation: &Relation, stem: &[String], guess: &ReferenceGuess) -> bool {
    let ends = |table: &Relation| {
        let singular = table_singular(table);
        let table: Vec<&str> = singular.split('_').collect();
        table.len() > stem.len() && table.iter().rev().zip(stem.iter().rev()).all(|(a, b)| a == b)
    };
    let own = match guess {
        ReferenceGuess::Relation(id, _) => *id == relation.id,
        ReferenceGuess::Ambiguous => !catalog
            .tables()
            .any(|table| table.id != relation.id && ends(table)),
        ReferenceGuess::Absent(_) => false,
    };
    own && ends(relation) && !stem.is_empty()
}

/// `commentable_id` beside `commentable_type`: the table is named in the row.
fn is_polymorphic(relation: &Relation, stem: &[String]) -> bool {
    relation.columns.iter().any(|other| {
        let other = words(&other.name);
        let says = |last: &str| matches!(last, "type" | "kind" | "class" | "table" | "model");
        other
            .split_last()
            .is_some_and(|(last, rest)| rest == stem && says(last))
    })
}

fn is_number_or_uuid(column: &Column) -> bool {
    matches!(column.data_type.family, TypeFamily::Integer(_) | TypeFamily::Uuid)
}

/// `parent_id` means its own table, `author_id` the table of people.
fn by_part<'c>(
    catalog: &'c Catalog,
    relation: &'c Relation,
    column: &Column,
    stem: &[String],
) -> Option<Target<'c>> {
    let part = stem.last()?;
    let table = if part == "parent" {
        relation
    } else if PARTS_OF_PEOPLE.contains(&part.as_str()) {
        let called = |wanted: &str| {
            catalog.tables().find(|table| {
                words(&table.name.name)
                    .last()
                    .is_some_and(|last| singular(last) == wanted)
            })
        };
        called("user").or_else(|| called("account"))?
    } else {
        return None;
    };
    let key = table
        .primary_key()
        .filter(|key| key.columns.len() == 1)?
        .columns
        .first()?;
    let comparable = table.column(key)?.data_type.is_comparable_with(&column.data_type);
    comparable.then(|| Target::Table {
        table,
        key: key.clone(),
        by_name: part == "parent",
    })
}
