//! What SQLite writes in its own way: types of any words, defaults of one term, keys that are expressions, conflict
//! clauses, and the words that are no names.

use rowproof_source::WordList;

use super::data_type::push_type_word;
use super::{Read, Reader};
use crate::Dialect;
use crate::ast::{ColumnDefinition, CreateTable, DataType, Expression, IndexKey, SyntaxErrorKind};
use crate::lexer::{Token, TokenKind};

/// The keywords that are no names without quotes; all others fall back to names (SQLite documentation, "SQLite
/// Keywords", and the `%fallback` list of its grammar).
const RESERVED: WordList = WordList::new(
    "ADD,ALL,ALTER,AND,AS,AUTOINCREMENT,BETWEEN,CASE,CHECK,COLLATE,COMMIT,CONSTRAINT,CREATE,DEFAULT,\
     DEFERRABLE,DELETE,DISTINCT,DROP,ELSE,ESCAPE,EXCEPT,EXISTS,FOREIGN,FROM,GROUP,HAVING,IN,INDEX,\
     INSERT,INTERSECT,INTO,IS,ISNULL,JOIN,LIMIT,NOT,NOTHING,NOTNULL,NULL,ON,OR,ORDER,PRIMARY,\
     REFERENCES,RETURNING,SELECT,SET,TABLE,THEN,TO,TRANSACTION,UNION,UNIQUE,UPDATE,USING,VALUES,WHEN,\
     WHERE",
);

