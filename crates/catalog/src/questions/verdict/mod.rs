//! What CHECKs come to: conditions that refuse nothing, everything, or leave a column nothing but NULL.
//!
//! Decided for conditions made of comparisons of columns with constants and with each other, lists, ranges, NULL tests
//! and lengths. Whether such a condition holds depends only on how its columns and constants are ordered, so trying
//! every constant, enough values between two of them, and NULL decides it for all values. Types are not asked for more
//! than whole numbers: the rows tried are then more than there can be, and what is said of all of them is true.

mod formula;
mod points;

use rowproof_syntax::Dialect;
use rowproof_syntax::ast::Expression;

use self::formula::{Formula, Lowering};
use self::points::points;
use super::check_facts::{DOMAIN_VALUE, Scope};
use crate::Catalog;
use crate::evaluate::Number;
use crate::model::{Check, Constraint, Domain, Relation};

/// What a condition, or several together, comes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CheckVerdict {
    /// No row is refused, whatever it holds, NULLs where there can be none included: `c <> 'a' OR c <> 'b'`, `c IN ('a', NULL)`, `c = NULL`.
    RefusesNothing,
    /// Every row is refused, NULLs or not. A column that is NOT NULL has none.
    RefusesEverything,
    /// Rows pass only with NULL in these columns, as stored, in the order named; not empty. Also what `CHECK (c IS NULL)`
    /// says on purpose.
    LeavesOnlyNull(Vec<String>),
}

/// CHECKs that each leave something and together leave nothing, or nothing but NULL.
#[derive(Debug, Clone, PartialEq)]
pub struct Contradiction<'r> {
    /// At least two, in the relation's order; without one of them there is no contradiction.
    pub constraints: Vec<&'r Constraint>,
    /// What they come to together.
    pub verdict: CheckVerdict,
}

/// The most rows that are tried for one verdict.
const MAX_ROWS: usize = 4_096;

/// The most CHECKs of one relation that are compared.
const MAX_CHECKS: usize = 128;

/// The most CHECKs that are looked at together.
const MAX_TOGETHER: usize = 16;

impl Catalog {
    /// What a CHECK of the relation comes to. None when it refuses some rows and lets others pass, and when that cannot be
    /// decided.
    pub fn check_verdict(&self, relation: &Relation, check: &Check) -> Option<CheckVerdict> {
        Subject::of_relation(self, relation).decide(&[&check.expression])
    }

    /// What the CHECKs of a domain come to together, in the same way; the column is `value`.
    pub fn domain_verdict(&self, domain: &Domain) -> Option<CheckVerdict> {
        let conditions: Vec<&Expression> = domain.checks.iter().map(|check| &check.expression).collect();
        let subject = Subject {
            scope: Scope::of_domain(self, &domain.base),
            must: match domain.not_null {
                true => vec![DOMAIN_VALUE],
                false => Vec::new(),
            },
        };
        subject.decide(&conditions)
    }

    /// CHECKs of the relation that contradict each other, each set once. Those that come to nothing alone are left out:
    /// [`Catalog::check_verdict`] tells.
    pub fn contradictions<'r>(&self, relation: &'r Relation) -> Vec<Contradiction<'r>> {
        let all: Vec<(&Constraint, &Check)> = relation.enforced_checks().take(MAX_CHECKS).collect();
        // Conditions on other columns never contradict each other.
        let meets = |constraint: &Constraint, check: &Check| {
            let mut others = all.iter().filter(|(other, _)| other.span != constraint.span);
            others.any(|(_, other)| other.columns.iter().any(|name| check.columns.contains(name)))
        };
        let mut checks: Vec<(&Constraint, &Check)> = all.clone();
        checks.retain(|(constraint, check)| meets(constraint, check));
        if checks.is_empty() {
            return Vec::new();
        }
        let subject = Subject::of_relation(self, relation);
        checks.retain(|(_, check)| subject.decide(&[&check.expression]).is_none());
        let mut found: Vec<Contradiction<'r>> = Vec::new();
        for (_, widest) in &checks {
            let together: Vec<(&Constraint, &Check)> = checks
                .iter()
                .filter(|(_, check)| check.columns.iter().all(|name| widest.columns.contains(name)))
                .copied()
                .collect();
            if !(2..=MAX_TOGETHER).contains(&together.len()) {
                continue;
            }
            let Some((together, verdict)) = subject.narrowest(together) else {
                continue;
            };
            let constraints: Vec<&Constraint> = together.iter().map(|(constraint, _)| *constraint).collect();
            let known = found.iter().any(|other| {
                other
                    .constraints
                    .iter()
                    .map(|one| one.span)
                    .eq(constraints.iter().map(|one| one.span))
            });
            if !known {
                found.push(Contradiction { constraints, verdict });
            }
        }
        found
    }
}

