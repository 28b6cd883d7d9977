//! # The time of creation has no default
//!
//! ## What it detects
//! A required time of creation without a default, in a schema most of whose tables have one.
//!
//! ## Why it matters
//! Every writer has to set it: an import, a script and a repair by hand each from another clock, or from a wrong one. Where the other
//! tables fill it in by themselves, nobody expects that this one does not.
//!
//! ## Example
//! ```sql,finds
//! CREATE TABLE customers (id bigint PRIMARY KEY, created_at timestamptz NOT NULL DEFAULT now());
//! CREATE TABLE invoices (id bigint PRIMARY KEY, created_at timestamptz NOT NULL DEFAULT now());
//! CREATE TABLE orders (id bigint PRIMARY KEY, created_at timestamptz NOT NULL);
//! ```
//!
//! ## Better
//! ```sql,clean
//! CREATE TABLE customers (id bigint PRIMARY KEY, created_at timestamptz NOT NULL DEFAULT now());
//! CREATE TABLE orders (id bigint PRIMARY KEY, created_at timestamptz NOT NULL DEFAULT now());
//! ```
//!
//! ## When to ignore it
//! When the time is that of an event elsewhere, which only the writer knows. Schemas in which no default is the rule leave it to the
//! application and are left alone, and so are tables with a trigger.
//!
//! ## References
//! - PostgreSQL manual, "Data Definition", section "Default Values".

use crate::prelude::*;

pub(crate) const RULE: Rule = Rule {
    code: "created-at-no-default",
    severity: Severity::Info,
    dialects: &Dialect::ALL,
    check: Check::Schema(check),
};

const WORDS: Words = Words {
    message: "`{column}` has no default, unlike {0}; let the current time be its default",
    why: "Every writer has to set it, each from its own clock.",
    sure: "Most times of creation of this schema have a default.",
    intent: "",
};

fn check(context: &SchemaContext<'_>, findings: &mut Findings<'_>) {
    let (mut without, mut others) = (Vec::new(), 0_usize);
    let mut with: Vec<String> = Vec::new();
    for relation in context.catalog.tables() {
        for column in &relation.columns {
            let is_time = matches!(
                column.data_type.family,
                TypeFamily::Date | TypeFamily::Timestamp | TypeFamily::TimestampWithTimeZone
            );
            if !is_time || column.generated.is_some() || !is_named(&column.name, &Lexicon::CREATED) {
                continue;
            }
            let default = column.default.as_deref();
            if default.is_some_and(|default| matches!(default.kind, ExpressionKind::Function { .. })) {
                with.push(column_name(relation, column));
                continue;
            }
            others += 1;
            if default.is_none() && column.not_null && relation.triggers.is_empty() && !relation.is_staging()
            {
                without.push((relation, column));
            }
        }
    }
    // Where none is the rule, the application sets them all.
    if with.len() <= others {
        return;
    }
    let Some(example) = with.first() else {
        return;
    };
    let those = match with.len() {
        1 => format!("`{example}`"),
        several => format!("`{example}` and {} more", several - 1),
    };
    for (relation, column) in without {
        let view = TableView::new(context.catalog, relation, context.queries);
        let mut gap = view.table_gap(&WORDS);
        gap.columns.push(column);
        gap.said = vec![those.clone()];
        let now = match (column.data_type.family, view.dialect()) {
            (TypeFamily::Date, Dialect::MySql) => "(CURRENT_DATE)",
            (TypeFamily::Date, _) => "CURRENT_DATE",
            (_, Dialect::PostgreSql) => "now()",
            _ => "CURRENT_TIMESTAMP",
        };
        gap.fixes.extend(view.default(column, now).map(|change| {
            ProposedFix::safe(
                "let the current time be its default",
                "A row is made when it is written.",
                vec![change],
            )
        }));
        findings.push(&RULE, &gap);
    }
}
