//! What the servers say: the lines for PostgreSQL and SQLite were put to PostgreSQL 15 and SQLite 3.40; those for MySQL
//! follow its manual.

use rowproof_syntax::{Dialect, parse_expression};

use super::{NoRow, Value, evaluate};

fn value(text: &str, dialect: Dialect) -> Result<Value, String> {
    evaluate(&parse_expression(text, dialect).unwrap(), &NoRow(dialect))
}

fn assert_all(dialect: Dialect, cases: &[(&str, Value)]) {
    for (text, expected) in cases {
        assert_eq!(value(text, dialect).as_ref(), Ok(expected), "{text}");
    }
}

const TRUE: Value = Value::Boolean(true);
const FALSE: Value = Value::Boolean(false);

#[test]
fn three_valued_logic() {
    assert_all(
        Dialect::PostgreSql,
        &[
            ("null and false", FALSE),
            ("null or true", TRUE),
            ("not null", Value::Null),
            ("null = null", Value::Null),
            ("null is not distinct from null", TRUE),
            ("1 is distinct from null", TRUE),
            ("null in (1, 2)", Value::Null),
            ("3 in (1, null)", Value::Null),
            ("1 in (1, null)", TRUE),
            ("3 not in (1, null)", Value::Null),
            ("null is true", FALSE),
            ("null is not true", TRUE),
            ("(1 > 2) is unknown", FALSE),
            ("(null > 2) is unknown", TRUE),
            ("1 between null and 0", FALSE),
            ("1 between null and 2", Value::Null),
        ],
    );
}

#[test]
fn arithmetic_is_exact() {
    assert_all(
        Dialect::PostgreSql,
        &[
            ("0.1 + 0.2 = 0.3", TRUE),
            ("6 / 2", Value::integer(3)),
            ("7 % 3", Value::integer(1)),
            ("-7 % 3", Value::integer(-1)),
            ("abs(-2.5) = 2.5", TRUE),
            ("greatest(1, null, 3)", Value::integer(3)),
            // What depends on the types is not said.
            ("7 / 2", Value::Unknown),
        ],
    );
    assert!(value("1 / 0", Dialect::PostgreSql).is_err());
    assert_all(
        Dialect::Sqlite,
        &[("1 / 0", Value::Null), ("max(1, null)", Value::Null)],
    );
    assert_all(Dialect::MySql, &[("(1 is null) + (null is null) = 1", TRUE)]);
}

#[test]
fn casts_of_constants() {
    assert_all(
        Dialect::PostgreSql,
        &[
            ("'-1'::integer > -2", TRUE),
            ("('-1'::integer)::numeric = -1.0", TRUE),
            ("1.5::int = 2", TRUE),
            ("'abc'::varchar(2) = 'ab'", TRUE),
            (
                "'2024-05-01 12:00:00'::timestamp::date = '2024-05-01'::date",
                TRUE,
            ),
            ("'yes'::boolean", TRUE),
            ("(1 = 1)::int + (null is null)::int", Value::integer(2)),
            ("null::text is null", TRUE),
            ("'1.5'::integer", Value::Unknown),
            ("'tomorrow'::date", Value::Unknown),
        ],
    );
}

#[test]
fn texts_are_ordered_only_where_the_collation_has_no_say() {
    let all = [Dialect::PostgreSql, Dialect::MySql, Dialect::Sqlite];
    for dialect in all {
        assert_all(
            dialect,
            &[
                ("'2024-05-01' < '2024-06-01'", TRUE),
                ("'a' = 'b'", FALSE),
                ("'2024-05-01' = '2024-05-01 00:00:00'", Value::Unknown),
            ],
        );
    }
    assert_eq!(value("'a' < 'B'", Dialect::PostgreSql), Ok(Value::Unknown));
    assert_eq!(value("'a' < 'B'", Dialect::Sqlite), Ok(FALSE));
    assert_eq!(value("'a' = 'a '", Dialect::MySql), Ok(Value::Unknown));
}

#[test]
fn like_follows_the_dialect() {
    assert_all(
        Dialect::PostgreSql,
        &[
            ("'abc' like 'A%'", FALSE),
            ("'abc' ilike 'A%'", TRUE),
            ("'a%' like 'a!%' escape '!'", TRUE),
            ("'ab' ~~ like_escape('a!%'::text, '!'::text)", FALSE),
        ],
    );
    assert_all(
        Dialect::Sqlite,
        &[("'abc' like 'A%'", TRUE), ("'a\\b' like 'a\\_'", TRUE)],
    );
}

#[test]
fn choices() {
    assert_all(
        Dialect::PostgreSql,
        &[
            ("case when null then 1 when true then 2 end", Value::integer(2)),
            ("case 3 when 1 then 'a' else 'b' end", Value::text("b")),
            ("case 3 when 1 then 'a' end", Value::Null),
            ("coalesce(null, 2)", Value::integer(2)),
            ("nullif(2, 2)", Value::Null),
            ("num_nonnulls(1, null, 2)", Value::integer(2)),
            ("length('é') + octet_length('é')", Value::integer(3)),
            ("upper('a') = lower('A')", FALSE),
            ("position('@' in 'a@b')", Value::integer(2)),
        ],
    );
    assert_eq!(value("length('é')", Dialect::MySql), Ok(Value::integer(2)));
}

#[test]
fn what_is_not_known_is_not_said_to_be_null() {
    // Neither NULL nor false can be told, so nothing may be built on it.
    assert!(value("(null and now() > '2024-01-01') is null", Dialect::PostgreSql).is_err());
    assert_eq!(value("now() is null", Dialect::PostgreSql), Ok(FALSE));
    assert!(value("f(1)", Dialect::PostgreSql).is_err());
    assert_eq!(value("1 = 2 and f(1)", Dialect::PostgreSql), Ok(FALSE));
}
