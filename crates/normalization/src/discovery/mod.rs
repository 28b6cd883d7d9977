//! Dependencies that rows show: which hold in all of them, how far the rows test that, and what would have to go for others to hold.
//!
//! Rows can only refute a dependency. What holds in them may be chance; [`Determinant::tests`] and [`Determinant::luck`] say how much it is worth.

mod agreement;
mod chance;
mod determinant;

#[cfg(test)]
mod tests;

pub use agreement::Agreement;
pub use determinant::Determinant;
use rowproof_source::SmallMap;

use crate::AttributeSet;

/// How many attributes dependencies are looked for among: the work doubles with each.
pub const MAX_DISCOVERED: usize = 20;

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

    /// The rows as a determinant groups them, to be asked what follows.
    pub fn determinant(&self, attributes: AttributeSet) -> Determinant<'_> {
        let of_rows = self.values(attributes);
        Determinant {
            instance: self,
            count: count(&of_rows),
            of_rows,
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
