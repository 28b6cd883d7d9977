//! A query in its structure, as far as it says which columns it gives back and which names it uses.

use rowproof_source::Span;

use super::{DataType, Identifier, ObjectName};

/// One SELECT or VALUES, with the queries inside it.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Select {
    /// `WITH`, in order.
    pub common: Vec<CommonTable>,
    /// What it gives back, in order.
    pub columns: Vec<SelectColumn>,
    /// FROM, joins flattened, in order.
    pub from: Vec<SelectRelation>,
    /// The names in its clauses that may be columns, in order; those of the queries inside left out.
    pub names: Vec<SelectName>,
    /// Subqueries in its clauses.
    pub nested: Vec<Select>,
    /// Whether a parameter stands in one of its clauses.
    pub has_parameter: bool,
    /// What `UNION` and its kin put behind it.
    pub others: Vec<Select>,
}

/// A name that may be a column.
#[derive(Debug, Clone, PartialEq)]
pub struct SelectName {
    /// The name.
    pub name: ObjectName,
    /// Whether it is a single name in double quotes, which is a string where it is no column.
    pub may_be_string: bool,
}

/// One table of WITH.
#[derive(Debug, Clone, PartialEq)]
pub struct CommonTable {
    /// Its name.
    pub name: Identifier,
    /// The names it gives its columns; empty when it keeps those of the query.
    pub columns: Vec<Identifier>,
    /// Its query.
    pub select: Select,
}

/// One item behind SELECT.
#[derive(Debug, Clone, PartialEq)]
pub struct SelectColumn {
    /// What it is.
    pub kind: SelectColumnKind,
    /// `AS name`
    pub alias: Option<Identifier>,
    /// Its text without the alias.
    pub text: String,
    /// The place of that text.
    pub span: Span,
}

/// What an item behind SELECT is.
#[derive(Debug, Clone, PartialEq)]
pub enum SelectColumnKind {
    /// `*`
    All,
    /// `t.*`
    AllOf(Identifier),
    /// A column by its name, possibly qualified; a collation or parentheses around it make no difference.
    Column(ObjectName),
    /// `CAST(… AS type)`
    Cast(DataType),
    /// A query in parentheses: its place among the nested ones.
    Query(usize),
    /// An expression of `VALUES`.
    Value,
    /// Anything else.
    Expression,
}

/// One item of FROM.
#[derive(Debug, Clone, PartialEq)]
pub struct SelectRelation {
    /// Where its rows come from.
    pub source: SelectSource,
    /// `AS alias`
    pub alias: Option<Identifier>,
    /// Whether it is joined `NATURAL`.
    pub natural: bool,
    /// `USING (…)`
    pub using: Vec<Identifier>,
}

/// Where the rows of an item of FROM come from.
#[derive(Debug, Clone, PartialEq)]
pub enum SelectSource {
    /// A table, a view or a table of WITH.
    Relation(ObjectName),
    /// A function that gives back rows.
    Function(ObjectName),
    /// A query.
    Select(Box<Select>),
}