/// What conditions speak of.
struct Subject<'c> {
    scope: Scope<'c>,
    /// The columns that are never NULL.
    must: Vec<&'c str>,
}

impl<'c> Subject<'c> {
    fn of_relation(catalog: &Catalog, relation: &'c Relation) -> Self {
        let must = relation.columns.iter().filter(|column| column.not_null);
        Self {
            scope: Scope::of_relation(catalog, relation),
            must: must.map(|column| column.name.as_str()).collect(),
        }
    }

    /// The CHECKs without those that the contradiction does not need.
    fn narrowest<'r>(
        &self,
        mut together: Vec<(&'r Constraint, &'r Check)>,
    ) -> Option<(Vec<(&'r Constraint, &'r Check)>, CheckVerdict)> {
        let verdict = |checks: &[(&Constraint, &Check)]| {
            let conditions: Vec<&Expression> = checks.iter().map(|(_, check)| &check.expression).collect();
            self.decide(&conditions)
                .filter(|verdict| *verdict != CheckVerdict::RefusesNothing)
        };
        let mut said = verdict(&together)?;
        let mut at = 0;
        while at < together.len() {
            let mut without = together.clone();
            without.remove(at);
            match verdict(&without) {
                Some(still) => (together, said) = (without, still),
                None => at += 1,
            }
        }
        (together.len() > 1).then_some((together, said))
    }

    fn decide(&self, conditions: &[&Expression]) -> Option<CheckVerdict> {
        let mut lowering = Lowering::new(&self.scope);
        let mut formulas = Vec::with_capacity(conditions.len());
        for condition in conditions {
            formulas.push(lowering.lower(condition)?);
        }
        let (formula, variables) = (Formula::All(formulas), lowering.variables()?);
        if formula.is_plain_bound(&variables) {
            return None;
        }
        let others = match self.scope.dialect {
            Dialect::PostgreSql => None,
            Dialect::MySql | Dialect::Sqlite => Some(Number::integer(2)),
        };
        let choices = points(&variables, others.as_slice(), MAX_ROWS)?;
        let required: Vec<bool> = variables
            .iter()
            .map(|variable| self.must.contains(&variable.column))
            .collect();
        let (mut passes, mut refuses) = (false, false);
        let mut filled = vec![false; variables.len()];
        let mut row: Vec<Option<Number>> = vec![None; variables.len()];
        let mut places = vec![0_usize; variables.len()];
        loop {
            for ((value, choices), place) in row.iter_mut().zip(&choices).zip(&places) {
                *value = choices.get(*place).copied().flatten();
            }
            let possible = row
                .iter()
                .zip(&required)
                .all(|(value, required)| value.is_some() || !required);
            if formula.value(&row) == Some(false) {
                refuses = true;
            } else if possible {
                passes = true;
                for (filled, value) in filled.iter_mut().zip(&row) {
                    *filled |= value.is_some();
                }
            }
            if passes && refuses && filled.iter().all(|filled| *filled) {
                return None;
            }
            // The next row, as an odometer counts.
            let mut turned = false;
            for (place, choices) in places.iter_mut().zip(&choices) {
                *place += 1;
                turned = *place < choices.len();
                if turned {
                    break;
                }
                *place = 0;
            }
            if !turned {
                break;
            }
        }
        if !refuses {
            return Some(CheckVerdict::RefusesNothing);
        }
        if !passes {
            return Some(CheckVerdict::RefusesEverything);
        }
        let named = variables.iter().zip(&filled);
        let empty: Vec<String> = named
            .filter(|(_, filled)| !**filled)
            .map(|(variable, _)| variable.column.to_owned())
            .collect();
        (!empty.is_empty()).then_some(CheckVerdict::LeavesOnlyNull(empty))
    }
}

#[cfg(test)]
mod tests;
