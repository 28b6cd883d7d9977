//! The normal form of a table, by the algebra, and which dependency stands in the way of the next.

use rowproof_catalog::questions::columns_of;
use rowproof_normalization::{
    AttributeSet, FunctionalDependency, MAX_ATTRIBUTES, NormalForm, Scheme, Verdict,
};

use super::{Dependent, Origin, dependents};
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

/// The normal form of a table, as far as its keys, its references and its names tell.
#[derive(Debug, Clone, PartialEq)]
pub struct RelationForm {
    /// The highest form that no known dependency breaks.
    pub form: NormalForm,
    /// What tells all rows apart: candidate keys, each in the table's order; empty when the table declares none.
    pub keys: Vec<Vec<String>>,
    /// Unique columns that two rows with NULL get past, each in the index's order: no keys.
    pub nullable_keys: Vec<Vec<String>>,
    /// What breaks the next form, the worst first; empty in Boyce-Codd normal form.
    pub violations: Vec<FormViolation>,
}

/// A dependency that a normal form forbids.
#[derive(Debug, Clone, PartialEq)]
pub struct FormViolation {
    /// The lowest form that forbids it.
    pub breaks: NormalForm,
    /// What determines, in the table's order.
    pub determinant: Vec<String>,
    /// What follows.
    pub dependent: String,
    /// How sure the dependency is: what a comment or a foreign key says, or names alone.
    pub certainty: Certainty,
    /// The dependencies it comes from, one sentence each, in the order they are applied.
    pub derivation: Vec<String>,
    /// What goes wrong, one sentence.
    pub anomaly: String,
}

/// What is known of a table, in numbers. Left out are columns that are in no dependency beside those of the keys: they change no
/// verdict about the others.
struct Known<'t> {
    names: Vec<&'t str>,
    scheme: Scheme,
    /// What each of the scheme's dependencies rests on.
    sources: Vec<Source>,
    /// Whether the table declares a key.
    has_key: bool,
}

#[derive(Clone, Copy)]
enum Source {
    /// A column that follows from another, by its place in the list.
    Dependent(usize),
    /// A column that the database computes.
    Generated,
    /// A primary key or unique columns.
    Key,
}

/// Numbers columns as they come.
#[derive(Default)]
struct Numbers<'t>(Vec<&'t str>);

impl<'t> Numbers<'t> {
    /// The columns as a set; none when there are more than a scheme holds.
    fn set(&mut self, names: impl Iterator<Item = &'t str>) -> Option<AttributeSet> {
        let mut set = AttributeSet::EMPTY;
        for name in names {
            let at = self.0.iter().position(|held| *held == name).unwrap_or_else(|| {
                self.0.push(name);
                self.0.len() - 1
            });
            set = set.or(AttributeSet::one(at));
        }
        (self.0.len() < MAX_ATTRIBUTES).then_some(set)
    }
}

/// Says of each dependency what it breaks. Nothing is said of tables where more columns are in keys and dependencies than a
/// scheme holds.
pub(super) fn place<'c>(table: &TableView<'c>, dependents: &mut [Dependent<'c>]) {
    let Some(known) = (!dependents.is_empty())
        .then(|| known(table, dependents))
        .flatten()
    else {
        return;
    };
    let verdict = known.scheme.normal_form();
    for (held, given) in dependents.iter_mut().zip(known.scheme.dependencies()) {
        let mut broken = verdict.violations.iter();
        let broken = broken.find(|violation| violation.dependency == *given);
        held.place = match broken.map(|violation| violation.form) {
            Some(NormalForm::Second) if table.relation.primary_key().is_some() => Place::Second,
            Some(NormalForm::Second | NormalForm::Third) => Place::Third,
            _ => Place::Nowhere,
        };
    }
}

/// The table's dependencies: first those between columns, then what the database computes, then its keys.
fn known<'c>(table: &TableView<'c>, dependents: &[Dependent<'c>]) -> Option<Known<'c>> {
    let mut numbers = Numbers::default();
    let (mut list, mut sources) = (Vec::new(), Vec::new());
    for (at, held) in dependents.iter().enumerate() {
        let determinant = numbers.set(std::iter::once(held.determinant.name.as_str()))?;
        let column = numbers.set(std::iter::once(held.column.name.as_str()))?;
        list.push(FunctionalDependency::new(determinant, column));
        sources.push(Source::Dependent(at));
    }
    for column in &table.relation.columns {
        let Some(expression) = column.generated.as_deref() else {
            continue;
        };
        let read = columns_of(expression);
        let mut from = Vec::new();
        for name in &read {
            from.push(table.catalog.find_column(table.relation, name)?.name.as_str());
        }
        let determinant = numbers.set(from.into_iter())?;
        list.push(FunctionalDependency::new(
            determinant,
            numbers.set(std::iter::once(column.name.as_str()))?,
        ));
        sources.push(Source::Generated);
    }
    let mut keys = Vec::new();
    for (columns, nullable) in unique_columns(table) {
        if !nullable {
            keys.push(numbers.set(columns.into_iter().map(|column| column.name.as_str()))?);
        }
    }
    let has_key = !keys.is_empty();
    let names = numbers.0;
    let all = AttributeSet::first(names.len());
    for key in keys {
        list.push(FunctionalDependency::new(key, all));
        sources.push(Source::Key);
    }
    // Without a key every column is needed to tell rows apart, one more than those that dependencies name.
    let count = names.len() + usize::from(!has_key);
    Some(Known {
        scheme: Scheme::new(count, list),
        names,
        sources,
        has_key,
    })
}

/// The columns of every unique index over whole columns and all rows, and whether NULLs get past it.
fn unique_columns<'c>(table: &TableView<'c>) -> Vec<(Vec<&'c Column>, bool)> {
    let indexes = table.relation.indexes.iter();
    let columns = indexes.filter_map(|index| {
        let columns = table
            .unique_columns(index)
            .filter(|columns| !columns.is_empty())?;
        let nullable = !index.nulls_not_distinct && columns.iter().any(|column| !column.not_null);
        Some((columns, nullable))
    });
    columns.collect()
}

