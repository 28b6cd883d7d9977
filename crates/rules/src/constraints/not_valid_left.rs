//! # A constraint that was never validated
//!
//! ## What it detects
//! PostgreSQL: a CHECK, a foreign key or a NOT NULL that was added `NOT VALID` and that nothing validates later.
//!
//! ## Why it matters
//! New rows are checked, rows that were there before are not. The planner trusts only valid constraints, and whoever reads the schema
//! takes the rule for true. Adding `NOT VALID` is the first half of a safe migration; the second half is missing.
//!
//! ## Example
//! ```sql,finds
//! CREATE TABLE orders (id bigint PRIMARY KEY, quantity int NOT NULL);
//! ALTER TABLE orders ADD CONSTRAINT orders_quantity_check CHECK (quantity > 0) NOT VALID;
//! ```
//!
//! ## Better
//! ```sql,clean
//! CREATE TABLE orders (id bigint PRIMARY KEY, quantity int NOT NULL);
//! ALTER TABLE orders ADD CONSTRAINT orders_quantity_check CHECK (quantity > 0) NOT VALID;
//! ALTER TABLE orders VALIDATE CONSTRAINT orders_quantity_check;
//! ```
//!
//! ## When to ignore it
//! When old rows break the rule and are to stay as they are.
//!
//! ## References
//! - PostgreSQL manual, "ALTER TABLE", `ADD table_constraint [ NOT VALID ]` and `VALIDATE CONSTRAINT`.

use crate::prelude::*;

pub(crate) const RULE: Rule = Rule {
    code: "not-valid-left",
    severity: Severity::Info,
    dialects: &[Dialect::PostgreSql],
    check: Check::Table(check),
};

const WORDS: Words = Words {
    message: "`{0}` of `{table}` is NOT VALID and nothing validates it: rows that were there before may break it; validate it",
    why: "The schema reads as if the rule held, and the planner does not rely on it.",
    sure: "It was added NOT VALID, and no VALIDATE CONSTRAINT follows.",
    intent: "",
};

fn check(table: &TableView<'_>, findings: &mut Findings<'_>) {
    let relation = table.relation;
    let constraints = relation.constraints.iter();
    let checks = constraints
        .filter(|constraint| constraint.not_valid && constraint.local)
        .map(|constraint| (constraint.name.as_str(), constraint.span));
    let columns = relation.columns.iter().filter_map(|column| {
        let constraint = column.not_null_constraint.as_deref()?;
        (constraint.not_valid && constraint.local).then_some((&*constraint.name, column.span))
    });
    for (name, span) in checks.chain(columns) {
        let mut gap = table.table_gap(&WORDS);
        gap.object = Some(format!("{}.{name}", relation.name));
        gap.place = Some(span);
        gap.said = vec![name.to_owned()];
        gap.fixes.push(
            ProposedFix::statements(
                "validate it",
                "No row breaks it, or those that do are repaired first.",
                vec![format!(
                    "ALTER TABLE {} VALIDATE CONSTRAINT {}",
                    table.catalog.sql_name(relation),
                    quote(name, table.dialect())
                )],
            )
            .costing("Reads the whole table once; reads and writes go on."),
        );
        findings.push(&RULE, &gap);
    }
}
