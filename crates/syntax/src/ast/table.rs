//! `CREATE TABLE`: columns and constraints.

use rowproof_source::Span;

use super::{Comment, Expression, Identifier, IndexKey, ObjectName, Query, Select};

/// `CREATE TABLE`.
#[derive(Debug, Clone, PartialEq)]
pub struct CreateTable {
    /// The table's name.
    pub name: ObjectName,
    /// `IF NOT EXISTS`
    pub if_not_exists: bool,
    /// How long it lives and where.
    pub persistence: Persistence,
    /// In the order of the text; empty for `PARTITION OF` and `AS` without a column list.
    pub columns: Vec<ColumnDefinition>,
    /// Table constraints, and the column constraints of [`ColumnDefinition`] are not repeated here.
    pub constraints: Vec<TableConstraint>,
    /// MySQL `KEY`/`INDEX`/`FULLTEXT`/`SPATIAL` inside the list. Unique ones are in `constraints`.
    pub indexes: Vec<InlineIndex>,
    /// `LIKE source INCLUDING …`
    pub like: Vec<LikeClause>,
    /// `INHERITS (a, b)`
    pub inherits: Vec<ObjectName>,
    /// `PARTITION OF parent`
    pub partition_of: Option<ObjectName>,
    /// `PARTITION BY RANGE (…)`: the text from the method on.
    pub partition_by: Option<Span>,
    /// PostgreSQL `PARTITION OF … DEFAULT`
    pub is_default_partition: bool,
    /// How it is partitioned, lower case: `range`, `list`, `hash`, MySQL's `key`; none for MySQL's `COLUMNS`.
    pub partition_strategy: Option<String>,
    /// What PostgreSQL partitions by: the keys.
    pub partition_keys: Vec<IndexKey>,
    /// `OF type_name`
    pub of_type: Option<ObjectName>,
    /// `AS SELECT …`
    pub as_query: Option<Query>,
    /// The query in its structure (SQLite).
    pub as_select: Option<Box<Select>>,
    /// `STRICT` (SQLite)
    pub strict: bool,
    /// `WITHOUT ROWID` (SQLite)
    pub without_rowid: bool,
    /// `ENGINE = InnoDB` (MySQL), as written.
    pub engine: Option<String>,
    /// `COMMENT = '…'` (MySQL)
    pub comment: Option<String>,
    /// `USING fts5(…)` (SQLite virtual table): the module's name.
    pub virtual_module: Option<String>,
    /// What stands between the commas behind the module, as written.
    pub virtual_arguments: Vec<String>,
    /// Comments just before the statement.
    pub leading_comment: Option<Comment>,
    /// The parenthesised list of columns and constraints, parentheses included; none without one.
    pub body: Option<Span>,
    /// MariaDB `OR REPLACE`
    pub or_replace: bool,
    /// `DEFAULT CHARACTER SET` and `COLLATE` (MySQL)
    pub character_set: CharacterSet,
    /// `WITH SYSTEM VERSIONING` (MariaDB)
    pub system_versioned: bool,
    /// `PERIOD FOR SYSTEM_TIME (start, end)` (MariaDB)
    pub period: Option<(Identifier, Identifier)>,
}

/// MySQL's character set and collation, as far as said.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CharacterSet {
    /// `CHARACTER SET name`, lower case; `default` for `DEFAULT`.
    pub name: Option<String>,
    /// `COLLATE name`, lower case.
    pub collation: Option<String>,
}

/// What MySQL says of an index besides its keys.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct IndexOptions {
    /// `USING BTREE`, lower case.
    pub method: Option<String>,
    /// `COMMENT '…'`
    pub comment: Option<String>,
    /// MySQL `INVISIBLE`, MariaDB `IGNORED`
    pub ignored: bool,
    /// MariaDB `IF NOT EXISTS`
    pub if_not_exists: bool,
}

/// How long a table lives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Persistence {
    /// An ordinary table.
    #[default]
    Permanent,
    /// `TEMPORARY`
    Temporary,
    /// `UNLOGGED` (PostgreSQL)
    Unlogged,
    /// `FOREIGN TABLE` (PostgreSQL)
    Foreign,
}

/// One column of `CREATE TABLE` or `ADD COLUMN`.
#[derive(Debug, Clone, PartialEq)]
pub struct ColumnDefinition {
    /// The column's name.
    pub name: Identifier,
    /// Its type; none in SQLite where it may be left out.
    pub data_type: Option<DataType>,
    /// In the order of the text.
    pub constraints: Vec<ColumnConstraint>,
    /// From the name to the last token of its last constraint; the separating comma is not in it.
    pub span: Span,
    /// A comment that belongs to it: behind it on the same line (also behind the comma), else on the lines just above.
    pub comment: Option<Comment>,
    /// MySQL `COMMENT '…'`
    pub declared_comment: Option<String>,
}

