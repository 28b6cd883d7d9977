//! What rows show. Nothing here holds of rows that are not there: rows can refute, and they can put to the test.

use rowproof_normalization::{
    Agreement, AttributeSet, FunctionalDependency, Instance, MAX_DISCOVERED, Scheme,
};
use rowproof_source::{SmallMap, parse_decimal};

use crate::Sample;

/// How many columns a determinant has at most. With more, almost everything follows from almost anything by chance.
pub const MAX_DETERMINANT: usize = 3;

/// A column is almost unique, or almost follows from another, when at most one row in so many speaks against it.
const ONE_IN: usize = 20;
/// Fewer tests than this for each exception tell a slip from a rule that is none too badly.
const TESTS_FOR_EXCEPTION: usize = 8;
/// How many dependencies are put in short: that takes time with the square of their number.
pub const MAX_DEPENDENCIES: usize = 400;
/// How many dependencies are tried whether they could be luck: of rows that are there almost twice, tens of thousands hold.
const MAX_TRIED: usize = 2_000;
/// Fewer tests than this say nothing: among thousands of dependencies that are looked at some hold by chance however unlikely each is.
const LEAST_TESTS: usize = 3;
/// How many keys of several columns are told, where no column is one.
const WIDE_KEYS: usize = 3;

/// What rows show. Columns and rows are numbers, from 0, as in the [`Sample`].
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Study {
    /// Rows that are like one before in every column.
    pub repetitions: Vec<usize>,
    /// Columns without any value.
    pub empty: Vec<usize>,
    /// Columns that have the same value wherever they have one.
    pub constant: Vec<usize>,
    /// Columns in which some rows have no value, and how many.
    pub missing: Vec<(usize, usize)>,
    /// Sets of columns in which every two rows differ (where one has no value they do), of which nothing can be left out, and none of which holds
    /// numbers with decimals: each column that is one by itself; where none is, the smallest sets.
    pub keys: Vec<Vec<usize>>,
    /// Columns that would be keys but for a few rows.
    pub near_keys: Vec<NearKey>,
    /// What follows from what in all rows, tested by the rows, and not by luck; without what follows from the others, and without what
    /// follows from several columns because it almost follows from one. Small determinants first, then what is tested most.
    pub dependencies: Vec<Dependency>,
    /// How many more hold that are not told: only the first [`MAX_DEPENDENCIES`] are, and only so many are tried.
    pub more: usize,
    /// What follows from one column but in a few rows, and not by luck; each row for one reason.
    pub near: Vec<NearDependency>,
    /// How many dependencies hold that the rows test too little to tell them from luck. What follows from a key is not among them: nothing tests
    /// that.
    pub lucky: usize,
    /// Columns that dependencies were not looked for among, as there are more than can be compared.
    pub left_out: Vec<usize>,
}

/// Columns that follow from others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dependency {
    /// From these, of which nothing can be left out.
    pub determinant: Vec<usize>,
    /// These follow, each by itself.
    pub dependents: Vec<usize>,
    /// How many rows put that to the test: those whose determinant was in a row before. Of several dependents the least.
    pub tests: usize,
}

/// A column that follows from another but in a few rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NearDependency {
    /// From this.
    pub determinant: usize,
    /// This follows.
    pub dependent: usize,
    /// As in [`Dependency::tests`], the exceptions included.
    pub tests: usize,
    /// The rows that would have to go, as few as can be; each with one that has the same determinant and what most such rows have.
    pub exceptions: Vec<(usize, usize)>,
}

/// A column that is the same in a few rows only.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NearKey {
    /// The column.
    pub column: usize,
    /// Rows whose value was in a row before, each with the first that has it.
    pub repeated: Vec<(usize, usize)>,
}

