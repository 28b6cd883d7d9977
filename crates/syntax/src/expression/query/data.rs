//! UPDATE, DELETE and INSERT … SELECT: which rows they look for.

use super::super::parser::Parser;
use super::DATA_VERBS;
use crate::ast::{BlockOutputKind, BlockRole, BlockVerb, ConditionPlace};
use crate::lexer::TokenKind;
use crate::reader::Read;

/// Words that may stand between the verb and the first relation.
const MODIFIERS: &str = "low_priority quick ignore or rollback abort replace fail";

impl Parser<'_> {
    /// A statement that changes rows, from `WITH` or its verb on.
    pub(in crate::expression) fn change(&mut self) -> Read<()> {
        self.nested(|parser| {
            if parser.accept("with") {
                parser.common_tables();
            }
            let verb = match DATA_VERBS.split(' ').find(|verb| parser.is(0, verb)) {
                Some("update") => BlockVerb::Update,
                Some("delete") => BlockVerb::Delete,
                _ => return parser.insert(),
            };
            let word = parser.here();
            parser.step(1);
            parser.found.open(verb, BlockRole::Whole, word);
            match verb {
                BlockVerb::Update => parser.update(),
                _ => parser.delete(),
            }
            let end = parser.before();
            parser.found.close(end);
            Ok(())
        })
    }

    /// The query that INSERT takes its rows from.
    fn insert(&mut self) -> Read<()> {
        self.step(1);
        self.skip_until(Self::query_starts);
        if self.query_starts() {
            self.query()?;
        }
        self.skip_until(|_| false);
        Ok(())
    }

    fn update(&mut self) {
        while self.is_one_of(0, MODIFIERS) && self.name_at(1) && !self.is(1, "set") {
            self.step(1);
        }
        self.relations();
        if let Err(failure) = self.require("set") {
            self.mark_unread();
            self.note_failure(failure);
        }
        self.assignments();
        if self.accept("from") {
            self.relations();
        }
        self.end_of_change();
    }

    fn assignments(&mut self) {
        loop {
            self.assignment();
            if !self.accept_kind(TokenKind::Comma) {
                return;
            }
        }
    }

    /// `a = 1`, `(a, b) = (1, 2)`, `(a, b) = (SELECT …)`
    fn assignment(&mut self) {
        let depth = self.depth_here();
        if self.kind(0) == Some(TokenKind::Open) {
            let columns = self.identifier_list().unwrap_or_default();
            if let Some(block) = self.found.current() {
                block.assigned.extend(columns.into_iter().map(|column| {
                    let span = column.span;
                    crate::ast::ObjectName {
                        parts: vec![column],
                        span,
                    }
                }));
            }
        } else if let Ok(name) = self.object_name("a column name")
            && let Some(block) = self.found.current()
        {
            block.assigned.push(name);
        }
        let is_assignment = self.accept_operator("=") || self.accept_operator(":=");
        let from = self.at;
        if is_assignment && !self.accept("default") {
            match self.expression() {
                Ok(value) => {
                    let span = self.span_since(from);
                    self.add_output(BlockOutputKind::Expression(value), None, span);
                }
                Err(failure) => {
                    self.note_if_cut(failure);
                    self.leave_to(depth);
                }
            }
        }
        let ends = |parser: &Self| {
            parser.kind(0) == Some(TokenKind::Comma)
                || parser.is_one_of(0, "from where order limit returning")
        };
        if !matches!(self.kind(0), None | Some(TokenKind::Close)) && !ends(self) {
            self.mark_unread();
        }
        self.skip_until(ends);
    }

    fn delete(&mut self) {
        while self.is_one_of(0, MODIFIERS) && !self.is(1, "from") {
            self.step(1);
        }
        // MySQL's `DELETE a, b FROM a JOIN b`
        self.skip_until(|parser| parser.is(0, "from"));
        self.accept("from");
        self.relations();
        if self.accept("using") {
            self.relations();
        }
        self.end_of_change();
    }

    fn end_of_change(&mut self) {
        if self.accept("where") {
            match self.are("current of") {
                true => self.mark_unread(),
                false => self.condition(Some(ConditionPlace::Where)),
            }
        }
        let block = self.found.innermost();
        self.query_tail(block);
        self.skip_until(|_| false);
    }
}
