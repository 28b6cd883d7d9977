//! Views.

use super::{Read, Reader};
use crate::ast::{CreateView, Persistence, StatementKind};
use crate::lexer::TokenKind;

impl Reader<'_> {
    /// At `VIEW`, `MATERIALIZED VIEW` or `RECURSIVE VIEW`.
    pub(super) fn create_view(&mut self, or_replace: bool, persistence: Persistence) -> Read<StatementKind> {
        let materialized = self.accept("MATERIALIZED");
        self.accept("RECURSIVE");
        self.expect("VIEW")?;
        let if_not_exists = self.accept_all("IF NOT EXISTS");
        let name = self.object_name("the view's name")?;
        let columns = match self.kind(0) {
            Some(TokenKind::Open) => self.identifier_list()?,
            _ => Vec::new(),
        };
        while !self.at_end() && !self.is(0, "AS") {
            // Storage parameters, tablespace, access method.
            self.skip_one();
        }
        self.expect("AS")?;
        let end = self.view_query_end();
        let select = self.select_here();
        let errors = self.errors.len();
        let query = self.query(end);
        let understood = self.errors.len() == errors;
        self.at = self.end;
        Ok(StatementKind::CreateView(Box::new(CreateView {
            name,
            temporary: persistence == Persistence::Temporary,
            materialized,
            or_replace,
            if_not_exists,
            columns,
            query: understood.then_some(query),
            select,
        })))
    }

    /// Where the query ends: before `WITH [NO] DATA` and `WITH [LOCAL | CASCADED] CHECK OPTION`.
    fn view_query_end(&self) -> usize {
        let tail_start = self.end.saturating_sub(4).max(self.at);
        (tail_start..self.end)
            .find(|at| {
                let ahead = at - self.at;
                self.is(ahead, "WITH") && self.is_one_of(ahead + 1, "NO DATA CHECK LOCAL CASCADED")
            })
            .unwrap_or(self.end)
    }
}

#[cfg(test)]
mod tests {
    use rowproof_source::SourceId;

    use crate::ast::StatementKind;
    use crate::{Dialect, parse_script};

    #[test]
    fn views() {
        let text = "create or replace view s.v (a, b) with (security_barrier) as select 1, c from d with check option; create materialized view if not exists m as select * from e with no data;";
        let script = parse_script(SourceId(0), text, Dialect::PostgreSql);
        assert_eq!(script.errors, []);
        let StatementKind::CreateView(view) = &script.statements[0].kind else {
            panic!()
        };
        assert!(view.or_replace && view.columns.len() == 2);
        assert_eq!(view.query.as_ref().unwrap().relations.len(), 1);
        let StatementKind::CreateView(view) = &script.statements[1].kind else {
            panic!()
        };
        assert!(view.materialized && view.if_not_exists);
    }
}
