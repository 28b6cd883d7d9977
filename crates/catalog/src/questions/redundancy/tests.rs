//! With the false alarms that other linters were reported for.

use rowproof_source::SourceId;
use rowproof_syntax::{Dialect, parse_script};

use super::Redundancy::{Duplicate, Prefix, WiderUnique};
use super::*;

fn in_dialect(dialect: Dialect, script: &str) -> Vec<(String, String, Redundancy)> {
    let catalog = Catalog::from_script(&parse_script(SourceId(0), script, dialect));
    let relation = catalog.relations().next().unwrap();
    catalog
        .redundant_indexes(relation)
        .into_iter()
        .map(|found| (found.index.name.clone(), found.by.name.clone(), found.kind))
        .collect()
}

fn found(indexes: &str) -> Vec<(String, String, Redundancy)> {
    let script = format!(
        "create table t (id int primary key, a text, b text, c text, g jsonb, live boolean); {indexes}"
    );
    in_dialect(Dialect::PostgreSql, &script)
}

fn pair(index: &str, by: &str, kind: Redundancy) -> Vec<(String, String, Redundancy)> {
    vec![(index.to_owned(), by.to_owned(), kind)]
}

#[test]
fn the_first_keys_of_a_longer_index() {
    assert_eq!(
        found("create index i on t (a); create index j on t (a, b);"),
        pair("i", "j", Prefix)
    );
    assert_eq!(
        found("create index j on t (a, b); create index i on t (a);"),
        pair("i", "j", Prefix)
    );
    // Column by column: `a` is not the beginning of `ab`.
    assert_eq!(
        found("alter table t add ab text; create index i on t (a); create index j on t (ab);"),
        []
    );
    assert_eq!(found("create index i on t (b); create index j on t (a, b);"), []);
}

#[test]
fn a_unique_index_is_not_dropped_for_a_wider_one() {
    assert_eq!(
        found("create unique index i on t (a); create index j on t (a, b);"),
        []
    );
    assert_eq!(
        found("create unique index i on t (a); create unique index j on t (a, b);"),
        pair("j", "i", WiderUnique)
    );
    assert_eq!(
        found("create unique index i on t (b); create unique index j on t (a, b);"),
        pair("j", "i", WiderUnique)
    );
    assert_eq!(
        found("create unique index j on t (id, a);"),
        pair("j", "t_pkey", WiderUnique)
    );
    assert_eq!(
        found("create unique index i on t (a); create unique index j on t (a, b) nulls not distinct;"),
        []
    );
}

#[test]
fn of_two_that_do_the_same_one_stays() {
    assert_eq!(
        found("create index i on t (a); create index j on t (a);"),
        pair("j", "i", Duplicate)
    );
    assert_eq!(
        found("create index i on t (a); create unique index j on t (a);"),
        pair("i", "j", Duplicate)
    );
    assert_eq!(
        found("create unique index i on t (a); alter table t add constraint k unique (a);"),
        pair("i", "k", Duplicate)
    );
    assert_eq!(found("create index i on t (id);"), pair("i", "t_pkey", Duplicate));
    assert_eq!(
        found("create index i on t (a); create index j on t (a); create index k on t (a);").len(),
        2
    );
}

#[test]
fn methods_do_different_things() {
    assert_eq!(
        found("create index i on t (a); create index j on t using gin (a gin_trgm_ops);"),
        []
    );
    assert_eq!(
        found("create index i on t using gin (g); create index j on t using gin (g jsonb_path_ops);"),
        []
    );
    assert_eq!(
        found("create index i on t using hash (a); create index j on t (a, b);"),
        []
    );
    let mysql = "create table t (a varchar(9), b int, key i (a), fulltext key j (a))";
    assert_eq!(in_dialect(Dialect::MySql, mysql), []);
}

#[test]
fn predicates_classes_and_collations_count() {
    assert_eq!(
        found("create index i on t (a) where live; create index j on t (a, b);"),
        []
    );
    assert_eq!(
        found("create index i on t (a); create index j on t (a, b) where live;"),
        []
    );
    let same =
        "create index i on t (a) where b = 'x'; create index j on t (a, c) where ((b)::text = 'x'::text);";
    assert_eq!(found(same), pair("i", "j", Prefix));
    assert_eq!(
        found("create index i on t (a text_pattern_ops); create index j on t (a, b);"),
        []
    );
    assert_eq!(
        found("create index i on t (a text_ops); create index j on t (a, b);"),
        pair("i", "j", Prefix)
    );
    assert_eq!(
        found("create index i on t (a collate \"C\"); create index j on t (a, b);"),
        []
    );
    assert_eq!(
        found("create index i on t (lower(a)); create index j on t (a, b);"),
        []
    );
    assert_eq!(
        found("create index i on t (lower(a)); create index j on t (lower((a)::text), b);"),
        pair("i", "j", Prefix)
    );
}

#[test]
fn a_b_tree_is_read_both_ways() {
    assert_eq!(
        found("create index i on t (a desc); create index j on t (a, b);"),
        pair("i", "j", Prefix)
    );
    assert_eq!(
        found("create index i on t (a, b); create index j on t (a desc, b desc, c);"),
        pair("i", "j", Prefix)
    );
    assert_eq!(
        found("create index i on t (a, b); create index j on t (a, b desc, c);"),
        []
    );
    assert_eq!(
        found("create index i on t (a nulls first); create index j on t (a, b);"),
        []
    );
}

#[test]
fn columns_carried_along_count() {
    assert_eq!(
        found("create index i on t (a) include (c); create index j on t (a, b);"),
        []
    );
    assert_eq!(
        found("create index i on t (a) include (c); create index j on t (a, b) include (c);"),
        pair("i", "j", Prefix)
    );
    assert_eq!(
        found("create index i on t (a); create index j on t (a) include (b);"),
        pair("i", "j", Duplicate)
    );
}

#[test]
fn prefixes_of_texts() {
    let mysql = |keys: &str| {
        in_dialect(
            Dialect::MySql,
            &format!("create table t (a varchar(99), b int, {keys})"),
        )
    };
    assert_eq!(mysql("key i (a(10)), key j (a, b)"), pair("i", "j", Prefix));
    assert_eq!(mysql("key i (a), key j (a(10))"), pair("j", "i", Duplicate));
    assert_eq!(mysql("key i (a(10), b), key j (a, b)"), []);
    assert_eq!(mysql("unique key i (a(10)), unique key j (a)"), []);
}

#[test]
fn an_index_that_mysql_made_itself_goes_by_itself() {
    let script = "create table t (a int, foreign key (a) references p (id), key k (a, b), b int)";
    assert_eq!(in_dialect(Dialect::MySql, script), []);
}

#[test]
fn time_is_linear_in_the_number_of_indexes() {
    for wide in [false, true] {
        let count = 900;
        let columns: Vec<String> = (0..count).map(|at| format!("c{at} int")).collect();
        let mut script = format!("create table t (a int, {});", columns.join(", "));
        for at in 0..count {
            match wide {
                true => script.push_str(&format!("create unique index i{at} on t (a, c{at});")),
                false => script.push_str(&format!("create index i{at} on t (a) include (c{at});")),
            }
        }
        let catalog = Catalog::from_script(&parse_script(SourceId(0), &script, Dialect::PostgreSql));
        let mut steps = 0;
        let relation = catalog.relations().next().unwrap();
        catalog.count_redundant_indexes(relation, &mut steps);
        assert!(steps <= 3 * MAX_SHORTER * count, "{steps}");
    }
}
