//! # A name that the server cuts or refuses
//!
//! ## What it detects
//! Names longer than the server keeps: more than 63 bytes in PostgreSQL, which cuts them, and more than 64 characters in MySQL, which refuses the
//! statement.
//!
//! ## Why it matters
//! PostgreSQL says so in a notice that nobody reads, and goes on. What is in the catalog has another name than the script says: tools that
//! compare the two see a difference for ever, and the next name that begins with the same 63 bytes, as generated names do, is
//! refused as a duplicate.
//!
//! ## Example
//! ```sql,finds
//! CREATE TABLE subscriptions (id bigint PRIMARY KEY, customer_id bigint NOT NULL);
//! CREATE INDEX index_subscriptions_on_customer_id_for_the_list_of_open_invoices ON subscriptions (customer_id);
//! ```
//!
//! ## Better
//! ```sql,clean
//! CREATE TABLE subscriptions (id bigint PRIMARY KEY, customer_id bigint NOT NULL);
//! CREATE INDEX subscriptions_customer_id_idx ON subscriptions (customer_id);
//! ```
//!
//! ## When to ignore it
//! When the server was built with a larger `NAMEDATALEN`. Bytes are counted in PostgreSQL, not letters: `ü` has two. Names that the
//! server makes up itself are cut by it so that they stay apart, and are not reported. SQLite keeps names of any length.
//!
//! ## References
//! - PostgreSQL manual, "Lexical Structure", section "Identifiers and Key Words".
//! - MySQL manual, "Identifier Length Limits".

use rowproof_catalog::NoteKind;

use crate::prelude::*;
use crate::refused::{Said, report};

pub(crate) const RULE: Rule = Rule {
    code: "identifier-too-long",
    severity: Severity::Error,
    dialects: &Dialect::ALL,
    check: Check::Schema(check),
};

const CUT: Said = Said {
    advice: "choose a shorter one",
    why: "The database holds another name than the script says, and the next name that begins alike is refused as a duplicate.",
    severity: Some(Severity::Warning),
};

const REFUSED: Said = Said {
    advice: "the statement is refused with all that it declares; choose a shorter one",
    why: "What the statement declares is not there afterwards, and was not checked.",
    severity: None,
};

fn check(context: &SchemaContext<'_>, findings: &mut Findings<'_>) {
    report(context, findings, &RULE, |kind| match kind {
        NoteKind::Cut => &CUT,
        _ => &REFUSED,
    });
}
