//! What follows from some attributes, how far the rows test it, and which rows speak against it.

use rowproof_source::SmallMap;

use super::{Instance, count};

/// How many places a row may take in a table of groups and values.
const ROOM: usize = 128;

/// The rows of an [`Instance`], grouped by what they have in some attributes. What may follow is one attribute, by its number; one that is
/// not there is missing in every row.
#[derive(Debug)]
pub struct Determinant<'i> {
    pub(super) instance: &'i Instance,
    /// The number of each row's group; none when a value is missing.
    pub(super) of_rows: Vec<Option<u32>>,
    /// How many groups there are.
    pub(super) count: usize,
}

impl Determinant<'_> {
    /// How often the rows put it to the test that an attribute follows: the rows whose group was there before, both with the attribute.
    /// Where it is zero it does follow, and nothing shows it.
    pub fn tests(&self, dependent: usize) -> usize {
        let mut is_met = vec![false; self.count];
        let rows = self.known(self.values(dependent));
        rows.filter(|(_, group, _)| {
            let is_met = is_met.get_mut(*group as usize);
            is_met.is_some_and(|is_met| std::mem::replace(is_met, true))
        })
        .count()
    }

    /// The rows that would have to go for the attribute to follow, as few as can be (Kivinen and Mannila, "Approximate inference of functional
    /// dependencies from relations", 1995: g3, not divided by the number of rows), ascending. Where a group has several values equally
    /// often, the first of them stays.
    pub fn exceptions(&self, dependent: usize) -> Vec<usize> {
        self.exceptions_of(self.values(dependent)).collect()
    }

    /// The rows of this row's group, itself included, ascending; none when a value is missing.
    pub fn like(&self, row: usize) -> impl Iterator<Item = usize> {
        let wanted = self.of_rows.get(row).copied().flatten();
        let rows = self.of_rows.iter().enumerate();
        let alike = rows.filter(move |(_, group)| group.is_some() && **group == wanted);
        alike.map(|(row, _)| row)
    }

    pub(super) fn values(&self, dependent: usize) -> &[Option<u32>] {
        let column = self.instance.columns.get(dependent);
        column.map_or(&[], Vec::as_slice)
    }

    /// The rows that have another value than most of their group.
    pub(super) fn exceptions_of(&self, values: &[Option<u32>]) -> impl Iterator<Item = usize> {
        let stays = self.majorities(values);
        let rows = self.known(values);
        let goes = rows.filter(move |(_, group, value)| stays.get(*group as usize) != Some(value));
        goes.map(|(row, ..)| row)
    }

    /// The rows that have both, with their group and their value.
    fn known(&self, values: &[Option<u32>]) -> impl Iterator<Item = (usize, u32, u32)> {
        let pairs = self.of_rows.iter().zip(values).enumerate();
        pairs.filter_map(|(row, (group, value))| {
            Some((row, group.as_ref().copied()?, value.as_ref().copied()?))
        })
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
