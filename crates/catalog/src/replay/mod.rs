//! Statements applied in order, each as the database would apply it.

mod mysql;
mod naming;
mod object;
mod postgresql;
mod rename;
mod sqlite;
mod table;
mod transaction;

pub(crate) use postgresql::{Class, Undo};

use std::borrow::Borrow;

use rowproof_syntax::Dialect;
use rowproof_syntax::ast::{Statement, StatementKind};

pub(crate) use mysql::Session as MySqlSession;
pub(crate) use sqlite::{SqliteState, TEMPORARY};

use crate::Catalog;
use crate::model::RelationKind;

impl Catalog {
    /// Applies the statements in order. A transaction that ends in ROLLBACK leaves nothing behind but its notes, and what
    /// follows a savepoint goes with it.
    pub fn replay(&mut self, statements: impl IntoIterator<Item = impl Borrow<Statement>>) {
        self.has_no_tools = false;
        if self.dialect() == Dialect::Sqlite {
            self.replay_sqlite(statements);
            self.settle();
            return;
        }
        self.forget_checked_columns();
        if self.dialect() == Dialect::PostgreSql {
            self.remember_constraints();
            self.remember_owned_sequences();
        }
        let mut transaction = Vec::new();
        for statement in statements {
            let statement = statement.borrow();
            match (&statement.kind, self.dialect()) {
                // MySQL's statements about structure commit by themselves: what they did is done.
                (StatementKind::Transaction(control), Dialect::PostgreSql) => {
                    self.control(control, statement.span, &mut transaction);
                }
                // Outside of a transaction it ends with itself.
                (StatementKind::LocalSearchPath(_), _) if transaction.is_empty() => {}
                _ if !self.is_within_bounds(statement) => {}
                (_, Dialect::MySql) => self.apply_mysql(statement),
                _ => self.apply_postgresql(statement),
            }
            self.remember_generation(statement);
        }
        self.link_foreign_keys();
        self.settle();
    }

    /// Ties foreign keys to relations that came later in the script, and fills in the primary key they mean when they
    /// name no columns.
    fn link_foreign_keys(&mut self) {
        for id in self.ids() {
            let Some(relation) = self.relation(id) else {
                continue;
            };
            let mut links = Vec::new();
            for (at, constraint) in relation.constraints.iter().enumerate() {
                let Some(key) = constraint.foreign_key() else {
                    continue;
                };
                let target = self.id_of(&key.referenced);
                let columns = match target.and_then(|target| self.relation(target)) {
                    Some(target) if key.referenced_columns.is_empty() => {
                        target.primary_key().map(|primary| primary.columns.clone())
                    }
                    _ => None,
                };
                if target != key.relation || columns.is_some() {
                    links.push((at, target, columns));
                }
            }
            if links.is_empty() {
                continue;
            }
            let Some(relation) = self.relation_mut(id) else {
                continue;
            };
            for (at, target, columns) in links {
                let Some(constraint) = relation.constraints.get_mut(at) else {
                    continue;
                };
                if let crate::model::ConstraintKind::ForeignKey(key) = &mut constraint.kind {
                    key.relation = target;
                    if let Some(columns) = columns {
                        key.referenced_columns = columns;
                    }
                }
            }
        }
    }
}

/// Kinds whose rows come from elsewhere.
pub(crate) fn is_view(kind: RelationKind) -> bool {
    matches!(kind, RelationKind::View | RelationKind::MaterializedView)
}
