//! Which dependencies hold in some rows, all of them at once.

use rustc_hash::FxHashMap;

use crate::{AttributeSet, FunctionalDependency};

/// A row that has none before it with the same value.
const NONE: u32 = u32::MAX;

/// Which attributes pairs of rows agree in.
///
/// A dependency is broken by two rows that agree in its determinant and not in what depends; so the sets of attributes that some pair agrees
/// in, with no regard to which pair, decide all dependencies (Mannila and Räihä, "Algorithms for inferring functional dependencies from
/// relations", 1994). From them follows for every set of attributes what it fails to determine, in one walk over all sets.
#[derive(Debug)]
pub struct Agreement {
    attributes: usize,
    /// By the bits of a set: the attributes it does not determine.
    broken: Vec<u32>,
    /// Pairs of rows that break what none before them did.
    witnesses: Vec<Witness>,
}

#[derive(Debug)]
struct Witness {
    /// What the rows agree in as a determinant: what is missing in both is not in it.
    determined: u32,
    /// What they differ in.
    differs: u32,
    rows: (usize, usize),
}

impl Agreement {
    pub(super) fn of(columns: &[Vec<Option<u32>>], rows: usize) -> Self {
        let sets = 1_usize << columns.len();
        let mut broken = vec![0_u32; sets];
        let witnesses = compare(columns, rows, &mut broken);
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
            witnesses,
        }
    }

    /// Whether the dependency holds in the rows.
    pub fn holds(&self, dependency: FunctionalDependency) -> bool {
        dependency.dependent.is_within(self.determined(dependency.determinant))
    }

    /// What a set of attributes determines, itself included.
    pub fn determined(&self, determinant: AttributeSet) -> AttributeSet {
        let broken = self.broken.get(determinant.bits() as usize);
        let broken = AttributeSet::from_bits(broken.copied().unwrap_or(0).into());
        AttributeSet::first(self.attributes).without(broken)
    }

    /// Whether different rows differ in the attributes, as `UNIQUE` has it: where a value is missing they do. Rows that are the same in
    /// everything count as one.
    pub fn is_unique(&self, attributes: AttributeSet) -> bool {
        self.determined(attributes) == AttributeSet::first(self.attributes)
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

    /// Two rows that agree in the determinant and not in the dependent attributes; none when the dependency holds.
    pub fn witness(&self, dependency: FunctionalDependency) -> Option<(usize, usize)> {
        let of = |bits: u32| AttributeSet::from_bits(bits.into());
        let found = self.witnesses.iter().find(|witness| {
            dependency.determinant.is_within(of(witness.determined))
                && !dependency.dependent.and(of(witness.differs)).is_empty()
        });
        found.map(|witness| witness.rows)
    }
}

/// Compares all rows, and notes by what a pair agrees in what it differs in.
fn compare(columns: &[Vec<Option<u32>>], rows: usize, broken: &mut [u32]) -> Vec<Witness> {
    let all = (broken.len() - 1) as u32;
    // The row before with the same value, for each attribute: rows that agree in nothing are not compared.
    let before: Vec<Vec<u32>> = columns.iter().map(|column| before(column)).collect();
    let mut agreed = vec![0_u32; rows];
    let mut witnesses = Vec::new();
    for row in 0..rows {
        let mut missing = 0;
        for (attribute, (column, before)) in columns.iter().zip(&before).enumerate() {
            let bit = 1 << attribute;
            missing |= if column.get(row).is_some_and(Option::is_none) { bit } else { 0 };
            let mut next = before.get(row).copied().unwrap_or(NONE);
            while let Some(agreed) = agreed.get_mut(next as usize) {
                *agreed |= bit;
                next = before.get(next as usize).copied().unwrap_or(NONE);
            }
        }
        for (other, agreed) in agreed.iter_mut().enumerate().take(row) {
            let same = std::mem::take(agreed);
            let (determined, differs) = (same & !missing, all & !same);
            if let Some(broken) = broken.get_mut(determined as usize)
                && differs & !*broken != 0
            {
                *broken |= differs;
                witnesses.push(Witness {
                    determined,
                    differs,
                    rows: (other, row),
                });
            }
        }
    }
    witnesses
}

/// For each row the last one before it with the same value.
fn before(column: &[Option<u32>]) -> Vec<u32> {
    let mut last = FxHashMap::default();
    let rows = (0_u32..).zip(column);
    rows.map(|(row, value)| last.insert(*value, row).unwrap_or(NONE))
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
