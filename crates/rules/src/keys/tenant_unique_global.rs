//! # A name that one tenant takes from all others
//!
//! ## What it detects
//! A unique name, title, number or code, without the tenant, in a table whose rows each belong to one (`tenant_id`, `organization_id`,
//! `workspace_id`).
//!
//! ## Why it matters
//! The second customer who names a project "Website" is refused, because of a row of another customer that nobody there can see. The message
//! also tells them that it exists.
//!
//! ## Example
//! ```sql,finds
//! CREATE TABLE projects (
//!   id bigint PRIMARY KEY,
//!   tenant_id bigint NOT NULL,
//!   name text NOT NULL UNIQUE
//! );
//! ```
//!
//! ## Better
//! ```sql,clean
//! CREATE TABLE projects (
//!   id bigint PRIMARY KEY,
//!   tenant_id bigint NOT NULL,
//!   name text NOT NULL,
//!   UNIQUE (tenant_id, name)
//! );
//! ```
//!
//! ## When to ignore it
//! When the name stands in an address that all tenants share, or is given out by the system. Addresses to sign in with, identifiers, tokens
//! and host names are left alone, and so is a name that a foreign key refers to. Of a `slug` or a `code` it is said as possible only.
//!
//! ## References
//! - Citus documentation, "Multi-tenant Applications": unique constraints hold the tenant.

use crate::prelude::*;

pub(crate) const RULE: Rule = Rule {
    code: "tenant-unique-global",
    severity: Severity::Info,
    dialects: &Dialect::ALL,
    check: Check::Table(check),
};

/// What each tenant chooses, or counts, for itself.
const OWN: WordList = WordList::new("label,name,number,sku,title");

/// What stands in addresses too.
const SHARED: WordList = WordList::new("code,slug");

const WORDS: Words = Words {
    message: "a `{name}` that one tenant uses in `{table}` is refused to all others; make it unique within `{0}`",
    why: "The second tenant is refused because of a row that it cannot see, and learns that it exists.",
    sure: "Every row of `{table}` belongs to one `{0}`, and people choose a `{name}` for themselves; whether it must differ across tenants is for the application to say.",
    intent: "",
};

fn check(table: &TableView<'_>, findings: &mut Findings<'_>) {
    let Some(tenant) = table.tenant().filter(|_| !table.staging) else {
        return;
    };
    for index in &table.relation.indexes {
        let columns = table.unique_columns(index).unwrap_or_default();
        let [column] = columns.as_slice() else { continue };
        let Some(view) = table.columns.iter().find(|view| view.column.name == column.name) else {
            continue;
        };
        let Some(list) = chosen(table, view) else { continue };
        if index.origin == IndexOrigin::PrimaryKey || is_referenced(table, column) {
            continue;
        }
        let mut gap = table.index_gap(index, tenant, "whose the row is", &WORDS);
        gap.columns = vec![view.column];
        gap.said.push(tenant.name.clone());
        gap.certainty = list;
        gap.fixes.extend(fix(table, index, tenant, view.column));
        findings.push(&RULE, &gap);
    }
}

/// How sure it is that tenants choose the values for themselves; none when they do not. `name`, or `project_name` of `projects`.
fn chosen(table: &TableView<'_>, view: &ColumnView<'_>) -> Option<Certainty> {
    let (last, stem) = view.words.split_last()?;
    let whole = stem.is_empty() || stem == table.row.as_slice();
    let plain = whole && view.is_written() && view.column.identity.is_none() && !view.column.has_default();
    match last.as_ref() {
        _ if !plain => None,
        last if OWN.contains(last) => Some(Certainty::Likely),
        last if SHARED.contains(last) => Some(Certainty::Possible),
        _ => None,
    }
}

/// Whether a foreign key refers to it: then it is the row's name for others.
fn is_referenced(table: &TableView<'_>, column: &Column) -> bool {
    let by_it = |key: &ForeignKey| key.referenced_columns.as_slice() == std::slice::from_ref(&column.name);
    let keys = table.catalog.references_to(table.relation.id);
    keys.iter().any(|(_, _, key)| by_it(key))
}

fn fix(table: &TableView<'_>, index: &Index, tenant: &Column, column: &Column) -> Option<ProposedFix> {
    let relation = table.relation.id;
    let mut changes = table.unique(&[tenant, column]);
    if index.origin == IndexOrigin::Declared {
        let name = index.name.clone();
        changes.push(Change::DropIndex { relation, name });
    } else {
        // SQLite names the index otherwise.
        let over = |held: &&Constraint| {
            held.span == index.span && held.key().is_some_and(|key| key.columns.contains(&column.name))
        };
        let name = table.relation.constraints.iter().find(over)?.name.clone();
        changes.push(Change::DropConstraint { relation, name });
    }
    let fix = ProposedFix::guess(
        format!("make `{}` unique within `{}`", column.name, tenant.name),
        "Tenants choose it for themselves.",
        changes,
    );
    Some(fix.costing("Queries that look a row up by it alone must say the tenant as well."))
}
