//! Going through a statement's tokens and deciding what stands between them.

use rowproof_syntax::{HighlightKind, HighlightToken};

use super::shape::{Shape, WIDTH};

/// Blanks a step goes in.
const STEP: usize = 2;
/// Parentheses in one another: with a step for each the text of a deeper statement would grow without end.
const DEEPEST: usize = 50;

/// What parentheses, or the statement around all of them, hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// A table's columns and constraints: one per line.
    Body,
    /// A query that does not fit on a line.
    Query,
    /// The actions of ALTER TABLE: one per line when there are several.
    Actions,
    /// Anything that stays on its line.
    Flat,
}

/// Parentheses under way.
struct Level {
    kind: Kind,
    /// The blanks before the line they were opened on, which is that of the closing one.
    outer: usize,
    /// The blanks before lines within.
    inner: usize,
    /// Whether the list under way has an item per line.
    list: bool,
    /// Whether the clause under way is a condition.
    condition: bool,
    /// The token of its end.
    end: usize,
}

/// The statement laid out; none for kinds that are left alone.
pub(super) fn lay_out(text: &str, tokens: &[HighlightToken]) -> Option<String> {
    let shape = Shape::of(text, tokens)?;
    let is_foreign = |token: &HighlightToken| token.kind == HighlightKind::Meta;
    if tokens.iter().any(is_foreign) || (0..tokens.len()).any(|at| shape.is(at, ";")) {
        return None;
    }
    // What is no token, as the marks of MySQL's versioned comments and lines for the client, would be lost.
    if (0..tokens.len()).any(|at| !shape.gap(at).trim().is_empty()) {
        return None;
    }
    if shape.depth() > DEEPEST {
        return None;
    }
    let first = (0..tokens.len()).find(|at| !shape.is_comment(*at))?;
    let (kind, body) = kind_of(&shape, first)?;
    let indent = shape.indent();
    let fits = shape
        .width(0..tokens.len())
        .is_some_and(|width| width + indent <= WIDTH);
    let mut writer = Writer {
        body,
        first,
        line: indent,
        levels: vec![Level {
            kind: if fits && kind != Kind::Actions {
                Kind::Flat
            } else {
                kind
            },
            outer: indent,
            inner: indent,
            list: false,
            condition: false,
            end: tokens.len(),
        }],
        text: String::with_capacity(text.len().min(64 * tokens.len())),
        shape: &shape,
    };
    for at in 0..tokens.len() {
        writer.token(at)?;
    }
    Some(writer.text)
}

/// What the statement is as a whole by its first word, and the opening parenthesis of a table's body.
fn kind_of(shape: &Shape<'_>, first: usize) -> Option<(Kind, Option<usize>)> {
    if shape.is_one_of(
        first,
        &[
            "select", "with", "insert", "update", "delete", "values", "replace",
        ],
    ) {
        return Some((Kind::Query, None));
    }
    if shape.is_word(first, "alter") && shape.is_word(first + 1, "table") {
        return Some((Kind::Actions, None));
    }
    if !shape.is_word(first, "create") {
        return None;
    }
    let named = (first + 1..first + 8).find(|at| shape.is_one_of(*at, &["table", "view"]))?;
    let known = [
        "or",
        "replace",
        "temp",
        "temporary",
        "unlogged",
        "global",
        "local",
        "materialized",
        "recursive",
        "foreign",
    ];
    if (first + 1..named).any(|at| !shape.is_one_of(at, &known)) {
        return None;
    }
    if shape.is_word(named, "view") {
        return Some((Kind::Query, None));
    }
    let mut at = named + 1;
    while shape.is_one_of(at, &["if", "not", "exists"]) {
        at += 1;
    }
    while shape.is(at + 1, ".") {
        at += 2;
    }
    match shape.is(at + 1, "(") {
        true => Some((Kind::Flat, Some(at + 1))),
        false if (at..shape.tokens.len()).any(|at| shape.is_word(at, "select")) => Some((Kind::Query, None)),
        false => Some((Kind::Flat, None)),
    }
}

struct Writer<'s, 't> {
    shape: &'s Shape<'t>,
    body: Option<usize>,
    /// The first token that is no comment.
    first: usize,
    levels: Vec<Level>,
    /// The blanks before the line under way.
    line: usize,
    text: String,
}

impl Writer<'_, '_> {
    fn token(&mut self, at: usize) -> Option<()> {
        if at > 0 {
            self.before(at)?;
        }
        self.text.push_str(self.shape.word(at));
        if self.shape.is(at, "(") {
            self.open(at);
        } else if self.shape.is(at, ")") {
            self.levels.pop();
        }
        Some(())
    }

    fn open(&mut self, at: usize) {
        let end = self.shape.end(at);
        let is_query = self.shape.is_one_of(at + 1, &["select", "with", "values"]);
        let width = self.shape.width(at + 1..end);
        let fits = end == at + 1 || width.is_some_and(|width| width + self.line + STEP <= WIDTH);
        let kind = match () {
            () if self.body == Some(at) && end > at + 1 => Kind::Body,
            // A line comment needs lines anyway.
            () if !is_query && (at..end).any(|at| self.shape.is_line_comment(at)) => Kind::Body,
            () if is_query && !fits => Kind::Query,
            () => Kind::Flat,
        };
        self.levels.push(Level {
            kind,
            outer: self.line,
            inner: self.line + STEP,
            list: false,
            condition: false,
            end,
        });
    }

