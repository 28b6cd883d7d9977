//! Our tokens as `sqlparser`'s.

use sqlparser::ast::DollarQuotedString;
use sqlparser::tokenizer::{Location, Token as ParserToken, TokenWithSpan};

use super::Slice;
use crate::Dialect;
use crate::ast::DataType;
use crate::lexer::{Token, TokenKind};
use crate::reader::{read_type_at, string_value, unquote};

/// Marks the stand-in for a type; no text holds this character in a word.
pub(super) const TYPE_MARK: char = '\u{1}';

/// What is handed over, and the types the stand-ins stand for.
pub(super) struct ParserTokens {
    pub tokens: Vec<TokenWithSpan>,
    pub types: Vec<DataType>,
}

/// The byte offset a position stands for: everything is on line 1, in the column one past the offset.
pub(super) fn offset(location: Location) -> u32 {
    location.column.saturating_sub(1) as u32
}

fn location(offset: u32) -> Location {
    Location::new(1, u64::from(offset) + 1)
}

/// The slice as `sqlparser` reads it, types replaced by stand-ins.
pub(super) fn parser_tokens(slice: Slice<'_>) -> ParserTokens {
    let mut translation = Translation {
        slice,
        at: slice.from,
        casts: Vec::new(),
        result: ParserTokens {
            tokens: Vec::with_capacity(slice.to - slice.from),
            types: Vec::new(),
        },
    };
    while translation.at < slice.to {
        translation.step();
    }
    translation.result
}

struct Translation<'t> {
    slice: Slice<'t>,
    at: usize,
    /// For each open parenthesis whether it is that of a `CAST`.
    casts: Vec<bool>,
    result: ParserTokens,
}

impl Translation<'_> {
    fn step(&mut self) {
        let Some(token) = self.slice.lexed.tokens.get(self.at) else {
            self.at = self.slice.to;
            return;
        };
        let text = self.slice.token_text(token);
        match token.kind {
            TokenKind::Open => self.casts.push(self.is_cast_before()),
            TokenKind::Close => {
                self.casts.pop();
            }
            _ => {}
        }
        if token.kind == TokenKind::Word && self.postfix_word(token, text) {
            return;
        }
        let type_follows = match token.kind {
            TokenKind::Operator => text == "::",
            TokenKind::Word => text.eq_ignore_ascii_case("as") && self.casts.last() == Some(&true),
            _ => false,
        };
        let translated = self.translate(token, text);
        self.push(translated, token.start, token.end);
        self.at += 1;
        if type_follows {
            self.type_stand_in();
        }
    }

    fn push(&mut self, token: ParserToken, start: u32, end: u32) {
        self.result
            .tokens
            .push(TokenWithSpan::at(token, location(start), location(end)));
    }

    /// `a ISNULL` and `a NOTNULL` in full, and SQLite's `INDEXED BY i` left out: it says nothing about the result.
    fn postfix_word(&mut self, token: &Token, text: &str) -> bool {
        let next = self
            .slice
            .lexed
            .tokens
            .get(self.at + 1)
            .filter(|_| self.at + 1 < self.slice.to);
        let words: &[&str] =
            if next.is_some_and(|next| next.kind == TokenKind::Open) || self.at == self.slice.from {
                return false;
            } else if text.eq_ignore_ascii_case("isnull") {
                &["IS", "NULL"]
            } else if text.eq_ignore_ascii_case("notnull") {
                &["IS", "NOT", "NULL"]
            } else if self.slice.dialect == Dialect::Sqlite
                && text.eq_ignore_ascii_case("indexed")
                && next.is_some_and(|next| self.slice.token_text(next).eq_ignore_ascii_case("by"))
            {
                self.at += 3;
                return true;
            } else {
                return false;
            };
        for word in words {
            self.push(ParserToken::make_word(word, None), token.start, token.end);
        }
        self.at += 1;
        true
    }

    fn is_cast_before(&self) -> bool {
        self.at
            .checked_sub(1)
            .filter(|before| *before >= self.slice.from)
            .and_then(|before| self.slice.lexed.tokens.get(before))
            .is_some_and(|token| self.slice.token_text(token).eq_ignore_ascii_case("cast"))
    }

    fn type_stand_in(&mut self) {
        let Some((data_type, next)) = read_type_at(self.slice, self.at) else {
            return;
        };
        let stand_in = format!("{TYPE_MARK}{}", self.result.types.len());
        let span = data_type.span;
        self.result.types.push(data_type);
        self.push(ParserToken::make_word(&stand_in, None), span.start, span.end);
        self.at = next;
    }

    fn translate(&self, token: &Token, text: &str) -> ParserToken {
        match token.kind {
            TokenKind::Word => ParserToken::make_word(text, None),
            TokenKind::QuotedName => {
                let quote = text
                    .chars()
                    .next()
                    .filter(|quote| matches!(quote, '"' | '`' | '['));
                ParserToken::make_word(&unquote(text), quote.or(Some('"')))
            }
            TokenKind::String => self.string(text),
            TokenKind::Number => ParserToken::Number(text.replace('_', ""), false),
            TokenKind::Parameter => self.parameter(text),
            TokenKind::Operator => operator(text, self.slice.dialect),
            TokenKind::Comma => ParserToken::Comma,
            TokenKind::Dot => ParserToken::Period,
            TokenKind::Open => ParserToken::LParen,
            TokenKind::Close => ParserToken::RParen,
            TokenKind::OpenBracket => ParserToken::LBracket,
            TokenKind::CloseBracket => ParserToken::RBracket,
            TokenKind::Terminator | TokenKind::Semicolon => ParserToken::SemiColon,
            TokenKind::Meta => ParserToken::Backslash,
        }
    }

    fn string(&self, text: &str) -> ParserToken {
        let value = string_value(text, self.slice.dialect);
        match text.as_bytes().first() {
            Some(b'E' | b'e') => ParserToken::EscapedStringLiteral(value),
            Some(b'B' | b'b') => ParserToken::SingleQuotedByteStringLiteral(value),
            Some(b'X' | b'x') => ParserToken::HexStringLiteral(value),
            Some(b'N' | b'n') => ParserToken::NationalStringLiteral(value),
            Some(b'U' | b'u') => ParserToken::UnicodeStringLiteral(value),
            Some(b'$') => ParserToken::DollarQuotedString(DollarQuotedString { value, tag: None }),
            _ => ParserToken::SingleQuotedString(value),
        }
    }

    /// A question mark behind an operand is PostgreSQL's operator.
    fn parameter(&self, text: &str) -> ParserToken {
        let behind_operand = self.result.tokens.last().is_some_and(|token| {
            matches!(
                token.token,
                ParserToken::Word(_)
                    | ParserToken::RParen
                    | ParserToken::RBracket
                    | ParserToken::SingleQuotedString(_)
            )
        });
        match text {
            "?" if self.slice.dialect == Dialect::PostgreSql && behind_operand && self.operand_follows() => {
                ParserToken::Question
            }
            _ => ParserToken::Placeholder(text.to_owned()),
        }
    }

    fn operand_follows(&self) -> bool {
        let next = self
            .slice
            .lexed
            .tokens
            .get(self.at + 1)
            .filter(|_| self.at + 1 < self.slice.to);
        next.is_some_and(|token| {
            matches!(
                token.kind,
                TokenKind::String | TokenKind::Parameter | TokenKind::Open
            )
        })
    }
}

