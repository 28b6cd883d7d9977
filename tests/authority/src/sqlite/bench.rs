//! A database in memory is made anew faster than anything could be undone.

use super::{Sqlite, failed};
use crate::proofs::bench::Bench;
use crate::proofs::sqlstate;
use crate::server::{AskError, Refused};

impl Bench for Sqlite {
    fn stand(&mut self) -> Result<(), AskError> {
        // Whether foreign keys are enforced stays as the text has it: that is what is foretold.
        match self.connection.is_autocommit() {
            true => Ok(()),
            false => self.connection.execute_batch("COMMIT").map_err(failed),
        }
    }

    fn put_back(&mut self) -> Result<bool, AskError> {
        Ok(false)
    }

    fn is_missing_table(&self, refused: &Refused) -> bool {
        refused.message.starts_with("no such table")
    }

    fn sqlstates(&self, refused: &Refused) -> &'static [&'static str] {
        sqlstate::of_sqlite(&refused.code, &refused.message)
    }
}
