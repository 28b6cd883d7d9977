//! A database that can be asked.

use rowproof_catalog::Catalog;
use rowproof_syntax::Server;

use crate::fact::Facts;

/// What can go wrong in asking; not what a server thinks of a statement.
#[derive(Debug, thiserror::Error)]
pub enum AskError {
    /// The connection or the server failed.
    #[error("{server} failed: {message}")]
    Server {
        /// Which.
        server: String,
        /// What it said.
        message: String,
    },
    /// A file could not be read.
    #[error("{path} cannot be read: {source}")]
    File {
        /// Which.
        path: String,
        /// Why.
        source: std::io::Error,
    },
}

/// A server's refusal of a statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    /// SQLSTATE or the server's own number.
    pub code: String,
    /// Its first line.
    pub message: String,
}

/// A database server with an empty database to try statements in.
pub trait Authority {
    /// `PostgreSQL 15.20`
    fn name(&self) -> String;

    /// What it is to us.
    fn server(&self) -> Server;

    /// Makes the database empty again.
    ///
    /// # Errors
    /// When the server fails.
    fn reset(&mut self) -> Result<(), AskError>;

    /// Runs one statement; a refused one leaves nothing behind.
    ///
    /// # Errors
    /// When the server fails, not when it refuses.
    fn execute(&mut self, statement: &str) -> Result<Option<Refused>, AskError>;

    /// Whether it may have done a part of a statement that it refuses.
    fn does_a_part(&self, _statement: &str) -> bool {
        false
    }

    /// What its own catalogs say of the database now.
    ///
    /// # Errors
    /// When the server fails.
    fn facts(&mut self) -> Result<Facts, AskError>;

    /// What our catalog says, in the same words. Expressions are spelled by the server: it is asked how it would write
    /// ours, in the same database, so that only their meaning is compared.
    ///
    /// # Errors
    /// When the server fails.
    fn our_facts(&mut self, catalog: &Catalog) -> Result<Facts, AskError>;
}
