//! Transactions and savepoints: what they take back.

use rowproof_source::Span;
use rowproof_syntax::Dialect;
use rowproof_syntax::ast::TransactionStatement;

use crate::Catalog;
use crate::model::fold;

impl Catalog {
    /// `held` is the catalog as it was at BEGIN and at each savepoint since.
    pub(super) fn control(
        &mut self,
        control: &TransactionStatement,
        span: Span,
        held: &mut Vec<(String, Catalog)>,
    ) {
        match control {
            TransactionStatement::Begin if held.is_empty() => {
                if self.may_be_copied(span) {
                    held.push((String::new(), self.clone()));
                }
            }
            TransactionStatement::Commit => {
                held.clear();
                if let Some(path) = self.objects.path_after.take() {
                    self.search_path = path;
                }
            }
            TransactionStatement::Rollback => {
                if let Some((_, before)) = held.drain(..).next() {
                    self.go_back(before);
                }
            }
            TransactionStatement::Savepoint(name) if !held.is_empty() => {
                if self.may_be_copied(span) {
                    held.push((fold(name, self.dialect()), self.clone()));
                }
            }
            TransactionStatement::RollbackTo(name) | TransactionStatement::Release(name) => {
                let name = fold(name, self.dialect());
                let at = held
                    .iter()
                    .skip(1)
                    .rposition(|(held, _)| *held == name)
                    .map(|at| at + 1);
                let Some(at) = at else {
                    self.refuse_savepoint(&name, span);
                    return;
                };
                if matches!(control, TransactionStatement::Release(_)) {
                    held.truncate(at);
                } else {
                    held.truncate(at + 1);
                    if let Some((_, before)) = held.last() {
                        self.go_back(before.clone());
                    }
                }
            }
            TransactionStatement::Savepoint(name) => self.refuse_savepoint(&name.value, span),
            TransactionStatement::Begin | TransactionStatement::Other => {}
        }
    }

    /// MySQL takes a savepoint outside a transaction for one that ends at once.
    fn refuse_savepoint(&mut self, name: &str, span: Span) {
        if self.dialect() == Dialect::PostgreSql {
            let reason = "there is no such savepoint in a transaction; the database refuses this";
            self.refuse(
                span,
                crate::Refusal::UndefinedObject,
                format!("savepoint `{name}`"),
                reason,
            );
        }
    }

    fn go_back(&mut self, before: Catalog) {
        let notes = std::mem::take(&mut self.notes);
        let effort = std::mem::take(&mut self.effort);
        *self = before;
        self.notes = notes;
        // Work that was done is not undone.
        self.effort = effort;
    }
}