/// A type as written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DataType {
    /// The words of its name, unquoted words in lower case, joined by single spaces, arguments left out:
    /// `timestamp with time zone`, `character varying`, `double precision`, `public.order_status`, `int unsigned`.
    pub name: String,
    /// What stands in its parentheses, each as written and trimmed, strings with their quotes: `12`, `2`, `'a'`.
    pub arguments: Vec<String>,
    /// `[]` or `ARRAY`: how many dimensions.
    pub array_dimensions: u8,
    /// SQLite: the words as it keeps them, from the first to the last, quotes around the whole undone. Empty elsewhere.
    pub words: String,
    /// Where, arguments and brackets included.
    pub span: Span,
}

/// A constraint or property behind a column's type.
#[derive(Debug, Clone, PartialEq)]
pub struct ColumnConstraint {
    /// `CONSTRAINT name`
    pub name: Option<Identifier>,
    /// What it says.
    pub kind: ColumnConstraintKind,
    /// `DEFERRABLE` and the like.
    pub timing: ConstraintTiming,
    /// SQLite `PRIMARY KEY DESC`
    pub descending: bool,
    /// SQLite `ON CONFLICT`: the resolution, upper case.
    pub on_conflict: Option<String>,
    /// Its tokens, the `CONSTRAINT name` before it included.
    pub span: Span,
}

/// What a column constraint says.
#[derive(Debug, Clone, PartialEq)]
pub enum ColumnConstraintKind {
    /// `NULL`
    Null,
    /// `NOT NULL`
    NotNull,
    /// `DEFAULT expression`
    Default(Expression),
    /// `PRIMARY KEY`
    PrimaryKey,
    /// `UNIQUE`
    Unique {
        /// `NULLS NOT DISTINCT`
        nulls_not_distinct: bool,
    },
    /// `CHECK (expression)`
    Check {
        /// Without the parentheses.
        expression: Expression,
        /// False with `NOT ENFORCED`.
        enforced: bool,
        /// `NO INHERIT`
        no_inherit: bool,
    },
    /// `REFERENCES table [(column)] …`
    References(References),
    /// `GENERATED { ALWAYS | BY DEFAULT } AS IDENTITY`, and MySQL `AUTO_INCREMENT`, SQLite `AUTOINCREMENT`
    Identity(IdentityKind),
    /// `GENERATED ALWAYS AS (expression) [STORED | VIRTUAL]`
    Generated {
        /// Without the parentheses.
        expression: Expression,
        /// `STORED` (or MySQL `PERSISTENT`)
        stored: bool,
    },
    /// `COLLATE name`
    Collate(String),
    /// MySQL `ON UPDATE CURRENT_TIMESTAMP`
    OnUpdate(Expression),
    /// MySQL `CHARACTER SET name`, lower case; also `ASCII`, `UNICODE` and `BYTE` by the set they stand for.
    CharacterSet(String),
    /// MySQL `BINARY`: the character set's collation by code points.
    BinaryCollation,
    /// MySQL `INVISIBLE`
    Invisible,
    /// MariaDB `WITHOUT SYSTEM VERSIONING`
    Unversioned,
    /// MariaDB `GENERATED ALWAYS AS ROW START`
    RowPeriod(RowBound),
    /// MySQL `SERIAL DEFAULT VALUE`
    SerialDefault,
    /// Understood, without a meaning for the catalog (`STORAGE`, `COMPRESSION`, `CHARACTER SET`, `INVISIBLE` …): the words.
    Other(String),
}

/// Which end of a row's life a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RowBound {
    /// `ROW START`
    Start,
    /// `ROW END`
    End,
}

impl RowBound {
    /// The word behind `ROW`.
    pub fn word(self) -> &'static str {
        match self {
            RowBound::Start => "START",
            RowBound::End => "END",
        }
    }
}

/// How a column makes its own numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IdentityKind {
    /// `GENERATED ALWAYS AS IDENTITY`
    Always,
    /// `GENERATED BY DEFAULT AS IDENTITY`
    ByDefault,
    /// `AUTO_INCREMENT`, `AUTOINCREMENT`
    AutoIncrement,
}

/// `DEFERRABLE INITIALLY DEFERRED`
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ConstraintTiming {
    /// `DEFERRABLE`
    pub deferrable: bool,
    /// `INITIALLY DEFERRED`
    pub initially_deferred: bool,
}

