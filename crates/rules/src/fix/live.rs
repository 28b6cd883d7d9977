//! Steps for a database in use: nothing that blocks writers for longer than a moment, rows in the way found first.
//!
//! Locks are those of the PostgreSQL manual, "Explicit Locking" and "ALTER TABLE"; for MySQL those of the manual's
//! "Online DDL Operations".

use std::borrow::Cow;

use rowproof_catalog::{Catalog, Change, NewIndex, Relation, quote};
use rowproof_findings::LiveStep;
use rowproof_syntax::Dialect;

use super::held_types::held_types;
use super::statements::{column_list, create_index, drop_index, references, statements_at, statements_of};

const MOMENT: &str = "ACCESS EXCLUSIVE, for a moment";
const ONLINE: &str = "SHARE UPDATE EXCLUSIVE: reads and writes go on";

/// The steps of the changes, in order.
pub fn live_steps_of(catalog: &Catalog, changes: &[Change]) -> Vec<LiveStep> {
    if catalog.dialect() == Dialect::Sqlite && statements_of(catalog, changes).is_empty() {
        return vec![rebuild()];
    }
    let (dropped, declared_again) = held_types(catalog, changes);
    let around = |statement: String, note: &'static str| {
        let lock = match catalog.dialect() {
            Dialect::PostgreSql => "ACCESS EXCLUSIVE on both tables",
            Dialect::MySql | Dialect::Sqlite => "copies the table; writes wait",
        };
        step(statement, lock, note)
    };
    let between = changes.iter().enumerate().flat_map(|(at, change)| {
        let statements = || statements_at(catalog, changes, at);
        match catalog.dialect() {
            Dialect::PostgreSql => postgresql(catalog, change, &statements),
            Dialect::MySql => mysql(catalog, change, statements()),
            Dialect::Sqlite => sqlite(catalog, change),
        }
    });
    let first = dropped
        .into_iter()
        .map(|statement| around(statement, "nothing is checked until it is declared again below"));
    let last = declared_again
        .into_iter()
        .map(|statement| around(statement, "reads the referencing table once"));
    first.chain(between).chain(last).collect()
}

fn step(statement: String, lock: &'static str, note: impl Into<Cow<'static, str>>) -> LiveStep {
    LiveStep {
        statement,
        lock,
        note: note.into(),
    }
}

/// The steps of one change, whose statements among the others are these.
fn postgresql(catalog: &Catalog, change: &Change, statements: &dyn Fn() -> Vec<String>) -> Vec<LiveStep> {
    let Some(relation) = change.relation().and_then(|id| catalog.relation(id)) else {
        return as_statements(catalog, change, "", "");
    };
    let table = catalog.sql_name(relation);
    let alter = format!("ALTER TABLE {table}");
    if relation.partitioned
        && let Some(steps) = of_partitioned(catalog, change)
    {
        return steps;
    }
    match change {
        Change::SetNotNull { column, .. } => set_not_null(&table, &alter, relation, column),
        Change::AddUnique { columns, name, .. } => {
            add_unique(catalog, &table, &alter, relation, columns, name)
        }
        Change::AddPrimaryKey { columns, .. } => {
            let name = catalog.choose_name(relation.id, columns, "pkey");
            add_primary_key(catalog, &table, &alter, relation, columns, &name)
        }
        Change::AddCheck { name, expression, .. } => {
            let name = quote(name, Dialect::PostgreSql);
            vec![
                find_rows(
                    &table,
                    &format!("NOT ({})", expression.text),
                    "must return no row; repair those it returns",
                ),
                step(
                    format!(
                        "{alter} ADD CONSTRAINT {name} CHECK ({}) NOT VALID",
                        expression.text
                    ),
                    MOMENT,
                    "new rows are checked from here on",
                ),
                step(
                    format!("{alter} VALIDATE CONSTRAINT {name}"),
                    ONLINE,
                    "reads the whole table once",
                ),
            ]
        }
        Change::AddForeignKey { name, columns, .. } => {
            add_foreign_key(catalog, &table, &alter, change, name, columns)
        }
        Change::CreateIndex(index) => vec![step(
            create_index(catalog, index, "CONCURRENTLY "),
            ONLINE,
            "outside a transaction; if it fails, drop the invalid index it leaves and run it again",
        )],
        Change::DropIndex { relation, name } => {
            vec![step(
                drop_index(catalog, *relation, name, "CONCURRENTLY "),
                ONLINE,
                "outside a transaction",
            )]
        }
        Change::DropConstraint { .. } | Change::DropDefault { .. } => {
            as_statements(catalog, change, MOMENT, "")
        }
        Change::SetDefault { .. } => steps_of(statements(), MOMENT, "rows that are there keep their values"),
        Change::SetType { .. } => steps_of(
            statements(),
            "ACCESS EXCLUSIVE, while the table is rewritten",
            "plan a maintenance window for a large table",
        ),
        Change::AddIdentityKey { .. } | Change::SetGenerated { .. } => as_statements(
            catalog,
            change,
            "ACCESS EXCLUSIVE, while the table is rewritten",
            "plan a maintenance window for a large table",
        ),
        Change::CreateEnum { .. } | Change::CreateLookup { .. } => as_statements(catalog, change, "", ""),
    }
}

