//! The tokens of one statement, with the parentheses they stand in.

use std::ops::Range;

use rowproof_syntax::{Dialect, HighlightKind, HighlightToken, highlight};

/// Tokens that a name and the last it is joined to by dots are apart: no database knows more than four of them.
const FARTHEST: usize = 8;

/// A text's tokens without its comments, and which of them are one statement.
pub(crate) struct Tokens<'t> {
    pub text: &'t str,
    pub list: Vec<HighlightToken>,
    /// Where comments, strings and other things stand in which nothing is a name, in order: code is written elsewhere.
    pub closed: Vec<Range<u32>>,
}

/// One statement of a text: everything between two terminators, however many statements the database makes of it.
pub(crate) struct Statement<'t> {
    pub text: &'t str,
    pub list: &'t [HighlightToken],
    /// For each token the opening parenthesis it stands in, a closing one in its own.
    around: Vec<Option<usize>>,
    /// For each opening parenthesis its closing one, or the end of the statement.
    ends: Vec<usize>,
}

impl<'t> Tokens<'t> {
    pub(crate) fn of(text: &'t str, dialect: Dialect) -> Self {
        let mut list = highlight(text, dialect);
        let is_closed = |kind| {
            use HighlightKind::*;
            matches!(kind, String | Number | Comment | Parameter | Meta)
        };
        let closed = list.iter().filter(|token| is_closed(token.kind));
        let closed = closed.map(|token| token.start..token.end).collect();
        list.retain(|token| token.kind != HighlightKind::Comment);
        Self { text, list, closed }
    }

    /// Whether a byte offset is within or right behind something in which nothing is a name.
    pub(crate) fn is_closed(&self, offset: u32) -> bool {
        let before = self.closed.partition_point(|closed| closed.start < offset);
        let last = before.checked_sub(1).and_then(|at| self.closed.get(at));
        last.is_some_and(|closed| offset <= closed.end)
    }

    /// The tokens of the statement at a byte offset, by their places.
    pub(crate) fn around(&self, offset: u32) -> Range<usize> {
        let before = self.list.partition_point(|token| token.end <= offset);
        let before = self.list.get(..before).unwrap_or_default();
        let last = before.iter().rposition(|token| self.ends(token));
        let start = last.map_or(0, |at| at + 1);
        let rest = self.list.get(start..).unwrap_or_default();
        let end = rest.iter().position(|token| self.ends(token));
        start..end.map_or(self.list.len(), |end| start + end)
    }

    /// Every statement, by its tokens.
    pub(crate) fn statements(&self) -> Vec<Range<usize>> {
        let mut statements = Vec::new();
        let mut start = 0;
        for (at, token) in self.list.iter().enumerate() {
            if self.ends(token) {
                statements.push(start..at);
                start = at + 1;
            }
        }
        statements.push(start..self.list.len());
        statements
    }

    pub(crate) fn statement(&self, range: Range<usize>) -> Statement<'_> {
        Statement::new(self.text, self.list.get(range).unwrap_or_default())
    }

    fn ends(&self, token: &HighlightToken) -> bool {
        token.kind == HighlightKind::Meta
            || token.kind == HighlightKind::Operator && slice(self.text, token) == ";"
    }
}

impl<'t> Statement<'t> {
    fn new(text: &'t str, list: &'t [HighlightToken]) -> Self {
        let mut around = Vec::with_capacity(list.len());
        let mut ends = vec![list.len(); list.len()];
        let mut open: Vec<usize> = Vec::new();
        for (at, token) in list.iter().enumerate() {
            let is = |text_of: &str| token.kind == HighlightKind::Operator && slice(text, token) == text_of;
            around.push(open.last().copied());
            if is(")")
                && let Some(opened) = open.pop()
                && let Some(end) = ends.get_mut(opened)
            {
                *end = at;
            }
            if is("(") {
                open.push(at);
            }
        }
        Self {
            text,
            list,
            around,
            ends,
        }
    }

    /// What stands at a place; empty behind the last token.
    pub(crate) fn word(&self, at: usize) -> &'t str {
        self.list.get(at).map_or("", |token| slice(self.text, token))
    }

    /// Whether that keyword or sign stands there.
    pub(crate) fn is(&self, at: usize, word: &str) -> bool {
        self.word(at).eq_ignore_ascii_case(word)
    }

    /// Whether one of those stands there.
    pub(crate) fn is_one_of(&self, at: usize, words: &[&str]) -> bool {
        words.iter().any(|word| self.is(at, word))
    }

    /// Whether one of those stands right before.
    pub(crate) fn follows(&self, at: usize, words: &[&str]) -> bool {
        at.checked_sub(1)
            .is_some_and(|before| self.is_one_of(before, words))
    }

    /// Whether a word or a quoted name stands there: keywords can be names too.
    pub(crate) fn is_name(&self, at: usize) -> bool {
        use HighlightKind::*;
        let kind = self.list.get(at).map(|token| token.kind);
        kind.is_some_and(|kind| matches!(kind, Identifier | QuotedIdentifier | Keyword | TypeName))
    }

    /// Whether a name stands there that is no keyword.
    pub(crate) fn is_plain_name(&self, at: usize) -> bool {
        let kind = self.list.get(at).map(|token| token.kind);
        self.is_name(at) && kind != Some(HighlightKind::Keyword)
    }

    /// The names joined by dots that the name at a place is one of: the places of the first and behind the last, at most
    /// [`FARTHEST`] away.
    pub(crate) fn chain(&self, at: usize) -> Range<usize> {
        let (mut start, mut end) = (at, at + 1);
        while start >= 2 && at - start < FARTHEST && self.is(start - 1, ".") && self.is_name(start - 2) {
            start -= 2;
        }
        while end - at < FARTHEST && self.is(end, ".") && self.is_name(end + 1) {
            end += 2;
        }
        start..end
    }

    /// The opening parenthesis a place stands in.
    pub(crate) fn parenthesis(&self, at: usize) -> Option<usize> {
        match self.around.get(at) {
            Some(around) => *around,
            None => {
                // Behind the last token: what is still open.
                let last = at.checked_sub(1)?;
                let within = *self.around.get(last)?;
                match self.word(last) {
                    "(" => Some(last),
                    ")" => *self.around.get(within?)?,
                    _ => within,
                }
            }
        }
    }

    /// The places inside of an opening parenthesis.
    pub(crate) fn inside(&self, open: usize) -> Range<usize> {
        open + 1
            ..self
                .ends
                .get(open)
                .copied()
                .unwrap_or(self.list.len())
                .max(open + 1)
    }
}

/// A token's text.
pub(crate) fn slice<'t>(text: &'t str, token: &HighlightToken) -> &'t str {
    text.get(token.start as usize..token.end as usize)
        .unwrap_or_default()
}

/// A name without its quotes.
pub(crate) fn unquoted(name: &str) -> String {
    let inner = |open: char, close: char| {
        let inner = name.strip_prefix(open)?;
        Some(inner.strip_suffix(close).unwrap_or(inner))
    };
    if let Some(inner) = inner('"', '"') {
        return inner.replace("\"\"", "\"");
    }
    if let Some(inner) = inner('`', '`') {
        return inner.replace("``", "`");
    }
    inner('[', ']').unwrap_or(name).to_owned()
}
