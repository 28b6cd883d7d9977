//! What a statement's tokens say about its layout.

use rowproof_syntax::{HighlightKind, HighlightToken};

use crate::tokens::slice;

/// Lines are wider only where nothing can be put on another one.
pub(super) const WIDTH: usize = 88;

/// A statement's tokens, comments among them, and what is known of each.
pub(super) struct Shape<'t> {
    text: &'t str,
    pub tokens: &'t [HighlightToken],
    /// For each opening parenthesis its closing one.
    ends: Vec<usize>,
    /// Whether the token is within CASE, or the AND of a BETWEEN: no clause begins there.
    inner: Vec<bool>,
}

/// What is seen of one pair of parentheses while going through it.
#[derive(Default)]
struct Pair {
    open: usize,
    cases: u32,
    between: bool,
}

impl<'t> Shape<'t> {
    /// None where parentheses are not paired, or a comma stands behind a comment: it would have to change places with it.
    pub(super) fn of(text: &'t str, tokens: &'t [HighlightToken]) -> Option<Self> {
        let mut shape = Self {
            text,
            tokens,
            ends: vec![0; tokens.len()],
            inner: Vec::with_capacity(tokens.len()),
        };
        let mut pairs = vec![Pair::default()];
        for at in 0..tokens.len() {
            if shape.is(at, ",") && at > 0 && shape.is_comment(at - 1) {
                return None;
            }
            if shape.is(at, ")") {
                let pair = pairs.pop().filter(|_| !pairs.is_empty())?;
                *shape.ends.get_mut(pair.open)? = at;
            }
            let pair = pairs.last_mut()?;
            let ends_between = pair.between && shape.is_word(at, "and");
            pair.between = (pair.between || shape.is_word(at, "between")) && !ends_between;
            if shape.is_word(at, "case") {
                pair.cases += 1;
            }
            shape.inner.push(pair.cases > 0 || ends_between);
            if shape.is_word(at, "end") {
                pair.cases = pair.cases.saturating_sub(1);
            }
            if shape.is(at, "(") {
                pairs.push(Pair {
                    open: at,
                    ..Pair::default()
                });
            }
        }
        (pairs.len() == 1).then_some(shape)
    }

    pub(super) fn word(&self, at: usize) -> &'t str {
        self.tokens.get(at).map_or("", |token| slice(self.text, token))
    }

    pub(super) fn is(&self, at: usize, sign: &str) -> bool {
        let kind = self.tokens.get(at).map(|token| token.kind);
        kind == Some(HighlightKind::Operator) && self.word(at) == sign
    }

    /// Whether that word stands there, not as a name behind a dot.
    pub(super) fn is_word(&self, at: usize, word: &str) -> bool {
        let is_word = self.word(at).eq_ignore_ascii_case(word);
        is_word && !at.checked_sub(1).is_some_and(|before| self.is(before, "."))
    }

    pub(super) fn is_one_of(&self, at: usize, words: &[&str]) -> bool {
        words.iter().any(|word| self.is_word(at, word))
    }

    pub(super) fn kind(&self, at: usize) -> Option<HighlightKind> {
        self.tokens.get(at).map(|token| token.kind)
    }

    pub(super) fn is_comment(&self, at: usize) -> bool {
        self.kind(at) == Some(HighlightKind::Comment)
    }

    /// Whether a comment ends with its line.
    pub(super) fn is_line_comment(&self, at: usize) -> bool {
        self.is_comment(at) && !self.word(at).starts_with("/*")
    }

    /// The closing parenthesis of an opening one.
    pub(super) fn end(&self, open: usize) -> usize {
        self.ends.get(open).copied().unwrap_or_default()
    }

    /// What stands between a token and the one before it.
    pub(super) fn gap(&self, at: usize) -> &'t str {
        let bounds = at
            .checked_sub(1)
            .and_then(|before| self.tokens.get(before))
            .zip(self.tokens.get(at));
        let gap = bounds.and_then(|(before, token)| self.text.get(before.end as usize..token.start as usize));
        gap.unwrap_or_default()
    }

    /// How many lines end between a token and the one before it.
    pub(super) fn lines_before(&self, at: usize) -> usize {
        self.gap(at).bytes().filter(|byte| *byte == b'\n').count()
    }

    /// The blanks before the statement's first token, when only blanks stand before it on its line.
    pub(super) fn indent(&self) -> usize {
        let start = self.tokens.first().map_or(0, |token| token.start as usize);
        let before = self.text.get(..start).unwrap_or_default();
        let line = before.rsplit('\n').next().unwrap_or_default();
        if line.bytes().all(|byte| byte == b' ') {
            line.len()
        } else {
            0
        }
    }

    /// How many parentheses stand in one another.
    pub(super) fn depth(&self) -> usize {
        let mut deepest = 0;
        let mut depth: usize = 0;
        for at in 0..self.tokens.len() {
            if self.is(at, "(") {
                depth += 1;
                deepest = deepest.max(depth);
            } else if self.is(at, ")") {
                depth = depth.saturating_sub(1);
            }
        }
        deepest
    }

    /// How wide some tokens are on one line; none when they do not go on one, or are wider than any.
    pub(super) fn width(&self, mut tokens: std::ops::Range<usize>) -> Option<usize> {
        let mut width = 0;
        for at in tokens.clone() {
            if self.is_comment(at) || self.word(at).contains('\n') {
                return None;
            }
            width +=
                self.word(at).chars().count() + usize::from(!self.gap(at).is_empty() || self.is(at, ","));
            if width > WIDTH {
                return None;
            }
        }
        tokens.next().map(|_| width)
    }

    /// Whether a clause of a query begins with a token; the caller knows that a query stands there.
    pub(super) fn begins_clause(&self, at: usize) -> bool {
        const CLAUSES: [&str; 14] = [
            "from",
            "where",
            "group",
            "having",
            "order",
            "limit",
            "offset",
            "fetch",
            "union",
            "intersect",
            "except",
            "returning",
            "values",
            "set",
        ];
        const SIDES: [&str; 6] = ["left", "right", "full", "inner", "cross", "natural"];
        let Some(before) = at.checked_sub(1) else {
            return false;
        };
        if self.inner.get(at) != Some(&false) || self.is(before, ",") || self.is(before, "(") {
            return false;
        }
        let is_called =
            self.is(at + 1, "(") && !self.is_one_of(at, &["values", "from", "where", "having", "limit"]);
        if self.is_one_of(at, &CLAUSES) {
            // `a = VALUES(a)` of MySQL is a function.
            let is_operand = self.is_word(at, "values") && self.kind(before) == Some(HighlightKind::Operator);
            let is_function = is_operand && !self.is(before, ")");
            return !is_called
                && !is_function
                && !self.is_word(before, "distinct")
                && self.kind(at) == Some(HighlightKind::Keyword);
        }
        if self.is_one_of(at, &SIDES) {
            let follows_side = self.is_one_of(before, &SIDES);
            return !is_called && !follows_side && (1..4).any(|more| self.is_word(at + more, "join"));
        }
        if self.is_word(at, "join") {
            return !self.is_one_of(before, &SIDES) && !self.is_word(before, "outer");
        }
        if self.is_word(at, "on") {
            return self.is_one_of(at + 1, &["conflict", "duplicate"]);
        }
        self.is_word(at, "select") || self.is_word(at, "with") && self.is_word(before, "as")
    }

    /// Whether a condition of WHERE or HAVING goes on with a token.
    pub(super) fn joins_conditions(&self, at: usize) -> bool {
        self.is_one_of(at, &["and", "or"]) && self.inner.get(at) == Some(&false)
    }
}
