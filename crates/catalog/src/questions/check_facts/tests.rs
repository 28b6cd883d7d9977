//! What is read of CHECKs, in the spellings of the three dialects; the bugs of other readers are held off by name.

use rowproof_source::SourceId;
use rowproof_syntax::{Dialect, parse_script};

use super::*;

/// One line: `in a, b | >= 0 | <= 9 | length 1..254 | like %@% | > d | not null | other`.
fn described(facts: &CheckFacts) -> String {
    let mut parts: Vec<String> = Vec::new();
    if let Some(allowed) = &facts.allowed {
        let each = if allowed.combined { "some of" } else { "in" };
        parts.push(format!("{each} {}", allowed.values.join(", ")));
    }
    if !facts.excluded.is_empty() {
        parts.push(format!("not in {}", facts.excluded.join(", ")));
    }
    let end = |bound: &Option<Bound>, strict: &str, or_equal: &str| {
        bound.as_ref().map(|bound| {
            let operator = if bound.inclusive { or_equal } else { strict };
            match &bound.value {
                Value::Unknown => format!("{operator} then"),
                value => format!("{operator} {}", value.to_sql(Dialect::PostgreSql)),
            }
        })
    };
    parts.extend(end(&facts.range.low, ">", ">="));
    parts.extend(end(&facts.range.high, "<", "<="));
    for (name, length) in [("length", facts.length), ("bytes", facts.byte_length)] {
        if length != LengthRange::default() {
            let end = |end: Option<u64>| end.map(|end| end.to_string()).unwrap_or_default();
            parts.push(format!("{name} {}..{}", end(length.least), end(length.most)));
        }
    }
    for pattern in &facts.patterns {
        let not = if pattern.negated { "not " } else { "" };
        let case = if pattern.case_insensitive { " any case" } else { "" };
        let text = pattern.text.as_deref().unwrap_or("?");
        let kind = match pattern.kind {
            PatternKind::Like => "like",
            PatternKind::SimilarTo => "similar",
            PatternKind::RegularExpression => "~",
            PatternKind::Glob => "glob",
        };
        parts.push(format!("{not}{kind} {text}{case}"));
    }
    parts.extend(facts.letter_case.map(|case| format!("{case:?}")));
    for comparison in &facts.comparisons {
        parts.push(format!("{:?} {}", comparison.operator, comparison.column));
    }
    parts.extend(facts.json.map(|shape| format!("json {shape:?}")));
    if !facts.storage_classes.is_empty() {
        parts.push(format!("typeof {}", facts.storage_classes.join(", ")));
    }
    if facts.rejects_null {
        parts.push("not null".to_owned());
    }
    if facts.other {
        parts.push("other".to_owned());
    }
    parts.join(" | ")
}

fn of_script(dialect: Dialect, script: &str, column: &str) -> CheckFacts {
    let catalog = Catalog::from_script(&parse_script(SourceId(0), script, dialect));
    let relation = catalog.tables().last().unwrap();
    let column = catalog.find_column(relation, column).unwrap();
    let facts = catalog.check_facts(relation, column);
    let all = catalog.relation_facts(relation);
    let same = all.iter().find(|(other, _)| other.name == column.name).unwrap();
    assert_eq!(same.1, facts, "{script}");
    facts
}

fn in_dialect(dialect: Dialect, cases: &[(&str, &str)]) {
    for (check, expected) in cases {
        let script = format!(
            "create table t (c text, d text, n int, m int, p decimal(10,2), a date, b date, x timestamp, check ({check}))"
        );
        let column = match () {
            () if check.contains("c") && !check.contains("check") => "c",
            () => "n",
        };
        // The column a case is about is the first of the table that it names.
        let column = ["c", "n", "p", "a", "x"]
            .into_iter()
            .find(|name| {
                check
                    .split(|character: char| !character.is_alphanumeric() && character != '_')
                    .any(|word| word.eq_ignore_ascii_case(name))
            })
            .unwrap_or(column);
        assert_eq!(
            described(&of_script(dialect, &script, column)),
            *expected,
            "{check}"
        );
    }
}

