//! `sqlparser`'s expressions lowered to ours.

use rowproof_source::{SourceId, Span};
use rowproof_syntax::ast::{
    BinaryOperator, DataType, Expression, ExpressionKind, Identifier, Literal, ObjectName, UnaryOperator,
};
use sqlparser::ast::{
    BinaryOperator as ParserBinary, CaseWhen, Expr, Function, FunctionArguments, Ident,
    ObjectName as ParserName, UnaryOperator as ParserUnary,
};

use super::value::{array_items, binary_operator, literal, without_casts};
use super::walk::{Part, argument, parts};

/// No type and no place is compared.
pub const NOWHERE: Span = Span {
    source: SourceId(0),
    start: 0,
    end: 0,
};

pub fn some_type() -> Box<DataType> {
    Box::new(DataType {
        name: "type".to_owned(),
        arguments: Vec::new(),
        array_dimensions: 0,
        words: String::new(),
        span: NOWHERE,
    })
}

pub struct Lowering;

impl Lowering {
    pub fn expression(&self, tree: &Expr) -> Expression {
        let kind = match tree {
            Expr::Nested(inner) => return self.expression(inner),
            Expr::BinaryOp { .. } => return self.chain(tree),
            _ => self.kind(tree),
        };
        self.part(kind)
    }

    fn part(&self, kind: ExpressionKind) -> Expression {
        Expression {
            kind,
            text: String::new(),
            span: NOWHERE,
        }
    }

    fn boxed(&self, tree: &Expr) -> Box<Expression> {
        Box::new(self.expression(tree))
    }

    /// A chain of operators leans left, as deep as it is long: the left side is walked, not recursed into.
    fn chain(&self, tree: &Expr) -> Expression {
        let mut rights = Vec::new();
        let mut leftmost = tree;
        while let Expr::BinaryOp { left, op, right } = leftmost {
            rights.push((op, right));
            leftmost = left;
        }
        let mut lowered = self.expression(leftmost);
        for (operator, right) in rights.into_iter().rev() {
            lowered = self.part(self.binary(lowered, operator, right));
        }
        lowered
    }

    fn binary(&self, left: Expression, operator: &ParserBinary, right: &Expr) -> ExpressionKind {
        let like = match operator {
            ParserBinary::PGLikeMatch => Some((false, false)),
            ParserBinary::PGNotLikeMatch => Some((true, false)),
            ParserBinary::PGILikeMatch => Some((false, true)),
            ParserBinary::PGNotILikeMatch => Some((true, true)),
            _ => None,
        };
        let right = self.boxed(right);
        if let Some((negated, case_insensitive)) = like {
            return ExpressionKind::Like {
                operand: Box::new(left),
                pattern: right,
                negated,
                case_insensitive,
            };
        }
        let negated = matches!(
            operator,
            ParserBinary::PGRegexNotMatch | ParserBinary::PGRegexNotIMatch
        );
        let matched = ExpressionKind::Binary(Box::new(left), binary_operator(operator), right);
        match negated {
            true => ExpressionKind::Unary(UnaryOperator::Not, Box::new(self.part(matched))),
            false => matched,
        }
    }

    fn kind(&self, tree: &Expr) -> ExpressionKind {
        match tree {
            Expr::Identifier(name) => self.column(std::slice::from_ref(name)),
            Expr::CompoundIdentifier(names) => self.column(names),
            Expr::Value(value) => {
                literal(&value.value).map_or(ExpressionKind::Parameter, ExpressionKind::Literal)
            }
            Expr::Prefixed { value, .. } | Expr::Collate { expr: value, .. } => self.expression(value).kind,
            Expr::TypedString(typed) => self.typed_string(typed),
            Expr::UnaryOp { op, expr } => self.unary(*op, expr, tree),
            Expr::Cast { expr, .. } => ExpressionKind::Cast(self.boxed(expr), some_type()),
            Expr::Function(function) => self.function(function, tree),
            Expr::Tuple(items) => ExpressionKind::List(self.all(items)),
            Expr::Array(array) => ExpressionKind::List(self.all(&array.elem)),
            Expr::Interval(interval) => ExpressionKind::Cast(self.boxed(&interval.value), some_type()),
            Expr::Case {
                operand,
                conditions,
                else_result,
                ..
            } => self.case(operand.as_deref(), conditions, else_result.as_deref()),
            _ => self.predicate(tree),
        }
    }

