//! Trials behind a savepoint.

use super::PostgreSql;
use crate::proofs::bench::Bench;
use crate::server::{AskError, Refused};

/// The SQLSTATEs that the row checker can foretell.
const FORETOLD: [&str; 10] = [
    "22001", "22003", "22007", "22008", "22P02", "23502", "23503", "23505", "23514", "428C9",
];

impl Bench for PostgreSql {
    fn stand(&mut self) -> Result<(), AskError> {
        self.in_transaction = false;
        // What is checked at the end of a transaction is checked at once, as if every statement were one.
        self.must("reset search_path; set constraints all immediate; savepoint trial; savepoint authority")?;
        Ok(())
    }

    fn put_back(&mut self) -> Result<bool, AskError> {
        if self.is_dirty {
            return Ok(false);
        }
        self.must("rollback to savepoint trial; savepoint authority")?;
        Ok(true)
    }

    fn is_missing_table(&self, refused: &Refused) -> bool {
        refused.code == "42P01"
    }

    fn sqlstates(&self, refused: &Refused) -> &'static [&'static str] {
        let place = FORETOLD.iter().position(|code| *code == refused.code);
        place
            .and_then(|place| FORETOLD.get(place..=place))
            .unwrap_or_default()
    }
}
