//! Our reading of expressions and queries against that of `sqlparser`, over the corpus and over a table of forms.
//!
//! `sqlparser`'s tree is lowered to ours (`lower`, `query`) and compared without places, texts and types. Where the two
//! differ for a reason, the form stands in `table` with what ours says.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::string_slice,
    reason = "a panic is how a test fails"
)]

mod corpus;
mod lower;
mod normal;
mod query;
mod table;
mod value;
mod walk;

use rowproof_source::SourceId;
use rowproof_syntax::ast::{ExpressionKind, Query, StatementKind};
use rowproof_syntax::{Dialect, parse_expression, parse_script};
use sqlparser::dialect::{Dialect as ParserDialect, MySqlDialect, PostgreSqlDialect, SQLiteDialect};
use sqlparser::parser::Parser;
use sqlparser::tokenizer::Token;

use lower::Lowering;

fn parser_dialect(dialect: Dialect) -> Box<dyn ParserDialect> {
    match dialect {
        Dialect::PostgreSql => Box::new(PostgreSqlDialect {}),
        Dialect::MySql => Box::new(MySqlDialect {}),
        Dialect::Sqlite => Box::new(SQLiteDialect {}),
    }
}

/// What `sqlparser` makes of an expression; none when it refuses it.
fn reference(text: &str, dialect: Dialect) -> Option<ExpressionKind> {
    let dialect = parser_dialect(dialect);
    let mut parser = Parser::new(dialect.as_ref()).try_with_sql(text).ok()?;
    let tree = parser.parse_expr().ok()?;
    (parser.peek_token_ref().token == Token::EOF).then(|| normal::expression(Lowering.expression(&tree)).kind)
}

fn ours(text: &str, dialect: Dialect) -> Result<ExpressionKind, String> {
    match parse_expression(text, dialect) {
        Ok(expression) => Ok(normal::expression(expression).kind),
        Err(error) => Err(error.to_string()),
    }
}

fn reference_query(text: &str, dialect: Dialect) -> Option<Query> {
    let dialect = parser_dialect(dialect);
    let mut parser = Parser::new(dialect.as_ref()).try_with_sql(text).ok()?;
    let tree = parser.parse_query().ok()?;
    (parser.peek_token_ref().token == Token::EOF).then(|| normal::query(query::flatten(&tree, &Lowering)))
}

fn our_query(text: &str, dialect: Dialect) -> Result<Query, String> {
    let mut script = parse_script(SourceId(0), text, dialect);
    if let Some(error) = script.errors.first() {
        return Err(error.kind.to_string());
    }
    match script.statements.pop().map(|statement| statement.kind) {
        Some(StatementKind::Query(query)) => Ok(normal::query(*query)),
        other => Err(format!("{other:?}")),
    }
}

/// Where the two differ, as text; nothing where they agree or only ours reads it.
fn difference(text: &str, dialect: Dialect) -> Option<String> {
    let (reference, ours) = (reference(text, dialect), ours(text, dialect));
    match (reference, ours) {
        (Some(reference), Ok(ours)) if reference == ours => None,
        (Some(reference), ours) => Some(format!(
            "{}: {text}\n  theirs {reference:?}\n  ours   {ours:?}\n",
            dialect.name()
        )),
        (None, Ok(_)) => None,
        (None, Err(error)) => Some(format!("{}: {text}\n  neither: {error}\n", dialect.name())),
    }
}

fn query_difference(text: &str, dialect: Dialect) -> Option<String> {
    let (reference, ours) = (reference_query(text, dialect), our_query(text, dialect));
    match (reference, ours) {
        (Some(reference), Ok(ours)) if reference == ours => None,
        (Some(reference), ours) => Some(format!(
            "{}: {text}\n  theirs {reference:?}\n  ours   {ours:?}\n",
            dialect.name()
        )),
        (None, Ok(_)) => None,
        (None, Err(error)) => Some(format!("{}: {text}\n  neither: {error}\n", dialect.name())),
    }
}

fn assert_none(differences: Vec<String>) {
    assert!(
        differences.is_empty(),
        "{} differences\n{}",
        differences.len(),
        differences.concat()
    );
}

fn each_dialect() -> [(Dialect, &'static [&'static str]); 3] {
    [
        (Dialect::PostgreSql, table::POSTGRES),
        (Dialect::MySql, table::MYSQL),
        (Dialect::Sqlite, table::SQLITE),
    ]
}

#[test]
fn expressions_of_the_table_agree() {
    let mut differences = Vec::new();
    for (dialect, own) in each_dialect() {
        for text in table::COMMON.iter().chain(own) {
            if reference(text, dialect).is_none() {
                differences.push(format!("{}: {text}\n  refused\n", dialect.name()));
            }
            differences.extend(difference(text, dialect));
        }
    }
    assert_none(differences);
}

#[test]
fn queries_of_the_table_agree() {
    let mut differences = Vec::new();
    for dialect in Dialect::ALL {
        for text in table::QUERIES {
            differences.extend(query_difference(text, dialect));
        }
    }
    for text in table::POSTGRES_QUERIES {
        differences.extend(query_difference(text, Dialect::PostgreSql));
    }
    assert_none(differences);
}

/// Where the two differ on purpose.
#[test]
fn deliberate_differences_are_as_listed() {
    let mut wrong = Vec::new();
    for &(dialect, text, expected) in table::DELIBERATE {
        let found = match ours(text, dialect) {
            Ok(kind) => normal::shape(&kind),
            Err(error) => error,
        };
        let agrees = reference(text, dialect).is_some() && difference(text, dialect).is_none();
        if found != expected || agrees {
            wrong.push(format!("{}: {text}: {found}, agrees: {agrees}\n", dialect.name()));
        }
    }
    assert_none(wrong);
}

#[test]
fn the_corpus_agrees() {
    let Some(files) = corpus::files() else { return };
    let (mut expressions, mut queries, mut only_ours) = (0, 0, 0);
    let mut differences = Vec::new();
    for (text, dialect) in files {
        let script = parse_script(SourceId(0), &text, dialect);
        let found = corpus::found(&script);
        for expression in found.expressions {
            expressions += 1;
            only_ours += usize::from(reference(&expression, dialect).is_none());
            differences.extend(difference(&expression, dialect));
        }
        for span in found.queries {
            queries += 1;
            let query = &text[span.range()];
            only_ours += usize::from(reference_query(query, dialect).is_none());
            differences.extend(query_difference(query, dialect));
        }
    }
    println!("{expressions} expressions, {queries} queries, {only_ours} that sqlparser refuses");
    assert_none(differences);
}
