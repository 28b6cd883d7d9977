//! MariaDB: its catalogs as facts, and our catalog in its words.

mod bench;
pub mod connection;
mod ours;
mod packet;
mod scratch;
mod theirs;
mod wording;

use std::path::Path;

use rowproof_catalog::Catalog;
use rowproof_syntax::{Product, Server, Version};

use crate::fact::Facts;
use crate::server::{AskError, Authority, Refused};
use connection::{Connection, Rows};

/// The database that texts start in. Its own name is left out of facts, as our catalog has none for it.
const DATABASE: &str = "rowproof";
/// What a database made without a word about it gets here.
const COLLATION: &str = "utf8mb4_general_ci";

/// A running MariaDB server.
pub struct MariaDb {
    connection: Connection,
    version: String,
    /// What trials begin with.
    standing: bench::Standing,
}

impl MariaDb {
    /// Connects as root through the socket.
    ///
    /// # Errors
    /// When there is no server, or it refuses.
    pub fn connect(socket: &Path) -> Result<Self, AskError> {
        let connection = Connection::open(socket).map_err(|error| failure(&error.to_string()))?;
        let mut server = Self {
            connection,
            version: String::new(),
            standing: bench::Standing::default(),
        };
        let rows = server.ask("select version()")?;
        server.version = first(&rows).to_owned();
        Ok(server)
    }

    /// Runs a statement that must not be refused.
    fn ask(&mut self, statement: &str) -> Result<Rows, AskError> {
        self.attempt(statement)?
            .map_err(|refused| failure(&format!("{statement}: {}", refused.message)))
    }

    /// Runs a statement.
    fn attempt(&mut self, statement: &str) -> Result<Result<Rows, Refused>, AskError> {
        self.connection
            .run(statement)
            .map_err(|error| failure(&error.to_string()))
    }

    /// The databases that texts have made or started in, by name.
    fn databases(&mut self) -> Result<Vec<String>, AskError> {
        let rows = self.ask(
            "select schema_name from information_schema.schemata where schema_name not in \
             ('information_schema', 'mysql', 'performance_schema', 'sys') order by schema_name",
        )?;
        Ok(rows.into_iter().flatten().flatten().collect())
    }
}

impl Authority for MariaDb {
    fn name(&self) -> String {
        format!("MariaDB {}", self.version)
    }

    fn server(&self) -> Server {
        let version = self.version.parse();
        Server::new(Product::MariaDb, version.unwrap_or(Version::new(10, 11)))
    }

    fn reset(&mut self) -> Result<(), AskError> {
        self.connection
            .reset()
            .map_err(|error| failure(&error.to_string()))?;
        self.ask(&format!(
            "set names utf8mb4, foreign_key_checks = 0, collation_server = {COLLATION}"
        ))?;
        for database in self.databases()? {
            self.ask(&format!("drop database {}", quoted(&database)))?;
        }
        self.ask(&format!("create database {DATABASE} collate {COLLATION}"))?;
        self.ask(&format!("use {DATABASE}"))?;
        self.ask("set foreign_key_checks = 1")?;
        Ok(())
    }

    fn execute(&mut self, statement: &str) -> Result<Option<Refused>, AskError> {
        self.standing.said.push_str(statement);
        Ok(self.attempt(statement)?.err())
    }

    /// Of several relations those are dropped that can be.
    fn does_a_part(&self, statement: &str) -> bool {
        statement.to_ascii_lowercase().starts_with("drop ") && statement.contains(',')
    }

    fn facts(&mut self) -> Result<Facts, AskError> {
        self.ask("unlock tables")?;
        theirs::facts(self)
    }

    fn our_facts(&mut self, catalog: &Catalog) -> Result<Facts, AskError> {
        // Our own statements say everything themselves.
        self.ask("unlock tables")?;
        self.ask("set explicit_defaults_for_timestamp = 1")?;
        ours::facts(self, catalog)
    }
}

/// What a database is called in facts, with the dot behind it.
fn prefix(database: &str) -> String {
    match database {
        "" | DATABASE => String::new(),
        other => format!("{other}."),
    }
}

/// A name as SQL, whatever the session's `sql_mode`.
fn quoted(name: &str) -> String {
    format!("`{}`", name.replace('`', "``"))
}

/// A text as SQL, whatever the session's `sql_mode`.
fn literal(text: &str) -> String {
    let hexadecimal: String = text.bytes().map(|byte| format!("{byte:02x}")).collect();
    match text {
        "" => "''".to_owned(),
        _ => format!("convert(x'{hexadecimal}' using utf8mb4)"),
    }
}

/// The first value of the first row.
fn first(rows: &Rows) -> &str {
    rows.first()
        .and_then(|row| row.first())
        .and_then(|value| value.as_deref())
        .unwrap_or_default()
}

fn failure(message: &str) -> AskError {
    AskError::Server {
        server: "MariaDB".to_owned(),
        message: message.to_owned(),
    }
}
