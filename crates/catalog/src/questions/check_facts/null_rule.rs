//! What a CHECK says about NULLs: asked of the evaluator, so that every way to write it counts.

use rowproof_syntax::Dialect;
use rowproof_syntax::ast::Expression;

use crate::Catalog;
use crate::evaluate::{Lookup, Value, evaluate};
use crate::model::{Check, Relation, same_name};
use crate::questions::columns_of;

/// The most columns of one rule: each doubles the rows tried.
const MAX_COLUMNS: usize = 6;

/// The most columns whose NULLs are tried together for every CHECK that is read.
const MAX_TRIED_TOGETHER: usize = 4;

/// The most columns that are asked one by one what a CHECK says to their NULLs: each costs an evaluation.
const MAX_ASKED: usize = 16;

/// Which columns of a row may be NULL together: `num_nonnulls(a, b) = 1`, `(a IS NULL) = (b IS NULL)`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NullRule {
    /// The columns, as stored, in the order the CHECK names them; at least two.
    pub columns: Vec<String>,
    /// The combinations that are surely refused, whatever the values are: bit `i` is set when column `i` is not NULL. In
    /// rising order, not empty.
    pub refused: Vec<u8>,
}

impl NullRule {
    /// How many of the columns are not NULL at least, and at most.
    pub fn filled(&self) -> (u32, u32) {
        let all = 1_u8 << self.columns.len().min(MAX_COLUMNS);
        let passing = (0..all).filter(|combination| !self.refused.contains(combination));
        let counts: Vec<u32> = passing.map(u8::count_ones).collect();
        (
            counts.iter().min().copied().unwrap_or(0),
            counts.iter().max().copied().unwrap_or(0),
        )
    }

    /// Whether exactly one of the columns is filled in.
    pub fn is_exactly_one(&self) -> bool {
        self.filled() == (1, 1)
    }

    /// Whether the columns are filled in all together or not at all.
    pub fn is_all_or_none(&self) -> bool {
        let all = 1_u8 << self.columns.len().min(MAX_COLUMNS);
        (0..all).all(|combination| {
            let whole = combination == 0 || combination == all - 1;
            whole != self.refused.contains(&combination)
        })
    }
}

impl Catalog {
    /// What a CHECK of the relation says about which of its columns are NULL together. None when that alone refuses no
    /// row, when it names one column, and when it names more than six.
    pub fn null_rule(&self, relation: &Relation, check: &Check) -> Option<NullRule> {
        let columns: Vec<String> = check
            .columns
            .iter()
            .filter_map(|name| Some(self.find_column(relation, name)?.name.clone()))
            .collect();
        if !(2..=MAX_COLUMNS).contains(&columns.len()) {
            return None;
        }
        let names: Vec<&str> = columns.iter().map(String::as_str).collect();
        let refused = refused(&check.expression, &names, self.dialect());
        (!refused.is_empty()).then_some(NullRule { columns, refused })
    }
}

/// A row of which only that is known.
struct Combination<'a> {
    columns: &'a [&'a str],
    filled: u8,
    dialect: Dialect,
}

impl Lookup for Combination<'_> {
    fn value(&self, column: &str) -> Option<Value> {
        let at = self
            .columns
            .iter()
            .position(|name| same_name(name, column, self.dialect))?;
        Some(match self.filled & (1 << at) {
            0 => Value::Null,
            _ => Value::Unknown,
        })
    }

    fn folds_case(&self, _column: &str) -> bool {
        false
    }

    fn dialect(&self) -> Dialect {
        self.dialect
    }
}

/// The combinations, as in [`NullRule::refused`], for which the condition is false whatever the values are.
fn refused(condition: &Expression, columns: &[&str], dialect: Dialect) -> Vec<u8> {
    let refuses = |filled: &u8| {
        let row = Combination {
            columns,
            filled: *filled,
            dialect,
        };
        evaluate(condition, &row) == Ok(Value::Boolean(false))
    };
    (0..1_u8 << columns.len().min(MAX_COLUMNS))
        .filter(refuses)
        .collect()
}

/// Those of the columns a condition names that it lets none be NULL in, whatever the others hold.
pub(super) fn null_rejecting<'n>(
    condition: &Expression,
    columns: &[&'n str],
    dialect: Dialect,
) -> Vec<&'n str> {
    if (2..=MAX_TRIED_TOGETHER).contains(&columns.len()) {
        let refused = refused(condition, columns, dialect);
        let without =
            |at: usize| (0..1_u8 << columns.len()).filter(move |combination| combination & (1 << at) == 0);
        let rejected = |at: &usize| without(*at).all(|combination| refused.contains(&combination));
        return (0..columns.len())
            .filter(rejected)
            .filter_map(|at| columns.get(at).copied())
            .collect();
    }
    let rejected = |column: &&&'n str| {
        let row = OnlyNull { column, dialect };
        evaluate(condition, &row) == Ok(Value::Boolean(false))
    };
    columns.iter().take(MAX_ASKED).filter(rejected).copied().collect()
}

/// The columns in which a CHECK of this condition accepts no NULL, whatever the others hold: unquoted names in lower case,
/// in order of first use.
pub fn not_null_columns(condition: &Expression, dialect: Dialect) -> Vec<String> {
    let columns = columns_of(condition);
    let names: Vec<&str> = columns.iter().map(String::as_str).collect();
    null_rejecting(condition, &names, dialect)
        .into_iter()
        .map(str::to_owned)
        .collect()
}

/// A row of which one column is NULL and nothing else is known.
struct OnlyNull<'a> {
    column: &'a str,
    dialect: Dialect,
}

impl Lookup for OnlyNull<'_> {
    fn value(&self, column: &str) -> Option<Value> {
        same_name(self.column, column, self.dialect).then_some(Value::Null)
    }

    fn folds_case(&self, _column: &str) -> bool {
        false
    }

    fn dialect(&self) -> Dialect {
        self.dialect
    }
}
