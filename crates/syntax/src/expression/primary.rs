//! Operands: constants, names, parentheses, and what stands in front of them.

use super::operator;
use super::parser::Parser;
use super::value::{opaque, plain_type};
use crate::Dialect;
use crate::ast::{
    BlockRole, DataType, Expression, ExpressionKind, Identifier, Literal, ObjectName, SyntaxErrorKind,
    UnaryOperator,
};
use crate::lexer::{Token, TokenKind};
use crate::reader::{Failure, Read, string_value};
use rowproof_source::{Span, WordList};

/// Words that are calls without parentheses.
const BARE_CALLS: WordList = WordList::new(
    "current_catalog,current_date,current_role,current_schema,current_time,current_timestamp,\
     current_user,localtime,localtimestamp,session_user",
);

/// Words that cannot be a column in any dialect.
const RESERVED: WordList = WordList::new(
    "and,as,between,by,check,collate,constraint,create,else,except,foreign,from,group,having,in,\
     intersect,into,is,join,like,limit,on,or,order,references,select,then,union,unique,using,when,\
     where",
);

/// Words that PostgreSQL reserves besides, as far as one of them may end an expression.
const POSTGRES_RESERVED: WordList =
    WordList::new("all,any,asc,desc,end,fetch,for,offset,only,placing,some,window");

/// Words that start the name of a type of several words, or with parentheses, in front of a string.
const LONG_TYPES: WordList =
    WordList::new("bit,char,character,double,national,numeric,time,timestamp,timestamptz,timetz,varchar");

impl<'t> Parser<'t> {
    /// One operand with what stands in front of it.
    pub(super) fn operand(&mut self) -> Read<Expression> {
        let Some(token) = self.peek(0) else {
            return Err(self.expected("an expression"));
        };
        let text = self.token_text(token);
        let kind = match token.kind {
            TokenKind::Number => {
                self.step(1);
                ExpressionKind::Literal(Literal::Number(text.replace('_', "")))
            }
            TokenKind::String => ExpressionKind::Literal(Literal::String(self.strings(token))),
            TokenKind::Parameter => {
                self.step(1);
                ExpressionKind::Parameter
            }
            TokenKind::QuotedName => self.column_or_call()?,
            TokenKind::Word => self.word_operand(text)?,
            TokenKind::Open => return self.parenthesised(),
            TokenKind::Operator => self.prefix(text)?,
            _ => return Err(self.expected("an expression")),
        };
        Ok(self.part(kind))
    }

    /// A string, with those that go on it: in MySQL any next to it, in PostgreSQL those on lines of their own.
    fn strings(&mut self, first: &Token) -> String {
        let mut value = string_value(self.token_text(first), self.dialect);
        self.step(1);
        while let Some(token) = self.peek(0).filter(|token| token.kind == TokenKind::String) {
            let goes_on = match self.dialect {
                Dialect::PostgreSql => token.first_on_line,
                Dialect::MySql => true,
                Dialect::Sqlite => false,
            };
            if !goes_on {
                break;
            }
            value.push_str(&string_value(self.token_text(token), self.dialect));
            self.step(1);
        }
        value
    }

    fn prefix(&mut self, text: &str) -> Read<ExpressionKind> {
        let sign = match text {
            "-" => Some(UnaryOperator::Minus),
            "+" => Some(UnaryOperator::Plus),
            "!" if self.dialect == Dialect::MySql => Some(UnaryOperator::Not),
            _ => None,
        };
        if let Some(sign) = sign {
            self.step(1);
            return Ok(ExpressionKind::Unary(sign, self.boxed_above(operator::SIGN)?));
        }
        let level = match (self.dialect, text) {
            (_, "*" | "/" | "%" | "=" | "<" | ">" | "<=" | ">=" | "<>" | "!=" | "||" | "::" | ":" | "&&") => {
                None
            }
            (Dialect::PostgreSql, "=>" | ":=" | "$" | "{" | "}" | "\\") => None,
            (Dialect::PostgreSql, _) => Some(operator::OTHER + 1),
            (Dialect::MySql | Dialect::Sqlite, "~") => Some(operator::SIGN),
            _ => None,
        };
        let Some(level) = level else {
            return Err(self.expected("an expression"));
        };
        self.step(1);
        Ok(opaque([self.expression_above(level)?]))
    }

    fn word_operand(&mut self, text: &str) -> Read<ExpressionKind> {
        if self.kind(1) == Some(TokenKind::Dot) {
            return self.column_or_call();
        }
        let word = text.to_ascii_lowercase();
        let literal = match word.as_str() {
            "null" => Some(Literal::Null),
            "true" => Some(Literal::Boolean(true)),
            "false" => Some(Literal::Boolean(false)),
            _ => None,
        };
        if let Some(literal) = literal {
            self.step(1);
            return Ok(ExpressionKind::Literal(literal));
        }
        if let Some(special) = self.special(&word)? {
            return Ok(special);
        }
        if self.is_reserved(&word) {
            return Err(self.expected("an expression"));
        }
        if let Some(typed) = self.typed_string(&word) {
            return Ok(typed);
        }
        let is_user = word == "user" && self.dialect == Dialect::PostgreSql;
        if self.kind(1) != Some(TokenKind::Open) && (is_user || BARE_CALLS.contains(&word)) {
            self.step(1);
            return Ok(ExpressionKind::Function {
                name: word,
                arguments: Vec::new(),
            });
        }
        self.column_or_call()
    }

