//! Everything besides tables: indexes, types, domains, views, triggers, sequences, comments, drops.

use rowproof_source::Span;

use super::{Comment, DataType, Expression, Identifier, IndexOptions, ObjectName, Query, Select};

/// `CREATE [UNIQUE] INDEX`
#[derive(Debug, Clone, PartialEq)]
pub struct CreateIndex {
    /// Its name; none when PostgreSQL makes one.
    pub name: Option<ObjectName>,
    /// The table.
    pub relation: ObjectName,
    /// `ON ONLY`: not on the partitions of the table.
    pub only: bool,
    /// `UNIQUE`
    pub unique: bool,
    /// `CONCURRENTLY`
    pub concurrently: bool,
    /// `IF NOT EXISTS`
    pub if_not_exists: bool,
    /// Lower case; `btree` when not said. MySQL: `fulltext`, `spatial` too.
    pub method: String,
    /// The key columns and expressions, at least one.
    pub keys: Vec<IndexKey>,
    /// `INCLUDE (…)`
    pub include: Vec<Identifier>,
    /// `NULLS NOT DISTINCT`
    pub nulls_not_distinct: bool,
    /// `WHERE …`
    pub predicate: Option<Expression>,
    /// MySQL: what else is said of it.
    pub options: IndexOptions,
    /// MariaDB `OR REPLACE`
    pub or_replace: bool,
}

/// One key of an index or of a unique constraint.
#[derive(Debug, Clone, PartialEq)]
pub struct IndexKey {
    /// A plain column is [`super::ExpressionKind::Column`].
    pub expression: Expression,
    /// MySQL `column(10)`: the prefix length in characters.
    pub prefix_length: Option<u32>,
    /// `COLLATE name`, as written.
    pub collation: Option<String>,
    /// The operator class, lower case: `text_pattern_ops`.
    pub operator_class: Option<String>,
    /// `DESC`
    pub descending: bool,
    /// `NULLS FIRST` is true, `NULLS LAST` false, none when not said.
    pub nulls_first: Option<bool>,
    /// `WITHOUT OVERLAPS` (PostgreSQL 18)
    pub without_overlaps: bool,
}

/// `CREATE TYPE name …`
#[derive(Debug, Clone, PartialEq)]
pub struct CreateType {
    /// Its name.
    pub name: ObjectName,
    /// What it is.
    pub kind: TypeKind,
}

/// The kinds of type.
#[derive(Debug, Clone, PartialEq)]
pub enum TypeKind {
    /// `AS ENUM ('a', 'b')`
    Enum(Vec<String>),
    /// `AS (name type, …)`
    Composite(Vec<(Identifier, DataType)>),
    /// `AS RANGE (…)`, base types, shell types
    Other,
}

/// `ALTER TYPE name …`
#[derive(Debug, Clone, PartialEq)]
pub struct AlterType {
    /// The type.
    pub name: ObjectName,
    /// What changes.
    pub action: AlterTypeAction,
}

/// What `ALTER TYPE` changes.
#[derive(Debug, Clone, PartialEq)]
pub enum AlterTypeAction {
    /// `ADD VALUE [IF NOT EXISTS] 'x' [BEFORE | AFTER 'y']`
    AddValue {
        /// The new label.
        value: String,
        /// Place: true for before, and the neighbour.
        neighbor: Option<(bool, String)>,
        /// `IF NOT EXISTS`
        if_not_exists: bool,
    },
    /// `RENAME VALUE 'a' TO 'b'`
    RenameValue(String, String),
    /// `RENAME TO name`
    RenameTo(Identifier),
    /// `SET SCHEMA name`
    SetSchema(Identifier),
    /// `RENAME ATTRIBUTE a TO b`
    RenameAttribute {
        /// The attribute.
        from: Identifier,
        /// Its new name.
        to: Identifier,
        /// `CASCADE`: tables of the type get it too.
        cascade: bool,
    },
    /// `ADD | DROP | ALTER ATTRIBUTE`, in the order of the text
    Attributes(Vec<AttributeAction>),
    /// Anything without a meaning for the catalog
    Other,
}

