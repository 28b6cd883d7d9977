//! Statements applied in order, each as the database would apply it.

mod alter;
mod constraint;
mod drop;
mod index;
mod mysql;
mod naming;
mod object;
mod postgresql;
mod rename;
mod sqlite;
mod table;
mod transaction;

pub(crate) use postgresql::Undo;

use std::borrow::Borrow;

use rowproof_syntax::Dialect;
use rowproof_syntax::ast::{Statement, StatementKind};

pub(crate) use mysql::Session as MySqlSession;
pub(crate) use sqlite::{SqliteState, TEMPORARY};

use crate::Catalog;
use crate::model::{RelationKind, fold};

impl Catalog {
    /// Applies the statements in order. A transaction that ends in ROLLBACK leaves nothing behind but its notes, and what
    /// follows a savepoint goes with it.
    pub fn replay(&mut self, statements: impl IntoIterator<Item = impl Borrow<Statement>>) {
        if self.dialect() == Dialect::Sqlite {
            self.replay_sqlite(statements);
            self.settle();
            return;
        }
        self.forget_checked_columns();
        let mut transaction = Vec::new();
        for statement in statements {
            let statement = statement.borrow();
            match &statement.kind {
                // What MySQL's statements about structure do is done: they commit by themselves.
                _ if self.dialect() == Dialect::MySql => self.apply(statement),
                StatementKind::Transaction(control) => {
                    self.control(control, statement.span, &mut transaction)
                }
                _ if self.is_within_bounds(statement) => {
                    self.apply(statement);
                    self.remember_generation(statement);
                }
                _ => {}
            }
        }
        self.link_foreign_keys();
        self.settle();
    }

    /// Applies one statement.
    fn apply(&mut self, statement: &Statement) {
        if self.dialect() == Dialect::PostgreSql {
            self.apply_postgresql(statement);
            return;
        }
        if self.dialect() == Dialect::MySql {
            self.apply_mysql(statement);
            return;
        }
        match &statement.kind {
            StatementKind::CreateTable(create) => self.create_table(create, statement.span),
            StatementKind::CreateIndex(create) => self.create_index(create, statement.span),
            StatementKind::CreateType(create) => self.create_type(create),
            StatementKind::CreateDomain(create) => self.create_domain(create, statement.span),
            StatementKind::CreateView(create) => self.create_view(create, statement.span),
            StatementKind::CreateTrigger(create) => self.create_trigger(create, statement.span),
            StatementKind::CreateFunction(create) => self.create_function(create),
            StatementKind::CreateExtension(name) => {
                let name = fold(name, self.dialect());
                self.extensions.push(name);
            }
            StatementKind::AlterTable(alter) => self.alter_table(alter, statement.span),
            StatementKind::AlterType(alter) => self.alter_type(alter),
            StatementKind::AlterDomain(alter) => self.alter_domain(alter),
            StatementKind::Comment(comment) => self.comment_on(comment, statement.span),
            StatementKind::Drop(drop) => self.drop_objects(drop, statement.span),
            StatementKind::RenameTables(renames) => {
                for (from, to) in renames {
                    self.rename_table(from, to, statement.span);
                }
            }
            StatementKind::SearchPath(path) => {
                let mut schemas: Vec<String> = path.iter().map(|name| fold(name, self.dialect())).collect();
                schemas.retain(|schema| !schema.is_empty() && schema != "$user");
                self.search_path = schemas;
            }
            StatementKind::CreateSchema { .. }
            | StatementKind::Settings(_)
            | StatementKind::Sequence(_)
            | StatementKind::Query(_)
            | StatementKind::Data(_)
            | StatementKind::Pragma { .. }
            | StatementKind::Attach(_)
            | StatementKind::Detach(_)
            | StatementKind::Transaction(_)
            | StatementKind::Other { .. } => {}
        }
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

    /// Whether a name already stands for a relation, as `IF NOT EXISTS` asks.
    fn exists(&self, name: &rowproof_syntax::ast::ObjectName) -> bool {
        self.id_of(&self.name_for_new(name)).is_some()
    }
}

/// Kinds whose rows come from elsewhere.
pub(crate) fn is_view(kind: RelationKind) -> bool {
    matches!(kind, RelationKind::View | RelationKind::MaterializedView)
}
