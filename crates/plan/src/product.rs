//! Which database printed a plan.

use crate::format::PlanFormat;

/// The database product whose `EXPLAIN` printed a plan. Products built on PostgreSQL (Citus, Greenplum, Timescale) count as it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PlanProduct {
    /// PostgreSQL.
    PostgreSql,
    /// MySQL; also plans whose form MySQL and MariaDB share and that hold no mark of MariaDB.
    MySql,
    /// MariaDB.
    MariaDb,
    /// SQLite.
    Sqlite,
}

impl PlanProduct {
    /// As people write it.
    pub fn name(self) -> &'static str {
        match self {
            Self::PostgreSql => "PostgreSQL",
            Self::MySql => "MySQL",
            Self::MariaDb => "MariaDB",
            Self::Sqlite => "SQLite",
        }
    }
}

impl PlanFormat {
    /// Whose format it is; MySQL's where MariaDB prints the same.
    pub fn product(self) -> PlanProduct {
        match self {
            Self::PostgresText | Self::PostgresJson | Self::PostgresYaml | Self::PostgresXml => {
                PlanProduct::PostgreSql
            }
            Self::MysqlTree | Self::MysqlTable | Self::MysqlJson => PlanProduct::MySql,
            Self::MariadbJson => PlanProduct::MariaDb,
            Self::SqliteQueryPlan => PlanProduct::Sqlite,
        }
    }
}
