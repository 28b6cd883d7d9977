//! Columns that a CHECK or a domain keeps from being NULL.
//!
//! The server calls them nullable, and so do statements while they are applied; what reads the catalog afterwards is told
//! that they are never NULL, and why.

use rowproof_syntax::Dialect;

use crate::Catalog;
use crate::model::{Column, Domain, Relation};
use crate::questions::not_null_columns;

impl Catalog {
    /// Once every statement is applied.
    pub(crate) fn mark_checked_columns(&mut self) {
        self.each_checked_column(|column| {
            if !column.not_null {
                (column.not_null, column.not_null_by_check) = (true, true);
            }
        });
    }

    /// Before more statements are applied.
    pub(in crate::replay) fn forget_checked_columns(&mut self) {
        for id in self.ids() {
            let columns = self
                .relation_mut(id)
                .into_iter()
                .flat_map(|relation| &mut relation.columns);
            for column in columns.filter(|column| column.not_null_by_check) {
                (column.not_null, column.not_null_by_check) = (false, false);
            }
        }
    }

    fn each_checked_column(&mut self, change: impl Fn(&mut Column)) {
        let dialect = self.dialect();
        for id in self.ids() {
            let names = self
                .relation(id)
                .map(|relation| checked_columns(relation, dialect))
                .unwrap_or_default();
            if !names.is_empty() {
                self.each_column(id, &names, &change);
            }
        }
    }
}

fn checked_columns(relation: &Relation, dialect: Dialect) -> Vec<String> {
    let checks = relation.constraints.iter().filter(|held| !held.not_valid);
    let by_check = checks
        .filter_map(|constraint| constraint.check())
        .flat_map(|check| not_null_columns(&check.expression, dialect));
    let refuses_null = |column: &&Column| {
        let mut over = column.data_type.domain.as_deref();
        let domains = std::iter::from_fn(|| {
            let domain = over?;
            over = domain.base.domain.as_deref();
            Some(domain)
        });
        domains
            .into_iter()
            .any(|domain| domain.not_null || checks_not_null(domain))
    };
    let by_domain = relation
        .columns
        .iter()
        .filter(refuses_null)
        .map(|column| column.name.clone());
    by_check.chain(by_domain).collect()
}

fn checks_not_null(domain: &Domain) -> bool {
    let checks = domain.checks.iter().filter(|check| !check.not_valid);
    checks
        .flat_map(|check| not_null_columns(&check.expression, Dialect::PostgreSql))
        .any(|name| name == "value")
}
