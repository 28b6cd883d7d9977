//! # Unique by its first letters
//!
//! ## What it detects
//! MySQL: a unique key over a prefix of a column, such as `UNIQUE (url(100))`, where the column is longer.
//!
//! ## Why it matters
//! The server compares the first letters alone. Two addresses that differ only behind them are refused as duplicates, which shows when the second
//! customer with a long one arrives, and looks like a mistake of the data.
//!
//! ## Example
//! ```sql,finds
//! CREATE TABLE pages (
//!   id BIGINT NOT NULL PRIMARY KEY,
//!   url VARCHAR(500) NOT NULL,
//!   UNIQUE KEY pages_url (url(50))
//! );
//! ```
//!
//! ## Better
//! ```sql,clean
//! CREATE TABLE pages (
//!   id BIGINT NOT NULL PRIMARY KEY,
//!   url VARCHAR(500) NOT NULL,
//!   UNIQUE KEY pages_url (url)
//! );
//! ```
//!
//! ## When to ignore it
//! When values never agree in so many letters, as hashes do. Where the column is too long for a key (3,072 bytes, four for each letter of utf8mb4),
//! a generated column with a hash of the whole value carries the unique key. Prefixes of plain indexes refuse nothing and are not reported.
//!
//! ## References
//! - MySQL manual, "Column Indexes", section "Index Prefixes"; "CREATE INDEX Statement", on unique prefixes.

use crate::prelude::*;

pub(crate) const RULE: Rule = Rule {
    code: "mysql-prefix-unique",
    severity: Severity::Warning,
    dialects: &[Dialect::MySql],
    check: Check::Table(check),
};

/// Letters in which different values rarely agree.
const LONG_PREFIX: u32 = 128;

/// Bytes of the longest key of InnoDB, and of a letter of utf8mb4.
const KEY_BYTES: u64 = 3_072;
const LETTER_BYTES: u64 = 4;

const WORDS: Words = Words {
    message: "`{0}` refuses two values of `{column}` that agree in their first {1} characters, though they differ behind them; make the whole value unique",
    why: "A value that is new is refused as a duplicate.",
    sure: "The prefix is in the text, and the column is longer; whether values agree in so many characters is not known.",
    intent: "",
};

fn check(table: &TableView<'_>, findings: &mut Findings<'_>) {
    for index in table.relation.indexes.iter().filter(|index| index.unique) {
        let prefixed = index
            .keys
            .iter()
            .find_map(|key| Some((key.column.as_deref()?, key.prefix_length?)));
        let Some((name, length)) = prefixed else { continue };
        let Some(column) = table.relation.column(name) else {
            continue;
        };
        if !column.data_type.is_text() {
            continue;
        }
        let mut gap = table.index_gap(index, column, "is longer than what is compared", &WORDS);
        gap.object = Some(column_name(table.relation, column));
        gap.said = vec![index.name.clone(), length.to_string()];
        if length >= LONG_PREFIX {
            gap.severity = Some(Severity::Info);
            gap.certainty = Certainty::Possible;
        }
        gap.fixes.extend(fix(table, index));
        findings.push(&RULE, &gap);
    }
}

/// The same key over the whole columns, when they fit.
fn fix(table: &TableView<'_>, index: &Index) -> Option<ProposedFix> {
    let mut bytes = 0;
    let mut columns = Vec::new();
    for key in &index.keys {
        let column = table.relation.column(key.column.as_deref()?)?;
        bytes += match column.data_type.is_text() {
            true => LETTER_BYTES * column.data_type.max_characters()?,
            false => 8,
        };
        columns.push(column);
    }
    if bytes > KEY_BYTES || index.origin == IndexOrigin::PrimaryKey {
        return None;
    }
    let (relation, name) = (table.relation.id, index.name.clone());
    let mut changes = table.unique(&columns);
    let is_constraint = table
        .relation
        .constraints
        .iter()
        .any(|held| held.name == name && held.key().is_some());
    changes.push(match is_constraint {
        true => Change::DropConstraint { relation, name },
        false => Change::DropIndex { relation, name },
    });
    Some(
        ProposedFix::safe(
            "make the whole value unique",
            "Values that differ anywhere are different.",
            changes,
        )
        .costing("The index grows by what is behind the prefix."),
    )
}
