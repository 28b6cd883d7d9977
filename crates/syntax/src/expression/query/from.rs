//! FROM: relations, joins, subqueries.

use rowproof_source::WordList;

use super::super::parser::Parser;
use super::SET_OPERATIONS;
use crate::Dialect;
use crate::ast::{BlockFrom, BlockJoin, BlockRole, BlockSource, Identifier, ObjectName, QueryRelation};
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
        self.relation(BlockJoin::None)?;
        loop {
            if self.accept("on") {
                self.condition(None);
            } else if self.is(0, "using") && self.kind(1) == Some(TokenKind::Open) {
                self.step(1);
                let columns = self.identifier_list()?;
                self.add_using(columns);
                self.alias()?;
            } else if let Some(join) = self.accept_join()? {
                self.relation(join)?;
            } else {
                return Ok(());
            }
        }
    }

    fn add_using(&mut self, columns: Vec<Identifier>) {
        let source = self.found.current().and_then(|block| block.sources.last_mut());
        if let Some(source) = source {
            source.using = columns;
        }
    }

    fn accept_join(&mut self) -> Read<Option<BlockJoin>> {
        if self.accept("straight_join") {
            return Ok(Some(BlockJoin::Inner));
        }
        let mut join = None;
        while let Some(word) = JOIN_WORDS.split(' ').find(|word| self.is(0, word)) {
            self.step(1);
            let said = match word {
                "natural" => BlockJoin::Natural,
                "left" => BlockJoin::Left,
                "right" => BlockJoin::Right,
                "full" => BlockJoin::Full,
                "cross" => BlockJoin::None,
                _ => BlockJoin::Inner,
            };
            // `NATURAL LEFT`, `LEFT OUTER`: the first word tells.
            join = join.or(Some(said));
        }
        if self.accept("join") {
            return Ok(Some(join.unwrap_or(BlockJoin::Inner)));
        }
        match join {
            Some(_) => Err(self.expected("`JOIN`")),
            None => Ok(None),
        }
    }

    fn add_source(&mut self, from: BlockFrom, alias: Option<String>, join: BlockJoin, first: usize) {
        let span = self.span_since(first);
        if let Some(block) = self.found.current() {
            block.sources.push(BlockSource {
                from,
                alias,
                join,
                using: Vec::new(),
                span,
            });
        }
    }

    fn relation(&mut self, join: BlockJoin) -> Read<()> {
        self.accept("lateral");
        if self.is(0, "only") && (self.kind(1) == Some(TokenKind::Open) || self.relation_name_at(1)) {
            self.step(1);
        }
        let first = self.at;
        if self.kind(0) == Some(TokenKind::Open) {
            self.step(1);
            let block = self.found.blocks();
            let is_query = self.nested(|parser| parser.relation_in_parentheses(join))?;
            let alias = self.alias()?;
            if is_query {
                let derived = self.found.derived_since(block);
                let from = derived.map_or(BlockFrom::Other, BlockFrom::Block);
                self.add_source(from, alias, join, first);
            }
            return self.sample();
        }
        if self.are("rows from") && self.kind(2) == Some(TokenKind::Open) {
            self.step(2);
            self.group();
            return self.function_alias(join, first);
        }
        let name = self.relation_name()?;
        if self.kind(0) == Some(TokenKind::Open) {
            self.group();
            return self.function_alias(join, first);
        }
        self.accept_operator("*");
        self.details();
        let alias = self.alias()?;
        self.add_source(BlockFrom::Relation(name.clone()), alias.clone(), join, first);
        self.found.add_relation(QueryRelation { name, alias });
        self.details();
        self.sample()
    }

    /// A subquery (true), or relations joined in parentheses, the `(` read.
    fn relation_in_parentheses(&mut self, join: BlockJoin) -> Read<bool> {
        if self.query_starts() {
            self.subquery(BlockRole::Derived)?;
            return Ok(true);
        }
        let first = self.found.current().map_or(0, |block| block.sources.len());
        self.relations();
        if let Some(source) = self
            .found
            .current()
            .and_then(|block| block.sources.get_mut(first))
        {
            source.join = join;
        }
        if self.is_one_of(0, SET_OPERATIONS) || self.is(0, "limit") || self.is(0, "order") {
            self.mark_unread();
            self.set_operation_behind();
        }
        self.close()?;
        Ok(false)
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

    fn function_alias(&mut self, join: BlockJoin, first: usize) -> Read<()> {
        self.accept_all("with ordinality");
        let alias = self.alias()?;
        self.add_source(BlockFrom::Other, alias, join, first);
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
