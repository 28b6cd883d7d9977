//! Are rows told apart by these columns?

use rowproof_syntax::ast::{Expression, ExpressionKind};

use super::{columns_of, strip_casts};
use crate::Catalog;
use crate::model::{Index, IndexOrigin, Relation, same_name};

/// What refuses two rows that are equal in some columns.
#[derive(Debug, Clone, PartialEq)]
pub struct Uniqueness<'r> {
    /// The unique index, that of a primary key or of a unique constraint included.
    pub index: &'r Index,
    /// The columns whose NULLs get past it, in the order of its keys: two rows with NULL in one of them are not equal to
    /// it. Empty when no row gets past.
    pub passed_by_nulls_in: Vec<&'r str>,
}

impl Catalog {
    /// The strictest rule that refuses two rows with equal values in all of `columns`: a unique index whose keys are all
    /// among them, over every row. An index over fewer columns says more, so it counts; one over an expression of them or
    /// over a prefix too. A predicate counts only when it leaves out nothing but NULLs.
    pub fn unique_within<'r>(&self, relation: &'r Relation, columns: &[String]) -> Option<Uniqueness<'r>> {
        let rules = relation
            .indexes
            .iter()
            .filter_map(|index| self.uniqueness(relation, index, columns));
        // The first of those with the fewest gaps.
        rules.min_by_key(|rule| rule.passed_by_nulls_in.len())
    }

    /// What this index refuses, when it is one that [`Catalog::unique_within`] asks for.
    fn uniqueness<'r>(
        &self,
        relation: &'r Relation,
        index: &'r Index,
        columns: &[String],
    ) -> Option<Uniqueness<'r>> {
        if !index.unique || !index.valid || index.keys.is_empty() {
            return None;
        }
        let mut named: Vec<&'r str> = Vec::new();
        for key in &index.keys {
            if !key.expression.as_deref().is_none_or(keeps_nulls_apart) {
                return None;
            }
            for name in key.columns() {
                let column = self.find_column(relation, &name)?;
                if !columns.contains(&column.name) {
                    return None;
                }
                if !named.contains(&column.name.as_str()) {
                    named.push(&column.name);
                }
            }
        }
        let stored: Vec<String> = named.iter().map(|name| (*name).to_owned()).collect();
        let mut leaves_out: Vec<String> = Vec::new();
        if let Some(predicate) = &index.predicate {
            if !self.leaves_out_only_nulls(relation, predicate, &stored) {
                return None;
            }
            leaves_out = columns_of(predicate);
        }
        let passes = |name: &&'r str| {
            let nullable = relation.column(name).is_some_and(|column| !column.not_null);
            let left_out = leaves_out.iter().any(|out| same_name(out, name, self.dialect()));
            nullable && (left_out || !index.nulls_not_distinct)
        };
        let integer_key = index.origin == IndexOrigin::PrimaryKey && self.is_rowid(relation);
        Some(Uniqueness {
            index,
            passed_by_nulls_in: match integer_key {
                true => Vec::new(),
                false => named.into_iter().filter(passes).collect(),
            },
        })
    }

    /// Whether the primary key is SQLite's rowid, which is never NULL.
    fn is_rowid(&self, relation: &Relation) -> bool {
        let key = relation.primary_key().filter(|key| key.columns.len() == 1);
        let column = key
            .and_then(|key| key.columns.first())
            .and_then(|name| relation.column(name));
        self.dialect() == rowproof_syntax::Dialect::Sqlite
            && !relation.without_rowid
            && column.is_some_and(|column| column.data_type.name.eq_ignore_ascii_case("integer"))
    }
}

/// Whether the expression is NULL only where a column of it is: then it makes no gap that the columns do not have.
/// `CASE WHEN active THEN email END` makes one.
fn keeps_nulls_apart(expression: &Expression) -> bool {
    match &strip_casts(expression).kind {
        ExpressionKind::Column(_) | ExpressionKind::Literal(_) => true,
        ExpressionKind::Function { name, arguments } => {
            matches!(
                name.as_str(),
                "lower"
                    | "upper"
                    | "trim"
                    | "btrim"
                    | "ltrim"
                    | "rtrim"
                    | "md5"
                    | "sha256"
                    | "coalesce"
                    | "ifnull"
                    | "length"
                    | "abs"
                    | "date"
                    | "unaccent"
            ) && arguments.iter().all(keeps_nulls_apart)
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests;
