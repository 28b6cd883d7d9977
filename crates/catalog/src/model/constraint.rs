//! Constraints.

use rowproof_source::Span;
use rowproof_syntax::ast::{Expression, ReferentialAction};

use super::{QualifiedName, RelationId, Shared};

/// A constraint of a relation.
#[derive(Debug, Clone, PartialEq)]
pub struct Constraint {
    /// As declared, or as the server names it. SQLite names nothing that the text does not name: the name is ours then.
    pub name: String,
    /// Whether the text names it.
    pub named: bool,
    /// What it says.
    pub kind: ConstraintKind,
    /// Its text.
    pub span: Span,
    /// `DEFERRABLE`
    pub deferrable: bool,
    /// `INITIALLY DEFERRED`
    pub initially_deferred: bool,
    /// `NO INHERIT`: children do not get it.
    pub no_inherit: bool,
    /// False with `NOT ENFORCED`.
    pub enforced: bool,
    /// From how many parents it comes; 0 for a constraint of its own.
    pub parents: u16,
    /// Whether the relation declares it itself, parents or not.
    pub local: bool,
    /// `COMMENT ON CONSTRAINT`
    pub comment: Option<Box<str>>,
    /// `NOT VALID` and never validated: rows that were there before may break it.
    pub not_valid: bool,
}

/// What a constraint says.
#[derive(Debug, Clone, PartialEq)]
pub enum ConstraintKind {
    /// `PRIMARY KEY`
    PrimaryKey(Key),
    /// `UNIQUE`
    Unique(Key),
    /// `CHECK`
    Check(Shared<Check>),
    /// `FOREIGN KEY`
    ForeignKey(Shared<ForeignKey>),
    /// `EXCLUDE`: the columns named plainly
    Exclude(Vec<String>),
}

/// The columns of a primary key or a unique constraint.
#[derive(Debug, Clone, PartialEq)]
pub struct Key {
    /// In order.
    pub columns: Vec<String>,
    /// `NULLS NOT DISTINCT`
    pub nulls_not_distinct: bool,
    /// `WITHOUT OVERLAPS` on the last column
    pub without_overlaps: bool,
}

impl Key {
    /// A key of these columns, without anything special.
    pub fn of(columns: Vec<String>) -> Self {
        Self {
            columns,
            nulls_not_distinct: false,
            without_overlaps: false,
        }
    }
}

/// A CHECK.
#[derive(Debug, Clone, PartialEq)]
pub struct Check {
    /// The condition.
    pub expression: Expression,
    /// The columns it names, in order of first use, without repetition.
    pub columns: Vec<String>,
    /// MariaDB: whether it is its column's own, and goes when the column is declared anew.
    pub of_column: bool,
}

/// A foreign key.
#[derive(Debug, Clone, PartialEq)]
pub struct ForeignKey {
    /// The referencing columns, in order.
    pub columns: Vec<String>,
    /// The referenced relation's name.
    pub referenced: QualifiedName,
    /// The referenced relation; none when it is not in the script.
    pub relation: Option<RelationId>,
    /// The referenced columns in the order of `columns`; empty while the referenced primary key is unknown.
    pub referenced_columns: Vec<String>,
    /// `ON DELETE`; none when not said.
    pub on_delete: Option<ReferentialAction>,
    /// `ON UPDATE`; none when not said.
    pub on_update: Option<ReferentialAction>,
    /// The columns of `ON DELETE SET NULL (a)`; empty when all are meant.
    pub on_delete_columns: Vec<String>,
    /// `PERIOD` on the last column
    pub period: bool,
    /// `MATCH FULL`
    pub match_full: bool,
}

impl Constraint {
    /// A constraint of the relation's own, checked at once, on every row.
    pub fn new(name: String, named: bool, kind: ConstraintKind, span: Span) -> Self {
        Self {
            name,
            named,
            kind,
            span,
            deferrable: false,
            initially_deferred: false,
            no_inherit: false,
            enforced: true,
            parents: 0,
            local: true,
            comment: None,
            not_valid: false,
        }
    }

    /// Gives back what its lists hold beyond their elements.
    pub(super) fn shrink(&mut self) {
        match &mut self.kind {
            ConstraintKind::PrimaryKey(key) | ConstraintKind::Unique(key) => key.columns.shrink_to_fit(),
            ConstraintKind::Check(check) => {
                if let Some(check) = check.alone() {
                    check.columns.shrink_to_fit();
                }
            }
            ConstraintKind::ForeignKey(key) => {
                if let Some(key) = key.alone() {
                    key.columns.shrink_to_fit();
                    key.referenced_columns.shrink_to_fit();
                }
            }
            ConstraintKind::Exclude(_) => {}
        }
    }

    /// The columns of a primary key or unique constraint.
    pub fn key(&self) -> Option<&Key> {
        match &self.kind {
            ConstraintKind::PrimaryKey(key) | ConstraintKind::Unique(key) => Some(key),
            _ => None,
        }
    }

    /// The foreign key.
    pub fn foreign_key(&self) -> Option<&ForeignKey> {
        match &self.kind {
            ConstraintKind::ForeignKey(foreign_key) => Some(foreign_key),
            _ => None,
        }
    }

    /// The CHECK.
    pub fn check(&self) -> Option<&Check> {
        match &self.kind {
            ConstraintKind::Check(check) => Some(check),
            _ => None,
        }
    }

    /// Whether it names the column.
    pub fn mentions(&self, column: &str) -> bool {
        let columns = match &self.kind {
            ConstraintKind::PrimaryKey(key) | ConstraintKind::Unique(key) => &key.columns,
            ConstraintKind::Check(check) => &check.columns,
            ConstraintKind::ForeignKey(foreign_key) => &foreign_key.columns,
            ConstraintKind::Exclude(columns) => columns,
        };
        columns.iter().any(|name| name == column)
    }
}
