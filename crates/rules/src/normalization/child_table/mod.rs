//! A table of its own for values of which a row has several.

use super::dependencies::{can_drop, drop_column};
use crate::prelude::*;

/// A table that is not there yet: the key of its parent, and one value in each row.
pub(crate) struct ChildTable {
    /// As SQL.
    pub name: String,
    /// Its columns that hold the parent's key, as SQL, in the key's order.
    pub keys: Vec<String>,
    /// The parent's key columns, as SQL.
    pub parent_keys: Vec<String>,
    /// Its column for the value, as SQL.
    pub value: String,
    parts: Vec<String>,
    references: Vec<String>,
}

impl ChildTable {
    /// A table of what `thing` says, in the singular. None when the parent has no short primary key that a foreign key can
    /// name, or when the name is taken.
    pub(crate) fn new(table: &TableView<'_>, thing: &str) -> Option<Self> {
        let (catalog, relation, dialect) = (table.catalog, table.relation, table.dialect());
        let key = relation.primary_key().filter(|key| key.columns.len() <= 2)?;
        let row = table.row.join("_");
        let mut name = relation.name.clone();
        name.name = format!("{row}_{}", plural(thing));
        if !catalog.is_free(&name) {
            return None;
        }
        let mut child = ChildTable {
            name: catalog.sql_qualified(&name),
            keys: Vec::new(),
            parent_keys: Vec::new(),
            value: quote(thing, dialect),
            parts: Vec::new(),
            references: Vec::new(),
        };
        for column in &key.columns {
            let column = relation.column(column)?;
            // MySQL compares text by collations that the two tables may not share.
            if dialect == Dialect::MySql && column.data_type.is_text() {
                return None;
            }
            let own = match column.name.eq_ignore_ascii_case("id") {
                true => format!("{row}_id"),
                false => column.name.clone(),
            };
            if own == thing {
                return None;
            }
            let own = quote(&own, dialect);
            child.parts.push(format!("{own} {} NOT NULL", column.data_type));
            child.keys.push(own);
            child.parent_keys.push(table.quoted(column));
        }
        if dialect != Dialect::MySql || relation.is_innodb() {
            child.references.push(format!(
                "FOREIGN KEY ({}) REFERENCES {} ({}) ON DELETE CASCADE",
                child.keys.join(", "),
                catalog.sql_name(relation),
                child.parent_keys.join(", ")
            ));
        }
        Some(child)
    }

    /// `CREATE TABLE`, with these columns besides and the key ending in `last`.
    pub(crate) fn create(&self, columns: &[String], last: &str) -> String {
        let mut parts = self.parts.clone();
        parts.extend_from_slice(columns);
        parts.push(format!("PRIMARY KEY ({}, {last})", self.keys.join(", ")));
        parts.extend_from_slice(&self.references);
        format!("CREATE TABLE {} ({})", self.name, parts.join(", "))
    }
}

/// Drops the columns, when all of them can be.
pub(crate) fn drops(table: &TableView<'_>, columns: &[&Column]) -> Vec<String> {
    if !columns.iter().all(|column| can_drop(table, column)) {
        return Vec::new();
    }
    columns.iter().map(|column| drop_column(table, column)).collect()
}
