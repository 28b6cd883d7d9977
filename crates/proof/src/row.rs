//! Rows and scripts of rows.

use rowproof_catalog::{Catalog, Identity, RelationId, quote};
use rowproof_syntax::Dialect;

use crate::Value;

/// One row to insert: the columns it names and their values.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// Into which relation.
    pub relation: RelationId,
    /// Columns by stored name, in the relation's order; the others get their defaults.
    pub values: Vec<(String, Value)>,
}

/// The rows of a counterexample.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Script {
    /// The rows it needs first, parents before children.
    pub setup: Vec<Row>,
    /// The rows that should be refused; the last one at least.
    pub offending: Vec<Row>,
}

impl Row {
    /// The value given for a column.
    pub fn value(&self, column: &str) -> Option<&Value> {
        self.values
            .iter()
            .find(|(name, _)| name == column)
            .map(|(_, value)| value)
    }

    /// As an INSERT statement, without its semicolon.
    pub fn to_sql(&self, catalog: &Catalog) -> String {
        let Some(relation) = catalog.relation(self.relation) else {
            return String::new();
        };
        let dialect = catalog.dialect();
        let table = catalog.sql_name(relation);
        if self.values.is_empty() {
            return match dialect {
                Dialect::MySql => format!("INSERT INTO {table} () VALUES ()"),
                Dialect::PostgreSql | Dialect::Sqlite => format!("INSERT INTO {table} DEFAULT VALUES"),
            };
        }
        let columns: Vec<String> = self.values.iter().map(|(name, _)| quote(name, dialect)).collect();
        let values: Vec<String> = self
            .values
            .iter()
            .map(|(_, value)| value.to_sql(dialect))
            .collect();
        let overrides = self.values.iter().any(|(name, _)| {
            relation
                .column(name)
                .is_some_and(|column| column.identity == Some(Identity::Always))
        });
        let overriding = if overrides && dialect == Dialect::PostgreSql {
            " OVERRIDING SYSTEM VALUE"
        } else {
            ""
        };
        format!(
            "INSERT INTO {table} ({}){overriding} VALUES ({})",
            columns.join(", "),
            values.join(", ")
        )
    }
}
