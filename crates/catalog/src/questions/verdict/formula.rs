//! Conditions as formulas over numbers.

use rowproof_source::{SortSmall, lower_case};
use rowproof_syntax::Dialect;
use rowproof_syntax::ast::{BinaryOperator, Expression, ExpressionKind, UnaryOperator};

use crate::evaluate::{Number, Value, is_timestamp, moments_in_order};
use crate::model::{ColumnType, TypeFamily};
use crate::questions::canonical::mirrored;
use crate::questions::check_facts::{Scope, Seen, Term, View};

/// A condition whose columns are variables and whose constants are numbers that keep their order.
pub(super) enum Formula {
    /// A constant; none is NULL.
    Constant(Option<bool>),
    Not(Box<Formula>),
    All(Vec<Formula>),
    Any(Vec<Formula>),
    IsNull(usize),
    /// `IS TRUE`, or `IS FALSE`; never NULL.
    Is(Box<Formula>, bool),
    Compare(Operand, BinaryOperator, Operand),
    /// The two are both true or both false.
    Same(Box<Formula>, Box<Formula>),
}

#[derive(Clone, Copy)]
pub(super) enum Operand {
    Variable(usize),
    /// A place in the list of constants of the variable's kind; a number itself when the kind is numbers.
    Constant(Number),
}

/// A column, or its length.
pub(super) struct Variable<'c> {
    pub(super) column: &'c str,
    pub(super) kind: Kind,
    /// Whether it holds whole numbers only.
    pub(super) whole: bool,
    pub(super) constants: Vec<Number>,
    is_length: bool,
}

/// What constants a variable is compared with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Number,
    /// Never less than 0.
    Length,
    /// 0 and 1.
    Boolean,
    /// Compared for equality alone.
    Text,
    Moment,
}

/// The most constants of one verdict; a longer list says what it says.
const MAX_CONSTANTS: usize = 64;

pub(super) struct Lowering<'s, 'c> {
    scope: &'s Scope<'c>,
    variables: Vec<Variable<'c>>,
    /// Texts and moments, in the order met; their number is their place.
    texts: Vec<String>,
    /// How many constants there are.
    constants: usize,
}

impl<'s, 'c> Lowering<'s, 'c> {
    pub(super) fn new(scope: &'s Scope<'c>) -> Self {
        Self {
            scope,
            variables: Vec::new(),
            texts: Vec::new(),
            constants: 0,
        }
    }

