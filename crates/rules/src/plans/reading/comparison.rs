//! Comparisons with constants, and the part of the rows that PostgreSQL supposes where it knows nothing.

use rowproof_catalog::fold;
use rowproof_catalog::questions::columns_of;
use rowproof_plan::PlanNode;
use rowproof_syntax::ast::UnaryOperator;
use rowproof_syntax::parse_expression;

use super::condition::{constant, is_foreign, own_column, parts_of, split};
use crate::prelude::*;

/// Part of the rows that an equality keeps where nothing is known of the values: one of 200.
const UNKNOWN_EQUALITY: f64 = 0.005;

/// Part of the rows that `<` and the like, or a function, keeps where nothing is known.
const UNKNOWN_INEQUALITY: f64 = 1.0 / 3.0;

/// A plain column compared with a constant.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Comparison {
    /// As stored.
    pub(crate) column: String,
    /// Whether it is `=`; otherwise a range.
    pub(crate) equality: bool,
    /// The constant as SQL; none when it is computed, such as from `now()`.
    pub(crate) constant: Option<String>,
}

/// The AND-ed parts of a condition, when each compares a plain column with a value that is the same in every execution of the
/// node: no parameter, no column of another relation. None otherwise.
pub(crate) fn read_comparisons(node: &PlanNode, text: &str) -> Option<Vec<Comparison>> {
    let expression = parse_expression(text, Dialect::PostgreSql).ok()?;
    let mut parts = Vec::new();
    split(&expression, &mut parts);
    parts.into_iter().map(|part| comparison(node, part)).collect()
}

fn comparison(node: &PlanNode, part: &Expression) -> Option<Comparison> {
    let ExpressionKind::Binary(left, operator, right) = &part.kind else {
        return None;
    };
    let (column, value) = match (own_column(node, left), own_column(node, right)) {
        (Some(column), None) => (column, right),
        (None, Some(column)) => (column, left),
        _ => return None,
    };
    let equality = *operator == BinaryOperator::Equal;
    ((equality || is_inequality(*operator)) && is_fixed(value)).then(|| Comparison {
        column,
        equality,
        constant: constant(value),
    })
}

fn is_inequality(operator: BinaryOperator) -> bool {
    use BinaryOperator::{Greater, GreaterOrEqual, Less, LessOrEqual};
    matches!(operator, Less | LessOrEqual | Greater | GreaterOrEqual)
}

/// Whether an expression has neither columns nor parameters nor anything that is not read further.
fn is_fixed(value: &Expression) -> bool {
    match &value.kind {
        ExpressionKind::Column(_) | ExpressionKind::Parameter | ExpressionKind::Opaque(_) => false,
        _ => parts_of(value).into_iter().all(is_fixed),
    }
}

/// What PostgreSQL had to suppose of a condition on expressions: the part of the rows, 0 to 1, and the expressions it knows
/// nothing of, as SQL where they can be written. None when some part of the condition is on a plain column, or of a form
/// whose default is not known.
pub(crate) fn guessed_part(node: &PlanNode, text: &str) -> Option<(f64, Vec<Option<String>>)> {
    let expression = parse_expression(text, Dialect::PostgreSql).ok()?;
    let mut parts = Vec::new();
    split(&expression, &mut parts);
    let mut kept = 1.0;
    let mut unknown = Vec::new();
    for part in parts {
        let (part_kept, operand) = guess(node, part)?;
        kept *= part_kept;
        unknown.push(unqualified_sql(operand));
    }
    Some((kept, unknown))
}

fn guess<'e>(node: &PlanNode, part: &'e Expression) -> Option<(f64, &'e Expression)> {
    match &part.kind {
        ExpressionKind::Binary(left, operator, right) => {
            let operand = match (is_unknown(node, left), is_unknown(node, right)) {
                (true, false) if is_fixed(right) => left,
                (false, true) if is_fixed(left) => right,
                _ => return None,
            };
            match operator {
                BinaryOperator::Equal => Some((UNKNOWN_EQUALITY, operand)),
                operator if is_inequality(*operator) => Some((UNKNOWN_INEQUALITY, operand)),
                _ => None,
            }
        }
        ExpressionKind::Function { .. } if is_unknown(node, part) => Some((UNKNOWN_INEQUALITY, part)),
        _ => None,
    }
}

