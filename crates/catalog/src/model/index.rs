//! Indexes.

use std::ops::{Deref, DerefMut};

use rowproof_source::Span;
use rowproof_syntax::ast::Expression;

use super::{Absent, QualifiedName, Rare};

/// An index, those that constraints bring included.
#[derive(Debug, Clone, PartialEq)]
pub struct Index {
    /// As declared, or as the server names it.
    pub name: String,
    /// Lower case: `btree`, `hash`, `gin`, `fulltext` …; `rowid` for SQLite's `INTEGER PRIMARY KEY`, which the table
    /// itself is ordered by: SQLite lists no index for it.
    pub method: String,
    /// Whether it refuses duplicates.
    pub unique: bool,
    /// `NULLS NOT DISTINCT`
    pub nulls_not_distinct: bool,
    /// The keys, in order.
    pub keys: Vec<IndexColumn>,
    /// `WHERE`
    pub predicate: Option<Box<Expression>>,
    /// False for a partitioned table's index that some partition has no part of.
    pub valid: bool,
    /// Whether the planner looks at it; false with MySQL `INVISIBLE` and MariaDB `IGNORED`.
    pub visible: bool,
    /// Why it exists.
    pub origin: IndexOrigin,
    /// Its text: the statement, or that of the constraint.
    pub span: Span,
    /// What few have; it is read as the index's own.
    pub rare: Rare<RareIndex>,
}

/// What few indexes have.
#[derive(Debug, Clone, PartialEq)]
pub struct RareIndex {
    /// `INCLUDE`
    pub include: Vec<String>,
    /// Columns that have another name now, with the one they had when the index was made: copies are named after that
    /// (PostgreSQL).
    pub renamed: Vec<(String, String)>,
    /// The operators of an exclusion constraint, one per key; empty otherwise.
    pub operators: Vec<String>,
    /// The index of the partitioned table that it is a part of.
    pub partition_of: Option<Box<QualifiedName>>,
    /// `COMMENT ON INDEX`, MySQL `COMMENT`
    pub comment: Option<String>,
}

impl Absent for RareIndex {
    const ABSENT: &'static Self = &Self {
        include: Vec::new(),
        renamed: Vec::new(),
        operators: Vec::new(),
        partition_of: None,
        comment: None,
    };
}

impl RareIndex {
    /// That of an index that includes these columns.
    pub(crate) fn including(include: Vec<String>) -> Rare<Self> {
        let rare = Self {
            include,
            ..Self::ABSENT.clone()
        };
        rare.into()
    }
}

impl Deref for Index {
    type Target = RareIndex;

    fn deref(&self) -> &RareIndex {
        &self.rare
    }
}

impl DerefMut for Index {
    fn deref_mut(&mut self) -> &mut RareIndex {
        &mut self.rare
    }
}

/// One key of an index.
#[derive(Debug, Clone, PartialEq)]
pub struct IndexColumn {
    /// The column, when the key is one.
    pub column: Option<String>,
    /// The expression; none for a column.
    pub expression: Option<Box<Expression>>,
    /// `DESC`
    pub descending: bool,
    /// Whether NULLs come first, said or by default.
    pub nulls_first: bool,
    /// What few have; it is read as the key's own.
    pub rare: Rare<RareKey>,
}

/// What few keys of indexes say.
#[derive(Debug, Clone, PartialEq)]
pub struct RareKey {
    /// MySQL prefix length in characters.
    pub prefix_length: Option<u32>,
    /// `COLLATE`
    pub collation: Option<String>,
    /// Operator class, lower case.
    pub operator_class: Option<String>,
}

impl Absent for RareKey {
    const ABSENT: &'static Self = &Self {
        prefix_length: None,
        collation: None,
        operator_class: None,
    };
}

impl RareKey {
    /// That of a key with that collation.
    pub(crate) fn collated(collation: Option<String>) -> Rare<Self> {
        let rare = Self {
            collation,
            ..Self::ABSENT.clone()
        };
        rare.into()
    }
}

impl Deref for IndexColumn {
    type Target = RareKey;

    fn deref(&self) -> &RareKey {
        &self.rare
    }
}

impl DerefMut for IndexColumn {
    fn deref_mut(&mut self) -> &mut RareKey {
        &mut self.rare
    }
}

/// Why an index exists.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IndexOrigin {
    /// `CREATE INDEX`, MySQL `KEY`
    Declared,
    /// A primary key
    PrimaryKey,
    /// A unique constraint
    Unique,
    /// An exclusion constraint
    Exclude,
    /// MySQL makes one for a foreign key that has none.
    ForeignKey,
}

impl IndexColumn {
    /// The column, when the key is one, with the collation that the key says.
    pub(crate) fn compared_column(&self) -> Option<(&String, Option<&str>)> {
        Some((self.column.as_ref()?, self.collation.as_deref()))
    }

    /// A key that is an expression, in its natural order; the column, when it is one.
    pub(crate) fn of(column: Option<String>, expression: &Expression) -> Self {
        let expression = column.is_none().then(|| Box::new(expression.clone()));
        Self {
            column,
            expression,
            descending: false,
            nulls_first: false,
            rare: Rare::default(),
        }
    }

    /// A key that is a plain column, in its natural order.
    pub(crate) fn of_column(column: &str) -> Self {
        Self {
            column: Some(column.to_owned()),
            expression: None,
            descending: false,
            nulls_first: false,
            rare: Rare::default(),
        }
    }

    /// The column's name, or what the expression says.
    pub fn text(&self) -> &str {
        let expression = self
            .expression
            .as_ref()
            .map(|expression| expression.text.as_str());
        self.column.as_deref().or(expression).unwrap_or_default()
    }

    /// The columns it names.
    pub fn columns(&self) -> Vec<String> {
        let expressed = self.expression.as_deref().map(crate::questions::columns_of);
        self.column
            .iter()
            .cloned()
            .chain(expressed.into_iter().flatten())
            .collect()
    }
}

impl Index {
    /// A B-tree over plain columns.
    pub(crate) fn on_columns(name: String, columns: &[String], origin: IndexOrigin, span: Span) -> Self {
        Self {
            name,
            method: "btree".to_owned(),
            unique: matches!(origin, IndexOrigin::PrimaryKey | IndexOrigin::Unique),
            nulls_not_distinct: false,
            keys: columns
                .iter()
                .map(|column| IndexColumn::of_column(column))
                .collect(),
            predicate: None,
            valid: true,
            visible: true,
            origin,
            span,
            rare: Rare::default(),
        }
    }

    /// The columns its keys start with, up to the first expression.
    pub fn leading_columns(&self) -> impl Iterator<Item = &str> {
        self.keys.iter().map_while(|key| key.column.as_deref())
    }

    /// Whether it names the column anywhere.
    pub fn mentions(&self, column: &str) -> bool {
        let expressions = self.keys.iter().filter_map(|key| key.expression.as_deref());
        let mut expressions = expressions.chain(self.predicate.as_deref());
        self.keys.iter().any(|key| key.column.as_deref() == Some(column))
            || self.include.iter().any(|name| name == column)
            || expressions.any(|read| {
                crate::questions::columns_of(read)
                    .iter()
                    .any(|name| name == column)
            })
    }
}
