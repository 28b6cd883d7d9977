//! # A CHECK that NULL gets past
//!
//! ## What it detects
//! A column with a default and a CHECK that lists or bounds its values, and without NOT NULL: whoever writes NULL gets past both.
//!
//! ## Why it matters
//! A CHECK refuses a row only when it is false; for NULL it is neither true nor false. `CHECK (status IN ('new', 'paid'))` reads as "one
//! of the two" and lets a third through, which no query for either of them finds.
//!
//! ## Example
//! ```sql,finds
//! CREATE TABLE orders (
//!   id bigint PRIMARY KEY,
//!   customer text NOT NULL,
//!   status text DEFAULT 'new' CHECK (status IN ('new', 'paid'))
//! );
//! ```
//!
//! ## Better
//! ```sql,clean
//! CREATE TABLE orders (
//!   id bigint PRIMARY KEY,
//!   customer text NOT NULL,
//!   status text NOT NULL DEFAULT 'new' CHECK (status IN ('new', 'paid'))
//! );
//! ```
//!
//! ## When to ignore it
//! When NULL means something of its own. Columns without a default, which are often optional, and CHECKs that speak of NULL are left alone,
//! and so are tables that require nothing at all.
//!
//! ## References
//! - PostgreSQL manual, "Data Definition", section "Check Constraints".

use rowproof_catalog::Check as CheckConstraint;

use crate::prelude::*;

pub(crate) const RULE: Rule = Rule {
    code: "check-passes-null",
    severity: Severity::Info,
    dialects: &Dialect::ALL,
    check: Check::Table(check),
};

const WORDS: Words = Words {
    message: "`{column}` accepts NULL past the CHECK `{0}`; declare it NOT NULL",
    why: "A CHECK refuses only what makes it false, and for NULL it is neither true nor false.",
    sure: "It has a default and a CHECK for every value, so a value is what is meant.",
    intent: "every row of `{table}` has one of the values that the CHECK lets pass as `{name}`",
};

fn check(table: &TableView<'_>, findings: &mut Findings<'_>) {
    let relation = table.relation;
    // Where nothing is required, that is the finding.
    let careful = |column: &Column| {
        let own = !relation.is_in_primary_key(&column.name) && !is_named(&column.name, &Lexicon::CREATED);
        column.not_null && own
    };
    if table.staging || !relation.columns.iter().any(careful) {
        return;
    }
    for column in &table.columns {
        let held = column.column;
        let Some(default) = held.default.as_deref() else {
            continue;
        };
        if held.not_null || !column.is_written() || default.text.eq_ignore_ascii_case("null") {
            continue;
        }
        let said = |(_, check): &(&Constraint, &CheckConstraint)| {
            check.columns.as_slice() == std::slice::from_ref(&held.name)
        };
        let mut checks = relation.enforced_checks().filter(said);
        let facts = table.facts(column);
        let bounded = facts.allowed.is_some() || facts.range.low.is_some() || facts.range.high.is_some();
        let Some((constraint, first)) = checks.next().filter(|_| bounded && !facts.rejects_null) else {
            continue;
        };
        let speaks_of_null =
            |check: &CheckConstraint| check.expression.text.to_ascii_lowercase().contains("null");
        if speaks_of_null(first)
            || checks.any(|(_, check)| speaks_of_null(check))
            || table.relation.is_emptied(&held.name)
        {
            continue;
        }
        let mut gap = table.gap(column, &WORDS);
        gap.said = vec![first.expression.text.clone()];
        gap.related.push(Label {
            span: constraint.span,
            text: "NULL gets past it".to_owned(),
        });
        gap.rows = Rows::One(vec![(&held.name, Value::Null)]);
        gap.fixes.push(ProposedFix::safe(
            "declare it NOT NULL",
            "The default fills it in where writers leave it out.",
            vec![table.require(held)],
        ));
        findings.push(&RULE, &gap);
    }
}
