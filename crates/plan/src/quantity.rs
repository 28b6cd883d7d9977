//! Per loop or total: two types, so that nobody multiplies twice or not at all.

/// An average over the loops of a node, as PostgreSQL prints times, rows and rows removed.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd, Default)]
pub struct PerLoop(pub f64);

impl PerLoop {
    /// The sum over all loops, in the same unit.
    pub fn total(self, loops: u64) -> Total {
        Total(self.0 * loops as f64)
    }
}

/// A sum over all loops and processes, as PostgreSQL prints buffers, heap fetches and index searches.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd, Default)]
pub struct Total(pub f64);

/// A total known only within bounds, because it was printed as a rounded average. Both bounds are included and `low <= high`.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Rounded {
    /// The least it can be.
    pub low: f64,
    /// The most it can be: what to show behind a "≤".
    pub high: f64,
}

impl Rounded {
    /// A total that is known.
    pub fn exact(value: f64) -> Self {
        Self {
            low: value,
            high: value,
        }
    }

    /// The whole numbers whose average over `loops`, rounded, can be `value`; `half_unit` is half of the last printed digit
    /// (0.5 before PostgreSQL 18, 0.005 for rows since).
    pub fn from_average(value: PerLoop, half_unit: f64, loops: u64) -> Self {
        if loops <= 1 {
            return Self::exact(value.total(loops).0);
        }
        let count = loops as f64;
        let low = ((value.0 - half_unit).max(0.0) * count - TOLERANCE).ceil();
        let high = ((value.0 + half_unit) * count + TOLERANCE).floor();
        Self {
            low: low.max(0.0) + 0.0,
            high: high.max(low.max(0.0)),
        }
    }

    /// Whether both bounds are the same.
    pub fn is_exact(self) -> bool {
        self.low == self.high
    }

    /// The middle: the best single number, and the printed average times the loops where nothing was cut off at zero.
    pub fn middle(self) -> f64 {
        self.low.midpoint(self.high)
    }
}

/// Keeps a whole number at the edge of the interval inside it although its product is not exact in binary.
const TOLERANCE: f64 = 1e-6;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rounded_zero_may_be_many() {
        let rows = Rounded::from_average(PerLoop(0.0), 0.5, 100_000);
        assert_eq!((rows.low, rows.high), (0.0, 50_000.0));
        assert!(!rows.is_exact());
    }

    #[test]
    fn one_loop_is_exact() {
        assert_eq!(Rounded::from_average(PerLoop(9.0), 0.5, 1), Rounded::exact(9.0));
    }

    #[test]
    fn decimals_narrow_the_interval() {
        let rows = Rounded::from_average(PerLoop(9.25), 0.005, 4);
        assert_eq!((rows.low, rows.high), (37.0, 37.0));
    }

    #[test]
    fn per_loop_times_loops() {
        assert_eq!(PerLoop(2.5).total(4), Total(10.0));
    }
}
