//! Rows that today's schema accepts and should not.

use std::ops::Deref;

use crate::Later;

/// A short script: the rows it needs first, then the row that should not be accepted.
#[derive(Debug, Clone, PartialEq)]
pub struct Counterexample {
    /// What the schema's author surely meant, as a sentence: "no two users share an email address".
    pub intent: String,
    /// What today's schema says to the script as a whole.
    pub today: Verdict,
    /// The rows, written down when they are first read; their fields are read as the counterexample's own.
    pub rows: Later<Rows>,
}

/// The rows of a counterexample as statements.
#[derive(Debug, Clone, PartialEq)]
pub struct Rows {
    /// Statements that put the needed rows in place, parents first; may be empty.
    pub setup: Vec<String>,
    /// The statement or statements that should be refused; at least one.
    pub offending: Vec<String>,
}

impl Deref for Counterexample {
    type Target = Rows;

    fn deref(&self) -> &Rows {
        &self.rows
    }
}

/// What a schema says to a script.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// Every statement is accepted.
    Accepted,
    /// A statement is refused.
    Refused {
        /// The error's SQLSTATE as PostgreSQL reports it.
        sqlstate: SqlState,
        /// The constraint or column that refuses, in words.
        by: String,
    },
    /// The row checker could not tell; the reason.
    Undecided(String),
}

impl Verdict {
    /// Whether every statement is accepted.
    pub fn is_accepted(&self) -> bool {
        matches!(self, Verdict::Accepted)
    }

    /// The SQLSTATE, when refused.
    pub fn sqlstate(&self) -> Option<SqlState> {
        match self {
            Verdict::Refused { sqlstate, .. } => Some(*sqlstate),
            _ => None,
        }
    }
}

/// The SQLSTATE codes the row checker can give (PostgreSQL manual, appendix "PostgreSQL Error Codes").
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SqlState {
    /// 23502
    NotNullViolation,
    /// 23503
    ForeignKeyViolation,
    /// 23505
    UniqueViolation,
    /// 23514
    CheckViolation,
    /// 22P02: text that is not a value of the type, such as an unknown enum label.
    InvalidTextRepresentation,
    /// 22001
    StringDataRightTruncation,
    /// 22003
    NumericValueOutOfRange,
    /// 22007
    InvalidDatetimeFormat,
    /// 22008
    DatetimeFieldOverflow,
    /// 428C9: a value for a generated column or an identity column that is always generated.
    GeneratedAlways,
}

impl SqlState {
    /// The five characters.
    pub fn code(self) -> &'static str {
        match self {
            SqlState::NotNullViolation => "23502",
            SqlState::ForeignKeyViolation => "23503",
            SqlState::UniqueViolation => "23505",
            SqlState::CheckViolation => "23514",
            SqlState::InvalidTextRepresentation => "22P02",
            SqlState::StringDataRightTruncation => "22001",
            SqlState::NumericValueOutOfRange => "22003",
            SqlState::InvalidDatetimeFormat => "22007",
            SqlState::DatetimeFieldOverflow => "22008",
            SqlState::GeneratedAlways => "428C9",
        }
    }
}
