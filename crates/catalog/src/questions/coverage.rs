//! Does an index serve a look-up by these columns?

use rowproof_source::SortSmall;
use rowproof_syntax::Dialect;
use rowproof_syntax::ast::{BinaryOperator, Expression, ExpressionKind, UnaryOperator};

use super::column_named;
use crate::Catalog;
use crate::model::{Index, IndexColumn, Relation, same_name};

impl Catalog {
    /// Whether finding rows by equality on all `columns` can use this index of the relation.
    ///
    /// It can when the index is valid and a B-tree (or a hash of just these columns), its first keys are those columns in
    /// any order, whole and not as expressions, and its predicate, if any, leaves out no row that such a look-up wants:
    /// `c IS NOT NULL` of one of them, or of a column that is NOT NULL anyway. InnoDB ends every secondary index with
    /// the primary key (MySQL manual, "Clustered and Secondary Indexes"), and those keys count.
    ///
    /// An empty list of columns is covered by nothing.
    pub fn covers(&self, relation: &Relation, index: &Index, columns: &[String]) -> bool {
        if columns.is_empty() || !index.valid {
            return false;
        }
        let fits = match self.access_method(relation, index) {
            AccessMethod::Tree => self.leads_with(relation, index, columns),
            // A hash is looked up by all its keys at once.
            AccessMethod::Hash => {
                index.keys.len() == columns.len() && self.leads_with(relation, index, columns)
            }
            AccessMethod::Other => false,
        };
        fits && index
            .predicate
            .as_ref()
            .is_none_or(|predicate| self.leaves_out_only_nulls(relation, predicate, columns))
    }

    /// The first index of the relation that serves a look-up by equality on all these columns.
    pub fn index_covering<'r>(&self, relation: &'r Relation, columns: &[String]) -> Option<&'r Index> {
        relation
            .indexes
            .iter()
            .find(|index| self.covers(relation, index, columns))
    }

    /// What the index is made of, whatever it was declared as.
    pub(super) fn access_method(&self, relation: &Relation, index: &Index) -> AccessMethod {
        let engine = relation
            .engine
            .as_deref()
            .unwrap_or("innodb")
            .to_ascii_lowercase();
        match (index.method.as_str(), self.dialect()) {
            ("btree" | "rowid", _) => AccessMethod::Tree,
            ("hash", Dialect::PostgreSql) => AccessMethod::Hash,
            // Only MEMORY (once HEAP) and NDB have hashes; the other engines make a B-tree of them without a word.
            ("hash", Dialect::MySql)
                if matches!(engine.as_str(), "memory" | "heap" | "ndb" | "ndbcluster") =>
            {
                AccessMethod::Hash
            }
            ("hash", Dialect::MySql) => AccessMethod::Tree,
            _ => AccessMethod::Other,
        }
    }

    /// Whether the first keys are the columns, each once, in any order.
    fn leads_with(&self, relation: &Relation, index: &Index, columns: &[String]) -> bool {
        let declared = index.keys.iter().map(whole_column);
        let suffix = self
            .hidden_keys(relation, index)
            .iter()
            .filter(|name| {
                !index
                    .keys
                    .iter()
                    .any(|key| key.column.as_ref() == Some(*name) && key.prefix_length.is_none())
            })
            .map(|name| Some(name.as_str()));
        let mut wanted: Vec<&str> = columns.iter().map(String::as_str).collect();
        wanted.order();
        wanted.dedup();
        let mut leading: Vec<&str> = Vec::with_capacity(wanted.len());
        for key in declared.chain(suffix).take(wanted.len()) {
            match key {
                Some(column) => leading.push(column),
                None => return false,
            }
        }
        leading.order();
        leading == wanted
    }

    /// The keys that InnoDB puts behind those of a secondary index.
    pub(super) fn hidden_keys<'r>(&self, relation: &'r Relation, index: &Index) -> &'r [String] {
        let innodb = self.dialect() == Dialect::MySql
            && relation
                .engine
                .as_deref()
                .is_none_or(|engine| engine.eq_ignore_ascii_case("innodb"));
        match relation.primary_key() {
            Some(key) if innodb && self.access_method(relation, index) == AccessMethod::Tree => &key.columns,
            _ => &[],
        }
    }

    /// `c IS NOT NULL`, AND-ed at most, of these columns or of columns that are never NULL.
    pub(super) fn leaves_out_only_nulls(
        &self,
        relation: &Relation,
        predicate: &Expression,
        columns: &[String],
    ) -> bool {
        match &predicate.kind {
            ExpressionKind::Binary(left, BinaryOperator::And, right) => {
                self.leaves_out_only_nulls(relation, left, columns)
                    && self.leaves_out_only_nulls(relation, right, columns)
            }
            ExpressionKind::Unary(UnaryOperator::Not, inner) => match &inner.kind {
                ExpressionKind::IsNull {
                    operand,
                    negated: false,
                } => self.is_one_of(relation, operand, columns),
                _ => false,
            },
            ExpressionKind::IsNull {
                operand,
                negated: true,
            } => self.is_one_of(relation, operand, columns),
            _ => false,
        }
    }

    fn is_one_of(&self, relation: &Relation, operand: &Expression, columns: &[String]) -> bool {
        column_named(operand, self.dialect()).is_some_and(|name| {
            columns
                .iter()
                .any(|column| same_name(column, &name, self.dialect()))
                || self
                    .find_column(relation, &name)
                    .is_some_and(|column| column.not_null)
        })
    }
}

/// What an index is made of, as far as look-ups by equality care.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum AccessMethod {
    /// Finds rows by the first of its keys.
    Tree,
    /// Finds rows by all of its keys.
    Hash,
    /// GIN, GiST, BRIN, FULLTEXT, SPATIAL …
    Other,
}

/// The column of a key that holds it whole.
fn whole_column(key: &IndexColumn) -> Option<&str> {
    match key.prefix_length {
        None => key.column.as_deref(),
        Some(_) => None,
    }
}

#[cfg(test)]
mod tests;
