//! # A password in plain text is accepted
//!
//! ## What it detects
//! A text column named like a password whose name, type, comment and CHECKs do not say that it holds a hash.
//!
//! ## Why it matters
//! Whoever reads the table, a backup or a log of statements reads every password, and people use the same one elsewhere.
//! A hash made for passwords (Argon2, scrypt, bcrypt) cannot be turned back. A CHECK on its form keeps one careless
//! code path from storing the password itself.
//!
//! ## Example
//! ```sql,finds
//! CREATE TABLE users (
//!   id bigint PRIMARY KEY,
//!   password text NOT NULL
//! );
//! ```
//!
//! ## Better
//! ```sql,clean
//! CREATE TABLE users (
//!   id bigint PRIMARY KEY,
//!   password_hash text NOT NULL CHECK (password_hash LIKE '$%')
//! );
//! ```
//!
//! ## When to ignore it
//! When the application hashes before it writes, as frameworks do that call the column `password`: then add the CHECK, or
//! say it in a comment. Lengths that such frameworks use (60, 128) are left alone.
//!
//! ## References
//! - OWASP, "Password Storage Cheat Sheet".

use super::hashed::{LENGTHS_OF_HASHES, says_hashed};
use crate::prelude::*;

pub(crate) const RULE: Rule = Rule {
    code: "plaintext-password",
    severity: Severity::Warning,
    dialects: &Dialect::ALL,
    check: Check::Table(check),
};

/// Last words of names of passwords.
const PASSWORDS: WordList = WordList::new("passcode,passphrase,passwd,password,pwd");

const WORDS: Words = Words {
    message: "`{column}` takes a password in plain text; store a hash, and add a CHECK on its form",
    why: "Whoever reads the table or a backup reads the passwords, which people use elsewhere too.",
    sure: "The name says password and not hash; the application may hash it before it writes.",
    intent: "no `{column}` is a password in plain text",
};

fn check(table: &TableView<'_>, findings: &mut Findings<'_>) {
    for column in &table.columns {
        let held = column.column;
        if !held.data_type.is_text()
            || !column.is_written()
            || !PASSWORDS.contains(column.last())
            || says_hashed(&held.name)
            || held.comments.iter().any(|comment| says_hashed(&comment.text))
            || held
                .data_type
                .max_characters()
                .is_some_and(|length| LENGTHS_OF_HASHES.contains(&length))
        {
            continue;
        }
        let facts = table.facts(column);
        if !facts.patterns.is_empty() || facts.length.least.is_some() || facts.other {
            continue;
        }
        let mut gap = table.gap(column, &WORDS);
        gap.certainty = Certainty::Possible;
        gap.rows = Rows::One(vec![(&held.name, Value::text("hunter2"))]);
        gap.fixes.extend(
            table
                .check(&[held], &format!("{} LIKE '$%'", table.quoted(held)))
                .map(|change| {
                    ProposedFix::guess(
                        "take only hashes",
                        "Hashes of Argon2, scrypt and bcrypt begin with a dollar sign.",
                        vec![change],
                    )
                    .costing("Passwords that are there must be hashed first.")
                }),
        );
        findings.push(&RULE, &gap);
    }
}
