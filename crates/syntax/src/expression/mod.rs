//! Expressions and queries: our tokens handed to `sqlparser`, its tree lowered to ours.
//!
//! The tokens are handed over with their byte offsets as positions, so every name and every error keeps its exact
//! place. Types are read by our own reader and handed over as placeholders, so `sqlparser` need not know them. What is
//! commonest (literals, columns, plain calls and casts) is read without `sqlparser`.

mod lower;
mod query;
mod quick;
mod tokens;
mod value;
mod walk;

use rowproof_source::{SourceId, Span};
use sqlparser::dialect::{Dialect as ParserDialect, MySqlDialect, PostgreSqlDialect, SQLiteDialect};
use sqlparser::parser::{Parser, ParserError};

use crate::Dialect;
use crate::ast::{Expression, ExpressionKind, Query, SyntaxErrorKind};
use crate::lexer::{Lexed, Token, TokenKind, lex};
use crate::reader::{Failure, Read};
use lower::Lowering;
use tokens::{ParserTokens, parser_tokens};

/// How deep parentheses may nest. `sqlparser` goes down several stack frames for each.
const MAX_NESTING: usize = 40;
/// `sqlparser`'s own bound, for nesting without parentheses (`NOT NOT …`, `CASE`, subqueries).
const MAX_RECURSION: usize = 60;
/// The most tokens without a comma between them; a chain of operators makes a tree half that deep.
const MAX_CHAIN: usize = 1_000;
/// The most tokens of one expression or query.
const MAX_TOKENS: usize = 20_000;

/// The tokens of an expression or query.
#[derive(Clone, Copy)]
pub(crate) struct Slice<'t> {
    pub source: SourceId,
    pub text: &'t str,
    pub dialect: Dialect,
    pub lexed: &'t Lexed,
    /// The first token.
    pub from: usize,
    /// Past the last token.
    pub to: usize,
}

impl<'t> Slice<'t> {
    fn tokens(&self) -> &'t [Token] {
        self.lexed.tokens.get(self.from..self.to).unwrap_or_default()
    }

    fn token_text(&self, token: &Token) -> &'t str {
        self.text
            .get(token.start as usize..token.end as usize)
            .unwrap_or_default()
    }

    fn span(&self) -> Span {
        match (self.tokens().first(), self.tokens().last()) {
            (Some(first), Some(last)) => Span::new(self.source, first.start, last.end),
            _ => Span::new(self.source, 0, 0),
        }
    }

    fn too_large(&self, what: &'static str, limit: String) -> Box<Failure> {
        Box::new(Failure {
            span: self.span(),
            kind: SyntaxErrorKind::TooLarge { what, limit },
        })
    }

    /// Without the parentheses around the whole.
    fn stripped(mut self) -> Self {
        while self.is_wrapped() {
            self.from += 1;
            self.to -= 1;
        }
        self
    }

    fn is_wrapped(&self) -> bool {
        let tokens = self.tokens();
        if tokens.len() < 3 || tokens.first().map(|token| token.kind) != Some(TokenKind::Open) {
            return false;
        }
        let mut depth = 0_usize;
        for (at, token) in tokens.iter().enumerate() {
            match token.kind {
                TokenKind::Open => depth += 1,
                TokenKind::Close => depth = depth.saturating_sub(1),
                _ => {}
            }
            if depth == 0 {
                return at + 1 == tokens.len();
            }
        }
        false
    }

    /// Refuses what would make a tree deeper than the stack allows.
    fn check_bounds(&self, what: &'static str) -> Read<()> {
        if self.to - self.from > MAX_TOKENS {
            return Err(self.too_large(what, format!("{MAX_TOKENS} tokens")));
        }
        if self.to - self.from <= MAX_NESTING {
            return Ok(());
        }
        let mut chains = vec![0_usize];
        for token in self.tokens() {
            match token.kind {
                TokenKind::Open | TokenKind::OpenBracket => chains.push(0),
                TokenKind::Close | TokenKind::CloseBracket if chains.len() > 1 => {
                    chains.pop();
                }
                _ => {}
            }
            if chains.len() > MAX_NESTING {
                return Err(self.too_large("the nesting of parentheses", format!("{MAX_NESTING} levels")));
            }
            let Some(chain) = chains.last_mut() else { continue };
            *chain = if token.kind == TokenKind::Comma {
                0
            } else {
                *chain + 1
            };
            if *chain > MAX_CHAIN {
                return Err(self.too_large(what, format!("{MAX_CHAIN} tokens without a comma")));
            }
        }
        Ok(())
    }
}

