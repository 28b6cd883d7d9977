//! `rowproof:ignore`: what somebody looked at and wants to hear no more, said in a comment.
//!
//! `-- rowproof:ignore rule[, rule] reason` is about the item it stands behind, else about the item or statement that
//! starts right below it; `rowproof:ignore-file` is about the whole text. What follows the mark up to the end of its
//! line is no part of the comment that describes a column.

use std::ops::Range;

use rowproof_source::{SourceId, Span};

use crate::lexer::{Lexed, Stretch, Token, TokenKind};
use crate::splitter::Piece;

/// How far behind its item a comment may stand, in bytes: what lies between is read for each comment of a line.
const MAX_BEHIND: u32 = 4096;

/// One `rowproof:ignore`, as written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IgnoreComment {
    /// From the mark to the end of its words.
    pub span: Span,
    /// The rules it names, in order; not all of them need to exist.
    pub rules: Vec<String>,
    /// Why; empty when nothing is said.
    pub reason: String,
    /// What it is about.
    pub scope: IgnoreScope,
}

/// What a `rowproof:ignore` is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IgnoreScope {
    /// The whole text.
    File(Span),
    /// A statement.
    Statement(Span),
    /// One column, constraint or key of a list, or one action of `ALTER`.
    Item(Span),
    /// Nothing stands before it on its line or right below it.
    Nothing,
}

/// The comments of a text that ignore something, in order. Linear in the text; next to nothing without such comments.
pub(crate) fn ignore_comments(
    source: SourceId,
    text: &str,
    lexed: &Lexed,
    pieces: &[Piece],
) -> Vec<IgnoreComment> {
    let inside = |comment: &Stretch| text.get(comment.start as usize..comment.end as usize);
    let is_mark = |comment: &Stretch| inside(comment).is_some_and(|comment| find_mark(comment).is_some());
    if !lexed.comments.iter().any(is_mark) {
        return Vec::new();
    }
    let places = Places {
        source,
        text,
        tokens: &lexed.tokens,
        items: items_of(text, &lexed.tokens, pieces),
        pieces,
    };
    let mut found = Vec::new();
    // What the run of comments that starts there stands above.
    let mut below = (u32::MAX, IgnoreScope::Nothing);
    for comment in lexed.comments.iter().rev() {
        let scope = places.scope_of(*comment, below);
        below = (comment.start, scope);
        let mut start = comment.start as usize;
        let mut of_comment = Vec::new();
        for line in inside(comment).unwrap_or_default().split('\n') {
            if let Some((at, words)) = find_mark(line) {
                let mut ignore = parse(words, scope);
                if let IgnoreScope::File(span) = &mut ignore.scope {
                    *span = Span::new(source, 0, text.len() as u32);
                }
                let end = start + line.trim_end_matches("*/").trim_end().len();
                ignore.span = Span::new(source, (start + at) as u32, end as u32);
                of_comment.push(ignore);
            }
            start += line.len() + 1;
        }
        found.extend(of_comment.into_iter().rev());
    }
    found.reverse();
    found
}

/// The text of a comment without what is said to us.
pub(crate) fn without_mark(line: &str) -> &str {
    let before = find_mark(line).and_then(|(at, _)| line.get(..at));
    before.unwrap_or(line)
}

/// Where the mark stands in a line, and what follows it.
fn find_mark(line: &str) -> Option<(usize, &str)> {
    line.match_indices(':').find_map(|(at, _)| {
        let before = line.get(..at)?.strip_suffix("rowproof")?;
        let words = line.get(at + 1..)?.strip_prefix("ignore")?;
        let is_word = before.ends_with(|end: char| end.is_whitespace() || "-#*/".contains(end));
        (is_word || before.is_empty()).then_some((before.len(), words))
    })
}

