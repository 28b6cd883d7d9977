//! Relations.

use std::ops::{Deref, DerefMut};

use rowproof_source::Span;
use rowproof_syntax::ast::{Expression, Persistence, ReferentialAction, TriggerTiming};

use super::{
    Absent, Check, Column, Constraint, ConstraintKind, ForeignKey, Index, Key, QualifiedName, Rare,
    RowSecurity, Shared,
};

/// A relation's place in the catalog; stays the same while the relation lives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RelationId(pub u32);

/// A table or a view.
#[derive(Debug, Clone, PartialEq)]
pub struct Relation {
    /// Its place in the catalog.
    pub id: RelationId,
    /// Its name.
    pub name: QualifiedName,
    /// What it is.
    pub kind: RelationKind,
    /// How long it lives.
    pub persistence: Persistence,
    /// In order.
    pub columns: Shared<Vec<Column>>,
    /// In the order they came.
    pub constraints: Shared<Vec<Constraint>>,
    /// In the order they came, those of constraints included.
    pub indexes: Shared<Vec<Index>>,
    /// `COMMENT ON TABLE`, MySQL `COMMENT =`, or the comment just before the statement.
    pub comment: Option<String>,
    /// Whether the database holds the comment too: it is no comment of the text.
    pub comment_declared: bool,
    /// Whether it is the partition for all that fits no other.
    pub is_default_partition: bool,
    /// `PARTITION BY`
    pub partitioned: bool,
    /// It has columns that the text does not name: from a query, or from a table that is not in the paste.
    pub columns_unknown: bool,
    /// SQLite `STRICT`
    pub strict: bool,
    /// SQLite `WITHOUT ROWID`
    pub without_rowid: bool,
    /// SQLite `AUTOINCREMENT`: no number is given out twice.
    pub autoincrement: bool,
    /// MariaDB `WITH SYSTEM VERSIONING`
    pub system_versioned: bool,
    /// Its CREATE statement.
    pub span: Span,
    /// Its name in that statement.
    pub name_span: Span,
    /// The parenthesised list of columns and constraints; none without one.
    pub body: Option<Span>,
    /// What few have; it is read as the relation's own.
    pub rare: Rare<RareRelation>,
}

/// What few relations have.
#[derive(Debug, Clone, PartialEq)]
pub struct RareRelation {
    /// In the order they came.
    pub triggers: Vec<Trigger>,
    /// Which rows who may see and write (PostgreSQL).
    pub row_security: RowSecurity,
    /// `OF`: the composite type whose attributes are its columns.
    pub of_type: Option<QualifiedName>,
    /// `PARTITION OF`, `ATTACH PARTITION`
    pub partition_of: Option<QualifiedName>,
    /// How it is partitioned, lower case: `range`, `list`, `hash`. MySQL: by the value of one column, a number.
    pub partition_strategy: Option<String>,
    /// The plain columns it is partitioned by; none when it is not.
    pub partition_columns: Option<Vec<String>>,
    /// The collations they are compared by where the partitioning says one, in their order; empty where it says none
    /// (PostgreSQL).
    pub partition_collations: Vec<Option<String>>,
    /// The columns that stand in expressions it is partitioned by (PostgreSQL).
    pub partition_expression_columns: Vec<String>,
    /// What a view reads.
    pub reads: Vec<RelationId>,
    /// `INHERITS`
    pub inherits: Vec<QualifiedName>,
    /// MySQL: clauses of its definition that this version reads and forgets, in order.
    pub forgotten: Vec<Forgotten>,
    /// MySQL storage engine, as the server spells it.
    pub engine: Option<String>,
    /// MySQL: the collation its columns get; none when it is the database's, which is not in the paste.
    pub collation: Option<String>,
    /// MySQL `COMMENT =`
    pub declared_comment: Option<String>,
}

impl Absent for RareRelation {
    const ABSENT: &'static Self = &Self {
        triggers: Vec::new(),
        row_security: RowSecurity::NONE,
        of_type: None,
        partition_of: None,
        partition_strategy: None,
        partition_columns: None,
        partition_collations: Vec::new(),
        partition_expression_columns: Vec::new(),
        reads: Vec::new(),
        inherits: Vec::new(),
        forgotten: Vec::new(),
        engine: None,
        collation: None,
        declared_comment: None,
    };
}

