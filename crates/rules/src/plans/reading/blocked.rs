//! Parts of a condition that no plain index serves, each with its column and what serves it instead.

use rowproof_catalog::fold;

use super::condition::{is_foreign, own_column, own_columns};
use super::text::{operands, read, split_by, unqualified, unwrapped};
use super::{Conjunct, read_condition};
use crate::prelude::*;
use rowproof_plan::PlanNode;

/// An AND-ed part of a condition that compares no plain column.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Blocked {
    /// `lower(email) = 'x'`: a function or an operator around the column.
    Computed(Computed),
    /// `(id)::numeric = 5.0`: the column is converted to the type of a value.
    Converted(Computed),
    /// `name LIKE '%x%'`: column, and the pattern.
    Pattern {
        /// The column, as stored.
        column: String,
        /// The pattern, unquoted.
        pattern: String,
        /// What kind of pattern.
        kind: PatternKind,
    },
    /// `a = 1 OR b = 2`: each arm as printed.
    Or(Vec<String>),
}

/// A comparison of an expression over one column with something that is the same for all rows.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Computed {
    /// The column, as stored.
    pub column: String,
    /// The expression as an index on the relation writes it.
    pub expression: String,
    /// The function or operator around the column; the type it is converted to.
    pub name: String,
    /// What stands between, from the column's side.
    pub operator: String,
    /// What it is compared with, as printed.
    pub value: String,
}

/// How a pattern matches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PatternKind {
    /// `LIKE '%x'`
    Inside,
    /// `LIKE 'x%'`
    Prefix,
    /// `ILIKE`
    AnyCase,
    /// `~`, not bound to the beginning.
    Expression,
}

/// What a condition consists of besides its plain comparisons.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Obstacles {
    /// In the order of the condition.
    pub blocked: Vec<Blocked>,
    /// Whether a plain column is compared for equality, so that a plain index leads to few rows all the same.
    pub has_equality: bool,
    /// Whether a plain column has a range.
    pub has_range: bool,
}

/// Reads the condition of a node on its relation. None when it cannot be read.
pub(crate) fn read_obstacles(node: &PlanNode, text: &str) -> Option<Obstacles> {
    let mut obstacles = Obstacles::default();
    for part in split_by(text, "AND") {
        match read_condition(node, part)?.as_slice() {
            [Conjunct::Equality(_) | Conjunct::OneOf(_)] => obstacles.has_equality = true,
            [Conjunct::Range(_)] => obstacles.has_range = true,
            [Conjunct::Other] => obstacles.blocked.extend(read_blocked(node, part)),
            _ => {}
        }
    }
    Some(obstacles)
}

fn read_blocked(node: &PlanNode, part: &str) -> Option<Blocked> {
    let expression = read(part)?;
    match &expression.kind {
        ExpressionKind::Binary(_, BinaryOperator::Or, _) => {
            let arms = split_by(part, "OR");
            Some(Blocked::Or(arms.into_iter().map(str::to_owned).collect()))
        }
        ExpressionKind::Like {
            operand,
            pattern,
            negated: false,
            case_insensitive,
        } => {
            let pattern = text_of(pattern)?;
            let kind = match (case_insensitive, pattern.starts_with(['%', '_'])) {
                (true, _) => PatternKind::AnyCase,
                (false, true) => PatternKind::Inside,
                (false, false) => PatternKind::Prefix,
            };
            Some(Blocked::Pattern {
                column: own_column(node, operand)?,
                pattern,
                kind,
            })
        }
        ExpressionKind::Binary(
            operand,
            operator @ (BinaryOperator::RegexMatch | BinaryOperator::RegexMatchInsensitive),
            pattern,
        ) => {
            let pattern = text_of(pattern)?;
            let bound = pattern.starts_with('^') && *operator == BinaryOperator::RegexMatch;
            (!bound).then_some(())?;
            Some(Blocked::Pattern {
                column: own_column(node, operand)?,
                pattern,
                kind: PatternKind::Expression,
            })
        }
        ExpressionKind::Binary(left, operator, right) if is_comparison(*operator) => {
            let (first, written, second) = operands(part)?;
            let (inside, flipped) = match (is_foreign(node, left), is_foreign(node, right)) {
                (false, true) => (&**left, false),
                (true, false) => (&**right, true),
                _ => return None,
            };
            let (expression, operator, value) = match flipped {
                false => (first, written.to_owned(), second),
                true => (second, turned(written), first),
            };
            computed(node, inside, expression, operator, value)
        }
        _ => None,
    }
}

fn computed(
    node: &PlanNode,
    inside: &Expression,
    text: &str,
    operator: String,
    value: &str,
) -> Option<Blocked> {
    let mut columns = Vec::new();
    own_columns(node, inside, &mut columns);
    let [column] = columns.as_slice() else {
        return None;
    };
    let made = |name: String| {
        Some(Computed {
            column: column.clone(),
            expression: unqualified(unwrapped(text))?,
            name,
            operator,
            value: value.to_owned(),
        })
    };
    match &inside.kind {
        ExpressionKind::Cast(operand, data_type) => {
            own_column(node, operand)?;
            made(data_type.name.clone()).map(Blocked::Converted)
        }
        ExpressionKind::Function { name, .. } => made(name.clone()).map(Blocked::Computed),
        ExpressionKind::Binary(..) => made(operands(text)?.1.to_owned()).map(Blocked::Computed),
        _ => None,
    }
}

fn is_comparison(operator: BinaryOperator) -> bool {
    use BinaryOperator::*;
    matches!(operator, Equal | Less | LessOrEqual | Greater | GreaterOrEqual)
}

/// The operator with its operands changed over.
fn turned(operator: &str) -> String {
    let turned = match operator {
        "<" => ">",
        ">" => "<",
        "<=" => ">=",
        ">=" => "<=",
        same => same,
    };
    turned.to_owned()
}

fn text_of(expression: &Expression) -> Option<String> {
    match &rowproof_catalog::questions::strip_casts(expression).kind {
        ExpressionKind::Literal(Literal::String(text)) => Some(text.clone()),
        _ => None,
    }
}

/// Names of functions in an expression, in order, each once.
pub(crate) fn functions_in(expression: &Expression, names: &mut Vec<String>) {
    if let ExpressionKind::Function { name, .. } = &expression.kind
        && !names.contains(name)
    {
        names.push(name.clone());
    }
    for part in super::condition::parts_of(expression) {
        functions_in(part, names);
    }
}

/// The qualifiers of the columns in an expression; none where a column stands bare.
pub(crate) fn qualifiers_in(text: &str) -> Option<Vec<String>> {
    let mut qualifiers = Vec::new();
    let mut all = true;
    super::text::each_column(&read(text)?, &mut |name| {
        let qualifier = name.parts.len().checked_sub(2).and_then(|at| name.parts.get(at));
        match qualifier.map(|qualifier| fold(qualifier, Dialect::PostgreSql)) {
            Some(qualifier) if qualifiers.contains(&qualifier) => {}
            Some(qualifier) => qualifiers.push(qualifier),
            None => all = false,
        }
    });
    all.then_some(qualifiers)
}