/// The normal form of the table; none when more columns are in its keys and dependencies than a scheme holds.
pub fn relation_form(table: &TableView<'_>) -> Option<RelationForm> {
    let dependents = dependents(table);
    let known = known(table, dependents)?;
    let verdict = known.scheme.normal_form();
    let mut violations = Vec::new();
    for violation in &verdict.violations {
        let dependency = violation.dependency;
        // What the database computes cannot contradict itself.
        let computed = dependency
            .dependent
            .iter()
            .filter_map(|at| known.names.get(at))
            .any(|name| {
                let column = table.relation.column(name);
                column.is_some_and(|column| column.generated.is_some())
            });
        if !computed {
            violations.push(known.violation(table, dependents, dependency, violation.form)?);
        }
    }
    let form = match violations.first().map(|worst| worst.breaks) {
        None => NormalForm::BoyceCodd,
        Some(NormalForm::Second) => NormalForm::First,
        Some(NormalForm::Third) => NormalForm::Second,
        Some(_) => NormalForm::Third,
    };
    let nullable = unique_columns(table)
        .into_iter()
        .filter(|(_, nullable)| *nullable);
    let names = |columns: Vec<&Column>| columns.iter().map(|column| column.name.clone()).collect();
    Some(RelationForm {
        form,
        keys: known.keys(table, &verdict),
        nullable_keys: nullable.map(|(columns, _)| names(columns)).collect(),
        violations,
    })
}

impl Known<'_> {
    fn keys(&self, table: &TableView<'_>, verdict: &Verdict) -> Vec<Vec<String>> {
        match self.has_key {
            true => verdict
                .keys
                .list
                .iter()
                .map(|key| self.in_order(table, *key))
                .collect(),
            false => Vec::new(),
        }
    }

    /// The columns of the set, in the table's order.
    fn in_order(&self, table: &TableView<'_>, set: AttributeSet) -> Vec<String> {
        let columns = table.relation.columns.iter().filter(|column| {
            let at = self.names.iter().position(|name| *name == column.name);
            at.is_some_and(|at| set.contains(at))
        });
        columns.map(|column| column.name.clone()).collect()
    }

    fn violation(
        &self,
        table: &TableView<'_>,
        dependents: &[Dependent<'_>],
        dependency: FunctionalDependency,
        breaks: NormalForm,
    ) -> Option<FormViolation> {
        let derivation = self
            .scheme
            .explain(dependency.determinant, dependency.dependent)?;
        let determinant = self.in_order(table, dependency.determinant);
        let dependent = self.in_order(table, dependency.dependent).pop()?;
        let mut certainty = Certainty::Likely;
        let mut sentences = Vec::new();
        for step in derivation.steps {
            let from = self.scheme.dependencies().get(step.dependency)?.determinant;
            let from = listed(&self.in_order(table, from));
            let gained = listed(&self.in_order(table, step.gained));
            let because = match self.sources.get(step.dependency)? {
                Source::Dependent(at) => {
                    let held = dependents.get(*at)?;
                    certainty = certainty.max(held.certainty());
                    held.because()
                }
                Source::Generated => "the database computes it".to_owned(),
                Source::Key => "it is a key".to_owned(),
            };
            sentences.push(format!("{from} gives {gained}: {because}."));
        }
        let anomaly = format!(
            "Two rows with the same {} can have different values of `{dependent}`.",
            listed(&determinant)
        );
        Some(FormViolation {
            breaks,
            determinant,
            dependent,
            certainty,
            derivation: sentences,
            anomaly,
        })
    }
}

impl Dependent<'_> {
    /// Names alone make no more than a possibility.
    fn certainty(&self) -> Certainty {
        match &self.origin {
            Origin::Said { .. } | Origin::Parent { declared: true, .. } => Certainty::Likely,
            Origin::Parent { .. } | Origin::Names => Certainty::Possible,
        }
    }

    fn because(&self) -> String {
        match &self.origin {
            Origin::Parent {
                parent,
                column,
                declared,
                ..
            } => {
                let how = if *declared { "a foreign key" } else { "its name" };
                format!(
                    "it repeats `{}.{}`, to which {how} leads",
                    parent.name, column.name
                )
            }
            Origin::Said { parent, .. } => format!("a comment says that it is repeated from `{parent}`"),
            Origin::Names => "their names say so".to_owned(),
        }
    }
}

#[cfg(test)]
mod tests;
