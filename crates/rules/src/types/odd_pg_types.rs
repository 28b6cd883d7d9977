//! # Types that stand in the way
//!
//! ## What it detects
//! PostgreSQL: columns of types that an upgrade refuses (`regproc`, `regprocedure`, `regoper`, `regoperator`, `regconfig`,
//! `regdictionary`, `regcollation`, `regnamespace`), and of `hstore`.
//!
//! ## Why it matters
//! Values of those types are numbers of catalog rows, which are others after `pg_upgrade`: it refuses to run while a table holds one.
//! `hstore` knows texts alone, without nesting, numbers or truth values, and wants an extension in every database that a dump is
//! restored into; `jsonb` does all it does.
//!
//! ## Example
//! ```sql,finds
//! CREATE TABLE searches (
//!   id bigint PRIMARY KEY,
//!   configuration regconfig NOT NULL
//! );
//! ```
//!
//! ## Better
//! ```sql,clean
//! CREATE TABLE searches (
//!   id bigint PRIMARY KEY,
//!   configuration text NOT NULL
//! );
//! ```
//!
//! ## When to ignore it
//! `hstore`, which is a hint, where it serves. `regclass`, `regtype` and `regrole` survive an upgrade, and `xml` is right for XML: none of
//! them is reported.
//!
//! ## References
//! - PostgreSQL manual, "pg_upgrade", section "Notes"; "hstore".

use super::tied::{no_default, report, retyped};
use crate::prelude::*;

pub(crate) const RULE: Rule = Rule {
    code: "odd-pg-types",
    severity: Severity::Warning,
    dialects: &[Dialect::PostgreSql],
    check: Check::Table(check),
};

/// Types of references to the catalog that are numbers.
const CATALOG: WordList = WordList::new(
    "regcollation,regconfig,regdictionary,regnamespace,regoper,regoperator,regproc,regprocedure",
);

const UPGRADE: Words = Words {
    message: "`{column}` is `{type}`, which `pg_upgrade` refuses; keep the name as `text`",
    why: "Its values are numbers of catalog rows, and those are others in the next version.",
    sure: "The type says it.",
    intent: "",
};

const HSTORE: Words = Words {
    message: "`{column}` is `hstore`, which keeps texts alone and wants its extension everywhere; `jsonb` does the same without",
    why: "Numbers and truth values come back as texts, and a dump restores only where the extension is.",
    sure: "The type says it.",
    intent: "",
};

fn check(table: &TableView<'_>, findings: &mut Findings<'_>) {
    for column in &table.columns {
        let held = column.column;
        if held.data_type.domain.is_some() {
            continue;
        }
        let bare = held.data_type.name.rsplit('.').next().unwrap_or_default();
        if CATALOG.contains(bare) {
            let mut gap = table.gap(column, &UPGRADE);
            let text = ColumnType::known("text", TypeFamily::Text);
            let changes = (!findings.is_full(&RULE))
                .then(|| retyped(table, held, &text, Some("{}::text"), &no_default))
                .flatten();
            gap.fixes.extend(changes.map(|changes| {
                let when = "Readers cast the name where they use it.";
                ProposedFix::safe("store the name as `text`", when, changes)
                    .costing("Rewrites the table while it is locked.")
            }));
            report(findings, &RULE, gap);
        } else if bare == "hstore" && column.is_written() {
            let mut gap = table.gap(column, &HSTORE);
            gap.severity = Some(Severity::Hint);
            if !findings.is_full(&RULE) {
                gap.fixes.extend(as_jsonb(table, held));
            }
            report(findings, &RULE, gap);
        }
    }
}

/// Every `hstore` is an object.
fn as_jsonb(table: &TableView<'_>, column: &Column) -> Option<ProposedFix> {
    let jsonb = ColumnType::known("jsonb", TypeFamily::Jsonb);
    let mut changes = retyped(table, column, &jsonb, Some("{}::jsonb"), &no_default)?;
    let object = format!("jsonb_typeof({}) = 'object'", table.quoted(column));
    changes.push(table.check(&[column], &object)?);
    let when = "Queries can be changed: `?`, `->` and `@>` are there, `||` and functions have other names.";
    Some(
        ProposedFix::guess("store it as `jsonb`", when, changes)
            .costing("Rewrites the table while it is locked."),
    )
}
