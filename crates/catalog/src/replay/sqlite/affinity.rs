//! Type affinity: what SQLite makes of a declared type.

use crate::Column;
use crate::model::Relation;

/// What a column prefers to store (SQLite documentation, "Datatypes In SQLite", 3).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Affinity {
    Blob,
    Text,
    Numeric,
    Integer,
    Real,
}

impl Affinity {
    /// By the words of the declared type.
    pub fn of_words(words: &str) -> Self {
        let words = words.to_ascii_lowercase();
        let has = |parts: &[&str]| parts.iter().any(|part| words.contains(part));
        if words.is_empty() {
            Self::Blob
        } else if has(&["int"]) {
            Self::Integer
        } else if has(&["char", "clob", "text"]) {
            Self::Text
        } else if has(&["blob"]) {
            Self::Blob
        } else if has(&["real", "floa", "doub"]) {
            Self::Real
        } else {
            Self::Numeric
        }
    }

    pub fn of_column(column: &Column, relation: &Relation) -> Self {
        let words = column.data_type.words.as_deref().unwrap_or_default();
        match relation.strict && words == "ANY" {
            true => Self::Blob,
            false => Self::of_words(words),
        }
    }

    /// The type that `CREATE TABLE … AS` writes down for it.
    pub fn type_words(self) -> &'static str {
        match self {
            Self::Blob => "",
            Self::Text => "TEXT",
            Self::Numeric => "NUM",
            Self::Integer => "INT",
            Self::Real => "REAL",
        }
    }
}
