//! # A key or token kept as it was given out
//!
//! ## What it detects
//! A text column for what this application gives out and lets people in by (`api_key`, `session_token`, `reset_token`, the
//! `token` of `password_resets`), of which nothing says that it is a hash.
//!
//! ## Why it matters
//! Whoever reads the table, a backup, a replica or a log of statements can use every one of them at once: call the
//! interface as the customer, take over the session, set a new password. Kept as a SHA-256 hash it is found just as fast, by
//! hashing what is presented, and is of no use to whoever reads it. Random keys need no salt and no slow hash, as passwords do.
//!
//! ## Example
//! ```sql,finds
//! CREATE TABLE api_clients (
//!   id bigint PRIMARY KEY,
//!   api_key text NOT NULL UNIQUE
//! );
//! ```
//!
//! ## Better
//! ```sql,clean
//! CREATE TABLE api_clients (
//!   id bigint PRIMARY KEY,
//!   api_key_hash text NOT NULL UNIQUE CHECK (length(api_key_hash) = 64)
//! );
//! ```
//!
//! ## When to ignore it
//! When the key has to be shown or sent again. Keys that others give out and this application presents are not
//! reported: tables of integrations and providers, `access_token`, `refresh_token`, names of services. Lengths of hashes (64) and
//! comments that speak of hashes or encryption are left alone.
//!
//! ## References
//! - OWASP, "Forgot Password Cheat Sheet"; "Session Management Cheat Sheet".
//! - CWE-312, "Cleartext Storage of Sensitive Information".

use super::hashed::{LENGTHS_OF_HASHES, says_hashed_token};
use crate::prelude::*;

pub(crate) const RULE: Rule = Rule {
    code: "secret-plaintext",
    severity: Severity::Warning,
    dialects: &Dialect::ALL,
    check: Check::Table(check),
};

/// Names of what is given out and let in by.
const GIVEN_OUT: WordList = WordList::new(
    "api_key,api_token,backup_code,magic_link_token,magic_token,password_reset_token,personal_access_token,\
     recovery_code,reset_password_token,reset_token,session_token",
);

/// Names that say it in a table of such keys.
const IN_SUCH_TABLES: WordList = WordList::new("key,secret,token,value");

/// Names of tables whose rows are such keys.
const SUCH_TABLES: WordList = WordList::new(
    "api_key,api_token,magic_link,password_reset,password_reset_token,personal_access_token,recovery_code,\
     reset_token,session_token",
);

/// Words of tables, or of names, of keys that others give out.
const OF_OTHERS: WordList = WordList::new(
    "aws,channel,config,connection,connector,credential,external,gateway,github,google,integration,mailgun,\
     openai,plugin,provider,sendgrid,service,setting,slack,smtp,source,stripe,third,twilio,vendor,webhook",
);

/// Words of columns that stand beside the key to something else.
const BESIDE_OF_OTHERS: WordList = WordList::new("base,endpoint,host,hostname,model,provider");

const WORDS: Words = Words {
    message: "`{column}` keeps what its bearer is let in by as it was given out; keep a hash of it",
    why: "Whoever reads the table or a backup can use every one of them.",
    sure: "The name says so; the application may hash it before it writes.",
    intent: "no `{column}` can be used by whoever reads it",
};

fn check(table: &TableView<'_>, findings: &mut Findings<'_>) {
    let of_others = table.says(OF_OTHERS) || table.columns.iter().any(|column| column.says(BESIDE_OF_OTHERS));
    if table.staging || of_others {
        return;
    }
    let of_keys = SUCH_TABLES.contains(&table.row.join("_"));
    for column in &table.columns {
        let held = column.column;
        let named = column.is_named(GIVEN_OUT) || (of_keys && column.is_named(IN_SUCH_TABLES));
        if !named || !held.data_type.is_text() || !column.is_written() || column.says(OF_OTHERS) {
            continue;
        }
        let length = held.data_type.max_characters();
        let says = |text: &String| says_hashed_token(text);
        let beside = |other: &Column| other.name.contains(&held.name) && says(&other.name);
        let facts = table.facts(column);
        if table.relation.columns.iter().any(beside)
            || held.comments.iter().any(|comment| says(&comment.text))
            || table.relation.comment.as_ref().is_some_and(says)
            || length.is_some_and(|length| LENGTHS_OF_HASHES.contains(&length))
            || !facts.patterns.is_empty()
            || facts.length.least.is_some()
            || facts.other
        {
            continue;
        }
        let mut gap = table.gap(column, &WORDS);
        gap.certainty = Certainty::Possible;
        gap.rows = Rows::One(vec![(&held.name, Value::text("key-of-ada"))]);
        if length.is_none_or(|length| length >= 64) {
            let characters = match table.dialect() {
                Dialect::MySql => "char_length",
                Dialect::PostgreSql | Dialect::Sqlite => "length",
            };
            let condition = format!("{characters}({}) = 64", table.quoted(held));
            gap.fixes.extend(table.check(&[held], &condition).map(|change| {
                let when = "The application writes the SHA-256 of what it gives out, in 64 hexadecimal digits, and hashes what it is shown before it looks.";
                ProposedFix::guess("take only hashes", when, vec![change])
                    .costing("Those that are there must be hashed first.")
            }));
        }
        findings.push(&RULE, &gap);
    }
}
