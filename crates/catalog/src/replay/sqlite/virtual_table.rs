//! The columns of virtual tables whose modules come with SQLite.

use rowproof_source::Span;

use super::tokens::{tokens, unquoted};
use crate::model::{Column, ColumnType, TypeFamily};

/// Options of FTS3 and FTS4 that look like columns; FTS5 takes anything with an equals sign for an option.
const FTS4_OPTIONS: [&str; 9] = [
    "content",
    "compress",
    "languageid",
    "matchinfo",
    "notindexed",
    "order",
    "prefix",
    "tokenize",
    "uncompress",
];

/// What `USING module (arguments)` declares; nothing for a module that only the application knows.
pub(super) fn columns(module: &str, arguments: &[String], span: Span) -> Vec<Column> {
    let is_fts5_option = |argument: &&String| tokens(argument).any(|token| token == "=");
    let mut names: Vec<String> = match module.to_ascii_lowercase().as_str() {
        "fts5" => arguments
            .iter()
            .filter(|argument| !is_fts5_option(argument))
            .filter_map(|argument| first_name(argument))
            .collect(),
        "fts3" | "fts4" => arguments
            .iter()
            .filter(|argument| !is_fts4_option(argument))
            .filter_map(|argument| first_name(argument))
            .collect(),
        "rtree" => return numbers(arguments, "REAL", span),
        "rtree_i32" => return numbers(arguments, "INT", span),
        _ => return Vec::new(),
    };
    if names.is_empty() && !module.eq_ignore_ascii_case("fts5") {
        names.push("content".to_owned());
    }
    plain(names, span)
}

fn is_fts4_option(argument: &str) -> bool {
    let mut words = tokens(argument);
    let first = words.next().unwrap_or_default();
    let is_option = FTS4_OPTIONS
        .iter()
        .any(|option| first.eq_ignore_ascii_case(option));
    (is_option && words.next() == Some("=")) || first.eq_ignore_ascii_case("tokenize")
}

/// A number for the row, then the coordinates.
fn numbers(arguments: &[String], coordinate: &str, span: Span) -> Vec<Column> {
    let names: Vec<String> = arguments
        .iter()
        .filter_map(|argument| first_name(argument))
        .collect();
    let mut columns = plain(names, span);
    for (at, (column, argument)) in columns.iter_mut().zip(arguments).enumerate() {
        let words = match at {
            0 => "INT",
            // Only kept beside the coordinates, and of any type.
            _ if argument.trim_start().starts_with('+') => "",
            _ => coordinate,
        };
        column.data_type = super::table::declared_type(words, span).into();
    }
    columns
}

fn plain(names: Vec<String>, span: Span) -> Vec<Column> {
    let unknown = || ColumnType::known("", TypeFamily::Other);
    let columns = names.into_iter().map(|name| Column::plain(name, unknown(), span));
    columns.collect()
}

/// The name an argument starts with; R*Tree puts a `+` before columns that it only keeps.
fn first_name(argument: &str) -> Option<String> {
    tokens(argument).find(|token| *token != "+").map(unquoted)
}