const ALL: [Dialect; 3] = [Dialect::PostgreSql, Dialect::MySql, Dialect::Sqlite];

#[test]
fn lists_in_every_spelling() {
    for dialect in ALL {
        in_dialect(
            dialect,
            &[
                ("c in ('a', 'b')", "in a, b"),
                ("c = 'a' or c = 'b'", "in a, b"),
                ("'a' = c or c in ('b')", "in a, b"),
                ("c is null or c in ('a', 'b')", "in a, b"),
                ("not (c not in ('a', 'b'))", "in a, b"),
                ("not (c <> 'a' and c <> 'b')", "in a, b"),
                ("coalesce(c, 'a') in ('a', 'b')", "in a, b"),
                ("c in ('a', 'b', 'a')", "in a, b"),
                ("c in ('a', 'b', 'c') and c <> 'b'", "in a, c"),
                ("c in ('a', 'b', 'c') and c in ('c', 'b', 'd')", "in b, c"),
                ("c in ('a', 'b') and c is not null", "in a, b | not null"),
                (
                    "case when c = 'a' then true when c = 'b' then true else false end",
                    "in a, b | not null",
                ),
                ("case c when 'a' then d is null else c = 'b' end", "in a, b"),
                ("c not in ('a', 'b')", "not in a, b"),
                ("c <> ''", "not in "),
                ("n in (1, 2.0, 3)", "in 1, 2, 3"),
                ("n = 1 or n = 2", "in 1, 2"),
                ("n in (1, 2, 3, 4) and n > 2", "in 3, 4 | >= 3"),
            ]
            .map(|(check, expected)| match dialect {
                // A column of SQLite may hold a fraction whatever its type is called.
                Dialect::Sqlite => (
                    check,
                    if expected.ends_with(">= 3") {
                        "in 3, 4 | > 2"
                    } else {
                        expected
                    },
                ),
                _ => (check, expected),
            }),
        );
    }
}

#[test]
fn lists_as_pg_dump_writes_them() {
    in_dialect(
        Dialect::PostgreSql,
        &[
            ("c = any (array['a', 'b'])", "in a, b"),
            (
                "((c)::text = ANY ((ARRAY['a'::character varying, 'b'::character varying])::text[]))",
                "in a, b",
            ),
            ("(c = ANY ('{a,b}'::text[]))", "in a, b"),
            (
                "((c)::text = ANY (ARRAY[('a'::character varying)::text, ('b'::character varying)::text]))",
                "in a, b",
            ),
            ("(((c)::text = 'a'::text) OR ((c)::text = 'b'::text))", "in a, b"),
            ("(c <> ALL (ARRAY['a'::text, 'b'::text]))", "not in a, b"),
            ("(n = ANY (ARRAY[1, 2]))", "in 1, 2"),
            ("((n >= 1) AND (n <= 5))", ">= 1 | <= 5"),
            ("(p >= (0)::numeric)", ">= 0"),
            ("(p > 0.00)", "> 0.00"),
            ("(char_length((c)::text) <= 20)", "length ..20"),
            ("((c)::text ~ '^[a-z]+$'::text)", "~ ^[a-z]+$"),
            ("((c)::text ~~ '%@%'::text)", "like %@%"),
            ("((c)::text !~~* 'x%'::text)", "not like x% any case"),
            ("(c ~ '^(a|b)$'::text)", "in a, b"),
            ("(c similar to '(a|b)')", "in a, b"),
            ("(c ~ '^a|b$')", "~ ^a|b$"),
            ("(a >= '2000-01-01'::date)", ">= '2000-01-01'"),
        ],
    );
}

#[test]
fn a_null_in_the_list_lets_everything_pass() {
    for dialect in ALL {
        in_dialect(
            dialect,
            &[
                ("c in ('a', null)", ""),
                ("c not in ('a', null)", "not in a"),
                ("c = null", ""),
                ("c is null", "in "),
                ("c is null or c is null", "in "),
                (
                    "n between 1 and null",
                    match dialect {
                        Dialect::Sqlite => ">= 1",
                        _ => ">= 1",
                    },
                ),
            ],
        );
    }
}

