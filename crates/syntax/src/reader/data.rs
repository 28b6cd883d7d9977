//! Statements that change or read data.

use rowproof_source::WordList;

use super::{Read, Reader};
use crate::ast::{DataStatement, StatementKind};
use crate::lexer::TokenKind;

const VERBS: &str = "INSERT UPDATE DELETE MERGE COPY REPLACE TRUNCATE";

/// Words that may stand between the verb and the relation.
const BETWEEN: WordList = WordList::new(
    "ABORT,BINARY,DELAYED,FAIL,FROM,HIGH_PRIORITY,IGNORE,INTO,LOW_PRIORITY,ONLY,OR,OVERWRITE,QUICK,\
     REPLACE,ROLLBACK,TABLE",
);

impl Reader<'_> {
    pub(super) fn starts_data(&self) -> bool {
        self.is_one_of(0, VERBS)
    }

    pub(super) fn data_statement(&mut self) -> Read<StatementKind> {
        let start = self.at;
        self.data_statement_from(start)
    }

    /// At the verb of a statement that starts at the token `start`.
    fn data_statement_from(&mut self, start: usize) -> Read<StatementKind> {
        let verb = VERBS.split(' ').find(|verb| self.is(0, verb)).unwrap_or("INSERT");
        self.step(1);
        while BETWEEN.contains_in_any_case(self.word(0)) && (self.name_at(1) || self.is(0, "OR")) {
            self.step(1);
        }
        let relation = match self.name_at(0) {
            true => Some(self.object_name("the table's name")?),
            false => None,
        };
        let reads = match verb {
            "UPDATE" | "DELETE" => relation.is_some(),
            "INSERT" | "REPLACE" => self.query_behind_columns(),
            _ => false,
        };
        let query = reads.then(|| self.change(start));
        self.at = self.end;
        Ok(StatementKind::Data(DataStatement {
            verb,
            relation,
            query,
        }))
    }

    /// Whether a query stands behind the table's name and the list of columns: rows in VALUES read nothing.
    fn query_behind_columns(&self) -> bool {
        let mut behind = self.clone_at(self.at);
        if behind.accept("AS") {
            behind.step(1);
        }
        if behind.kind(0) == Some(TokenKind::Open) && !behind.is_one_of(1, "SELECT WITH") {
            behind.skip_one();
        }
        if behind.accept("OVERRIDING") {
            behind.step(2);
        }
        while behind.kind(0) == Some(TokenKind::Open) {
            behind.step(1);
        }
        behind.is_one_of(0, "SELECT WITH")
    }

    /// A query; but `WITH … INSERT` changes data.
    pub(super) fn query_or_data(&mut self) -> Read<StatementKind> {
        if let Some(path) = self.set_config() {
            self.at = self.end;
            return Ok(path);
        }
        let start = self.at;
        self.at = match self.is(0, "WITH") {
            true => self.main_verb().unwrap_or(start),
            false => start,
        };
        if self.starts_data() {
            return self.data_statement_from(start);
        }
        self.at = start;
        let end = self.end;
        Ok(StatementKind::Query(Box::new(self.query(end))))
    }

    /// The token behind the CTEs.
    fn main_verb(&self) -> Option<usize> {
        let mut depth = 0_usize;
        let tokens = self.lexed.tokens.get(self.at..self.end)?;
        for (ahead, token) in tokens.iter().enumerate() {
            match token.kind {
                TokenKind::Open => depth += 1,
                TokenKind::Close => depth = depth.saturating_sub(1),
                TokenKind::Word if depth == 0 => {
                    let text = self.token_text(token);
                    let mut verbs = VERBS.split(' ').chain(["SELECT"]);
                    let is_verb = verbs.any(|verb| text.eq_ignore_ascii_case(verb));
                    if is_verb {
                        return Some(self.at + ahead);
                    }
                }
                _ => {}
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use rowproof_source::SourceId;

    use crate::ast::StatementKind;
    use crate::{Dialect, parse_script};

    #[test]
    fn data_is_told_from_queries() {
        let text = "insert into s.a values (1); with x as (select 1) update b set c = 1; delete from only d;
            with x as (select 1) select * from x, e; explain (analyze) select * from f; update g set h = 1";
        let script = parse_script(SourceId(0), text, Dialect::PostgreSql);
        assert_eq!(script.errors, []);
        let relations: Vec<String> = script
            .statements
            .iter()
            .map(|statement| match &statement.kind {
                StatementKind::Data(data) => data.relation.as_ref().unwrap().last().unwrap().value.clone(),
                StatementKind::Query(query) => format!("?{}", query.relations[0].name.parts[0].value),
                other => panic!("{other:?}"),
            })
            .collect();
        assert_eq!(relations, ["a", "b", "d", "?e", "?f", "g"]);
    }

    #[test]
    fn sqlite_queries() {
        let text =
            "select a.rowid from a indexed by i where b isnull and c notnull and d glob 'x*' and e = ?1";
        let script = parse_script(SourceId(0), text, Dialect::Sqlite);
        assert_eq!(script.errors, []);
        let StatementKind::Query(query) = &script.statements[0].kind else {
            panic!()
        };
        assert_eq!((query.relations.len(), query.comparisons.len()), (1, 1));
    }

    #[test]
    fn queries_are_flattened() {
        let text = "with t as (select * from a where b = 'x') select count(*) filter (where t.c in (1, 2)) from t join s.d as e on e.f = t.g and e.h >= -5 where e.i = $1 and exists (select 1 from j where 3 < k)";
        let script = parse_script(SourceId(0), text, Dialect::PostgreSql);
        assert_eq!(script.errors, []);
        let StatementKind::Query(query) = &script.statements[0].kind else {
            panic!()
        };
        let names: Vec<_> = query
            .relations
            .iter()
            .map(|one| one.name.last().unwrap().value.as_str())
            .collect();
        assert_eq!(names, ["a", "d", "j"]);
        assert_eq!(query.relations[1].alias.as_deref(), Some("e"));
        assert_eq!(query.joins.len(), 1);
        let columns: Vec<_> = query
            .comparisons
            .iter()
            .map(|one| one.column.last().unwrap().value.as_str())
            .collect();
        assert_eq!(columns, ["b", "c", "h", "i", "k"]);
    }
}
