//! # A foreign key that half a value gets past
//!
//! ## What it detects
//! A foreign key over several columns, two or more of which may be NULL each for itself, without `MATCH FULL` and without a CHECK that
//! fills them in together.
//!
//! ## Why it matters
//! When one of the columns is NULL, the others are not looked at: `(country, region) = ('XX', NULL)` is accepted although there is
//! no country XX.
//!
//! ## Example
//! ```sql,finds
//! CREATE TABLE regions (country text, code text, PRIMARY KEY (country, code));
//! CREATE TABLE shops (
//!   id bigint PRIMARY KEY,
//!   country text,
//!   region text,
//!   FOREIGN KEY (country, region) REFERENCES regions (country, code)
//! );
//! ```
//!
//! ## Better
//! ```sql,clean
//! CREATE TABLE regions (country text, code text, PRIMARY KEY (country, code));
//! CREATE TABLE shops (
//!   id bigint PRIMARY KEY,
//!   country text,
//!   region text,
//!   FOREIGN KEY (country, region) REFERENCES regions (country, code) MATCH FULL
//! );
//! ```
//!
//! ## When to ignore it
//! When a part of the reference may be known without the rest, such as a country without a region; then the country wants a
//! foreign key of its own, and with one it is left alone. A single nullable column beside required ones, such as a tenant's, is an optional
//! reference and left alone too.
//!
//! ## References
//! - PostgreSQL manual, "CREATE TABLE", `REFERENCES … [ MATCH matchtype ]`. MySQL and SQLite know `MATCH SIMPLE` alone.

use crate::prelude::*;

pub(crate) const RULE: Rule = Rule {
    code: "composite-fk-nullable",
    severity: Severity::Warning,
    dialects: &Dialect::ALL,
    check: Check::Table(check),
};

const WORDS: Words = Words {
    message: "the foreign key of {0} is not looked at in a row of `{table}` where one of {1} is NULL; fill them in together or not at all",
    why: "Half a reference points nowhere and is accepted.",
    sure: "Each of them may be NULL for itself, and MATCH FULL is not said.",
    intent: "a row of `{table}` has the whole reference or none",
};

fn check(table: &TableView<'_>, findings: &mut Findings<'_>) {
    for (constraint, key) in table.relation.foreign_keys() {
        if key.match_full || key.columns.len() < 2 || key.relation.is_none() || !constraint.enforced {
            continue;
        }
        let columns: Vec<&ColumnView<'_>> = table
            .columns
            .iter()
            .filter(|column| key.columns.contains(&column.column.name) && !column.column.not_null)
            .collect();
        let [first, second, ..] = columns.as_slice() else {
            continue;
        };
        let tied = |column: &&ColumnView<'_>| {
            let facts = table.facts(column);
            facts.other
                || !facts.related.is_empty()
                || alone(table, column.column)
                || emptied(key, column.column)
        };
        if columns.iter().any(tied) {
            continue;
        }
        push(
            table,
            constraint,
            key,
            &columns,
            (first.column, second.column),
            findings,
        );
    }
}

/// Whether the column has a foreign key of its own, or one with other columns.
fn alone(table: &TableView<'_>, column: &Column) -> bool {
    let keys = table.relation.foreign_keys();
    keys.filter(|(_, key)| key.columns.contains(&column.name)).count() > 1
}

/// Whether a delete empties this column and leaves the others.
fn emptied(key: &ForeignKey, column: &Column) -> bool {
    key.on_delete_columns.contains(&column.name)
}

fn push<'c>(
    table: &TableView<'c>,
    constraint: &Constraint,
    key: &ForeignKey,
    columns: &[&ColumnView<'c>],
    (first, second): (&'c Column, &'c Column),
    findings: &mut Findings<'_>,
) {
    let held: Vec<&Column> = columns.iter().map(|column| column.column).collect();
    let names: Vec<&str> = held.iter().map(|column| column.name.as_str()).collect();
    let mut gap = table.table_gap(&WORDS);
    gap.object = Some(format!("{}.{}", table.relation.name, constraint.name));
    gap.place = Some(constraint.span);
    gap.said = vec![listed(&key.columns), listed(&names)];
    if let Some(value) = example_key(first, 42) {
        gap.rows = Rows::One(vec![(&first.name, value), (&second.name, Value::Null)]);
    }
    let quoted: Vec<String> = held.iter().map(|column| table.quoted(column)).collect();
    let all = |null: &str| {
        let parts: Vec<String> = quoted.iter().map(|name| format!("{name} {null}")).collect();
        parts.join(" AND ")
    };
    gap.fixes.extend(table.checked(
        &held,
        &format!("({}) OR ({})", all("IS NULL"), all("IS NOT NULL")),
        "fill them in together or not at all",
        "Some rows refer to nothing.",
    ));
    if !held.iter().any(|column| table.relation.is_emptied(&column.name)) {
        gap.fixes.push(ProposedFix::guess(
            format!("declare {} NOT NULL", listed(&names)),
            "Every row refers to something.",
            held.iter().map(|column| table.require(column)).collect(),
        ));
    }
    findings.push(&RULE, &gap);
}
