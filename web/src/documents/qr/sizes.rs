//! How much a code of each version holds, and how that is divided: tables 7 and 9 of ISO/IEC 18004.

/// The largest version made: with more modules a phone would have to come close.
pub const LARGEST_VERSION: usize = 25;

/// How much damage can be mended: 7 or 15 percent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Level {
    L,
    M,
}

/// By version: codewords of correction for each block and the number of blocks, for L, then for M.
const BLOCKS: [[(usize, usize); 2]; LARGEST_VERSION] = [
    [(7, 1), (10, 1)],
    [(10, 1), (16, 1)],
    [(15, 1), (26, 1)],
    [(20, 1), (18, 2)],
    [(26, 1), (24, 2)],
    [(18, 2), (16, 4)],
    [(20, 2), (18, 4)],
    [(24, 2), (22, 4)],
    [(30, 2), (22, 5)],
    [(18, 4), (26, 5)],
    [(20, 4), (30, 5)],
    [(24, 4), (22, 8)],
    [(26, 4), (22, 9)],
    [(30, 4), (24, 9)],
    [(22, 6), (24, 10)],
    [(24, 6), (28, 10)],
    [(28, 6), (28, 11)],
    [(30, 6), (26, 13)],
    [(28, 7), (26, 14)],
    [(28, 8), (26, 16)],
    [(28, 8), (26, 17)],
    [(28, 9), (28, 17)],
    [(30, 9), (28, 18)],
    [(30, 10), (28, 20)],
    [(26, 12), (28, 21)],
];

/// The measures of one version and level.
#[derive(Debug, Clone, Copy)]
pub struct Sizes {
    pub version: usize,
    pub level: Level,
    /// Blocks of data that are corrected on their own.
    pub blocks: usize,
    /// Codewords of correction in each.
    pub correction: usize,
}

impl Sizes {
    /// The measures; a version that there is none of is taken for the nearest one.
    pub fn of(version: usize, level: Level) -> Self {
        let version = version.clamp(1, LARGEST_VERSION);
        let [l, m] = BLOCKS.get(version - 1).copied().unwrap_or_default();
        let (correction, blocks) = if level == Level::L { l } else { m };
        Self {
            version,
            level,
            blocks: blocks.max(1),
            correction,
        }
    }

    /// Modules on each side.
    pub fn side(&self) -> usize {
        17 + 4 * self.version
    }

    /// All codewords, data and correction.
    pub fn codewords(&self) -> usize {
        let side = self.side();
        let aligned = self.alignment().len();
        // Three finder patterns with their margins and the format beside them, two lines of timing, alignment patterns but for
        // the three that would lie on finders, those on the lines of timing sharing five modules with them.
        let alignment = if aligned == 0 {
            0
        } else {
            (aligned * aligned - 3) * 25 - (aligned - 2) * 10
        };
        let version = if self.version >= 7 { 36 } else { 0 };
        let format = 31;
        let functions = 3 * 64 + 2 * (side - 16) + alignment + version + format;
        (side * side - functions) / 8
    }

    /// Codewords of data.
    pub fn data_codewords(&self) -> usize {
        self.codewords() - self.blocks * self.correction
    }

    /// Bits that say how many bytes there are.
    pub fn count_bits(&self) -> usize {
        if self.version < 10 { 8 } else { 16 }
    }

    /// Bytes that it holds.
    pub fn capacity(&self) -> usize {
        (self.data_codewords() * 8 - 4 - self.count_bits()) / 8
    }

    /// The middles of the alignment patterns, across and down alike.
    pub fn alignment(&self) -> Vec<usize> {
        if self.version == 1 {
            return Vec::new();
        }
        let count = self.version / 7 + 2;
        let last = self.side() - 7;
        // Evenly apart, by an even number, rounded up; what is left over stands after the first.
        let apart = (last - 6).div_ceil(count - 1).next_multiple_of(2);
        let mut middles: Vec<usize> = (0..count - 1).map(|place| last - place * apart).collect();
        middles.push(6);
        middles.reverse();
        middles
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Table 7 of the standard, byte mode.
    #[test]
    fn every_version_holds_what_the_standard_says() {
        let of_l = [
            17, 32, 53, 78, 106, 134, 154, 192, 230, 271, 321, 367, 425, 458, 520, 586, 644, 718, 792, 858,
            929, 1003, 1091, 1171, 1273,
        ];
        let of_m = [
            14, 26, 42, 62, 84, 106, 122, 152, 180, 213, 251, 287, 331, 362, 412, 450, 504, 560, 624, 666,
            711, 779, 857, 911, 997,
        ];
        for (at, (l, m)) in of_l.into_iter().zip(of_m).enumerate() {
            assert_eq!(Sizes::of(at + 1, Level::L).capacity(), l, "{}-L", at + 1);
            assert_eq!(Sizes::of(at + 1, Level::M).capacity(), m, "{}-M", at + 1);
        }
    }

    /// Annex E of the standard.
    #[test]
    fn alignment_patterns_stand_where_the_standard_says() {
        let middles = |version| Sizes::of(version, Level::L).alignment();
        assert!(middles(1).is_empty());
        assert_eq!(middles(2), [6, 18]);
        assert_eq!(middles(6), [6, 34]);
        assert_eq!(middles(7), [6, 22, 38]);
        assert_eq!(middles(13), [6, 34, 62]);
        assert_eq!(middles(14), [6, 26, 46, 66]);
        assert_eq!(middles(15), [6, 26, 48, 70]);
        assert_eq!(middles(16), [6, 26, 50, 74]);
        assert_eq!(middles(19), [6, 30, 58, 86]);
        assert_eq!(middles(22), [6, 26, 50, 74, 98]);
        assert_eq!(middles(24), [6, 28, 54, 80, 106]);
        assert_eq!(middles(25), [6, 32, 58, 84, 110]);
    }
}