/// Reads a text that is nothing but an expression; spans are relative to `SourceId(0)`.
///
/// # Errors
/// When the text is no expression, or larger or deeper than the bounds.
pub fn parse_expression(text: &str, dialect: Dialect) -> Result<Expression, SyntaxErrorKind> {
    let lexed = lex(text, dialect);
    if let Some(unclosed) = lexed.unclosed.first() {
        return Err(SyntaxErrorKind::Unclosed { what: unclosed.what });
    }
    let slice = Slice {
        source: SourceId(0),
        text,
        dialect,
        lexed: &lexed,
        from: 0,
        to: lexed.tokens.len(),
    };
    if slice.tokens().is_empty() {
        return Err(SyntaxErrorKind::Unexpected {
            expected: "an expression".to_owned(),
            found: "nothing".to_owned(),
        });
    }
    read(slice, "the expression").map_err(|failure| failure.kind)
}

/// The expression that takes up the whole slice.
pub(crate) fn read(slice: Slice<'_>, what: &'static str) -> Read<Expression> {
    let (expression, consumed) = read_prefix(slice, what)?;
    match slice.lexed.tokens.get(consumed).filter(|_| consumed < slice.to) {
        None => Ok(expression),
        Some(token) => Err(Box::new(Failure {
            span: Span::new(slice.source, token.start, token.end),
            kind: SyntaxErrorKind::Expression {
                what,
                reason: format!("`{}` is one word too many", slice.token_text(token)),
            },
        })),
    }
}

/// The longest expression at the slice's start, and the token behind it.
pub(crate) fn read_prefix(slice: Slice<'_>, what: &'static str) -> Read<(Expression, usize)> {
    slice.check_bounds("an expression")?;
    let inner = slice.stripped();
    if let Some(kind) = quick::read(inner) {
        return Ok((outermost(inner, inner.to, kind), slice.to));
    }
    let ParserTokens { tokens, types } = parser_tokens(inner);
    let dialect = parser_dialect(slice.dialect);
    let mut parser = Parser::new(dialect.as_ref())
        .with_recursion_limit(MAX_RECURSION)
        .with_tokens_with_locations(tokens);
    let tree = parser.parse_expr().map_err(|error| failure(inner, what, error))?;
    let consumed = consumed(inner, &parser);
    let lowering = Lowering {
        source: slice.source,
        span: inner.span(),
        types: &types,
    };
    let kind = lowering.expression(&tree).kind;
    let end = if consumed == inner.to { slice.to } else { consumed };
    Ok((outermost(inner, consumed, kind), end))
}

/// The query that takes up the whole slice.
pub(crate) fn read_query(slice: Slice<'_>) -> Read<Query> {
    slice.check_bounds("a query")?;
    let ParserTokens { tokens, types } = parser_tokens(slice);
    let dialect = parser_dialect(slice.dialect);
    let mut parser = Parser::new(dialect.as_ref())
        .with_recursion_limit(MAX_RECURSION)
        .with_tokens_with_locations(tokens);
    let what = "the query";
    let tree = parser
        .parse_query()
        .map_err(|error| failure(slice, what, error))?;
    let rest = consumed(slice, &parser);
    if let Some(token) = slice.lexed.tokens.get(rest).filter(|_| rest < slice.to) {
        return Err(Box::new(Failure {
            span: Span::new(slice.source, token.start, token.end),
            kind: SyntaxErrorKind::Expression {
                what,
                reason: format!("`{}` cannot stand here", slice.token_text(token)),
            },
        }));
    }
    let lowering = Lowering {
        source: slice.source,
        span: slice.span(),
        types: &types,
    };
    Ok(query::flatten(&tree, &lowering))
}

fn outermost(slice: Slice<'_>, to: usize, kind: ExpressionKind) -> Expression {
    let span = Slice { to, ..slice }.span();
    Expression {
        kind,
        text: slice.text.get(span.range()).unwrap_or_default().to_owned(),
        span,
    }
}

fn parser_dialect(dialect: Dialect) -> Box<dyn ParserDialect> {
    match dialect {
        Dialect::PostgreSql => Box::new(PostgreSqlDialect {}),
        Dialect::MySql => Box::new(MySqlDialect {}),
        Dialect::Sqlite => Box::new(SQLiteDialect {}),
    }
}

/// The first token the parser did not take.
fn consumed(slice: Slice<'_>, parser: &Parser<'_>) -> usize {
    let next = parser.peek_token_ref().span.start;
    match next.line {
        0 => slice.to,
        _ => {
            let offset = tokens::offset(next);
            slice.from + slice.tokens().partition_point(|token| token.start < offset)
        }
    }
}

