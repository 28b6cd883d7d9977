//! # What people know a row by may come twice
//!
//! ## What it detects
//! A column that names a row to people or in addresses (`slug`, `username` of an account, `sku` of a product, `code` of
//! a coupon or a country) and that no unique index names.
//!
//! ## Why it matters
//! `/posts/hello-world` can show one page. When two rows have the slug, which one it shows is chance and may change from
//! one day to the next. Two requests at the same moment both find a name free, so checking in the application does not
//! help; a unique constraint does.
//!
//! ## Example
//! ```sql,finds
//! CREATE TABLE posts (
//!   id bigint PRIMARY KEY,
//!   slug text NOT NULL
//! );
//! ```
//!
//! ## Better
//! ```sql,clean
//! CREATE TABLE posts (
//!   id bigint PRIMARY KEY,
//!   slug text NOT NULL UNIQUE
//! );
//! ```
//!
//! ## When to ignore it
//! When the name is only unique within something the table does not say, or is shown and never searched. Tables of
//! versions and translations, logs, and columns copied from a referenced table are left alone.
//!
//! ## References
//! - PostgreSQL manual, "Data Definition", section "Unique Constraints".

use super::single::{is_loose, push};
use crate::prelude::*;

pub(crate) const RULE: Rule = Rule {
    code: "natural-key-not-unique",
    severity: Severity::Warning,
    dialects: &Dialect::ALL,
    check: Check::Table(check),
};

/// Things that have a number of their own.
const THINGS: WordList = WordList::new("article,book,product,sku,variant");

/// Things that are known by a code.
const CODED: WordList = WordList::new("airport,country,coupon,currency,language,promotion,voucher");

const WORDS: Words = Words {
    message: "two rows of `{table}` may have the same `{name}`, which people know a row by; declare it UNIQUE",
    why: "Which of the two is found is chance; a check in the application lets two requests at the same moment pass.",
    sure: "The name is one that a {row} is known by, and no unique index names it.",
    intent: "no two rows of `{table}` have the same `{name}`",
};

fn check(table: &TableView<'_>, findings: &mut Findings<'_>) {
    let last = table.row.last().map(std::slice::from_ref).unwrap_or_default();
    for column in &table.columns {
        let known = column.is_named(const { WordList::new("slug") })
            || (column.is_named(const { WordList::new("login_name,user_name,username") })
                && has_word(last, &Lexicon::ACCOUNT))
            || (column.is_named(const { WordList::new("barcode,ean,isbn,sku") }) && has_word(last, THINGS))
            || (column.is_named(const { WordList::new("code") }) && has_word(last, CODED));
        if known && is_loose(table, column) {
            push(table, column, (&RULE, &WORDS), Certainty::Likely, findings);
        }
    }
}
