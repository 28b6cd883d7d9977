//! Settings, the current schema, and transactions.

use super::name::string_value;
use super::{Read, Reader};
use crate::Dialect;
use crate::ast::{Identifier, Setting, StatementKind, TransactionStatement};
use crate::lexer::TokenKind;

impl Reader<'_> {
    /// `SET search_path TO a, b`; every other setting declares nothing.
    pub(super) fn set_statement(&mut self) -> StatementKind {
        let start = self.at;
        self.step(1);
        let is_local = self.is(0, "LOCAL") && self.dialect == Dialect::PostgreSql;
        self.accept_any("SESSION LOCAL");
        let is_path = self.accept("search_path") && (self.accept("TO") || self.accept_operator("="));
        if is_path && self.is(0, "DEFAULT") {
            return search_path(self.default_path(), is_local);
        }
        if is_path {
            let mut names = Vec::new();
            while let Some(token) = self.peek(0) {
                if self.may_be_name(token.kind) || token.kind == TokenKind::String {
                    names.push(self.identifier_of(token));
                }
                self.step(1);
            }
            return search_path(names, is_local);
        }
        self.at = start;
        match self.dialect {
            Dialect::MySql => self.mysql_settings(),
            _ => self.other(1),
        }
    }

    /// MySQL's `SET [SESSION] a = 1, @b = @@c`; a statement of another form (`SET NAMES x`) says nothing kept here.
    fn mysql_settings(&mut self) -> StatementKind {
        let start = self.at;
        self.step(1);
        let mut settings = Vec::new();
        while !self.at_end() {
            let end = self.item_end();
            let setting = self.within(end, |reader| reader.mysql_setting());
            settings.extend(setting);
            self.accept_kind(TokenKind::Comma);
        }
        if settings.is_empty() {
            self.at = start;
            return self.other(1);
        }
        StatementKind::Settings(settings)
    }

    fn mysql_setting(&mut self) -> Option<Setting> {
        self.accept_any("SESSION LOCAL GLOBAL PERSIST");
        let from = self.at;
        while !self.at_end() && !self.is_operator(0, "=") && !self.is_operator(0, ":=") {
            self.step(1);
        }
        let written = self.text_since(from).to_ascii_lowercase();
        let name = match written.strip_prefix("@@") {
            Some(system) => system.rsplit('.').next().unwrap_or(system).to_owned(),
            None => written,
        };
        if self.at == from || self.at_end() {
            return None;
        }
        self.step(1);
        let from = self.at;
        if let Some(value) = self.accept_string()
            && self.at_end()
        {
            return Some(Setting { name, value });
        }
        self.at = self.end;
        Some(Setting {
            name,
            value: self.text_since(from),
        })
    }

    /// `RESET search_path`, `RESET ALL`, `DISCARD ALL`; other settings declare nothing.
    pub(super) fn reset_statement(&mut self) -> StatementKind {
        match self.is_one_of(1, "search_path ALL") {
            true => search_path(self.default_path(), false),
            false => self.other(1),
        }
    }

    /// The path as a new database has it.
    fn default_path(&mut self) -> Vec<Identifier> {
        let span = self
            .peek(0)
            .map_or_else(Default::default, |token| self.token_span(token));
        self.at = self.end;
        let names = ["$user", "public"].map(|name| Identifier {
            value: name.to_owned(),
            quoted: true,
            span,
        });
        names.into()
    }

    /// MySQL's `USE database`
    pub(super) fn use_statement(&mut self) -> Read<StatementKind> {
        self.step(1);
        Ok(StatementKind::SearchPath(vec![
            self.identifier("a database's name")?,
        ]))
    }

    /// SQLite's `PRAGMA [schema.]name [= value | (value)]`
    pub(super) fn pragma(&mut self) -> Read<StatementKind> {
        self.step(1);
        let name = self.object_name("a pragma's name")?;
        let name = name
            .last()
            .map_or(String::new(), |last| last.value.to_ascii_lowercase());
        let in_parentheses = self.kind(0) == Some(TokenKind::Open);
        let has_value = in_parentheses || self.accept_operator("=");
        if in_parentheses {
            self.step(1);
        }
        let from = self.at;
        let closes = |kind| in_parentheses && kind == TokenKind::Close;
        while self.kind(0).is_some_and(|kind| !closes(kind)) {
            self.step(1);
        }
        let value = (has_value && self.at > from).then(|| self.text_since(from));
        self.at = self.end;
        Ok(StatementKind::Pragma { name, value })
    }

    /// SQLite's `ATTACH [DATABASE] expression AS name` and `DETACH [DATABASE] name`
    pub(super) fn attach(&mut self) -> Read<StatementKind> {
        let attaches = self.is(0, "ATTACH");
        self.step(1);
        self.accept("DATABASE");
        if !attaches {
            return Ok(StatementKind::Detach(self.identifier("a database's name")?));
        }
        while !self.at_end() && !self.is(0, "AS") {
            self.skip_one();
        }
        self.expect("AS")?;
        let name = match self.kind(0) {
            Some(TokenKind::Parameter) => None,
            _ => Some(self.identifier("a database's name")?),
        };
        self.at = self.end;
        Ok(StatementKind::Attach(name))
    }

    /// The savepoint that `ROLLBACK [TRANSACTION] TO [SAVEPOINT] name` and its kin name.
    fn savepoint(&mut self, words: &str) -> Option<Identifier> {
        self.step(1);
        for word in words.split_ascii_whitespace() {
            self.accept(word);
        }
        self.identifier("a savepoint's name").ok()
    }

    fn transaction_kind(&mut self) -> TransactionStatement {
        let rolls_back_to = self.is(0, "ROLLBACK") && (self.is(1, "TO") || self.is(2, "TO"));
        let (words, kind): (&str, fn(Identifier) -> TransactionStatement) = if self.is(0, "SAVEPOINT") {
            ("", TransactionStatement::Savepoint)
        } else if self.is(0, "RELEASE") {
            ("SAVEPOINT", TransactionStatement::Release)
        } else if rolls_back_to {
            ("WORK TRANSACTION TO SAVEPOINT", TransactionStatement::RollbackTo)
        } else {
            return TransactionStatement::Other;
        };
        self.savepoint(words).map_or(TransactionStatement::Other, kind)
    }

    pub(super) fn transaction(&mut self) -> StatementKind {
        let kind = match self.word(0).to_ascii_uppercase().as_str() {
            "BEGIN" => TransactionStatement::Begin,
            "START" if self.is(1, "TRANSACTION") => TransactionStatement::Begin,
            "COMMIT" | "END" => TransactionStatement::Commit,
            "ABORT" => TransactionStatement::Rollback,
            "ROLLBACK" if !self.is(1, "TO") && !self.is(2, "TO") => TransactionStatement::Rollback,
            _ => self.transaction_kind(),
        };
        self.at = self.end;
        StatementKind::Transaction(kind)
    }
}