    /// Writes what stands before a token.
    fn before(&mut self, at: usize) -> Option<()> {
        let shape = self.shape;
        let before = at - 1;
        let lines = shape.lines_before(at);
        let closes = shape.is(at, ")");
        let level = self.levels.last_mut()?;
        let item = level.inner
            + if level.kind == Kind::Query && level.list {
                STEP
            } else {
                0
            };
        if shape.is_comment(at) || shape.is_comment(before) {
            let begins = level.kind == Kind::Query && shape.begins_clause(at);
            let is_forced = shape.is_line_comment(before) || lines > 0 || closes && level.kind == Kind::Body;
            let indent = match () {
                () if closes => level.outer,
                () if begins => level.inner,
                () => item,
            };
            self.note_clause(at);
            match is_forced {
                true => self.new_lines(lines, indent),
                false => self
                    .text
                    .push_str(blank(!shape.gap(at).is_empty() || shape.is_comment(at))),
            }
            return Some(());
        }
        if shape.kind(at) == Some(HighlightKind::String) && shape.kind(before) == Some(HighlightKind::String)
        {
            // Strings on two lines are one; on one line they are an error.
            match lines {
                0 => self.text.push_str(blank(!shape.gap(at).is_empty())),
                _ => self.new_lines(1, item),
            }
            return Some(());
        }
        if closes {
            match level.kind {
                Kind::Body | Kind::Query => {
                    let outer = level.outer;
                    self.new_lines(1, outer);
                }
                _ => {}
            }
            return Some(());
        }
        if shape.is(before, "(") {
            match level.kind {
                Kind::Body | Kind::Query => {
                    let inner = level.inner;
                    self.note_clause(at);
                    self.new_lines(1, inner);
                }
                _ => {}
            }
            return Some(());
        }
        if shape.is(at, ",") {
            return Some(());
        }
        if shape.is(before, ",") {
            match level.kind {
                Kind::Body => {
                    let inner = level.inner;
                    self.new_lines(lines, inner);
                }
                Kind::Actions => {
                    let inner = level.inner + STEP;
                    self.new_lines(1, inner);
                }
                Kind::Query if level.list => self.new_lines(1, item),
                _ => self.text.push(' '),
            }
            return Some(());
        }
        if level.kind == Kind::Query && shape.begins_clause(at) {
            let inner = level.inner;
            self.note_clause(at);
            self.new_lines(1, inner);
            return Some(());
        }
        if level.kind == Kind::Query && level.condition && shape.joins_conditions(at) {
            let inner = level.inner + STEP;
            self.new_lines(1, inner);
            return Some(());
        }
        let begins_list = shape.is_one_of(before, &["select", "set", "values", "distinct", "all"])
            && !shape.is_one_of(at, &["distinct", "all", "on"]);
        if level.kind == Kind::Query && level.list && begins_list && self.is_first_of_list(before) {
            self.new_lines(1, item);
            return Some(());
        }
        if before <= self.first {
            self.note_clause(before);
            let level = self.levels.last()?;
            if level.kind == Kind::Query && level.list {
                let item = level.inner + STEP;
                self.new_lines(1, item);
                return Some(());
            }
        }
        let is_word = |at: usize| {
            use HighlightKind::*;
            matches!(
                shape.kind(at),
                Some(Keyword | Identifier | TypeName | QuotedIdentifier)
            )
        };
        let opens_body = self.body == Some(at);
        let needs = opens_body || shape.is(before, ")") && is_word(at);
        self.text.push_str(blank(needs || !shape.gap(at).is_empty()));
        Some(())
    }

    /// Whether the token before a list's first item is the clause's own word: `SELECT`, or `DISTINCT` behind it.
    fn is_first_of_list(&self, at: usize) -> bool {
        let is_own = self.shape.is_one_of(at, &["select", "set", "values"]);
        is_own
            || at
                .checked_sub(1)
                .is_some_and(|before| self.shape.is_word(before, "select"))
    }

    /// Remembers what clause begins with a token: whether its list goes on several lines, whether it is a condition.
    fn note_clause(&mut self, at: usize) {
        let shape = self.shape;
        let Some(level) = self.levels.last_mut() else {
            return;
        };
        let is_first = shape.is_one_of(at, &["select", "values", "with", "insert", "update", "delete"]);
        if level.kind != Kind::Query || !(is_first || shape.begins_clause(at)) {
            return;
        }
        let mut end = at + 1;
        while end < level.end && !shape.begins_clause(end) {
            end = if shape.is(end, "(") {
                shape.end(end) + 1
            } else {
                end + 1
            };
        }
        let has_list = shape.is_one_of(at, &["select", "set", "values"]);
        let fits = shape
            .width(at..end)
            .is_some_and(|width| width + level.inner <= WIDTH);
        level.list = has_list && !fits;
        level.condition = shape.is_one_of(at, &["where", "having"]);
    }

    /// Ends the line, keeping one empty line where there was one.
    fn new_lines(&mut self, lines: usize, indent: usize) {
        for _ in 0..lines.clamp(1, 2) {
            self.text.push('\n');
        }
        for _ in 0..indent {
            self.text.push(' ');
        }
        self.line = indent;
    }
}

fn blank(is_there: bool) -> &'static str {
    if is_there { " " } else { "" }
}
