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
mod mark;
mod name;
mod policy;
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

use rowproof_source::{SortSmall, SourceId, Span};

use crate::ast::{Script, Statement, SyntaxError, SyntaxErrorKind};
use crate::expression::Slice;
use crate::ignores::{IgnoreComment, ignore_comments};
use crate::lexer::{Lexed, Token, TokenKind, lex};
use crate::splitter::{Piece, split};
use crate::{Dialect, Server};

pub(crate) use cursor::quoted;
pub use mark::{Mark, Progress};
pub(crate) use name::string_value;
pub use name::{mysql_string, rename_identifier};
#[cfg(test)]
pub(crate) use table::tests::table as tests_table;

/// The most tokens a statement may have, unless it only holds data. A table of 5,000 columns stays well below.
const MAX_STATEMENT_TOKENS: usize = 200_000;

/// So few tokens are not worth being forgotten.
const FEW_TOKENS: usize = 1_000;

/// Reads a whole text. Never fails and takes linear time; what was not understood is in [`Script::errors`].
pub fn parse_script(source: SourceId, text: &str, server: impl Into<Server>) -> Script {
    let server = server.into();
    let mut statements = read_statements(source, text, server);
    Script {
        server,
        statements: statements.by_ref().collect(),
        errors: statements.into_errors(),
    }
}

/// Reads a text statement by statement, so that whoever applies them need not hold them all.
pub fn read_statements(source: SourceId, text: &str, server: impl Into<Server>) -> Statements<'_> {
    read_statements_of(source, text, server.into(), None)
}

/// The tokens of a text, cut into statements.
#[derive(Debug)]
pub struct Tokens {
    pub(crate) dialect: Dialect,
    pub(crate) lexed: Lexed,
    pub(crate) pieces: Vec<Piece>,
}

/// The same as [`read_statements`], where what was looked at to find out the dialect is the tokens of this text.
pub fn read_statements_of(
    source: SourceId,
    text: &str,
    server: Server,
    tokens: Option<Tokens>,
) -> Statements<'_> {
    let dialect = server.dialect();
    let Tokens { lexed, pieces, .. } =
        tokens
            .filter(|tokens| tokens.dialect == dialect)
            .unwrap_or_else(|| {
                let lexed = lex(text, server);
                let pieces = split(text, &lexed.tokens, dialect);
                Tokens {
                    dialect,
                    lexed,
                    pieces,
                }
            });
    Statements {
        source,
        text,
        dialect,
        ignores: ignore_comments(source, text, &lexed, &pieces),
        all: pieces.len(),
        pieces: pieces.into_iter(),
        lexed,
        forgotten: 0,
        read: Vec::new(),
        errors: Vec::new(),
    }
}

/// The statements of a text in order; see [`read_statements`].
pub struct Statements<'t> {
    source: SourceId,
    text: &'t str,
    dialect: Dialect,
    lexed: Lexed,
    /// The statements to come, by their tokens among all of the text.
    pieces: std::vec::IntoIter<Piece>,
    /// How many there are, those that were read included.
    all: usize,
    /// How many tokens are gone from the beginning of `lexed`.
    forgotten: usize,
    ignores: Vec<IgnoreComment>,
    /// Where the statements are that were read.
    read: Vec<Span>,
    errors: Vec<SyntaxError>,
}

impl Iterator for Statements<'_> {
    type Item = Statement;

    fn next(&mut self) -> Option<Statement> {
        loop {
            if let Some(statement) = self.step()? {
                return Some(statement);
            }
        }
    }
}

impl Statements<'_> {
    /// Reads one statement of the text; the inner one is none when nothing of it was understood, the outer one behind the last.
    pub fn step(&mut self) -> Option<Option<Statement>> {
        let mut piece = self.pieces.next()?;
        self.forget_before(piece.tokens.start);
        piece.tokens = piece.tokens.start - self.forgotten..piece.tokens.end - self.forgotten;
        let mut reader = Reader::new(self.source, self.text, self.dialect, &self.lexed, &piece);
        let statement = reader.read_piece(&piece);
        self.errors.append(&mut reader.errors);
        self.read.extend(statement.iter().map(|statement| statement.span));
        Some(statement)
    }

    /// Forgets the tokens before that one when they are most of those that are left: together they take twice the memory of
    /// the text, just when what was read of it takes ever more.
    fn forget_before(&mut self, token: usize) {
        // Readers look back by one.
        let read = (token - self.forgotten).saturating_sub(1);
        if read > self.lexed.tokens.len() / 2 && read > FEW_TOKENS {
            self.lexed.tokens.drain(..read);
            self.lexed.tokens.shrink_to_fit();
            self.forgotten += read;
        }
    }

    /// Takes the comments that ignore something, in the order of the text.
    pub fn take_ignore_comments(&mut self) -> Vec<IgnoreComment> {
        std::mem::take(&mut self.ignores)
    }

    /// What was not understood, in the order of the text; complete when all statements were taken.
    pub fn into_errors(mut self) -> Vec<SyntaxError> {
        self.add_unclosed();
        self.errors
            .order_by_key(|error| (error.span.start, error.span.end));
        self.errors
    }

    /// Reports quotes and comments that are never closed, each with the statement it is in.
    fn add_unclosed(&mut self) {
        for unclosed in &self.lexed.unclosed {
            let span = Span::new(self.source, unclosed.place.start, unclosed.place.end);
            let after = self.read.partition_point(|read| read.start <= span.start);
            let statement = after
                .checked_sub(1)
                .and_then(|at| self.read.get(at))
                .filter(|read| read.end >= span.start)
                .map_or(span, |read| *read);
            self.errors.push(SyntaxError {
                span,
                statement,
                kind: SyntaxErrorKind::Unclosed { what: unclosed.what },
            });
        }
    }
}

/// Where each statement of a text is, terminators left out, in order; also those that [`parse_script`] does not understand.
pub fn statement_spans(source: SourceId, text: &str, server: impl Into<Server>) -> Vec<Span> {
    let server = server.into();
    let dialect = server.dialect();
    let lexed = lex(text, server);
    split(text, &lexed.tokens, dialect)
        .iter()
        .filter_map(|piece| {
            let tokens = lexed.tokens.get(piece.tokens.clone())?;
            Some(Span::new(source, tokens.first()?.start, tokens.last()?.end))
        })
        .collect()
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

    fn read_piece(&mut self, piece: &Piece) -> Option<Statement> {
        let statement = self.read_statement();
        if piece.cut && self.errors.is_empty() {
            self.report_missing_terminator(piece.tokens.end);
        }
        statement
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