impl Reader<'_> {
    /// `SELECT [pg_catalog.]set_config('search_path', 'a, b', …)`, as pg_dump writes it.
    pub(super) fn set_config(&self) -> Option<StatementKind> {
        let mut ahead = 1;
        if self.is(1, "pg_catalog") && self.kind(2) == Some(TokenKind::Dot) {
            ahead = 3;
        }
        let string = |ahead: usize| {
            let token = self.peek(ahead).filter(|token| token.kind == TokenKind::String)?;
            Some(string_value(self.token_text(token), self.dialect))
        };
        let is_call = self.is(ahead, "set_config") && self.kind(ahead + 1) == Some(TokenKind::Open);
        if !is_call || string(ahead + 2)? != "search_path" {
            return None;
        }
        let source = self.statement;
        let names = string(ahead + 4)?;
        let names = names.split(',').map(str::trim).map(|name| {
            let bare = name.strip_prefix('"').and_then(|name| name.strip_suffix('"'));
            Identifier {
                value: bare.unwrap_or(name).to_owned(),
                quoted: bare.is_some(),
                span: source,
            }
        });
        Some(search_path(names.collect(), self.is(ahead + 6, "TRUE")))
    }
}

fn search_path(names: Vec<Identifier>, is_local: bool) -> StatementKind {
    match is_local {
        true => StatementKind::LocalSearchPath(names),
        false => StatementKind::SearchPath(names),
    }
}

#[cfg(test)]
mod tests {
    use rowproof_source::SourceId;

    use crate::ast::{StatementKind, TransactionStatement};
    use crate::{Dialect, parse_script};

    #[test]
    fn paths_pragmas_and_transactions() {
        let text = "set search_path = a, \"B\"; begin; commit; rollback to x; pragma foreign_keys = ON; pragma table_info(a)";
        let kinds: Vec<_> = parse_script(SourceId(0), text, Dialect::Sqlite)
            .statements
            .into_iter()
            .map(|statement| statement.kind)
            .collect();
        assert!(matches!(&kinds[0], StatementKind::SearchPath(names) if names.len() == 2));
        assert_eq!(kinds[1], StatementKind::Transaction(TransactionStatement::Begin));
        assert!(matches!(
            &kinds[3],
            StatementKind::Transaction(TransactionStatement::RollbackTo(name)) if name.value == "x"
        ));
        let value = |at: usize| match &kinds[at] {
            StatementKind::Pragma { value, .. } => value.clone(),
            other => panic!("{other:?}"),
        };
        assert_eq!(
            (value(4).as_deref(), value(5).as_deref()),
            (Some("ON"), Some("a"))
        );
    }
}
