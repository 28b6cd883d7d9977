//! Which normal form a dependency breaks, by the algebra.

use rowproof_normalization::{AttributeSet, FunctionalDependency, MAX_ATTRIBUTES, NormalForm, Scheme};

use super::Dependent;
use crate::prelude::*;

/// Where a dependency stands in the way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    /// It breaks nothing: its determinant is a key, or what follows is in one.
    Nowhere,
    /// Of second normal form: it follows from part of a key.
    Second,
    /// Of third normal form: it follows from something that is no key.
    Third,
}

/// The columns that matter, by number. A column that no dependency names beside the keys changes no verdict about the others.
struct Numbers<'t>(Vec<&'t str>);

impl<'t> Numbers<'t> {
    /// The column's set; none when there are too many.
    fn of(&mut self, name: &'t str) -> Option<AttributeSet> {
        let at = self.0.iter().position(|held| *held == name).or_else(|| {
            self.0.push(name);
            self.0.len().checked_sub(1)
        })?;
        (at < MAX_ATTRIBUTES).then(|| AttributeSet::one(at))
    }
}

/// Says of each dependency what it breaks. Nothing is said of tables where more columns are in keys and dependencies than a
/// scheme holds.
pub(super) fn place(table: &TableView<'_>, dependents: &mut [Dependent<'_>]) {
    if !dependents.is_empty() {
        place_all(table, dependents);
    }
}

fn place_all(table: &TableView<'_>, dependents: &mut [Dependent<'_>]) -> Option<()> {
    let mut numbers = Numbers(Vec::new());
    let mut between = Vec::new();
    for held in dependents.iter() {
        let determinant = numbers.of(&held.determinant.name)?;
        between.push(FunctionalDependency::new(
            determinant,
            numbers.of(&held.column.name)?,
        ));
    }
    let mut keys = Vec::new();
    for index in &table.relation.indexes {
        let columns = table.unique_columns(index).unwrap_or_default();
        // Two rows with NULL in a unique column are not told apart by it.
        if columns.is_empty() || columns.iter().any(|column| !column.not_null) {
            continue;
        }
        let mut key = AttributeSet::EMPTY;
        for column in columns {
            key = key.or(numbers.of(&column.name)?);
        }
        keys.push(key);
    }
    let all = AttributeSet::first(numbers.0.len());
    // Without a key every column is needed to tell rows apart, one more than those that dependencies name.
    let count = numbers.0.len() + usize::from(keys.is_empty());
    let mut dependencies = between.clone();
    dependencies.extend(keys.into_iter().map(|key| FunctionalDependency::new(key, all)));
    let verdict = Scheme::new(count, dependencies).normal_form();
    for (held, given) in dependents.iter_mut().zip(between) {
        let mut broken = verdict.violations.iter();
        let broken = broken.find(|violation| {
            violation.dependency.dependent == given.dependent
                && violation.dependency.determinant == given.determinant
        });
        held.place = match broken.map(|violation| violation.form) {
            Some(NormalForm::Second) if table.relation.primary_key().is_some() => Place::Second,
            Some(NormalForm::Second | NormalForm::Third) => Place::Third,
            _ => Place::Nowhere,
        };
    }
    Some(())
}
