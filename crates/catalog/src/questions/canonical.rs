//! Two spellings of one expression, as people and servers write it.

use rowproof_syntax::Dialect;
use rowproof_syntax::ast::{BinaryOperator, DataType, Expression, ExpressionKind, Literal, UnaryOperator};

use crate::model::{fold, lookup_key};

/// A text that is the same for two expressions that differ only in parentheses, in the case of unquoted names, in
/// qualifiers, in casts that pg_dump adds to constants and strings, and in which side of a comparison comes first.
/// Different texts say nothing: the expressions may still mean the same.
pub fn canonical(expression: &Expression, dialect: Dialect) -> String {
    let mut text = String::new();
    Writer { dialect }.write(expression, &mut text);
    text
}

struct Writer {
    dialect: Dialect,
}

impl Writer {
    fn write(&self, expression: &Expression, to: &mut String) {
        match &expression.kind {
            ExpressionKind::Column(name) => {
                to.push('"');
                if let Some(last) = name.last() {
                    to.push_str(&lookup_key(&fold(last, self.dialect), self.dialect));
                }
                to.push('"');
            }
            ExpressionKind::Literal(literal) => write_literal(literal, to),
            ExpressionKind::Unary(operator, operand) => self.unary(*operator, operand, to),
            // Which operator it is stands in the text alone.
            ExpressionKind::Binary(_, BinaryOperator::Other, _) => self.unread(expression, to),
            ExpressionKind::Binary(left, operator, right) => self.binary(left, *operator, right, to),
            ExpressionKind::IsNull { operand, negated } => {
                self.call(if *negated { "not null" } else { "null" }, [operand.as_ref()], to);
            }
            ExpressionKind::IsBoolean {
                operand,
                value,
                negated,
            } => {
                let name = match (value, negated) {
                    (true, false) => "is true",
                    (true, true) => "is not true",
                    (false, false) => "is false",
                    (false, true) => "is not false",
                };
                self.call(name, [operand.as_ref()], to);
            }
            ExpressionKind::InList {
                operand,
                list,
                negated,
            } => match (list.as_slice(), negated) {
                ([only], false) => self.binary(operand, BinaryOperator::Equal, only, to),
                ([only], true) => self.binary(operand, BinaryOperator::NotEqual, only, to),
                _ => {
                    let name = if *negated { "not in" } else { "in" };
                    self.call(name, std::iter::once(operand.as_ref()).chain(list), to);
                }
            },
            ExpressionKind::Between {
                operand,
                low,
                high,
                negated,
            } => {
                let (above, below, between) = match negated {
                    false => (
                        BinaryOperator::GreaterOrEqual,
                        BinaryOperator::LessOrEqual,
                        " and ",
                    ),
                    true => (BinaryOperator::Less, BinaryOperator::Greater, " or "),
                };
                to.push('(');
                self.binary(operand, above, low, to);
                to.push_str(between);
                self.binary(operand, below, high, to);
                to.push(')');
            }
            ExpressionKind::Like {
                operand,
                pattern,
                negated,
                case_insensitive,
            } => {
                let name = match (negated, case_insensitive) {
                    (false, false) => "like",
                    (true, false) => "not like",
                    (false, true) => "ilike",
                    (true, true) => "not ilike",
                };
                self.call(name, [operand.as_ref(), pattern], to);
            }
            ExpressionKind::Function { name, arguments } => self.call(name, arguments, to),
            ExpressionKind::Cast(inner, data_type) if self.is_silent(inner, data_type) => {
                self.write(inner, to)
            }
            ExpressionKind::Cast(inner, data_type) => {
                self.write(inner, to);
                to.push_str("::");
                to.push_str(&data_type.name);
                if data_type.array_dimensions > 0 {
                    to.push_str("[]");
                }
            }
            ExpressionKind::Case {
                operand,
                arms,
                otherwise,
            } => {
                let arms = arms.iter().flat_map(|(when, then)| [when, then]);
                let parts = operand.as_deref().into_iter().chain(arms);
                let name = if operand.is_some() { "case of" } else { "case" };
                let otherwise = otherwise.as_deref().filter(|part| !is_null(part));
                self.call(name, parts, to);
                self.call("else", otherwise, to);
            }
            ExpressionKind::List(items) => self.call("list", items, to),
            ExpressionKind::Parameter => to.push('?'),
            ExpressionKind::Opaque(_) => self.unread(expression, to),
        }
    }

    /// What is not read is told apart by its text, which only the outermost expression has, or else by its place.
    fn unread(&self, expression: &Expression, to: &mut String) {
        to.push_str("unread(");
        if expression.text.is_empty() {
            let span = expression.span;
            to.push_str(&format!("{} {} {}", span.source.0, span.start, span.end));
        }
        for (at, word) in expression.text.split_whitespace().enumerate() {
            if at > 0 {
                to.push(' ');
            }
            to.push_str(word);
        }
        to.push(')');
    }

