//! Tokens for the editor, from the same lexer that the reader uses.

use crate::Dialect;
use crate::keywords::keyword_kind;
use crate::lexer::{Stretch, Token, TokenKind, lex};
use rowproof_source::{SmallMap, SortSmall};

/// A stretch of text of one kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HighlightToken {
    /// Byte offset of the first byte.
    pub start: u32,
    /// Byte offset past the last byte.
    pub end: u32,
    /// What it is.
    pub kind: HighlightKind,
}

/// What a stretch of text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum HighlightKind {
    /// A word of the language.
    Keyword,
    /// The name of a built-in type.
    TypeName,
    /// An unquoted name.
    Identifier,
    /// A name in quotes.
    QuotedIdentifier,
    /// A string in any of its forms, and the data behind `COPY … FROM stdin`.
    String,
    /// A number.
    Number,
    /// A comment.
    Comment,
    /// An operator or punctuation.
    Operator,
    /// `?`, `$1`, `:name`
    Parameter,
    /// A line for the client, such as psql's `\connect`.
    Meta,
}

impl HighlightKind {
    /// The word used in class names and JSON.
    pub fn code(self) -> &'static str {
        match self {
            HighlightKind::Keyword => "keyword",
            HighlightKind::TypeName => "type",
            HighlightKind::Identifier => "identifier",
            HighlightKind::QuotedIdentifier => "quoted-identifier",
            HighlightKind::String => "string",
            HighlightKind::Number => "number",
            HighlightKind::Comment => "comment",
            HighlightKind::Operator => "operator",
            HighlightKind::Parameter => "parameter",
            HighlightKind::Meta => "meta",
        }
    }
}

/// The text's tokens in its order, without overlaps; blanks are left out.
pub fn highlight(text: &str, dialect: Dialect) -> Vec<HighlightToken> {
    let lexed = lex(text, dialect);
    let stretch = |kind: HighlightKind| {
        move |stretch: &Stretch| HighlightToken {
            start: stretch.start,
            end: stretch.end,
            kind,
        }
    };
    // Few beside the tokens, which are in order already.
    let comments = lexed.comments.iter().map(stretch(HighlightKind::Comment));
    let data = lexed.data.iter().map(stretch(HighlightKind::String));
    let mut others: Vec<HighlightToken> = comments.chain(data).collect();
    others.order_by_key(|other| other.start);
    let mut all = Vec::with_capacity(lexed.tokens.len() + others.len());
    let mut others = others.into_iter().peekable();
    // The same words come again and again.
    let mut words: SmallMap<&str, HighlightKind> = SmallMap::default();
    for token in &lexed.tokens {
        while let Some(other) = others.next_if(|other| other.start < token.start) {
            all.push(other);
        }
        all.push(HighlightToken {
            start: token.start,
            end: token.end,
            kind: kind_of(text, token, &mut words),
        });
    }
    all.extend(others);
    all
}

fn kind_of<'t>(text: &'t str, token: &Token, words: &mut SmallMap<&'t str, HighlightKind>) -> HighlightKind {
    match token.kind {
        TokenKind::Word => {
            let word = text
                .get(token.start as usize..token.end as usize)
                .unwrap_or_default();
            if let Some(known) = words.get(word) {
                return *known;
            }
            let kind = keyword_kind(word).unwrap_or(HighlightKind::Identifier);
            words.insert(word, kind);
            kind
        }
        TokenKind::QuotedName => HighlightKind::QuotedIdentifier,
        TokenKind::String => HighlightKind::String,
        TokenKind::Number => HighlightKind::Number,
        TokenKind::Parameter => HighlightKind::Parameter,
        TokenKind::Meta => HighlightKind::Meta,
        _ => HighlightKind::Operator,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_of_tokens() {
        let text = "create table \"a\" (b int default 'x' -- c\n);";
        let kinds: Vec<_> = highlight(text, Dialect::PostgreSql)
            .iter()
            .map(|token| token.kind)
            .collect();
        use HighlightKind::*;
        assert_eq!(
            kinds,
            [
                Keyword,
                Keyword,
                QuotedIdentifier,
                Operator,
                Identifier,
                TypeName,
                Keyword,
                String,
                Comment,
                Operator,
                Operator
            ]
        );
    }
}
