use rowproof_source::SourceId;
use rowproof_syntax::{Dialect, parse_script};

use crate::Catalog;

/// The columns whose NULLs get past; none when the columns are not unique at all.
fn gaps(dialect: Dialect, script: &str, columns: &[&str]) -> Option<Vec<String>> {
    let catalog = Catalog::from_script(&parse_script(SourceId(0), script, dialect));
    let columns: Vec<String> = columns.iter().map(|column| (*column).to_owned()).collect();
    let relation = catalog.relations().next().unwrap();
    let rule = catalog.unique_within(relation, &columns)?;
    Some(
        rule.passed_by_nulls_in
            .iter()
            .map(|name| (*name).to_owned())
            .collect(),
    )
}

fn postgres(rules: &str, columns: &[&str]) -> Option<Vec<String>> {
    let script = format!("create table t (a text not null, b text, c text, live boolean not null); {rules};");
    gaps(Dialect::PostgreSql, &script, columns)
}

#[test]
fn a_rule_over_fewer_columns_says_more() {
    assert_eq!(
        postgres("alter table t add unique (a)", &["a", "b"]),
        Some(vec![])
    );
    assert_eq!(postgres("alter table t add unique (a, b)", &["a"]), None);
    assert_eq!(
        postgres("alter table t add primary key (b)", &["b"]),
        Some(vec![])
    );
    assert_eq!(postgres("create index on t (a)", &["a"]), None);
}

#[test]
fn nulls_get_past() {
    assert_eq!(
        postgres("create unique index on t (a, b)", &["a", "b"]),
        Some(vec!["b".to_owned()])
    );
    assert_eq!(
        postgres("create unique index on t (b) nulls not distinct", &["b"]),
        Some(vec![])
    );
    // The stricter of two is told.
    assert_eq!(
        postgres(
            "create unique index on t (b); alter table t add primary key (a)",
            &["a", "b"]
        ),
        Some(vec![])
    );
}

#[test]
fn a_predicate_leaves_rows_out() {
    assert_eq!(postgres("create unique index on t (a) where live", &["a"]), None);
    assert_eq!(
        postgres("create unique index on t (a) where a is not null", &["a"]),
        Some(vec![])
    );
    let partial = "create unique index on t (b) nulls not distinct where b is not null";
    assert_eq!(postgres(partial, &["b"]), Some(vec!["b".to_owned()]));
}

#[test]
fn expressions_and_prefixes_refuse_more() {
    assert_eq!(
        postgres("create unique index on t (lower(a))", &["a"]),
        Some(vec![])
    );
    assert_eq!(
        postgres("create unique index on t (lower((b)::text), a)", &["a", "b"]),
        Some(vec!["b".to_owned()])
    );
    // Rows that are not live have NULL in this key, so nothing is refused among them.
    assert_eq!(
        postgres(
            "create unique index on t ((case when live then a end))",
            &["a", "live"]
        ),
        None
    );
    let mysql = "create table t (a varchar(200) not null, unique key (a(10)))";
    assert_eq!(gaps(Dialect::MySql, mysql, &["a"]), Some(vec![]));
}

#[test]
fn sqlite_keys_take_nulls_unless_they_are_the_rowid() {
    assert_eq!(
        gaps(
            Dialect::Sqlite,
            "create table t (id integer primary key)",
            &["id"]
        ),
        Some(vec![])
    );
    let text = "create table t (id text, primary key (id))";
    assert_eq!(gaps(Dialect::Sqlite, text, &["id"]), Some(vec!["id".to_owned()]));
}

#[test]
fn a_shell_refuses_nothing() {
    let script = "create table t (a int not null) partition by range (a); create table p partition of t for values from (0) to (9); create unique index u on only t (a);";
    assert_eq!(gaps(Dialect::PostgreSql, script, &["a"]), None);
}
