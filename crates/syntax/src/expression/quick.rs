//! The commonest expressions, read without `sqlparser`: constants, columns, plain calls, casts.

use super::Slice;
use crate::Dialect;
use crate::ast::{Expression, ExpressionKind, Identifier, Literal, ObjectName, UnaryOperator};
use crate::lexer::{Token, TokenKind};
use crate::reader::{read_type_at, string_value, unquote};
use rowproof_source::Span;

/// How deep calls may nest here; deeper ones are `sqlparser`'s.
const MAX_DEPTH: u32 = 4;

/// Words that are calls without parentheses.
const BARE_CALLS: [&str; 10] = [
    "current_timestamp",
    "current_date",
    "current_time",
    "localtime",
    "localtimestamp",
    "current_user",
    "session_user",
    "current_role",
    "current_schema",
    "current_catalog",
];

/// Words that start a form of their own, so that a call or column of that name is not meant.
const RESERVED: [&str; 34] = [
    "all",
    "and",
    "any",
    "array",
    "as",
    "between",
    "case",
    "cast",
    "check",
    "convert",
    "current",
    "default",
    "distinct",
    "else",
    "end",
    "exists",
    "extract",
    "from",
    "in",
    "interval",
    "is",
    "like",
    "not",
    "or",
    "overlay",
    "position",
    "row",
    "select",
    "some",
    "substring",
    "then",
    "trim",
    "when",
    "where",
];

/// What the slice says, when it is of a common form.
pub(super) fn read(slice: Slice<'_>) -> Option<ExpressionKind> {
    let mut reader = Quick {
        slice,
        at: slice.from,
        span: slice.span(),
    };
    let kind = reader.operand(0)?;
    (reader.at == slice.to).then_some(kind)
}

struct Quick<'t> {
    slice: Slice<'t>,
    at: usize,
    span: Span,
}

impl<'t> Quick<'t> {
    fn peek(&self, ahead: usize) -> Option<&'t Token> {
        let at = self.at + ahead;
        if at < self.slice.to {
            self.slice.lexed.tokens.get(at)
        } else {
            None
        }
    }

    fn kind(&self, ahead: usize) -> Option<TokenKind> {
        self.peek(ahead).map(|token| token.kind)
    }

    /// A constant, a column or a call, with the casts behind it.
    fn operand(&mut self, depth: u32) -> Option<ExpressionKind> {
        let mut kind = self.primary(depth)?;
        while self
            .peek(0)
            .is_some_and(|token| self.slice.token_text(token) == "::")
        {
            let (data_type, next) = read_type_at(self.slice, self.at + 1)?;
            self.at = next;
            kind = ExpressionKind::Cast(Box::new(self.part(kind)), data_type);
        }
        Some(kind)
    }

    fn part(&self, kind: ExpressionKind) -> Expression {
        Expression {
            kind,
            text: String::new(),
            span: self.span,
        }
    }

    fn primary(&mut self, depth: u32) -> Option<ExpressionKind> {
        let token = self.peek(0)?;
        let text = self.slice.token_text(token);
        match token.kind {
            TokenKind::Number => {
                self.at += 1;
                Some(ExpressionKind::Literal(Literal::Number(text.replace('_', ""))))
            }
            TokenKind::String => {
                self.at += 1;
                let value = string_value(text, self.slice.dialect);
                Some(ExpressionKind::Literal(Literal::String(value)))
            }
            TokenKind::Operator if text == "-" && self.kind(1) == Some(TokenKind::Number) => {
                self.at += 1;
                let number = self.primary(depth)?;
                Some(ExpressionKind::Unary(
                    UnaryOperator::Minus,
                    Box::new(self.part(number)),
                ))
            }
            TokenKind::Word => self.word(text, depth),
            TokenKind::QuotedName => self.column(),
            _ => None,
        }
    }

    fn word(&mut self, text: &'t str, depth: u32) -> Option<ExpressionKind> {
        let is_one_of = |words: &[&str]| words.iter().any(|word| text.eq_ignore_ascii_case(word));
        let literal = match text.len() {
            4 if text.eq_ignore_ascii_case("null") => Some(Literal::Null),
            4 if text.eq_ignore_ascii_case("true") => Some(Literal::Boolean(true)),
            5 if text.eq_ignore_ascii_case("false") => Some(Literal::Boolean(false)),
            _ => None,
        };
        if let Some(literal) = literal {
            self.at += 1;
            return Some(ExpressionKind::Literal(literal));
        }
        if is_one_of(&RESERVED) || matches!(self.kind(1), Some(TokenKind::String | TokenKind::OpenBracket)) {
            return None;
        }
        match self.kind(1) {
            Some(TokenKind::Open) if depth < MAX_DEPTH => self.call(text.to_ascii_lowercase(), depth),
            Some(TokenKind::Open) => None,
            _ if is_one_of(&BARE_CALLS) => {
                self.at += 1;
                Some(call(text.to_ascii_lowercase(), Vec::new()))
            }
            _ => self.column(),
        }
    }

    fn call(&mut self, name: String, depth: u32) -> Option<ExpressionKind> {
        self.at += 2;
        let mut arguments = Vec::new();
        while self.kind(0)? != TokenKind::Close {
            if !arguments.is_empty() {
                self.comma()?;
            }
            let argument = self.operand(depth + 1)?;
            arguments.push(self.part(argument));
        }
        self.at += 1;
        Some(call(name, arguments))
    }

    fn comma(&mut self) -> Option<()> {
        (self.kind(0)? == TokenKind::Comma).then(|| self.at += 1)
    }

    fn column(&mut self) -> Option<ExpressionKind> {
        let mut parts = vec![self.name()?];
        while self.kind(0) == Some(TokenKind::Dot) {
            self.at += 1;
            parts.push(self.name()?);
        }
        // A qualified call is left to the general way.
        if self.kind(0) == Some(TokenKind::Open) {
            return None;
        }
        let span = match (parts.first(), parts.last()) {
            (Some(first), Some(last)) => Span::new(self.slice.source, first.span.start, last.span.end),
            _ => self.span,
        };
        Some(ExpressionKind::Column(ObjectName { parts, span }))
    }

    fn name(&mut self) -> Option<Identifier> {
        let token = self.peek(0)?;
        let text = self.slice.token_text(token);
        let quoted = match token.kind {
            TokenKind::Word => false,
            TokenKind::QuotedName if self.slice.dialect != Dialect::PostgreSql || text.starts_with('"') => {
                true
            }
            _ => return None,
        };
        self.at += 1;
        Some(Identifier {
            value: if quoted { unquote(text) } else { text.to_owned() },
            quoted,
            span: Span::new(self.slice.source, token.start, token.end),
        })
    }
}

fn call(name: String, arguments: Vec<Expression>) -> ExpressionKind {
    ExpressionKind::Function { name, arguments }
}
