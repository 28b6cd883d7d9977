//! Expressions: as much structure as the catalog, the rules and the row checker read; the rest stays text.

use rowproof_source::Span;

use super::{DataType, ObjectName};

/// An expression and its place.
#[derive(Debug, Clone, PartialEq)]
pub struct Expression {
    /// What it says.
    pub kind: ExpressionKind,
    /// The source text of the whole expression, as written, without surrounding parentheses. Only the outermost
    /// expression has it; it is empty for the parts.
    pub text: String,
    /// The place of the outermost expression this one belongs to (parts have no place of their own).
    pub span: Span,
}

/// What an expression says. Parentheses are not kept: the tree has the shape.
#[derive(Debug, Clone, PartialEq)]
pub enum ExpressionKind {
    /// A column, possibly qualified.
    Column(ObjectName),
    /// A constant.
    Literal(Literal),
    /// `NOT a`, `- a`, `+ a`
    Unary(UnaryOperator, Box<Expression>),
    /// `a + b`, `a AND b` …
    Binary(Box<Expression>, BinaryOperator, Box<Expression>),
    /// `a IS [NOT] NULL`
    IsNull {
        /// The operand.
        operand: Box<Expression>,
        /// `IS NOT NULL`
        negated: bool,
    },
    /// `a IS [NOT] TRUE` / `FALSE`
    IsBoolean {
        /// The operand.
        operand: Box<Expression>,
        /// Which.
        value: bool,
        /// `IS NOT`
        negated: bool,
    },
    /// `a [NOT] IN (b, c)` and `a = ANY (ARRAY[b, c])` (with `<> ALL` negated)
    InList {
        /// The operand.
        operand: Box<Expression>,
        /// The list.
        list: Vec<Expression>,
        /// `NOT IN`
        negated: bool,
    },
    /// `a [NOT] BETWEEN b AND c`
    Between {
        /// The operand.
        operand: Box<Expression>,
        /// The lower bound.
        low: Box<Expression>,
        /// The upper bound.
        high: Box<Expression>,
        /// `NOT BETWEEN`
        negated: bool,
    },
    /// `a [NOT] LIKE b`
    Like {
        /// The operand.
        operand: Box<Expression>,
        /// The pattern.
        pattern: Box<Expression>,
        /// `NOT LIKE`
        negated: bool,
        /// `ILIKE`
        case_insensitive: bool,
    },
    /// `name(a, b)`; also `extract`, `trim`, `substring`, `current_timestamp` and the like
    Function {
        /// Lower case, unqualified.
        name: String,
        /// The arguments; empty for `count(*)`, with its `*` left out.
        arguments: Vec<Expression>,
    },
    /// `CAST(a AS t)`, `a::t`
    Cast(Box<Expression>, Box<DataType>),
    /// `CASE`: operand, (when, then) pairs, else
    Case {
        /// `CASE operand WHEN`
        operand: Option<Box<Expression>>,
        /// The arms.
        arms: Vec<(Expression, Expression)>,
        /// `ELSE`
        otherwise: Option<Box<Expression>>,
    },
    /// `ARRAY[a, b]`, `(a, b)`
    List(Vec<Expression>),
    /// `?`, `$1`, `:name`
    Parameter,
    /// Valid, but of a form no one reads further: subqueries, JSON access, window functions. The columns named inside.
    Opaque(Vec<ObjectName>),
}

/// A constant.
#[derive(Debug, Clone, PartialEq)]
pub enum Literal {
    /// `NULL`
    Null,
    /// `TRUE`, `FALSE`
    Boolean(bool),
    /// A number as written, without its sign.
    Number(String),
    /// A string, unquoted.
    String(String),
}

/// Prefix operators.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UnaryOperator {
    /// `NOT`
    Not,
    /// `-`
    Minus,
    /// `+`
    Plus,
}

/// Infix operators that are read further.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BinaryOperator {
    /// `AND`
    And,
    /// `OR`
    Or,
    /// `=` (SQLite also `==`)
    Equal,
    /// `<>`, `!=`
    NotEqual,
    /// `<`
    Less,
    /// `<=`
    LessOrEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterOrEqual,
    /// `+`
    Add,
    /// `-`
    Subtract,
    /// `*`
    Multiply,
    /// `/`
    Divide,
    /// `%`
    Modulo,
    /// `||`
    Concatenate,
    /// `~` (regular expression match), with `~*` as `RegexMatchInsensitive`; MySQL `REGEXP` too
    RegexMatch,
    /// `~*`
    RegexMatchInsensitive,
    /// `IS NOT DISTINCT FROM`, MySQL `<=>`
    NotDistinct,
    /// `IS DISTINCT FROM`
    Distinct,
    /// `@>`
    Contains,
    /// `&&` of arrays and ranges (PostgreSQL)
    Overlaps,
    /// `@@`
    TextSearch,
    /// `->>`: a field of a JSON document as text
    FieldText,
    /// Any other operator, such as `?` or `->`
    Other,
}
