//! What kind of text this is, and in which dialect, with the reason in a few words.

mod dialect;
mod plan;
mod rows;
mod script;
mod server;

use crate::lexer::lex;
use crate::reader::Tokens;
use crate::splitter::split;
use crate::{Dialect, Server, statistics};

/// How much of a text is looked at, in bytes; enough for any header, and quick on every keystroke.
const MAX_LOOKED_AT: usize = 256 * 1024;

/// What a text was taken for. A guess to be shown with its reason and corrected by hand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Detection {
    /// What it is.
    pub kind: InputKind,
    /// Why, as a short sentence without a full stop; names and words of the text in backticks.
    pub kind_reason: String,
    /// The dialect it is written in.
    pub dialect: Dialect,
    /// Why, as a short sentence without a full stop.
    pub dialect_reason: String,
    /// The product and version, as a dump's header says; else the ones assumed for the dialect.
    pub server: Server,
    /// What says so, as a short sentence without a full stop; none when they are assumed.
    pub server_reason: Option<String>,
}

/// The kinds of text a document is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum InputKind {
    /// Declarations: tables, types, indexes.
    Schema,
    /// Queries and statements that change data.
    Queries,
    /// Changes to a schema that exists already.
    Migration,
    /// The output of `EXPLAIN`, in any of its formats.
    Plan,
    /// Sample rows: CSV, or a JSON array of objects.
    Rows,
}

impl InputKind {
    /// The word used in options and JSON.
    pub fn code(self) -> &'static str {
        match self {
            InputKind::Schema => "schema",
            InputKind::Queries => "queries",
            InputKind::Migration => "migration",
            InputKind::Plan => "plan",
            InputKind::Rows => "rows",
        }
    }

    /// Reads [`InputKind::code`]; none for anything else.
    pub fn from_code(code: &str) -> Option<InputKind> {
        let all = [
            InputKind::Schema,
            InputKind::Queries,
            InputKind::Migration,
            InputKind::Plan,
            InputKind::Rows,
        ];
        all.into_iter().find(|kind| kind.code() == code)
    }

    /// The name people read.
    pub fn name(self) -> &'static str {
        match self {
            InputKind::Schema => "Schema",
            InputKind::Queries => "Queries",
            InputKind::Migration => "Migration",
            InputKind::Plan => "Plan",
            InputKind::Rows => "Rows",
        }
    }
}

/// Guesses what a text is. Never fails; looks at the first 256 KiB.
pub fn detect_kind(text: &str) -> Detection {
    detect_and_lex(text).0
}

/// The same, and what was looked at as [`crate::read_statements_of`] takes it, where that is the whole text.
pub fn detect_and_lex(whole: &str) -> (Detection, Option<Tokens>) {
    let text = beginning(whole);
    if let Some(detection) = by_form(text) {
        return (detection, None);
    }
    let (dialect, dialect_reason, mut lexed) = dialect::recognise(text);
    let rows = rows::recognise(text);
    if rows.is_none() && dialect != Dialect::PostgreSql {
        lexed = lex(text, dialect);
    }
    let mut pieces = Vec::new();
    let (kind, kind_reason) = match rows {
        Some(reason) => (InputKind::Rows, reason),
        None => {
            pieces = split(text, &lexed.tokens, dialect);
            script::recognise(text, &lexed, &pieces)
        }
    };
    let (server, server_reason) = server::recognise(text, dialect);
    let detection = Detection {
        kind,
        kind_reason,
        dialect,
        dialect_reason,
        server,
        server_reason,
    };
    // What MySQL's tokens are its version decides, which may be said by hand.
    let is_usable = kind != InputKind::Rows && dialect != Dialect::MySql && text.len() == whole.len();
    let tokens = is_usable.then_some(Tokens {
        dialect,
        lexed,
        pieces,
    });
    (detection, tokens)
}

