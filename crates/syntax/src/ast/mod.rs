//! What a statement says, as written: names unfolded, nothing resolved, every part with its place.
//!
//! Split by concept: [`table`] (CREATE TABLE and its columns and constraints), [`alter`], [`object`] (indexes, types,
//! domains, views, triggers and the rest), [`policy`], [`expression`], [`query`], [`select`].

pub mod alter;
pub mod expression;
pub mod object;
pub mod policy;
pub mod query;
pub mod select;
pub mod table;

pub use alter::*;
pub use expression::*;
pub use object::*;
pub use policy::*;
pub use query::*;
pub use select::*;
pub use table::*;

use rowproof_source::Span;

use crate::{Dialect, Server};

/// A text read: statements in order, and what was not understood.
#[derive(Debug, Clone, Default)]
pub struct Script {
    /// The database it was read for.
    pub server: Server,
    /// In the order of the text.
    pub statements: Vec<Statement>,
    /// In the order of the text. An error inside a statement leaves the rest of that statement in `statements`.
    pub errors: Vec<SyntaxError>,
}

impl Script {
    /// The dialect it was read as.
    pub fn dialect(&self) -> Dialect {
        self.server.dialect()
    }
}

/// A place that was not understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SyntaxError {
    /// The smallest place that holds the trouble.
    pub span: Span,
    /// The statement it is in.
    pub statement: Span,
    /// What kind of trouble.
    pub kind: SyntaxErrorKind,
}

/// The kinds of trouble; `Display` (thiserror) is the sentence shown: what is wrong, then the next step.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SyntaxErrorKind {
    /// Something else was expected here.
    #[error("expected {expected}, found {found}")]
    Unexpected {
        /// What may stand here: "`)` or `,`", "a column name".
        expected: String,
        /// What stands here, quoted, or "the end of the statement".
        found: String,
    },
    /// A quote, a bracket or a comment that never ends.
    #[error("{what} is never closed")]
    Unclosed {
        /// "a quoted string", "the list of columns", "a comment".
        what: &'static str,
    },
    /// The statement's kind is known to declare something, but this form is not read.
    #[error("this form of {statement} is not understood; the statement was left out")]
    Unsupported {
        /// The leading keywords, as in `CREATE OPERATOR CLASS`.
        statement: String,
    },
    /// A clause inside an understood statement that is not read; the rest of the statement was kept.
    #[error("the clause {clause} is not understood; the rest of the statement was kept")]
    UnknownClause {
        /// The clause's first words, quoted.
        clause: String,
    },
    /// An expression or a query that is not read, or a part of one.
    #[error("{what} is not understood: {reason}")]
    Expression {
        /// "the CHECK expression", "the default", "the query".
        what: &'static str,
        /// What was expected where, as the rest of the sentence.
        reason: String,
    },
    /// A bound was reached; the rest was not read.
    #[error("{what} is larger than {limit}; split it and check the parts")]
    TooLarge {
        /// "a statement", "the nesting of parentheses", "an expression".
        what: &'static str,
        /// The bound, with its unit.
        limit: String,
    },
}

/// One statement.
#[derive(Debug, Clone, PartialEq)]
pub struct Statement {
    /// From its first to its last token, without the semicolon.
    pub span: Span,
    /// What it says.
    pub kind: StatementKind,
}

