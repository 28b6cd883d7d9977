//! What a statement is, by its first words.

use rowproof_source::WordList;

use super::{Read, Reader};
use crate::Dialect;
use crate::ast::{CharacterSet, Persistence, Statement, StatementKind, SyntaxErrorKind};
use crate::lexer::TokenKind;

/// `CREATE`, `ALTER` and `DROP` of these declare nothing the catalog holds.
const OTHER_OBJECTS: &str = "ACCESS,AGGREGATE,CAST,COLLATION,CONVERSION,DEFAULT,EVENT,FOREIGN DATA,GROUP,INSTANCE,LANGUAGE,LARGE,\
     LOGFILE,OPERATOR,OWNED,PACKAGE,PROCEDURAL,PUBLICATION,RESOURCE,ROLE,ROUTINE,RULE,SERVER,\
     SPATIAL REFERENCE,STATISTICS,SUBSCRIPTION,SYSTEM,TABLESPACE,TEXT,TRANSFORM,TRUSTED,USER,ASSERTION,\
     INSTALLATION,LIBRARY,COLUMN ENCRYPTION,PROFILE";

/// Statements that declare nothing, by their first word.
const OTHER_VERBS: WordList = WordList::new(
    "ANALYSE,ANALYSIS,ANALYZE,ATTACH,BACKUP,BINLOG,CACHE,CALL,CHANGE,CHECK,CHECKPOINT,CHECKSUM,CLOSE,\
     CLUSTER,DEALLOCATE,DECLARE,DESC,DESCRIBE,DETACH,DISCARD,DO,EXECUTE,FETCH,FLUSH,GRANT,HANDLER,\
     HELP,IMPORT,INSTALL,KILL,LISTEN,LOAD,LOCK,MOVE,NOTIFY,OPTIMIZE,PREPARE,PURGE,REASSIGN,REFRESH,\
     REINDEX,REPAIR,RESET,RESTART,REVOKE,SECURITY,SHOW,SHUTDOWN,SIGNAL,SOURCE,STOP,UNINSTALL,\
     UNLISTEN,UNLOCK,VACUUM,XA",
);

