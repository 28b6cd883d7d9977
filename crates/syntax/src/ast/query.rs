//! Queries, as far as they are read without a catalog.

use rowproof_source::Span;

use super::{BinaryOperator, Literal, ObjectName};

/// One query, flattened: what it reads and compares, at any depth.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Query {
    /// Where.
    pub span: Span,
    /// Relations read, with their aliases, in the order of the text, subqueries and CTE bodies included. Names of CTEs
    /// themselves are left out.
    pub relations: Vec<QueryRelation>,
    /// `column operator constant` comparisons found in WHERE, ON, HAVING and FILTER, each with its place.
    pub comparisons: Vec<Comparison>,
    /// `a.x = b.y` between two columns.
    pub joins: Vec<(ObjectName, ObjectName)>,
}

/// A relation a query reads.
#[derive(Debug, Clone, PartialEq)]
pub struct QueryRelation {
    /// The relation.
    pub name: ObjectName,
    /// `AS alias`, as written.
    pub alias: Option<String>,
}

/// A column compared with constants.
#[derive(Debug, Clone, PartialEq)]
pub struct Comparison {
    /// The column, possibly qualified by an alias.
    pub column: ObjectName,
    /// The operator; `Equal` with several values stands for `IN`.
    pub operator: BinaryOperator,
    /// The constants; empty when compared with a parameter or another expression.
    pub values: Vec<Literal>,
}
