//! Queries, as far as they are read without a catalog.

use rowproof_source::Span;

use super::{BinaryOperator, Expression, Identifier, Literal, ObjectName};

/// One query: flattened, what it reads and compares at any depth; and block by block.
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
    /// Every SELECT, and the UPDATE or DELETE around them, in the order in which they start.
    pub blocks: Vec<QueryBlock>,
}

/// One SELECT, or a statement that changes rows, without the queries inside it: those are blocks of their own.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct QueryBlock {
    /// From its first word to the last one of its clauses.
    pub span: Span,
    /// What it does.
    pub verb: BlockVerb,
    /// Where it stands.
    pub role: BlockRole,
    /// The block around it, whose columns it may name: a place in [`Query::blocks`].
    pub parent: Option<usize>,
    /// Whether it is one of several terms of `UNION` and its kin: the order and limit behind them are not its own.
    pub is_term: bool,
    /// `DISTINCT`; `DISTINCT ON` too.
    pub distinct: bool,
    /// The expressions of `DISTINCT ON`.
    pub distinct_on: Vec<Expression>,
    /// What it gives back, in order. For UPDATE the values that are set.
    pub output: Vec<BlockOutput>,
    /// The columns that UPDATE sets.
    pub assigned: Vec<ObjectName>,
    /// FROM, in order; for UPDATE and DELETE the relation changed comes first.
    pub sources: Vec<BlockSource>,
    /// WHERE, ON, HAVING and FILTER, in the order of the text.
    pub conditions: Vec<BlockCondition>,
    /// `GROUP BY`
    pub group: Vec<Expression>,
    /// `ORDER BY`
    pub order: Vec<BlockOrder>,
    /// `LIMIT`, `FETCH FIRST`
    pub limit: Option<Expression>,
    /// `OFFSET`
    pub offset: Option<Expression>,
    /// `FOR UPDATE` and the like: its rows are locked.
    pub locks: bool,
    /// Whether some part of it was not read: what it reads and wants is not all known.
    pub unread: bool,
}

/// What a block does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum BlockVerb {
    /// Reads.
    #[default]
    Select,
    /// `UPDATE`
    Update,
    /// `DELETE`
    Delete,
}

/// Where a block stands.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum BlockRole {
    /// The statement itself, or a term of it.
    #[default]
    Whole,
    /// The body of `WITH name`.
    Common(Identifier),
    /// In FROM.
    Derived,
    /// `[NOT] EXISTS (…)`
    Exists {
        /// `NOT EXISTS`
        negated: bool,
    },
    /// `operand [NOT] IN (…)`, also `= ANY (…)` and `<> ALL (…)`
    In {
        /// What is looked for.
        operand: Box<Expression>,
        /// `NOT IN`
        negated: bool,
    },
    /// A value in an expression.
    Scalar,
}

/// An item behind SELECT, or a value that UPDATE sets.
#[derive(Debug, Clone, PartialEq)]
pub struct BlockOutput {
    /// What it is.
    pub kind: BlockOutputKind,
    /// `AS name`
    pub alias: Option<Identifier>,
    /// Its place, the alias left out.
    pub span: Span,
}

/// What an item behind SELECT is.
#[derive(Debug, Clone, PartialEq)]
pub enum BlockOutputKind {
    /// `*`
    All,
    /// `t.*`
    AllOf(ObjectName),
    /// An expression.
    Expression(Expression),
    /// One that was not read.
    Unread,
}

/// An item of FROM.
#[derive(Debug, Clone, PartialEq)]
pub struct BlockSource {
    /// Where its rows come from.
    pub from: BlockFrom,
    /// `AS alias`, as written.
    pub alias: Option<String>,
    /// How it is joined to those before it.
    pub join: BlockJoin,
    /// `USING (…)`
    pub using: Vec<Identifier>,
    /// Its place.
    pub span: Span,
}

/// Where the rows of an item of FROM come from.
#[derive(Debug, Clone, PartialEq)]
pub enum BlockFrom {
    /// A table, a view or a table of WITH.
    Relation(ObjectName),
    /// A query: its place in [`Query::blocks`].
    Block(usize),
    /// A function or anything else.
    Other,
}

/// How an item of FROM is joined to those before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum BlockJoin {
    /// The first, a comma, `CROSS JOIN`
    #[default]
    None,
    /// `[INNER] JOIN`
    Inner,
    /// `LEFT JOIN`
    Left,
    /// `RIGHT JOIN`
    Right,
    /// `FULL JOIN`
    Full,
    /// `NATURAL …`: by columns that only the schema knows.
    Natural,
}

/// A condition of a block.
#[derive(Debug, Clone, PartialEq)]
pub struct BlockCondition {
    /// Where it stands.
    pub place: ConditionPlace,
    /// What it says.
    pub expression: Expression,
    /// Its text.
    pub span: Span,
    /// Whether a collation of its own stands in it: then its comparisons are not those of the column's type.
    pub collated: bool,
}

/// Where a condition stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ConditionPlace {
    /// `WHERE`
    Where,
    /// `ON`, behind this item of FROM
    On(usize),
    /// `HAVING`
    Having,
    /// `FILTER (WHERE …)`
    Filter,
}

/// A key of ORDER BY.
#[derive(Debug, Clone, PartialEq)]
pub struct BlockOrder {
    /// What it sorts by.
    pub expression: Expression,
    /// `DESC`
    pub descending: bool,
    /// `NULLS FIRST` (true), `NULLS LAST` (false); none when not said.
    pub nulls_first: Option<bool>,
    /// Whether it names a collation or an operator: no plain index gives that order.
    pub special: bool,
    /// Its place.
    pub span: Span,
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
