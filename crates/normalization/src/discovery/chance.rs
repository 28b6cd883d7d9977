//! Whether what rows show could be luck: the same asked of rows whose values were dealt anew.

use super::Determinant;

/// How often values are dealt anew.
const DEALS: usize = 200;
/// As often as this, of these, what rows show is luck: one in twenty.
const LUCKY: usize = DEALS / 20;

impl Determinant<'_> {
    /// Whether an attribute that follows in all rows, or with so few exceptions, could do so by luck: when its values are dealt to the rows anew, it
    /// does in at least one deal of twenty (a permutation test: Fisher, "The Design of Experiments", 1935). The same rows always get
    /// the same answer.
    pub fn luck(&self, dependent: usize, exceptions: usize) -> bool {
        let mut values = self.values(dependent).to_vec();
        let mut numbers = Numbers::new();
        let mut lucky = 0;
        for deal in 0..DEALS {
            lucky += usize::from(match exceptions {
                0 => deals_without_exception(self, &mut values, &mut numbers),
                _ => {
                    shuffle(&mut values, &mut numbers);
                    self.exceptions_of(&values).count() <= exceptions
                }
            });
            let left = DEALS - deal - 1;
            if lucky >= LUCKY || lucky + left < LUCKY {
                break;
            }
        }
        lucky >= LUCKY
    }
}

/// Deals row by row, until a row breaks the dependency.
fn deals_without_exception(
    determinant: &Determinant<'_>,
    values: &mut [Option<u32>],
    numbers: &mut Numbers,
) -> bool {
    let mut dealt: Vec<Option<u32>> = vec![None; determinant.count];
    for (row, group) in determinant.of_rows.iter().enumerate() {
        let Some(group) = group else {
            continue;
        };
        let from = row + numbers.below(values.len() - row);
        values.swap(row, from);
        let (Some(Some(value)), Some(first)) = (values.get(row), dealt.get_mut(*group as usize)) else {
            continue;
        };
        if first.get_or_insert(*value) != value {
            return false;
        }
    }
    true
}

/// Fisher and Yates's.
fn shuffle(values: &mut [Option<u32>], numbers: &mut Numbers) {
    for row in 0..values.len() {
        let from = row + numbers.below(values.len() - row);
        values.swap(row, from);
    }
}

/// Numbers that look like chance and are the same every time: Steele, Lea and Flood's SplitMix64.
struct Numbers(u64);

impl Numbers {
    fn new() -> Self {
        Self(0x5eed)
    }

    /// Below the bound, which is small: what is lost by the remainder is less than what 200 deals can tell.
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        let mixed = mixed ^ (mixed >> 31);
        (mixed % bound.max(1) as u64) as usize
    }
}
