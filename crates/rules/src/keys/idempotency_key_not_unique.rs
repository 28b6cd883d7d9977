//! # A key against doing it twice that lets it be done twice
//!
//! ## What it detects
//! A column that is there to keep one request from being carried out twice (`idempotency_key`, `dedup_key`) and that no
//! unique index names.
//!
//! ## Why it matters
//! Looking whether the key is there and inserting when it is not are two steps, and the retry that the key exists for
//! comes between them: both requests find nothing, both pay. Only a unique constraint makes one of them fail.
//!
//! ## Example
//! ```sql,finds
//! CREATE TABLE payments (
//!   id bigint PRIMARY KEY,
//!   idempotency_key text NOT NULL
//! );
//! ```
//!
//! ## Better
//! ```sql,clean
//! CREATE TABLE payments (
//!   id bigint PRIMARY KEY,
//!   idempotency_key text NOT NULL UNIQUE
//! );
//! ```
//!
//! ## When to ignore it
//! In a log of requests, where the same key rightly comes again; tables whose names say log are left alone.
//!
//! ## References
//! - PostgreSQL manual, "INSERT", `ON CONFLICT DO NOTHING`.

use super::single::{is_loose, push};
use crate::prelude::*;

pub(crate) const RULE: Rule = Rule {
    code: "idempotency-key-not-unique",
    severity: Severity::Error,
    dialects: &Dialect::ALL,
    check: Check::Table(check),
};

const NAMES: WordList = WordList::new(
    "dedup_key,dedupe_key,deduplication_id,deduplication_key,idempotence_key,idempotency_key,\
     idempotency_token",
);

const WORDS: Words = Words {
    message: "two rows of `{table}` may have the same `{name}`, so one request may be carried out twice; declare it UNIQUE",
    why: "Looking for the key and inserting the row are two steps; the retry comes between them.",
    sure: "The name says what the key is for, and no unique index names it.",
    intent: "one `{name}`, one row of `{table}`",
};

fn check(table: &TableView<'_>, findings: &mut Findings<'_>) {
    for column in &table.columns {
        if column.is_named(NAMES) && is_loose(table, column) {
            push(table, column, (&RULE, &WORDS), Certainty::Likely, findings);
        }
    }
}
