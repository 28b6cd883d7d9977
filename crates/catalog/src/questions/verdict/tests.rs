use rowproof_source::SourceId;
use rowproof_syntax::{Dialect, parse_script};

use super::CheckVerdict;
use crate::Catalog;

const COLUMNS: &str =
    "n int, m int, p numeric(10,2), c text, d text, a date, b date, f boolean, k int not null";

fn catalog(dialect: Dialect, rest: &str) -> Catalog {
    let script = format!("create table t ({COLUMNS}, {rest})");
    Catalog::from_script(&parse_script(SourceId(0), &script, dialect))
}

fn verdict(dialect: Dialect, check: &str) -> Option<CheckVerdict> {
    let catalog = catalog(dialect, &format!("check ({check})"));
    let relation = catalog.relations().next().unwrap();
    let (_, check) = relation.checks().next().unwrap();
    catalog.check_verdict(relation, check)
}

const ALL: [Dialect; 3] = [Dialect::PostgreSql, Dialect::MySql, Dialect::Sqlite];

#[test]
fn what_refuses_nothing() {
    for dialect in ALL {
        for check in [
            "n > 0 or n <= 0",
            "n > 0 or n < 10",
            "c <> 'a' or c <> 'b'",
            "c in ('a', null)",
            "c = null",
            "n is null or n is not null",
            "n = n",
            "n < m or n >= m",
            "not (n < 0 and n > 0)",
            "1 = 1",
            "a >= '2020-01-01' or a < '2021-01-01'",
            "length(c) >= 0",
            "n between 5 and 1 or n < 10 or n > 7",
        ] {
            assert_eq!(
                verdict(dialect, check),
                Some(CheckVerdict::RefusesNothing),
                "{check}"
            );
        }
    }
}

#[test]
fn what_leaves_only_null() {
    let only = |names: &[&str]| {
        let names = names.iter().map(|name| (*name).to_owned()).collect();
        Some(CheckVerdict::LeavesOnlyNull(names))
    };
    for dialect in ALL {
        for (check, names) in [
            ("n > 5 and n < 3", ["n"]),
            ("n between 5 and 1", ["n"]),
            ("c = 'a' and c = 'b'", ["c"]),
            ("c in ('a', 'b') and c not in ('a', 'b', 'd')", ["c"]),
            ("n < n", ["n"]),
            ("c is null", ["c"]),
            ("a > '2020-01-01' and a < '2019-01-01'", ["a"]),
            ("n > 3 and n = 3 or n is null and m > 0", ["n"]),
            ("length(c) < 0", ["c"]),
        ] {
            assert_eq!(verdict(dialect, check), only(&names), "{check}");
        }
    }
    for dialect in [Dialect::PostgreSql, Dialect::MySql] {
        assert_eq!(verdict(dialect, "n > 1 and n < 2"), only(&["n"]));
    }
    assert_eq!(verdict(Dialect::Sqlite, "n > 1 and n < 2"), None);
    assert_eq!(verdict(Dialect::PostgreSql, "f and not f"), only(&["f"]));
}

#[test]
fn what_refuses_everything() {
    for dialect in ALL {
        for check in [
            "n is null and n is not null",
            "1 = 2",
            "n is not null and n > 3 and n < 3",
            "n is not null and n < m and m < n and m is not null",
            "k > 5 and k < 3",
            "k is null",
        ] {
            assert_eq!(
                verdict(dialect, check),
                Some(CheckVerdict::RefusesEverything),
                "{check}"
            );
        }
    }
}

#[test]
fn ordinary_conditions_and_what_cannot_be_decided() {
    for dialect in ALL {
        for check in [
            "n > 0",
            "n >= 0 and n <= 0",
            "c in ('a', 'b')",
            "a < b",
            "n < m and m < 10 and n > 7",
            "p > 1 and p < 2",
            "n is null or m is null",
            "(n is null) <> (m is null)",
            "a > '2020-01-01' and a < '2020-01-02' or a is null",
            "length(c) between 1 and 3",
            // Not followed: nothing is said.
            "c like 'a%' and c not like 'a%'",
            "n % 2 = 0 and n % 2 = 1",
            "c > 'a' and c < 'a'",
            "c = d and c <> d",
            "length(c) = 0 and c <> ''",
            "a < current_date and a > current_date",
        ] {
            assert_eq!(verdict(dialect, check), None, "{check}");
        }
    }
    // A collation may take the two for equal.
    assert_eq!(verdict(Dialect::MySql, "c = 'a' and c = 'A'"), None);
    assert!(verdict(Dialect::PostgreSql, "c = 'a' and c = 'A'").is_some());
}

#[test]
fn checks_that_contradict_each_other() {
    let of = |rest: &str| {
        let catalog = catalog(Dialect::PostgreSql, rest);
        let relation = catalog.relations().next().unwrap();
        catalog
            .contradictions(relation)
            .iter()
            .map(|found| {
                let names: Vec<&str> = found.constraints.iter().map(|one| one.name.as_str()).collect();
                names.join(", ")
            })
            .collect::<Vec<_>>()
    };
    assert_eq!(
        of("constraint x check (n > 5), constraint y check (m > 0), constraint z check (n < 3)"),
        ["x, z"]
    );
    let three = "constraint x check (n > 5), constraint y check (m < 5), constraint z check (n < m)";
    let must = "alter table t alter n set not null, alter m set not null";
    assert_eq!(of(three), Vec::<String>::new(), "one of the two may be NULL");
    assert_eq!(
        of(&format!("{three}); {must}; create table u (u int")),
        ["x, y, z"]
    );
    assert_eq!(
        of("constraint x check (c in ('a', 'b')), constraint y check (c in ('b', 'd'))"),
        Vec::<String>::new()
    );
    assert_eq!(
        of(
            "constraint x check (c in ('a')), constraint y check (c in ('b', 'd')), constraint z check (c = c)"
        ),
        ["x, y"]
    );
    // One that leaves nothing alone is no contradiction of two.
    assert_eq!(
        of("check (n > 5 and n < 3), check (n < 100)"),
        Vec::<String>::new()
    );
}

#[test]
fn domains() {
    let script = "create domain d as int check (value > 0); alter domain d add check (value < 0);";
    let catalog = Catalog::from_script(&parse_script(SourceId(0), script, Dialect::PostgreSql));
    assert_eq!(
        catalog.domain_verdict(catalog.domains()[0]),
        Some(CheckVerdict::LeavesOnlyNull(vec!["value".to_owned()]))
    );
}
