//! Taking a column out of a table.

use rowproof_catalog::questions::columns_of;

use crate::prelude::*;

/// Whether the server drops the column by itself: nothing else of the schema names it.
pub(crate) fn can_drop(table: &TableView<'_>, column: &Column) -> bool {
    let (catalog, relation) = (table.catalog, table.relation);
    let name = &column.name;
    let named = |expression: &Expression| columns_of(expression).contains(name);
    let in_constraint = relation.constraints.iter().any(|held| held.mentions(name));
    let in_index = relation.indexes.iter().any(|index| index.mentions(name));
    let in_generated = relation
        .columns
        .iter()
        .filter_map(|other| other.generated.as_deref())
        .any(named);
    let views = match table.dialect() {
        Dialect::PostgreSql => catalog.is_read(relation.id),
        Dialect::Sqlite => catalog.has_views(),
        Dialect::MySql => false,
    };
    let triggers = match table.dialect() {
        Dialect::PostgreSql => relation.triggers.iter().any(|trigger| trigger.names_columns),
        Dialect::Sqlite | Dialect::MySql => !relation.triggers.is_empty(),
    };
    let inherited = relation.partitioned || column.parents > 0 || !relation.inherits.is_empty();
    !(in_constraint || in_index || in_generated || views || triggers || inherited)
}

/// `ALTER TABLE … DROP COLUMN …`
pub(crate) fn drop_column(table: &TableView<'_>, column: &Column) -> String {
    let name = table.catalog.sql_name(table.relation);
    format!("ALTER TABLE {name} DROP COLUMN {}", table.quoted(column))
}

/// A table of its own for what follows from a column, filled from the rows there are: the statements, in order. Where rows
/// contradict each other the smallest value is kept. None when the table's name is taken, when nothing could be dropped, or when
/// the column cannot be a key.
pub(crate) fn moved_out(
    table: &TableView<'_>,
    determinant: &Column,
    columns: &[&Column],
) -> Option<Vec<String>> {
    let (catalog, dialect) = (table.catalog, table.dialect());
    let droppable = columns.iter().all(|column| can_drop(table, column));
    // MySQL keys no TEXT column as a whole, and compares text by collations that the two tables may not share.
    let keyable = dialect != Dialect::MySql || !determinant.data_type.is_text();
    let mut stem = words(&determinant.name);
    stem.pop();
    let mut name = table.relation.name.clone();
    name.name = plural(&stem.join("_"));
    if !droppable || !keyable || stem.is_empty() || !catalog.is_free(&name) {
        return None;
    }
    let (new, old) = (catalog.sql_qualified(&name), catalog.sql_name(table.relation));
    let key = table.quoted(determinant);
    let quoted: Vec<String> = columns.iter().map(|column| table.quoted(column)).collect();
    let mut parts = vec![format!("{key} {} PRIMARY KEY", determinant.data_type)];
    for (column, name) in columns.iter().zip(&quoted) {
        let not_null = if column.not_null { " NOT NULL" } else { "" };
        parts.push(format!("{name} {}{not_null}", column.data_type));
    }
    let smallest: Vec<String> = quoted.iter().map(|name| format!("min({name})")).collect();
    let mut statements = vec![
        format!("CREATE TABLE {new} ({})", parts.join(", ")),
        format!(
            "INSERT INTO {new} ({key}, {}) SELECT {key}, {} FROM {old} WHERE {key} IS NOT NULL GROUP BY {key}",
            quoted.join(", "),
            smallest.join(", ")
        ),
    ];
    // SQLite adds no constraint to a table that is there.
    if dialect != Dialect::Sqlite {
        statements.push(format!(
            "ALTER TABLE {old} ADD FOREIGN KEY ({key}) REFERENCES {new} ({key})"
        ));
    }
    statements.extend(columns.iter().map(|column| drop_column(table, column)));
    Some(statements)
}