#[test]
fn ranges() {
    for dialect in [Dialect::PostgreSql, Dialect::MySql] {
        in_dialect(
            dialect,
            &[
                ("n > 0", ">= 1"),
                ("0 <= n", ">= 0"),
                ("n between 1 and 5", ">= 1 | <= 5"),
                ("n not between 1 and 5", "other"),
                ("not (n < 0 or n > 9)", ">= 0 | <= 9"),
                ("n >= -5 and n < 10", ">= -5 | <= 9"),
                ("n > 1 and n > 3", ">= 4"),
                ("n is null or n > 0", ">= 1"),
                ("coalesce(n, 0) >= 0", ">= 0"),
                ("n = 0 or n between 10 and 20", ">= 0 | <= 20 | other"),
                ("n >= 0.5", ">= 1"),
                ("p > 0", "> 0"),
                ("p >= 0 and p <= 99.5", ">= 0 | <= 99.5"),
                ("p >= '0'", ">= 0"),
                (
                    "a > '2000-01-01' and a <= current_date",
                    "> '2000-01-01' | <= then",
                ),
                ("n % 2 = 0", "other"),
                ("n + 1 > 0", "other"),
            ],
        );
    }
    let facts = |check: &str| {
        let script = format!("create table t (n int, check ({check}))");
        of_script(Dialect::PostgreSql, &script, "n")
    };
    let zero = Number::integer(0);
    assert!(facts("n > -1").refuses_below(zero) && !facts("n > -2").refuses_below(zero));
    assert!(facts("n in (0, 1)").refuses_below(zero) && !facts("n in (-1, 1)").refuses_below(zero));
    assert!(facts("n between 0 and 100").refuses_above(Number::integer(100)));
    assert!(!facts("n >= 0").refuses_above(Number::integer(100)));
}

#[test]
fn lengths() {
    for dialect in ALL {
        in_dialect(
            dialect,
            &[
                ("octet_length(c) between 1 and 64", "bytes 1..64"),
                (
                    "length(trim(c)) > 0 and c <> 'x'",
                    match dialect {
                        Dialect::MySql => "not in x | bytes 1..",
                        _ => "not in x | length 1..",
                    },
                ),
                ("length(trim(c)) <= 10", ""),
                (
                    "length(c) <> 0",
                    match dialect {
                        Dialect::MySql => "bytes 1..",
                        _ => "length 1..",
                    },
                ),
            ],
        );
    }
    for dialect in [Dialect::PostgreSql, Dialect::MySql] {
        in_dialect(
            dialect,
            &[
                ("char_length(c) between 3 and 20", "length 3..20"),
                ("character_length(c) = 2", "length 2..2"),
                ("char_length(c) < 255", "length ..254"),
                ("char_length(c) in (8, 11)", "length 8..11"),
            ],
        );
    }
    let facts = of_script(
        Dialect::PostgreSql,
        "create table t (c text check (length(c) <= 254))",
        "c",
    );
    assert!(!facts.is_constrained());
}

#[test]
fn patterns() {
    in_dialect(
        Dialect::PostgreSql,
        &[
            ("c like '%@%'", "like %@%"),
            ("c not like '% %'", "not like % %"),
            ("lower(c) like 'a%'", "like a% any case"),
            ("c ~* '^x'", "~ ^x any case"),
            ("c !~ '\\s'", "not ~ \\s"),
            ("c similar to '[a-z]+'", "similar [a-z]+"),
            ("position('@' in c) > 1", "like _%@%"),
            ("strpos(c, '@') > 0", "like %@%"),
            ("starts_with(c, 'x')", "like x%"),
            ("c like d", "other"),
            ("c = lower(c)", "Lower"),
            ("upper(c) = c", "Upper"),
            ("lower(c) in ('a', 'B')", "in a | other"),
            ("c is not null and c = trim(c)", "not null"),
        ],
    );
    in_dialect(
        Dialect::MySql,
        &[
            ("c regexp '^[a-z]+$'", "~ ^[a-z]+$"),
            ("c not rlike 'x'", "not ~ x"),
            ("regexp_like(c, '^a', 'i')", "~ ^a any case"),
            ("instr(c, '@') > 0", "like %@%"),
            ("locate('@', c) > 0", "like %@%"),
            // Most collations of MySQL take no notice of case.
            ("c regexp '^(a|b)$'", "~ ^(a|b)$"),
        ],
    );
    in_dialect(
        Dialect::Sqlite,
        &[
            ("c glob '[a-z]*'", "glob [a-z]*"),
            ("c not glob '*[^0-9]*'", "not glob *[^0-9]*"),
            ("c like 'a%'", "like a% any case"),
            ("c regexp '^a'", "~ ^a"),
            ("typeof(c) = 'text'", "typeof text | not null"),
            ("typeof(n) in ('integer', 'null')", "typeof integer, null"),
            ("c in (\"u\", \"v\")", "in u, v"),
        ],
    );
}

