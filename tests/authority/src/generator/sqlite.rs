//! Random SQLite.

use super::{Choices, Writer};

/// A writer that has made nothing yet.
pub fn writer() -> Box<dyn Writer> {
    Box::new(SqliteWriter::default())
}

#[derive(Default)]
struct SqliteWriter {
    made: usize,
}

impl Writer for SqliteWriter {
    fn statement(&mut self, choices: &mut Choices<'_>) -> String {
        self.made += 1;
        format!("CREATE TABLE t{} (a INTEGER, b{})", self.made, choices.below(3))
    }
}
