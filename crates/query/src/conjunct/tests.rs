//! What becomes of conditions.

use rowproof_catalog::Relation;
use rowproof_syntax::ast::ObjectName;
use rowproof_syntax::{parse_expression, parse_script};

use super::*;

/// `t` among the names of a condition; `u` is another's.
struct OfT<'c>(&'c rowproof_catalog::Catalog, &'c Relation);

impl Names for OfT<'_> {
    fn own(&self, name: &ObjectName) -> Option<String> {
        if name.parts.len() > 1 && name.parts[0].value != "t" {
            return None;
        }
        let folded = rowproof_catalog::fold(name.last()?, self.0.dialect());
        Some(self.0.find_column(self.1, &folded)?.name.clone())
    }

    fn dialect(&self) -> Dialect {
        self.0.dialect()
    }

    fn relation(&self) -> Option<&Relation> {
        Some(self.1)
    }
}

/// Each part of a condition in short: what it is, of what, and `joined`.
fn parts(condition: &str, dialect: Dialect) -> Vec<String> {
    let schema = "create table t (id int primary key, a int, b int, flag boolean, status varchar(20), name text, data jsonb, tags text[], at timestamp, zoned timestamptz);";
    let schema = match dialect {
        Dialect::PostgreSql => schema.to_owned(),
        _ => schema
            .replace("jsonb", "json")
            .replace("text[]", "text")
            .replace("timestamptz", "timestamp"),
    };
    let script = parse_script(rowproof_source::SourceId(0), &schema, dialect);
    let catalog = rowproof_catalog::Catalog::from_script(&script);
    let relation = catalog.relations().next().unwrap();
    let expression = parse_expression(condition, dialect).unwrap();
    let found = classify(&expression, &OfT(&catalog, relation), Span::default());
    let short = found.iter().map(|part| {
        let key = part
            .key
            .as_ref()
            .map_or(String::new(), |key| format!(" {}", key.sql(dialect)));
        let joined = if part.joined { " joined" } else { "" };
        format!("{:?}{key}{joined}", part.kind)
    });
    short.collect()
}

fn postgres(condition: &str) -> Vec<String> {
    parts(condition, Dialect::PostgreSql)
}

#[test]
fn what_an_index_can_do() {
    for (condition, expected) in [
        ("a = 1 and $1 > b", vec!["Equal a", "Range b"]),
        ("a in (1, 2, 3)", vec!["OneOf(Some(3)) a"]),
        ("a = any (array[1])", vec!["Equal a"]),
        ("a = any ($1)", vec!["Opaque"]),
        ("a between $1 and $2", vec!["Range a"]),
        ("a is null and b is not null", vec!["IsNull a", "Excludes b"]),
        ("flag and not flag", vec!["Flag(true) flag", "Flag(false) flag"]),
        (
            "flag = true and flag <> true",
            vec!["Flag(true) flag", "Flag(false) flag"],
        ),
        ("status <> 'done'", vec!["Excludes status"]),
        ("(status)::text = 'x'::text", vec!["Equal status"]),
        ("a::bigint = 5", vec!["Wrapped(Cast)"]),
        ("name like 'abc%'", vec!["Prefix name"]),
        ("name ~~ '%abc%'", vec!["Pattern(Some(3)) name"]),
        ("name ilike 'ab%'", vec!["Pattern(Some(2)) name"]),
        ("name like $1", vec!["Pattern(None) name"]),
        ("data @> '{\"a\": 1}'", vec!["Contains data"]),
        ("data = '{}'", vec!["Opaque"]),
        ("tags && array['x']", vec!["Contains tags"]),
        ("data ->> 'k' = 'v'", vec!["Equal (data ->> 'k')"]),
        ("lower(name) = 'x'", vec!["Equal lower(name)"]),
        (
            "date_trunc('day', at) = '2024-05-01'",
            vec!["Equal date_trunc('day', at)"],
        ),
        (
            "date_trunc('day', zoned) = '2024-05-01'",
            vec!["Wrapped(Function)"],
        ),
        ("at::date = '2024-05-01'", vec!["Equal CAST(at AS date)"]),
        ("zoned::date = '2024-05-01'", vec!["Wrapped(Cast)"]),
        ("a + 1 = 5", vec!["Wrapped(Function)"]),
        ("a = 1 or b = 2", vec!["Or"]),
        ("t.a = u.x and u.y = 3", vec!["Equal a joined"]),
        ("a = b", vec!["Opaque"]),
    ] {
        assert_eq!(postgres(condition), expected, "{condition}");
    }
}

#[test]
fn what_servers_see_differently() {
    assert_eq!(
        parts("status = 5", Dialect::MySql),
        ["Wrapped(Conversion) status"]
    );
    assert_eq!(parts("name = 'x'", Dialect::MySql), ["Opaque"]);
    assert_eq!(parts("status like 'x%'", Dialect::MySql), ["Prefix status"]);
    assert_eq!(
        parts("name like 'x%'", Dialect::Sqlite),
        ["Pattern(Some(1)) name"]
    );
}

#[test]
fn conditions_on_constants_can_be_written_out() {
    let dialect = Dialect::PostgreSql;
    let script = parse_script(
        rowproof_source::SourceId(0),
        "create table t (\"A\" int, status text, at timestamptz);",
        dialect,
    );
    let catalog = rowproof_catalog::Catalog::from_script(&script);
    let names = OfT(&catalog, catalog.relations().next().unwrap());
    for (condition, expected) in [
        ("t.status <> 'it''s'::text", Some("status <> 'it''s'")),
        ("t.\"A\" not in (1, -2)", Some("\"A\" NOT IN (1, -2)")),
        ("status <> $1", None),
        ("status <> u.status", None),
        ("extract(year from at) <> 2024", None),
    ] {
        let expression = parse_expression(condition, dialect).unwrap();
        assert_eq!(write_sql(&expression, &names).as_deref(), expected, "{condition}");
    }
}
