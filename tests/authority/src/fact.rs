//! What a catalog says, as facts that two catalogs can be compared by.

use std::collections::BTreeMap;
use std::fmt;

use rowproof_source::Span;

/// What a fact is about. The order is that of the printed table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Aspect {
    /// A relation exists, and of which kind.
    Relation,
    /// The names of a relation's columns, in order.
    Columns,
    /// A column's type as the server spells it.
    Type,
    /// Whether a column refuses NULL.
    NotNull,
    /// A column's default.
    Default,
    /// A column's generation expression.
    Generated,
    /// How a column numbers itself.
    Identity,
    /// A column's collation, where it is not the default.
    Collation,
    /// The primary key: its name and columns.
    PrimaryKey,
    /// A unique constraint.
    Unique,
    /// A foreign key with its actions.
    ForeignKey,
    /// A CHECK.
    Check,
    /// An exclusion constraint.
    Exclude,
    /// An index, those of constraints included.
    Index,
    /// An enumerated type with its labels.
    Enum,
    /// A domain with its base type and constraints.
    Domain,
    /// A trigger with its timing and events.
    Trigger,
    /// Whether a table has row-level security, and for its owner too.
    RowSecurity,
    /// A policy with its command, roles and conditions.
    Policy,
    /// Inheritance and partitions.
    Parent,
    /// A comment.
    Comment,
}

impl Aspect {
    /// Every aspect, in order.
    pub const ALL: [Aspect; 21] = [
        Aspect::Relation,
        Aspect::Columns,
        Aspect::Type,
        Aspect::NotNull,
        Aspect::Default,
        Aspect::Generated,
        Aspect::Identity,
        Aspect::Collation,
        Aspect::PrimaryKey,
        Aspect::Unique,
        Aspect::ForeignKey,
        Aspect::Check,
        Aspect::Exclude,
        Aspect::Index,
        Aspect::Enum,
        Aspect::Domain,
        Aspect::Trigger,
        Aspect::RowSecurity,
        Aspect::Policy,
        Aspect::Parent,
        Aspect::Comment,
    ];
}

impl fmt::Display for Aspect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Aspect::Relation => "relation",
            Aspect::Columns => "columns in order",
            Aspect::Type => "type",
            Aspect::NotNull => "nullability",
            Aspect::Default => "default",
            Aspect::Generated => "generated",
            Aspect::Identity => "identity",
            Aspect::Collation => "collation",
            Aspect::PrimaryKey => "primary key",
            Aspect::Unique => "unique",
            Aspect::ForeignKey => "foreign key",
            Aspect::Check => "CHECK",
            Aspect::Exclude => "exclusion",
            Aspect::Index => "index",
            Aspect::Enum => "enum",
            Aspect::Domain => "domain",
            Aspect::Trigger => "trigger",
            Aspect::RowSecurity => "row security",
            Aspect::Policy => "policy",
            Aspect::Parent => "parent",
            Aspect::Comment => "comment",
        })
    }
}

/// The facts of one catalog. Two catalogs that say the same have equal facts.
#[derive(Debug, Clone, Default)]
pub struct Facts {
    known: BTreeMap<(Aspect, String), Fact>,
}

/// What is said about one subject.
#[derive(Debug, Clone)]
pub struct Fact {
    /// In words that are equal when the meaning is.
    pub value: String,
    /// Where the text says so; none for a server's facts.
    pub span: Option<Span>,
}

impl Facts {
    /// Adds a fact. `subject` names the thing as `schema.relation`, `schema.relation.column` and the like.
    pub fn add(&mut self, aspect: Aspect, subject: impl Into<String>, value: impl Into<String>) {
        self.add_at(aspect, subject, value, None);
    }

    /// Adds a fact with the place that says so.
    pub fn add_at(
        &mut self,
        aspect: Aspect,
        subject: impl Into<String>,
        value: impl Into<String>,
        span: impl Into<Option<Span>>,
    ) {
        let fact = Fact {
            value: value.into(),
            span: span.into(),
        };
        self.known.insert((aspect, subject.into()), fact);
    }

    /// The facts, ordered by aspect, then subject.
    pub fn iter(&self) -> impl Iterator<Item = (Aspect, &str, &Fact)> {
        self.known
            .iter()
            .map(|((aspect, subject), fact)| (*aspect, subject.as_str(), fact))
    }

    /// What is said about a subject.
    pub fn get(&self, aspect: Aspect, subject: &str) -> Option<&Fact> {
        self.known.get(&(aspect, subject.to_owned()))
    }
}