/// What is told by its form alone: plans and statistics.
fn by_form(text: &str) -> Option<Detection> {
    if let Some((dialect, reason)) = plan::recognise(text) {
        return Some(Detection {
            kind: InputKind::Plan,
            kind_reason: reason,
            dialect,
            dialect_reason: format!("this is the form of {}'s `EXPLAIN`", dialect.name()),
            server: dialect.into(),
            server_reason: None,
        });
    }
    let (dialect, reason) = statistics::recognise(text)?;
    Some(Detection {
        kind: InputKind::Queries,
        kind_reason: reason.to_owned(),
        dialect,
        dialect_reason: format!("these are the statistics of {}", dialect.name()),
        server: dialect.into(),
        server_reason: None,
    })
}

fn beginning(text: &str) -> &str {
    let mut end = text.len().min(MAX_LOOKED_AT);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.get(..end).unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind(text: &str) -> InputKind {
        detect_kind(text).kind
    }

    #[test]
    fn kinds_are_told_apart() {
        assert_eq!(kind("create table a (b int);"), InputKind::Schema);
        assert_eq!(kind("alter table a add column b int;"), InputKind::Migration);
        assert_eq!(
            kind("-- UP\ncreate table a (b int);\n-- DOWN\ndrop table a;"),
            InputKind::Migration
        );
        assert_eq!(
            kind("create table a (b int); alter table a add primary key (b);"),
            InputKind::Schema
        );
        assert_eq!(kind("select * from a where b = 1"), InputKind::Queries);
        assert_eq!(kind("Seq Scan on a\n  Filter: (b = 1)"), InputKind::Plan);
        assert_eq!(kind("[{\"Plan\": {\"Node Type\": \"Limit\"}}]"), InputKind::Plan);
        assert_eq!(kind("id,name\n1,a\n2,b\n"), InputKind::Rows);
        assert_eq!(
            kind(" id | name \n----+------\n  1 | Ana\n(1 row)\n"),
            InputKind::Rows
        );
        assert_eq!(
            kind("+----+------+\n| id | name |\n+----+------+\n|  1 | Ana  |\n+----+------+\n"),
            InputKind::Rows
        );
        assert_eq!(
            kind("| id | name |\n|----|------|\n| 1 | Ana |\n"),
            InputKind::Rows
        );
        assert_eq!(
            kind("{\"id\": 1, \"name\": \"Ana\"}\n{\"id\": 2}\n"),
            InputKind::Rows
        );
        assert_eq!(
            kind("-- a | b\n-------+---\nselect a | b from c"),
            InputKind::Queries
        );
        assert_eq!(kind(""), InputKind::Schema);
    }

    #[test]
    fn dialects_come_with_their_reason() {
        let found = detect_kind("create table a (b serial, c jsonb default '{}'::jsonb)");
        assert_eq!(found.dialect, Dialect::PostgreSql);
        assert_eq!(found.dialect_reason, "`SERIAL` and `JSONB` are PostgreSQL's");
        let found = detect_kind("create table `a` (b int auto_increment) engine=innodb");
        assert_eq!(found.dialect, Dialect::MySql);
        let found = detect_kind("create table a (b integer primary key autoincrement)");
        assert_eq!(found.dialect, Dialect::Sqlite);
        let found = detect_kind("create table a (b char(36) primary key, c datetime)");
        assert_eq!(found.dialect, Dialect::MySql);
        let found = detect_kind("create table a (b text not null primary key, c datetime)");
        assert_eq!(found.dialect, Dialect::Sqlite);
        assert_eq!(
            found.dialect_reason,
            "`DATETIME` beside a key of `TEXT` is SQLite's"
        );
        let found = detect_kind("create table a (b int)");
        assert_eq!(
            found.dialect_reason,
            "nothing tells the dialect apart, so PostgreSQL is assumed"
        );
        assert_eq!(found.kind_reason, "starts with `CREATE TABLE`");
    }
}
