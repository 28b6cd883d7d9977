//! Which dependencies hold in some rows, all of them at once.

use rowproof_source::SmallMap;

use crate::{AttributeSet, FunctionalDependency};

/// A row that has none before it with the same value.
const NONE: u32 = u32::MAX;
/// Beside the bits of attributes: two rows agree.
const AGREED: u32 = 1 << 31;

/// Which attributes pairs of rows agree in.
///
/// A dependency is broken by two rows that agree in its determinant and not in what depends; so the sets of attributes that some pair agrees
/// in, with no regard to which pair, decide all dependencies (Mannila and Räihä, "Algorithms for inferring functional dependencies from
/// relations", 1994). From them follows for every set of attributes what it fails to determine, in one walk over all sets.
#[derive(Debug)]
pub struct Agreement {
    attributes: usize,
    /// By the bits of a set: the attributes it does not determine, and whether two rows agree in it at all.
    broken: Vec<u32>,
}

impl Agreement {
    pub(super) fn of(columns: &[Vec<Option<u32>>], rows: usize) -> Self {
        let sets = 1_usize << columns.len();
        let mut broken = vec![0_u32; sets];
        compare(columns, rows, &mut broken);
        // What a set with one attribute more does not determine, the set does not.
        for attribute in 0..columns.len() {
            let bit = 1 << attribute;
            for pairs in broken.chunks_mut(bit << 1) {
                let (without, with) = pairs.split_at_mut(bit);
                for (without, with) in without.iter_mut().zip(with) {
                    *without |= *with;
                }
            }
        }
        Self {
            attributes: columns.len(),
            broken,
        }
    }

    /// Whether the dependency holds in the rows.
    pub fn holds(&self, dependency: FunctionalDependency) -> bool {
        dependency
            .dependent
            .is_within(self.determined(dependency.determinant))
    }

    /// What a set of attributes determines, itself included.
    pub fn determined(&self, determinant: AttributeSet) -> AttributeSet {
        let broken = AttributeSet::from_bits(self.broken_by(determinant).into());
        AttributeSet::first(self.attributes).without(broken)
    }

    /// Whether all rows differ in the attributes, as `UNIQUE` has it: where a value is missing they do.
    pub fn is_unique(&self, attributes: AttributeSet) -> bool {
        self.broken_by(attributes) == 0
    }

    fn broken_by(&self, determinant: AttributeSet) -> u32 {
        let broken = self.broken.get(determinant.bits() as usize);
        broken.copied().unwrap_or(0)
    }

    /// The sets of at most `most` attributes in which all rows differ and of which nothing can be left out: small ones first.
    pub fn keys(&self, most: usize) -> Vec<AttributeSet> {
        let mut keys: Vec<AttributeSet> = Vec::new();
        for size in 0..=most {
            for set in subsets(self.attributes, size) {
                if self.is_unique(set) && !keys.iter().any(|key| key.is_within(set)) {
                    keys.push(set);
                }
            }
        }
        keys
    }

    /// The dependencies with at most `most` attributes in the determinant, of which nothing can be left out: by determinant, small ones
    /// first, each with everything that depends on it and on no part of it. A determinant that is a key is left out, for it
    /// determines everything and nothing tests that.
    pub fn dependencies(&self, most: usize) -> Vec<FunctionalDependency> {
        let mut found = Vec::new();
        for size in 0..=most {
            for determinant in subsets(self.attributes, size) {
                if self.is_unique(determinant) {
                    continue;
                }
                let mut dependent = self.determined(determinant).without(determinant);
                for attribute in determinant.iter() {
                    let part = determinant.without(AttributeSet::one(attribute));
                    dependent = dependent.without(self.determined(part));
                }
                if !dependent.is_empty() {
                    found.push(FunctionalDependency::new(determinant, dependent));
                }
            }
        }
        found
    }
}

/// Compares all rows, and notes by what a pair agrees in what it differs in.
fn compare(columns: &[Vec<Option<u32>>], rows: usize, broken: &mut [u32]) {
    let all = (broken.len() - 1) as u32;
    // The row before with the same value, for each attribute: rows that agree in nothing are not compared.
    let before: Vec<Vec<u32>> = columns.iter().map(|column| before(column)).collect();
    let missing: Vec<u32> = (0..rows)
        .map(|row| {
            let columns = columns.iter().enumerate();
            let missing = columns.filter(|(_, column)| column.get(row).is_some_and(Option::is_none));
            missing.fold(0, |bits, (attribute, _)| bits | 1 << attribute)
        })
        .collect();
    let mut agreed = vec![0_u32; rows];
    for (row, missing_here) in missing.iter().enumerate() {
        for (attribute, before) in before.iter().enumerate() {
            let mut next = before.get(row).copied().unwrap_or(NONE);
            while let Some(agreed) = agreed.get_mut(next as usize) {
                *agreed |= 1 << attribute;
                next = before.get(next as usize).copied().unwrap_or(NONE);
            }
        }
        for (agreed, missing_there) in agreed.iter_mut().zip(&missing).take(row) {
            let same = std::mem::take(agreed);
            let differs = all & !(same | missing_here | missing_there);
            if let Some(broken) = broken.get_mut(same as usize) {
                *broken |= differs | AGREED;
            }
        }
    }
}

/// For each row the last one before it with the same value.
fn before(column: &[Option<u32>]) -> Vec<u32> {
    let mut last: SmallMap<u32, u32> = SmallMap::default();
    let rows = (0_u32..).zip(column);
    rows.map(|(row, value)| value.and_then(|value| last.insert(value, row)).unwrap_or(NONE))
        .collect()
}

/// The sets of that size, the first attributes first.
fn subsets(attributes: usize, size: usize) -> Vec<AttributeSet> {
    let mut sets = vec![(AttributeSet::EMPTY, 0)];
    for _ in 0..size {
        let larger = sets.iter().flat_map(|(set, from)| {
            (*from..attributes).map(move |next| (set.or(AttributeSet::one(next)), next + 1))
        });
        sets = larger.collect();
    }
    sets.into_iter().map(|(set, _)| set).collect()
}