impl Study {
    /// Works out what the rows show. Quadratic in the rows.
    pub fn of(sample: &Sample) -> Self {
        let rows = sample.rows.len();
        if rows < 2 {
            return Self::default();
        }
        let columns = 0..sample.columns.len();
        let whole: Vec<Column> = columns.map(|at| Column::of(sample, at)).collect();
        // Rows that are there twice test nothing twice, and are told by themselves.
        let repetitions = repetitions(&whole, rows);
        let is_repeated = |row: &usize| repetitions.binary_search(row).is_ok();
        let different: Vec<usize> = (0..rows).filter(|row| !is_repeated(row)).collect();
        let columns: Vec<Column> = whole.iter().map(|column| column.of_rows(&different)).collect();
        let mut study = Self::of_columns(&columns);
        let place = |row: &mut usize| *row = different.get(*row).copied().unwrap_or(*row);
        let near = study.near.iter_mut().flat_map(|near| &mut near.exceptions);
        let repeated = study.near_keys.iter_mut().flat_map(|near| &mut near.repeated);
        for (row, other) in near.chain(repeated) {
            place(row);
            place(other);
        }
        study.repetitions = repetitions;
        study
    }

    fn of_columns(columns: &[Column]) -> Self {
        let of_kind = |is: &dyn Fn(&Column) -> bool| -> Vec<usize> {
            let kinds = columns.iter().enumerate();
            kinds.filter(|(_, column)| is(column)).map(|(at, _)| at).collect()
        };
        // What is different, or the same, everywhere: that dependencies hold there says nothing.
        let plain = of_kind(&|column| !column.is_unique() && column.distinct > 1);
        let (compared, left_out) = plain.split_at(plain.len().min(MAX_DISCOVERED));
        let compared_columns = || compared.iter().filter_map(|at| Some((*at, columns.get(*at)?)));
        let missing = columns.iter().map(|column| column.missing).enumerate();
        let keys = of_kind(&|column| column.is_unique() && !column.is_measure).into_iter();
        let mut study = Self {
            empty: of_kind(&|column| column.distinct == 0),
            constant: of_kind(&Column::is_constant),
            missing: missing
                .filter(|(at, missing)| {
                    *missing > 0 && columns.get(*at).is_some_and(|column| column.distinct > 0)
                })
                .collect(),
            keys: keys.map(|at| vec![at]).collect(),
            near_keys: compared_columns()
                .filter_map(|(at, column)| near_key(at, column))
                .collect(),
            left_out: left_out.to_vec(),
            ..Self::default()
        };
        let values = compared_columns().map(|(_, column)| column.values.clone());
        let is_measure = |at: &usize| columns.get(*at).is_some_and(|column| column.is_measure);
        let measures = compared.iter().enumerate().filter(|(_, at)| is_measure(at));
        let measures = measures.map(|(place, _)| place).collect();
        study.compare(&Instance::new(values.collect()), compared, measures);
        study
    }

    /// Looks for what follows from what among the columns that are compared.
    fn compare(&mut self, instance: &Instance, compared: &[usize], measures: AttributeSet) {
        let agreement = instance.agreement();
        let named = |set: AttributeSet| -> Vec<usize> {
            set.iter().filter_map(|at| compared.get(at).copied()).collect()
        };
        if self.keys.is_empty() && !compared.is_empty() {
            let is_near = |key: &Vec<usize>| self.near_keys.iter().any(|near| key.contains(&near.column));
            let keys = agreement.keys(MAX_DETERMINANT).into_iter();
            let keys = keys.filter(|key| key.and(measures).is_empty()).map(named);
            let keys: Vec<Vec<usize>> = keys.filter(|key| !is_near(key)).collect();
            let smallest = keys.first().map_or(0, Vec::len);
            let keys = keys.into_iter().filter(|key| key.len() == smallest);
            self.keys = keys.take(WIDE_KEYS).collect();
        }
        let (near, told) = near_dependencies(instance, &agreement, compared.len(), measures);
        let mut held = agreement.dependencies(MAX_DETERMINANT);
        held.retain(|found| found.determinant.and(measures).is_empty());
        let shown = self.shown(instance, &held, &near);
        let place = |at: usize| compared.get(at).copied();
        let told = told.into_iter().filter_map(|near| {
            Some(NearDependency {
                determinant: place(near.determinant)?,
                dependent: place(near.dependent)?,
                ..near
            })
        });
        self.near = told.collect();
        let short = in_short(compared.len(), shown).into_iter().map(|found| {
            let determinant = instance.determinant(found.determinant);
            let tests = found
                .dependent
                .iter()
                .map(|dependent| determinant.tests(dependent));
            Dependency {
                determinant: named(found.determinant),
                dependents: named(found.dependent),
                tests: tests.min().unwrap_or(0),
            }
        });
        self.dependencies = short.collect();
        self.dependencies
            .sort_by_key(|found| (found.determinant.len(), usize::MAX - found.tests));
    }

