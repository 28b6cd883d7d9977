//! SQL text to statements with spans, and the errors beside them.
//!
//! Second in the flow. [`parse_script`] never fails: it splits the text into statements, reads each on its own, and
//! returns what was understood plus a [`SyntaxError`] for every place that was not. The structure of DDL is read by
//! our own reader over our own tokens, clause by clause, so that one clause the reader does not know costs only that
//! clause (`reader`). Expressions are read from the same tokens by precedence, and queries for the relations they read
//! and the columns they compare (`expression`). No SQL parser of others is in the product; `sqlparser` is what the
//! test `oracle` holds our reading of expressions and queries against.

pub mod ast;
mod comments;
mod detect;
mod dialect;
mod expression;
mod highlight;
mod ignores;
mod keywords;
mod lexer;
mod reader;
mod server;
mod splitter;
mod statistics;

pub use detect::{Detection, InputKind, detect_and_lex, detect_kind};
pub use dialect::Dialect;
pub use expression::parse_expression;
pub use highlight::{HighlightKind, HighlightToken, highlight};
pub use ignores::{IgnoreComment, IgnoreScope};
pub use keywords::{is_sql_word, keywords, type_names};
pub use reader::{
    Mark, Progress, Statements, Tokens, mysql_string, parse_script, read_statements, read_statements_of,
    rename_identifier, statement_spans,
};
pub use server::{Product, Server, Version, VersionError};
pub use statistics::{StatementStatistics, Statistics, read_statistics};