/// Reads `-file rule[, rule] reason`. Its place is filled in by the caller.
fn parse(words: &str, scope: IgnoreScope) -> IgnoreComment {
    let of_file = words.strip_prefix("-file");
    let mut rest = of_file.unwrap_or(words).trim_end_matches("*/");
    let mut rules = Vec::new();
    loop {
        rest = rest.trim_start_matches([' ', '\t', ',', ':']);
        let is_code = |character: char| character.is_ascii_alphanumeric() || "-_".contains(character);
        let end = rest.find(|character| !is_code(character)).unwrap_or(rest.len());
        let Some((code, behind)) = rest.split_at_checked(end).filter(|_| end > 0) else {
            break;
        };
        rules.push(code.to_owned());
        rest = behind.trim_start();
        if !rest.starts_with(',') {
            break;
        }
    }
    let no_words = |character: char| character.is_whitespace() || ":-–—".contains(character);
    IgnoreComment {
        span: Span::default(),
        rules,
        reason: rest.trim_matches(no_words).to_owned(),
        scope: of_file.map_or(scope, |_| IgnoreScope::File(Span::default())),
    }
}

/// Where statements and the items of their lists are.
struct Places<'t> {
    source: SourceId,
    text: &'t str,
    tokens: &'t [Token],
    pieces: &'t [Piece],
    /// Token ranges, in order, not overlapping.
    items: Vec<Range<usize>>,
}

impl Places<'_> {
    fn scope_of(&self, comment: Stretch, below: (u32, IgnoreScope)) -> IgnoreScope {
        let next = self.tokens.partition_point(|token| token.start < comment.end);
        let before = next
            .checked_sub(1)
            .and_then(|at| Some((at, self.tokens.get(at)?)));
        if let Some((at, token)) = before
            && comment.start.saturating_sub(token.end) <= MAX_BEHIND
            && self.lines_between(token.end, comment.start) == 0
        {
            let separator = matches!(token.kind, TokenKind::Comma | TokenKind::Terminator);
            return self.scope_at(at - usize::from(separator && at > 0), false);
        }
        let token = self.tokens.get(next);
        let token_start = token.map_or(u32::MAX, |token| token.start);
        if below.0 < token_start {
            return match self.lines_between(comment.end, below.0) {
                0 | 1 => below.1,
                _ => IgnoreScope::Nothing,
            };
        }
        match token {
            Some(token)
                if !matches!(token.kind, TokenKind::Close | TokenKind::Terminator)
                    && self.lines_between(comment.end, token.start) <= 1 =>
            {
                self.scope_at(next, true)
            }
            _ => IgnoreScope::Nothing,
        }
    }

    /// How many lines end between two places.
    fn lines_between(&self, from: u32, to: u32) -> usize {
        let between = self.text.get(from as usize..to as usize).unwrap_or_default();
        between.matches('\n').count()
    }

    /// What a token belongs to: its item, else its statement; the statement for the first token of one when that is what
    /// a comment stands above.
    fn scope_at(&self, token: usize, above: bool) -> IgnoreScope {
        let piece = self.pieces.partition_point(|piece| piece.tokens.start <= token);
        let Some(piece) = piece.checked_sub(1).and_then(|at| self.pieces.get(at)) else {
            return IgnoreScope::Nothing;
        };
        let item = self.items.partition_point(|item| item.start <= token);
        let item = item.checked_sub(1).and_then(|at| self.items.get(at));
        match item.filter(|item| item.contains(&token) && !(above && token == piece.tokens.start)) {
            Some(item) => IgnoreScope::Item(self.span(item)),
            None => IgnoreScope::Statement(self.span(&piece.tokens)),
        }
    }

    fn span(&self, range: &Range<usize>) -> Span {
        let tokens = self.tokens.get(range.clone()).unwrap_or_default();
        let start = tokens.first().map_or(0, |token| token.start);
        Span::new(self.source, start, tokens.last().map_or(start, |token| token.end))
    }
}