impl Reader<'_> {
    /// Reports an unquoted keyword that SQLite does not take for a name; it is read as one nevertheless.
    pub(super) fn report_reserved(&mut self, token: &Token) {
        if self.dialect != Dialect::Sqlite || token.kind != TokenKind::Word {
            return;
        }
        let word = self.token_text(token);
        if is_reserved(word) {
            let found = super::quoted(word);
            self.push_error(
                self.token_span(token),
                SyntaxErrorKind::Unexpected {
                    expected: "a name; a keyword needs quotes to be one".to_owned(),
                    found,
                },
            );
        }
    }

    /// SQLite's columns stand before its table constraints.
    pub(super) fn report_late_column(&mut self, column: &ColumnDefinition, table: &CreateTable) {
        if self.dialect == Dialect::Sqlite && !table.constraints.is_empty() {
            let found = super::quoted(&column.name.value);
            self.push_error(
                column.name.span,
                SyntaxErrorKind::Unexpected {
                    expected: "a constraint: columns stand before the table's constraints".to_owned(),
                    found,
                },
            );
        }
    }

    /// Any words, quoted or not, and one or two signed numbers in parentheses.
    pub(super) fn sqlite_type(&mut self, data_type: &mut DataType) {
        let from = self.at;
        while self.name_at(0) && !self.ends_sqlite_type() {
            if let Some(token) = self.peek(0) {
                let word = self.identifier_of(token);
                if !data_type.name.is_empty() {
                    data_type.name.push(' ');
                }
                push_type_word(&mut data_type.name, &word.value, false);
            }
            self.at += 1;
        }
        if self.at > from {
            let open = self.at;
            self.type_arguments(data_type);
            self.report_type_arguments(data_type, open);
        }
        data_type.words = match self.lexed.tokens.get(from) {
            // Of a type in quotes SQLite keeps what is inside the first.
            Some(first) if first.kind != TokenKind::Word => self.identifier_of(first).value,
            _ => self.text_since(from),
        };
    }

    fn ends_sqlite_type(&self) -> bool {
        let always = self.is(0, "GENERATED") && self.is(1, "ALWAYS");
        always || is_reserved(self.word(0))
    }

    fn report_type_arguments(&mut self, data_type: &DataType, open: usize) {
        let is_number = |argument: &String| {
            let digits = argument.trim_start_matches(['+', '-']).trim_start();
            digits.starts_with(|first: char| first.is_ascii_digit() || first == '.')
        };
        let fits = data_type.arguments.len() <= 2 && data_type.arguments.iter().all(is_number);
        let is_empty = self.at > open && data_type.arguments.is_empty();
        if !fits || is_empty {
            let span = self.span_since(open);
            let found = super::quoted(self.text.get(span.range()).unwrap_or_default());
            self.push_error(
                span,
                SyntaxErrorKind::Unexpected {
                    expected: "one or two numbers behind the type".to_owned(),
                    found,
                },
            );
        }
    }

    /// One term with a sign at most, or an expression in parentheses; the text is that of the inside.
    pub(super) fn sqlite_default(&mut self) -> Expression {
        let what = "the default";
        if self.kind(0) == Some(TokenKind::Open) {
            return match self.parenthesised_expression(what) {
                Ok(expression) => expression,
                Err(_) => self.opaque(self.at, self.at),
            };
        }
        if self.kind(0) == Some(TokenKind::Parameter) {
            let failure = self.unexpected("a constant");
            self.push_error(failure.span, failure.kind);
        }
        let signed = self.is_operator(0, "-") || self.is_operator(0, "+");
        let end = self.at + usize::from(signed) + 1;
        if let Some(word) = self.sqlite_word(signed) {
            self.at = end.min(self.end);
            return word;
        }
        self.expression_to(end, what)
    }

    /// A default names no columns: a name, quoted or not, is a string, but for the truth values and the times.
    fn sqlite_word(&self, signed: bool) -> Option<Expression> {
        let token = self.peek(0).filter(|_| !signed)?;
        let is_quoted = token.kind == TokenKind::QuotedName;
        let is_value = self.is_one_of(0, "NULL TRUE FALSE CURRENT_TIME CURRENT_DATE CURRENT_TIMESTAMP");
        let is_word = token.kind == TokenKind::Word && !is_value && !is_reserved(self.word(0));
        (is_quoted || is_word).then(|| self.string_of(token))
    }

    /// `ON CONFLICT REPLACE`: the resolution.
    pub(super) fn conflict_clause(&mut self) -> Option<String> {
        if self.dialect != Dialect::Sqlite || !self.accept_all("ON CONFLICT") {
            return None;
        }
        let resolution = self.word(0).to_ascii_uppercase();
        self.step(1);
        Some(resolution)
    }

    /// Whether the `PRIMARY KEY` just read says `DESC`.
    pub(super) fn key_is_descending(&self, from: usize) -> bool {
        let last = self.at.checked_sub(1).filter(|last| *last >= from);
        self.dialect == Dialect::Sqlite
            && last
                .and_then(|last| self.lexed.tokens.get(last))
                .is_some_and(|token| self.token_text(token).eq_ignore_ascii_case("desc"))
    }

    /// Whether the table's primary key that starts here ends in `AUTOINCREMENT)`.
    pub(super) fn key_is_autoincrement(&self) -> bool {
        if self.dialect != Dialect::Sqlite {
            return false;
        }
        let ahead = if self.is(0, "CONSTRAINT") { 2 } else { 0 };
        let key = self.is(ahead, "PRIMARY") && self.is(ahead + 1, "KEY");
        let tokens = self
            .lexed
            .tokens
            .get(self.at + ahead..self.end)
            .unwrap_or_default();
        let close = tokens.iter().position(|token| token.kind == TokenKind::Close);
        key && close
            .and_then(|close| tokens.get(close.checked_sub(1)?))
            .is_some_and(|token| self.token_text(token).eq_ignore_ascii_case("autoincrement"))
    }

    /// A column or any expression, then `COLLATE name`, then its order.
    pub(super) fn sqlite_index_key(&mut self) -> Read<IndexKey> {
        let mut end = self.end;
        let last = |reader: &Self, end: usize, back: usize| {
            end.checked_sub(back)
                .filter(|at| *at > reader.at)
                .and_then(|at| reader.lexed.tokens.get(at))
                .filter(|token| token.kind == TokenKind::Word)
                .map_or("", |token| reader.token_text(token))
        };
        let is = |found: &str, word: &str| found.eq_ignore_ascii_case(word);
        if is(last(self, end, 1), "autoincrement") {
            end -= 1;
        }
        let mut nulls_first = None;
        if is(last(self, end, 2), "nulls") {
            nulls_first = Some(is(last(self, end, 1), "first"));
            end -= 2;
        }
        let descending = is(last(self, end, 1), "desc");
        if descending || is(last(self, end, 1), "asc") {
            end -= 1;
        }
        let mut collation = None;
        // It binds tighter than any operator: behind an expression of several operands it is the last one's.
        while is(last(self, end, 2), "collate") && self.is_one_operand(end - 2) {
            // The outermost of several holds.
            if let (None, Some(token)) = (&collation, self.lexed.tokens.get(end - 1)) {
                collation = Some(self.identifier_of(token).value);
            }
            end -= 2;
        }
        let expression = match end == self.at + 1 && self.name_at(0) {
            true => self.column_key()?,
            false if end <= self.at => return Err(self.unexpected("a column name or an expression")),
            false => self.expression_to(end, "the key's expression"),
        };
        self.at = self.end;
        Ok(IndexKey {
            without_overlaps: false,
            expression,
            prefix_length: None,
            collation,
            operator_class: None,
            descending,
            nulls_first,
        })
    }

    /// Whether `… IN (…)` ends at `end`: the list ends the expression, not an operand of it.
    fn is_in_list(&self, end: usize) -> bool {
        let tokens = self.lexed.tokens.get(self.at..end).unwrap_or_default();
        let mut depth = 0_usize;
        for (at, token) in tokens.iter().enumerate().rev() {
            match token.kind {
                TokenKind::Close => depth += 1,
                TokenKind::Open => depth = depth.saturating_sub(1),
                _ => {}
            }
            if depth == 0 {
                let before = at.checked_sub(1).and_then(|before| tokens.get(before));
                return token.kind == TokenKind::Open
                    && before.is_some_and(|before| self.token_text(before).eq_ignore_ascii_case("in"));
            }
        }
        false
    }

    /// Whether what stands from here to `end` is a name, a value, a call, or something in parentheses, with collations.
    fn is_one_operand(&self, end: usize) -> bool {
        let mut end = end;
        let word = |at: usize| {
            self.lexed
                .tokens
                .get(at)
                .map_or("", |token| self.token_text(token))
        };
        while end >= self.at + 3 && word(end - 2).eq_ignore_ascii_case("collate") {
            end -= 2;
        }
        let is_whole = end == self.at + 1
            || (word(self.at).eq_ignore_ascii_case("case") && word(end - 1).eq_ignore_ascii_case("end"))
            || word(end - 1).eq_ignore_ascii_case("isnull")
            || word(end - 1).eq_ignore_ascii_case("notnull")
            || self.is_in_list(end);
        if is_whole {
            return true;
        }
        if is_reserved(self.word(0)) {
            return false;
        }
        let open = self.at + usize::from(self.kind(0) != Some(TokenKind::Open));
        let tokens = self.lexed.tokens.get(open..end).unwrap_or_default();
        let mut depth = 0_usize;
        for (at, token) in tokens.iter().enumerate() {
            match token.kind {
                TokenKind::Open => depth += 1,
                TokenKind::Close => depth = depth.saturating_sub(1),
                _ => {}
            }
            if depth == 0 {
                return at + 1 == tokens.len() && at > 0;
            }
        }
        false
    }
}

/// Whether the word is no name without quotes.
pub(super) fn is_reserved(word: &str) -> bool {
    RESERVED.contains_in_any_case(word)
}
