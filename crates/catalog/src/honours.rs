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
    /// CHECKs are kept, not read and forgotten (MySQL 8.0.16 release notes; MariaDB documentation, "CONSTRAINT").
    fn keeps_checks(&self) -> bool;
    /// `REFERENCES` behind a column makes a foreign key (MySQL 9.0 release notes; MariaDB 10.5 release notes).
    fn keeps_inline_references(&self) -> bool;
    /// Indexes hold expressions (MySQL manual, "CREATE INDEX Statement", since 8.0.13; MariaDB has none).
    fn has_expression_indexes(&self) -> bool;
    /// Descending keys are descending, not read as ascending (MySQL 8.0 and MariaDB 10.8 release notes).
    fn has_descending_keys(&self) -> bool;
    /// A default is any expression, not only a constant (MySQL 8.0.13 release notes; MariaDB 10.2.1 release notes).
    fn has_expression_defaults(&self) -> bool;
    /// Indexes can be hidden from the planner: MySQL `INVISIBLE` since 8.0, MariaDB `IGNORED` since 10.6.
    fn hides_indexes(&self) -> bool;
    /// Columns can be hidden from `SELECT *` (MySQL 8.0.23 release notes; MariaDB 10.3 release notes).
    fn hides_columns(&self) -> bool;
    /// `TIMESTAMP` columns get no default of their own (manuals, "explicit_defaults_for_timestamp").
    fn has_explicit_timestamps(&self) -> bool;
    /// A foreign key without columns means the primary key (MySQL 9.0 release notes).
    fn references_primary_key(&self) -> bool;
    /// Partitions share the identities of their parents (PostgreSQL 17 release notes, "Utility Commands").
    fn shares_identity(&self) -> bool;
    /// Foreign keys of partitioned tables may be `NOT VALID` (PostgreSQL 18 release notes, "Constraints").
    fn has_unvalidated_partitioned_keys(&self) -> bool;
    /// Partitioned tables have exclusion constraints (PostgreSQL 17 release notes, "Utility Commands").
    fn excludes_on_partitioned(&self) -> bool;
}

impl Honours for Server {
    fn names_not_null(&self) -> bool {
        self.product == Product::PostgreSql && self.version >= Version::new(18, 0)
    }

    fn keeps_checks(&self) -> bool {
        since(
            *self,
            Version::with_patch(8, 0, 16),
            Version::with_patch(10, 2, 1),
        )
    }

    fn keeps_inline_references(&self) -> bool {
        since(*self, Version::new(9, 0), Version::new(10, 5))
    }

    fn has_expression_indexes(&self) -> bool {
        self.product != Product::MariaDb && since(*self, Version::with_patch(8, 0, 13), Version::new(10, 5))
    }

    fn has_descending_keys(&self) -> bool {
        since(*self, Version::new(8, 0), Version::new(10, 8))
    }

    fn has_expression_defaults(&self) -> bool {
        since(
            *self,
            Version::with_patch(8, 0, 13),
            Version::with_patch(10, 2, 1),
        )
    }

    fn hides_indexes(&self) -> bool {
        since(*self, Version::new(8, 0), Version::new(10, 6))
    }

    fn hides_columns(&self) -> bool {
        since(*self, Version::with_patch(8, 0, 23), Version::new(10, 3))
    }

    fn has_explicit_timestamps(&self) -> bool {
        since(*self, Version::with_patch(8, 0, 2), Version::new(10, 10))
    }

    fn excludes_on_partitioned(&self) -> bool {
        self.product == Product::PostgreSql && self.version >= Version::new(17, 0)
    }

    fn shares_identity(&self) -> bool {
        self.excludes_on_partitioned()
    }

    fn has_unvalidated_partitioned_keys(&self) -> bool {
        self.names_not_null()
    }

    fn references_primary_key(&self) -> bool {
        self.product != Product::MariaDb && since(*self, Version::new(9, 0), Version::new(10, 5))
    }
}

/// Whether a MySQL or MariaDB server is at least that version; other products are taken to have it.
fn since(server: Server, mysql: Version, mariadb: Version) -> bool {
    match server.product {
        Product::MySql => server.version >= mysql,
        Product::MariaDb => server.version >= mariadb,
        Product::PostgreSql | Product::Sqlite => true,
    }
}
