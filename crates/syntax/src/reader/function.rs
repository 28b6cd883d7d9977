//! Functions and procedures: their names and bodies.

use rowproof_source::Span;

use super::{Read, Reader};
use crate::Dialect;
use crate::ast::{CreateFunction, FunctionOptions, StatementKind};
use crate::lexer::TokenKind;

impl Reader<'_> {
    /// At `FUNCTION` or `PROCEDURE`.
    pub(super) fn create_function(&mut self) -> Read<StatementKind> {
        self.step(1);
        self.accept_all("IF NOT EXISTS");
        let name = self.object_name("the function's name")?;
        if self.kind(0) == Some(TokenKind::Open) {
            self.skip_one();
        }
        let mut function = CreateFunction {
            name,
            body: None,
            body_text: String::new(),
            options: FunctionOptions::default(),
        };
        if self.dialect == Dialect::PostgreSql {
            let from = self.at;
            function.options = self.function_options();
            self.at = from;
        }
        self.function_body(&mut function);
        self.at = self.end;
        Ok(StatementKind::CreateFunction(function))
    }

    /// PostgreSQL's `ALTER FUNCTION name(…) option …`, at `FUNCTION` or its kin; what else there is of it declares nothing.
    pub(super) fn alter_function(&mut self) -> Read<StatementKind> {
        self.step(1);
        let name = self.object_name("the function's name")?;
        let options = self.function_options();
        Ok(StatementKind::AlterFunction(name, options))
    }

    /// The options up to the statement's end, wherever they stand.
    fn function_options(&mut self) -> FunctionOptions {
        let mut options = FunctionOptions::default();
        while !self.at_end() {
            if self.accept("SECURITY") {
                options.definer = Some(self.is(0, "DEFINER"));
            } else if self.accept_all("SET search_path") {
                options.sets_path = Some(true);
            } else if self.accept_all("RESET search_path") || self.accept_all("RESET ALL") {
                options.sets_path = Some(false);
            } else if self.is(0, "BEGIN") {
                self.at = self.end;
            } else {
                self.skip_one();
            }
        }
        options
    }

    /// `AS '…'`, `AS $$…$$`, or a body of statements.
    fn function_body(&mut self, function: &mut CreateFunction) {
        while let Some(token) = self.peek(0) {
            if self.is(0, "AS") && self.kind(1) == Some(TokenKind::String) {
                self.step(1);
                function.body = Some(self.here());
                function.body_text = self.accept_string().unwrap_or_default();
                return;
            }
            let starts_body = self.is_one_of(0, "BEGIN RETURN");
            if starts_body {
                let span = Span::new(self.source, token.start, self.statement.end);
                function.body = Some(span);
                function.body_text = self.text.get(span.range()).unwrap_or_default().to_owned();
                return;
            }
            self.skip_one();
        }
    }
}

#[cfg(test)]
mod tests {
    use rowproof_source::SourceId;

    use crate::ast::{CreateFunction, StatementKind};
    use crate::{Dialect, parse_script};

    fn function(text: &str, dialect: Dialect) -> CreateFunction {
        let mut script = parse_script(SourceId(0), text, dialect);
        assert_eq!(script.errors, [], "{text}");
        match script.statements.remove(0).kind {
            StatementKind::CreateFunction(function) => function,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn bodies() {
        let quoted = function(
            "create or replace function s.f(a int default 1) returns trigger language plpgsql as $$ begin return new; end $$;",
            Dialect::PostgreSql,
        );
        assert_eq!(quoted.body_text.trim(), "begin return new; end");
        let atomic = function(
            "create function f() returns int begin atomic select 1; select 2; end;",
            Dialect::PostgreSql,
        );
        assert!(atomic.body_text.starts_with("begin atomic"));
        let mysql = function(
            "CREATE DEFINER=`root`@`localhost` PROCEDURE p(IN a int) READS SQL DATA BEGIN SELECT 1; END;",
            Dialect::MySql,
        );
        assert!(mysql.body.is_some());
    }
}
