//! Tables for plans that come without a schema, so that fixes that name them run: what a server misses of a statement is made where the plan
//! names it, with the first type of columns under which the whole fix runs.

use rowproof_engine::findings::Fix;

use super::bench::Bench;
use super::trial::whole;
use crate::server::{AskError, Refused};

/// Types that the columns of stand-ins may have, the likeliest first.
const TYPES: [&str; 8] = [
    "text",
    "integer",
    "boolean",
    "timestamp",
    "timestamptz",
    "jsonb",
    "numeric",
    "int4range",
];

/// The most that is made for one fix.
const MOST: usize = 24;

/// Statements that make what a fix names and the plan too; none when no attempt makes it run, and the fix is tried as it is.
pub(super) fn stand_in(bench: &mut dyn Bench, fix: &Fix, plan: &str) -> Result<Option<String>, AskError> {
    let statements = fix.statements.iter().map(|statement| whole(statement, ""));
    let statements: Vec<String> = statements.collect();
    for kind in TYPES {
        let mut made: Vec<String> = Vec::new();
        while made.len() <= MOST {
            let Some((statement, refused)) = run(bench, &made, &statements)? else {
                return Ok(Some(made.join(";\n")));
            };
            let missing = missing(&statement, &refused, kind, &made);
            let Some((_, missing)) = missing.filter(|(name, _)| plan.contains(name.as_str())) else {
                break;
            };
            made.push(missing);
        }
    }
    Ok(None)
}

/// Runs all in an empty database until one is refused.
fn run(
    bench: &mut dyn Bench,
    made: &[String],
    statements: &[String],
) -> Result<Option<(String, Refused)>, AskError> {
    bench.reset()?;
    for statement in made.iter().chain(statements) {
        if let Some(refused) = bench.execute(statement)? {
            return Ok(Some((statement.clone(), refused)));
        }
    }
    Ok(None)
}

/// The thing that PostgreSQL says is not there, and what makes it.
fn missing(statement: &str, refused: &Refused, kind: &str, made: &[String]) -> Option<(String, String)> {
    // `function f(text) does not exist`
    let called = refused.message.strip_prefix("function ");
    if let Some((function, _)) = called.and_then(|called| called.split_once(" does not exist")) {
        let name = function.split('(').next()?.to_owned();
        let makes = "returns text immutable language sql as 'select ''''::text'";
        return Some((name, format!("create function {function} {makes}")));
    }
    let mut names = refused.message.split('"').skip(1).step_by(2);
    let name = names.next()?;
    let made_now = match refused.code.as_str() {
        "42P01" if statement.contains("INDEX ") && !statement.contains(" ON ") => {
            format!("create table of_{name} (c integer); create index {name} on of_{name} using brin (c)")
        }
        "42P01" => format!("create table {} ()", quoted(name)),
        "3F000" => format!("create schema {}", quoted(name)),
        "42883" => format!("create function {name}() returns setof int language sql as 'select 1'"),
        "42703" => {
            let tables = made.iter().rev().filter_map(|made| table_of(made));
            let table = match names.next() {
                Some(relation) => quoted(relation),
                None => tables
                    .into_iter()
                    .find(|table| statement.contains(*table))?
                    .to_owned(),
            };
            format!("alter table {table} add column {} {kind}", quoted(name))
        }
        _ => return None,
    };
    // A schema stands before the name; the plan may leave it out.
    let bare = name.rsplit('.').next()?.to_owned();
    (!made.contains(&made_now)).then_some((bare, made_now))
}

fn table_of(made: &str) -> Option<&str> {
    made.strip_prefix("create table ")?.strip_suffix(" ()")
}

/// Names that the server writes bare stay bare, so that they are found in the statement.
fn quoted(name: &str) -> String {
    let is_bare = |part: &str| {
        part.chars()
            .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
    };
    let parts: Vec<String> = name
        .split('.')
        .map(|part| match is_bare(part) {
            true => part.to_owned(),
            false => format!("\"{part}\""),
        })
        .collect();
    parts.join(".")
}