/// `sqlparser`'s error with its place.
fn failure(slice: Slice<'_>, what: &'static str, error: ParserError) -> Box<Failure> {
    let message = match error {
        ParserError::TokenizerError(message) | ParserError::ParserError(message) => message,
        ParserError::RecursionLimitExceeded => {
            return slice.too_large("the nesting of an expression", format!("{MAX_RECURSION} levels"));
        }
    };
    let (reason, place) = match message.rsplit_once(" at Line: ") {
        Some((reason, place)) => (reason.to_owned(), place.rsplit_once("Column: ")),
        None => (message, None),
    };
    let offset = place.and_then(|(_, column)| column.trim().parse::<u32>().ok());
    let token = offset.and_then(|column| {
        let start = column.saturating_sub(1);
        slice.tokens().iter().find(|token| token.start == start)
    });
    let span = match token {
        Some(token) => Span::new(slice.source, token.start, token.end),
        None => end_of(slice),
    };
    Box::new(Failure {
        span,
        kind: SyntaxErrorKind::Expression {
            what,
            reason: words_of(&reason, token.is_none()),
        },
    })
}

fn end_of(slice: Slice<'_>) -> Span {
    match slice.tokens().last() {
        Some(last) => Span::new(slice.source, last.start, last.end),
        None => slice.span(),
    }
}

/// `Expected: x, found: y` as the rest of a sentence.
fn words_of(reason: &str, at_end: bool) -> String {
    let Some((expected, found)) = reason
        .strip_prefix("Expected: ")
        .and_then(|rest| rest.rsplit_once(", found: "))
    else {
        return reason.to_owned();
    };
    match at_end || found == "EOF" {
        true => format!("expected {expected} before its end"),
        false => format!("expected {expected}, found `{found}`"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ast::{BinaryOperator, Literal};

    fn kind(text: &str, dialect: Dialect) -> ExpressionKind {
        parse_expression(text, dialect).unwrap().kind
    }

    #[test]
    fn lists_in_all_their_forms() {
        let forms = [
            "a in ('x', 'y')",
            "a = any (array['x', 'y'])",
            "a = ANY ((ARRAY['x'::character varying, 'y'::character varying])::text[])",
            "(a = any ('{x,y}'::text[]))",
        ];
        for form in forms {
            let ExpressionKind::InList { list, negated, .. } = kind(form, Dialect::PostgreSql) else {
                panic!("{form}")
            };
            let values: Vec<_> = list.iter().map(|item| &item.kind).collect();
            let expected = ["x", "y"].map(|value| ExpressionKind::Literal(Literal::String(value.to_owned())));
            assert_eq!((values, negated), (expected.iter().collect(), false), "{form}");
        }
        let not = kind("a <> all (array['x'])", Dialect::PostgreSql);
        assert!(matches!(not, ExpressionKind::InList { negated: true, .. }));
    }

    #[test]
    fn types_are_ours() {
        let ExpressionKind::Cast(_, data_type) = kind("a::public.\"T\"(3)[]", Dialect::PostgreSql) else {
            panic!()
        };
        assert_eq!(
            (data_type.name.as_str(), data_type.array_dimensions),
            ("public.T", 1)
        );
        let ExpressionKind::Cast(_, data_type) = kind("cast(a + 1 as unsigned)", Dialect::MySql) else {
            panic!()
        };
        assert_eq!(data_type.name, "unsigned");
    }

    #[test]
    fn places_are_bytes() {
        let expression = parse_expression("  ('é' < \"ü\")", Dialect::PostgreSql).unwrap();
        assert_eq!(expression.text, "'é' < \"ü\"");
        let ExpressionKind::Binary(_, BinaryOperator::Less, right) = expression.kind else {
            panic!()
        };
        let ExpressionKind::Column(name) = right.kind else {
            panic!()
        };
        assert_eq!(name.span.range(), 10..14);
    }

    #[test]
    fn what_is_no_expression_says_why() {
        let reason = |text: &str| {
            parse_expression(text, Dialect::PostgreSql)
                .unwrap_err()
                .to_string()
        };
        assert_eq!(
            reason("a >"),
            "the expression is not understood: expected an expression before its end"
        );
        assert_eq!(
            reason("a > 1 b"),
            "the expression is not understood: `b` is one word too many"
        );
        assert_eq!(reason("'a"), "a quoted string is never closed");
        assert!(reason(&"(".repeat(100)).starts_with("the nesting of parentheses is larger"));
    }
}
