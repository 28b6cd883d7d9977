//! A database with tables that hold data, and the plans of queries on it.

use std::path::Path;

use super::cases::Case;
use crate::postgresql::connection::{Connection, Pglite, Socket};
use crate::server::{AskError, Refused};

/// The options that people are told to give.
pub const OPTIONS: &str = "ANALYZE, BUFFERS, VERBOSE";

/// The tables, their rows and the function that explains.
pub const TABLES: &str = include_str!("../../plans/tables.sql");

/// A query that takes longer is no case. VACUUM marks pages as visible to all only when what filled them is surely written.
const SESSION: &str = "set statement_timeout = '60s'; set synchronous_commit = on";

/// A server with the tables.
pub struct Shop {
    connection: Box<dyn Connection>,
    /// `PostgreSQL 15.18`
    pub name: String,
}

impl Shop {
    /// Makes the tables on a server.
    ///
    /// # Errors
    /// When there is no server or it refuses them.
    pub fn at_socket(directory: &Path, tables: &str) -> Result<Self, AskError> {
        Self::new(Box::new(Socket::connect(directory)?), tables)
    }

    /// Makes the tables in PostgreSQL inside Node.js.
    ///
    /// # Errors
    /// When it does not start or refuses them.
    pub fn in_node(directory: &Path, tables: &str) -> Result<Self, AskError> {
        Self::new(Box::new(Pglite::start(directory)?), tables)
    }

    fn new(connection: Box<dyn Connection>, tables: &str) -> Result<Self, AskError> {
        let mut shop = Self {
            connection,
            name: String::new(),
        };
        shop.name = shop.must("select split_part(version(), ' on ', 1)")?;
        shop.fill(tables)?;
        Ok(shop)
    }

    /// Other tables in an empty database.
    ///
    /// # Errors
    /// When the server fails or refuses them.
    pub fn renew(&mut self, tables: &str) -> Result<(), AskError> {
        self.connection.renew()?;
        self.fill(tables)
    }

    fn fill(&mut self, tables: &str) -> Result<(), AskError> {
        self.must(SESSION)?;
        for statement in statements(tables) {
            self.must(statement)?;
        }
        Ok(())
    }

    /// Runs what has to succeed: the first column of the last row.
    ///
    /// # Errors
    /// When the server fails or refuses.
    pub fn must(&mut self, statements: &str) -> Result<String, AskError> {
        match self.connection.run(statements)? {
            Ok(value) => Ok(value.unwrap_or_default()),
            Err(refused) => Err(AskError::Server {
                server: self.name.clone(),
                message: format!("{}: {} in {statements}", refused.code, refused.message),
            }),
        }
    }

    /// Runs what may be refused.
    ///
    /// # Errors
    /// When the server fails.
    pub fn run(&mut self, statements: &str) -> Result<Result<String, Refused>, AskError> {
        Ok(self.connection.run(statements)?.map(Option::unwrap_or_default))
    }

    /// The plan of a case, with nothing left behind. The query is explained twice, so that its pages are in memory.
    ///
    /// # Errors
    /// When the server fails.
    pub fn plan_of(&mut self, case: &Case, options: &str) -> Result<Result<String, Refused>, AskError> {
        let twice = [options.to_owned(), options.to_owned()];
        let plans = self.plans_of(case, &twice)?;
        Ok(plans.map(|mut plans| plans.pop().unwrap_or_default()))
    }

    /// The plans of a case with each of some options, with nothing left behind.
    ///
    /// # Errors
    /// When the server fails.
    pub fn plans_of(
        &mut self,
        case: &Case,
        options: &[String],
    ) -> Result<Result<Vec<String>, Refused>, AskError> {
        self.must("begin")?;
        let plans = self.plans_within(case, options)?;
        self.must("rollback")?;
        Ok(plans)
    }

    fn plans_within(
        &mut self,
        case: &Case,
        options: &[String],
    ) -> Result<Result<Vec<String>, Refused>, AskError> {
        if let Err(refused) = self.run(&case.setup)? {
            return Ok(Err(refused));
        }
        let mut plans = Vec::new();
        for options in options {
            self.must("savepoint before_query")?;
            let explain = format!("select explained('{options}', $query${}$query$)", case.query);
            match self.run(&explain)? {
                Ok(plan) => plans.push(plan),
                Err(refused) => return Ok(Err(refused)),
            }
            self.must("rollback to savepoint before_query")?;
        }
        Ok(Ok(plans))
    }
}

/// The statements of a text that ends each with a semicolon at the end of a line; bodies in dollar quotes are kept whole. VACUUM
/// does not run with others.
fn statements(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut start = 0;
    let mut quoted = false;
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        at += line.len();
        if line.matches("$$").count() % 2 == 1 {
            quoted = !quoted;
        }
        if !quoted && line.trim_end().ends_with(';') {
            found.extend(text.get(start..at));
            start = at;
        }
    }
    found
}
