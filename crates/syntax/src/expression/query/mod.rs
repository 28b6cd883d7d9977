//! Queries: which relations they read and what they compare, at any depth, and block by block.
//!
//! Every SELECT is a block; so is an UPDATE, DELETE or INSERT with a query. Trouble in one clause is noted once and costs
//! no more than that clause; trouble behind SELECT and in the clauses behind the condition marks the block as unread in part,
//! and is stepped over token by token for the queries inside.

mod clauses;
mod data;
mod found;
mod from;
mod output;
mod tail;

use super::parser::Parser;
use crate::Dialect;
use crate::ast::BlockRole;
use crate::lexer::TokenKind;
use crate::reader::{Failure, Read};

pub(super) use found::Found;

const SET_OPERATIONS: &str = "union intersect except";
/// The clauses behind the last SELECT of a query.
const TAIL: &str = "order limit offset fetch for lock into";
const DATA_VERBS: &str = "insert update delete merge replace";

impl Parser<'_> {
    /// Whether a query stands here, parentheses aside.
    pub(super) fn query_behind_parentheses(&self) -> bool {
        let mut ahead = 0;
        while self.kind(ahead) == Some(TokenKind::Open) {
            ahead += 1;
        }
        self.query_at(ahead)
    }

    pub(super) fn query_starts(&self) -> bool {
        self.query_at(0)
    }

    fn query_at(&self, ahead: usize) -> bool {
        match self.word(ahead).len() {
            6 if self.is(ahead, "select") => true,
            6 if self.is(ahead, "values") => {
                self.dialect != Dialect::MySql && self.kind(ahead + 1) == Some(TokenKind::Open)
                    || self.is(ahead + 1, "row")
            }
            4 => self.is(ahead, "with"),
            5 => {
                self.dialect != Dialect::Sqlite
                    && self.is(ahead, "table")
                    && matches!(
                        self.kind(ahead + 1),
                        Some(TokenKind::Word | TokenKind::QuotedName)
                    )
            }
            _ => false,
        }
    }

    /// The query behind a `(` just read, and its `)`.
    pub(super) fn subquery(&mut self, role: BlockRole) -> Read<()> {
        self.found.expect(role);
        self.query()?;
        self.close()
    }

    /// What goes on a query in parentheses: `(SELECT …) UNION …`, which was taken for an operand first.
    pub(super) fn set_operation_behind(&mut self) {
        if self.is_one_of(0, SET_OPERATIONS) {
            self.set_operations();
        }
        self.query_tail(None);
    }

    /// A query. Its clauses' troubles are kept aside; the only error is nesting beyond the bound.
    pub(super) fn query(&mut self) -> Read<()> {
        self.nested(|parser| {
            let role = parser.found.take_role();
            if parser.accept("with") {
                parser.common_tables();
            }
            if parser.is_one_of(0, DATA_VERBS) {
                parser.skip_until(|_| false);
                return Ok(());
            }
            let first = parser.found.blocks();
            parser.query_term(role);
            match parser.is_one_of(0, SET_OPERATIONS) {
                true => {
                    parser.found.mark_term(first);
                    parser.set_operations();
                    parser.query_tail(None);
                }
                false => parser.query_tail(Some(first)),
            }
            Ok(())
        })
    }

    fn set_operations(&mut self) {
        while self.accept_any(SET_OPERATIONS) {
            self.accept_any("all distinct");
            let first = self.found.blocks();
            self.query_term(BlockRole::Whole);
            self.found.mark_term(first);
        }
    }

    fn query_term(&mut self, role: BlockRole) {
        let read = match self.kind(0) {
            Some(TokenKind::Open) => {
                self.step(1);
                self.subquery(role)
            }
            _ if self.accept("select") => {
                self.select(role);
                Ok(())
            }
            _ if self.accept("values") => {
                self.skip_until(|parser| parser.ends_values());
                Ok(())
            }
            _ if self.accept("table") => self.relation_operand(),
            _ => Err(self.expected("`SELECT`")),
        };
        self.note(read);
    }

    fn ends_values(&self) -> bool {
        self.is_one_of(0, SET_OPERATIONS) || self.is_one_of(0, TAIL)
    }

    /// `WITH [RECURSIVE] a (b) AS [NOT MATERIALIZED] (…), …`
    fn common_tables(&mut self) {
        self.accept("recursive");
        loop {
            let read = self.common_table();
            self.note(read);
            self.skip_until(|parser| {
                parser.kind(0) == Some(TokenKind::Comma)
                    || parser.query_starts()
                    || parser.is_one_of(0, DATA_VERBS)
            });
            if !self.accept_kind(TokenKind::Comma) {
                return;
            }
        }
    }

    fn common_table(&mut self) -> Read<()> {
        let name = self.name()?;
        self.found.add_common(name.value.clone());
        if self.kind(0) == Some(TokenKind::Open) {
            self.skip_one();
        }
        self.require("as")?;
        self.accept("not");
        self.accept("materialized");
        if self.kind(0) != Some(TokenKind::Open) {
            return Err(self.expected("`(`"));
        }
        if self.is_one_of(1, DATA_VERBS) {
            self.skip_one();
            return Ok(());
        }
        self.step(1);
        self.subquery(BlockRole::Common(name))
    }

    /// Keeps the first trouble.
    pub(super) fn note(&mut self, read: Read<()>) {
        if let Err(failure) = read {
            self.note_failure(failure);
        }
    }

    pub(super) fn note_failure(&mut self, failure: Box<Failure>) {
        if self.failure.is_none() {
            self.failure = Some(failure);
        }
    }
}