    fn is_reserved(&self, word: &str) -> bool {
        RESERVED.contains(word) || (self.dialect == Dialect::PostgreSql && POSTGRES_RESERVED.contains(word))
    }

    /// `DATE '2020-01-01'`, `timestamp with time zone '…'`, `my_type '…'`, `_utf8mb4'…'`
    fn typed_string(&mut self, word: &str) -> Option<ExpressionKind> {
        let string_next = self.kind(1) == Some(TokenKind::String);
        match self.dialect {
            Dialect::Sqlite => return None,
            Dialect::MySql if !string_next => return None,
            Dialect::PostgreSql if !string_next && !LONG_TYPES.contains(word) => return None,
            _ => {}
        }
        if string_next {
            let span = self.here();
            self.step(1);
            let token = self.peek(0)?;
            let string = ExpressionKind::Literal(Literal::String(self.strings(token)));
            return Some(match word.starts_with('_') && self.dialect == Dialect::MySql {
                true => string,
                false => ExpressionKind::Cast(Box::new(self.part(string)), Box::new(plain_type(word, span))),
            });
        }
        let from = self.at;
        let data_type = self.data_type().ok();
        match (
            data_type,
            self.peek(0).filter(|token| token.kind == TokenKind::String),
        ) {
            (Some(data_type), Some(token)) => {
                let string = ExpressionKind::Literal(Literal::String(self.strings(token)));
                Some(ExpressionKind::Cast(
                    Box::new(self.part(string)),
                    Box::new(data_type),
                ))
            }
            _ => {
                self.at = from;
                None
            }
        }
    }

    pub(super) fn type_here(&mut self) -> Read<DataType> {
        match self.data_type() {
            Ok(data_type) => Ok(data_type),
            Err(_) => Err(self.expected("a type")),
        }
    }

    pub(super) fn column_or_call(&mut self) -> Read<ExpressionKind> {
        let mut parts = vec![self.name()?];
        while self.kind(0) == Some(TokenKind::Dot) {
            self.step(1);
            if self.accept_operator("*") {
                return Ok(ExpressionKind::Opaque(Vec::new()));
            }
            parts.push(self.name()?);
        }
        if self.kind(0) == Some(TokenKind::Open) {
            let name = parts.pop().map_or(String::new(), |name| name.value);
            return self.call(name.to_ascii_lowercase());
        }
        let span = match (parts.first(), parts.last()) {
            (Some(first), Some(last)) => Span::new(self.source, first.span.start, last.span.end),
            _ => self.whole(),
        };
        Ok(ExpressionKind::Column(ObjectName { parts, span }))
    }

    pub(super) fn name(&mut self) -> Read<Identifier> {
        match self.peek(0) {
            Some(token) if matches!(token.kind, TokenKind::Word | TokenKind::QuotedName) => {
                self.step(1);
                Ok(self.identifier_of(token))
            }
            _ => Err(self.expected("a name")),
        }
    }

    /// `(a)`, `(a, b)`, `(SELECT …)`
    fn parenthesised(&mut self) -> Read<Expression> {
        self.step(1);
        if self.query_starts() {
            self.subquery(BlockRole::Scalar)?;
            return Ok(self.part(ExpressionKind::Opaque(Vec::new())));
        }
        let mut items = self.expressions()?;
        self.set_operation_behind();
        self.close()?;
        match items.pop() {
            Some(only) if items.is_empty() => Ok(only),
            last => {
                items.extend(last);
                Ok(self.part(ExpressionKind::List(items)))
            }
        }
    }

    /// `a, b`; at least one.
    pub(super) fn expressions(&mut self) -> Read<Vec<Expression>> {
        let mut items = vec![self.expression()?];
        while self.accept_kind(TokenKind::Comma) {
            items.push(self.expression()?);
        }
        Ok(items)
    }

    /// The first trouble, when it was inside a query.
    pub(super) fn take_failure(&mut self) -> Read<()> {
        self.failure.take().map_or(Ok(()), Err)
    }

    pub(super) fn no_more(&self, reason: &str) -> Read<()> {
        match self.peek(0) {
            None => Ok(()),
            Some(token) => Err(Box::new(Failure {
                span: self.here(),
                kind: SyntaxErrorKind::Expression {
                    what: self.what,
                    reason: format!("`{}` {reason}", self.token_text(token)),
                },
            })),
        }
    }
}
