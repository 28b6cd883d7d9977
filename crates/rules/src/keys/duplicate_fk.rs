//! # The same foreign key twice
//!
//! ## What it detects
//! Two foreign keys of a table over the same columns to the same columns of the same table.
//!
//! ## Why it matters
//! Each INSERT looks the row up twice, and each DELETE does what both say: one with CASCADE beside one that refuses makes the
//! outcome a matter of their order. It comes from a migration that ran under two names.
//!
//! ## Example
//! ```sql,finds
//! CREATE TABLE customers (id bigint PRIMARY KEY);
//! CREATE TABLE orders (id bigint PRIMARY KEY, customer_id bigint NOT NULL REFERENCES customers (id));
//! ALTER TABLE orders ADD CONSTRAINT fk_customer FOREIGN KEY (customer_id) REFERENCES customers (id);
//! ```
//!
//! ## Better
//! ```sql,clean
//! CREATE TABLE customers (id bigint PRIMARY KEY);
//! CREATE TABLE orders (id bigint PRIMARY KEY, customer_id bigint NOT NULL REFERENCES customers (id));
//! ```
//!
//! ## When to ignore it
//! While one replaces the other under load. A key over the tenant and the number beside one over the number alone are not the same, and
//! left alone.
//!
//! ## References
//! - PostgreSQL manual, "Data Definition", section "Foreign Keys".

use rowproof_source::SortSmall;

use crate::prelude::*;

pub(crate) const RULE: Rule = Rule {
    code: "duplicate-fk",
    severity: Severity::Warning,
    dialects: &Dialect::ALL,
    check: Check::Table(check),
};

const WORDS: Words = Words {
    message: "the foreign key `{0}` of `{table}` says what `{1}` says already: {2} to `{3}`; drop one",
    why: "Each write looks the row up twice, and a delete does what both say.",
    sure: "Both are over the same columns, to the same columns.",
    intent: "",
};

/// Foreign keys of one table that are compared.
const MOST: usize = 128;

fn check(table: &TableView<'_>, findings: &mut Findings<'_>) {
    let keys: Vec<(&Constraint, &ForeignKey)> = table
        .relation
        .foreign_keys()
        .filter(|(constraint, key)| constraint.local && constraint.enforced && key.relation.is_some())
        .take(MOST)
        .collect();
    for (at, (constraint, key)) in keys.iter().enumerate() {
        let mut before = keys.iter().take(at);
        let Some((first, twin)) = before.find(|(_, other)| is_same(key, other)) else {
            continue;
        };
        let agree = key.on_delete == twin.on_delete && key.on_update == twin.on_update;
        let mut gap = table.table_gap(&WORDS);
        gap.object = Some(format!("{}.{}", table.relation.name, constraint.name));
        gap.place = Some(constraint.span);
        gap.said = vec![
            constraint.name.clone(),
            first.name.clone(),
            listed(&key.columns),
            key.referenced.to_string(),
        ];
        gap.related.push(Label {
            span: first.span,
            text: "says it already".to_owned(),
        });
        let drop = |name: &String| Change::DropConstraint {
            relation: table.relation.id,
            name: name.clone(),
        };
        if agree {
            gap.fixes.push(ProposedFix::safe(
                format!("drop `{}`", constraint.name),
                "The other one says the same.",
                vec![drop(&constraint.name)],
            ));
        } else {
            gap.evidence.push(
                "They differ in what a delete or an update does, so one of the two is not what is meant."
                    .to_owned(),
            );
            for (dropped, kept) in [(constraint, key_words(twin)), (first, key_words(key))] {
                gap.fixes.push(ProposedFix::guess(
                    format!("drop `{}`", dropped.name),
                    format!("The other one is right: {kept}."),
                    vec![drop(&dropped.name)],
                ));
            }
        }
        findings.push(&RULE, &gap);
    }
}

fn key_words(key: &ForeignKey) -> String {
    let said = |event: &str, action: Option<ReferentialAction>| match action {
        Some(action) => format!("ON {event} {}", action_words(action)),
        None => format!("nothing on {}", event.to_ascii_lowercase()),
    };
    format!(
        "{} and {}",
        said("DELETE", key.on_delete),
        said("UPDATE", key.on_update)
    )
}

/// The same pairs of columns, in whatever order.
fn is_same(one: &ForeignKey, other: &ForeignKey) -> bool {
    let pairs = |key: &ForeignKey| -> Vec<(String, String)> {
        let mut pairs: Vec<(String, String)> = key
            .columns
            .iter()
            .cloned()
            .zip(key.referenced_columns.iter().cloned())
            .collect();
        pairs.order();
        pairs
    };
    one.relation == other.relation
        && one.columns.len() == other.columns.len()
        && !one.referenced_columns.is_empty()
        && pairs(one) == pairs(other)
}
