//! # A UUID kept as text
//!
//! ## What it detects
//! PostgreSQL: a text column for UUIDs: named `…_uuid`, a key of exactly 36 characters, or one whose default makes a UUID.
//!
//! ## Why it matters
//! Text takes `not-a-uuid`, and the same UUID in capital and small letters, or without dashes, as different keys: look-ups miss rows that
//! are there. It takes 37 bytes where `uuid` takes 16, in the table, in every index and in every column that refers to it.
//!
//! ## Example
//! ```sql,finds
//! CREATE TABLE customers (
//!   id varchar(36) PRIMARY KEY,
//!   name text NOT NULL
//! );
//! CREATE TABLE orders (
//!   id bigint PRIMARY KEY,
//!   customer_id varchar(36) NOT NULL REFERENCES customers (id) ON DELETE RESTRICT
//! );
//! CREATE INDEX orders_customer_id_idx ON orders (customer_id);
//! ```
//!
//! ## Better
//! ```sql,clean
//! CREATE TABLE customers (
//!   id uuid PRIMARY KEY,
//!   name text NOT NULL
//! );
//! CREATE TABLE orders (
//!   id bigint PRIMARY KEY,
//!   customer_id uuid NOT NULL REFERENCES customers (id) ON DELETE RESTRICT
//! );
//! CREATE INDEX orders_customer_id_idx ON orders (customer_id);
//! ```
//!
//! ## When to ignore it
//! When another system gives the identifiers out and may change their form. Names that say so (`external_id`), other lengths, and columns
//! with a CHECK on their form are not reported.
//!
//! ## References
//! - PostgreSQL manual, "Data Types", section "UUID Type".

use rowproof_catalog::questions::strip_casts;

use super::tied::retyped;
use crate::prelude::*;

pub(crate) const RULE: Rule = Rule {
    code: "uuid-as-text",
    severity: Severity::Warning,
    dialects: &[Dialect::PostgreSql],
    check: Check::Table(check),
};

/// Functions that make a UUID.
const MAKERS: WordList =
    WordList::new("gen_random_uuid,uuid_generate_v1,uuid_generate_v1mc,uuid_generate_v4,uuidv4,uuidv7");

const WORDS: Words = Words {
    message: "`{column}` is `{type}`, so it takes `not-a-uuid`, and one UUID in several spellings; use `uuid`",
    why: "A look-up misses the row whose UUID is spelled in capitals, and each costs 37 bytes where 16 do.",
    sure: "{0}",
    intent: "every `{column}` is a UUID",
};

fn check(table: &TableView<'_>, findings: &mut Findings<'_>) {
    if table.staging {
        return;
    }
    for column in &table.columns {
        let held = column.column;
        // What refers to a key is changed with it.
        if !held.data_type.is_text() || !column.is_written() || table.refers(held) {
            continue;
        }
        let Some((reason, meant)) = sign(column) else {
            continue;
        };
        let facts = table.facts(column);
        if facts.is_constrained() || held.data_type.domain.is_some() || facts.letter_case.is_some() {
            continue;
        }
        let mut gap = table.gap(column, &WORDS);
        gap.meant = meant;
        gap.said.push(reason.to_owned());
        gap.rows = Rows::One(vec![(&held.name, Value::text("not-a-uuid"))]);
        let uuid = ColumnType::known("uuid", TypeFamily::Uuid);
        gap.fixes.extend(
            retyped(table, held, &uuid, Some("{}::uuid"), &without_cast).map(|changes| {
                let also = match changes.iter().filter(|change| is_of_type(change)).count() {
                    0 | 1 => "",
                    _ => " All columns that refer to it change with it.",
                };
                ProposedFix::guess(
                    "store it as `uuid`",
                    "Every value that is there is a UUID; the server finds those that are none.",
                    changes,
                )
                .costing(format!("Rewrites each table while it is locked.{also}"))
            }),
        );
        findings.push(&RULE, &gap);
    }
}

fn is_of_type(change: &Change) -> bool {
    matches!(change, Change::SetType { .. })
}

/// What says that it holds UUIDs, and whether that is more than a name.
fn sign(column: &ColumnView<'_>) -> Option<(&'static str, bool)> {
    let held = column.column;
    if held.default.as_deref().is_some_and(makes_uuid) {
        return Some(("Its default makes a UUID.", true));
    }
    let length = held.data_type.max_characters();
    let fits = length.is_none_or(|length| (32..=38).contains(&length));
    let named = matches!(column.last(), "uuid" | "guid") && fits;
    let key = length == Some(36) && column.last() == "id" && !column.is_named(&Lexicon::EXTERNAL_ID);
    let comment = held.comments.iter().any(|comment| {
        let text = comment.text.to_ascii_lowercase();
        text.contains("uuid") || text.contains("guid")
    });
    match (named, key) {
        (true, _) | (_, true) if comment => Some(("A comment says so, beside the name.", true)),
        (true, _) => Some(("The name says so.", false)),
        (_, true) => Some(("A key of 36 characters is as long as a UUID.", false)),
        _ => None,
    }
}

fn makes_uuid(default: &Expression) -> bool {
    matches!(&strip_casts(default).kind, ExpressionKind::Function { name, .. } if MAKERS.contains(name))
}

/// The call without the cast to text.
fn without_cast(default: &Expression) -> Option<String> {
    match &strip_casts(default).kind {
        ExpressionKind::Function { name, arguments } if MAKERS.contains(name) && arguments.is_empty() => {
            Some(format!("{name}()"))
        }
        _ => None,
    }
}