    /// What is tested and not luck, each dependent by itself; the others are counted. What follows from several columns because it almost
    /// follows from one of them says nothing new.
    fn shown(
        &mut self,
        instance: &Instance,
        held: &[FunctionalDependency],
        near: &[(usize, usize)],
    ) -> Vec<FunctionalDependency> {
        let mut shown: Vec<(usize, FunctionalDependency)> = Vec::new();
        let mut tried = 0;
        for held in held {
            let determinant = instance.determinant(held.determinant);
            for dependent in held.dependent.iter() {
                let is_near =
                    |near: &(usize, usize)| near.1 == dependent && held.determinant.contains(near.0);
                if near.iter().any(is_near) {
                    continue;
                }
                let tests = determinant.tests(dependent);
                tried += 1;
                if tried > MAX_TRIED {
                    self.more += 1;
                } else if tests < LEAST_TESTS || determinant.luck(dependent, 0) {
                    self.lucky += 1;
                } else {
                    let single = FunctionalDependency::new(held.determinant, AttributeSet::one(dependent));
                    shown.push((tests, single));
                }
            }
        }
        // What is tested most is told, and what follows from that is not.
        shown.sort_by_key(|(tests, found)| (found.determinant.len(), usize::MAX - tests));
        self.more += shown.len().saturating_sub(MAX_DEPENDENCIES);
        shown.truncate(MAX_DEPENDENCIES);
        shown.into_iter().map(|(_, found)| found).collect()
    }
}

/// Without what follows from the others, by determinant; what comes first stays. Nothing is made smaller: where values are missing, what follows
/// from a dependency and another need not hold.
fn in_short(columns: usize, mut left: Vec<FunctionalDependency>) -> Vec<FunctionalDependency> {
    for at in (0..left.len()).rev() {
        let found = left.remove(at);
        let closure = Scheme::new(columns, left.clone()).closure(found.determinant);
        if !found.dependent.is_within(closure) {
            left.insert(at, found);
        }
    }
    let mut short: Vec<FunctionalDependency> = Vec::new();
    for found in left {
        let mut known = short.iter_mut();
        match known.find(|known| known.determinant == found.determinant) {
            Some(known) => known.dependent = known.dependent.or(found.dependent),
            None => short.push(found),
        }
    }
    short
}

/// What follows from one column but in a few rows, and not by luck: which column from which, and of these what is told. Columns are
/// those of the instance.
///
/// Each slip is told once: a row that stands out by a value does so against everything that value follows from, and one that stands out by
/// its determinant in everything that follows from that.
fn near_dependencies(
    instance: &Instance,
    agreement: &Agreement,
    columns: usize,
    measures: AttributeSet,
) -> (Vec<(usize, usize)>, Vec<NearDependency>) {
    let follows = |from: usize, to: usize| {
        let dependency = FunctionalDependency::new(AttributeSet::one(from), AttributeSet::one(to));
        agreement.holds(dependency)
    };
    let is_same = |a: usize, b: usize| a == b || (follows(a, b) && follows(b, a));
    let mut near: Vec<(usize, usize)> = Vec::new();
    let mut told: Vec<NearDependency> = Vec::new();
    for (candidate, exceptions) in near_candidates(instance, columns, measures) {
        let (determinant, dependent) = (candidate.determinant, candidate.dependent);
        let is_told = exceptions.iter().all(|row| {
            told.iter().any(|told| {
                let is_of_row = told.exceptions.iter().any(|(other, _)| other == row);
                is_of_row && (is_same(told.dependent, dependent) || is_same(told.determinant, determinant))
            })
        });
        let groups = instance.determinant(AttributeSet::one(determinant));
        if !is_told && groups.luck(dependent, exceptions.len()) {
            continue;
        }
        near.push((determinant, dependent));
        if !is_told {
            let usual = |row: usize| {
                let mut alike = groups.like(row);
                alike
                    .find(|other| exceptions.binary_search(other).is_err())
                    .unwrap_or(row)
            };
            told.push(NearDependency {
                exceptions: exceptions.iter().map(|row| (*row, usual(*row))).collect(),
                ..candidate
            });
        }
    }
    (near, told)
}

