//! # A row or a key that is too long
//!
//! ## What it detects
//! Tables of MySQL and MariaDB whose rows may be longer than 65,535 bytes, and keys over columns that are longer than the storage
//! engine's keys can be: 3,072 bytes in InnoDB, 1,000 in MyISAM.
//!
//! ## Why it matters
//! The statement is refused, often only on the server of another version or character set: `utf8mb4` counts four bytes for
//! each character, so that a key over `varchar(1000)` fits in `latin1` and does not in `utf8mb4`.
//!
//! ## Example
//! ```text,finds
//! -- MySQL dump 10.13  Distrib 8.0.36, for Linux (x86_64)
//! -- Server version 8.0.36
//! CREATE TABLE `articles` (`id` bigint NOT NULL, `body` varchar(12000) NOT NULL, `summary` varchar(8000) NOT NULL, PRIMARY KEY (`id`)) DEFAULT CHARSET=utf8mb4;
//! ```
//!
//! ## Better
//! ```text,clean
//! -- MySQL dump 10.13  Distrib 8.0.36, for Linux (x86_64)
//! -- Server version 8.0.36
//! CREATE TABLE `articles` (`id` bigint NOT NULL, `body` text NOT NULL, `summary` varchar(8000) NOT NULL, PRIMARY KEY (`id`)) DEFAULT CHARSET=utf8mb4;
//! ```
//!
//! ## When to ignore it
//! When the text is for another server. Outside strict mode old versions made a `TEXT` of a `VARCHAR` that is too long. What one page of
//! InnoDB holds (about 8,000 bytes of columns that are not texts) is not looked at.
//!
//! ## References
//! - MySQL manual, "Limits on Table Column Count and Row Size" and "InnoDB Limits".

use crate::prelude::*;
use crate::refused::{Said, report};

pub(crate) const RULE: Rule = Rule {
    code: "mysql-size-limits",
    severity: Severity::Error,
    dialects: &[Dialect::MySql],
    check: Check::Schema(check),
};

const SAID: Said = Said {
    advice: "the statement is refused with all that it declares; use TEXT for long texts and a prefix for long keys",
    why: "What the statement declares is not there afterwards, and was not checked.",
    severity: None,
};

fn check(context: &SchemaContext<'_>, findings: &mut Findings<'_>) {
    report(context, findings, &RULE, |_| &SAID);
}
