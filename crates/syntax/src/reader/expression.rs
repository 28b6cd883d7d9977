//! Where expressions and queries start and end; what they say is read by [`crate::expression`].

use super::{Read, Reader};
use crate::Dialect;
use crate::ast::{Expression, ExpressionKind, Literal, Query, SyntaxErrorKind};
use crate::expression::{self, Slice};
use crate::lexer::{Token, TokenKind};

/// Words that end a default in every dialect.
const DEFAULT_ENDS: &str =
    "CONSTRAINT NOT NULL UNIQUE PRIMARY CHECK REFERENCES GENERATED COLLATE DEFAULT ON AS";
const POSTGRES_DEFAULT_ENDS: &str = "STORAGE COMPRESSION DEFERRABLE INITIALLY OPTIONS";
const MYSQL_DEFAULT_ENDS: &str =
    "AUTO_INCREMENT COMMENT KEY INVISIBLE VISIBLE CHARACTER CHARSET COLUMN_FORMAT STORAGE FIRST AFTER SRID";

impl Reader<'_> {
    fn slice(&self, from: usize, to: usize) -> Slice<'_> {
        Slice {
            source: self.source,
            text: self.text,
            dialect: self.dialect,
            lexed: self.lexed,
            from,
            to,
        }
    }

    /// `( expression )`
    pub(super) fn parenthesised_expression(&mut self, what: &'static str) -> Read<Expression> {
        self.parenthesised(|reader, end| reader.expression_to(end, what))
    }

    /// `( expression )`, with its subqueries. One that is not understood is reported, and kept as text.
    pub(super) fn parenthesised_condition(&mut self, what: &'static str) -> Read<(Expression, Query)> {
        self.parenthesised(|reader, end| {
            let from = std::mem::replace(&mut reader.at, end);
            expression::read_with_queries(reader.slice(from, end), what).unwrap_or_else(|failure| {
                reader.push_error(failure.span, failure.kind);
                (reader.opaque(from, end), Query::default())
            })
        })
    }

    fn parenthesised<T>(&mut self, read: impl FnOnce(&mut Self, usize) -> T) -> Read<T> {
        if self.kind(0) != Some(TokenKind::Open) {
            return Err(self.unexpected("`(`"));
        }
        let close = self.group_end();
        if close.is_none() {
            let span = self.here();
            self.push_error(
                span,
                SyntaxErrorKind::Unclosed {
                    what: "an expression's parenthesis",
                },
            );
        }
        self.at += 1;
        let read = read(self, close.unwrap_or(self.end));
        self.at = close.map_or(self.end, |close| close + 1);
        Ok(read)
    }

    /// The expression that ends before the token `end`. One that is not understood is reported, and kept as text, so
    /// that the constraint around it does not vanish.
    pub(super) fn expression_to(&mut self, end: usize, what: &'static str) -> Expression {
        let (from, to) = (self.at, end.min(self.end));
        self.at = to;
        if from >= to {
            let failure = self.unexpected(format!("an expression for {what}"));
            self.push_error(failure.span, failure.kind);
            return self.opaque(from, to);
        }
        match expression::read(self.slice(from, to), what) {
            Ok(expression) => expression,
            Err(failure) => {
                self.push_error(failure.span, failure.kind);
                self.opaque(from, to)
            }
        }
    }

    pub(super) fn opaque(&self, from: usize, to: usize) -> Expression {
        let span = self.span_of(from, to);
        Expression {
            kind: ExpressionKind::Opaque(Vec::new()),
            text: match from < to {
                true => self.text.get(span.range()).unwrap_or_default().to_owned(),
                false => String::new(),
            },
            span,
        }
    }

    /// The expression behind `DEFAULT`, which ends where another clause of the column starts.
    pub(super) fn default_expression(&mut self) -> Expression {
        let what = "the default";
        if self.dialect == Dialect::Sqlite {
            return self.sqlite_default();
        }
        let end = self.default_end();
        let from = self.at;
        if from >= end {
            return self.expression_to(end, what);
        }
        match expression::read_prefix(self.slice(from, end), what) {
            Ok((expression, consumed)) => {
                self.at = consumed.clamp(from + 1, end);
                expression
            }
            Err(failure) => {
                self.push_error(failure.span, failure.kind);
                self.at = end;
                self.opaque(from, end)
            }
        }
    }

    /// A name that stands for a string.
    pub(super) fn string_of(&self, token: &Token) -> Expression {
        Expression {
            kind: ExpressionKind::Literal(Literal::String(self.identifier_of(token).value)),
            text: self.token_text(token).to_owned(),
            span: self.token_span(token),
        }
    }

    fn default_end(&self) -> usize {
        let mut depth = 0_usize;
        let mut ahead = 0;
        while let Some(token) = self.peek(ahead) {
            match token.kind {
                TokenKind::Open | TokenKind::OpenBracket => depth += 1,
                TokenKind::Close | TokenKind::CloseBracket => depth = depth.saturating_sub(1),
                TokenKind::Word if depth == 0 && ahead > 0 && self.ends_default(ahead) => break,
                _ => {}
            }
            ahead += 1;
        }
        self.at + ahead
    }

    fn ends_default(&self, ahead: usize) -> bool {
        self.is_one_of(ahead, DEFAULT_ENDS)
            || match self.dialect {
                Dialect::PostgreSql => self.is_one_of(ahead, POSTGRES_DEFAULT_ENDS),
                Dialect::MySql => self.is_one_of(ahead, MYSQL_DEFAULT_ENDS),
                Dialect::Sqlite => false,
            }
    }

    /// The query that ends before the token `end`. What of it is not understood is reported, the rest is kept.
    pub(super) fn query(&mut self, end: usize) -> Query {
        let (from, to) = (self.at, end.min(self.end));
        self.at = to;
        let span = self.span_of(from, to);
        let (query, failure) = expression::read_query(self.slice(from, to));
        if let Some(failure) = failure {
            self.push_error(failure.span, failure.kind);
        }
        Query { span, ..query }
    }

    /// What the statement that changes rows, from the token `from` to the window's end, reads. What of it is not understood
    /// is reported, the rest is kept.
    pub(super) fn change(&mut self, from: usize) -> Box<Query> {
        let span = self.span_of(from, self.end);
        let (query, failure) = expression::read_change(self.slice(from, self.end));
        if let Some(failure) = failure {
            self.push_error(failure.span, failure.kind);
        }
        Box::new(Query { span, ..query })
    }
}