impl Reader<'_> {
    /// The statement in the window; none when its kind was not made out, which is reported.
    pub(super) fn read_statement(&mut self) -> Option<Statement> {
        if self.kind(0) == Some(TokenKind::Meta) {
            return Some(self.meta_command());
        }
        if self.end - self.at > super::MAX_STATEMENT_TOKENS && !self.starts_data() {
            let limit = format!("{} tokens", super::MAX_STATEMENT_TOKENS);
            self.push_error(
                self.statement,
                SyntaxErrorKind::TooLarge {
                    what: "a statement",
                    limit,
                },
            );
            return None;
        }
        let read = self.statement_kind();
        let kind = self.keep(read)?;
        if !ends_open(&kind) {
            self.report_rest();
        }
        Some(Statement {
            span: self.statement,
            kind,
        })
    }

    fn meta_command(&mut self) -> Statement {
        let line = self.peek(0).map_or("", |token| self.token_text(token));
        let keywords = line.split_whitespace().next().unwrap_or_default().to_owned();
        self.at = self.end;
        Statement {
            span: self.statement,
            kind: StatementKind::Other { keywords },
        }
    }

    fn statement_kind(&mut self) -> Read<StatementKind> {
        if self.kind(0) == Some(TokenKind::Open) && self.opens_select() {
            let end = self.end;
            return Ok(StatementKind::Query(Box::new(self.query(end))));
        }
        match self.word(0).to_ascii_uppercase().as_str() {
            "CREATE" => self.create_statement(),
            "ALTER" => self.alter_statement(),
            "DROP" => self.drop_statement(),
            "COMMENT" if self.is(1, "ON") => self.comment_on(),
            "RENAME" if self.is_one_of(1, "TABLE TABLES") => self.rename_tables(),
            "SELECT" | "WITH" | "VALUES" | "TABLE" => self.query_or_data(),
            "EXPLAIN" => self.explain(),
            "INSERT" | "UPDATE" | "DELETE" | "MERGE" | "COPY" | "REPLACE" | "TRUNCATE" => {
                self.data_statement()
            }
            "SET" => Ok(self.set_statement()),
            "RESET" | "DISCARD" if self.dialect == Dialect::PostgreSql => Ok(self.reset_statement()),
            "USE" => self.use_statement(),
            "PRAGMA" => self.pragma(),
            "ATTACH" | "DETACH" if self.dialect == Dialect::Sqlite => self.attach(),
            "BEGIN" | "START" | "COMMIT" | "END" | "ROLLBACK" | "ABORT" | "SAVEPOINT" | "RELEASE" => {
                Ok(self.transaction())
            }
            _ if OTHER_VERBS.contains_in_any_case(self.word(0)) => Ok(self.other(1)),
            _ => Err(self.unexpected("a statement such as `CREATE TABLE` or `SELECT`")),
        }
    }

    fn opens_select(&self) -> bool {
        let mut ahead = 0;
        while self.kind(ahead) == Some(TokenKind::Open) {
            ahead += 1;
        }
        self.is_one_of(ahead, "SELECT WITH VALUES")
    }

    /// A statement without a meaning for the catalog, named by its first `words` words.
    pub(super) fn other(&mut self, words: usize) -> StatementKind {
        let keywords = self.leading_words(words);
        self.at = self.end;
        StatementKind::Other { keywords }
    }

    pub(super) fn leading_words(&self, words: usize) -> String {
        let words: Vec<String> = (0..words)
            .map(|ahead| self.word(ahead).to_ascii_uppercase())
            .take_while(|word| !word.is_empty())
            .collect();
        words.join(" ")
    }

    fn create_statement(&mut self) -> Read<StatementKind> {
        let start = self.at;
        self.step(1);
        let or_replace = self.accept_all("OR REPLACE");
        self.create_modifiers()?;
        let persistence = self.persistence();
        if self.is(0, "TABLE") {
            let mut table = self.create_table(persistence, false)?;
            if let StatementKind::CreateTable(table) = &mut table {
                table.or_replace = or_replace;
            }
            return Ok(table);
        }
        if self.are("VIRTUAL TABLE") {
            self.step(1);
            return self.create_table(persistence, true);
        }
        match self.word(0).to_ascii_uppercase().as_str() {
            "UNIQUE" | "INDEX" | "FULLTEXT" => self.create_index(or_replace),
            "SPATIAL" if self.is(1, "INDEX") => self.create_index(or_replace),
            "TYPE" => self.create_type(),
            "DOMAIN" => self.create_domain(),
            "VIEW" | "MATERIALIZED" | "RECURSIVE" => self.create_view(or_replace, persistence),
            "TRIGGER" | "CONSTRAINT" => self.create_trigger(or_replace, persistence),
            "FUNCTION" | "PROCEDURE" => self.create_function(),
            "POLICY" => self.policy(true),
            "EXTENSION" => self.create_extension(),
            "SCHEMA" | "DATABASE" => self.create_schema(),
            "SEQUENCE" => self.sequence(true, or_replace, persistence == Persistence::Temporary),
            _ => self.other_object(start),
        }
    }

    /// MySQL's `ALGORITHM = …`, `DEFINER = …`, `SQL SECURITY …` and MariaDB's `IF NOT EXISTS` come before the kind.
    fn create_modifiers(&mut self) -> Read<()> {
        loop {
            if self.accept("DEFINER") {
                self.expect_operator_equals()?;
                self.skip_one();
                if self.accept_operator("@")
                    || matches!(self.kind(0), Some(TokenKind::Parameter | TokenKind::Open))
                {
                    self.skip_one();
                }
            } else if self.is(0, "ALGORITHM") && self.is_operator(1, "=") {
                self.step(3);
            } else if self.accept_all("SQL SECURITY") {
                self.step(1);
            } else if !self.accept("AGGREGATE") || !self.is(0, "FUNCTION") {
                return Ok(());
            }
        }
    }

    fn expect_operator_equals(&mut self) -> Read<()> {
        match self.accept_operator("=") {
            true => Ok(()),
            false => Err(self.unexpected("`=`")),
        }
    }

    fn persistence(&mut self) -> Persistence {
        self.accept_any("GLOBAL LOCAL");
        if self.accept_any("TEMPORARY TEMP") {
            Persistence::Temporary
        } else if self.accept("UNLOGGED") {
            Persistence::Unlogged
        } else if self.are("FOREIGN TABLE") {
            self.step(1);
            Persistence::Foreign
        } else {
            Persistence::Permanent
        }
    }

    /// `CREATE RULE` and the like; a form no one knows is reported.
    pub(super) fn other_object(&mut self, start: usize) -> Read<StatementKind> {
        let known = OTHER_OBJECTS.split(',').any(|object| self.are(object));
        let known = known || self.are("FOREIGN DATA");
        let first = self.at;
        self.at = start;
        if known {
            let words = first - start + 1;
            return Ok(self.other(words.max(2)));
        }
        self.at = first;
        Err(self.unsupported(start))
    }

    pub(super) fn unsupported(&self, start: usize) -> Box<super::Failure> {
        let words: Vec<String> = self
            .lexed
            .tokens
            .get(start..self.end.min(start + 3))
            .unwrap_or_default()
            .iter()
            .take_while(|token| token.kind == TokenKind::Word)
            .map(|token| self.token_text(token).to_ascii_uppercase())
            .collect();
        Box::new(super::Failure {
            span: self.statement,
            kind: SyntaxErrorKind::Unsupported {
                statement: format!("`{}`", words.join(" ")),
            },
        })
    }

    /// `EXPLAIN [(…)] [ANALYZE] query`
    fn explain(&mut self) -> Read<StatementKind> {
        let start = self.at;
        self.step(1);
        while !self.at_end() && !self.starts_data() && !self.is_one_of(0, "SELECT WITH VALUES TABLE") {
            if self.kind(0) == Some(TokenKind::Open) && self.opens_select() {
                break;
            }
            self.skip_one();
        }
        if self.at_end() || self.is(0, "TABLE") {
            self.at = start;
            return Ok(self.other(1));
        }
        self.statement_kind()
    }

    /// `CREATE EXTENSION [IF NOT EXISTS] name …`
    fn create_extension(&mut self) -> Read<StatementKind> {
        self.step(1);
        self.accept_all("IF NOT EXISTS");
        let name = self.identifier("the extension's name")?;
        self.at = self.end;
        Ok(StatementKind::CreateExtension(name))
    }

    /// `CREATE SCHEMA [IF NOT EXISTS] [name] [AUTHORIZATION role]`, MySQL `CREATE DATABASE name …`
    fn create_schema(&mut self) -> Read<StatementKind> {
        let is_postgres_database = self.is(0, "DATABASE") && self.dialect == Dialect::PostgreSql;
        if is_postgres_database {
            self.at -= 1;
            return Ok(self.other(2));
        }
        self.step(1);
        let if_not_exists = self.accept_all("IF NOT EXISTS");
        let name = match self.is(0, "AUTHORIZATION") {
            true => None,
            false => Some(self.identifier("the schema's name")?),
        };
        let mut character_set = CharacterSet::default();
        while !self.at_end() {
            if self.dialect != Dialect::MySql || !self.character_set_option(&mut character_set)? {
                self.skip_one();
            }
        }
        Ok(StatementKind::CreateSchema {
            name,
            if_not_exists,
            character_set,
        })
    }
}

