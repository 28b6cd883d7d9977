//! Text to tokens, once: byte spans only, no copies. Comments are kept apart, so that the reader sees code alone.
//!
//! What differs by dialect is decided here and nowhere else: which quotes hold names and which hold strings, dollar
//! quotes, nested comments, `#` comments, versioned comments that are code, psql's meta-commands, the data behind
//! `COPY … FROM stdin`, and the client's `DELIMITER`.

mod client;
mod operator;
mod quote;
mod recovery;

pub(crate) use recovery::{starts_statement, starts_with_verb};

use crate::{Dialect, Server};

/// One token of code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Token {
    pub kind: TokenKind,
    /// Whether nothing but blanks and comments stand before it on its line.
    pub first_on_line: bool,
    /// Byte offset of the first byte.
    pub start: u32,
    /// Byte offset past the last byte.
    pub end: u32,
}

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TokenKind {
    /// A keyword or an unquoted name.
    Word,
    /// A name in quotes.
    QuotedName,
    /// A string in any of its forms, prefix included.
    String,
    Number,
    /// `?`, `$1`, `:name`, `@name`
    Parameter,
    Operator,
    Comma,
    Dot,
    Open,
    Close,
    OpenBracket,
    CloseBracket,
    /// What ends a statement: `;`, or the client's delimiter.
    Terminator,
    /// `;` while the client's delimiter is another one.
    Semicolon,
    /// A line for the client: psql's `\connect`, SQLite's `.mode`, MySQL's `DELIMITER`.
    Meta,
}

/// A stretch of text that is not code, or something never closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Stretch {
    pub start: u32,
    pub end: u32,
}

/// A quote or comment that is never closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Unclosed {
    pub what: &'static str,
    pub place: Stretch,
}

/// A text in tokens, everything in the order of the text.
#[derive(Debug, Default)]
pub(crate) struct Lexed {
    pub tokens: Vec<Token>,
    pub comments: Vec<Stretch>,
    /// The data lines behind `COPY … FROM stdin`.
    pub data: Vec<Stretch>,
    pub unclosed: Vec<Unclosed>,
}

/// Reads the whole text in linear time.
pub(crate) fn lex(text: &str, server: impl Into<Server>) -> Lexed {
    let server = server.into();
    let mut lexer = Lexer::new(text, server, false);
    lexer.run();
    if lexer.quote_ran_to_the_end {
        // One quote too many turns every string below it inside out. The second pass cuts a quote at the end of its
        // line where the text behind it plainly starts another statement.
        lexer = Lexer::new(text, server, true);
        lexer.run();
    }
    lexer.lexed
}

pub(super) struct Lexer<'t> {
    text: &'t str,
    bytes: &'t [u8],
    dialect: Dialect,
    /// Decides which versioned comments are code.
    server: Server,
    /// MySQL's `sql_mode` as far as the text has set it: whether `"` holds names.
    ansi_quotes: bool,
    /// And whether a backslash escapes.
    backslash_escapes: bool,
    /// Whether quotes are cut where a statement plainly starts inside them.
    suspicious: bool,
    at: usize,
    first_on_line: bool,
    /// The token the current statement starts with.
    statement_start: usize,
    /// How many versioned comments are open.
    in_versioned_comment: bool,
    delimiter: Option<&'t [u8]>,
    quote_ran_to_the_end: bool,
    /// How many searches ran to the end of the text in vain; bounded, since each costs the rest of the text.
    vain_searches: u32,
    lexed: Lexed,
}

impl<'t> Lexer<'t> {
    fn new(text: &'t str, server: Server, suspicious: bool) -> Self {
        Self {
            text,
            bytes: text.as_bytes(),
            dialect: server.dialect(),
            server,
            ansi_quotes: false,
            backslash_escapes: true,
            suspicious,
            at: 0,
            first_on_line: true,
            statement_start: 0,
            in_versioned_comment: false,
            delimiter: None,
            quote_ran_to_the_end: false,
            vain_searches: 0,
            lexed: Lexed {
                tokens: Vec::with_capacity(text.len() / 32),
                ..Lexed::default()
            },
        }
    }

    fn run(&mut self) {
        while let Some(byte) = self.byte(0) {
            self.step(byte);
        }
    }

    /// The byte `ahead` of the current one.
    fn byte(&self, ahead: usize) -> Option<u8> {
        self.bytes.get(self.at + ahead).copied()
    }

