//! SQLite, built in: a database in memory per text.
//!
//! Its facts come from `sqlite_schema` and the pragmas ([`theirs`]). Two things stand in no pragma: CHECKs and the
//! expressions of generated columns. For CHECKs SQLite is asked in its own words: `EXPLAIN INSERT` shows one halting
//! instruction per CHECK, with its name, or its text when it has none, in order. The texts of named ones, generated
//! expressions, and the timing and events of triggers come from a small scanner of the stored statements
//! ([`stored_text`]) that shares nothing with our reader, and is itself held against `EXPLAIN`.

mod bench;
mod ours;
mod stored_text;
mod theirs;

use rowproof_catalog::Catalog;
use rowproof_syntax::{Product, Server, Version};
use rusqlite::Connection;

use crate::fact::Facts;
use crate::server::{AskError, Authority, Refused};

/// A SQLite database in memory.
#[derive(Debug)]
pub struct Sqlite {
    connection: Connection,
    server: Server,
}

impl Sqlite {
    /// An empty database of the version that is built in.
    ///
    /// # Errors
    /// When the library does not start.
    pub fn start() -> Result<Self, AskError> {
        let version = rusqlite::version();
        let read: Version = version.parse().map_err(|_| failed(version))?;
        Ok(Self {
            connection: open()?,
            server: Server::new(Product::Sqlite, read),
        })
    }
}

/// A database as the command line opens it: foreign keys off.
fn open() -> Result<Connection, AskError> {
    let connection = Connection::open_in_memory().map_err(failed)?;
    connection
        .execute_batch("PRAGMA foreign_keys = OFF")
        .map_err(failed)?;
    Ok(connection)
}

pub(super) fn failed(message: impl ToString) -> AskError {
    AskError::Server {
        server: "SQLite".to_owned(),
        message: message.to_string(),
    }
}

impl Authority for Sqlite {
    fn name(&self) -> String {
        format!("SQLite {}", rusqlite::version())
    }

    fn server(&self) -> Server {
        self.server
    }

    fn reset(&mut self) -> Result<(), AskError> {
        self.connection = open()?;
        Ok(())
    }

    fn execute(&mut self, statement: &str) -> Result<Option<Refused>, AskError> {
        let outcome = self
            .connection
            .prepare(statement)
            .and_then(|mut prepared| prepared.raw_query().next().map(|_| ()));
        if outcome.is_err() && !self.connection.is_autocommit() {
            // In a transaction the connection remembers a table that it has refused late.
            self.connection
                .execute_batch("PRAGMA writable_schema = RESET")
                .map_err(failed)?;
        }
        Ok(outcome.err().map(|error| match error {
            rusqlite::Error::SqliteFailure(code, message) => Refused {
                code: code.extended_code.to_string(),
                message: message.unwrap_or_else(|| code.to_string()),
            },
            rusqlite::Error::SqlInputError { error, msg, .. } => Refused {
                code: error.extended_code.to_string(),
                message: msg,
            },
            other => Refused {
                code: String::new(),
                message: other.to_string(),
            },
        }))
    }

    fn facts(&mut self) -> Result<Facts, AskError> {
        theirs::facts(&self.connection)
    }

    fn our_facts(&mut self, catalog: &Catalog) -> Result<Facts, AskError> {
        Ok(ours::facts(catalog))
    }
}