impl Deref for Relation {
    type Target = RareRelation;

    fn deref(&self) -> &RareRelation {
        &self.rare
    }
}

impl DerefMut for Relation {
    fn deref_mut(&mut self) -> &mut RareRelation {
        &mut self.rare
    }
}

/// A clause that the server reads and forgets.
#[derive(Debug, Clone, PartialEq)]
pub enum Forgotten {
    /// `REFERENCES` behind a column.
    Reference {
        /// The column.
        column: String,
        /// The referenced relation.
        referenced: QualifiedName,
        /// The referenced column; none when the primary key is meant.
        referenced_column: Option<String>,
        /// `ON DELETE`
        on_delete: Option<ReferentialAction>,
        /// Its text.
        span: Span,
    },
    /// `CHECK`
    Check {
        /// The condition.
        expression: Expression,
        /// Its text.
        span: Span,
    },
}

/// What a relation is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RelationKind {
    /// An ordinary or partitioned table.
    Table,
    /// A view.
    View,
    /// A materialized view.
    MaterializedView,
    /// A foreign table.
    ForeignTable,
    /// A SQLite virtual table.
    VirtualTable,
    /// A MariaDB sequence.
    Sequence,
}

/// A trigger.
#[derive(Debug, Clone, PartialEq)]
pub struct Trigger {
    /// Its name.
    pub name: String,
    /// Its schema; not always that of its table: SQLite puts temporary triggers in `temp`.
    pub schema: String,
    /// When it fires.
    pub timing: TriggerTiming,
    /// Upper case: `INSERT`, `UPDATE` …
    pub events: Vec<String>,
    /// Whether its definition names columns (PostgreSQL).
    pub names_columns: bool,
    /// `FOR EACH ROW`
    pub for_each_row: bool,
    /// `CREATE CONSTRAINT TRIGGER`
    pub constraint: bool,
    /// The function it calls (PostgreSQL).
    pub function: Option<QualifiedName>,
    /// Its statement.
    pub span: Span,
}

impl Relation {
    /// Gives back what its lists hold beyond their elements, and what it keeps apart without need.
    pub(crate) fn shrink(&mut self) {
        self.rare.shrink();
        if let Some(constraints) = self.constraints.alone() {
            constraints.shrink_to_fit();
            constraints.iter_mut().for_each(Constraint::shrink);
        }
        if let Some(indexes) = self.indexes.alone() {
            indexes.shrink_to_fit();
            for index in indexes {
                index.rare.shrink();
                index.keys.shrink_to_fit();
                index.keys.iter_mut().for_each(|key| key.rare.shrink());
            }
        }
        if let Some(columns) = self.columns.alone() {
            columns.shrink_to_fit();
            columns.iter_mut().for_each(|column| column.rare.shrink());
        }
    }

    /// A relation without columns, permanent, with the place of its statement and of its name.
    pub(crate) fn empty(name: QualifiedName, kind: RelationKind, span: Span, name_span: Span) -> Self {
        Self {
            id: RelationId(0),
            name,
            kind,
            persistence: Persistence::Permanent,
            columns: Shared::default(),
            constraints: Shared::default(),
            indexes: Shared::default(),
            comment: None,
            comment_declared: false,
            is_default_partition: false,
            partitioned: false,
            columns_unknown: false,
            strict: false,
            without_rowid: false,
            autoincrement: false,
            system_versioned: false,
            span,
            name_span,
            body: None,
            rare: Rare::default(),
        }
    }

    /// The comment that the database holds.
    pub fn declared_comment(&self) -> Option<&str> {
        self.comment.as_deref().filter(|_| self.comment_declared)
    }

    /// The column of that stored name.
    pub fn column(&self, name: &str) -> Option<&Column> {
        self.columns.iter().find(|column| column.name == name)
    }

    /// Whether a constraint has that name, those that refuse NULL included.
    pub fn has_constraint(&self, name: &str) -> bool {
        self.constraint_names().any(|held| held == name)
    }

