use rowproof_syntax::{Product, Server, Version};

use super::*;
use crate::document::Part;

fn server(words: &str) -> Server {
    let (product, version) = words.split_once(' ').unwrap();
    Server::new(
        Product::from_code(product).unwrap(),
        version.parse::<Version>().unwrap(),
    )
}

/// What changes, as sentences without the database's name, and the first place.
fn changes(before: &str, after: &str, sql: &str) -> Vec<String> {
    let document = Document {
        parts: vec![Part::new("schema.sql", sql)],
    };
    let after = schema_for(&document, server(after));
    let comparison = compare(&document, server(before), &after);
    comparison
        .changes
        .iter()
        .map(|change| {
            let message = comparison.message(change);
            let (_, what) = message.split_once(", ").unwrap();
            let place = &change.places[0];
            format!(
                "{what}: {} at {}",
                place.object,
                sql.get(place.span.range()).unwrap()
            )
        })
        .collect()
}

#[test]
fn checks_are_forgotten_before_mysql_8_0_16() {
    let sql = "create table t (id int primary key, a int check (a > 0), constraint b check (a < 9))";
    let found = changes("mysql 8.0.46", "mysql 8.0.15", sql);
    assert_eq!(
        found,
        ["2 CHECKs are read and ignored: t.t_chk_1 at check (a > 0)"]
    );
    assert_eq!(
        changes("mysql 5.7.44", "mysql 8.0.16", sql),
        ["2 CHECKs are enforced: t.t_chk_1 at check (a > 0)"]
    );
    assert_eq!(changes("mariadb 10.2.0", "mariadb 10.5.0", sql).len(), 1);
    assert!(changes("mysql 8.0.16", "mariadb 10.5.0", sql).is_empty());
}

#[test]
fn references_behind_a_column_are_forgotten_before_mysql_9() {
    let sql = "create table p (id int primary key);\n\
               create table c (id int primary key, p int references p (id), q int, foreign key (q) references p (id));";
    assert_eq!(
        changes("mysql 9.7.0", "mysql 8.4.8", sql),
        ["1 foreign key is read and ignored: c.c_ibfk_1 at references p (id)"]
    );
    assert_eq!(changes("mariadb 10.4.0", "mariadb 10.5.0", sql).len(), 1);
    assert!(changes("mysql 9.0.0", "mysql 9.7.0", sql).is_empty());
}

#[test]
fn engines_without_foreign_keys_forget_them() {
    let sql = "create table p (id int primary key);\n\
               create table c (id int primary key, p int, constraint f foreign key (p) references p (id)) engine=MyISAM;";
    // The clause itself is no PostgreSQL, so only the two that read it can be compared: neither enforces it.
    assert!(changes("mysql 8.4.8", "mariadb 11.8.0", sql).is_empty());
    let document = Document {
        parts: vec![Part::new("schema.sql", sql)],
    };
    let catalog = schema_for(&document, server("mysql 8.4.8"));
    assert!(
        catalog
            .relations()
            .all(|relation| relation.foreign_keys().next().is_none())
    );
    let note = &catalog.notes()[0];
    assert_eq!(note.kind, rowproof_catalog::NoteKind::Ignored);
    assert!(note.reason.contains("storage engine"), "{}", note.reason);
}

#[test]
fn sqlite_enforces_neither_types_nor_lengths() {
    let sql =
        "create table t (id integer primary key, born date, name varchar(20), paid numeric(8, 2), note text)";
    assert_eq!(
        changes("postgresql 18", "sqlite 3.50", sql),
        [
            "2 column types are not enforced: t.born at born",
            "2 lengths and precisions are not enforced: t.name at name",
        ]
    );
    let strict = "create table t (id integer primary key, born integer) strict";
    assert!(changes("sqlite 3.40", "sqlite 3.50", strict).is_empty());
}

