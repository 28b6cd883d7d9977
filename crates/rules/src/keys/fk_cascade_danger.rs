//! # A delete that takes the books along
//!
//! ## What it detects
//! `ON DELETE CASCADE` from a table of payments, invoices, ledger entries and the like, or of an audit trail, to what they are about.
//!
//! ## Why it matters
//! Somebody deletes a customer, to tidy up or because they asked for it, and every invoice and payment of that customer is gone, without a
//! word and without a trace. Books have to be kept for years, and a trail that vanishes with the one who left it is none.
//!
//! ## Example
//! ```sql,finds
//! CREATE TABLE customers (id bigint PRIMARY KEY);
//! CREATE TABLE invoices (
//!   id bigint PRIMARY KEY,
//!   customer_id bigint NOT NULL REFERENCES customers (id) ON DELETE CASCADE,
//!   total_cents bigint NOT NULL CHECK (total_cents >= 0)
//! );
//! CREATE INDEX invoices_customer_id_idx ON invoices (customer_id);
//! ```
//!
//! ## Better
//! ```sql,clean
//! CREATE TABLE customers (id bigint PRIMARY KEY);
//! CREATE TABLE invoices (
//!   id bigint PRIMARY KEY,
//!   customer_id bigint NOT NULL REFERENCES customers (id) ON DELETE RESTRICT,
//!   total_cents bigint NOT NULL CHECK (total_cents >= 0)
//! );
//! CREATE INDEX invoices_customer_id_idx ON invoices (customer_id);
//! ```
//!
//! ## When to ignore it
//! When a whole tenant is removed on purpose, with everything it has; references by a tenant's column are left alone. So are lines of an
//! invoice, which are a part of it, and references from one such table to another.
//!
//! ## What experts disagree on
//! Whether rows should ever be deleted along. Of most parts of a thing they should; of books and trails hardly anybody says so.
//!
//! ## References
//! - PostgreSQL manual, "Data Definition", section "Foreign Keys", on which action suits which relation.

use crate::prelude::*;

pub(crate) const RULE: Rule = Rule {
    code: "fk-cascade-danger",
    severity: Severity::Warning,
    dialects: &Dialect::ALL,
    check: Check::Table(check),
};

/// Last words of tables that books are kept in.
const BOOKS: WordList = WordList::new(
    "bill,bookkeeping,charge,invoice,ledger,payment,payout,posting,receipt,refund,settlement,transaction",
);

const WORDS: Words = Words {
    message: "deleting a row of `{0}` deletes its rows of `{table}` as well, without a word; refuse the delete, or keep them",
    why: "{1}",
    sure: "The action is in the text; what the rows are is read from the name of `{table}`.",
    intent: "",
};

fn check(table: &TableView<'_>, findings: &mut Findings<'_>) {
    let books = is_book(&table.row);
    if table.staging || !must_stay(&table.row) {
        return;
    }
    for (constraint, key) in table.relation.foreign_keys() {
        let cascades = key.on_delete == Some(ReferentialAction::Cascade);
        let parent = key.relation.and_then(|id| table.catalog.relation(id));
        let Some(parent) = parent.filter(|_| cascades && constraint.local && constraint.enforced) else {
            continue;
        };
        let row = table.catalog.row_words(parent);
        let related = is_book(&row) || parent.id == table.relation.id;
        let whole_tenant = key.columns.iter().any(|name| is_named(name, &Lexicon::TENANT));
        if related || whole_tenant {
            continue;
        }
        let mut gap = table.table_gap(&WORDS);
        gap.object = Some(format!("{}.{}", table.relation.name, constraint.name));
        gap.place = Some(constraint.span);
        gap.said = vec![
            parent.name.to_string(),
            match books {
                true => "Books have to be kept when the one they are about is gone.",
                false => "A trail that vanishes with the one who left it shows nothing.",
            }
            .to_owned(),
        ];
        gap.fixes.extend(fixes(table, constraint, key, parent));
        findings.push(&RULE, &gap);
    }
}

/// Whether rows of that kind stay when what they are about is gone: books and trails.
pub(crate) fn must_stay(row: &[Word<'_>]) -> bool {
    is_book(row) || has_word(row, const { WordList::new("audit") })
}

fn is_book(row: &[Word<'_>]) -> bool {
    row.last().is_some_and(|last| BOOKS.contains(last))
}

fn fixes(
    table: &TableView<'_>,
    constraint: &Constraint,
    key: &ForeignKey,
    parent: &Relation,
) -> Vec<ProposedFix> {
    let emptied = |name: &String| {
        let column = table.relation.column(name);
        column.is_some_and(|column| !column.not_null && !table.relation.is_in_primary_key(name))
    };
    let keep = (
        ReferentialAction::SetNull,
        "keep them without the reference",
        format!(
            "The rows say themselves what they need to say of `{}`.",
            parent.name
        ),
    );
    let refuse = (
        ReferentialAction::Restrict,
        "refuse to delete what they are about",
        format!("A row of `{}` is marked as gone instead of deleted.", parent.name),
    );
    let mut fixes = Vec::new();
    for (action, title, when) in [refuse, keep] {
        if action == ReferentialAction::SetNull && !key.columns.iter().all(emptied) {
            continue;
        }
        let answer = (Some(action), key.on_update);
        let statements = redeclared(table.catalog, table.relation, constraint, key, answer);
        if !key.referenced_columns.is_empty() && !statements.is_empty() {
            fixes.push(ProposedFix::statements(title, when, statements));
        }
    }
    fixes
}