#[cfg(test)]
mod tests {
    use rowproof_source::SourceId;

    use crate::Dialect;
    use crate::ast::{BlockRole, Query, StatementKind};
    use crate::parse_script;

    /// The first query of a text, and what is wrong with it.
    fn read(text: &str, dialect: Dialect) -> (Query, Vec<String>) {
        let mut script = parse_script(SourceId(0), text, dialect);
        let errors = script.errors.iter().map(|error| {
            let place = text.get(error.span.range()).unwrap_or_default();
            format!("{place}: {}", error.kind)
        });
        let errors = errors.collect();
        match script.statements.remove(0).kind {
            StatementKind::Query(query) => (*query, errors),
            other => panic!("{other:?}"),
        }
    }

    fn relations(query: &Query) -> Vec<&str> {
        query
            .relations
            .iter()
            .filter_map(|relation| relation.name.last())
            .map(|name| name.value.as_str())
            .collect()
    }

    #[test]
    fn trouble_costs_its_clause() {
        let cases = [
            (
                "select a, from b where c = 1",
                "from: the query is not understood: expected an expression, found `from`",
                vec!["b"],
            ),
            (
                "select a from where c = 1",
                "where: the query is not understood: expected a relation, found `where`",
                vec![],
            ),
            (
                "select a from b where (c = ) and d = 2 union select e from f where c = 3",
                "): the query is not understood: expected an expression, found `)`",
                vec!["b", "f"],
            ),
            (
                "select a from b join on b.c = 1",
                "on: the query is not understood: expected a relation, found `on`",
                vec!["b"],
            ),
            (
                "select a from (select d from b where c = 1",
                "1: the query is not understood: expected `)` before its end",
                vec!["b"],
            ),
            (
                "select a from b where c = 1 d",
                "d: the query is not understood: `d` cannot stand here",
                vec!["b"],
            ),
        ];
        for (text, error, expected) in cases {
            let (query, errors) = read(text, Dialect::PostgreSql);
            assert_eq!(errors, [error], "{text}");
            assert_eq!(relations(&query), expected, "{text}");
        }
    }

    #[test]
    fn comparisons_stand_in_the_order_of_the_text() {
        let text = "select a from b where b.x = (select max(y) from c where c.z = 2) and b.w > 3";
        let (query, errors) = read(text, Dialect::PostgreSql);
        assert!(errors.is_empty(), "{errors:?}");
        let columns: Vec<_> = query
            .comparisons
            .iter()
            .filter_map(|comparison| comparison.column.last())
            .map(|name| name.value.as_str())
            .collect();
        assert_eq!(columns, ["x", "z", "w"]);
    }