/// The parts of each statement that commas set apart: inside its parentheses, or the actions of `ALTER`.
fn items_of(text: &str, tokens: &[Token], pieces: &[Piece]) -> Vec<Range<usize>> {
    let mut items = Vec::new();
    for piece in pieces {
        let first = tokens.get(piece.tokens.start);
        let word = first.and_then(|token| text.get(token.start as usize..token.end as usize));
        let level = u32::from(!word.is_some_and(|word| word.eq_ignore_ascii_case("alter")));
        let (mut depth, mut start) = (0_u32, piece.tokens.start);
        for at in piece.tokens.clone() {
            let is_end = match tokens.get(at).map(|token| token.kind) {
                Some(TokenKind::Open) => {
                    depth += 1;
                    if depth == 1 && level == 1 {
                        start = at + 1;
                    }
                    false
                }
                Some(TokenKind::Close) => {
                    depth = depth.saturating_sub(1);
                    level == 1 && depth == 0
                }
                Some(TokenKind::Comma) => depth == level,
                _ => false,
            };
            if is_end {
                items.push(start..at);
                start = at + 1;
            }
        }
        if level == 0 {
            items.push(start..piece.tokens.end);
        }
    }
    items
}

#[cfg(test)]
#[allow(clippy::string_slice, reason = "a test that cannot go on must stop")]
mod tests {
    use super::*;
    use crate::{Dialect, read_statements};

    /// Each as `rules | reason | what it is about`.
    fn read(text: &str, dialect: Dialect) -> Vec<String> {
        let mut statements = read_statements(SourceId(0), text, dialect);
        let found = statements.take_ignore_comments().into_iter();
        found
            .map(|ignore| {
                assert!(text[ignore.span.range()].starts_with("rowproof:ignore"));
                let about = match ignore.scope {
                    IgnoreScope::File(_) => "file".to_owned(),
                    IgnoreScope::Statement(span) => format!("statement {}", &text[span.range()]),
                    IgnoreScope::Item(span) => format!("item {}", &text[span.range()]),
                    IgnoreScope::Nothing => "nothing".to_owned(),
                };
                format!("{} | {} | {about}", ignore.rules.join("+"), ignore.reason)
            })
            .collect()
    }

    #[test]
    fn behind_an_item_or_above_it() {
        let text = "create table t (\n  a varchar(9), -- rowproof:ignore one, two: said so\n  /* rowproof:ignore three it is */\n  -- a note\n  b int\n    not null /* text rowproof:ignore four why */\n);";
        assert_eq!(
            read(text, Dialect::PostgreSql),
            [
                "one+two | said so | item a varchar(9)",
                "three | it is | item b int\n    not null",
                "four | why | item b int\n    not null",
            ]
        );
    }

    #[test]
    fn above_a_statement_or_behind_it() {
        let table = "create table t (a int, b int)";
        let text = format!("-- rowproof:ignore one why\n{table};\n{table}; -- rowproof:ignore two why\n");
        let expected = [
            format!("one | why | statement {table}"),
            format!("two | why | statement {table}"),
        ];
        assert_eq!(read(&text, Dialect::Sqlite), expected);
        let text = "create table t ( # rowproof:ignore one why\n a int) engine=innodb, comment='x'; # rowproof:ignore two why";
        let statement = "create table t ( # rowproof:ignore one why\n a int) engine=innodb, comment='x'";
        let expected = ["one", "two"].map(|rule| format!("{rule} | why | statement {statement}"));
        assert_eq!(read(text, Dialect::MySql), expected);
    }

    #[test]
    fn actions_of_alter_are_items() {
        let text = "-- rowproof:ignore all why\nalter table t\n  add a int, -- rowproof:ignore one why\n  -- rowproof:ignore two why\n  add b numeric(9, 2);";
        let found = read(text, Dialect::PostgreSql);
        assert!(found[0].starts_with("all | why | statement alter"), "{found:?}");
        assert_eq!(found[1], "one | why | item alter table t\n  add a int");
        assert_eq!(found[2], "two | why | item add b numeric(9, 2)");
    }

    #[test]
    fn what_stands_nowhere_and_what_is_said_badly() {
        let text = "-- rowproof:ignore one why\n\ncreate table t (\n  a int\n  -- rowproof:ignore two why\n);\n/*\n * rowproof:ignore-file three\n * rowproof:ignore\n * see `rowproof:ignore` and rowproof:ignored\n */";
        assert_eq!(
            read(text, Dialect::PostgreSql),
            [
                "one | why | nothing",
                "two | why | nothing",
                "three |  | file",
                " |  | nothing",
                "d |  | nothing"
            ]
        );
    }
}
