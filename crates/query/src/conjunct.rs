//! A condition taken apart: what an index can do for each AND-ed part of it, as seen from one relation.

mod expression;

pub use expression::write_sql;

use rowproof_catalog::questions::canonical;
use rowproof_catalog::{ColumnType, TypeFamily, quote};
use rowproof_source::Span;
use rowproof_syntax::Dialect;
use rowproof_syntax::ast::{BinaryOperator, Expression, ExpressionKind, Literal, UnaryOperator};

use crate::names::{Names, each_name};
use expression::{indexable, is_text_cast};

/// One AND-ed part of a condition.
#[derive(Debug, Clone, PartialEq)]
pub struct Conjunct {
    /// What an index can do for it.
    pub kind: ConjunctKind,
    /// The column or expression compared; none where there is not one alone.
    pub key: Option<Key>,
    /// The relation's columns that it names, each once.
    pub columns: Vec<String>,
    /// The part as SQL without qualifiers, where it names nothing but the relation's columns and constants.
    pub condition: Option<String>,
    /// [`canonical`] of the same; empty without it.
    pub canonical: String,
    /// Whether it compares with columns of other relations: a join.
    pub joined: bool,
    /// Where.
    pub span: Span,
}

/// What an index can do for a part of a condition.
#[derive(Debug, Clone, PartialEq)]
pub enum ConjunctKind {
    /// `a = value`: one place in an index.
    Equal,
    /// `a IN (…)`: so many places; none when the list is not known.
    OneOf(Option<usize>),
    /// `a IS NULL`
    IsNull,
    /// `a`, `NOT a` of a truth value.
    Flag(bool),
    /// `a < value` and the like: one stretch of an index.
    Range,
    /// `a LIKE 'x%'`: one stretch of an index that sorts by letters.
    Prefix,
    /// `a @> value`, `a && value`, `a = ANY` the other way round: an inverted index.
    Contains,
    /// `a @@ value`
    TextSearch,
    /// `a LIKE '%abc%'`, `a ~ '…'`: an index over groups of three letters; how many letters of the pattern are certain, when it is
    /// a constant.
    Pattern(Option<usize>),
    /// `a <> value`, `a IS NOT NULL`, `a NOT IN (…)`: no key, but a condition that an index may be restricted to.
    Excludes,
    /// A column inside something that no plain index knows.
    Wrapped(Wrap),
    /// Several ways to be true.
    Or,
    /// Anything else.
    Opaque,
}

/// What hides a column from its index.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wrap {
    /// A function that an index cannot be made of, or arithmetic.
    Function,
    /// A cast that changes the value.
    Cast,
    /// A string compared with a number: MySQL makes numbers of the column's values.
    Conversion,
}

/// What an index may be made of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Key {
    /// A column, as stored.
    Column(String),
    /// An expression.
    Expression {
        /// As SQL.
        sql: String,
        /// To compare it with.
        canonical: String,
        /// The column inside.
        column: String,
    },
}

impl Key {
    /// The column it is, or is made of.
    pub fn column(&self) -> &str {
        match self {
            Key::Column(column) | Key::Expression { column, .. } => column,
        }
    }

    /// As a key of an index.
    pub fn sql(&self, dialect: Dialect) -> String {
        match self {
            Key::Column(column) => quote(column, dialect),
            Key::Expression { sql, .. } => match is_call(sql) && dialect == Dialect::PostgreSql {
                true => sql.clone(),
                false => format!("({sql})"),
            },
        }
    }
}

/// Whether the text is one call, which PostgreSQL lets stand as a key without parentheses.
fn is_call(sql: &str) -> bool {
    let name = sql
        .bytes()
        .take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'_');
    let behind = name.count();
    behind > 0 && sql.as_bytes().get(behind) == Some(&b'(') && sql.ends_with(')')
}

impl Conjunct {
    /// Whether it narrows what is read by constants or parameters.
    pub fn narrows(&self) -> bool {
        !self.joined
            && matches!(
                self.kind,
                ConjunctKind::Equal
                    | ConjunctKind::OneOf(_)
                    | ConjunctKind::Range
                    | ConjunctKind::Prefix
                    | ConjunctKind::Contains
                    | ConjunctKind::TextSearch
                    | ConjunctKind::Pattern(_)
                    | ConjunctKind::Wrapped(_)
            )
    }

    /// The plain column it compares.
    pub fn plain_column(&self) -> Option<&str> {
        match &self.key {
            Some(Key::Column(column)) => Some(column),
            _ => None,
        }
    }
}

