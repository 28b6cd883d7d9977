//! Expressions and queries, read from our own tokens.
//!
//! Operators are read by precedence ([`pratt`], [`operator`], [`predicate`]) between operands ([`primary`],
//! [`special`], [`function`]); a query is read for its relations and comparisons ([`query`]). Reading never goes back
//! over what it has read, so it takes linear time.

mod function;
mod operator;
mod parser;
mod pratt;
mod predicate;
mod primary;
mod query;
mod special;
mod value;

use rowproof_source::{SourceId, Span};

use crate::Dialect;
use crate::ast::{Expression, ExpressionKind, Query, SyntaxErrorKind};
use crate::lexer::{Lexed, Token, TokenKind, lex};
use crate::reader::{Failure, Read};
use parser::Parser;

/// How deep parentheses may nest. Each goes down several stack frames.
const MAX_NESTING: usize = 40;
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

    /// How many parentheses are open before each token.
    fn depths(&self) -> Vec<u16> {
        let mut depth = 0_u16;
        let before = self.tokens().iter().map(|token| {
            let before = depth;
            match token.kind {
                TokenKind::Open => depth = depth.saturating_add(1),
                TokenKind::Close => depth = depth.saturating_sub(1),
                _ => {}
            }
            before
        });
        before.collect()
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
    read_whole(slice, what).map(|(expression, _)| expression)
}

/// The expression that takes up the whole slice, and its subqueries.
pub(crate) fn read_with_queries(slice: Slice<'_>, what: &'static str) -> Read<(Expression, Query)> {
    let (expression, parser) = read_whole(slice, what)?;
    Ok((expression, parser.found.into_query(slice.span())))
}

fn read_whole<'t>(slice: Slice<'t>, what: &'static str) -> Read<(Expression, Parser<'t>)> {
    slice.check_bounds("an expression")?;
    let inner = slice.stripped();
    let mut parser = Parser::new(slice, inner.span(), what);
    let expression = parser.expression()?;
    parser.take_failure()?;
    parser.no_more("is one word too many")?;
    Ok((outermost(inner, inner.to, expression.kind), parser))
}

/// The longest expression at the slice's start, and the token behind it.
pub(crate) fn read_prefix(slice: Slice<'_>, what: &'static str) -> Read<(Expression, usize)> {
    slice.check_bounds("an expression")?;
    let inner = slice.stripped();
    let mut parser = Parser::new(slice, inner.span(), what);
    let expression = parser.expression()?;
    parser.take_failure()?;
    let consumed = parser.at;
    // Parentheses around the whole leave nothing behind them.
    Ok((
        outermost(inner, consumed.min(inner.to), expression.kind),
        consumed,
    ))
}

/// The query that takes up the whole slice, as far as it is understood, and the first trouble in it.
pub(crate) fn read_query(slice: Slice<'_>) -> (Query, Option<Box<Failure>>) {
    let mut parser = Parser::new(slice, slice.span(), "the query");
    let read = slice.check_bounds("a query").and_then(|()| parser.query());
    let read = read.and_then(|()| parser.no_more("cannot stand here"));
    parser.note(read);
    let failure = parser.failure.take();
    (parser.found.into_query(slice.span()), failure)
}

/// What a statement that changes rows reads, as far as it is understood, and the first trouble in it.
pub(crate) fn read_change(slice: Slice<'_>) -> (Query, Option<Box<Failure>>) {
    let mut parser = Parser::new(slice, slice.span(), "the statement");
    let read = slice.check_bounds("a statement").and_then(|()| parser.change());
    parser.note(read);
    let failure = parser.failure.take();
    (parser.found.into_query(slice.span()), failure)
}

fn outermost(slice: Slice<'_>, to: usize, kind: ExpressionKind) -> Expression {
    let span = Slice { to, ..slice }.span();
    Expression {
        kind,
        text: slice.text.get(span.range()).unwrap_or_default().to_owned(),
        span,
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
            "a = any ('{ \"x\" ,y }')",
        ];
        for form in forms {
            let ExpressionKind::InList { list, negated, .. } = kind(form, Dialect::PostgreSql) else {
                panic!("{form}")
            };
            let values: Vec<_> = list.iter().map(|item| &item.kind).collect();
            let expected = ["x", "y"].map(|value| ExpressionKind::Literal(Literal::String(value.to_owned())));
            assert_eq!((values, negated), (expected.iter().collect(), false), "{form}");
        }
        let ExpressionKind::InList { list, .. } =
            kind(r#"a = any ('{"b, \"c\"",null}')"#, Dialect::PostgreSql)
        else {
            panic!()
        };
        assert_eq!(
            list[0].kind,
            ExpressionKind::Literal(Literal::String("b, \"c\"".to_owned()))
        );
        assert_eq!(list[1].kind, ExpressionKind::Literal(Literal::Null));
        for no_list in ["'{a}b'", "'{{a},{b}}'", "'{a,}'"] {
            let kind = kind(&format!("a = any ({no_list})"), Dialect::PostgreSql);
            assert!(matches!(kind, ExpressionKind::Opaque(_)), "{no_list}");
        }
        let not = kind("a <> all (array['x'])", Dialect::PostgreSql);
        assert!(matches!(not, ExpressionKind::InList { negated: true, .. }));
    }

    #[test]
    fn a_nested_symmetric_range_stays_small() {
        let nested = (0..30).fold("a".to_owned(), |inner, _| {
            format!("({inner}) between symmetric 1 and 2")
        });
        assert!(matches!(
            kind(&nested, Dialect::PostgreSql),
            ExpressionKind::Opaque(_)
        ));
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