    fn predicate(&self, tree: &Expr) -> ExpressionKind {
        match tree {
            Expr::IsNull(operand) => self.is_null(operand, false),
            Expr::IsNotNull(operand) => self.is_null(operand, true),
            Expr::IsUnknown(operand) => self.is_null(operand, false),
            Expr::IsNotUnknown(operand) => self.is_null(operand, true),
            Expr::IsTrue(operand) => self.is_boolean(operand, true, false),
            Expr::IsNotTrue(operand) => self.is_boolean(operand, true, true),
            Expr::IsFalse(operand) => self.is_boolean(operand, false, false),
            Expr::IsNotFalse(operand) => self.is_boolean(operand, false, true),
            Expr::IsDistinctFrom(left, right) => self.pair(left, BinaryOperator::Distinct, right),
            Expr::IsNotDistinctFrom(left, right) => self.pair(left, BinaryOperator::NotDistinct, right),
            Expr::InList { expr, list, negated } => ExpressionKind::InList {
                operand: self.boxed(expr),
                list: list.iter().map(|item| self.list_item(item)).collect(),
                negated: *negated,
            },
            Expr::AnyOp {
                left,
                compare_op: ParserBinary::Eq,
                right,
                ..
            } => self.any(tree, left, right, false),
            Expr::AllOp {
                left,
                compare_op: ParserBinary::NotEq,
                right,
            } => self.any(tree, left, right, true),
            Expr::Between {
                expr,
                negated,
                low,
                high,
            } => ExpressionKind::Between {
                operand: self.boxed(expr),
                low: self.boxed(low),
                high: self.boxed(high),
                negated: *negated,
            },
            Expr::Like {
                expr,
                pattern,
                negated,
                any: false,
                escape_char,
            } => self.like(
                expr,
                self.pattern(pattern, escape_char.as_deref()),
                *negated,
                false,
            ),
            Expr::ILike {
                expr,
                pattern,
                negated,
                any: false,
                escape_char,
            } => self.like(
                expr,
                self.pattern(pattern, escape_char.as_deref()),
                *negated,
                true,
            ),
            Expr::SimilarTo {
                expr,
                pattern,
                negated,
                escape_char,
            } => self.similar(expr, pattern, escape_char.as_deref(), *negated),
            Expr::RLike {
                expr,
                pattern,
                negated,
                ..
            } => self.regular_expression(expr, pattern, *negated),
            _ => self.call_form(tree),
        }
    }

    /// Functions with a grammar of their own.
    fn call_form(&self, tree: &Expr) -> ExpressionKind {
        let name = match tree {
            Expr::Extract { .. } => "extract",
            Expr::Ceil { .. } => "ceil",
            Expr::Floor { .. } => "floor",
            Expr::Position { .. } => "position",
            Expr::Substring { .. } => "substring",
            Expr::Trim { trim_what: None, .. } => "trim",
            Expr::Overlay { .. } => "overlay",
            Expr::Convert { .. } => "convert",
            Expr::AtTimeZone { .. } => "timezone",
            _ => return self.opaque(tree),
        };
        let arguments = parts(tree)
            .into_iter()
            .filter_map(|part| match part {
                Part::Expression(argument) => Some(self.expression(argument)),
                _ => None,
            })
            .collect();
        ExpressionKind::Function {
            name: name.to_owned(),
            arguments,
        }
    }

    fn all(&self, trees: &[Expr]) -> Vec<Expression> {
        trees.iter().map(|tree| self.expression(tree)).collect()
    }

    fn is_null(&self, operand: &Expr, negated: bool) -> ExpressionKind {
        ExpressionKind::IsNull {
            operand: self.boxed(operand),
            negated,
        }
    }

    fn is_boolean(&self, operand: &Expr, value: bool, negated: bool) -> ExpressionKind {
        ExpressionKind::IsBoolean {
            operand: self.boxed(operand),
            value,
            negated,
        }
    }

    fn pair(&self, left: &Expr, operator: BinaryOperator, right: &Expr) -> ExpressionKind {
        ExpressionKind::Binary(self.boxed(left), operator, self.boxed(right))
    }

    fn like(
        &self,
        operand: &Expr,
        pattern: Expression,
        negated: bool,
        case_insensitive: bool,
    ) -> ExpressionKind {
        ExpressionKind::Like {
            operand: self.boxed(operand),
            pattern: Box::new(pattern),
            negated,
            case_insensitive,
        }
    }

    /// A pattern with its escape character, as the call PostgreSQL makes of the two.
    fn pattern(&self, pattern: &Expr, escape: Option<&Expr>) -> Expression {
        match escape {
            Some(escape) => self.call("like_escape", pattern, Some(escape)),
            None => self.expression(pattern),
        }
    }

    fn call(&self, name: &str, pattern: &Expr, escape: Option<&Expr>) -> Expression {
        let arguments = std::iter::once(pattern)
            .chain(escape)
            .map(|part| self.expression(part))
            .collect();
        let name = name.to_owned();
        self.part(ExpressionKind::Function { name, arguments })
    }

    fn similar(
        &self,
        operand: &Expr,
        pattern: &Expr,
        escape: Option<&Expr>,
        negated: bool,
    ) -> ExpressionKind {
        let pattern = Box::new(self.call("similar_to_escape", pattern, escape));
        let matched = ExpressionKind::Binary(self.boxed(operand), BinaryOperator::RegexMatch, pattern);
        match negated {
            true => ExpressionKind::Unary(UnaryOperator::Not, Box::new(self.part(matched))),
            false => matched,
        }
    }