/// What follows from one column but in a few rows, with these: few exceptions first, then what is tested most.
fn near_candidates(
    instance: &Instance,
    columns: usize,
    measures: AttributeSet,
) -> Vec<(NearDependency, Vec<usize>)> {
    let mut candidates = Vec::new();
    for determinant in AttributeSet::first(columns).without(measures).iter() {
        let groups = instance.determinant(AttributeSet::one(determinant));
        for dependent in (0..columns).filter(|dependent| *dependent != determinant) {
            let tests = groups.tests(dependent);
            if tests < TESTS_FOR_EXCEPTION {
                continue;
            }
            let exceptions = groups.exceptions(dependent);
            let is_near = !exceptions.is_empty()
                && exceptions.len() * TESTS_FOR_EXCEPTION <= tests
                && exceptions.len() * ONE_IN <= instance.rows();
            if is_near {
                let candidate = NearDependency {
                    determinant,
                    dependent,
                    tests,
                    exceptions: Vec::new(),
                };
                candidates.push((candidate, exceptions));
            }
        }
    }
    candidates.sort_by_key(|(near, exceptions)| (exceptions.len(), usize::MAX - near.tests));
    candidates
}

/// A column's values as numbers.
struct Column {
    values: Vec<Option<u32>>,
    distinct: usize,
    missing: usize,
    /// Whether it holds numbers with decimals: amounts, lengths, rates. They name nothing, so nothing follows from them.
    is_measure: bool,
}

impl Column {
    fn of(sample: &Sample, at: usize) -> Self {
        let mut numbers: SmallMap<&str, u32> = SmallMap::default();
        let mut next = 0;
        let mut values = Vec::with_capacity(sample.rows.len());
        for value in sample.values(at) {
            values.push(value.map(|value| match numbers.get(value) {
                Some(number) => *number,
                None => {
                    numbers.insert(value, next);
                    next += 1;
                    next - 1
                }
            }));
        }
        let is_number = |value: &str| parse_decimal(value.trim()).is_some();
        Self {
            distinct: next as usize,
            missing: values.iter().filter(|value| value.is_none()).count(),
            values,
            is_measure: numbers.keys().all(|value| is_number(value))
                && numbers.keys().any(|value| value.contains('.')),
        }
    }

    /// The column in these rows: all that differ, so that no value gets lost.
    fn of_rows(&self, rows: &[usize]) -> Self {
        let values = rows.iter().filter_map(|row| self.values.get(*row).copied());
        let values: Vec<Option<u32>> = values.collect();
        Self {
            distinct: self.distinct,
            missing: values.iter().filter(|value| value.is_none()).count(),
            values,
            is_measure: self.is_measure,
        }
    }

    /// Whether no value is there twice, and half of the rows have one.
    fn is_unique(&self) -> bool {
        self.distinct > 1
            && self.missing <= self.distinct
            && self.distinct == self.values.len() - self.missing
    }

    fn is_constant(&self) -> bool {
        self.distinct == 1
    }
}

fn near_key(at: usize, column: &Column) -> Option<NearKey> {
    let mut first: Vec<Option<usize>> = vec![None; column.distinct];
    let mut repeated = Vec::new();
    for (row, value) in column.values.iter().enumerate() {
        match value.and_then(|value| first.get_mut(value as usize)) {
            Some(Some(first)) => repeated.push((row, *first)),
            Some(first) => *first = Some(row),
            None => {}
        }
    }
    let there = column.values.len() - column.missing;
    let is_near = !repeated.is_empty() && repeated.len() * ONE_IN <= there && !column.is_measure;
    is_near.then_some(NearKey { column: at, repeated })
}

/// The rows that are like one before, in all columns.
fn repetitions(columns: &[Column], rows: usize) -> Vec<usize> {
    let mut seen: SmallMap<Vec<Option<u32>>, usize> = SmallMap::default();
    let mut is_repeated = |row: &usize| {
        let values = columns
            .iter()
            .map(|column| column.values.get(*row).copied().flatten());
        seen.insert(values.collect(), *row).is_some()
    };
    (0..rows).filter(|row| is_repeated(row)).collect()
}

#[cfg(test)]
mod tests;
