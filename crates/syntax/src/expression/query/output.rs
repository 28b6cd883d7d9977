//! What stands behind SELECT, and the keys of GROUP BY.

use super::super::parser::Parser;
use crate::ast::{BlockOutput, BlockOutputKind, Identifier, ObjectName, SyntaxErrorKind};
use crate::lexer::TokenKind;
use crate::reader::Failure;
use rowproof_source::Span;

/// What MySQL lets stand between SELECT and the first item.
const HINTS: &str = "high_priority straight_join sql_small_result sql_big_result sql_buffer_result sql_no_cache sql_cache sql_calc_found_rows";
/// The clauses that may follow GROUP BY.
const BEHIND_GROUP: &str = "having window order limit offset fetch for lock into union intersect except";

impl Parser<'_> {
    /// The items behind SELECT, up to FROM or what stands in its place.
    pub(super) fn select_list(&mut self) {
        self.distinct_rows();
        let mut is_first = true;
        loop {
            self.output_item(is_first);
            is_first = false;
            if !self.accept_kind(TokenKind::Comma) {
                return;
            }
        }
    }

    fn distinct_rows(&mut self) {
        while self.is_one_of(0, HINTS) && self.kind(1) != Some(TokenKind::Dot) {
            self.step(1);
        }
        let distinct = self.accept_any("distinct distinctrow");
        if !distinct {
            if self.kind(1) != Some(TokenKind::Dot) {
                self.accept("all");
            }
            return;
        }
        let mut keys = Vec::new();
        if self.is(0, "on") && self.kind(1) == Some(TokenKind::Open) {
            self.step(2);
            let depth = self.depth_here();
            match self.expressions().and_then(|keys| self.close().map(|()| keys)) {
                Ok(read) => keys = read,
                Err(failure) => {
                    self.mark_unread();
                    self.note_failure(failure);
                    self.leave_to(depth.saturating_sub(1));
                }
            }
        }
        if let Some(block) = self.found.current() {
            block.distinct = true;
            block.distinct_on = keys;
        }
    }

    fn output_item(&mut self, is_first: bool) {
        if self.ends_output() {
            if !is_first {
                let failure = self.expected("an expression");
                self.note_failure(failure);
            }
            return;
        }
        let (from, depth) = (self.at, self.depth_here());
        let mut kind = self.output_kind();
        let span = self.span_since(from);
        let mut alias = None;
        if kind == BlockOutputKind::Unread {
            self.leave_to(depth);
        } else {
            alias = self.output_alias();
        }
        if !self.ends_output() {
            if !self.is(0, "into") {
                kind = BlockOutputKind::Unread;
            }
            self.skip_until(Self::ends_output);
        }
        self.add_output(kind, alias, span);
    }

    pub(super) fn add_output(&mut self, kind: BlockOutputKind, alias: Option<Identifier>, span: Span) {
        if let Some(block) = self.found.current() {
            block.output.push(BlockOutput { kind, alias, span });
        }
    }

    fn ends_output(&self) -> bool {
        matches!(self.kind(0), None | Some(TokenKind::Comma | TokenKind::Close)) || self.ends_select_list()
    }

    fn output_kind(&mut self) -> BlockOutputKind {
        if self.accept_operator("*") {
            return BlockOutputKind::All;
        }
        if let Some(name) = self.all_of() {
            return BlockOutputKind::AllOf(name);
        }
        match self.expression() {
            Ok(expression) => BlockOutputKind::Expression(expression),
            Err(failure) => {
                self.note_if_cut(failure);
                BlockOutputKind::Unread
            }
        }
    }

    /// Trouble in a part that is only looked through counts when it leaves the rest unread.
    pub(super) fn note_if_cut(&mut self, failure: Box<Failure>) {
        if self.at_end() || matches!(failure.kind, SyntaxErrorKind::TooLarge { .. }) {
            self.note_failure(failure);
        }
    }

    /// `t.*`, `s.t.*`
    fn all_of(&mut self) -> Option<ObjectName> {
        let mut ahead = 0;
        while self.name_at(ahead) && self.kind(ahead + 1) == Some(TokenKind::Dot) {
            ahead += 2;
        }
        if ahead == 0 || !self.is_operator(ahead, "*") {
            return None;
        }
        let from = self.at;
        let mut parts = Vec::new();
        for _ in 0..ahead / 2 {
            parts.push(self.name().ok()?);
            self.step(1);
        }
        let span = self.span_since(from);
        self.step(1);
        Some(ObjectName { parts, span })
    }

    fn output_alias(&mut self) -> Option<Identifier> {
        let said = self.accept("as");
        let token = self.peek(0)?;
        let may_be_alias = match said {
            true => self.may_be_name(token.kind),
            false => self.name_at(0) && !self.ends_select_list() && !self.is(0, "into"),
        };
        may_be_alias.then(|| {
            self.step(1);
            self.identifier_of(token)
        })
    }

    /// The keys behind `GROUP BY`.
    pub(super) fn group_keys(&mut self) {
        loop {
            let (from, depth) = (self.at, self.depth_here());
            match self.expression() {
                Ok(key) => {
                    if let Some(block) = self.found.current() {
                        block.group.push(key);
                    }
                }
                Err(failure) => {
                    self.mark_unread();
                    match self.at == from {
                        true => self.note_failure(failure),
                        false => self.note_if_cut(failure),
                    }
                    self.leave_to(depth);
                }
            }
            self.accept_any("asc desc");
            if !self.accept_kind(TokenKind::Comma) {
                break;
            }
        }
        if !matches!(self.kind(0), None | Some(TokenKind::Close)) && !self.is_one_of(0, BEHIND_GROUP) {
            // `WITH ROLLUP`, `GROUPING SETS`: more rows than the keys tell.
            self.mark_unread();
            self.skip_until(|parser| parser.is_one_of(0, BEHIND_GROUP));
        }
    }
}
