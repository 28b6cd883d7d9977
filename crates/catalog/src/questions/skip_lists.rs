//! Tables whose design is not the reader's to judge.

use rowproof_source::WordList;
use rowproof_syntax::ast::Persistence;

use super::{Lexicon, Word, has_word, words};
use crate::model::Relation;

/// Names of bookkeeping tables of migration tools and extensions.
const TOOL_TABLES: WordList<8> = WordList::new(
    "__diesel_schema_migrations,__drizzle_migrations,__efmigrationshistory,__migrationhistory,\
     _prisma_migrations,_sqlx_migrations,alembic_version,ar_internal_metadata,atlas_schema_revisions,\
     django_migrations,doctrine_migration_versions,flyway_schema_history,geography_columns,\
     geometry_columns,goose_db_version,gorp_migrations,migration_versions,mikro_orm_migrations,\
     pgmigrations,phinxlog,play_evolutions,play_evolutions_lock,ragtime_migrations,raster_columns,\
     raster_overviews,refinery_schema_history,schema_info,schema_migrations,schema_migrations_lock,\
     schema_version,seaql_migrations,sequelizemeta,south_migrationhistory,spatial_ref_sys,\
     sqlite_sequence,topology,typeorm_metadata",
);

/// What the names of such tables start with.
const TOOL_PREFIXES: [&str; 5] = [
    "_yoyo_",
    "databasechangelog",
    "knex_migrations",
    "sqlite_stat",
    "yoyo_",
];

/// Whether the table belongs to a tool.
pub fn is_tool_table(name: &str) -> bool {
    let begins = |prefix: &&str| {
        let beginning = name.get(..prefix.len());
        beginning.is_some_and(|beginning| beginning.eq_ignore_ascii_case(prefix))
    };
    TOOL_TABLES.contains_in_any_case(name) || TOOL_PREFIXES.iter().any(begins)
}

impl Relation {
    /// Whether the table takes rows as they come, to be cleaned later: its name or its schema's says so, or it does not
    /// outlive a crash.
    pub fn is_staging(&self) -> bool {
        let says = |words: &[Word<'_>]| has_word(words, &Lexicon::STAGING);
        let ends_say = || {
            let name = words(&self.name.name);
            let mut ends = [name.first(), name.last()].into_iter().flatten();
            ends.any(|word| says(std::slice::from_ref(word)))
        };
        // Nearly all are in the one schema that says nothing.
        let schema_says = || self.name.schema != "public" && says(&words(&self.name.schema));
        self.persistence != Persistence::Permanent || ends_say() || schema_says()
    }
}

#[cfg(test)]
mod tests {
    use rowproof_source::SourceId;
    use rowproof_syntax::{Dialect, parse_script};

    use super::*;
    use crate::Catalog;

    #[test]
    fn the_lists_are_sorted_and_found() {
        assert!(TOOL_PREFIXES.is_sorted());
        for tool in [
            "__EFMigrationsHistory",
            "DATABASECHANGELOGLOCK",
            "knex_migrations_lock",
            "flyway_schema_history",
            "sqlite_stat1",
        ] {
            assert!(is_tool_table(tool), "{tool}");
        }
        for own in ["orders", "migrations", "schema_versions", "topologies"] {
            assert!(!is_tool_table(own), "{own}");
        }
    }

    #[test]
    fn rules_look_at_tables_that_live_and_are_the_readers_own() {
        let script = "create table a (i int); create temp table b (i int); create view c as select 1 as i;
            create table p (i int) partition by range (i); create table p1 partition of p for values from (0) to (9);
            create table alembic_version (version_num text); create unlogged table e (i int);
            create table staging_orders (i int); create schema raw; create table raw.orders (i int);";
        let catalog = Catalog::from_script(&parse_script(SourceId(0), script, Dialect::PostgreSql));
        let names: Vec<&str> = catalog.tables().map(|table| table.name.name.as_str()).collect();
        assert_eq!(names, ["a", "p", "e", "staging_orders", "orders"]);
        let kept: Vec<&str> = catalog
            .tables()
            .filter(|table| !table.is_staging())
            .map(|table| table.name.name.as_str())
            .collect();
        assert_eq!(kept, ["a", "p"]);
    }
}