/// The AND-ed parts of a condition, those that name none of the relation's columns left out.
pub fn classify(expression: &Expression, names: &dyn Names, span: Span) -> Vec<Conjunct> {
    let mut parts = Vec::new();
    let mut stack = vec![expression];
    while let Some(next) = stack.pop() {
        match &next.kind {
            ExpressionKind::Binary(left, BinaryOperator::And, right) => {
                stack.extend([&**right, &**left]);
            }
            ExpressionKind::IsBoolean {
                operand,
                value: true,
                negated: false,
            } => stack.push(operand),
            _ => parts.push(next),
        }
    }
    let conjuncts = parts.into_iter().filter_map(|part| {
        let (columns, joined) = columns_in(part, names);
        if columns.is_empty() {
            return None;
        }
        let (kind, key) = read(part, names);
        let condition = if joined { None } else { write_sql(part, names) };
        Some(Conjunct {
            kind,
            key,
            columns,
            canonical: match condition {
                Some(_) => canonical(part, names.dialect()),
                None => String::new(),
            },
            condition,
            joined,
            span,
        })
    });
    conjuncts.collect()
}

/// The relation's columns that the expression names, each once, and whether it names others.
pub(crate) fn columns_in(expression: &Expression, names: &dyn Names) -> (Vec<String>, bool) {
    let mut columns: Vec<String> = Vec::new();
    let mut others = false;
    each_name(expression, &mut |name| match names.own(name) {
        Some(column) if columns.contains(&column) => {}
        Some(column) => columns.push(column),
        None => others = true,
    });
    (columns, others)
}

/// One side of a comparison.
enum Side {
    /// The relation's column, or an expression of it that an index can be made of.
    Key(Key),
    /// The relation's columns inside something else.
    Wrapped(Wrap),
    /// None of the relation's columns.
    Foreign,
}

fn side(expression: &Expression, names: &dyn Names) -> Side {
    if let Some(column) = plain_column(expression, names) {
        return Side::Key(Key::Column(column));
    }
    let (columns, others) = columns_in(expression, names);
    match columns.as_slice() {
        [] => Side::Foreign,
        [column] if !others && indexable(expression, names) => match write_sql(expression, names) {
            Some(sql) => Side::Key(Key::Expression {
                sql,
                canonical: canonical(expression, names.dialect()),
                column: column.clone(),
            }),
            None => Side::Wrapped(Wrap::Function),
        },
        _ => match &expression.kind {
            ExpressionKind::Cast(inner, _) if plain_column(inner, names).is_some() => {
                Side::Wrapped(Wrap::Cast)
            }
            _ => Side::Wrapped(Wrap::Function),
        },
    }
}

/// The relation's column that the expression is, past casts that change nothing: `(status)::text` of a `varchar`.
pub(crate) fn plain_column(expression: &Expression, names: &dyn Names) -> Option<String> {
    match &expression.kind {
        ExpressionKind::Column(name) => names.own(name),
        ExpressionKind::Cast(inner, data_type) => {
            let column = plain_column(inner, names)?;
            let changes_nothing = match names.data_type(&column) {
                Some(own) => {
                    (is_text_cast(data_type) && own.family == TypeFamily::Text && own.array_dimensions == 0)
                        || (data_type.arguments.is_empty() && data_type.name.eq_ignore_ascii_case(&own.name))
                }
                None => is_text_cast(data_type),
            };
            changes_nothing.then_some(column)
        }
        _ => None,
    }
}

type Read = (ConjunctKind, Option<Key>);

const OPAQUE: Read = (ConjunctKind::Opaque, None);

fn read(part: &Expression, names: &dyn Names) -> Read {
    match &part.kind {
        ExpressionKind::Binary(left, operator, right) => compare(left, *operator, right, names),
        ExpressionKind::InList {
            operand,
            list,
            negated,
        } => in_list(operand, list, *negated, names),
        ExpressionKind::Between {
            operand,
            low,
            high,
            negated: false,
        } => {
            let foreign = [low, high]
                .iter()
                .all(|bound| matches!(side(bound, names), Side::Foreign));
            match side(operand, names) {
                Side::Key(key) if foreign => sortable(ConjunctKind::Range, key, names),
                Side::Wrapped(wrap) if foreign => (ConjunctKind::Wrapped(wrap), None),
                _ => OPAQUE,
            }
        }
        ExpressionKind::IsNull { operand, negated } => match plain_column(operand, names) {
            Some(column) if *negated => (ConjunctKind::Excludes, Some(Key::Column(column))),
            Some(column) => (ConjunctKind::IsNull, Some(Key::Column(column))),
            None => OPAQUE,
        },
        ExpressionKind::Unary(UnaryOperator::Not, operand) => flag(operand, false, names),
        ExpressionKind::Column(_) => flag(part, true, names),
        ExpressionKind::Like {
            operand,
            pattern,
            negated: false,
            case_insensitive,
        } => like(operand, pattern, *case_insensitive, names),
        _ => OPAQUE,
    }
}

