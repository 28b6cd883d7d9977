//! # Policies that nothing applies
//!
//! ## What it detects
//! PostgreSQL: a table with policies (`CREATE POLICY`) on which row-level security is not enabled.
//!
//! ## Why it matters
//! A policy does nothing by itself. Until `ALTER TABLE … ENABLE ROW LEVEL SECURITY` runs, everyone with the privilege on the table reads and
//! writes every row, and nothing says that the policies are asleep: they are listed, they can be changed, and tests that look for
//! what one may see pass.
//!
//! ## Example
//! ```sql,finds
//! CREATE TABLE notes (id bigint PRIMARY KEY, owner text NOT NULL, body text NOT NULL);
//! CREATE POLICY own_notes ON notes USING (owner = current_user);
//! ```
//!
//! ## Better
//! ```sql,clean
//! CREATE TABLE notes (id bigint PRIMARY KEY, owner text NOT NULL, body text NOT NULL);
//! ALTER TABLE notes ENABLE ROW LEVEL SECURITY;
//! CREATE POLICY own_notes ON notes USING (owner = current_user);
//! ```
//!
//! ## When to ignore it
//! When another script enables it, or the policies are prepared for later. Partitions are asked for themselves: a query of the partitioned table
//! goes by the policies of that table alone.
//!
//! ## References
//! - PostgreSQL manual, "Data Definition", section "Row Security Policies".

use super::policies::enable;
use crate::prelude::*;

pub(crate) const RULE: Rule = Rule {
    code: "policies-not-enforced",
    severity: Severity::Warning,
    dialects: &[Dialect::PostgreSql],
    check: Check::Table(check),
};

const WORDS: Words = Words {
    message: "row-level security of `{table}` is off, so {0} not applied: whoever may use the table sees every row; enable it",
    why: "The policies are listed and can be changed, and nothing says that they are asleep.",
    sure: "No statement of the paste enables it.",
    intent: "",
};

fn check(table: &TableView<'_>, findings: &mut Findings<'_>) {
    let security = &table.relation.row_security;
    let Some(first) = security.policies.first().filter(|_| !security.enabled) else {
        return;
    };
    let mut gap = table.table_gap(&WORDS);
    gap.place = Some(first.span);
    gap.said.push(match security.policies.len() {
        1 => format!("its policy `{}` is", first.name),
        more => format!("its {more} policies are"),
    });
    gap.fixes.push(
        ProposedFix::statements(
            "enable row-level security",
            "The policies say what is wanted.",
            vec![enable(table)],
        )
        .costing("From then on everyone but the owner sees only what a policy lets through."),
    );
    findings.push(&RULE, &gap);
}
