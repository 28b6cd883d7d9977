//! A row of text as a row to insert.

use rowproof_catalog::evaluate::{Number, Value};
use rowproof_catalog::{Catalog, Column, Relation, TypeFamily};
use rowproof_proof::Row;
use rowproof_syntax::Dialect;

/// Where the columns of a table stand in rows of text.
pub(super) struct Layout<'r> {
    relation: &'r Relation,
    /// The table's columns that a row may name, each with its place.
    columns: Vec<(&'r Column, Option<usize>)>,
}

impl<'r> Layout<'r> {
    /// `columns` are the table's columns by the places of the rows'.
    pub(super) fn of(relation: &'r Relation, columns: &[Option<&str>]) -> Self {
        let stored = relation
            .columns
            .iter()
            .filter(|column| column.generated.is_none());
        let placed = stored.filter_map(|column| {
            let place = columns
                .iter()
                .position(|name| *name == Some(column.name.as_str()));
            // As if the row did not name it, but for what a row must name.
            (place.is_some() || column.is_required()).then_some((column, place))
        });
        Self {
            relation,
            columns: placed.collect(),
        }
    }

    /// The row as `COPY` or `LOAD DATA` would store it: what the text says of the columns it has, and the default of the others; where a row has to
    /// say it, some value.
    pub(super) fn row(&self, catalog: &Catalog, cells: &[Option<String>]) -> Row {
        let values = self.columns.iter().map(|(column, place)| {
            let value = match place.map(|place| cells.get(place).and_then(Option::as_deref)) {
                Some(Some(cell)) => value_of(cell, column, catalog.dialect()),
                Some(None) => Value::Null,
                None => Value::Unknown,
            };
            (column.name.clone(), value)
        });
        Row {
            relation: self.relation.id,
            values: values.collect(),
        }
    }
}

/// A value as the column's type reads it; text that it cannot read stays text, which the row checker refuses.
fn value_of(cell: &str, column: &Column, dialect: Dialect) -> Value {
    let number = |cell: &str| Number::parse(cell.trim()).map_or_else(|| Value::text(cell), Value::Number);
    if column.data_type.array_dimensions > 0 {
        return Value::text(cell);
    }
    match (dialect, column.data_type.family) {
        (_, TypeFamily::Text | TypeFamily::CaseInsensitiveText | TypeFamily::Enum) => Value::text(cell),
        (Dialect::PostgreSql, TypeFamily::Boolean) => {
            boolean(cell.trim()).map_or_else(|| Value::text(cell), Value::Boolean)
        }
        // What has digits after the point is no whole number there.
        (Dialect::PostgreSql, TypeFamily::Integer(_)) => Value::text(cell.trim()),
        (_, TypeFamily::Integer(_) | TypeFamily::Numeric | TypeFamily::Float(_) | TypeFamily::Boolean) => {
            number(cell)
        }
        // A type's name decides there what becomes a number, and of these no name says text.
        (Dialect::Sqlite, TypeFamily::Date | TypeFamily::Timestamp | TypeFamily::Time) => number(cell),
        _ => Value::text(cell.trim()),
    }
}

/// PostgreSQL's words for truth values and their beginnings (manual, "Boolean Type").
fn boolean(cell: &str) -> Option<bool> {
    let begins = |word: &str, least: usize| {
        let beginning = word.get(..cell.len());
        cell.len() >= least && beginning.is_some_and(|beginning| beginning.eq_ignore_ascii_case(cell))
    };
    if begins("true", 1) || begins("yes", 1) || begins("on", 2) || cell == "1" {
        return Some(true);
    }
    let is_false = begins("false", 1) || begins("no", 1) || begins("off", 2) || cell == "0";
    is_false.then_some(false)
}