    /// The variables, once everything is lowered. None when one column stands as itself and by its length, which are not
    /// independent.
    pub(super) fn variables(self) -> Option<Vec<Variable<'c>>> {
        let mut names: Vec<&str> = self.variables.iter().map(|variable| variable.column).collect();
        names.order();
        let twice = names.windows(2).any(|pair| matches!(pair, [a, b] if a == b));
        (!twice).then_some(self.variables)
    }

    /// None for what is not decidable here.
    pub(super) fn lower(&mut self, condition: &Expression) -> Option<Formula> {
        Some(match &condition.kind {
            ExpressionKind::Unary(UnaryOperator::Not, inner) => Formula::Not(Box::new(self.lower(inner)?)),
            ExpressionKind::Binary(left, BinaryOperator::And, right) => {
                Formula::All(vec![self.lower(left)?, self.lower(right)?])
            }
            ExpressionKind::Binary(left, BinaryOperator::Or, right) => {
                Formula::Any(vec![self.lower(left)?, self.lower(right)?])
            }
            ExpressionKind::Binary(left, operator, right) => self.comparison(left, *operator, right)?,
            ExpressionKind::IsBoolean {
                operand,
                value,
                negated,
            } => {
                let is = Formula::Is(Box::new(self.lower(operand)?), *value);
                if *negated { Formula::Not(Box::new(is)) } else { is }
            }
            ExpressionKind::IsNull { operand, negated } => {
                let is_null = match self.scope.term(operand) {
                    Term::Column(seen) if !seen.filled => Formula::IsNull(self.variable(&seen)?),
                    Term::Constant(Value::Unknown) | Term::Column(_) | Term::Other => return None,
                    Term::Constant(value) => Formula::Constant(Some(value == Value::Null)),
                };
                if *negated {
                    Formula::Not(Box::new(is_null))
                } else {
                    is_null
                }
            }
            ExpressionKind::InList {
                operand,
                list,
                negated,
            } => {
                let mut each = Vec::with_capacity(list.len());
                for item in list {
                    each.push(self.comparison(operand, BinaryOperator::Equal, item)?);
                }
                let any = Formula::Any(each);
                if *negated {
                    Formula::Not(Box::new(any))
                } else {
                    any
                }
            }
            ExpressionKind::Between {
                operand,
                low,
                high,
                negated,
            } => {
                let inside = Formula::All(vec![
                    self.comparison(operand, BinaryOperator::GreaterOrEqual, low)?,
                    self.comparison(operand, BinaryOperator::LessOrEqual, high)?,
                ]);
                if *negated {
                    Formula::Not(Box::new(inside))
                } else {
                    inside
                }
            }
            ExpressionKind::Cast(inner, data_type)
                if matches!(data_type.name.as_str(), "bool" | "boolean") =>
            {
                self.lower(inner)?
            }
            ExpressionKind::Column(_) | ExpressionKind::Literal(_) => match self.scope.term(condition) {
                Term::Column(seen) if seen.data_type.family == TypeFamily::Boolean && !seen.filled => {
                    let variable = self.variable(&seen)?;
                    let truth = self.number(variable, Number::integer(1))?;
                    Formula::Compare(Operand::Variable(variable), BinaryOperator::Equal, truth)
                }
                Term::Constant(Value::Boolean(value)) => Formula::Constant(Some(value)),
                Term::Constant(Value::Number(number)) => {
                    Formula::Constant(Some(number != Number::integer(0)))
                }
                Term::Constant(Value::Null) => Formula::Constant(None),
                _ => return None,
            },
            _ => return None,
        })
    }

    fn comparison(
        &mut self,
        left: &Expression,
        operator: BinaryOperator,
        right: &Expression,
    ) -> Option<Formula> {
        mirrored(operator)?;
        match (self.scope.term(left), self.scope.term(right)) {
            (Term::Column(seen), Term::Constant(value)) => self.against(&seen, operator, value),
            (Term::Constant(value), Term::Column(seen)) => self.against(&seen, mirrored(operator)?, value),
            (Term::Column(left), Term::Column(right)) if !left.filled && !right.filled => {
                let (left, right) = (self.variable(&left)?, self.variable(&right)?);
                let kind = |at: usize| self.variables.get(at).map(|variable| variable.kind);
                let (ours, theirs) = (kind(left)?, kind(right)?);
                // How two texts compare is the collation's; that each equals itself is not.
                let comparable = ours == theirs && (ours != Kind::Text || left == right);
                comparable.then_some(Formula::Compare(
                    Operand::Variable(left),
                    operator,
                    Operand::Variable(right),
                ))
            }
            (Term::Other, Term::Other) if operator == BinaryOperator::Equal => Some(Formula::Same(
                Box::new(self.lower(left)?),
                Box::new(self.lower(right)?),
            )),
            (Term::Other, Term::Other) if operator == BinaryOperator::NotEqual => {
                Some(Formula::Not(Box::new(Formula::Same(
                    Box::new(self.lower(left)?),
                    Box::new(self.lower(right)?),
                ))))
            }
            (Term::Constant(_), Term::Constant(_)) => {
                let folded = Expression {
                    kind: ExpressionKind::Binary(Box::new(left.clone()), operator, Box::new(right.clone())),
                    text: String::new(),
                    span: left.span,
                };
                match self.scope.constant(&folded) {
                    Term::Constant(Value::Boolean(value)) => Some(Formula::Constant(Some(value))),
                    Term::Constant(Value::Null) => Some(Formula::Constant(None)),
                    _ => None,
                }
            }
            _ => None,
        }
    }

    fn against(&mut self, seen: &Seen<'c>, operator: BinaryOperator, value: Value) -> Option<Formula> {
        if seen.filled {
            return None;
        }
        let variable = self.variable(seen)?;
        let column = Operand::Variable(variable);
        let distinct = matches!(operator, BinaryOperator::Distinct | BinaryOperator::NotDistinct);
        if value == Value::Null {
            let is_null = Formula::IsNull(variable);
            return Some(match operator {
                BinaryOperator::NotDistinct => is_null,
                BinaryOperator::Distinct => Formula::Not(Box::new(is_null)),
                _ => Formula::Constant(None),
            });
        }
        let kind = self.variables.get(variable)?.kind;
        let equality = distinct || matches!(operator, BinaryOperator::Equal | BinaryOperator::NotEqual);
        let constant = match (kind, value) {
            (Kind::Number | Kind::Length, Value::Number(number)) => self.number(variable, number)?,
            (Kind::Number, Value::Text(text)) => self.number(variable, Number::parse(&text)?)?,
            (Kind::Boolean, Value::Boolean(value)) => {
                self.number(variable, Number::integer(i64::from(value)))?
            }
            (Kind::Boolean, Value::Number(number)) if equality => self.number(variable, number)?,
            (Kind::Text, Value::Text(text)) if equality => self.text(variable, seen.data_type, text)?,
            (Kind::Moment, Value::Text(text)) if is_timestamp(&text) => {
                self.text(variable, seen.data_type, text)?
            }
            _ => return None,
        };
        Some(Formula::Compare(column, operator, constant))
    }

    fn variable(&mut self, seen: &Seen<'c>) -> Option<usize> {
        let is_length = match seen.view {
            View::Itself => false,
            View::Characters { trimmed: false } | View::Bytes { trimmed: false } => true,
            _ => return None,
        };
        let known = |variable: &Variable<'_>| variable.column == seen.name && variable.is_length == is_length;
        if let Some(at) = self.variables.iter().position(known) {
            return Some(at);
        }
        let kind = if is_length {
            Kind::Length
        } else {
            kind(seen.data_type)?
        };
        let integer = matches!(seen.data_type.family, TypeFamily::Integer(_));
        self.variables.push(Variable {
            column: seen.name,
            kind,
            // A column of SQLite may hold a fraction whatever its type is called.
            whole: is_length || (integer && self.scope.dialect != Dialect::Sqlite),
            constants: Vec::new(),
            is_length,
        });
        Some(self.variables.len() - 1)
    }

    fn number(&mut self, variable: usize, number: Number) -> Option<Operand> {
        self.constants += 1;
        let variable = self.variables.get_mut(variable)?;
        if !variable.constants.contains(&number) {
            variable.constants.push(number);
        }
        (self.constants <= MAX_CONSTANTS).then_some(Operand::Constant(number))
    }

    /// Texts by their place; none when another one may be equal to it, or cannot be put in order.
    fn text(&mut self, variable: usize, data_type: &ColumnType, text: String) -> Option<Operand> {
        let kind = self.variables.get(variable)?.kind;
        if kind == Kind::Moment {
            return self.moment(variable, &text);
        }
        let exact =
            self.scope.dialect == Dialect::PostgreSql && data_type.family != TypeFamily::CaseInsensitiveText;
        let alike = |other: &String| lower_case(other.trim_end()) == lower_case(text.trim_end());
        if !exact && self.texts.iter().any(|other| *other != text && alike(other)) {
            return None;
        }
        let at = match self.texts.iter().position(|other| *other == text) {
            Some(at) => at,
            None => {
                self.texts.push(text);
                self.texts.len() - 1
            }
        };
        self.number(variable, Number::integer(i64::try_from(at).ok()?))
    }

    /// Moments written in one way, as the number their digits make.
    fn moment(&mut self, variable: usize, text: &str) -> Option<Operand> {
        if self
            .texts
            .first()
            .is_some_and(|first| first.len() != text.len() || moments_in_order(first, text).is_none())
        {
            return None;
        }
        self.texts.push(text.to_owned());
        let digits: String = text.chars().filter(char::is_ascii_digit).collect();
        self.number(variable, Number::parse(&digits)?)
    }
}