    /// The names of its constraints, those that refuse NULL included.
    pub(crate) fn constraint_names(&self) -> impl Iterator<Item = &str> {
        let refusing = self.columns.iter();
        let refusing = refusing.filter_map(|column| Some(&*column.not_null_constraint.as_ref()?.name));
        let names = self.constraints.iter().map(|held| held.name.as_str());
        names.chain(refusing)
    }

    /// The primary key.
    pub fn primary_key(&self) -> Option<&Key> {
        self.constraints
            .iter()
            .find_map(|constraint| match &constraint.kind {
                ConstraintKind::PrimaryKey(key) => Some(key),
                _ => None,
            })
    }

    /// Whether it is partitioned by the column, alone or in an expression.
    pub(crate) fn is_partitioned_by(&self, column: &str) -> bool {
        let plain = self.partition_columns.iter().flatten();
        plain
            .chain(&self.partition_expression_columns)
            .any(|held| held == column)
    }

    /// Whether every row of one key value is in one partition: the key, of these columns with the collations it says, holds
    /// all columns the table is partitioned by, and compares them alike.
    pub(crate) fn keeps_together<'k>(
        &self,
        keys: impl Iterator<Item = (&'k String, Option<&'k str>)> + Clone,
    ) -> bool {
        let said = self.partition_collations.iter().map(Option::as_deref);
        let mut columns = self
            .partition_columns
            .iter()
            .flatten()
            .zip(said.chain(std::iter::repeat(None)));
        self.partition_expression_columns.is_empty()
            && columns.all(|(column, said)| {
                keys.clone()
                    .any(|(key, own)| key == column && self.is_same_collation(column, said, own))
            })
    }

    /// Whether two collations that are said of a column, or not, are one. What a domain brings is not known.
    fn is_same_collation(&self, column: &str, a: Option<&str>, b: Option<&str>) -> bool {
        let held = self.column(column).filter(|held| held.data_type.domain.is_none());
        let plain = |held: &Column, said: Option<&str>| {
            let name = said.or(held.collation.as_deref()).unwrap_or("default");
            let name = name.rsplit('.').next().unwrap_or(name);
            name.trim_matches('"').to_owned()
        };
        a == b || held.is_none_or(|held| plain(held, a) == plain(held, b))
    }

    /// The foreign keys with their constraints, in order.
    pub fn foreign_keys(&self) -> impl Iterator<Item = (&Constraint, &ForeignKey)> {
        self.constraints
            .iter()
            .filter_map(|constraint| Some((constraint, constraint.foreign_key()?)))
    }

    /// The CHECKs with their constraints, in order; those of domains are with the column's type.
    pub fn checks(&self) -> impl Iterator<Item = (&Constraint, &Check)> {
        self.constraints
            .iter()
            .filter_map(|constraint| Some((constraint, constraint.check()?)))
    }

    /// The CHECKs that new rows are held to: those that are not valid yet included, those that are not enforced left out.
    pub fn enforced_checks(&self) -> impl Iterator<Item = (&Constraint, &Check)> {
        self.checks().filter(|(constraint, _)| constraint.enforced)
    }

    /// The conditions that the server has read and forgotten.
    pub fn forgotten_checks(&self) -> impl Iterator<Item = &Expression> {
        self.forgotten.iter().filter_map(|clause| match clause {
            Forgotten::Check { expression, .. } => Some(expression),
            Forgotten::Reference { .. } => None,
        })
    }

    /// Whether the column is part of the primary key.
    pub fn is_in_primary_key(&self, column: &str) -> bool {
        self.primary_key()
            .is_some_and(|key| key.columns.iter().any(|name| name == column))
    }

    /// Whether a foreign key sets the column to NULL.
    pub fn is_emptied(&self, column: &str) -> bool {
        let empties = |action| action == Some(ReferentialAction::SetNull);
        self.foreign_keys().any(|(_, key)| {
            (empties(key.on_delete) || empties(key.on_update))
                && key.columns.iter().any(|name| name == column)
        })
    }

    /// Whether it is kept by InnoDB, when MySQL keeps it.
    pub fn is_innodb(&self) -> bool {
        self.engine.as_deref().is_none_or(|engine| engine == "InnoDB")
    }

    /// Whether a row of it is stored by this database and written by applications: a table, not a partition's child.
    pub fn is_base_table(&self) -> bool {
        self.kind == RelationKind::Table && self.partition_of.is_none()
    }
}
