//! Going on after trouble: what is reported, and where reading resumes.

use rowproof_source::Span;

use super::cursor::quoted;
use super::{Read, Reader};
use crate::Dialect;
use crate::ast::{Comment, SyntaxErrorKind};
use crate::comments::Comments;
use crate::lexer::TokenKind;

/// How many words of an unknown clause are shown.
const SHOWN_WORDS: usize = 4;

impl Reader<'_> {
    /// The value, or a report and nothing.
    pub(super) fn keep<T>(&mut self, result: Read<T>) -> Option<T> {
        match result {
            Ok(value) => Some(value),
            Err(failure) => {
                self.push_error(failure.span, failure.kind);
                None
            }
        }
    }

    /// Reads the items of a list in parentheses, each in a window of its own, so that trouble costs one item. What an
    /// item leaves unread is reported. The place is behind the closing parenthesis afterwards.
    pub(super) fn list<T>(
        &mut self,
        what: &'static str,
        mut read: impl FnMut(&mut Self) -> Read<T>,
    ) -> Read<Vec<T>> {
        if self.kind(0) != Some(TokenKind::Open) {
            return Err(self.unexpected("`(`"));
        }
        let close = self.group_end();
        if close.is_none() {
            let span = self.here();
            self.push_error(span, SyntaxErrorKind::Unclosed { what });
        }
        self.at += 1;
        let mut items = Vec::new();
        self.within(close.unwrap_or(self.end), |reader| {
            reader.items(&mut items, &mut read);
        });
        if close.is_some() {
            self.at += 1;
        }
        Ok(items)
    }

    /// Reads comma-separated items up to the window's end.
    pub(super) fn items<T>(&mut self, items: &mut Vec<T>, read: &mut impl FnMut(&mut Self) -> Read<T>) {
        while !self.at_end() {
            let end = self.item_end();
            if end > self.at {
                self.within(end, |reader| reader.item(items, read));
            } else if self.at + 1 < self.end {
                // Two commas in a row; a comma before the closing parenthesis is SQLite's and everyone's slip.
                let failure = self.unexpected("something between the commas");
                self.push_error(failure.span, failure.kind);
            }
            self.accept_kind(TokenKind::Comma);
        }
    }

    /// Reads the window as one item; as several where commas were forgotten between lines.
    fn item<T>(&mut self, items: &mut Vec<T>, read: &mut impl FnMut(&mut Self) -> Read<T>) {
        loop {
            let from = self.at;
            let is_constraint = self.dialect == Dialect::Sqlite && self.starts_table_constraint();
            let result = read(self);
            let Some(item) = self.keep(result) else { return };
            items.push(item);
            if is_constraint && self.at > from && self.starts_table_constraint() {
                // SQLite wants no comma between the constraints of a table.
                continue;
            }
            let goes_on = self.starts_line() || self.starts_only_table_constraint();
            if self.at == from || !goes_on {
                return self.report_rest();
            }
            let failure = self.unexpected("`,`");
            self.push_error(failure.span, failure.kind);
        }
    }

    /// Whether the next token is a name that starts a line with another word behind it, as a column does.
    pub(super) fn starts_line(&self) -> bool {
        self.peek(0).is_some_and(|token| token.first_on_line)
            && self.name_at(0)
            && matches!(self.kind(1), Some(TokenKind::Word))
    }

    /// Reports what the window still holds as a clause that is not understood.
    pub(super) fn report_rest(&mut self) {
        if !self.at_end() {
            let from = self.at;
            self.at = self.end;
            self.report_clause(from);
        }
    }

    /// Reports the tokens from `from` to the last one read as a clause that is not understood.
    pub(super) fn report_clause(&mut self, from: usize) {
        let to = self.at.min(from + SHOWN_WORDS);
        let shown = self.span_of(from, to);
        let clause = quoted(self.text.get(shown.range()).unwrap_or_default());
        let span = self.span_since(from);
        self.push_error(span, SyntaxErrorKind::UnknownClause { clause });
    }
}

impl Reader<'_> {
    fn comments(&self) -> Comments<'_> {
        Comments {
            text: self.text,
            lexed: self.lexed,
        }
    }

    /// The comment of an item that ends before the token `item_end`.
    pub(super) fn comment_of_item(&self, item: Span, item_end: usize) -> Option<Comment> {
        let separator = self
            .lexed
            .tokens
            .get(item_end)
            .map_or(item.end, |token| token.end);
        self.comments().of_item(item, separator)
    }

    pub(super) fn comment_before_statement(&self) -> Option<Comment> {
        self.comments().above(self.statement)
    }
}
