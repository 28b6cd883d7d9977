//! # Foreign key without an index
//!
//! ## What it detects
//! A foreign key whose referencing columns do not lead any index of their table.
//!
//! ## Why it matters
//! The server keeps an index on the referenced side only. When a referenced row is deleted or its key changes, the
//! server looks for rows that point at it; without an index it reads the whole referencing table, once per row, while
//! it holds locks. Joins from the parent to its children read it whole as well.
//!
//! ## Example
//! ```sql,finds
//! CREATE TABLE customers (id bigint PRIMARY KEY);
//! CREATE TABLE invoices (
//!   id bigint PRIMARY KEY,
//!   customer_id bigint NOT NULL REFERENCES customers (id)
//! );
//! ```
//!
//! ## Better
//! ```sql,clean
//! CREATE TABLE customers (id bigint PRIMARY KEY);
//! CREATE TABLE invoices (
//!   id bigint PRIMARY KEY,
//!   customer_id bigint NOT NULL REFERENCES customers (id)
//! );
//! CREATE INDEX invoices_customer_id_idx ON invoices (customer_id);
//! ```
//!
//! ## When to ignore it
//! When the referenced table is a short list that is never deleted from, and nothing joins by it. MySQL makes the index
//! itself, so the rule is silent there. An index that starts with the referencing columns, in any order, serves; so does
//! a primary key that does, and a partial index that only leaves out NULLs.
//!
//! ## References
//! - PostgreSQL manual, "Data Definition", section "Foreign Keys".
//! - SQLite documentation, "SQLite Foreign Key Support", section 3.

use rowproof_catalog::{Constraint, ForeignKey};

use crate::prelude::*;

pub(crate) const RULE: Rule = Rule {
    code: "fk-no-index",
    severity: Severity::Warning,
    dialects: &[Dialect::PostgreSql, Dialect::Sqlite],
    check: Check::Schema(check),
};

/// A table with this many columns or fewer, one of them its key, that others look values up in.
const LOOKUP_COLUMNS: usize = 2;

/// A foreign key that no index serves.
struct UnindexedForeignKey<'c> {
    catalog: &'c Catalog,
    relation: &'c Relation,
    constraint: &'c Constraint,
    foreign_key: &'c ForeignKey,
}

fn check(context: &SchemaContext<'_>, findings: &mut Findings<'_>) {
    let catalog = context.catalog;
    for (relation, constraint, foreign_key) in catalog.foreign_keys() {
        if catalog.index_covering(relation, &foreign_key.columns).is_none() {
            findings.push(
                &RULE,
                &UnindexedForeignKey {
                    catalog,
                    relation,
                    constraint,
                    foreign_key,
                },
            );
        }
    }
}

impl UnindexedForeignKey<'_> {
    fn referenced(&self) -> Option<&Relation> {
        self.foreign_key.relation.and_then(|id| self.catalog.relation(id))
    }

    /// A short list of values: rarely deleted from, seldom joined from.
    fn is_lookup(&self) -> bool {
        self.referenced().is_some_and(|parent| {
            parent.columns.len() <= LOOKUP_COLUMNS && parent.foreign_keys().next().is_none()
        })
    }

    /// The index that comes nearest: it holds the columns, but not first.
    fn nearest(&self) -> Option<&Index> {
        self.relation.indexes.iter().find(|index| {
            self.foreign_key
                .columns
                .iter()
                .all(|column| index.mentions(column))
        })
    }
}

impl Explain for UnindexedForeignKey<'_> {
    fn object(&self) -> String {
        format!("{}.{}", self.relation.name, self.foreign_key.columns.join("+"))
    }

    fn relation(&self) -> Option<&Relation> {
        Some(self.relation)
    }

    fn span(&self) -> Span {
        self.constraint.span
    }

    fn message(&self) -> String {
        format!(
            "the foreign key {} of `{}` has no index, so every delete in `{}` reads the whole table; add one",
            listed(&self.foreign_key.columns),
            self.relation.name,
            self.foreign_key.referenced
        )
    }

    fn why(&self) -> String {
        format!(
            "Deleting a row of `{}`, or joining from it, looks for the rows of `{}` that point at it, one by one without an index.",
            self.foreign_key.referenced, self.relation.name
        )
    }

    fn severity(&self) -> Option<Severity> {
        self.is_lookup().then_some(Severity::Hint)
    }

    fn certainty(&self) -> (Certainty, String) {
        let reason = "No index of the table starts with these columns; how much it costs depends on the number of rows.";
        (Certainty::Likely, reason.to_owned())
    }

    fn related(&self) -> Vec<Label> {
        self.referenced()
            .map(|parent| Label {
                span: parent.name_span,
                text: "the referenced table".to_owned(),
            })
            .into_iter()
            .collect()
    }

    fn evidence(&self) -> Vec<String> {
        let mut facts = Vec::new();
        if let Some(index) = self.nearest() {
            facts.push(format!(
                "`{}` holds the columns but does not serve this look-up: they are not its first keys, or its predicate leaves rows out.",
                index.name
            ));
        }
        if self.is_lookup() {
            facts.push(format!(
                "`{}` looks like a short list of values, so this matters little.",
                self.foreign_key.referenced
            ));
        }
        facts
    }

    /// A query that reads by the column asks for the same index, and more of it perhaps.
    fn root_cause(&self) -> Option<(String, u8)> {
        match self.foreign_key.columns.as_slice() {
            [column] => Some((format!("index: {}.{column}", self.relation.name), 1)),
            _ => None,
        }
    }

    fn fixes(&self) -> Vec<ProposedFix> {
        let columns = &self.foreign_key.columns;
        let name = self.catalog.choose_name(self.relation.id, columns, "idx");
        let index = |predicate: Option<Expression>| {
            Change::CreateIndex(NewIndex {
                predicate,
                ..NewIndex::on(self.relation.id, name.clone(), columns.clone())
            })
        };
        let cost = "Each insert, and each update of these columns, writes one index entry more.";
        let mut fixes = vec![
            ProposedFix::safe(
                "add an index on the referencing columns",
                "The usual choice.",
                vec![index(None)],
            )
            .costing(cost),
        ];
        let nullable = columns.first().filter(|name| {
            columns.len() == 1 && self.relation.column(name).is_some_and(|column| !column.not_null)
        });
        if let Some(column) = nullable {
            let present = Expression {
                text: format!("{} IS NOT NULL", quote(column, self.catalog.dialect())),
                kind: ExpressionKind::IsNull {
                    operand: Box::new(column_expression(column)),
                    negated: true,
                },
                span: Span::default(),
            };
            fixes.push(
                ProposedFix::safe(
                    "add an index on the rows that point somewhere",
                    "Most rows have NULL here: the index stays small and serves deletes and joins all the same.",
                    vec![index(Some(present))],
                )
                .costing(cost),
            );
        }
        fixes
    }
}