fn kind(data_type: &ColumnType) -> Option<Kind> {
    if data_type.array_dimensions > 0 {
        return None;
    }
    Some(match data_type.family {
        TypeFamily::Integer(_) | TypeFamily::Numeric => Kind::Number,
        TypeFamily::Float(8) => Kind::Number,
        TypeFamily::Boolean => Kind::Boolean,
        TypeFamily::Text | TypeFamily::CaseInsensitiveText | TypeFamily::Enum => Kind::Text,
        TypeFamily::Date | TypeFamily::Timestamp | TypeFamily::TimestampWithTimeZone => Kind::Moment,
        _ => return None,
    })
}

impl Formula {
    /// Whether it is one bound of one number or moment, as most CHECKs are: some values lie on each side of it.
    pub(super) fn is_plain_bound(&self, variables: &[Variable<'_>]) -> bool {
        use BinaryOperator::{Greater, GreaterOrEqual, Less, LessOrEqual};
        let is_open = |at: usize| {
            let kind = variables.get(at).map(|variable| variable.kind);
            matches!(kind, Some(Kind::Number | Kind::Moment))
        };
        match self {
            Formula::All(parts) => matches!(parts.as_slice(), [only] if only.is_plain_bound(variables)),
            Formula::Compare(left, Less | LessOrEqual | Greater | GreaterOrEqual, right) => {
                match (left, right) {
                    (Operand::Variable(at), Operand::Constant(_))
                    | (Operand::Constant(_), Operand::Variable(at)) => is_open(*at),
                    _ => false,
                }
            }
            _ => false,
        }
    }

    /// Its value in a row of the variables' values; none is NULL.
    pub(super) fn value(&self, row: &[Option<Number>]) -> Option<bool> {
        match self {
            Formula::Constant(value) => *value,
            Formula::Not(inner) => inner.value(row).map(|value| !value),
            Formula::All(parts) => decisive(parts, row, false),
            Formula::Any(parts) => decisive(parts, row, true),
            Formula::IsNull(variable) => Some(row.get(*variable).copied().flatten().is_none()),
            Formula::Is(inner, value) => Some(inner.value(row) == Some(*value)),
            Formula::Same(left, right) => Some(left.value(row)? == right.value(row)?),
            Formula::Compare(left, operator, right) => {
                let number = |operand: &Operand| match operand {
                    Operand::Variable(at) => row.get(*at).copied().flatten(),
                    Operand::Constant(number) => Some(*number),
                };
                compare(number(left), *operator, number(right))
            }
        }
    }
}

/// AND and OR: one part that is `decisive` decides, NULL comes next.
fn decisive(parts: &[Formula], row: &[Option<Number>], decisive: bool) -> Option<bool> {
    let mut so_far = Some(!decisive);
    for part in parts {
        match part.value(row) {
            Some(value) if value == decisive => return Some(decisive),
            Some(_) => {}
            None => so_far = None,
        }
    }
    so_far
}

fn compare(left: Option<Number>, operator: BinaryOperator, right: Option<Number>) -> Option<bool> {
    match operator {
        BinaryOperator::NotDistinct => return Some(left == right),
        BinaryOperator::Distinct => return Some(left != right),
        _ => {}
    }
    let order = left?.compare(right?)?;
    match operator {
        BinaryOperator::Equal => Some(order.is_eq()),
        BinaryOperator::NotEqual => Some(order.is_ne()),
        BinaryOperator::Less => Some(order.is_lt()),
        BinaryOperator::LessOrEqual => Some(order.is_le()),
        BinaryOperator::Greater => Some(order.is_gt()),
        BinaryOperator::GreaterOrEqual => Some(order.is_ge()),
        _ => None,
    }
}
