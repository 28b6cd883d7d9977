//! Transactions and savepoints.

use rowproof_source::Span;
use rowproof_syntax::ast::{Identifier, TransactionStatement};

use super::{Outcome, refused};
use crate::{Catalog, Refusal};

/// A transaction or a savepoint that is open.
#[derive(Clone)]
pub(in crate::replay) struct Open {
    /// Lower case; none for `BEGIN`.
    savepoint: Option<String>,
    /// The catalog when it began.
    before: Catalog,
}

impl Catalog {
    pub(super) fn sqlite_transaction(
        &mut self,
        kind: &TransactionStatement,
        span: Span,
        open: &mut Vec<Open>,
    ) -> Outcome {
        match kind {
            TransactionStatement::Begin if !open.is_empty() => refused(
                span,
                Refusal::InvalidDefinition,
                "this `BEGIN`",
                "a transaction is open already",
            ),
            TransactionStatement::Begin => {
                open.extend(self.open(None, span));
                Ok(())
            }
            TransactionStatement::Commit | TransactionStatement::Rollback if open.is_empty() => refused(
                span,
                Refusal::InvalidDefinition,
                "the end of a transaction",
                "no transaction is open",
            ),
            TransactionStatement::Commit => {
                open.clear();
                Ok(())
            }
            TransactionStatement::Rollback => {
                let first = open.drain(..).next();
                if let Some(first) = first {
                    self.go_back_to(first.before);
                }
                Ok(())
            }
            TransactionStatement::Savepoint(name) => {
                open.extend(self.open(Some(name), span));
                Ok(())
            }
            TransactionStatement::Release(name) => {
                let at = position(open, name, span)?;
                open.truncate(at);
                Ok(())
            }
            TransactionStatement::RollbackTo(name) => {
                let at = position(open, name, span)?;
                open.truncate(at + 1);
                if let Some(last) = open.last() {
                    self.go_back_to(last.before.clone());
                }
                Ok(())
            }
            TransactionStatement::Other => Ok(()),
        }
    }

    fn open(&mut self, savepoint: Option<&Identifier>, span: Span) -> Option<Open> {
        self.may_be_copied(span).then(|| Open {
            savepoint: savepoint.map(|name| name.value.to_ascii_lowercase()),
            before: self.clone(),
        })
    }

    /// What was said about the text stays said, and settings of the connection are none of the transaction's.
    fn go_back_to(&mut self, before: Catalog) {
        let now = std::mem::replace(self, before);
        self.notes = now.notes;
        self.effort = now.effort;
        self.search_path = now.search_path;
        self.sqlite.attached.clone_from(&now.sqlite.attached);
        self.sqlite.legacy_alter_table = now.sqlite.legacy_alter_table;
        self.sqlite.writable_schema = now.sqlite.writable_schema;
    }
}

/// The innermost savepoint of that name.
fn position(open: &[Open], name: &Identifier, span: Span) -> Outcome<usize> {
    let wanted = name.value.to_ascii_lowercase();
    match open
        .iter()
        .rposition(|one| one.savepoint.as_ref() == Some(&wanted))
    {
        Some(at) => Ok(at),
        None => refused(
            span,
            Refusal::UndefinedObject,
            format!("savepoint `{}`", name.value),
            "there is no savepoint of this name",
        ),
    }
}