#[test]
fn sqlite_needs_to_be_told_to_enforce_foreign_keys() {
    let sql = "create table p (id integer primary key);\n\
               create table c (id integer primary key, p_id integer references p (id));";
    let found = changes("postgresql 18", "sqlite 3.50", sql);
    assert_eq!(
        found[0],
        "1 foreign key is not enforced: c.c_p_id_fkey at references p (id)"
    );
    let told = format!("pragma foreign_keys = on;\n{sql}");
    let found = changes("postgresql 18", "sqlite 3.50", &told);
    assert!(
        found.iter().all(|change| !change.contains("foreign key")),
        "{found:?}"
    );
}

#[test]
fn sqlite_takes_null_in_a_primary_key() {
    let sql = "create table t (code text primary key)";
    assert_eq!(
        changes("postgresql 18", "sqlite 3.50", sql),
        ["1 primary key accepts NULL: t.t_pkey at primary key"]
    );
    assert_eq!(
        changes("sqlite 3.50", "postgresql 18", sql),
        ["1 primary key refuses NULL: t.t_pkey at primary key"]
    );
    for kept in [
        "create table t (id integer primary key)",
        "create table t (code text not null primary key)",
    ] {
        assert!(changes("postgresql 18", "sqlite 3.50", kept).is_empty(), "{kept}");
    }
}

#[test]
fn nulls_not_distinct_came_with_postgresql_15() {
    let sql = "create table t (id int primary key, a int, constraint u unique nulls not distinct (a));";
    assert_eq!(
        changes("postgresql 18", "postgresql 14", sql),
        ["1 NULLS NOT DISTINCT key is refused: t.u at constraint u unique nulls not distinct (a)"]
    );
    assert_eq!(changes("postgresql 14", "postgresql 15", sql).len(), 1);
}

#[test]
fn mysql_has_no_partial_indexes() {
    let sql = "create table t (id int primary key, a int, b int);\n\
               create unique index u on t (a) where b is null;\n\
               create index i on t (b) where a = 1;";
    let found = changes("postgresql 18", "mysql 8.4.8", sql);
    assert_eq!(
        found,
        [
            "1 unique key is refused: t.u at create unique index u on t (a) where b is null",
            "1 partial index is refused: t.i at create index i on t (b) where a = 1",
        ]
    );
    let found = changes("postgresql 18", "sqlite 3.50", sql);
    assert!(
        found
            .iter()
            .all(|change| !change.contains("index") && !change.contains("unique key")),
        "{found:?}"
    );
}

#[test]
fn indexes_over_expressions_are_not_everywhere() {
    let sql = "create table t (id int primary key, a int);\ncreate index i on t ((a + 1));";
    let lost = "1 expression index is refused: t.i at create index i on t ((a + 1))";
    assert_eq!(changes("mysql 8.4.8", "mariadb 11.8", sql), [lost]);
    assert_eq!(changes("mysql 8.4.8", "mysql 5.7.44", sql), [lost]);
    assert_eq!(
        changes("mysql 5.7.44", "mysql 8.0.13", sql),
        ["1 expression index is kept: t.i at create index i on t ((a + 1))"]
    );
}

#[test]
fn what_another_dialect_reads_otherwise_is_not_lost() {
    // An operator class is no part of SQLite's index keys; PostgreSQL keeps a plain index of a column.
    let sql =
        "create table t (id integer primary key, a text);\ncreate index i on t using gin (a gin_trgm_ops);";
    let found = changes("sqlite 3.50", "postgresql 18", sql);
    assert!(found.iter().all(|change| !change.contains("index")), "{found:?}");
    let found = changes(
        "sqlite 3.50",
        "postgresql 18",
        "create table t (id integer primary key, a integer);\ncreate unique index i on t (a) nulls not distinct;",
    );
    assert!(
        found.iter().all(|change| !change.contains("1 unique key")),
        "{found:?}"
    );
}

#[test]
fn exclusion_is_postgresql_only() {
    let sql = "create table t (id int primary key, r int4range, exclude using gist (r with &&))";
    for other in ["mysql 8.4.8", "sqlite 3.50"] {
        let found = changes("postgresql 18", other, sql);
        assert!(
            found
                .iter()
                .any(|change| change.starts_with("1 exclusion constraint is refused")
                    || change.starts_with("1 table is not understood")),
            "{other}: {found:?}"
        );
    }
}

