//! A query in its structure: what it gives back, what it reads, which names it uses.
//!
//! Trouble is not reported here: [`crate::expression`] reads the same query and says what is wrong with it.

use rowproof_source::WordList;

use super::Reader;
use super::sqlite::is_reserved;
use crate::Dialect;
use crate::ast::{
    CommonTable, DataType, Identifier, ObjectName, Select, SelectColumn, SelectColumnKind, SelectName,
    SelectRelation, SelectSource,
};
use crate::lexer::TokenKind;

const SET_OPERATIONS: &str = "UNION INTERSECT EXCEPT";
const JOIN_WORDS: &str = "NATURAL LEFT RIGHT FULL INNER OUTER CROSS JOIN";
/// Words of expressions and clauses that may be names elsewhere.
const EXPRESSION_WORDS: WordList = WordList::new(
    "ABORT,ASC,BY,CAST,CURRENT,CURRENT_DATE,CURRENT_TIME,CURRENT_TIMESTAMP,DESC,END,EXCLUDE,FAIL,\
     FALSE,FILTER,FIRST,FOLLOWING,GLOB,GROUPS,IGNORE,LAST,LIKE,MATCH,NO,NULLS,OFFSET,OTHERS,OVER,\
     PARTITION,PRECEDING,RAISE,RANGE,RECURSIVE,REGEXP,ROW,ROWS,TIES,TRUE,UNBOUNDED,WINDOW",
);
/// Keywords that people call columns, and that are none without quotes.
const CLAUSE_WORDS: WordList = WordList::new(
    "ADD,ALTER,AUTOINCREMENT,CHECK,COMMIT,CONSTRAINT,CREATE,DEFAULT,DEFERRABLE,DROP,FOREIGN,GROUP,\
     HAVING,INDEX,INTO,JOIN,LIMIT,NOTHING,ORDER,PRIMARY,REFERENCES,RETURNING,SELECT,SET,TABLE,TO,\
     TRANSACTION,UNIQUE",
);
const VALUE_WORDS: [&str; 5] = [
    "TRUE",
    "FALSE",
    "CURRENT_TIME",
    "CURRENT_DATE",
    "CURRENT_TIMESTAMP",
];
const ORDER_WORDS: &str = "ASC DESC FIRST LAST END";
/// How many parentheses and collations around a column are looked through.
const MAX_WRAPPERS: usize = 8;
/// How deep queries may nest in queries.
const MAX_DEPTH: usize = 40;

