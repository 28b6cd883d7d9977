//! The referenced side of a foreign key, and when constraints are checked.

use super::{Read, Reader};
use crate::ast::{ConstraintTiming, References, ReferentialAction};
use crate::lexer::TokenKind;

impl Reader<'_> {
    /// From `REFERENCES` on.
    pub(super) fn references(&mut self) -> Read<References> {
        let from = self.at;
        self.expect("REFERENCES")?;
        let relation = self.object_name("the referenced table's name")?;
        let mut period = false;
        let columns = match self.kind(0) {
            Some(TokenKind::Open) => self.list("the list of columns", |reader| {
                period |= reader.accept_period();
                reader.identifier("a column name")
            })?,
            _ => Vec::new(),
        };
        let mut references = References {
            relation,
            columns,
            on_delete: None,
            on_update: None,
            match_full: false,
            on_delete_columns: Vec::new(),
            period,
            span: self.span_since(from),
        };
        self.reference_clauses(&mut references)?;
        references.span = self.span_since(from);
        Ok(references)
    }

    fn reference_clauses(&mut self, references: &mut References) -> Read<()> {
        loop {
            if self.accept_all("ON DELETE") {
                references.on_delete = Some(self.referential_action()?);
                if self.kind(0) == Some(TokenKind::Open) {
                    references.on_delete_columns = self.identifier_list()?;
                }
            } else if self.are("ON UPDATE") && self.is_action(2) {
                self.step(2);
                references.on_update = Some(self.referential_action()?);
            } else if self.accept("MATCH") {
                references.match_full = self.is(0, "FULL");
                self.step(1);
            } else {
                return Ok(());
            }
        }
    }

    /// MySQL's `ON UPDATE CURRENT_TIMESTAMP` may follow a reference too.
    fn is_action(&self, ahead: usize) -> bool {
        self.is_one_of(ahead, "NO RESTRICT CASCADE SET")
    }

    fn referential_action(&mut self) -> Read<ReferentialAction> {
        let action = if self.accept_all("NO ACTION") {
            ReferentialAction::NoAction
        } else if self.accept("RESTRICT") {
            ReferentialAction::Restrict
        } else if self.accept("CASCADE") {
            ReferentialAction::Cascade
        } else if self.accept_all("SET NULL") {
            ReferentialAction::SetNull
        } else if self.accept_all("SET DEFAULT") {
            ReferentialAction::SetDefault
        } else {
            return Err(self.unexpected("`NO ACTION`, `RESTRICT`, `CASCADE`, `SET NULL` or `SET DEFAULT`"));
        };
        Ok(action)
    }

    /// `PERIOD` before a column's name.
    pub(super) fn accept_period(&mut self) -> bool {
        let found = self.is(0, "PERIOD") && self.name_at(1);
        if found {
            self.at += 1;
        }
        found
    }

    pub(super) fn is_timing(&self) -> bool {
        self.is_one_of(0, "DEFERRABLE INITIALLY") || self.are("NOT DEFERRABLE")
    }

    pub(super) fn constraint_timing(&mut self) -> ConstraintTiming {
        let mut timing = ConstraintTiming::default();
        while self.is_timing() {
            if self.accept_all("NOT DEFERRABLE") {
                timing.deferrable = false;
            } else if self.accept("DEFERRABLE") {
                timing.deferrable = true;
            } else {
                self.accept("INITIALLY");
                if self.accept("DEFERRED") {
                    // A constraint that starts deferred can be deferred.
                    timing.deferrable = true;
                    timing.initially_deferred = true;
                } else {
                    self.accept("IMMEDIATE");
                }
            }
        }
        timing
    }

    pub(super) fn nulls_not_distinct(&mut self) -> bool {
        let not_distinct = self.accept_all("NULLS NOT DISTINCT");
        if !not_distinct {
            self.accept_all("NULLS DISTINCT");
        }
        not_distinct
    }
}