/// What `ALTER TYPE` does to an attribute of a composite type.
#[derive(Debug, Clone, PartialEq)]
pub struct AttributeAction {
    /// The attribute.
    pub name: Identifier,
    /// What happens to it.
    pub kind: AttributeActionKind,
    /// `CASCADE`: tables of the type get it too.
    pub cascade: bool,
}

/// What happens to an attribute.
#[derive(Debug, Clone, PartialEq)]
pub enum AttributeActionKind {
    /// `ADD ATTRIBUTE name type`
    Add(DataType),
    /// `DROP ATTRIBUTE [IF EXISTS] name`
    Drop {
        /// `IF EXISTS`
        if_exists: bool,
    },
    /// `ALTER ATTRIBUTE name [SET DATA] TYPE type`
    SetType(DataType),
}

/// `CREATE DOMAIN name [AS] type …`
#[derive(Debug, Clone, PartialEq)]
pub struct CreateDomain {
    /// Its name.
    pub name: ObjectName,
    /// The type under it.
    pub data_type: DataType,
    /// `NOT NULL`
    pub not_null: bool,
    /// `CONSTRAINT name NOT NULL`
    pub not_null_name: Option<Identifier>,
    /// `DEFAULT`
    pub default: Option<Expression>,
    /// `CHECK (…)`, the value is the column `value`.
    pub checks: Vec<DomainCheck>,
}

/// A CHECK of a domain.
#[derive(Debug, Clone, PartialEq)]
pub struct DomainCheck {
    /// `CONSTRAINT name`
    pub name: Option<Identifier>,
    /// Without the parentheses.
    pub expression: Expression,
    /// `NOT VALID`
    pub not_valid: bool,
}

/// `ALTER DOMAIN name …`
#[derive(Debug, Clone, PartialEq)]
pub struct AlterDomain {
    /// The domain.
    pub name: ObjectName,
    /// What changes.
    pub action: AlterDomainAction,
}

/// What `ALTER DOMAIN` changes.
#[derive(Debug, Clone, PartialEq)]
pub enum AlterDomainAction {
    /// `ADD CHECK`
    AddCheck(DomainCheck),
    /// `DROP CONSTRAINT [IF EXISTS]`
    DropConstraint(Identifier, bool),
    /// `RENAME CONSTRAINT a TO b`
    RenameConstraint(Identifier, Identifier),
    /// `VALIDATE CONSTRAINT`
    Validate(Identifier),
    /// `SET SCHEMA`
    SetSchema(Identifier),
    /// `SET NOT NULL`
    SetNotNull,
    /// `DROP NOT NULL`
    DropNotNull,
    /// `SET DEFAULT`
    SetDefault(Expression),
    /// `DROP DEFAULT`
    DropDefault,
    /// `RENAME TO`
    RenameTo(Identifier),
    /// Anything without a meaning for the catalog
    Other,
}

/// `CREATE [MATERIALIZED] VIEW name [(columns)] AS query`
#[derive(Debug, Clone, PartialEq)]
pub struct CreateView {
    /// Its name.
    pub name: ObjectName,
    /// `TEMPORARY`
    pub temporary: bool,
    /// `MATERIALIZED`
    pub materialized: bool,
    /// `OR REPLACE`
    pub or_replace: bool,
    /// `IF NOT EXISTS`
    pub if_not_exists: bool,
    /// Named columns; empty when the query names them.
    pub columns: Vec<Identifier>,
    /// The query, when it was understood.
    pub query: Option<Query>,
    /// The query in its structure (SQLite, MySQL).
    pub select: Option<Box<Select>>,
}

/// `CREATE TRIGGER`
#[derive(Debug, Clone, PartialEq)]
pub struct CreateTrigger {
    /// Its name.
    pub name: Identifier,
    /// SQLite: the database it is put in, where one is named.
    pub schema: Option<Identifier>,
    /// SQLite `TEMPORARY`
    pub temporary: bool,
    /// `IF NOT EXISTS`
    pub if_not_exists: bool,
    /// The table.
    pub relation: ObjectName,
    /// `BEFORE`, `AFTER`, `INSTEAD OF`
    pub timing: TriggerTiming,
    /// Upper case: `INSERT`, `UPDATE`, `DELETE`, `TRUNCATE`
    pub events: Vec<String>,
    /// PostgreSQL: whether it names columns, behind `UPDATE OF` or in `WHEN`.
    pub names_columns: bool,
    /// `FOR EACH ROW`
    pub for_each_row: bool,
    /// `CREATE CONSTRAINT TRIGGER`
    pub constraint: bool,
    /// `OR REPLACE`
    pub or_replace: bool,
    /// PostgreSQL `EXECUTE FUNCTION name(…)`
    pub function: Option<ObjectName>,
    /// MySQL and SQLite: the body.
    pub body: Option<Span>,
    /// What its condition and its body name (SQLite).
    pub steps: Vec<TriggerStep>,
}