#[test]
fn comparisons_between_columns() {
    let facts = |check: &str, column: &str| {
        let script =
            format!("create table t (a date, b date, status text, paid_at timestamp, check ({check}))");
        of_script(Dialect::PostgreSql, &script, column)
    };
    assert_eq!(
        facts("b > a", "a").comparison_with("b"),
        Some(BinaryOperator::Less)
    );
    assert_eq!(
        facts("b > a", "b").comparison_with("a"),
        Some(BinaryOperator::Greater)
    );
    assert_eq!(
        facts("b is null or (a)::date <= b", "b").comparison_with("a"),
        Some(BinaryOperator::GreaterOrEqual)
    );
    assert_eq!(
        facts("not (b < a)", "b").comparison_with("a"),
        Some(BinaryOperator::GreaterOrEqual)
    );
    // One of two alternatives is no rule.
    assert_eq!(facts("a < b or status = 'x'", "a").comparison_with("b"), None);
    assert!(facts("a < b or status = 'x'", "a").is_related_to("status"));
    assert_eq!(described(&facts("a = a", "a")), "");
    assert_eq!(described(&facts("a < a", "a")), "in ");
}

#[test]
fn what_holds_beside_another_column_is_no_list() {
    let facts = |check: &str| {
        let script =
            format!("create table t (status text, paid_at timestamp, refund_at timestamp, check ({check}))");
        of_script(Dialect::PostgreSql, &script, "status")
    };
    for check in [
        "status <> 'paid' or paid_at is not null",
        "(status = 'paid') = (paid_at is not null)",
        "case when status = 'paid' then paid_at is not null else true end",
        "case when status = 'paid' then paid_at is not null end",
        "num_nonnulls(status, paid_at) = 1",
        "(status is null) = (paid_at is null)",
    ] {
        let facts = facts(check);
        assert!(facts.is_related_to("paid_at"), "{check}");
        assert!(!facts.is_related_to("refund_at"), "{check}");
        assert!(facts.allowed.is_none(), "{check}: {}", described(&facts));
    }
    let each = "status = 'open' and paid_at is null or status = 'paid' and paid_at is not null";
    assert_eq!(described(&facts(each)), "in open, paid");
}

#[test]
fn null_is_refused_however_it_is_said() {
    let facts = |check: &str| {
        let script = format!("create table t (c text, d text, check ({check}))");
        of_script(Dialect::PostgreSql, &script, "c").rejects_null
    };
    for check in [
        "c is not null",
        "not (c is null)",
        "c is not null and d is null",
        "coalesce(c, '') <> ''",
        "num_nulls(c, d) = 0",
        "num_nonnulls(c) = 1",
        "(c = 'x') is true",
        "c is distinct from null",
        "case when c is null then false else true end",
        "length(coalesce(c, '')) > 0",
    ] {
        assert!(facts(check), "{check}");
    }
    for check in [
        "c in ('a')",
        "c <> ''",
        "c is not null or d is not null",
        "c is not null or d = 'x'",
        "(c = 'x') is not false",
        "coalesce(c, 'x') <> ''",
        "num_nonnulls(c, d) >= 1",
    ] {
        assert!(!facts(check), "{check}");
    }
}

