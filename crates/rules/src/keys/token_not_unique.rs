//! # A token that may belong to two
//!
//! ## What it detects
//! A column that holds what somebody presents to be let in (`api_key`, `invite_token`, `session_token`, `reset_token`, or
//! its hash) and that no unique index names.
//!
//! ## Why it matters
//! The application looks the row up by the token and lets in whom it finds. That a random token never comes twice is
//! true until a fixture, a copied row or a broken random source makes one come twice. The unique index costs nothing
//! beside: the look-up needs it anyway.
//!
//! ## Example
//! ```sql,finds
//! CREATE TABLE sessions (
//!   id bigint PRIMARY KEY,
//!   session_token text NOT NULL
//! );
//! ```
//!
//! ## Better
//! ```sql,clean
//! CREATE TABLE sessions (
//!   id bigint PRIMARY KEY,
//!   session_token text NOT NULL UNIQUE
//! );
//! ```
//!
//! ## When to ignore it
//! When rows are never found by the token. Tokens that others give out (`access_token`, `push_token`) are left alone.
//!
//! ## References
//! - PostgreSQL manual, "Indexes", section "Unique Indexes".

use super::single::{is_loose, push};
use crate::prelude::*;

pub(crate) const RULE: Rule = Rule {
    code: "token-not-unique",
    severity: Severity::Warning,
    dialects: &Dialect::ALL,
    check: Check::Table(check),
};

const NAMES: WordList = WordList::new(
    "api_key,api_key_hash,api_token,confirmation_token,invitation_token,invite_code,invite_token,\
     magic_token,password_reset_token,reset_password_token,reset_token,session_token,token_digest,\
     token_hash,unlock_token,verification_token",
);

const WORDS: Words = Words {
    message: "two rows of `{table}` may have the same `{name}`, which somebody is let in by; declare it UNIQUE",
    why: "The application lets in whom it finds first, and without the index it looks through the whole table.",
    sure: "Only the name says that rows are found by it.",
    intent: "a `{name}` belongs to one row of `{table}`",
};

fn check(table: &TableView<'_>, findings: &mut Findings<'_>) {
    for column in &table.columns {
        if column.is_named(NAMES) && is_loose(table, column) {
            push(table, column, (&RULE, &WORDS), Certainty::Possible, findings);
        }
    }
}