fn flag(operand: &Expression, value: bool, names: &dyn Names) -> Read {
    match plain_column(operand, names) {
        Some(column) => (ConjunctKind::Flag(value), Some(Key::Column(column))),
        None => OPAQUE,
    }
}

fn in_list(operand: &Expression, list: &[Expression], negated: bool, names: &dyn Names) -> Read {
    if !list.iter().all(|item| matches!(side(item, names), Side::Foreign)) {
        return OPAQUE;
    }
    match side(operand, names) {
        Side::Key(key) if negated => (ConjunctKind::Excludes, Some(key)),
        Side::Key(key) => {
            let kind = match list {
                [only] if !matches!(only.kind, ExpressionKind::Parameter) => ConjunctKind::Equal,
                [_] => ConjunctKind::OneOf(None),
                several => ConjunctKind::OneOf(Some(several.len())),
            };
            match converts(&key, list.first(), names) {
                true => (ConjunctKind::Wrapped(Wrap::Conversion), Some(key)),
                false => sortable(kind, key, names),
            }
        }
        Side::Wrapped(wrap) if !negated => (ConjunctKind::Wrapped(wrap), None),
        _ => OPAQUE,
    }
}

fn compare(left: &Expression, operator: BinaryOperator, right: &Expression, names: &dyn Names) -> Read {
    let (key, value, operator) = match (side(left, names), side(right, names)) {
        (Side::Key(key), Side::Foreign) => (key, right, operator),
        (Side::Foreign, Side::Key(key)) => (key, left, commuted(operator)),
        (Side::Wrapped(wrap), Side::Foreign) | (Side::Foreign, Side::Wrapped(wrap)) => {
            return match operator {
                BinaryOperator::Equal
                | BinaryOperator::Less
                | BinaryOperator::LessOrEqual
                | BinaryOperator::Greater
                | BinaryOperator::GreaterOrEqual => (ConjunctKind::Wrapped(wrap), None),
                BinaryOperator::Or => (ConjunctKind::Or, None),
                _ => OPAQUE,
            };
        }
        _ if operator == BinaryOperator::Or => return (ConjunctKind::Or, None),
        _ => return OPAQUE,
    };
    if let Some(truth) = compared_truth(operator, value) {
        return (ConjunctKind::Flag(truth), Some(key));
    }
    if converts(&key, Some(value), names) {
        return (ConjunctKind::Wrapped(Wrap::Conversion), Some(key));
    }
    match operator {
        BinaryOperator::Equal => sortable(ConjunctKind::Equal, key, names),
        BinaryOperator::NotDistinct if names.dialect() != Dialect::PostgreSql => {
            sortable(ConjunctKind::Equal, key, names)
        }
        BinaryOperator::Less
        | BinaryOperator::LessOrEqual
        | BinaryOperator::Greater
        | BinaryOperator::GreaterOrEqual => sortable(ConjunctKind::Range, key, names),
        BinaryOperator::NotEqual => (ConjunctKind::Excludes, Some(key)),
        BinaryOperator::Contains | BinaryOperator::Overlaps => inverted(ConjunctKind::Contains, key, names),
        BinaryOperator::TextSearch => (ConjunctKind::TextSearch, Some(key)),
        BinaryOperator::RegexMatch | BinaryOperator::RegexMatchInsensitive => {
            let letters = constant_text(value).map(certain_letters);
            (ConjunctKind::Pattern(letters), Some(key))
        }
        BinaryOperator::Or => (ConjunctKind::Or, None),
        _ => OPAQUE,
    }
}

/// `a = true`, `a <> false`
fn compared_truth(operator: BinaryOperator, value: &Expression) -> Option<bool> {
    let ExpressionKind::Literal(Literal::Boolean(truth)) = value.kind else {
        return None;
    };
    match operator {
        BinaryOperator::Equal => Some(truth),
        BinaryOperator::NotEqual => Some(!truth),
        _ => None,
    }
}