#[test]
fn columns_become_not_null_by_any_such_check() {
    for (dialect, check) in [
        (Dialect::PostgreSql, "coalesce(C, '') <> ''"),
        (Dialect::PostgreSql, "num_nonnulls(c, \"d\") = 2"),
        (Dialect::MySql, "not isnull(c)"),
        (Dialect::MySql, "(c is null) = 0 and d <> ''"),
        (Dialect::Sqlite, "typeof(c) = 'text'"),
        (Dialect::Sqlite, "C notnull"),
    ] {
        let script = format!("create table t (c text, d text, check ({check}))");
        let catalog = Catalog::from_script(&parse_script(SourceId(0), &script, dialect));
        let relation = catalog.tables().next().unwrap();
        assert!(relation.column("c").unwrap().not_null, "{check}");
    }
    let not_valid = "create table t (c text); alter table t add check (c is not null) not valid";
    let catalog = Catalog::from_script(&parse_script(SourceId(0), not_valid, Dialect::PostgreSql));
    assert!(!catalog.tables().next().unwrap().columns[0].not_null);
}

#[test]
fn which_columns_are_filled_in_together() {
    let rule = |dialect: Dialect, check: &str| {
        let script = format!("create table t (a int, b int, c int, check ({check}))");
        let catalog = Catalog::from_script(&parse_script(SourceId(0), &script, dialect));
        let relation = catalog.relations().next().unwrap();
        let (_, check) = relation.checks().next().unwrap();
        catalog.null_rule(relation, check)
    };
    for check in [
        "num_nonnulls(a, b, c) = 1",
        "(a is not null)::int + (b is not null)::int + (c is not null)::int = 1",
        "a is not null and b is null and c is null or a is null and b is not null and c is null or a is null and b is null and c is not null",
    ] {
        assert!(
            rule(Dialect::PostgreSql, check).unwrap().is_exactly_one(),
            "{check}"
        );
    }
    for dialect in ALL {
        let one = rule(dialect, "(a is null) <> (b is null)").unwrap();
        assert!(one.is_exactly_one() && one.columns == ["a", "b"]);
        assert!(
            rule(dialect, "(a is null) = (b is null)")
                .unwrap()
                .is_all_or_none()
        );
        let some = rule(dialect, "a is not null or b is not null or c is not null").unwrap();
        assert_eq!(some.filled(), (1, 3));
        let both = rule(dialect, "a is null or b is not null and b > a").unwrap();
        assert_eq!(both.refused, [1]);
        assert_eq!(rule(dialect, "a < b"), None);
        assert_eq!(rule(dialect, "a is not null"), None);
    }
    for dialect in [Dialect::MySql, Dialect::Sqlite] {
        let counted = rule(dialect, "(a is not null) + (b is not null) + (c is not null) = 1");
        assert!(counted.unwrap().is_exactly_one());
    }
}

#[test]
fn types_and_domains_flow_to_their_columns() {
    let postgres = |script: &str| described(&of_script(Dialect::PostgreSql, script, "c"));
    assert_eq!(
        postgres(
            "create type mood as enum ('sad', 'ok'); alter type mood add value 'happy'; create table t (c mood)"
        ),
        "in sad, ok, happy"
    );
    assert_eq!(
        postgres(
            "create domain positive as int check (value > 0) not null; create table t (c positive check (c <= 10))"
        ),
        ">= 1 | <= 10"
    );
    assert_eq!(
        postgres(
            "create domain status as text check (VALUE = ANY (ARRAY['a'::text, 'b'::text])); create table t (c status)"
        ),
        "in a, b"
    );
    assert_eq!(
        postgres(
            "create domain code as text; alter domain code add constraint two check (length(value) = 2); create table t (c code)"
        ),
        "length 2..2"
    );
    assert_eq!(
        postgres(
            "create domain inner_one as int check (value > 0); create domain outer_one as inner_one check (value < 9); create table t (c outer_one)"
        ),
        ">= 1 | <= 8"
    );
    let allowed = of_script(
        Dialect::PostgreSql,
        "create domain status as text check (value in ('a', 'b')); create table t (c status)",
        "c",
    );
    assert_eq!(allowed.allowed.unwrap().source, "the domain `status`");
    let mysql = |column: &str| {
        described(&of_script(
            Dialect::MySql,
            &format!("create table t ({column})"),
            "c",
        ))
    };
    assert_eq!(mysql("c enum('a', 'b')"), "in a, b");
    assert_eq!(mysql("c set('a', 'b')"), "some of a, b");
    assert_eq!(mysql("c int unsigned"), ">= 0");
    assert_eq!(mysql("c int unsigned check (c < 10)"), ">= 0 | <= 9");
    assert_eq!(mysql("c decimal(10,2) unsigned"), ">= 0");
}