/// What PostgreSQL has no concurrent form of for a partitioned table: CONCURRENTLY and USING INDEX are refused, and before
/// version 18 NOT VALID foreign keys are.
fn of_partitioned(catalog: &Catalog, change: &Change) -> Option<Vec<LiveStep>> {
    let (lock, note) = match change {
        Change::CreateIndex(_) => (
            "SHARE on the table and its partitions: writes wait while the index is built",
            "to keep writers going, create it ON ONLY this table, then CONCURRENTLY on each partition, and attach those with ALTER INDEX",
        ),
        Change::DropIndex { .. } => (
            "ACCESS EXCLUSIVE on the table and its partitions, for a moment",
            "",
        ),
        Change::AddUnique { .. } | Change::AddPrimaryKey { .. } => (
            "ACCESS EXCLUSIVE on the table and its partitions, while the index is built",
            "plan a maintenance window for a large table",
        ),
        Change::AddForeignKey { .. } => (
            "SHARE ROW EXCLUSIVE on both tables, while the referencing rows are read",
            "plan a maintenance window for a large table",
        ),
        _ => return None,
    };
    Some(as_statements(catalog, change, lock, note))
}

fn as_statements(
    catalog: &Catalog,
    change: &Change,
    lock: &'static str,
    note: &'static str,
) -> Vec<LiveStep> {
    steps_of(statements_of(catalog, std::slice::from_ref(change)), lock, note)
}

fn steps_of(statements: Vec<String>, lock: &'static str, note: &'static str) -> Vec<LiveStep> {
    statements
        .into_iter()
        .map(|text| step(text, lock, note))
        .collect()
}

fn find_rows(table: &str, condition: &str, note: &'static str) -> LiveStep {
    step(
        format!("SELECT * FROM {table} WHERE {condition} LIMIT 20"),
        "",
        note,
    )
}

fn find_duplicates(catalog: &Catalog, table: &str, columns: &[String]) -> LiveStep {
    let list = column_list(columns, catalog.dialect());
    step(
        format!("SELECT {list}, count(*) FROM {table} GROUP BY {list} HAVING count(*) > 1 LIMIT 20"),
        "",
        "must return no row (NULLs do not count); merge the duplicates it returns",
    )
}

/// A validated CHECK lets SET NOT NULL skip its own scan (PostgreSQL 12 and later).
fn set_not_null(table: &str, alter: &str, relation: &Relation, column: &str) -> Vec<LiveStep> {
    let name = quote(
        &format!("{}_{column}_not_null", relation.name.name),
        Dialect::PostgreSql,
    );
    let column = quote(column, Dialect::PostgreSql);
    vec![
        find_rows(
            table,
            &format!("{column} IS NULL"),
            "must return no row; fill in the value first, in batches",
        ),
        step(
            format!("{alter} ADD CONSTRAINT {name} CHECK ({column} IS NOT NULL) NOT VALID"),
            MOMENT,
            "new rows are checked from here on",
        ),
        step(
            format!("{alter} VALIDATE CONSTRAINT {name}"),
            ONLINE,
            "reads the whole table once",
        ),
        step(
            format!("{alter} ALTER COLUMN {column} SET NOT NULL"),
            MOMENT,
            "the valid CHECK saves the scan (PostgreSQL 12 and later)",
        ),
        step(
            format!("{alter} DROP CONSTRAINT {name}"),
            MOMENT,
            "no longer needed",
        ),
    ]
}

fn add_unique(
    catalog: &Catalog,
    table: &str,
    alter: &str,
    relation: &Relation,
    columns: &[String],
    name: &str,
) -> Vec<LiveStep> {
    let quoted = quote(name, Dialect::PostgreSql);
    vec![
        find_duplicates(catalog, table, columns),
        step(
            unique_index(catalog, relation, columns, name),
            ONLINE,
            "outside a transaction",
        ),
        step(
            format!("{alter} ADD CONSTRAINT {quoted} UNIQUE USING INDEX {quoted}"),
            MOMENT,
            "the index becomes the constraint's",
        ),
    ]
}