    fn step(&mut self, byte: u8) {
        match byte {
            b'\n' => {
                self.at += 1;
                self.first_on_line = true;
            }
            b' ' | b'\t' | b'\r' | 0x0b | 0x0c => self.at += 1,
            _ if self.delimiter_here() => self.push_terminator(self.delimiter.map_or(1, <[u8]>::len)),
            b'a'..=b'z' | b'A'..=b'Z' | b'_' | 0x80.. => self.word(byte),
            b'0'..=b'9' => self.number(),
            b'\'' => self.string(self.at),
            b'"' | b'`' => self.quoted(byte),
            b'[' if self.dialect == Dialect::Sqlite => self.bracket_name(),
            b'(' => self.push(TokenKind::Open, 1),
            b')' => self.push(TokenKind::Close, 1),
            b'[' => self.push(TokenKind::OpenBracket, 1),
            b']' => self.push(TokenKind::CloseBracket, 1),
            b',' => self.push(TokenKind::Comma, 1),
            b';' if self.delimiter.is_none() => self.push_terminator(1),
            b';' => self.push(TokenKind::Semicolon, 1),
            b'.' => self.dot(),
            b'$' => self.dollar(),
            b'\\' => self.backslash(),
            _ => self.comment_or_operator(byte),
        }
    }

    fn push(&mut self, kind: TokenKind, length: usize) {
        self.push_to(kind, self.at, self.at + length);
    }

    fn push_to(&mut self, kind: TokenKind, start: usize, end: usize) {
        let end = end.min(self.bytes.len());
        if self.lexed.tokens.len() == self.lexed.tokens.capacity() {
            self.make_room();
        }
        self.lexed.tokens.push(Token {
            kind,
            first_on_line: self.first_on_line,
            start: start as u32,
            end: end as u32,
        });
        self.first_on_line = false;
        self.at = end;
    }

    /// Room for as many tokens as the rest of the text has when it is like what was read, and a few more: twice as many as
    /// there are, as lists grow, are megabytes that stay empty.
    fn make_room(&mut self) {
        let tokens = &mut self.lexed.tokens;
        let rest = self.bytes.len().saturating_sub(self.at);
        let expected = (tokens.len() as u64 * rest as u64 / (self.at as u64 + 1)) as usize;
        tokens.reserve_exact(expected + expected / 32 + 64);
    }

    fn push_terminator(&mut self, length: usize) {
        self.push(TokenKind::Terminator, length);
        if self.dialect == Dialect::PostgreSql {
            self.copy_data();
        } else if self.dialect == Dialect::MySql {
            self.follow_sql_mode();
        }
        self.statement_start = self.lexed.tokens.len();
    }

    fn delimiter_here(&self) -> bool {
        self.delimiter
            .is_some_and(|delimiter| self.rest().starts_with(delimiter))
    }

    fn rest(&self) -> &'t [u8] {
        self.bytes.get(self.at..).unwrap_or_default()
    }

    fn word(&mut self, first: u8) {
        if first >= 0x80 && self.skip_wide_blank() {
            return;
        }
        if self.prefixed_string(first) {
            return;
        }
        let end = self.word_end(self.at);
        if self.dialect == Dialect::MySql && self.delimiter_command(end) {
            return;
        }
        self.push_to(TokenKind::Word, self.at, end);
    }

    /// Where the word that starts at `from` ends.
    fn word_end(&self, from: usize) -> usize {
        let dollar_ends = self
            .delimiter
            .is_some_and(|delimiter| delimiter.first() == Some(&b'$'));
        let mut end = from;
        while let Some(byte) = self.bytes.get(end) {
            match byte {
                b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'_' => end += 1,
                b'$' if !dollar_ends => end += 1,
                0x80.. if !wide_blank(self.text, end) => end += 1,
                _ => break,
            }
        }
        end
    }

    /// Blanks outside ASCII come with text pasted from pages and word processors.
    fn skip_wide_blank(&mut self) -> bool {
        let blank = wide_blank(self.text, self.at);
        if blank {
            self.at += self
                .text
                .get(self.at..)
                .and_then(|rest| rest.chars().next())
                .map_or(1, char::len_utf8);
        }
        blank
    }

    fn number(&mut self) {
        let mut end = self.at;
        let mut seen_dot = false;
        while let Some(byte) = self.bytes.get(end) {
            match byte {
                b'0'..=b'9' | b'a'..=b'd' | b'f'..=b'z' | b'A'..=b'D' | b'F'..=b'Z' | b'_' => end += 1,
                b'e' | b'E' => {
                    end += 1;
                    let sign = matches!(self.bytes.get(end), Some(b'+' | b'-'));
                    if sign && matches!(self.bytes.get(end + 1), Some(b'0'..=b'9')) {
                        end += 1;
                    }
                }
                b'.' if !seen_dot && self.bytes.get(end + 1) != Some(&b'.') => {
                    seen_dot = true;
                    end += 1;
                }
                _ => break,
            }
        }
        let kind = match self.bytes.get(self.at..end) {
            Some(text) if self.dialect == Dialect::MySql && is_digit_led_name(text) => TokenKind::Word,
            _ => TokenKind::Number,
        };
        self.push_to(kind, self.at, end.max(self.at + 1));
    }

    fn dot(&mut self) {
        let after_name = self.lexed.tokens.last().is_some_and(|token| {
            token.end as usize == self.at
                && matches!(
                    token.kind,
                    TokenKind::Word | TokenKind::QuotedName | TokenKind::CloseBracket | TokenKind::Close
                )
        });
        let at_start = self.statement_start == self.lexed.tokens.len() && self.first_on_line;
        if !after_name && matches!(self.byte(1), Some(b'0'..=b'9')) {
            self.number();
        } else if self.dialect == Dialect::Sqlite && at_start && matches!(self.byte(1), Some(b'a'..=b'z')) {
            self.meta_line();
        } else {
            self.push(TokenKind::Dot, 1);
        }
    }
}

