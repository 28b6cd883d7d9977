//! Does an index serve a look-up by these columns?

use rowproof_syntax::ast::{BinaryOperator, Expression, ExpressionKind};

use super::expressions::columns_of;
use super::strip_casts;
use crate::model::{Index, Relation};

impl Index {
    /// Whether finding rows by equality on all `columns` can use this index: its first keys are those columns in any
    /// order, whole and not as expressions, the method supports it, and its predicate, if any, only leaves out rows
    /// where one of them is NULL.
    pub fn covers(&self, columns: &[String]) -> bool {
        let method_fits = match self.method.as_str() {
            "btree" => true,
            "hash" => columns.len() == 1,
            _ => false,
        };
        if !method_fits || columns.is_empty() || self.keys.len() < columns.len() {
            return false;
        }
        let leading = self.keys.iter().take(columns.len());
        let permutation = leading.clone().all(|key| {
            key.prefix_length.is_none() && key.column.as_ref().is_some_and(|column| columns.contains(column))
        }) && columns
            .iter()
            .all(|column| leading.clone().any(|key| key.column.as_ref() == Some(column)));
        permutation
            && self
                .predicate
                .as_ref()
                .is_none_or(|predicate| only_leaves_out_nulls(predicate, columns))
    }
}

impl Relation {
    /// The first index that serves a look-up by these columns.
    pub fn index_covering(&self, columns: &[String]) -> Option<&Index> {
        self.indexes.iter().find(|index| index.covers(columns))
    }

    /// The first rule that refuses two rows with equal values in `columns`: a unique index without a predicate whose
    /// keys are all among them.
    pub fn unique_within(&self, columns: &[String]) -> Option<&Index> {
        self.indexes.iter().find(|index| {
            index.unique
                && index.predicate.is_none()
                && !index.keys.is_empty()
                && index.keys.iter().all(|key| {
                    key.prefix_length.is_none()
                        && key.column.as_ref().is_some_and(|column| columns.contains(column))
                })
        })
    }
}

/// `c IS NOT NULL`, AND-ed at most, over these columns: a look-up by equality never wants the rows left out.
fn only_leaves_out_nulls(predicate: &Expression, columns: &[String]) -> bool {
    match &predicate.kind {
        ExpressionKind::Binary(left, BinaryOperator::And, right) => {
            only_leaves_out_nulls(left, columns) && only_leaves_out_nulls(right, columns)
        }
        ExpressionKind::IsNull {
            operand,
            negated: true,
        } => {
            let operand = strip_casts(operand);
            matches!(operand.kind, ExpressionKind::Column(_))
                && columns_of(operand).iter().all(|name| columns.contains(name))
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use crate::Catalog;
    use rowproof_source::SourceId;
    use rowproof_syntax::{Dialect, parse_script};

    fn covers(index: &str, columns: &[&str]) -> bool {
        let text = format!("create table t (a int, b int, c int); {index};");
        let catalog = Catalog::from_script(&parse_script(SourceId(0), &text, Dialect::PostgreSql));
        let columns: Vec<String> = columns.iter().map(|column| (*column).to_owned()).collect();
        catalog
            .relations()
            .next()
            .unwrap()
            .index_covering(&columns)
            .is_some()
    }

    #[test]
    fn equality_does_not_care_for_order() {
        assert!(covers("create index on t (b, a, c)", &["a", "b"]));
        assert!(!covers("create index on t (c, a, b)", &["a", "b"]));
        assert!(covers("alter table t add primary key (a, b)", &["a"]));
    }

    #[test]
    fn expressions_methods_and_predicates_count() {
        assert!(!covers("create index on t ((a + 1))", &["a"]));
        assert!(!covers("create index on t using gin (a)", &["a"]));
        assert!(covers("create index on t using hash (a)", &["a"]));
        assert!(covers("create index on t (a) where a is not null", &["a"]));
        assert!(!covers("create index on t (a) where b is not null", &["a"]));
        assert!(!covers("create index on t (a) where a > 0", &["a"]));
    }
}
