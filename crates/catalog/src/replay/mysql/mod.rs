//! MySQL and MariaDB: statements applied as these servers apply them.
//!
//! A statement that the server refuses leaves nothing behind. A table is therefore changed as a copy ([`draft`]) and
//! takes its place only when everything about it holds, which is also how the servers do it.

mod alter;
mod alter_column;
mod alter_options;
mod change;
mod check;
mod column;
mod copied;
mod database;
mod draft;
mod drop;
mod foreign_key;
mod key_check;
mod key_length;
mod key_names;
mod keys;
mod rename;
mod rename_table;
mod row_key;
mod row_length;
mod session;
mod storage;
mod table;
mod take_away;
mod temporary;
mod trigger;
mod view;

use rowproof_source::Span;
use rowproof_syntax::ast::{Statement, StatementKind};

use crate::Catalog;
use crate::note::Refusal;
pub(crate) use session::Session;

/// Why a statement is refused.
#[derive(Debug)]
pub(super) struct Refused {
    pub refusal: Refusal,
    pub subject: String,
    pub reason: String,
}

/// What applying a statement gives.
type Applied<T = ()> = Result<T, Box<Refused>>;

/// A refusal, for `Err`.
fn refused(refusal: Refusal, subject: impl Into<String>, reason: impl Into<String>) -> Box<Refused> {
    Box::new(Refused {
        refusal,
        subject: subject.into(),
        reason: reason.into(),
    })
}

impl Catalog {
    /// Applies one statement.
    pub(super) fn apply_mysql(&mut self, statement: &Statement) {
        let applied = self.mysql_statement(&statement.kind, statement.span);
        if let Err(refused) = applied {
            self.refuse(statement.span, refused.refusal, refused.subject, refused.reason);
        }
    }

    fn mysql_statement(&mut self, kind: &StatementKind, span: Span) -> Applied {
        match kind {
            StatementKind::CreateTable(create) => self.mysql_create_table(create, span),
            StatementKind::CreateIndex(create) => self.mysql_create_index(create, span),
            StatementKind::AlterTable(alter) => self.mysql_alter(alter, span),
            StatementKind::Drop(drop) => self.mysql_drop(drop, span),
            StatementKind::RenameTables(renames) => self.mysql_rename_tables(renames, span),
            StatementKind::CreateView(create) => self.mysql_create_view(create, span),
            StatementKind::CreateTrigger(create) => self.mysql_create_trigger(create, span),
            StatementKind::Sequence(sequence) => self.mysql_sequence(sequence, span),
            StatementKind::CreateSchema {
                name,
                if_not_exists,
                character_set,
            } => self.mysql_create_database(name.as_ref(), *if_not_exists, character_set),
            StatementKind::SearchPath(path) => {
                self.mysql_use(path, span);
                Ok(())
            }
            StatementKind::Settings(settings) => {
                self.mysql.set(settings);
                Ok(())
            }
            StatementKind::CreateFunction(create) => {
                self.create_function(create, span);
                Ok(())
            }
            _ => Ok(()),
        }
    }
}
