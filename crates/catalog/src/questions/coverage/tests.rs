//! The predicate, with the bugs of other linters: any position in any index, order taken for important, predicates and
//! methods not looked at, one column only.

use rowproof_source::SourceId;
use rowproof_syntax::{Dialect, parse_script};

use crate::Catalog;

fn covered(dialect: Dialect, script: &str, columns: &[&str]) -> Option<String> {
    let catalog = Catalog::from_script(&parse_script(SourceId(0), script, dialect));
    let columns: Vec<String> = columns.iter().map(|column| (*column).to_owned()).collect();
    let relation = catalog.relations().next().unwrap();
    catalog
        .index_covering(relation, &columns)
        .map(|index| index.name.clone())
}

fn covers(index: &str, columns: &[&str]) -> bool {
    let script = format!("create table t (a int, b int, c int not null); {index};");
    covered(Dialect::PostgreSql, &script, columns).is_some()
}

#[test]
fn equality_does_not_care_for_order() {
    assert!(covers("create index on t (b, a, c)", &["a", "b"]));
    assert!(covers("create index on t (b desc, a)", &["a", "b"]));
    assert!(covers("alter table t add primary key (a, b)", &["a"]));
    assert!(covers("alter table t add unique (a, b)", &["b", "a"]));
}

#[test]
fn the_columns_must_lead_and_be_all_there() {
    assert!(!covers("create index on t (c, a, b)", &["a", "b"]));
    assert!(!covers("create index on t (a, c, b)", &["a", "b"]));
    assert!(!covers("create index on t (a)", &["a", "b"]));
    assert!(!covers("create index on t (b) include (a)", &["a"]));
    // Two indexes of one column each are no index of two.
    assert!(!covers(
        "create index on t (a); create index on t (b)",
        &["a", "b"]
    ));
    assert!(!covers("create index on t (a)", &[]));
}

#[test]
fn expressions_are_not_columns() {
    assert!(!covers("create index on t ((a + 1))", &["a"]));
    assert!(!covers("create index on t (lower(a::text))", &["a"]));
    assert!(!covers("create index on t ((a + 1), a)", &["a"]));
    assert!(covers("create index on t (a, (b + 1))", &["a"]));
}

#[test]
fn methods_that_find_no_equal_rows() {
    for method in ["gin", "gist", "spgist", "brin"] {
        assert!(
            !covers(&format!("create index on t using {method} (a)"), &["a"]),
            "{method}"
        );
    }
    assert!(covers("create index on t using hash (a)", &["a"]));
    let mysql = "create table t (a int, b text, fulltext key (b), key k (a) using hash)";
    assert_eq!(covered(Dialect::MySql, mysql, &["b"]), None);
    // InnoDB makes a B-tree of it, MEMORY a hash, which wants all its keys.
    assert!(covered(Dialect::MySql, mysql, &["a"]).is_some());
    let memory = "create table t (a int, b int, key k (a, b) using hash) engine=memory";
    assert_eq!(covered(Dialect::MySql, memory, &["a"]), None);
    assert!(covered(Dialect::MySql, memory, &["b", "a"]).is_some());
}

#[test]
fn predicates_that_leave_out_nulls_only() {
    for predicate in [
        "a is not null",
        "(a IS NOT NULL)",
        "not (a is null)",
        "a is not null and b is not null",
        "c is not null",
    ] {
        let index = format!("create index on t (a, b) where {predicate}");
        assert!(covers(&index, &["a", "b"]), "{predicate}");
    }
    for predicate in [
        "b is not null",
        "a > 0",
        "a is null",
        "a is not null and a > 0",
        "a is not null or b > 0",
        "a is distinct from 12",
    ] {
        let index = format!("create index on t (a) where {predicate}");
        assert!(!covers(&index, &["a"]), "{predicate}");
    }
    let sqlite = |predicate: &str| {
        let script = format!("create table t (\"A\" int); create index i on t (a) where {predicate}");
        covered(Dialect::Sqlite, &script, &["A"]).is_some()
    };
    assert!(sqlite("a is not null") && sqlite("A notnull"));
    assert!(!sqlite("a is not 12"));
}

#[test]
fn a_prefix_of_a_text_finds_no_whole_text() {
    let script = "create table t (a varchar(200), b int, key k (a(10), b))";
    assert_eq!(covered(Dialect::MySql, script, &["a"]), None);
}

#[test]
fn innodb_ends_each_index_with_the_primary_key() {
    let script = "create table t (id int, tenant_id int, status int, primary key (id), key k (status))";
    assert_eq!(
        covered(Dialect::MySql, script, &["id", "status"]).as_deref(),
        Some("k")
    );
    assert_eq!(covered(Dialect::MySql, script, &["tenant_id", "status"]), None);
    assert_eq!(
        covered(
            Dialect::PostgreSql,
            "create table t (id int primary key, status int); create index k on t (status)",
            &["id", "status"]
        ),
        None
    );
    let myisam = format!("{script} engine=MyISAM");
    assert_eq!(covered(Dialect::MySql, &myisam, &["id", "status"]), None);
}

#[test]
fn the_shell_of_a_partitioned_index_holds_nothing() {
    let tables = "create table t (a int, b int) partition by range (a); create table t1 partition of t for values from (0) to (1); create table t2 partition of t for values from (1) to (2);";
    let shell = format!("{tables} create index i on only t (b);");
    assert_eq!(covered(Dialect::PostgreSql, &shell, &["b"]), None);
    let half = format!("{shell} create index i1 on t1 (b); alter index i attach partition i1;");
    assert_eq!(covered(Dialect::PostgreSql, &half, &["b"]), None);
    let whole = format!("{half} create index i2 on t2 (b); alter index i attach partition i2;");
    assert_eq!(covered(Dialect::PostgreSql, &whole, &["b"]).as_deref(), Some("i"));
    // As pg_dump writes it: the partitions are attached afterwards.
    let dump = "create table t (a int, b int) partition by range (a); create table t1 (a int, b int); alter table only t attach partition t1 for values from (0) to (1); create index i on only t (b);";
    assert_eq!(covered(Dialect::PostgreSql, dump, &["b"]), None);
    let without = "create table t (a int, b int) partition by range (a); create index i on only t (b);";
    assert_eq!(
        covered(Dialect::PostgreSql, without, &["b"]).as_deref(),
        Some("i")
    );
}