    fn regular_expression(&self, operand: &Expr, pattern: &Expr, negated: bool) -> ExpressionKind {
        let matched = self.pair(operand, BinaryOperator::RegexMatch, pattern);
        match negated {
            true => ExpressionKind::Unary(UnaryOperator::Not, Box::new(self.part(matched))),
            false => matched,
        }
    }

    /// `= ANY (ARRAY[…])` and `<> ALL (ARRAY[…])`, also as `pg_dump` writes them, with casts around the array.
    fn any(&self, tree: &Expr, left: &Expr, right: &Expr, negated: bool) -> ExpressionKind {
        let list = match without_casts(right) {
            Expr::Array(array) => array.elem.iter().map(|item| self.list_item(item)).collect(),
            Expr::Value(value) => match literal(&value.value) {
                Some(Literal::String(text)) => match array_items(&text) {
                    Some(items) => items
                        .into_iter()
                        .map(|item| self.part(ExpressionKind::Literal(item)))
                        .collect(),
                    None => return self.opaque(tree),
                },
                _ => return self.opaque(tree),
            },
            _ => return self.opaque(tree),
        };
        ExpressionKind::InList {
            operand: self.boxed(left),
            list,
            negated,
        }
    }

    /// An item of a list: a constant's cast says nothing that the list does not.
    fn list_item(&self, tree: &Expr) -> Expression {
        match without_casts(tree) {
            constant @ Expr::Value(_) => self.expression(constant),
            _ => self.expression(tree),
        }
    }

    fn unary(&self, operator: ParserUnary, operand: &Expr, tree: &Expr) -> ExpressionKind {
        let operator = match operator {
            ParserUnary::Not | ParserUnary::BangNot => UnaryOperator::Not,
            ParserUnary::Minus => UnaryOperator::Minus,
            ParserUnary::Plus => UnaryOperator::Plus,
            _ => return self.opaque(tree),
        };
        ExpressionKind::Unary(operator, self.boxed(operand))
    }

    fn function(&self, function: &Function, tree: &Expr) -> ExpressionKind {
        let plain = function.over.is_none() && function.filter.is_none() && function.within_group.is_empty();
        let arguments = match &function.args {
            FunctionArguments::None => Vec::new(),
            FunctionArguments::List(list) if plain => list
                .args
                .iter()
                .filter_map(argument)
                .map(|argument| self.expression(argument))
                .collect(),
            _ => return self.opaque(tree),
        };
        let name = function.name.0.last().and_then(|part| part.as_ident());
        ExpressionKind::Function {
            name: name.map_or(String::new(), |name| name.value.to_ascii_lowercase()),
            arguments,
        }
    }

    fn case(&self, operand: Option<&Expr>, arms: &[CaseWhen], otherwise: Option<&Expr>) -> ExpressionKind {
        ExpressionKind::Case {
            operand: operand.map(|operand| self.boxed(operand)),
            arms: arms
                .iter()
                .map(|arm| (self.expression(&arm.condition), self.expression(&arm.result)))
                .collect(),
            otherwise: otherwise.map(|otherwise| self.boxed(otherwise)),
        }
    }

    /// `DATE '2020-01-01'`
    fn typed_string(&self, typed: &sqlparser::ast::TypedString) -> ExpressionKind {
        let value = literal(&typed.value.value).map_or(ExpressionKind::Parameter, ExpressionKind::Literal);
        ExpressionKind::Cast(Box::new(self.part(value)), some_type())
    }

    fn column(&self, names: &[Ident]) -> ExpressionKind {
        ExpressionKind::Column(self.name_of(names.iter()))
    }

    pub fn object_name(&self, name: &ParserName) -> ObjectName {
        self.name_of(name.0.iter().filter_map(|part| part.as_ident()))
    }

    pub fn name_of<'i>(&self, names: impl Iterator<Item = &'i Ident>) -> ObjectName {
        let parts: Vec<Identifier> = names.map(|name| self.identifier(name)).collect();
        ObjectName { parts, span: NOWHERE }
    }

    fn identifier(&self, name: &Ident) -> Identifier {
        Identifier {
            value: name.value.clone(),
            quoted: name.quote_style.is_some(),
            span: NOWHERE,
        }
    }

    /// The columns named inside, in the order of the text; those of subqueries are theirs.
    fn opaque(&self, tree: &Expr) -> ExpressionKind {
        let mut columns = Vec::new();
        let mut stack = vec![tree];
        while let Some(next) = stack.pop() {
            match next {
                Expr::Identifier(name) => columns.push(self.name_of(std::iter::once(name))),
                Expr::CompoundIdentifier(names) => columns.push(self.name_of(names.iter())),
                _ => stack.extend(parts(next).into_iter().rev().filter_map(|part| match part {
                    Part::Expression(part) | Part::Filter(part) => Some(part),
                    Part::Query(_) => None,
                })),
            }
        }
        ExpressionKind::Opaque(columns)
    }
}
