//! Looking at the next tokens and stepping over them.

use rowproof_source::{Span, WordList};

use super::{Failure, Read, Reader};
use crate::ast::SyntaxErrorKind;
use crate::lexer::{Token, TokenKind};

/// How much of a token is shown in an error, in characters.
const SHOWN_CHARACTERS: usize = 30;

impl<'t> Reader<'t> {
    /// The token `ahead` of the next one, inside the window.
    pub(crate) fn peek(&self, ahead: usize) -> Option<&'t Token> {
        let at = self.at + ahead;
        if at < self.end {
            self.lexed.tokens.get(at)
        } else {
            None
        }
    }

    pub(crate) fn kind(&self, ahead: usize) -> Option<TokenKind> {
        self.peek(ahead).map(|token| token.kind)
    }

    pub(crate) fn at_end(&self) -> bool {
        self.at >= self.end
    }

    pub(crate) fn token_text(&self, token: &Token) -> &'t str {
        self.text
            .get(token.start as usize..token.end as usize)
            .unwrap_or_default()
    }

    /// The unquoted word `ahead`; empty when something else stands there.
    pub(crate) fn word(&self, ahead: usize) -> &'t str {
        match self.peek(ahead) {
            Some(token) if token.kind == TokenKind::Word => self.token_text(token),
            _ => "",
        }
    }

    pub(crate) fn is(&self, ahead: usize, word: &str) -> bool {
        self.word(ahead).eq_ignore_ascii_case(word)
    }

    /// Whether one of these words, with blanks between, stands `ahead`.
    pub(crate) fn is_one_of(&self, ahead: usize, words: &str) -> bool {
        let found = self.word(ahead).as_bytes();
        !found.is_empty() && apart(words).any(|word| found.eq_ignore_ascii_case(word))
    }

    /// Whether these words, with blanks between, stand next to each other here.
    pub(crate) fn are(&self, words: &str) -> bool {
        self.length_of(words) > 0
    }

    /// How many words these are when all of them stand here, else none.
    fn length_of(&self, words: &str) -> usize {
        let mut length = 0;
        let mut rest = words.as_bytes();
        loop {
            let word = self.word(length).as_bytes();
            let Some((expected, behind)) = rest.split_at_checked(word.len()) else {
                return 0;
            };
            if word.is_empty() || !word.eq_ignore_ascii_case(expected) {
                return 0;
            }
            length += 1;
            rest = match behind {
                [] => return length,
                [b' ', more @ ..] => more,
                _ => return 0,
            };
        }
    }

    pub(crate) fn is_operator(&self, ahead: usize, operator: &str) -> bool {
        self.peek(ahead)
            .is_some_and(|token| token.kind == TokenKind::Operator && self.token_text(token) == operator)
    }

    pub(crate) fn step(&mut self, tokens: usize) {
        self.at = (self.at + tokens).min(self.end);
    }

    pub(crate) fn accept(&mut self, word: &str) -> bool {
        let found = self.is(0, word);
        if found {
            self.at += 1;
        }
        found
    }

    /// Steps over these words, with blanks between, when all of them stand here.
    pub(crate) fn accept_all(&mut self, words: &str) -> bool {
        let length = self.length_of(words);
        self.at += length;
        length > 0
    }

    /// Steps over one of these words, with blanks between.
    pub(crate) fn accept_any(&mut self, words: &str) -> bool {
        let found = self.is_one_of(0, words);
        if found {
            self.at += 1;
        }
        found
    }

    /// Steps over one of the words of a list.
    pub(crate) fn accept_listed(&mut self, words: WordList) -> bool {
        let found = words.contains_in_any_case(self.word(0));
        self.at += usize::from(found);
        found
    }

    pub(crate) fn accept_kind(&mut self, kind: TokenKind) -> bool {
        let found = self.kind(0) == Some(kind);
        if found {
            self.at += 1;
        }
        found
    }

    pub(crate) fn accept_operator(&mut self, operator: &str) -> bool {
        let found = self.is_operator(0, operator);
        if found {
            self.at += 1;
        }
        found
    }

    pub(crate) fn expect(&mut self, word: &str) -> Read<()> {
        match self.accept(word) {
            true => Ok(()),
            false => Err(self.unexpected(format!("`{word}`"))),
        }
    }

    pub(crate) fn unexpected(&self, expected: impl Into<String>) -> Box<Failure> {
        Box::new(Failure {
            span: self.here(),
            kind: SyntaxErrorKind::Unexpected {
                expected: expected.into(),
                found: self.found(),
            },
        })
    }

    /// The next token's place; at the window's end the last token's.
    pub(crate) fn here(&self) -> Span {
        let token = match self.peek(0) {
            Some(token) => Some(token),
            None => self.at.checked_sub(1).and_then(|at| self.lexed.tokens.get(at)),
        };
        token.map_or(self.statement, |token| self.token_span(token))
    }

    fn found(&self) -> String {
        match self.peek(0) {
            Some(token) => quoted(self.token_text(token)),
            None => match self.lexed.tokens.get(self.end) {
                Some(next) if !matches!(next.kind, TokenKind::Terminator | TokenKind::Meta) => {
                    quoted(self.token_text(next))
                }
                _ => "the end of the statement".to_owned(),
            },
        }
    }

    /// From the first token of the range to its last.
    pub(crate) fn span_of(&self, from: usize, to: usize) -> Span {
        let tokens = self.lexed.tokens.get(from..to.max(from)).unwrap_or_default();
        match (tokens.first(), tokens.last()) {
            (Some(first), Some(last)) => Span::new(self.source, first.start, last.end),
            _ => self.here(),
        }
    }

    /// From the token `from` to the last one read.
    pub(crate) fn span_since(&self, from: usize) -> Span {
        self.span_of(from, self.at)
    }

    /// The words from the token `from` to the last one read, as written.
    pub(crate) fn text_since(&self, from: usize) -> String {
        self.text
            .get(self.span_since(from).range())
            .unwrap_or_default()
            .to_owned()
    }

    /// Runs `read` in the window that ends at the token `end`, then steps to that end.
    pub(crate) fn within<T>(&mut self, end: usize, read: impl FnOnce(&mut Self) -> T) -> T {
        let outer = self.end;
        self.end = end.min(outer);
        let result = read(self);
        self.at = self.end;
        self.end = outer;
        result
    }

    /// The index of the parenthesis that closes the one standing here.
    pub(crate) fn group_end(&self) -> Option<usize> {
        let mut depth = 0_usize;
        let tokens = self.lexed.tokens.get(self.at..self.end).unwrap_or_default();
        for (ahead, token) in tokens.iter().enumerate() {
            match token.kind {
                TokenKind::Open => depth += 1,
                TokenKind::Close if depth <= 1 => return Some(self.at + ahead),
                TokenKind::Close => depth -= 1,
                _ => {}
            }
        }
        None
    }

    /// The index of the next comma outside parentheses and brackets, or the window's end.
    pub(crate) fn item_end(&self) -> usize {
        let mut depth = 0_usize;
        let tokens = self.lexed.tokens.get(self.at..self.end).unwrap_or_default();
        for (ahead, token) in tokens.iter().enumerate() {
            match token.kind {
                TokenKind::Open | TokenKind::OpenBracket => depth += 1,
                TokenKind::Close | TokenKind::CloseBracket => depth = depth.saturating_sub(1),
                TokenKind::Comma if depth == 0 => return self.at + ahead,
                _ => {}
            }
        }
        self.end
    }

    /// Steps over one token, or over a whole group in parentheses.
    pub(crate) fn skip_one(&mut self) {
        match self.kind(0) {
            Some(TokenKind::Open) => self.at = self.group_end().map_or(self.end, |close| close + 1),
            Some(_) => self.at += 1,
            None => {}
        }
    }
}

/// The words with blanks between. By bytes, which costs half of what splitting texts does.
fn apart(words: &str) -> impl Iterator<Item = &[u8]> {
    words.as_bytes().split(|byte| *byte == b' ')
}

/// A token as an error shows it.
pub(crate) fn quoted(text: &str) -> String {
    let short: String = text.chars().take(SHOWN_CHARACTERS).collect();
    let dots = if short.len() < text.len() { "…" } else { "" };
    format!("`{short}{dots}`")
}
