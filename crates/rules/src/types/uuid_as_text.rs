//! # A UUID kept as text
//!
//! ## What it detects
//! PostgreSQL: a text column for UUIDs: named `…_uuid`, a key of exactly 36 characters, or one whose default makes a UUID. Columns of
//! one table are reported together.
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
use rowproof_source::SortSmall;

use super::tied::{MOST, report, retyped};
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
    message: "{0} text, so {1} `not-a-uuid`, and one UUID in several spellings; use `uuid`",
    why: "A look-up misses the row whose UUID is spelled in capitals, and each costs 37 bytes where 16 do.",
    sure: "{2}",
    intent: "every `{3}` is a UUID",
};

/// Columns of one table that are named in the message.
const NAMED: usize = 2;

fn check(table: &TableView<'_>, findings: &mut Findings<'_>) {
    if table.staging {
        return;
    }
    let mut found: Vec<(&ColumnView<'_>, Sign)> = Vec::new();
    for column in &table.columns {
        let held = column.column;
        // What refers to a key is changed with it.
        if !held.data_type.is_text() || !column.is_written() || table.refers(held) {
            continue;
        }
        let Some(sign) = sign(column) else {
            continue;
        };
        let facts = table.facts(column);
        if !facts.is_constrained() && held.data_type.domain.is_none() && facts.letter_case.is_none() {
            found.push((column, sign));
        }
    }
    // What is more than a name speaks for the others.
    found.order_by_key(|(_, sign)| !sign.meant);
    let Some((first, sign)) = found.first() else {
        return;
    };
    let mut gap = table.gap(first, &WORDS);
    gap.meant = sign.meant;
    let name = column_name(table.relation, first.column);
    let (subject, takes) = match found.len() {
        1 => (format!("`{name}` is"), "it takes"),
        several => {
            gap.object = Some(table.relation.name.to_string());
            let names: Vec<&str> = found
                .iter()
                .map(|(column, _)| column.column.name.as_str())
                .collect();
            let named = match several.saturating_sub(NAMED) {
                0 => listed(&names),
                more => {
                    let first = names.get(..NAMED).unwrap_or_default();
                    format!("`{}` and {more} more", first.join("`, `"))
                }
            };
            (format!("{named} of `{}` are", table.relation.name), "they take")
        }
    };
    gap.said = [subject.as_str(), takes, sign.reason, &name]
        .map(str::to_owned)
        .to_vec();
    gap.related = found
        .iter()
        .skip(1)
        .map(|(column, _)| Label {
            span: column.column.span,
            text: "a UUID too".to_owned(),
        })
        .collect();
    gap.rows = Rows::One(vec![(&first.column.name, Value::text("not-a-uuid"))]);
    if !findings.is_full(&RULE) {
        gap.fixes.extend(as_uuid(table, &found));
    }
    report(findings, &RULE, gap);
}

/// All of them, with what refers to them.
fn as_uuid(table: &TableView<'_>, found: &[(&ColumnView<'_>, Sign)]) -> Option<ProposedFix> {
    let uuid = ColumnType::known("uuid", TypeFamily::Uuid);
    let mut changes: Vec<Change> = Vec::new();
    if found.len() > MOST {
        return None;
    }
    for (column, _) in found {
        let more = retyped(table, column.column, &uuid, Some("{}::uuid"), &without_cast)?;
        for change in more {
            if !changes.contains(&change) {
                changes.push(change);
            }
        }
    }
    let columns = changes.iter().filter(|change| is_of_type(change)).count();
    let also = if columns > found.len() {
        " All columns that refer to it change with it."
    } else {
        ""
    };
    Some(
        ProposedFix::guess(
            "store it as `uuid`",
            "Every value that is there is a UUID; the server finds those that are none.",
            changes,
        )
        .costing(format!("Rewrites each table while it is locked.{also}")),
    )
}

fn is_of_type(change: &Change) -> bool {
    matches!(change, Change::SetType { .. })
}

/// What says that a column holds UUIDs, and whether that is more than a name.
struct Sign {
    reason: &'static str,
    meant: bool,
}

fn sign(column: &ColumnView<'_>) -> Option<Sign> {
    let held = column.column;
    let meant = |reason| Some(Sign { reason, meant: true });
    let named = |reason| Some(Sign { reason, meant: false });
    if held.default.as_deref().is_some_and(makes_uuid) {
        return meant("Its default makes a UUID.");
    }
    let length = held.data_type.max_characters();
    let fits = length.is_none_or(|length| (32..=38).contains(&length));
    let by_name = matches!(column.last(), "uuid" | "guid") && fits;
    let key = length == Some(36) && column.last() == "id" && !column.is_named(&Lexicon::EXTERNAL_ID);
    let says_so = held.comments.iter().any(|comment| {
        let text = comment.text.to_ascii_lowercase();
        text.contains("uuid") || text.contains("guid")
    });
    match (by_name, key) {
        (true, _) | (_, true) if says_so => meant("A comment says so, beside the name."),
        (true, _) => named("The name says so."),
        (_, true) => named("A key of 36 characters is as long as a UUID."),
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
