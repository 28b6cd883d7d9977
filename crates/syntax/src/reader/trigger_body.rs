//! The condition and the body of a SQLite trigger: what they write to, read and name.

use super::Reader;
use crate::Dialect;
use crate::ast::{CreateTrigger, Identifier, Select, SelectRelation, SelectSource, TriggerStep};
use crate::lexer::TokenKind;

impl Reader<'_> {
    /// `WHEN expression`, up to `BEGIN`.
    pub(super) fn trigger_condition(&mut self, trigger: &mut CreateTrigger) {
        self.step(1);
        let mut select = Select::default();
        self.names_until(&mut select, 0, |reader| reader.is(0, "BEGIN"));
        trigger.steps.push(TriggerStep {
            select,
            ..TriggerStep::default()
        });
    }

    /// The statements from `BEGIN` to `END`; this reader's place is left as it is.
    pub(super) fn trigger_steps(&mut self, trigger: &mut CreateTrigger) {
        if self.dialect != Dialect::Sqlite {
            return;
        }
        let at = self.at;
        self.accept("BEGIN");
        while !self.at_end() {
            let end = self.statement_end();
            let step = self.within(end, Self::trigger_step);
            trigger.steps.extend(step);
            self.step(1);
        }
        self.at = at;
        while !self.at_end() {
            // Outside a trigger an INSERT takes them.
            if self.are("DEFAULT VALUES") {
                let failure = self.unexpected("`VALUES` or a query");
                self.push_error(failure.span, failure.kind);
            }
            self.step(1);
        }
        self.at = at;
    }

    fn statement_end(&self) -> usize {
        let tokens = self.lexed.tokens.get(self.at..self.end).unwrap_or_default();
        let ends = |kind| matches!(kind, TokenKind::Terminator | TokenKind::Semicolon);
        let length = tokens.iter().position(|token| ends(token.kind));
        length.map_or(self.end, |length| self.at + length)
    }

    fn trigger_step(&mut self) -> Option<TriggerStep> {
        if self.select_at(0) {
            return Some(reads(self.select_statement(0)));
        }
        if self.accept_any("INSERT REPLACE") {
            return self.insert_step();
        }
        if self.accept("UPDATE") {
            self.conflict_word();
        } else if self.accept("DELETE") {
            self.accept("FROM");
        } else {
            return None;
        }
        self.write_step()
    }

    fn conflict_word(&mut self) {
        if self.accept("OR") {
            self.step(1);
        }
    }

    fn insert_step(&mut self) -> Option<TriggerStep> {
        self.conflict_word();
        self.accept("INTO");
        let target = self.object_name("a table").ok()?;
        if self.accept("AS") {
            self.step(1);
        }
        let columns = match self.kind(0) {
            Some(TokenKind::Open) => self.identifier_list().unwrap_or_default(),
            _ => Vec::new(),
        };
        Some(TriggerStep {
            target: Some(target),
            columns,
            select: self.select_statement(0),
        })
    }

    /// `t SET … WHERE …`: every name may be a column of what is written to.
    fn write_step(&mut self) -> Option<TriggerStep> {
        let target = self.object_name("a table").ok()?;
        let mut select = Select {
            from: vec![SelectRelation {
                source: SelectSource::Relation(target.clone()),
                alias: None,
                natural: false,
                using: Vec::new(),
            }],
            ..Select::default()
        };
        let mut columns = Vec::new();
        if self.accept("SET") {
            self.assignments(&mut select, &mut columns);
            if self.accept("FROM") {
                self.select_relations(&mut select, 0);
            }
        }
        self.names_until(&mut select, 0, |_| false);
        Some(TriggerStep {
            target: Some(target),
            columns,
            select,
        })
    }

    /// `a = 1, (b, c) = (2, 3)`
    fn assignments(&mut self, select: &mut Select, columns: &mut Vec<Identifier>) {
        loop {
            match self.kind(0) {
                Some(TokenKind::Open) => columns.extend(self.identifier_list().unwrap_or_default()),
                _ => columns.extend(self.identifier("a column name").ok()),
            }
            self.names_until(select, 0, |reader| {
                reader.kind(0) == Some(TokenKind::Comma) || reader.is_one_of(0, "FROM WHERE RETURNING")
            });
            if !self.accept_kind(TokenKind::Comma) {
                return;
            }
        }
    }
}

fn reads(select: Select) -> TriggerStep {
    TriggerStep {
        select,
        ..TriggerStep::default()
    }
}
