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

use rowproof_syntax::Dialect;
use rowproof_syntax::ast::{Statement, StatementKind};

pub(crate) use mysql::Session as MySqlSession;
pub(crate) use sqlite::{SqliteState, TEMPORARY};

use crate::Catalog;
use crate::model::RelationKind;

/// Statements being applied to a catalog, in order. A transaction that ends in ROLLBACK leaves nothing behind but its notes, and
/// what follows a savepoint goes with it.
///
/// Cheap to clone: each goes on from there by itself.
#[derive(Clone)]
pub struct Replay {
    catalog: Catalog,
    /// The open transaction of PostgreSQL: the catalog at BEGIN and at each savepoint since.
    held: Vec<(String, Catalog)>,
    /// Those of SQLite.
    open: Vec<sqlite::Open>,
}

impl Replay {
    /// Goes on from that catalog.
    pub fn of(mut catalog: Catalog) -> Self {
        catalog.has_no_tools = false;
        if catalog.dialect() != Dialect::Sqlite {
            catalog.forget_checked_columns();
        }
        if catalog.dialect() == Dialect::PostgreSql {
            catalog.remember_constraints();
            catalog.remember_owned_sequences();
        }
        Self {
            catalog,
            held: Vec::new(),
            open: Vec::new(),
        }
    }

    /// Applies a statement as the database would.
    pub fn apply(&mut self, statement: &Statement) {
        let catalog = &mut self.catalog;
        match (&statement.kind, catalog.dialect()) {
            (_, Dialect::Sqlite) => return catalog.step_sqlite(statement, &mut self.open),
            // MySQL's statements about structure commit by themselves: what they did is done.
            (StatementKind::Transaction(control), Dialect::PostgreSql) => {
                catalog.control(control, statement.span, &mut self.held);
            }
            // Outside of a transaction it ends with itself.
            (StatementKind::LocalSearchPath(_), _) if self.held.is_empty() => {}
            _ if !catalog.is_within_bounds(statement) => {}
            (_, Dialect::MySql) => catalog.apply_mysql(statement),
            _ => catalog.apply_postgresql(statement),
        }
        catalog.remember_generation(statement);
    }

    /// What the database would hold now.
    pub fn finish(self) -> Catalog {
        let mut catalog = self.catalog;
        if catalog.dialect() == Dialect::Sqlite {
            catalog.settle_sqlite_views();
            catalog.link_sqlite_foreign_keys();
        } else {
            catalog.link_foreign_keys();
        }
        catalog.settle();
        catalog
    }
}

impl Catalog {
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
