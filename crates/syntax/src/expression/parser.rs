//! What reading expressions and queries keeps while it goes.

use std::ops::{Deref, DerefMut};

use rowproof_source::Span;

use super::Slice;
use super::query::Found;
use crate::ast::{Expression, ExpressionKind, SyntaxErrorKind};
use crate::lexer::TokenKind;
use crate::reader::{Failure, Read, Reader, quoted};

/// How deep operands may nest in operands: parentheses, `NOT NOT …`, `CASE`, subqueries.
const MAX_RECURSION: usize = 100;

/// A place in the tokens of an expression or a query, and what its queries were found to read.
pub(super) struct Parser<'t> {
    reader: Reader<'t>,
    /// The place of the whole, without the parentheses around it.
    whole: Span,
    /// "the CHECK expression", "the query"
    pub what: &'static str,
    depth: usize,
    /// What the queries inside read and compare.
    pub found: Found,
    /// The first token.
    pub first: usize,
    /// How many parentheses are open before each token, to find back behind trouble.
    pub depths: Vec<u16>,
    /// The first trouble inside a query; what follows it is read all the same.
    pub failure: Option<Box<Failure>>,
}

impl<'t> Deref for Parser<'t> {
    type Target = Reader<'t>;

    fn deref(&self) -> &Reader<'t> {
        &self.reader
    }
}

impl DerefMut for Parser<'_> {
    fn deref_mut(&mut self) -> &mut Self::Target {
        &mut self.reader
    }
}

impl<'t> Parser<'t> {
    pub(super) fn new(slice: Slice<'t>, whole: Span, what: &'static str) -> Self {
        Self {
            reader: Reader::of_slice(slice),
            whole,
            what,
            depth: 0,
            found: Found::default(),
            first: slice.from,
            depths: slice.depths(),
            failure: None,
        }
    }

    pub(super) fn part(&self, kind: ExpressionKind) -> Expression {
        Expression {
            kind,
            text: String::new(),
            span: self.whole,
        }
    }

    pub(super) fn whole(&self) -> Span {
        self.whole
    }

    /// The text of the next token.
    pub(super) fn next_text(&self) -> &'t str {
        self.peek(0).map_or("", |token| self.token_text(token))
    }

    /// That something else should stand here.
    pub(super) fn expected(&self, expected: &str) -> Box<Failure> {
        let reason = match self.peek(0) {
            Some(token) => format!("expected {expected}, found {}", quoted(self.token_text(token))),
            None => format!("expected {expected} before its end"),
        };
        Box::new(Failure {
            span: self.here(),
            kind: SyntaxErrorKind::Expression {
                what: self.what,
                reason,
            },
        })
    }

    pub(super) fn require(&mut self, word: &str) -> Read<()> {
        match self.accept(word) {
            true => Ok(()),
            false => Err(self.expected(&format!("`{}`", word.to_ascii_uppercase()))),
        }
    }

    pub(super) fn require_kind(&mut self, kind: TokenKind, shown: &str) -> Read<()> {
        match self.accept_kind(kind) {
            true => Ok(()),
            false => Err(self.expected(shown)),
        }
    }

    pub(super) fn close(&mut self) -> Read<()> {
        self.require_kind(TokenKind::Close, "`)`")
    }

    /// Goes one level deeper, as far as the stack allows.
    pub(super) fn nested<T>(&mut self, read: impl FnOnce(&mut Self) -> Read<T>) -> Read<T> {
        if self.depth >= MAX_RECURSION {
            return Err(Box::new(Failure {
                span: self.whole,
                kind: SyntaxErrorKind::TooLarge {
                    what: "the nesting of an expression",
                    limit: format!("{MAX_RECURSION} levels"),
                },
            }));
        }
        self.depth += 1;
        let result = read(self);
        self.depth -= 1;
        result
    }
}
