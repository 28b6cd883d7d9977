//! What advised indexes are worth on MariaDB and SQLite: the work that each counts itself, with our first advice against the best single
//! index that trying all of up to three of the query's columns finds.
//!
//! SQLite counts the steps of its virtual machine, MariaDB the rows its handlers read: both are the same in each run.

use std::collections::BTreeSet;
use std::path::Path;

use rowproof_engine::syntax::{InputKind, Product};
use rowproof_engine::{Document, Part, Settings, analyze};
use rusqlite::StatementStatus;

use super::advice::{Measured, advised, orders_of};
use super::cases::{Case, read_cases};
use crate::mysql::connection::Connection as MariaDbConnection;
use crate::server::AskError;

/// Tables and queries that both understand.
const ANYWHERE: &str = include_str!("../../plans/advice/anywhere.sql");

/// Rows of the table `numbers`.
const NUMBERS: u32 = 60_000;

/// A database that counts its work.
pub trait Yard {
    /// The product.
    fn product(&self) -> Product;

    /// Runs a statement that has to succeed.
    ///
    /// # Errors
    /// When it does not.
    fn run(&mut self, statement: &str) -> Result<(), AskError>;

    /// The work of a query.
    ///
    /// # Errors
    /// When it fails.
    fn effort(&mut self, query: &str) -> Result<f64, AskError>;

    /// `EXPLAIN` as people paste it.
    ///
    /// # Errors
    /// When it fails.
    fn explain(&mut self, query: &str) -> Result<String, AskError>;
}

/// SQLite in memory.
pub struct SqliteYard(rusqlite::Connection);

impl SqliteYard {
    /// An empty one.
    ///
    /// # Errors
    /// When the library does not start.
    pub fn new() -> Result<Self, AskError> {
        let yard = Self(rusqlite::Connection::open_in_memory().map_err(sqlite_failed)?);
        let numbers = format!(
            "create table numbers as with recursive s(n) as (select 1 union all select n + 1 from s where n < {NUMBERS}) select n from s"
        );
        yard.0.execute_batch(&numbers).map_err(sqlite_failed)?;
        Ok(yard)
    }
}

fn sqlite_failed(error: rusqlite::Error) -> AskError {
    failed("SQLite", error)
}

fn failed(server: &str, error: impl ToString) -> AskError {
    AskError::Server {
        server: server.to_owned(),
        message: error.to_string(),
    }
}

impl Yard for SqliteYard {
    fn product(&self) -> Product {
        Product::Sqlite
    }

    fn run(&mut self, statement: &str) -> Result<(), AskError> {
        self.0.execute_batch(statement).map_err(sqlite_failed)
    }

    fn effort(&mut self, query: &str) -> Result<f64, AskError> {
        let mut statement = self.0.prepare(query).map_err(sqlite_failed)?;
        let mut rows = statement.query([]).map_err(sqlite_failed)?;
        while rows.next().map_err(sqlite_failed)?.is_some() {}
        drop(rows);
        Ok(f64::from(statement.get_status(StatementStatus::VmStep)))
    }

    fn explain(&mut self, query: &str) -> Result<String, AskError> {
        let mut statement = self
            .0
            .prepare(&format!("explain query plan {query}"))
            .map_err(sqlite_failed)?;
        let step = |row: &rusqlite::Row<'_>| {
            let (id, parent, detail): (i64, i64, String) = (row.get(0)?, row.get(1)?, row.get(3)?);
            Ok((id, parent, detail))
        };
        let steps: Result<Vec<_>, _> = statement.query_map([], step).map_err(sqlite_failed)?.collect();
        let steps = steps.map_err(sqlite_failed)?;
        let mut text = "QUERY PLAN\n".to_owned();
        for (_, parent, detail) in &steps {
            let mut depth = 0;
            let mut above = *parent;
            while let Some((_, parent, _)) = steps.iter().find(|(id, _, _)| *id == above) {
                (depth, above) = (depth + 1, *parent);
            }
            text.push_str(&format!("{}`--{detail}\n", "   ".repeat(depth)));
        }
        Ok(text)
    }
}

/// A MariaDB session in a database of its own.
pub struct MariaDbYard(MariaDbConnection);

/// The database.
const DATABASE: &str = "rowproof_yard";

impl MariaDbYard {
    /// Connects over a socket.
    ///
    /// # Errors
    /// When there is no server.
    pub fn connect(socket: &Path) -> Result<Self, AskError> {
        let connection = MariaDbConnection::open(socket).map_err(|error| failed("MariaDB", error))?;
        let mut yard = Self(connection);
        for statement in [
            format!("drop database if exists {DATABASE}"),
            format!("create database {DATABASE}"),
            format!("use {DATABASE}"),
            format!("create table numbers as select cast(seq as signed) as n from seq_1_to_{NUMBERS}"),
        ] {
            yard.run(&statement)?;
        }
        Ok(yard)
    }

    fn ask(&mut self, statement: &str) -> Result<Vec<Vec<String>>, AskError> {
        let answer = self.0.run(statement).map_err(|error| failed("MariaDB", error))?;
        let rows =
            answer.map_err(|refused| failed("MariaDB", format!("{} in {statement}", refused.message)))?;
        let text = |field: Option<String>| field.unwrap_or_default();
        Ok(rows
            .into_iter()
            .map(|row| row.into_iter().map(text).collect())
            .collect())
    }
}

