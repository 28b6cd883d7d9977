//! Tables that a tool made for itself.

/// Names of bookkeeping tables of migration tools and extensions; their design is not the reader's to change.
const TOOL_TABLES: [&str; 18] = [
    "__efmigrationshistory",
    "_prisma_migrations",
    "alembic_version",
    "ar_internal_metadata",
    "databasechangelog",
    "databasechangeloglock",
    "django_migrations",
    "doctrine_migration_versions",
    "flyway_schema_history",
    "geometry_columns",
    "goose_db_version",
    "knex_migrations",
    "knex_migrations_lock",
    "schema_migrations",
    "schema_version",
    "sequelizemeta",
    "spatial_ref_sys",
    "sqlite_sequence",
];

/// Whether the table belongs to a tool.
pub fn is_tool_table(name: &str) -> bool {
    TOOL_TABLES
        .binary_search(&name.to_ascii_lowercase().as_str())
        .is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_sorted_and_found() {
        assert!(TOOL_TABLES.is_sorted());
        assert!(is_tool_table("__EFMigrationsHistory"));
        assert!(!is_tool_table("orders"));
    }
}
