//! # A CHECK that MySQL forgets
//!
//! ## What it detects
//! A CHECK in a schema for MySQL before 8.0.16 or MariaDB before 10.2, which read CHECKs and keep nothing of them.
//!
//! ## Why it matters
//! Everyone who reads the schema believes the rule, and every row gets in. When the server is upgraded later, the dump that
//! restores the schema no longer holds it.
//!
//! ## Example
//! ```text,finds
//! -- MySQL dump 10.13  Distrib 5.7.44, for Linux (x86_64)
//! -- Server version 5.7.44
//! CREATE TABLE `orders` (`id` bigint NOT NULL, `quantity` int NOT NULL, PRIMARY KEY (`id`), CHECK (`quantity` > 0)) ENGINE=InnoDB;
//! ```
//!
//! ## Better
//! ```text,clean
//! -- MySQL dump 10.13  Distrib 5.7.44, for Linux (x86_64)
//! -- Server version 5.7.44
//! CREATE TABLE `orders` (`id` bigint NOT NULL, `quantity` int unsigned NOT NULL, PRIMARY KEY (`id`)) ENGINE=InnoDB;
//! ```
//!
//! ## When to ignore it
//! When the CHECK is kept as a note until the server is upgraded. Types can say a part of it today: `UNSIGNED`, `ENUM`, a length; a
//! trigger can say the rest.
//!
//! ## References
//! - MySQL manual, "CHECK Constraints": before 8.0.16 they are parsed and ignored.

use rowproof_catalog::Forgotten;

use crate::prelude::*;

pub(crate) const RULE: Rule = Rule {
    code: "mysql-check-ignored",
    severity: Severity::Error,
    dialects: &[Dialect::MySql],
    check: Check::Table(check),
};

const WORDS: Words = Words {
    message: "this version reads the CHECK `{0}` of `{table}` and forgets it; say it by types or a trigger, or upgrade the server",
    why: "Everyone who reads the schema believes the rule, and every row gets in.",
    sure: "The version of the server is known, and it keeps no CHECKs.",
    intent: "",
};

fn check(table: &TableView<'_>, findings: &mut Findings<'_>) {
    for (number, forgotten) in table.relation.forgotten.iter().enumerate() {
        let Forgotten::Check { expression, span } = forgotten else {
            continue;
        };
        let mut gap = table.table_gap(&WORDS);
        gap.object = Some(format!("{}.check {}", table.relation.name, number + 1));
        gap.place = Some(*span);
        gap.said = vec![expression.text.clone()];
        findings.push(&RULE, &gap);
    }
}
