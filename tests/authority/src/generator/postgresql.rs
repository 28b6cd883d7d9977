//! Random DDL for PostgreSQL.

use super::Choices;

/// Writes statements and remembers, roughly, what they made.
pub struct Writer {
    /// The server's major version.
    version: u16,
}

impl Writer {
    /// For a server of that major version.
    pub fn new(version: u16) -> Self {
        Self { version }
    }
}

impl super::Writer for Writer {
    fn statement(&mut self, choices: &mut Choices<'_>) -> String {
        format!(
            "create table t{} (a int)",
            choices.below(usize::from(self.version))
        )
    }
}
