//! A row of text as a row to insert.

use rowproof_catalog::evaluate::{Number, Value};
use rowproof_catalog::{Catalog, Column, Relation, TypeFamily};
use rowproof_proof::Row;
use rowproof_syntax::Dialect;

/// The row as `COPY` or `LOAD DATA` would store it: what the text says of the columns it has, and the default of the others; where a row has to
/// say it, some value.
pub(super) fn stored_row(
    catalog: &Catalog,
    relation: &Relation,
    columns: &[Option<&str>],
    cells: &[Option<String>],
) -> Row {
    let values = relation.columns.iter().filter_map(|column| {
        if column.generated.is_some() {
            return None;
        }
        let place = columns
            .iter()
            .position(|name| *name == Some(column.name.as_str()));
        let value = match place {
            Some(place) => match cells.get(place).and_then(Option::as_deref) {
                Some(cell) => value_of(cell, column, catalog.dialect()),
                None => Value::Null,
            },
            // As if the row did not name it, but for what a row must name.
            None if !column.is_required() => return None,
            None => Value::Unknown,
        };
        Some((column.name.clone(), value))
    });
    Row {
        relation: relation.id,
        values: values.collect(),
    }
}

/// A value as the column's type reads it; text that it cannot read stays text, which the row checker refuses.
fn value_of(cell: &str, column: &Column, dialect: Dialect) -> Value {
    let text = || Value::text(cell);
    if column.data_type.array_dimensions > 0 {
        return text();
    }
    match column.data_type.family {
        TypeFamily::Integer(_) | TypeFamily::Numeric | TypeFamily::Float(_) => {
            Number::parse(cell.trim()).map_or_else(text, Value::Number)
        }
        TypeFamily::Boolean => boolean(cell.trim(), dialect).map_or_else(text, Value::Boolean),
        TypeFamily::Text | TypeFamily::CaseInsensitiveText => text(),
        _ => Value::text(cell.trim()),
    }
}

/// PostgreSQL's words for truth values (manual, "Boolean Type"), which stand for 1 and 0 elsewhere.
fn boolean(cell: &str, dialect: Dialect) -> Option<bool> {
    let is = |words: &[&str]| words.iter().any(|word| cell.eq_ignore_ascii_case(word));
    match dialect {
        _ if is(&["1", "t", "true"]) => Some(true),
        _ if is(&["0", "f", "false"]) => Some(false),
        Dialect::PostgreSql if is(&["y", "yes", "on"]) => Some(true),
        Dialect::PostgreSql if is(&["n", "no", "off"]) => Some(false),
        _ => None,
    }
}