impl Yard for MariaDbYard {
    fn product(&self) -> Product {
        Product::MariaDb
    }

    fn run(&mut self, statement: &str) -> Result<(), AskError> {
        self.ask(statement).map(|_| ())
    }

    fn effort(&mut self, query: &str) -> Result<f64, AskError> {
        self.run("flush status")?;
        self.run(query)?;
        let counters = self.ask("show session status like 'Handler_read%'")?;
        let numbers = counters.iter().filter_map(|row| row.get(1)?.parse::<f64>().ok());
        Ok(numbers.sum())
    }

    fn explain(&mut self, query: &str) -> Result<String, AskError> {
        let rows = self.ask(&format!("analyze format=json {query}"))?;
        let text = rows.into_iter().flatten().next();
        Ok(text.unwrap_or_default())
    }
}

/// Measures all queries.
///
/// # Errors
/// When the database fails.
pub fn measure(yard: &mut dyn Yard, only: &str) -> Result<Vec<Measured>, AskError> {
    let tables = ANYWHERE.split("-- case: ").next().unwrap_or_default();
    for statement in tables
        .split(";\n")
        .filter(|statement| !statement.trim().is_empty())
    {
        yard.run(statement)?;
    }
    for table in ["customers", "orders", "order_items"] {
        match yard.product() {
            Product::Sqlite => yard.run(&format!("analyze {table}"))?,
            _ => yard.run(&format!("analyze table {table}"))?,
        }
    }
    let mut measured = Vec::new();
    for case in read_cases(ANYWHERE)
        .iter()
        .filter(|case| case.name.contains(only))
    {
        measured.push(measure_one(yard, tables, case)?);
    }
    Ok(measured)
}

fn measure_one(yard: &mut dyn Yard, tables: &str, case: &Case) -> Result<Measured, AskError> {
    let plan = yard.explain(&case.query)?;
    let advice = first_advice(yard.product(), tables, &case.query, &plan);
    let effort = yard.effort(&case.query)?;
    let mut measured = Measured {
        name: case.name.clone(),
        advice,
        used: false,
        cost: effort,
        advised_cost: effort,
        best_cost: effort,
        best: String::new(),
        pages: (effort, effort),
    };
    if let Some((table, name, statement)) = measured.advice.as_deref().and_then(named) {
        yard.run(&statement)?;
        measured.advised_cost = yard.effort(&case.query)?;
        measured.pages.1 = measured.advised_cost;
        measured.used = yard.explain(&case.query)?.contains(&name);
        drop_index(yard, &table, &name)?;
    }
    for (table, columns) in candidates(tables, &case.query) {
        yard.run(&format!("create index trial on {table} ({columns})"))?;
        let effort = yard.effort(&case.query)?;
        if effort < measured.best_cost {
            (measured.best_cost, measured.best) = (effort, format!("{table} ({columns})"));
        }
        drop_index(yard, &table, "trial")?;
    }
    Ok(measured)
}

fn drop_index(yard: &mut dyn Yard, table: &str, name: &str) -> Result<(), AskError> {
    match yard.product() {
        Product::Sqlite => yard.run(&format!("drop index {name}")),
        _ => yard.run(&format!("drop index {name} on {table}")),
    }
}

fn first_advice(product: Product, tables: &str, query: &str, plan: &str) -> Option<String> {
    let part = |id: &str, text: &str, kind| {
        let mut part = Part::new(id, text);
        (part.kind, part.product) = (Some(kind), Some(product));
        part
    };
    let parts = vec![
        part("schema", tables, InputKind::Schema),
        part("queries", &format!("{query};\n"), InputKind::Queries),
        part("plan", plan, InputKind::Plan),
    ];
    let settings = Settings {
        product: Some(product),
        ..Settings::default()
    };
    advised(&analyze(&Document { parts }, &settings))
}

/// The table, the name and the whole of an advised index, as a statement that both products run.
fn named(statement: &str) -> Option<(String, String, String)> {
    let plain = statement.replace('`', "");
    let words: Vec<&str> = plain.split_whitespace().collect();
    let after = |word: &str| {
        let at = words.iter().position(|other| other.eq_ignore_ascii_case(word))?;
        words.get(at + 1).map(|word| (*word).to_owned())
    };
    let name = after("INDEX")?;
    let table = after("ON").or_else(|| after("TABLE"))?;
    Some((table, name, statement.to_owned()))
}

/// Every index on up to three of the columns that a query names.
fn candidates(tables: &str, query: &str) -> Vec<(String, String)> {
    let words: BTreeSet<&str> = query
        .split(|character: char| !character.is_ascii_alphanumeric() && character != '_')
        .collect();
    let mut found = Vec::new();
    for table in tables.split("create table ").skip(1) {
        let Some((name, body)) = table.split_once(" (\n") else {
            continue;
        };
        if !words.contains(name) {
            continue;
        }
        let columns = body.split(");").next().unwrap_or_default().lines();
        let columns: Vec<&str> = columns
            .filter_map(|line| line.split_whitespace().next())
            .filter(|column| words.contains(column))
            .collect();
        found.extend(
            orders_of(&columns)
                .into_iter()
                .map(|list| (name.to_owned(), list)),
        );
    }
    found
}
