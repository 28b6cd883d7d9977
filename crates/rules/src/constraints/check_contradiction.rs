//! # CHECKs that no row passes
//!
//! ## What it detects
//! A CHECK, or several together, that refuse every row, or every row that has a value in some column.
//!
//! ## Why it matters
//! The table, or the column, cannot be used: the first INSERT fails. `AND` where `OR` was meant, and a second CHECK that was added
//! without a look at the first, are the usual causes.
//!
//! ## Example
//! ```sql,finds
//! CREATE TABLE orders (
//!   id bigint PRIMARY KEY,
//!   status text NOT NULL CHECK (status = 'new' AND status = 'paid')
//! );
//! ```
//!
//! ## Better
//! ```sql,clean
//! CREATE TABLE orders (
//!   id bigint PRIMARY KEY,
//!   status text NOT NULL CHECK (status = 'new' OR status = 'paid')
//! );
//! ```
//!
//! ## When to ignore it
//! A table that is closed on purpose. `CHECK (c IS NULL)`, which says that a column is not used, is left alone.
//!
//! ## References
//! - PostgreSQL manual, "Data Definition", section "Check Constraints".

use rowproof_catalog::questions::CheckVerdict;

use crate::prelude::*;

pub(crate) const RULE: Rule = Rule {
    code: "check-contradiction",
    severity: Severity::Error,
    dialects: &Dialect::ALL,
    check: Check::Table(check),
};

const WORDS: Words = Words {
    message: "{0} of `{table}` refuses {1}; say what it should let pass",
    why: "No INSERT that means to use it succeeds.",
    sure: "No way in which the columns and constants can be ordered passes.",
    intent: "",
};

fn check(table: &TableView<'_>, findings: &mut Findings<'_>) {
    for (constraint, held, verdict) in table.verdicts() {
        if constraint.local
            && let Some(verdict) = verdict
            && !says_null(&held.expression.text)
        {
            push(table, &[constraint], verdict, findings);
        }
    }
    for found in table.catalog.contradictions(table.relation) {
        let texts = found
            .constraints
            .iter()
            .filter_map(|constraint| constraint.check());
        let mut null = texts.map(|check| says_null(&check.expression.text));
        if found.constraints.iter().any(|constraint| constraint.local) && !null.any(|null| null) {
            push(table, &found.constraints, &found.verdict, findings);
        }
    }
}

/// `c IS NULL` is said on purpose.
fn says_null(condition: &str) -> bool {
    let condition = condition.to_ascii_lowercase();
    condition.contains("is null") || condition.contains("isnull")
}

fn push(
    table: &TableView<'_>,
    constraints: &[&Constraint],
    verdict: &CheckVerdict,
    findings: &mut Findings<'_>,
) {
    let refused = match verdict {
        CheckVerdict::RefusesNothing => return,
        CheckVerdict::RefusesEverything => "every row".to_owned(),
        CheckVerdict::LeavesOnlyNull(columns) => format!("every value but NULL in {}", listed(columns)),
    };
    let Some(last) = constraints.last() else {
        return;
    };
    let texts = constraints.iter().filter_map(|constraint| constraint.check());
    let texts: Vec<&str> = texts.map(|check| check.expression.text.as_str()).collect();
    let subject = match constraints {
        [_] => format!("the CHECK {}", listed(&texts)),
        _ => format!(
            "each of the CHECKs {} alone is fine, but together the last",
            listed(&texts)
        ),
    };
    let mut gap = table.table_gap(&WORDS);
    gap.object = Some(format!("{}.{}", table.relation.name, last.name));
    gap.place = Some(last.span);
    gap.said = vec![subject, refused];
    for other in constraints.iter().rev().skip(1) {
        gap.related.push(Label {
            span: other.span,
            text: "leaves nothing together with it".to_owned(),
        });
    }
    gap.fixes.push(ProposedFix::guess(
        "drop it",
        "The other rules are right; where this one is, correct the condition instead.",
        vec![Change::DropConstraint {
            relation: table.relation.id,
            name: last.name.clone(),
        }],
    ));
    findings.push(&RULE, &gap);
}