fn commuted(operator: BinaryOperator) -> BinaryOperator {
    match operator {
        BinaryOperator::Less => BinaryOperator::Greater,
        BinaryOperator::LessOrEqual => BinaryOperator::GreaterOrEqual,
        BinaryOperator::Greater => BinaryOperator::Less,
        BinaryOperator::GreaterOrEqual => BinaryOperator::LessOrEqual,
        // `value <@ a` is read as neither; `value @> a` asks for what lies inside.
        BinaryOperator::Contains
        | BinaryOperator::RegexMatch
        | BinaryOperator::RegexMatchInsensitive
        | BinaryOperator::FieldText => BinaryOperator::Other,
        other => other,
    }
}

/// The same, when a B-tree can hold values of the key's type whole.
fn sortable(kind: ConjunctKind, key: Key, names: &dyn Names) -> Read {
    let fits = match &key {
        Key::Expression { .. } => true,
        Key::Column(column) => names
            .data_type(column)
            .is_none_or(|own| in_tree(own, names.dialect())),
    };
    match fits {
        true => (kind, Some(key)),
        false => OPAQUE,
    }
}

/// Whether a B-tree holds values of the type as they are. MySQL holds only the beginning of a long text.
pub(crate) fn in_tree(data_type: &ColumnType, dialect: Dialect) -> bool {
    let family =
        !matches!(data_type.family, TypeFamily::Json | TypeFamily::Jsonb) && data_type.array_dimensions == 0;
    let geometric = matches!(
        data_type.name.as_str(),
        "point"
            | "line"
            | "lseg"
            | "box"
            | "path"
            | "polygon"
            | "circle"
            | "xml"
            | "tsvector"
            | "geometry"
            | "geography"
    );
    let cut =
        dialect == Dialect::MySql && (data_type.name.ends_with("text") || data_type.name.ends_with("blob"));
    family && !geometric && !cut
}

fn inverted(kind: ConjunctKind, key: Key, names: &dyn Names) -> Read {
    let fits = match &key {
        Key::Expression { .. } => false,
        Key::Column(column) => names.data_type(column).is_none_or(|own| {
            own.family == TypeFamily::Jsonb || own.array_dimensions > 0 || own.name == "hstore"
        }),
    };
    match fits && names.dialect() == Dialect::PostgreSql {
        true => (kind, Some(key)),
        false => OPAQUE,
    }
}

fn converts(key: &Key, value: Option<&Expression>, names: &dyn Names) -> bool {
    let is_number =
        value.is_some_and(|value| matches!(value.kind, ExpressionKind::Literal(Literal::Number(_))));
    let Key::Column(column) = key else { return false };
    is_number
        && names.dialect() == Dialect::MySql
        && names
            .data_type(column)
            .is_some_and(|own| own.family == TypeFamily::Text)
}

fn like(operand: &Expression, pattern: &Expression, case_insensitive: bool, names: &dyn Names) -> Read {
    let key = match side(operand, names) {
        Side::Key(key) => key,
        Side::Wrapped(wrap) if matches!(side(pattern, names), Side::Foreign) => {
            return (ConjunctKind::Wrapped(wrap), None);
        }
        _ => return OPAQUE,
    };
    if !matches!(side(pattern, names), Side::Foreign) {
        return OPAQUE;
    }
    let Some(text) = constant_text(pattern) else {
        // What a parameter starts with is not known.
        return (ConjunctKind::Pattern(None), Some(key));
    };
    let start = text.find(['%', '_', '\\']).unwrap_or(text.len());
    // SQLite's LIKE takes no account of case, and MySQL's is its collation's.
    let anchored = start > 0 && !case_insensitive && names.dialect() != Dialect::Sqlite;
    match anchored {
        true => sortable(ConjunctKind::Prefix, key, names),
        false => (ConjunctKind::Pattern(Some(certain_letters(text))), Some(key)),
    }
}

/// The longest run of letters and digits in a pattern.
fn certain_letters(pattern: &str) -> usize {
    let runs = pattern.split(|letter: char| !letter.is_alphanumeric());
    runs.map(|run| run.chars().count()).max().unwrap_or(0)
}

fn constant_text(value: &Expression) -> Option<&str> {
    match &value.kind {
        ExpressionKind::Literal(Literal::String(text)) => Some(text),
        ExpressionKind::Cast(inner, _) => constant_text(inner),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