#[test]
fn new_rows_are_held_to_a_check_that_is_not_valid_yet() {
    let not_valid = "create table t (c text); alter table t add constraint k check (c in ('a')) not valid;";
    let facts = of_script(Dialect::PostgreSql, not_valid, "c");
    assert_eq!(facts.allowed.unwrap().source, "the constraint `k`");
    let not_enforced = "create table t (c text, constraint k check (c in ('a')) not enforced)";
    for dialect in [Dialect::MySql, Dialect::PostgreSql] {
        assert_eq!(described(&of_script(dialect, not_enforced, "c")), "");
    }
}

#[test]
fn generated_columns_take_what_their_expression_gives() {
    let script = "create table t (n int, c text generated always as (case when n > 0 then 'some' when n = 0 then 'none' else null end) stored)";
    assert_eq!(
        described(&of_script(Dialect::PostgreSql, script, "c")),
        "in some, none"
    );
    let open = "create table t (n text, c text generated always as (case when n is null then 'none' else n end) stored)";
    assert_eq!(described(&of_script(Dialect::PostgreSql, open, "c")), "");
}

#[test]
fn json() {
    in_dialect(
        Dialect::PostgreSql,
        &[
            ("jsonb_typeof(c::jsonb) = 'object'", "other"),
            ("json_typeof(c) = 'object'", "json Shaped"),
        ],
    );
    in_dialect(
        Dialect::MySql,
        &[
            ("json_valid(c)", "json Valid"),
            ("json_schema_valid('{}', c)", "json Shaped"),
        ],
    );
    let valid = of_script(
        Dialect::Sqlite,
        "create table t (c text check (json_valid(c)))",
        "c",
    );
    assert!(!valid.is_constrained());
}

#[test]
fn conditions_of_truth_values() {
    let facts = |check: &str| {
        let script = format!("create table t (c boolean, d boolean, check ({check}))");
        described(&of_script(Dialect::PostgreSql, &script, "c"))
    };
    assert_eq!(facts("c"), "in true");
    assert_eq!(facts("not c"), "in false");
    assert_eq!(facts("c is true"), "in true | not null");
    assert_eq!(facts("c = false"), "in false");
    assert_eq!(facts("not (c and d)"), "");
    assert_eq!(facts("true or c"), "");
    assert_eq!(facts("false or c"), "in true");
}

#[test]
fn names_are_compared_as_the_dialect_does() {
    let sqlite = of_script(
        Dialect::Sqlite,
        "create table t (\"Status\" text, check (STATUS in ('a')))",
        "status",
    );
    assert_eq!(described(&sqlite), "in a");
    let postgres = of_script(
        Dialect::PostgreSql,
        "create table t (\"Status\" text, status text, check (STATUS in ('a')))",
        "Status",
    );
    assert_eq!(described(&postgres), "");
}

#[test]
fn long_lists_and_chains_stay_quick() {
    let values: Vec<String> = (0..20_000).map(|number| format!("c = 'v{number}'")).collect();
    let facts = of_script(
        Dialect::Sqlite,
        &format!("create table t (c text, check ({}))", values.join(" or ")),
        "c",
    );
    // The parser bounds how long a chain may be; what is read is all of it or nothing.
    assert!(facts.allowed.is_none_or(|allowed| allowed.values.len() == 20_000));
    let list: Vec<String> = (0..3_000).map(|number| format!("'v{number}'")).collect();
    let list = list.join(", ");
    let facts = of_script(
        Dialect::Sqlite,
        &format!("create table t (c text, check (c in ({list}) and c in ({list}) or c in ({list})))"),
        "c",
    );
    assert_eq!(facts.allowed.map(|allowed| allowed.values.len()), Some(3_000));
}