/// Whether an expression is computed from columns of the node's relation, so that statistics of the columns do not tell its values.
fn is_unknown(node: &PlanNode, expression: &Expression) -> bool {
    own_column(node, expression).is_none()
        && !is_foreign(node, expression)
        && !columns_of(expression).is_empty()
}

/// The names by which the columns of an expression are qualified; none of them twice. None when it cannot be read.
pub(crate) fn names_in(text: &str) -> Option<Vec<String>> {
    let expression = parse_expression(text, Dialect::PostgreSql).ok()?;
    let mut names = Vec::new();
    collect_names(&expression, &mut names);
    Some(names)
}

fn collect_names(expression: &Expression, names: &mut Vec<String>) {
    let mut add = |name: &ObjectName| {
        let qualifier = name.parts.len().checked_sub(2).and_then(|at| name.parts.get(at));
        let qualifier = qualifier.map(|qualifier| qualifier.value.clone());
        if let Some(qualifier) = qualifier.filter(|qualifier| !names.contains(qualifier)) {
            names.push(qualifier);
        }
    };
    match &expression.kind {
        ExpressionKind::Column(name) => add(name),
        ExpressionKind::Opaque(columns) => columns.iter().for_each(add),
        _ => parts_of(expression)
            .into_iter()
            .for_each(|part| collect_names(part, names)),
    }
}

/// Functions that are written in a way of their own, with words between their arguments.
const SPECIAL_FORMS: WordList = WordList::new("extract,overlay,position,substring,trim");

/// An expression as SQL with its columns unqualified, as `CREATE STATISTICS` wants it. None for forms that are seldom met.
pub(crate) fn unqualified_sql(expression: &Expression) -> Option<String> {
    sql_of(expression, false)
}

/// An expression as SQL with its columns qualified as they were. None for forms that are seldom met.
pub(crate) fn qualified_sql(expression: &Expression) -> Option<String> {
    sql_of(expression, true)
}

fn sql_of(expression: &Expression, qualified: bool) -> Option<String> {
    let dialect = Dialect::PostgreSql;
    let sql = |part: &Expression| sql_of(part, qualified);
    Some(match &expression.kind {
        ExpressionKind::Column(name) => {
            let kept = if qualified { 2 } else { 1 };
            let parts = name.parts.iter().skip(name.parts.len().saturating_sub(kept));
            let parts: Vec<String> = parts.map(|part| quote(&fold(part, dialect), dialect)).collect();
            parts.join(".")
        }
        ExpressionKind::Literal(_) => constant(expression)?,
        // The type of a constant follows from what it is handed to.
        ExpressionKind::Cast(inner, _) if matches!(inner.kind, ExpressionKind::Literal(_)) => {
            constant(inner)?
        }
        ExpressionKind::Cast(inner, data_type) => {
            let plain = matches!(
                data_type.name.as_str(),
                "text" | "date" | "integer" | "bigint" | "numeric"
            );
            let inner = sql(inner).filter(|_| plain)?;
            format!("({inner})::{}", data_type.name)
        }
        ExpressionKind::Unary(UnaryOperator::Minus, operand) => format!("(- {})", sql(operand)?),
        ExpressionKind::Binary(left, operator, right) => {
            let word = OPERATORS.iter().find(|(known, _)| known == operator)?.1;
            format!("({} {word} {})", sql(left)?, sql(right)?)
        }
        ExpressionKind::Function { name, arguments } => {
            if SPECIAL_FORMS.contains(name) || arguments.is_empty() {
                return None;
            }
            let arguments: Vec<String> = arguments.iter().map(sql).collect::<Option<_>>()?;
            format!("{name}({})", arguments.join(", "))
        }
        _ => return None,
    })
}

/// The operators that are written again.
const OPERATORS: [(BinaryOperator, &str); 13] = [
    (BinaryOperator::And, "AND"),
    (BinaryOperator::Equal, "="),
    (BinaryOperator::NotEqual, "<>"),
    (BinaryOperator::Less, "<"),
    (BinaryOperator::LessOrEqual, "<="),
    (BinaryOperator::Greater, ">"),
    (BinaryOperator::GreaterOrEqual, ">="),
    (BinaryOperator::Add, "+"),
    (BinaryOperator::Subtract, "-"),
    (BinaryOperator::Multiply, "*"),
    (BinaryOperator::Divide, "/"),
    (BinaryOperator::Modulo, "%"),
    (BinaryOperator::Concatenate, "||"),
];