/// Whether the character at `at` is a blank outside ASCII.
fn wide_blank(text: &str, at: usize) -> bool {
    text.get(at..)
        .and_then(|rest| rest.chars().next())
        .is_some_and(|character| character.is_whitespace() || matches!(character, '\u{feff}' | '\u{200b}'))
}

/// MySQL names may start with digits, as in `2fa_tokens`; `1e5` and `0x1f` are numbers.
fn is_digit_led_name(text: &[u8]) -> bool {
    let letters = text
        .iter()
        .position(|byte| byte.is_ascii_alphabetic() || *byte == b'_');
    let Some(at) = letters else { return false };
    let is_number_letter = matches!(
        (text.first(), text.get(at)),
        (_, Some(b'e' | b'E')) | (Some(b'0'), Some(b'x' | b'X' | b'b' | b'B'))
    );
    let rest_is_number = text.get(at + 1..).is_some_and(|rest| {
        rest.iter()
            .all(|byte| byte.is_ascii_hexdigit() || matches!(byte, b'+' | b'-'))
    });
    let is_number = is_number_letter && rest_is_number;
    !is_number && !text.contains(&b'.')
}

#[cfg(test)]
mod tests {
    use super::*;

    pub(super) fn words(text: &str, dialect: Dialect) -> Vec<&str> {
        lex(text, dialect)
            .tokens
            .iter()
            .map(|token| text.get(token.start as usize..token.end as usize).unwrap())
            .collect()
    }

    #[test]
    fn splits_code_from_comments_by_dialect() {
        let text = "a -- b\n/* c /* d */ e */ f";
        assert_eq!(words(text, Dialect::PostgreSql), ["a", "f"]);
        assert_eq!(words(text, Dialect::Sqlite), ["a", "e", "*", "/", "f"]);
        assert_eq!(words("a # b\nc", Dialect::MySql), ["a", "c"]);
    }

    #[test]
    fn versioned_comments_are_code_in_mysql() {
        let text = "/*!40101 SET x = 1 */;";
        assert_eq!(words(text, Dialect::MySql), ["SET", "x", "=", "1", ";"]);
        assert_eq!(words(text, Dialect::PostgreSql), [";"]);
    }

    #[test]
    fn dollar_quotes_and_parameters() {
        assert_eq!(words("$a$x;$a$ $1", Dialect::PostgreSql), ["$a$x;$a$", "$1"]);
        assert_eq!(words("a::int :b", Dialect::PostgreSql), ["a", "::", "int", ":b"]);
    }

    #[test]
    fn one_open_quote_costs_its_line() {
        let text = "create table a (b text default 'x,\n c int);\ncreate table d (e text default 'y');";
        let lexed = lex(text, Dialect::PostgreSql);
        assert_eq!(lexed.unclosed.len(), 1);
        let words = words(text, Dialect::PostgreSql);
        assert_eq!(words.iter().filter(|word| **word == "create").count(), 2);
        assert!(words.contains(&"'y'"));
    }

    #[test]
    fn copy_data_and_meta_commands_are_no_code() {
        let text = "COPY a (b) FROM stdin;\n1\tit's\n\\.\n\\connect x\nselect 1;";
        let lexed = lex(text, Dialect::PostgreSql);
        assert_eq!(lexed.data.len(), 1);
        assert_eq!(
            words(text, Dialect::PostgreSql)[8..],
            ["\\connect x", "select", "1", ";"]
        );
    }

    #[test]
    fn delimiter_changes_the_terminator() {
        let text = "DELIMITER $$\nbegin a; end$$\nDELIMITER ;\nb;";
        let kinds: Vec<_> = lex(text, Dialect::MySql)
            .tokens
            .iter()
            .map(|token| token.kind)
            .collect();
        use TokenKind::*;
        assert_eq!(
            kinds,
            [
                Meta, Word, Word, Semicolon, Word, Terminator, Meta, Word, Terminator
            ]
        );
    }

    #[test]
    fn digits_may_lead_names_in_mysql() {
        assert_eq!(lex("2fa_tokens", Dialect::MySql).tokens[0].kind, TokenKind::Word);
        assert_eq!(lex("1e5", Dialect::MySql).tokens[0].kind, TokenKind::Number);
    }
}