impl Reader<'_> {
    /// SQLite's or MySQL's query that stands here, up to the window's end; this reader's place is left as it is.
    pub(super) fn select_here(&mut self) -> Option<Box<Select>> {
        (self.dialect != Dialect::PostgreSql).then(|| {
            let at = self.at;
            let select = self.select_statement(0);
            self.at = at;
            Box::new(select)
        })
    }

    /// Whether a query starts `ahead`.
    pub(super) fn select_at(&self, ahead: usize) -> bool {
        self.is_one_of(ahead, "SELECT WITH")
            || (self.is(ahead, "VALUES") && self.kind(ahead + 1) == Some(TokenKind::Open))
    }

    pub(super) fn select_statement(&mut self, depth: usize) -> Select {
        let mut select = Select::default();
        if depth > MAX_DEPTH {
            self.at = self.end;
            return select;
        }
        if self.accept("WITH") {
            select.common = self.common_tables(depth);
        }
        self.select_core(&mut select, depth);
        while self.accept_any(SET_OPERATIONS) {
            self.accept_any("ALL");
            let mut other = Select::default();
            self.select_core(&mut other, depth);
            select.others.push(other);
        }
        // ORDER BY, LIMIT, RETURNING and what was not understood.
        self.names_until(&mut select, depth, |_| false);
        select
    }

    fn common_tables(&mut self, depth: usize) -> Vec<CommonTable> {
        self.accept("RECURSIVE");
        let mut tables = Vec::new();
        loop {
            let Ok(name) = self.identifier("a name") else {
                return tables;
            };
            let columns = match self.kind(0) {
                Some(TokenKind::Open) => self.identifier_list().unwrap_or_default(),
                _ => Vec::new(),
            };
            self.accept("AS");
            self.accept("NOT");
            self.accept("MATERIALIZED");
            let select = self.in_parentheses(|reader| reader.select_statement(depth + 1));
            tables.push(CommonTable {
                name,
                columns,
                select: select.unwrap_or_default(),
            });
            if !self.accept_kind(TokenKind::Comma) {
                return tables;
            }
        }
    }

    /// Reads what stands in the parentheses that open here, and steps behind them.
    fn in_parentheses<T>(&mut self, read: impl FnOnce(&mut Self) -> T) -> Option<T> {
        if self.kind(0) != Some(TokenKind::Open) {
            return None;
        }
        let close = self.group_end().unwrap_or(self.end);
        self.at += 1;
        let result = self.within(close, read);
        self.step(1);
        Some(result)
    }

    fn select_core(&mut self, select: &mut Select, depth: usize) {
        if self.accept("VALUES") {
            self.values(select, depth);
            return;
        }
        if !self.accept("SELECT") {
            return;
        }
        self.accept_any("DISTINCT ALL");
        loop {
            let item = self.select_item(select, depth);
            select.columns.push(item);
            if !self.accept_kind(TokenKind::Comma) {
                break;
            }
        }
        if self.accept("FROM") {
            self.select_relations(select, depth);
        }
        self.names_until(select, depth, |reader| {
            reader.is_one_of(0, SET_OPERATIONS) || reader.are("ORDER BY") || reader.is(0, "LIMIT")
        });
    }

    fn values(&mut self, select: &mut Select, depth: usize) {
        let first = self.at;
        while self.kind(0) == Some(TokenKind::Open) {
            let is_first = self.at == first;
            let close = self.group_end().unwrap_or(self.end);
            self.at += 1;
            while self.at < close {
                let from = self.at;
                let end = self.within(close, |reader| {
                    let end = reader.item_end();
                    reader.within(end, |reader| reader.names_until(select, depth, |_| false));
                    end
                });
                if is_first {
                    select.columns.push(SelectColumn {
                        kind: SelectColumnKind::Value,
                        alias: None,
                        text: self.text_of(from, end),
                        span: self.span_of(from, end),
                    });
                }
                self.at = (end + 1).min(close);
            }
            self.at = close;
            self.step(1);
            self.accept_kind(TokenKind::Comma);
        }
    }

    fn text_of(&self, from: usize, to: usize) -> String {
        let place = self.span_of(from, to).range();
        match from < to {
            true => self.text.get(place).unwrap_or_default().to_owned(),
            false => String::new(),
        }
    }

    fn ends_select_list(&self) -> bool {
        let distinct_from = self.is(0, "FROM")
            && self
                .at
                .checked_sub(1)
                .and_then(|at| self.lexed.tokens.get(at))
                .is_some_and(|token| self.token_text(token).eq_ignore_ascii_case("distinct"));
        !distinct_from
            && (self.is_one_of(0, "FROM WHERE GROUP HAVING ORDER LIMIT")
                || self.is_one_of(0, SET_OPERATIONS)
                || (self.is(0, "WINDOW") && self.is(2, "AS")))
    }

    fn select_item(&mut self, select: &mut Select, depth: usize) -> SelectColumn {
        let from = self.at;
        if self.accept_operator("*") {
            return self.select_column(SelectColumnKind::All, None, from, self.at);
        }
        if self.name_at(0) && self.kind(1) == Some(TokenKind::Dot) && self.is_operator(2, "*") {
            let name = self.peek(0).map(|token| self.identifier_of(token));
            self.step(3);
            let kind = name.map_or(SelectColumnKind::All, SelectColumnKind::AllOf);
            return self.select_column(kind, None, from, self.at);
        }
        let (names, nested) = (select.names.len(), select.nested.len());
        self.names_until(select, depth, |reader| {
            reader.kind(0) == Some(TokenKind::Comma) || reader.ends_select_list()
        });
        let (end, alias) = self.alias_before(from, self.at);
        let last = self
            .lexed
            .tokens
            .get(end + 1)
            .filter(|_| alias.is_some() && end + 2 == self.at);
        if let Some(last) = last {
            self.report_reserved(last);
        }
        if let Some(alias) = &alias {
            let is_alias = |name: &SelectName| name.name.last().is_some_and(|last| last.span == alias.span);
            let named = select.names.split_off(names);
            select
                .names
                .extend(named.into_iter().filter(|name| !is_alias(name)));
        }
        let is_query = self.group_from(from) == end.checked_sub(1) && self.clone_at(from).select_at(1);
        let kind = match is_query {
            true => SelectColumnKind::Query(nested),
            false => self.item_kind(from, end),
        };
        self.select_column(kind, alias, from, end)
    }

    fn select_column(
        &self,
        kind: SelectColumnKind,
        alias: Option<Identifier>,
        from: usize,
        to: usize,
    ) -> SelectColumn {
        SelectColumn {
            kind,
            alias,
            text: self.text_of(from, to),
            span: self.span_of(from, to),
        }
    }

    /// `[AS] name` before the token `to`: where the expression ends, and the name.
    fn alias_before(&self, from: usize, to: usize) -> (usize, Option<Identifier>) {
        let token = |back: usize| {
            to.checked_sub(back)
                .filter(|at| *at >= from)
                .and_then(|at| self.lexed.tokens.get(at))
        };
        let (Some(last), Some(before)) = (token(1), token(2)) else {
            return (to, None);
        };
        if !self.may_be_name(last.kind) {
            return (to, None);
        }
        let text = self.token_text(before);
        if before.kind == TokenKind::Word && text.eq_ignore_ascii_case("as") {
            return (to - 2, Some(self.identifier_of(last)));
        }
        let is_keyword = last.kind == TokenKind::Word
            && (is_reserved(self.token_text(last)) || is_expression_word(self.token_text(last)));
        let complete = match before.kind {
            TokenKind::Word => {
                let ends = ["END", "NULL", "ISNULL", "NOTNULL", "TRUE", "FALSE"];
                let ends = ends.iter().any(|word| text.eq_ignore_ascii_case(word));
                ends || !(is_reserved(text) || is_expression_word(text))
            }
            TokenKind::Dot | TokenKind::Operator | TokenKind::Comma | TokenKind::Open => false,
            _ => true,
        };
        let collation = before.kind == TokenKind::Word && text.eq_ignore_ascii_case("collate");
        match complete && !collation && !is_keyword {
            true => (to - 1, Some(self.identifier_of(last))),
            false => (to, None),
        }
    }

    fn item_kind(&self, from: usize, to: usize) -> SelectColumnKind {
        let (mut from, mut to) = (from, to);
        // Every turn looks through what is inside; more parentheses than that say nothing new.
        for _ in 0..MAX_WRAPPERS {
            let token = |at: usize| self.lexed.tokens.get(at).filter(|_| at >= from && at < to);
            let text = |at: usize| token(at).map_or("", |token| self.token_text(token));
            if to > from + 2 && text(to - 2).eq_ignore_ascii_case("collate") {
                to -= 2;
                continue;
            }
            let closes = |at: usize| token(at).is_some_and(|token| token.kind == TokenKind::Close);
            let opens = token(from).is_some_and(|token| token.kind == TokenKind::Open);
            if opens && closes(to - 1) && self.group_from(from) == Some(to - 1) {
                (from, to) = (from + 1, to - 1);
                continue;
            }
            if text(from).eq_ignore_ascii_case("cast") && self.group_from(from + 1) == Some(to - 1) {
                return self.cast_kind(from + 2, to - 1);
            }
            break;
        }
        match self.whole_name(from, to) {
            Some(name) => SelectColumnKind::Column(name),
            None => SelectColumnKind::Expression,
        }
    }

    fn group_from(&self, open: usize) -> Option<usize> {
        let mut reader = self.clone_at(open);
        reader.end = self.end.max(open);
        reader.group_end()
    }

    fn cast_kind(&self, from: usize, to: usize) -> SelectColumnKind {
        let mut depth = 0_usize;
        let mut last = None;
        for at in from..to {
            let Some(token) = self.lexed.tokens.get(at) else {
                break;
            };
            match token.kind {
                TokenKind::Open => depth += 1,
                TokenKind::Close => depth = depth.saturating_sub(1),
                TokenKind::Word if depth == 0 && self.token_text(token).eq_ignore_ascii_case("as") => {
                    last = Some(at)
                }
                _ => {}
            }
        }
        let Some(at) = last else {
            return SelectColumnKind::Expression;
        };
        let words = self.text_of(at + 1, to);
        SelectColumnKind::Cast(DataType {
            name: words.to_ascii_lowercase(),
            arguments: Vec::new(),
            array_dimensions: 0,
            words,
            span: self.span_of(at + 1, to),
        })
    }

    /// The name that the tokens are, and nothing else.
    fn whole_name(&self, from: usize, to: usize) -> Option<ObjectName> {
        let tokens = self.lexed.tokens.get(from..to)?;
        let mut parts = Vec::new();
        for (at, token) in tokens.iter().enumerate() {
            match (at % 2, token.kind) {
                (1, TokenKind::Dot) => {}
                (0, TokenKind::QuotedName) => parts.push(self.identifier_of(token)),
                (0, TokenKind::Word) => {
                    let word = self.token_text(token);
                    // Alone, most words of expressions are names.
                    let is_value = VALUE_WORDS.iter().any(|value| word.eq_ignore_ascii_case(value));
                    if tokens.len() == 1 && (is_reserved(word) || is_value) {
                        return None;
                    }
                    parts.push(self.identifier_of(token));
                }
                _ => return None,
            }
        }
        (tokens.len() % 2 == 1).then(|| ObjectName {
            parts,
            span: self.span_of(from, to),
        })
    }

    pub(super) fn select_relations(&mut self, select: &mut Select, depth: usize) {
        let mut natural = false;
        loop {
            self.select_relation(select, depth, natural);
            loop {
                if self.accept("ON") {
                    self.names_until(select, depth, |reader| reader.ends_join_condition());
                } else if self.is(0, "USING") && self.kind(1) == Some(TokenKind::Open) {
                    self.step(1);
                    let using = self.identifier_list().unwrap_or_default();
                    if let Some(last) = select.from.last_mut() {
                        last.using = using;
                    }
                } else {
                    break;
                }
            }
            natural = self.is(0, "NATURAL");
            let mut joins = self.accept_kind(TokenKind::Comma);
            while self.accept_any(JOIN_WORDS) {
                joins = true;
            }
            if !joins {
                return;
            }
        }
    }

    fn ends_join_condition(&self) -> bool {
        self.kind(0) == Some(TokenKind::Comma)
            || (self.is_one_of(0, JOIN_WORDS) && self.kind(1) != Some(TokenKind::Open))
            || self.is_one_of(0, "WHERE GROUP HAVING ORDER LIMIT USING ON")
            || self.is_one_of(0, SET_OPERATIONS)
            || (self.is(0, "WINDOW") && self.is(2, "AS"))
    }

    fn select_relation(&mut self, select: &mut Select, depth: usize, natural: bool) {
        let source = if self.kind(0) == Some(TokenKind::Open) {
            if !self.select_at(1) && depth < MAX_DEPTH {
                self.in_parentheses(|reader| reader.nested_relations(select, depth + 1));
                self.relation_alias();
                return;
            }
            let inner = self.in_parentheses(|reader| reader.select_statement(depth + 1));
            SelectSource::Select(Box::new(inner.unwrap_or_default()))
        } else {
            let Ok(name) = self.object_name("a relation") else {
                return;
            };
            match self.kind(0) {
                Some(TokenKind::Open) => {
                    self.in_parentheses(|reader| reader.names_until(select, depth, |_| false));
                    SelectSource::Function(name)
                }
                _ => SelectSource::Relation(name),
            }
        };
        let alias = self.relation_alias();
        if self.accept_all("INDEXED BY") {
            self.step(1);
        } else {
            self.accept_all("NOT INDEXED");
        }
        select.from.push(SelectRelation {
            source,
            alias,
            natural,
            using: Vec::new(),
        });
    }

    fn nested_relations(&mut self, select: &mut Select, depth: usize) {
        self.select_relations(select, depth);
        self.at = self.end;
    }

    fn relation_alias(&mut self) -> Option<Identifier> {
        let introduced = self.accept("AS");
        let token = self.peek(0).filter(|token| self.may_be_name(token.kind))?;
        let word = self.word(0);
        let is_clause = !word.is_empty()
            && (is_reserved(word)
                || self.is_one_of(0, JOIN_WORDS)
                || self.is_one_of(0, "INDEXED WINDOW")
                || (self.is_one_of(0, "RETURNING OFFSET")));
        if is_clause && !introduced {
            return None;
        }
        self.at += 1;
        Some(self.identifier_of(token))
    }

    /// Collects names and subqueries up to a stop outside parentheses.
    pub(super) fn names_until(&mut self, select: &mut Select, depth: usize, stops: fn(&Reader<'_>) -> bool) {
        let start = self.at;
        while let Some(token) = self.peek(0) {
            if token.kind != TokenKind::Open && stops(self) {
                return;
            }
            match token.kind {
                TokenKind::Open if self.select_at(1) => {
                    let inner = self.in_parentheses(|reader| reader.select_statement(depth + 1));
                    select.nested.extend(inner);
                }
                TokenKind::Open if depth < MAX_DEPTH => {
                    self.in_parentheses(|reader| reader.names_until(select, depth + 1, |_| false));
                }
                TokenKind::Open => self.skip_one(),
                TokenKind::Word | TokenKind::QuotedName => self.one_name(select, start),
                kind => {
                    select.has_parameter |= kind == TokenKind::Parameter;
                    self.at += 1;
                }
            }
        }
    }

    fn one_name(&mut self, select: &mut Select, start: usize) {
        let word = self.word(0);
        let qualifies = self.kind(1) == Some(TokenKind::Dot);
        let is_keyword = !word.is_empty() && !qualifies && (is_reserved(word) || is_expression_word(word));
        let before = self.at.checked_sub(1).filter(|at| *at >= start);
        let before = before
            .and_then(|at| self.lexed.tokens.get(at))
            .map_or("", |token| self.token_text(token));
        // Where an operand must stand, the words of an order are names.
        let is_operand = before.is_empty()
            || matches!(before, "," | "(")
            || before.eq_ignore_ascii_case("by")
            || (is_reserved(before) && !before.eq_ignore_ascii_case("null"));
        if is_operand && CLAUSE_WORDS.contains_in_any_case(self.word(0)) && self.ends_operand(1) {
            let failure = self.unexpected("an expression; a keyword needs quotes to be a name");
            self.push_error(failure.span, failure.kind);
        }
        let is_keyword = is_keyword && !(is_operand && self.is_one_of(0, ORDER_WORDS));
        let follows = ["as", "collate", "window", "over"]
            .iter()
            .any(|word| before.eq_ignore_ascii_case(word));
        // `WINDOW a AS (…), b AS (…)`
        let follows = follows || (self.is(1, "AS") && self.kind(2) == Some(TokenKind::Open));
        if is_keyword || follows || self.kind(1) == Some(TokenKind::Open) {
            self.at += 1;
            return;
        }
        let first = self.peek(0).map_or("", |token| self.token_text(token));
        match self.object_name("a name") {
            Ok(name) if self.kind(0) != Some(TokenKind::Open) => select.names.push(SelectName {
                may_be_string: name.parts.len() == 1 && first.starts_with('"'),
                name,
            }),
            _ => self.step(usize::from(self.kind(0) == Some(TokenKind::Dot))),
        }
    }

    /// Whether what stands `ahead` may follow an operand and starts none.
    fn ends_operand(&self, ahead: usize) -> bool {
        match self.kind(ahead) {
            None | Some(TokenKind::Operator | TokenKind::Comma | TokenKind::Close) => true,
            Some(TokenKind::Dot) => !self.is_operator(ahead + 1, "*"),
            _ => self.is_one_of(
                ahead,
                "FROM AS IS ISNULL NOTNULL AND OR COLLATE THEN ELSE LIKE GLOB BETWEEN",
            ),
        }
    }

    pub(super) fn clone_at(&self, at: usize) -> Reader<'_> {
        Reader {
            at,
            errors: Vec::new(),
            ..*self
        }
    }
}

fn is_expression_word(word: &str) -> bool {
    EXPRESSION_WORDS.contains_in_any_case(word)
}
