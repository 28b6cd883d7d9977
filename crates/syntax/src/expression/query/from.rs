//! FROM: relations, joins, subqueries.

use rowproof_source::WordList;

use super::super::parser::Parser;
use super::SET_OPERATIONS;
use crate::Dialect;
use crate::ast::{ObjectName, QueryRelation};
use crate::lexer::TokenKind;
use crate::reader::Read;

/// Words that are neither a relation nor an alias where one of these may stand.
const STOPS: WordList = WordList::new(
    "as,cross,except,fetch,for,from,full,group,having,inner,intersect,into,join,left,limit,lock,\
     natural,not,offset,on,order,outer,returning,right,select,set,straight_join,tablesample,union,\
     using,values,where,window,with",
);
const MYSQL_STOPS: &str = "force ignore partition use";
const JOIN_WORDS: &str = "natural inner left right full cross outer";

impl Parser<'_> {
    /// `a, b JOIN c ON …`
    pub(super) fn relations(&mut self) {
        loop {
            let read = self.joined();
            if read.is_err() {
                self.note(read);
                self.skip_until(|parser| {
                    parser.kind(0) == Some(TokenKind::Comma) || STOPS.contains_in_any_case(parser.word(0))
                });
            }
            if !self.accept_kind(TokenKind::Comma) {
                return;
            }
        }
    }

    /// One relation with everything joined to it. Which ON belongs to which join makes no difference here.
    fn joined(&mut self) -> Read<()> {
        self.relation()?;
        loop {
            if self.accept("on") {
                self.condition();
            } else if self.is(0, "using") && self.kind(1) == Some(TokenKind::Open) {
                self.step(1);
                self.skip_one();
                self.alias()?;
            } else if self.accept_join()? {
                self.relation()?;
            } else {
                return Ok(());
            }
        }
    }

    fn accept_join(&mut self) -> Read<bool> {
        if self.accept("straight_join") {
            return Ok(true);
        }
        let mut any = false;
        while self.accept_any(JOIN_WORDS) {
            any = true;
        }
        if self.accept("join") {
            return Ok(true);
        }
        match any {
            true => Err(self.expected("`JOIN`")),
            false => Ok(false),
        }
    }

    fn relation(&mut self) -> Read<()> {
        self.accept("lateral");
        if self.is(0, "only") && (self.kind(1) == Some(TokenKind::Open) || self.relation_name_at(1)) {
            self.step(1);
        }
        if self.kind(0) == Some(TokenKind::Open) {
            self.step(1);
            self.nested(Self::relation_in_parentheses)?;
            self.alias()?;
            return self.sample();
        }
        if self.are("rows from") && self.kind(2) == Some(TokenKind::Open) {
            self.step(2);
            self.group();
            return self.function_alias();
        }
        let name = self.relation_name()?;
        if self.kind(0) == Some(TokenKind::Open) {
            self.group();
            return self.function_alias();
        }
        self.accept_operator("*");
        self.details();
        let alias = self.alias()?;
        self.found.add_relation(QueryRelation { name, alias });
        self.details();
        self.sample()
    }

    /// A subquery, or relations joined in parentheses, the `(` read.
    fn relation_in_parentheses(&mut self) -> Read<()> {
        if self.query_starts() {
            return self.subquery();
        }
        self.relations();
        if self.is_one_of(0, SET_OPERATIONS) || self.is(0, "limit") || self.is(0, "order") {
            self.set_operation_behind();
        }
        self.close()
    }

    /// A relation that stands alone: `TABLE a`, SQLite's `x IN a`.
    pub(in crate::expression) fn relation_operand(&mut self) -> Read<()> {
        let name = self.relation_name()?;
        if self.kind(0) == Some(TokenKind::Open) {
            self.group();
        } else {
            self.found.add_relation(QueryRelation { name, alias: None });
        }
        Ok(())
    }

    fn relation_name(&mut self) -> Read<ObjectName> {
        match self.relation_name_at(0) {
            true => self.object_name("a relation"),
            false => Err(self.expected("a relation")),
        }
    }

    fn relation_name_at(&self, ahead: usize) -> bool {
        match self.kind(ahead) {
            Some(TokenKind::Word) => self.kind(ahead + 1) == Some(TokenKind::Dot) || !self.is_stop(ahead),
            Some(kind) => self.may_be_name(kind),
            None => false,
        }
    }

    fn is_stop(&self, ahead: usize) -> bool {
        STOPS.contains_in_any_case(self.word(ahead))
            || (self.dialect == Dialect::MySql && self.is_one_of(ahead, MYSQL_STOPS))
            || (self.dialect == Dialect::Sqlite && self.is(ahead, "indexed"))
    }

    /// `[AS] alias [(columns)]`
    fn alias(&mut self) -> Read<Option<String>> {
        let alias = if self.accept("as") {
            match self.kind(0) {
                // A function's row type, without an alias.
                Some(TokenKind::Open) => None,
                Some(kind) if self.may_be_name(kind) => {
                    self.peek(0).map(|token| self.identifier_of(token).value)
                }
                _ => return Err(self.expected("an alias")),
            }
        } else if self.name_at(0) && !self.is_stop(0) {
            self.peek(0).map(|token| self.identifier_of(token).value)
        } else {
            return Ok(None);
        };
        self.step(usize::from(alias.is_some()));
        if self.kind(0) == Some(TokenKind::Open) {
            self.skip_one();
        }
        Ok(alias)
    }

    fn function_alias(&mut self) -> Read<()> {
        self.accept_all("with ordinality");
        self.alias()?;
        Ok(())
    }

    /// MySQL's partitions and index hints, SQLite's `INDEXED BY`: they say nothing about the result.
    fn details(&mut self) {
        match self.dialect {
            Dialect::PostgreSql => {}
            Dialect::Sqlite => {
                if self.accept_all("indexed by") {
                    self.step(1);
                } else {
                    self.accept_all("not indexed");
                }
            }
            Dialect::MySql => self.mysql_details(),
        }
    }

    fn mysql_details(&mut self) {
        if self.is(0, "partition") && self.kind(1) == Some(TokenKind::Open) {
            self.step(1);
            self.skip_one();
        }
        while self.is_one_of(0, "use force ignore") && self.is_one_of(1, "index key") {
            while self.kind(0) == Some(TokenKind::Word) {
                self.step(1);
            }
            if self.kind(0) == Some(TokenKind::Open) {
                self.skip_one();
            }
            self.accept_kind(TokenKind::Comma);
        }
    }

    /// `TABLESAMPLE method (…) [REPEATABLE (…)]`
    fn sample(&mut self) -> Read<()> {
        if self.accept("tablesample") {
            self.object_name("a sampling method")?;
            self.group();
            if self.accept("repeatable") {
                self.group();
            }
        }
        Ok(())
    }
}