/// The index that a key is made of afterwards.
fn unique_index(catalog: &Catalog, relation: &Relation, columns: &[String], name: &str) -> String {
    let index = NewIndex {
        unique: true,
        ..NewIndex::on(relation.id, name.to_owned(), columns.to_vec())
    };
    create_index(catalog, &index, "CONCURRENTLY ")
}

fn add_primary_key(
    catalog: &Catalog,
    table: &str,
    alter: &str,
    relation: &Relation,
    columns: &[String],
    name: &str,
) -> Vec<LiveStep> {
    let mut steps: Vec<LiveStep> = columns
        .iter()
        .filter(|name| relation.column(name).is_some_and(|column| !column.not_null))
        .flat_map(|column| set_not_null(table, alter, relation, column))
        .collect();
    let quoted = quote(name, Dialect::PostgreSql);
    steps.push(find_duplicates(catalog, table, columns));
    steps.push(step(
        unique_index(catalog, relation, columns, name),
        ONLINE,
        "outside a transaction",
    ));
    steps.push(step(
        format!("{alter} ADD CONSTRAINT {quoted} PRIMARY KEY USING INDEX {quoted}"),
        MOMENT,
        "the index becomes the key's",
    ));
    steps
}

fn add_foreign_key(
    catalog: &Catalog,
    table: &str,
    alter: &str,
    change: &Change,
    name: &str,
    columns: &[String],
) -> Vec<LiveStep> {
    let Change::AddForeignKey {
        referenced,
        referenced_columns,
        ..
    } = change
    else {
        return Vec::new();
    };
    let dialect = Dialect::PostgreSql;
    let parent = catalog.sql_qualified(referenced);
    let pairs: Vec<String> = columns
        .iter()
        .zip(referenced_columns)
        .map(|(column, referenced)| {
            format!(
                "parent.{} = child.{}",
                quote(referenced, dialect),
                quote(column, dialect)
            )
        })
        .collect();
    let present: Vec<String> = columns
        .iter()
        .map(|column| format!("child.{} IS NOT NULL", quote(column, dialect)))
        .collect();
    let orphans = format!(
        "SELECT * FROM {table} AS child WHERE {} AND NOT EXISTS (SELECT FROM {parent} AS parent WHERE {}) LIMIT 20",
        present.join(" AND "),
        pairs.join(" AND ")
    );
    let name = quote(name, dialect);
    vec![
        step(orphans, "", "must return no row; these point nowhere"),
        step(
            format!(
                "{alter} ADD CONSTRAINT {name} FOREIGN KEY ({}) {} NOT VALID",
                column_list(columns, dialect),
                references(catalog, change)
            ),
            "SHARE ROW EXCLUSIVE on both tables, for a moment",
            "new rows are checked from here on",
        ),
        step(
            format!("{alter} VALIDATE CONSTRAINT {name}"),
            ONLINE,
            "reads the referencing table once",
        ),
    ]
}

fn mysql(catalog: &Catalog, change: &Change, statements: Vec<String>) -> Vec<LiveStep> {
    let (suffix, lock) = match change {
        Change::CreateIndex(_)
        | Change::DropIndex { .. }
        | Change::DropConstraint { .. }
        | Change::DropDefault { .. }
        | Change::CreateEnum { .. }
        | Change::CreateLookup { .. } => (
            "",
            "online: reads and writes go on, a metadata lock at start and end",
        ),
        Change::AddUnique { relation, .. }
        | Change::AddPrimaryKey { relation, .. }
        | Change::SetNotNull { relation, .. }
            if catalog.relation(*relation).is_some_and(Relation::is_innodb) =>
        {
            (
                ", ALGORITHM=INPLACE, LOCK=NONE",
                "online: reads and writes go on, a metadata lock at start and end",
            )
        }
        _ => ("", "copies the table; writes wait"),
    };
    statements
        .into_iter()
        .map(|text| step(format!("{text}{suffix}"), lock, ""))
        .collect()
}

fn sqlite(catalog: &Catalog, change: &Change) -> Vec<LiveStep> {
    as_statements(catalog, change, "the database's write lock", "")
}

/// What SQLite offers for a change to a table that exists.
fn rebuild() -> LiveStep {
    step(
        "-- create the table anew as in the edited text, copy its rows, drop the old one, rename the new one"
            .to_owned(),
        "the database's write lock, while the rows are copied",
        "SQLite cannot add this to a table that exists; the steps in full are in its documentation, \"ALTER TABLE\", section 7",
    )
}
