//! Dependencies that rows show: which hold in all of them, how far the rows test that, and what would have to go for others to hold.
//!
//! Rows can only refute a dependency. What holds in them may be chance; [`Instance::tests`] and [`Instance::luck`] say how much it is worth.

mod agreement;
mod chance;

#[cfg(test)]
mod tests;

pub use agreement::Agreement;
use rowproof_source::SmallMap;

use crate::{AttributeSet, FunctionalDependency};

/// How many attributes dependencies are looked for among: the work doubles with each.
pub const MAX_DISCOVERED: usize = 20;

/// How many places a row may take in a table of groups and values.
const ROOM: usize = 128;

/// The rows of a relation. Values are numbers: equal values of an attribute have equal numbers. None is a value that is missing (NULL): it determines
/// nothing and contradicts nothing, so a dependency is broken by two values that are there and differ.
#[derive(Debug, Clone)]
pub struct Instance {
    columns: Vec<Vec<Option<u32>>>,
    rows: usize,
}

impl Instance {
    /// Rows given by attribute: the values of each in the order of the rows. Attributes beyond [`MAX_DISCOVERED`] are left out, and rows that
    /// not all attributes have.
    pub fn new(mut columns: Vec<Vec<Option<u32>>>) -> Self {
        columns.truncate(MAX_DISCOVERED);
        let rows = columns.iter().map(Vec::len).min().unwrap_or(0);
        for column in &mut columns {
            *column = numbered(column.iter().take(rows).map(|value| value.map(u64::from)));
        }
        Self { columns, rows }
    }

    /// How many rows there are.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// Which attributes pairs of rows agree in, and therefore which dependencies hold. Quadratic in the rows; with 1,000 rows of 15
    /// attributes some milliseconds.
    pub fn agreement(&self) -> Agreement {
        Agreement::of(&self.columns, self.rows)
    }

    /// How often the rows put a dependency to the test: the rows whose determinant was in a row before, both with what depends. Where it is
    /// zero the dependency holds and nothing shows it.
    pub fn tests(&self, dependency: FunctionalDependency) -> usize {
        let values = self.values(dependency.dependent);
        let groups = self.groups(dependency.determinant);
        let mut is_met = vec![false; groups.count];
        let rows = groups.known(&values);
        rows.filter(|(_, group, _)| {
            let is_met = is_met.get_mut(*group as usize);
            is_met.is_some_and(|is_met| std::mem::replace(is_met, true))
        })
        .count()
    }

    /// The rows that would have to go for the dependency to hold, as few as can be (Kivinen and Mannila, "Approximate inference of functional
    /// dependencies from relations", 1995: g3, not divided by the number of rows), ascending. Where a determinant has several dependents
    /// equally often, the first of them stays. The dependent attributes count as one.
    pub fn exceptions(&self, dependency: FunctionalDependency) -> Vec<usize> {
        let values = self.values(dependency.dependent);
        self.groups(dependency.determinant).exceptions(&values).collect()
    }

    /// The rows that agree with this one in the attributes, this one included, ascending; none when a value is missing.
    pub fn like(&self, row: usize, attributes: AttributeSet) -> Vec<usize> {
        let groups = self.groups(attributes).of_rows;
        let Some(wanted) = groups.get(row).copied().flatten() else {
            return Vec::new();
        };
        let rows = groups.iter().enumerate();
        rows.filter(|(_, group)| **group == Some(wanted))
            .map(|(row, _)| row)
            .collect()
    }

    /// The rows as a determinant groups them.
    fn groups(&self, attributes: AttributeSet) -> Groups {
        let values = self.values(attributes);
        Groups {
            count: count(&values),
            of_rows: values,
        }
    }

    /// A number for each row, equal where the rows agree in the attributes, the first ones first; none where one of them is missing.
    fn values(&self, attributes: AttributeSet) -> Vec<Option<u32>> {
        let mut columns = attributes.iter().filter_map(|at| self.columns.get(at));
        let Some(mut values) = columns.next().cloned() else {
            return vec![Some(0); self.rows];
        };
        for column in columns {
            // Both are below the number of rows.
            let pairs = values.iter().zip(column).map(|(value, own)| {
                let (value, own) = (u64::from((*value)?), u64::from((*own)?));
                Some(value << 32 | own)
            });
            values = numbered(pairs);
        }
        values
    }
}

/// Equal keys get equal numbers, the first one that comes the lowest.
fn numbered(keys: impl Iterator<Item = Option<u64>>) -> Vec<Option<u32>> {
    let mut numbers: SmallMap<u64, u32> = SmallMap::default();
    let mut next = 0;
    let mut number = |key: u64| match numbers.get(&key) {
        Some(number) => *number,
        None => {
            numbers.insert(key, next);
            next += 1;
            next - 1
        }
    };
    keys.map(|key| key.map(&mut number)).collect()
}

/// How many numbers there are.
fn count(values: &[Option<u32>]) -> usize {
    let last = values.iter().flatten().max();
    last.map_or(0, |last| *last as usize + 1)
}

/// Rows that agree in a determinant.
struct Groups {
    /// The number of each row's group; none when a value is missing.
    of_rows: Vec<Option<u32>>,
    count: usize,
}

impl Groups {
    /// The rows that have both, with their group and their value.
    fn known(&self, values: &[Option<u32>]) -> impl Iterator<Item = (usize, u32, u32)> {
        let pairs = self.of_rows.iter().zip(values).enumerate();
        pairs.filter_map(|(row, (group, value))| {
            Some((row, group.as_ref().copied()?, value.as_ref().copied()?))
        })
    }

    /// The rows that have another value than most of their group.
    fn exceptions(&self, values: &[Option<u32>]) -> impl Iterator<Item = usize> {
        let stays = self.majorities(values);
        let rows = self.known(values);
        let goes = rows.filter(move |(_, group, value)| stays.get(*group as usize) != Some(value));
        goes.map(|(row, ..)| row)
    }

    /// For each group the value most of its rows have, of equally frequent ones the first.
    fn majorities(&self, values: &[Option<u32>]) -> Vec<u32> {
        // How often each value is in each group. Where groups and values are many, most pairs do not occur.
        let width = count(values);
        let is_small = self.count * width <= ROOM * values.len();
        let mut table = vec![0_u32; if is_small { self.count * width } else { 0 }];
        let mut list: SmallMap<(u32, u32), u32> = SmallMap::default();
        for (_, group, value) in self.known(values) {
            match table.get_mut(group as usize * width + value as usize) {
                Some(times) => *times += 1,
                None => list.change((group, value), |times| *times += 1),
            }
        }
        let times = |group: u32, value: u32| {
            let times = table.get(group as usize * width + value as usize);
            times.or_else(|| list.get(&(group, value))).copied().unwrap_or(0)
        };
        let mut best = vec![(0, 0); self.count];
        for (_, group, value) in self.known(values) {
            let times = times(group, value);
            if let Some(best) = best.get_mut(group as usize)
                && times > best.0
            {
                *best = (times, value);
            }
        }
        best.into_iter().map(|(_, value)| value).collect()
    }
}