/// What a statement says.
#[derive(Debug, Clone, PartialEq)]
pub enum StatementKind {
    /// `CREATE TABLE`, `CREATE FOREIGN TABLE`, `CREATE VIRTUAL TABLE`
    CreateTable(Box<CreateTable>),
    /// `CREATE INDEX`
    CreateIndex(Box<CreateIndex>),
    /// `CREATE TYPE`
    CreateType(CreateType),
    /// `CREATE DOMAIN`
    CreateDomain(Box<CreateDomain>),
    /// `CREATE [MATERIALIZED] VIEW`
    CreateView(Box<CreateView>),
    /// `CREATE TRIGGER`
    CreateTrigger(CreateTrigger),
    /// `CREATE FUNCTION` / `PROCEDURE`; the body is kept as text for rules that look for assignments in triggers.
    CreateFunction(CreateFunction),
    /// PostgreSQL `ALTER FUNCTION`, as far as it says how the function runs.
    AlterFunction(ObjectName, FunctionOptions),
    /// `CREATE EXTENSION`
    CreateExtension(Identifier),
    /// `CREATE SCHEMA` (MySQL: `CREATE DATABASE`); elements inside follow as statements of their own.
    CreateSchema {
        /// Its name; none with only `AUTHORIZATION`.
        name: Option<Identifier>,
        /// `IF NOT EXISTS`
        if_not_exists: bool,
        /// MySQL: the default of its tables
        character_set: CharacterSet,
    },
    /// `ALTER SCHEMA a RENAME TO b` (PostgreSQL)
    RenameSchema(Identifier, Identifier),
    /// `CREATE SEQUENCE` / `ALTER SEQUENCE`
    Sequence(SequenceStatement),
    /// `ALTER TABLE` (also `ALTER VIEW`, `ALTER MATERIALIZED VIEW`, `ALTER INDEX`, as far as they rename)
    AlterTable(Box<AlterTable>),
    /// `ALTER TYPE`
    AlterType(AlterType),
    /// `ALTER DOMAIN`
    AlterDomain(Box<AlterDomain>),
    /// `CREATE POLICY`, `ALTER POLICY` (PostgreSQL)
    Policy(Box<PolicyStatement>),
    /// `COMMENT ON`
    Comment(CommentOn),
    /// `DROP TABLE`, `DROP INDEX` and the like
    Drop(DropStatement),
    /// MySQL `RENAME TABLE a TO b, c TO d`
    RenameTables(Vec<(ObjectName, ObjectName)>),
    /// `SELECT`, `WITH`, `VALUES`, and the reading part of `EXPLAIN <query>`
    Query(Box<Query>),
    /// `INSERT`, `UPDATE`, `DELETE`, `MERGE`, `COPY`, `REPLACE`, `TRUNCATE`: data, not structure
    Data(DataStatement),
    /// `SET search_path`, `USE database`: names without a schema now mean the first of these
    SearchPath(Vec<Identifier>),
    /// PostgreSQL `SET LOCAL search_path`: the same until the transaction ends
    LocalSearchPath(Vec<Identifier>),
    /// `ATTACH … AS name` (SQLite); none when the name is an expression
    Attach(Option<Identifier>),
    /// `DETACH name` (SQLite)
    Detach(Identifier),
    /// MySQL `SET a = 1, @b = 2`: settings and their values, in order
    Settings(Vec<Setting>),
    /// `PRAGMA name [= value]` (SQLite)
    Pragma {
        /// Lower case.
        name: String,
        /// As written; none when only asked for.
        value: Option<String>,
    },
    /// `BEGIN`, `COMMIT`, `ROLLBACK` …
    Transaction(TransactionStatement),
    /// Understood to declare nothing the catalog holds (`GRANT`, `SET`, psql meta-commands …)
    Other {
        /// The leading keywords, upper case.
        keywords: String,
    },
}

/// The data-changing statements, told apart no further than rules need.
#[derive(Debug, Clone, PartialEq)]
pub struct DataStatement {
    /// The leading keyword, upper case: `INSERT`, `UPDATE`, `DELETE`, `MERGE`, `COPY`, `REPLACE`, `TRUNCATE`.
    pub verb: &'static str,
    /// The relation changed, when it stands in the usual place.
    pub relation: Option<ObjectName>,
    /// What it reads to find its rows: of UPDATE, DELETE and INSERT … SELECT.
    pub query: Option<Box<Query>>,
}

/// A setting of a MySQL session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Setting {
    /// Lower case, without `@@` and its scope; a user's own variable keeps its `@`.
    pub name: String,
    /// As written, a string without its quotes.
    pub value: String,
}

/// Transaction control.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TransactionStatement {
    /// `BEGIN`, `START TRANSACTION`
    Begin,
    /// `COMMIT`, `END`
    Commit,
    /// `ROLLBACK`, `ABORT` (not to a savepoint)
    Rollback,
    /// `SAVEPOINT name`
    Savepoint(Identifier),
    /// `RELEASE [SAVEPOINT] name`
    Release(Identifier),
    /// `ROLLBACK TO [SAVEPOINT] name`
    RollbackTo(Identifier),
    /// `SET TRANSACTION` and the rest
    Other,
}

/// A name as written.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Identifier {
    /// Without its quotes, quotes inside undoubled, case kept.
    pub value: String,
    /// Whether it was quoted (and so is not folded).
    pub quoted: bool,
    /// Where, quotes included.
    pub span: Span,
}

/// A possibly qualified name: database, schema, object.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ObjectName {
    /// Outermost first; never empty.
    pub parts: Vec<Identifier>,
    /// Over all parts.
    pub span: Span,
}

impl ObjectName {
    /// The innermost part.
    pub fn last(&self) -> Option<&Identifier> {
        self.parts.last()
    }
}

/// A comment, without its marks (`--`, `/* */`, `#`), trimmed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comment {
    /// The text inside; lines of one run of `--` comments joined by `\n`.
    pub text: String,
    /// Where, marks included.
    pub span: Span,
}
