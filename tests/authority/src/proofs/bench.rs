//! A server that has a schema, on which rows and fixes are tried again and again.

use crate::server::{AskError, Authority, Refused};

/// A server with a schema.
pub trait Bench: Authority {
    /// The schema stands. What follows is as from an application's own session: its settings are the server's, and every
    /// statement is committed by itself.
    ///
    /// # Errors
    /// When the server fails.
    fn stand(&mut self) -> Result<(), AskError>;

    /// Undoes what was done since [`Bench::stand`] or the last time. False when it cannot, and the schema has to be loaded
    /// again.
    ///
    /// # Errors
    /// When the server fails.
    fn put_back(&mut self) -> Result<bool, AskError>;

    /// Whether it refuses because a table is not there.
    fn is_missing_table(&self, refused: &Refused) -> bool;

    /// The SQLSTATEs of PostgreSQL that a refusal may stand for; empty when it stands for none of those that the row checker
    /// foretells.
    fn sqlstates(&self, refused: &Refused) -> &'static [&'static str];
}