    /// The blocks in short: what they stand for, and how many of each clause they have.
    fn blocks(text: &str, dialect: Dialect) -> Vec<String> {
        let script = parse_script(SourceId(0), text, dialect);
        assert_eq!(script.errors, [], "{text}");
        let query = match script.statements.into_iter().next().unwrap().kind {
            StatementKind::Query(query) => query,
            StatementKind::Data(data) => data.query.unwrap(),
            other => panic!("{other:?}"),
        };
        let short = query.blocks.iter().map(|block| {
            let role = match &block.role {
                BlockRole::Whole => format!("{:?}", block.verb).to_lowercase(),
                BlockRole::Common(name) => name.value.clone(),
                BlockRole::Derived => "derived".to_owned(),
                BlockRole::Exists { negated } => format!("exists {negated}"),
                BlockRole::In { negated, .. } => format!("in {negated}"),
                BlockRole::Scalar => "scalar".to_owned(),
            };
            let parent = block
                .parent
                .map_or(String::new(), |parent| format!(" of {parent}"));
            let marks = [
                (block.is_term, " term"),
                (block.distinct, " distinct"),
                (block.unread, " unread"),
                (block.limit.is_some(), " limit"),
                (block.offset.is_some(), " offset"),
            ];
            let marks: String = marks.iter().filter(|mark| mark.0).map(|mark| mark.1).collect();
            format!(
                "{role}{parent}: {} out, {} from, {} where, {} group, {} order{marks}",
                block.output.len(),
                block.sources.len(),
                block.conditions.len(),
                block.group.len(),
                block.order.len()
            )
        });
        short.collect()
    }

    #[test]
    fn every_select_is_a_block() {
        let postgres = |text: &str| blocks(text, Dialect::PostgreSql);
        assert_eq!(
            postgres(
                "select a, t.*, b as c from t where a = 1 order by a desc nulls last, b limit 5 offset 10"
            ),
            ["select: 3 out, 1 from, 1 where, 0 group, 2 order limit offset"]
        );
        assert_eq!(
            postgres(
                "with x as (select distinct a from t) select count(*) filter (where a > 1) from x left join y on x.a = y.a group by 1, a order by 2"
            ),
            [
                "x: 1 out, 1 from, 0 where, 0 group, 0 order distinct",
                "select: 1 out, 2 from, 2 where, 2 group, 1 order"
            ]
        );
        assert_eq!(
            postgres(
                "select (select max(b) from u where u.a = t.a) from t where a not in (select a from v) and not a in (select 1) and not exists (select 1 from w) union all select a from (select a from z) q order by 1"
            ),
            [
                "select: 1 out, 1 from, 1 where, 0 group, 0 order term",
                "scalar of 0: 1 out, 1 from, 1 where, 0 group, 0 order",
                "in true of 0: 1 out, 1 from, 0 where, 0 group, 0 order",
                "in true of 0: 1 out, 0 from, 0 where, 0 group, 0 order",
                "exists true of 0: 1 out, 1 from, 0 where, 0 group, 0 order",
                "select: 1 out, 1 from, 0 where, 0 group, 0 order term",
                "derived of 5: 1 out, 1 from, 0 where, 0 group, 0 order"
            ]
        );
    }

    #[test]
    fn changes_read_too() {
        assert_eq!(
            blocks(
                "update t set a = 1, (b, c) = (select 1, 2) from u where t.a = u.a",
                Dialect::PostgreSql
            ),
            [
                "update: 2 out, 2 from, 1 where, 0 group, 0 order",
                "scalar of 0: 2 out, 0 from, 0 where, 0 group, 0 order"
            ]
        );
        assert_eq!(
            blocks(
                "delete t, u from t join u on t.a = u.a where t.b < 3",
                Dialect::MySql
            ),
            ["delete: 0 out, 2 from, 2 where, 0 group, 0 order"]
        );
        assert_eq!(
            blocks(
                "insert into t (a, b) select a, b from u where c = 1 on conflict do nothing",
                Dialect::PostgreSql
            ),
            ["select: 2 out, 1 from, 1 where, 0 group, 0 order"]
        );
        assert_eq!(
            blocks("delete from t where a = 1 order by b limit 3", Dialect::MySql),
            ["delete: 0 out, 1 from, 1 where, 0 group, 1 order limit"]
        );
    }

    #[test]
    fn forms_of_one_dialect() {
        let texts = [
            ("select a from b use index (i) where c = 1", Dialect::MySql),
            (
                "select a from b partition (p) as x ignore key for join (i, j)",
                Dialect::MySql,
            ),
            ("select a from b indexed by i where c = 1", Dialect::Sqlite),
            ("select a from b not indexed", Dialect::Sqlite),
            ("select 1 where a in b", Dialect::Sqlite),
            (
                "select a from rows from (f(1), g(2)) as x, b",
                Dialect::PostgreSql,
            ),
            ("select a from only b where c", Dialect::PostgreSql),
            ("select a from only (b) as x (c)", Dialect::PostgreSql),
            ("table b", Dialect::PostgreSql),
        ];
        for (text, dialect) in texts {
            let (query, errors) = read(text, dialect);
            assert!(errors.is_empty(), "{text}: {errors:?}");
            assert_eq!(relations(&query), ["b"], "{text}");
        }
    }
}