    fn call<'e>(&self, name: &str, arguments: impl IntoIterator<Item = &'e Expression>, to: &mut String) {
        to.push_str(name);
        to.push('(');
        for (at, argument) in arguments.into_iter().enumerate() {
            if at > 0 {
                to.push_str(", ");
            }
            self.write(argument, to);
        }
        to.push(')');
    }

    fn unary(&self, operator: UnaryOperator, operand: &Expression, to: &mut String) {
        match (operator, &operand.kind) {
            (UnaryOperator::Minus, ExpressionKind::Literal(Literal::Number(number))) => {
                to.push('-');
                to.push_str(number);
            }
            (UnaryOperator::Plus, _) => self.write(operand, to),
            (UnaryOperator::Minus, _) => self.call("-", [operand], to),
            (UnaryOperator::Not, _) => self.call("not", [operand], to),
        }
    }

    /// A comparison with its sides in a fixed order: `0 < a` is `a > 0`.
    fn binary(&self, left: &Expression, operator: BinaryOperator, right: &Expression, to: &mut String) {
        let (mut first, mut second) = (String::new(), String::new());
        self.write(left, &mut first);
        self.write(right, &mut second);
        let mut operator = operator;
        if let Some(mirrored) = mirrored(operator)
            && first < second
        {
            operator = mirrored;
            std::mem::swap(&mut first, &mut second);
        }
        to.push('(');
        to.push_str(&first);
        to.push_str(match operator {
            BinaryOperator::And => " and ",
            BinaryOperator::Or => " or ",
            BinaryOperator::Equal => " = ",
            BinaryOperator::NotEqual => " <> ",
            BinaryOperator::Less => " < ",
            BinaryOperator::LessOrEqual => " <= ",
            BinaryOperator::Greater => " > ",
            BinaryOperator::GreaterOrEqual => " >= ",
            BinaryOperator::Add => " + ",
            BinaryOperator::Subtract => " - ",
            BinaryOperator::Multiply => " * ",
            BinaryOperator::Divide => " / ",
            BinaryOperator::Modulo => " % ",
            BinaryOperator::Concatenate => " || ",
            BinaryOperator::RegexMatch => " ~ ",
            BinaryOperator::RegexMatchInsensitive => " ~* ",
            BinaryOperator::NotDistinct => " is ",
            BinaryOperator::Distinct => " is not ",
            BinaryOperator::Contains => " @> ",
            BinaryOperator::Overlaps => " && ",
            BinaryOperator::TextSearch => " @@ ",
            BinaryOperator::FieldText => " ->> ",
            BinaryOperator::Other => " operator ",
        });
        to.push_str(&second);
        to.push(')');
    }

    /// A cast that a server adds by itself: of a constant, and from one kind of string to another.
    fn is_silent(&self, inner: &Expression, data_type: &DataType) -> bool {
        let of_constant = match &inner.kind {
            ExpressionKind::Literal(_) => true,
            ExpressionKind::Unary(UnaryOperator::Minus, operand) => {
                matches!(operand.kind, ExpressionKind::Literal(_))
            }
            ExpressionKind::Cast(deeper, data_type) => self.is_silent(deeper, data_type),
            _ => false,
        };
        of_constant || (is_string_type(data_type) && self.dialect == Dialect::PostgreSql)
    }
}

/// The operator when the sides change places; none where they may not.
pub(super) fn mirrored(operator: BinaryOperator) -> Option<BinaryOperator> {
    Some(match operator {
        BinaryOperator::Less => BinaryOperator::Greater,
        BinaryOperator::LessOrEqual => BinaryOperator::GreaterOrEqual,
        BinaryOperator::Greater => BinaryOperator::Less,
        BinaryOperator::GreaterOrEqual => BinaryOperator::LessOrEqual,
        BinaryOperator::Equal
        | BinaryOperator::NotEqual
        | BinaryOperator::NotDistinct
        | BinaryOperator::Distinct => operator,
        _ => return None,
    })
}

fn is_string_type(data_type: &DataType) -> bool {
    let plain = data_type.arguments.is_empty() && data_type.array_dimensions == 0;
    plain
        && matches!(
            data_type.name.as_str(),
            "text" | "varchar" | "character varying" | "bpchar"
        )
}

fn is_null(expression: &Expression) -> bool {
    match &expression.kind {
        ExpressionKind::Literal(literal) => *literal == Literal::Null,
        ExpressionKind::Cast(inner, _) => is_null(inner),
        _ => false,
    }
}

fn write_literal(literal: &Literal, to: &mut String) {
    match literal {
        Literal::Null => to.push_str("NULL"),
        Literal::Boolean(value) => to.push_str(if *value { "TRUE" } else { "FALSE" }),
        Literal::Number(number) => to.push_str(number),
        Literal::String(text) => {
            // A quoted number is a number once it is cast to one.
            match crate::evaluate::Number::parse(text) {
                Some(_) => to.push_str(text),
                None => {
                    to.push('\'');
                    to.push_str(&text.replace('\'', "''"));
                    to.push('\'');
                }
            }
        }
    }
}