fn operator(text: &str, dialect: Dialect) -> ParserToken {
    use ParserToken as T;
    match text {
        "=" => T::Eq,
        "==" => T::DoubleEq,
        "<>" | "!=" => T::Neq,
        "<" => T::Lt,
        ">" => T::Gt,
        "<=" => T::LtEq,
        ">=" => T::GtEq,
        "<=>" if dialect == Dialect::MySql => T::Spaceship,
        "+" => T::Plus,
        "-" => T::Minus,
        "*" => T::Mul,
        "/" => T::Div,
        "%" => T::Mod,
        "||" => T::StringConcat,
        "::" => T::DoubleColon,
        ":=" => T::Assignment,
        ":" => T::Colon,
        "&" => T::Ampersand,
        "|" => T::Pipe,
        "^" => T::Caret,
        "~" => T::Tilde,
        "~*" => T::TildeAsterisk,
        "!~" => T::ExclamationMarkTilde,
        "!~*" => T::ExclamationMarkTildeAsterisk,
        "~~" => T::DoubleTilde,
        "~~*" => T::DoubleTildeAsterisk,
        "!~~" => T::ExclamationMarkDoubleTilde,
        "!~~*" => T::ExclamationMarkDoubleTildeAsterisk,
        "<<" => T::ShiftLeft,
        ">>" => T::ShiftRight,
        "&&" => T::Overlap,
        "!" => T::ExclamationMark,
        "!!" => T::DoubleExclamationMark,
        "#" => T::Sharp,
        "@" => T::AtSign,
        "->" => T::Arrow,
        "->>" => T::LongArrow,
        "#>" => T::HashArrow,
        "#>>" => T::HashLongArrow,
        "@>" => T::AtArrow,
        "<@" => T::ArrowAt,
        "#-" => T::HashMinus,
        "@?" => T::AtQuestion,
        "@@" => T::AtAt,
        "?|" => T::QuestionPipe,
        "?&" => T::QuestionAnd,
        "=>" => T::RArrow,
        "|/" => T::PGSquareRoot,
        "||/" => T::PGCubeRoot,
        "{" => T::LBrace,
        "}" => T::RBrace,
        "\\" => T::Backslash,
        _ if dialect == Dialect::PostgreSql => T::CustomBinaryOperator(text.to_owned()),
        _ => text.chars().next().map_or(T::Backslash, T::Char),
    }
}