#[test]
fn mysql_cannot_wait_for_the_end_of_a_transaction() {
    let sql = "create table p (id int primary key);\n\
               create table c (id int primary key, p int, constraint f foreign key (p) references p (id) deferrable);";
    let found = changes("postgresql 18", "mysql 8.4.8", sql);
    assert!(
        found[0].starts_with("1 deferrable constraint is refused: c.f at "),
        "{found:?}"
    );
    let found = changes("postgresql 18", "sqlite 3.50", sql);
    assert!(
        found
            .iter()
            .all(|change| !change.contains("deferrable constraint")),
        "{found:?}"
    );
}

#[test]
fn enumerated_types_and_domains_stay_behind() {
    let sql = "create type state as enum ('new', 'paid');\n\
               create domain money_amount as numeric check (value >= 0);\n\
               create table t (id int primary key, s state, m money_amount);";
    let found = changes("postgresql 18", "mysql 8.4.8", sql);
    // MySQL knows neither type, so it refuses the statement as a whole.
    assert_eq!(found, ["1 table is not understood or refused: t at t"]);
    let found = changes("postgresql 18", "sqlite 3.50", sql);
    assert_eq!(
        found
            .iter()
            .map(|change| change.split(':').next().unwrap())
            .collect::<Vec<_>>(),
        [
            "1 primary key accepts NULL",
            "1 column type is not enforced",
            "1 list of labels is not enforced",
            "1 column's domain is not enforced",
        ]
    );
}

#[test]
fn mysql_compares_text_without_regard_to_case() {
    let sql = "create table t (id int primary key, email varchar(80), constraint u unique (email));";
    assert_eq!(
        changes("postgresql 18", "mysql 8.4.8", sql),
        ["1 unique key of text takes upper and lower case for the same: t.u at constraint u unique (email)"]
    );
    assert_eq!(
        changes("mysql 8.4.8", "postgresql 18", sql),
        ["1 unique key of text tells upper from lower case: t.u at constraint u unique (email)"]
    );
    let binary =
        "create table t (id int primary key, email varchar(80) collate utf8mb4_bin, unique (email));";
    assert!(changes("mysql 8.4.8", "mariadb 11.8", binary).is_empty());
    let nocase = "create table t (id integer primary key, email text collate nocase unique);";
    assert!(
        changes("mysql 8.4.8", "sqlite 3.50", nocase)
            .iter()
            .all(|change| !change.contains("case"))
    );
}

#[test]
fn a_table_only_one_of_them_reads_speaks_for_its_rules() {
    let sql = "create table kept (id int primary key);\n\
               create table t (id integer primary key autoincrement, a text check (a <> ''), unique (a)) without rowid;";
    let found = changes("postgresql 18", "sqlite 3.50", sql);
    assert!(
        found
            .iter()
            .all(|change| !change.contains("t.a") || change.contains("column")),
        "{found:?}"
    );
}

#[test]
fn the_same_database_changes_nothing() {
    let sql = "create table t (id int primary key, a varchar(9) unique check (a <> ''))";
    for same in ["postgresql 18", "mysql 8.4.8", "sqlite 3.50"] {
        assert!(changes(same, same, sql).is_empty(), "{same}");
    }
}

#[test]
fn the_summary_counts_both_directions() {
    let document = Document {
        parts: vec![Part::new(
            "s",
            "create table t (id int primary key, a int check (a > 0), e varchar(9) unique)",
        )],
    };
    let after = schema_for(&document, server("mysql 5.7.44"));
    let comparison = compare(&document, server("postgresql 18"), &after);
    assert_eq!(comparison.title(), "From PostgreSQL 18 to MySQL 5.7.44");
    assert_eq!(
        comparison.summary(),
        "1 rule is no longer enforced, 1 is enforced now"
    );
}
