//! # A default that the table refuses
//!
//! ## What it detects
//! A constant default that a CHECK of the table, or of the column's domain, refuses.
//!
//! ## Why it matters
//! Whoever leaves the column out, which is what a default is for, gets an error about a value they never wrote.
//!
//! ## Example
//! ```sql,finds
//! CREATE TABLE orders (
//!   id bigint PRIMARY KEY,
//!   status text NOT NULL DEFAULT 'open' CHECK (status IN ('new', 'paid'))
//! );
//! ```
//!
//! ## Better
//! ```sql,clean
//! CREATE TABLE orders (
//!   id bigint PRIMARY KEY,
//!   status text NOT NULL DEFAULT 'new' CHECK (status IN ('new', 'paid'))
//! );
//! ```
//!
//! ## When to ignore it
//! When the default is meant to force writers to name a value; a column that is NOT NULL without a default does that more plainly.
//!
//! ## References
//! - PostgreSQL manual, "Data Definition", sections "Default Values" and "Check Constraints".

use rowproof_catalog::questions::DefaultRefusal;

use crate::prelude::*;

pub(crate) const RULE: Rule = Rule {
    code: "default-violates-check",
    severity: Severity::Error,
    dialects: &Dialect::ALL,
    check: Check::Table(check),
};

const WORDS: Words = Words {
    message: "the default `{0}` of `{column}` is refused by {1}; change one of the two",
    why: "An INSERT that leaves the column out fails because of a value that it never wrote.",
    sure: "The CHECK was evaluated for the default.",
    intent: "",
};

fn check(table: &TableView<'_>, findings: &mut Findings<'_>) {
    for column in &table.columns {
        let held = column.column;
        for refusal in table.catalog.default_refusals(table.relation, held) {
            let (by, span) = match refusal {
                // NOT NULL DEFAULT NULL is a long way to say that there is no default.
                DefaultRefusal::NotNull => continue,
                DefaultRefusal::Constraint(constraint) => {
                    (format!("the CHECK `{}`", constraint.name), constraint.span)
                }
                DefaultRefusal::Domain(domain, _) => (format!("the domain `{}`", domain.name), domain.span),
            };
            let Some(default) = held.default.as_deref() else {
                continue;
            };
            let mut gap = table.gap(column, &WORDS);
            gap.said = vec![default.text.clone(), by];
            gap.related.push(Label {
                span,
                text: "refuses it".to_owned(),
            });
            gap.fixes.extend(other_default(table, column));
            gap.fixes.push(ProposedFix::statements(
                "drop the default",
                "Every writer is to name a value.",
                dropped(table, held),
            ));
            findings.push(&RULE, &gap);
            break;
        }
    }
}

/// The first of the values that the CHECKs list.
fn other_default(table: &TableView<'_>, column: &ColumnView<'_>) -> Option<ProposedFix> {
    let allowed = table.facts(column).allowed.as_ref()?;
    let first = allowed.values.first()?;
    let text = match column.column.data_type.is_number() {
        true => first.clone(),
        false => text_constant(first),
    };
    let change = table.default(column.column, &text)?;
    Some(ProposedFix::guess(
        format!("let the default be {text}"),
        "Rows start with the first of the values that are listed.",
        vec![change],
    ))
}

fn dropped(table: &TableView<'_>, column: &Column) -> Vec<String> {
    match table.dialect() {
        Dialect::Sqlite => Vec::new(),
        _ => vec![format!(
            "ALTER TABLE {} ALTER COLUMN {} DROP DEFAULT",
            table.catalog.sql_name(table.relation),
            table.quoted(column)
        )],
    }
}
