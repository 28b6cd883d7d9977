//! Statements, read clause by clause from our own tokens.
//!
//! One file per concept. The reader walks a *window* of tokens: a statement, or one item of a list. What a window
//! holds beyond what was read is reported and left, so trouble inside an item costs that item, and trouble inside a
//! clause costs that clause.

mod alter;
mod alter_column;
mod column;
mod column_constraint;
mod comment_on;
mod constraint;
mod cursor;
mod data;
mod data_type;
mod domain;
mod drop;
mod expression;
mod function;
mod index;
mod name;
mod recovery;
mod references;
mod select;
mod sequence;
mod session;
mod sqlite;
mod statement;
mod table;
mod table_options;
mod trigger;
mod trigger_body;
mod type_;
mod view;

use rowproof_source::{SourceId, Span};

use crate::ast::{Script, SyntaxError, SyntaxErrorKind};
use crate::expression::Slice;
use crate::lexer::{Lexed, Token, TokenKind, lex};
use crate::splitter::{Piece, split};
use crate::{Dialect, Server};

pub(crate) use cursor::quoted;
pub(crate) use name::string_value;
#[cfg(test)]
pub(crate) use table::tests::table as tests_table;

/// The most tokens a statement may have, unless it only holds data. A table of 5,000 columns stays well below.
const MAX_STATEMENT_TOKENS: usize = 200_000;

/// Reads a whole text. Never fails and takes linear time; what was not understood is in [`Script::errors`].
pub fn parse_script(source: SourceId, text: &str, server: impl Into<Server>) -> Script {
    let server = server.into();
    let dialect = server.dialect();
    let lexed = lex(text, dialect);
    let mut script = Script {
        server,
        ..Script::default()
    };
    for piece in split(text, &lexed.tokens, dialect) {
        Reader::new(source, text, dialect, &lexed, &piece).read_into(&mut script, &piece);
    }
    add_unclosed(source, &lexed, &mut script);
    script
        .errors
        .sort_by_key(|error| (error.span.start, error.span.end));
    script
}

/// Where each statement of a text is, terminators left out, in order; also those that [`parse_script`] does not understand.
pub fn statement_spans(source: SourceId, text: &str, server: impl Into<Server>) -> Vec<Span> {
    let dialect = server.into().dialect();
    let lexed = lex(text, dialect);
    split(text, &lexed.tokens, dialect)
        .iter()
        .filter_map(|piece| {
            let tokens = lexed.tokens.get(piece.tokens.clone())?;
            Some(Span::new(source, tokens.first()?.start, tokens.last()?.end))
        })
        .collect()
}

/// Reports quotes and comments that are never closed, each with the statement it is in.
fn add_unclosed(source: SourceId, lexed: &Lexed, script: &mut Script) {
    for unclosed in &lexed.unclosed {
        let span = Span::new(source, unclosed.place.start, unclosed.place.end);
        let after = script
            .statements
            .partition_point(|statement| statement.span.start <= span.start);
        let statement = after
            .checked_sub(1)
            .and_then(|at| script.statements.get(at))
            .filter(|statement| statement.span.end >= span.start)
            .map_or(span, |statement| statement.span);
        script.errors.push(SyntaxError {
            span,
            statement,
            kind: SyntaxErrorKind::Unclosed { what: unclosed.what },
        });
    }
}

/// Why something could not be read.
#[derive(Debug)]
pub(crate) struct Failure {
    pub span: Span,
    pub kind: SyntaxErrorKind,
}

/// What reading gives; boxed, so that the good way stays cheap.
pub(crate) type Read<T> = Result<T, Box<Failure>>;

/// A window of tokens and a place in it.
pub(crate) struct Reader<'t> {
    pub(crate) source: SourceId,
    pub(crate) text: &'t str,
    pub(crate) dialect: Dialect,
    pub(crate) lexed: &'t Lexed,
    /// The next token.
    pub(crate) at: usize,
    /// Past the window's last token.
    pub(crate) end: usize,
    pub(super) statement: Span,
    pub(super) errors: Vec<SyntaxError>,
}

impl<'t> Reader<'t> {
    /// A reader of an expression or a query alone.
    pub(crate) fn of_slice(slice: Slice<'t>) -> Self {
        Self {
            source: slice.source,
            text: slice.text,
            dialect: slice.dialect,
            lexed: slice.lexed,
            at: slice.from,
            end: slice.to,
            statement: Span::new(slice.source, 0, 0),
            errors: Vec::new(),
        }
    }

    pub(crate) fn new(
        source: SourceId,
        text: &'t str,
        dialect: Dialect,
        lexed: &'t Lexed,
        piece: &Piece,
    ) -> Self {
        let mut reader = Self {
            source,
            text,
            dialect,
            lexed,
            at: piece.tokens.start,
            end: piece.tokens.end,
            statement: Span::new(source, 0, 0),
            errors: Vec::new(),
        };
        reader.statement = reader.span_of(piece.tokens.start, piece.tokens.end);
        reader
    }

    fn read_into(mut self, script: &mut Script, piece: &Piece) {
        if let Some(statement) = self.read_statement() {
            script.statements.push(statement);
        }
        if piece.cut && self.errors.is_empty() {
            self.report_missing_terminator(piece.tokens.end);
        }
        script.errors.append(&mut self.errors);
    }

    /// A statement that is complete but for its semicolon, with another one behind it.
    fn report_missing_terminator(&mut self, next: usize) {
        let Some(token) = self.lexed.tokens.get(next) else {
            return;
        };
        let is_meta = token.kind == TokenKind::Meta;
        if !is_meta {
            let span = self.token_span(token);
            let found = format!("`{}`", self.text.get(span.range()).unwrap_or_default());
            self.push_error(
                span,
                SyntaxErrorKind::Unexpected {
                    expected: "`;`".to_owned(),
                    found,
                },
            );
        }
    }

    pub(super) fn token_span(&self, token: &Token) -> Span {
        Span::new(self.source, token.start, token.end)
    }

    pub(super) fn push_error(&mut self, span: Span, kind: SyntaxErrorKind) {
        self.errors.push(SyntaxError {
            span,
            statement: self.statement,
            kind,
        });
    }
}