/// Whether what follows the part that was read is free text as far as the catalog is concerned.
fn ends_open(kind: &StatementKind) -> bool {
    matches!(
        kind,
        StatementKind::Data(_)
            | StatementKind::Other { .. }
            | StatementKind::CreateFunction(_)
            | StatementKind::AlterFunction(..)
            | StatementKind::Transaction(_)
            | StatementKind::SearchPath(_)
            | StatementKind::LocalSearchPath(_)
    )
}

#[cfg(test)]
mod tests {
    use rowproof_source::SourceId;

    use crate::ast::{StatementKind, SyntaxErrorKind};
    use crate::{Dialect, parse_script};

    #[test]
    fn text_that_is_no_sql_costs_one_error() {
        let script = parse_script(
            SourceId(0),
            "this is, well, prose; create table a (b int);",
            Dialect::PostgreSql,
        );
        assert_eq!((script.errors.len(), script.statements.len()), (1, 1));
        assert!(matches!(
            script.errors[0].kind,
            SyntaxErrorKind::Unexpected { .. }
        ));
    }

    #[test]
    fn statements_that_declare_nothing_are_known() {
        let text = "grant select on a to b; alter role r; create cast (a as b) with inout as implicit;
            create rule r as on insert to a do nothing; set x = 1; create operator + (leftarg = a); vacuum;
            \\connect x\nreindex table a; create database d; alter default privileges grant all on tables to x;";
        let script = parse_script(SourceId(0), text, Dialect::PostgreSql);
        assert_eq!(script.errors, []);
        assert!(
            script
                .statements
                .iter()
                .all(|one| matches!(one.kind, StatementKind::Other { .. }))
        );
    }

    #[test]
    fn an_unknown_declaration_is_reported() {
        let script = parse_script(SourceId(0), "create gizmo a (b int);", Dialect::PostgreSql);
        assert!(matches!(
            script.errors[0].kind,
            SyntaxErrorKind::Unsupported { .. }
        ));
    }
}
