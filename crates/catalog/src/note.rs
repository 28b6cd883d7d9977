//! What a script says that the catalog could not take as it stands.

use rowproof_source::Span;

/// Something in the script that could not be placed in the catalog.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// Where.
    pub span: Span,
    /// Which sort of trouble.
    pub kind: NoteKind,
    /// What: a statement, a name.
    pub subject: String,
    /// Why, and what would change it.
    pub reason: String,
}

/// The sorts of trouble.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoteKind {
    /// It names something that is not in the paste. What can be kept is kept: the other part may be elsewhere.
    Missing,
    /// The database refuses it, whatever else there is; it is left out, as the database would.
    Refused(Refusal),
    /// Only the database knows.
    Unknown,
    /// The database reads it and forgets it.
    Ignored,
    /// The database takes it and cuts the name short, without an error (PostgreSQL).
    Cut,
    /// A bound of ours was reached: the statement, or what it changes elsewhere, was left out.
    Bounded,
}

/// Why a database refuses a statement, in the classes of PostgreSQL's error codes (manual, appendix A).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Refusal {
    /// The name is taken by another relation or index.
    DuplicateRelation,
    /// The column exists already, or is named twice.
    DuplicateColumn,
    /// The name is taken by another object: a constraint, a type, a trigger.
    DuplicateObject,
    /// There is no such relation.
    UndefinedRelation,
    /// There is no such column.
    UndefinedColumn,
    /// There is no such other object: a type, a constraint, an index, a trigger.
    UndefinedObject,
    /// A second primary key, a column that cannot be what it is declared as.
    InvalidDefinition,
    /// A foreign key to columns that are no key, or with another number or type of columns.
    InvalidForeignKey,
    /// Something else still needs it.
    DependentObjects,
    /// The types do not go together.
    TypeMismatch,
    /// Another kind of object is needed: a table where a view stands.
    WrongObjectKind,
    /// More columns than a table may have.
    TooManyColumns,
    /// A name longer than the server takes.
    NameTooLong,
    /// A row or a key longer than the server takes.
    SizeLimit,
    /// A policy with a condition that its command does not have.
    InvalidPolicy,
    /// This version of this product does not have it.
    NotSupported,
}

impl Refusal {
    /// PostgreSQL's SQLSTATE for it.
    pub fn sqlstate(self) -> &'static str {
        match self {
            Refusal::DuplicateRelation => "42P07",
            Refusal::DuplicateColumn => "42701",
            Refusal::DuplicateObject => "42710",
            Refusal::UndefinedRelation => "42P01",
            Refusal::UndefinedColumn => "42703",
            Refusal::UndefinedObject => "42704",
            Refusal::InvalidDefinition => "42P16",
            Refusal::InvalidForeignKey => "42830",
            Refusal::DependentObjects => "2BP01",
            Refusal::TypeMismatch => "42804",
            Refusal::WrongObjectKind => "42809",
            Refusal::TooManyColumns => "54011",
            Refusal::NameTooLong => "42622",
            Refusal::SizeLimit => "54000",
            Refusal::InvalidPolicy => "42601",
            Refusal::NotSupported => "0A000",
        }
    }
}
