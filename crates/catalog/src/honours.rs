//! What each version of each product honours.

use rowproof_syntax::{Product, Server, Version};

/// Generated columns (SQLite, release history, 3.31.0).
pub(crate) const SQLITE_GENERATED_COLUMNS: Version = Version::new(3, 31);
/// `STRICT` tables (SQLite, release history, 3.37.0).
pub(crate) const SQLITE_STRICT: Version = Version::new(3, 37);
/// `ALTER TABLE … RENAME COLUMN` (SQLite, release history, 3.25.0).
pub(crate) const SQLITE_RENAME_COLUMN: Version = Version::new(3, 25);
/// `ALTER TABLE … DROP COLUMN` (SQLite, release history, 3.35.0).
pub(crate) const SQLITE_DROP_COLUMN: Version = Version::new(3, 35);
/// `ALTER TABLE … ADD CHECK`, `DROP CONSTRAINT`, `ALTER COLUMN … SET | DROP NOT NULL` (SQLite, release history, 3.53.0).
pub(crate) const SQLITE_ALTER_CONSTRAINT: Version = Version::new(3, 53);

/// Questions about a server's version.
pub(crate) trait Honours {
    /// NOT NULL is a constraint with a name (PostgreSQL 18 release notes, "Constraints").
    fn names_not_null(&self) -> bool;
}

impl Honours for Server {
    fn names_not_null(&self) -> bool {
        self.product == Product::PostgreSql && self.version >= Version::new(18, 0)
    }
}