/// A table constraint.
#[derive(Debug, Clone, PartialEq)]
pub struct TableConstraint {
    /// `CONSTRAINT name`, or MySQL's index name.
    pub name: Option<Identifier>,
    /// What it says.
    pub kind: TableConstraintKind,
    /// `DEFERRABLE` and the like.
    pub timing: ConstraintTiming,
    /// `NOT VALID`
    pub not_valid: bool,
    /// SQLite `PRIMARY KEY (a AUTOINCREMENT)`
    pub autoincrement: bool,
    /// SQLite `ON CONFLICT`: the resolution, upper case.
    pub on_conflict: Option<String>,
    /// MySQL: what is said of the index it brings.
    pub index: IndexOptions,
    /// Its tokens, the `CONSTRAINT name` before it included.
    pub span: Span,
}

/// What a table constraint says.
#[derive(Debug, Clone, PartialEq)]
pub enum TableConstraintKind {
    /// `PRIMARY KEY (a, b) [INCLUDE (c)]`
    PrimaryKey {
        /// The key; plain columns.
        columns: Vec<IndexKey>,
        /// `INCLUDE`
        include: Vec<Identifier>,
    },
    /// `UNIQUE (a, b)`
    Unique {
        /// The key.
        columns: Vec<IndexKey>,
        /// `INCLUDE`
        include: Vec<Identifier>,
        /// `NULLS NOT DISTINCT`
        nulls_not_distinct: bool,
    },
    /// `PRIMARY KEY USING INDEX i` (`primary`) or `UNIQUE USING INDEX i`
    UsingIndex {
        /// Whether it makes a primary key.
        primary: bool,
        /// The index's name.
        index: Identifier,
    },
    /// `CHECK (expression)`
    Check {
        /// Without the parentheses.
        expression: Expression,
        /// False with `NOT ENFORCED`.
        enforced: bool,
        /// `NO INHERIT`
        no_inherit: bool,
    },
    /// `FOREIGN KEY (a, b) REFERENCES t (c, d)`
    ForeignKey {
        /// The referencing columns.
        columns: Vec<Identifier>,
        /// The referenced side.
        references: References,
    },
    /// `EXCLUDE USING gist (…)`
    Exclude {
        /// `gist` when not said.
        method: String,
        /// The keys.
        keys: Vec<IndexKey>,
        /// The operator behind each key's `WITH`, as written.
        operators: Vec<String>,
        /// `INCLUDE`
        include: Vec<Identifier>,
        /// `WHERE (…)`
        predicate: Option<Expression>,
    },
    /// `NOT NULL column` (PostgreSQL 18 table form)
    NotNull(Identifier),
}

/// The referenced side of a foreign key.
#[derive(Debug, Clone, PartialEq)]
pub struct References {
    /// The referenced table.
    pub relation: ObjectName,
    /// Empty when the primary key is meant.
    pub columns: Vec<Identifier>,
    /// `ON DELETE`; none when not said.
    pub on_delete: Option<ReferentialAction>,
    /// `ON UPDATE`; none when not said.
    pub on_update: Option<ReferentialAction>,
    /// `MATCH FULL`
    pub match_full: bool,
    /// The columns of `ON DELETE SET NULL (a)`; empty when all are meant.
    pub on_delete_columns: Vec<Identifier>,
    /// `PERIOD` before the last column
    pub period: bool,
    /// From `REFERENCES` on.
    pub span: Span,
}

/// What happens to referencing rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReferentialAction {
    /// `NO ACTION`
    NoAction,
    /// `RESTRICT`
    Restrict,
    /// `CASCADE`
    Cascade,
    /// `SET NULL`
    SetNull,
    /// `SET DEFAULT`
    SetDefault,
}

/// MySQL `KEY name (a, b(10))` inside a table.
#[derive(Debug, Clone, PartialEq)]
pub struct InlineIndex {
    /// Its name, if given.
    pub name: Option<Identifier>,
    /// `btree`, `hash`, `fulltext`, `spatial`.
    pub method: String,
    /// The keys.
    pub keys: Vec<IndexKey>,
    /// What else is said of it.
    pub options: IndexOptions,
    /// Its tokens.
    pub span: Span,
}

/// `LIKE source [INCLUDING ALL | INCLUDING x …]`
#[derive(Debug, Clone, PartialEq)]
pub struct LikeClause {
    /// The table copied.
    pub relation: ObjectName,
    /// Lower-case words behind `INCLUDING`, minus those behind `EXCLUDING`; `all` stands for every one.
    pub including: Vec<String>,
    /// Lower-case words behind `EXCLUDING` after `INCLUDING ALL`.
    pub excluding: Vec<String>,
    /// How many columns of the table's own stand before it.
    pub at: usize,
}