/// A trigger's condition, or a statement of its body.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct TriggerStep {
    /// The relation that is written to.
    pub target: Option<ObjectName>,
    /// The columns that are written to: behind `INSERT INTO relation`, and before the `=` of `SET`.
    pub columns: Vec<Identifier>,
    /// What it reads and names. What an UPDATE or DELETE writes to is among what it reads.
    pub select: Select,
}

/// When a trigger fires.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TriggerTiming {
    /// `BEFORE`
    Before,
    /// `AFTER`
    After,
    /// `INSTEAD OF`
    InsteadOf,
}

/// `CREATE FUNCTION` / `CREATE PROCEDURE`
#[derive(Debug, Clone, PartialEq)]
pub struct CreateFunction {
    /// Its name.
    pub name: ObjectName,
    /// The body's text, quotes included; none when there is none in the usual place.
    pub body: Option<Span>,
    /// The body's words, quotes left out.
    pub body_text: String,
    /// How it runs.
    pub options: FunctionOptions,
}

/// How a function runs, as far as it is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct FunctionOptions {
    /// `SECURITY DEFINER` is true, `SECURITY INVOKER` false.
    pub definer: Option<bool>,
    /// `SET search_path` is true, `RESET search_path` false.
    pub sets_path: Option<bool>,
}

/// `CREATE SEQUENCE` / `ALTER SEQUENCE`
#[derive(Debug, Clone, PartialEq)]
pub struct SequenceStatement {
    /// Its name.
    pub name: ObjectName,
    /// `CREATE` rather than `ALTER`.
    pub create: bool,
    /// `TEMPORARY`
    pub temporary: bool,
    /// `IF NOT EXISTS`, `IF EXISTS`
    pub if_not_exists: bool,
    /// `OWNED BY table.column`
    pub owned_by: Option<ObjectName>,
    /// `OWNED BY NONE`
    pub owned_by_none: bool,
    /// `RENAME TO name`
    pub rename_to: Option<Identifier>,
    /// MariaDB `OR REPLACE`
    pub or_replace: bool,
    /// `SET SCHEMA name`
    pub set_schema: Option<Identifier>,
}

/// `COMMENT ON kind name IS 'text'`
#[derive(Debug, Clone, PartialEq)]
pub struct CommentOn {
    /// Upper case: `TABLE`, `COLUMN`, `INDEX`, `CONSTRAINT` …
    pub object: String,
    /// What is described; for a column the last part is the column; for `CONSTRAINT c ON t`, `t.c`.
    pub name: ObjectName,
    /// None for `IS NULL`. Its span is that of the string.
    pub text: Option<Comment>,
}

/// `DROP kind [IF EXISTS] name, … [CASCADE]`
#[derive(Debug, Clone, PartialEq)]
pub struct DropStatement {
    /// What kind of object.
    pub object: DropObject,
    /// What is dropped.
    pub names: Vec<ObjectName>,
    /// `IF EXISTS`
    pub if_exists: bool,
    /// `CASCADE`
    pub cascade: bool,
    /// `DROP INDEX i ON t` (MySQL), `DROP TRIGGER g ON t`
    pub relation: Option<ObjectName>,
}

/// Kinds of object that `DROP` and `ALTER` name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DropObject {
    /// A table, foreign tables too.
    Table,
    /// A view.
    View,
    /// A materialized view.
    MaterializedView,
    /// An index.
    Index,
    /// A type.
    Type,
    /// A domain.
    Domain,
    /// A sequence.
    Sequence,
    /// A schema (MySQL: a database).
    Schema,
    /// A trigger.
    Trigger,
    /// A policy.
    Policy,
    /// A function or procedure.
    Function,
    /// An extension.
    Extension,
    /// Anything the catalog does not hold.
    Other,
}
