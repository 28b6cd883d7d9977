//! The square: patterns by which it is found, the codewords in their zigzag, and the mask that suits it best.

use super::Code;
use super::sizes::{Level, Sizes};

/// Draws codewords, with the mask of the least penalty.
pub fn drawn(codewords: &[u8], sizes: &Sizes) -> Code {
    let mut square = Square::new(sizes.side());
    square.patterns(sizes);
    square.codewords(codewords);
    let masks = (0..8).map(|mask| {
        let mut masked = square.clone();
        masked.mask(mask);
        masked.format(sizes.level, mask);
        masked.code
    });
    let best = masks.min_by_key(penalty);
    best.unwrap_or(square.code)
}

#[derive(Clone)]
struct Square {
    code: Code,
    /// Modules that hold no data.
    taken: Vec<bool>,
}

impl Square {
    fn new(size: usize) -> Self {
        Self {
            code: Code {
                size,
                modules: vec![false; size * size],
            },
            taken: vec![false; size * size],
        }
    }

    /// Sets a module of a pattern.
    fn set(&mut self, x: usize, y: usize, dark: bool) {
        let at = y * self.code.size + x;
        if let (Some(module), Some(taken)) = (self.code.modules.get_mut(at), self.taken.get_mut(at)) {
            (*module, *taken) = (dark, true);
        }
    }

    fn is_free(&self, x: usize, y: usize) -> bool {
        self.taken.get(y * self.code.size + x) == Some(&false)
    }

    fn patterns(&mut self, sizes: &Sizes) {
        let size = self.code.size;
        for place in 0..size {
            self.set(6, place, place % 2 == 0);
            self.set(place, 6, place % 2 == 0);
        }
        for (x, y) in [(3, 3), (size - 4, 3), (3, size - 4)] {
            self.rings(x, y, 4);
        }
        let middles = sizes.alignment();
        let last = middles.len().saturating_sub(1);
        for (across, x) in middles.iter().enumerate() {
            for (down, y) in middles.iter().enumerate() {
                // There are finders in three corners.
                if ![(0, 0), (0, last), (last, 0)].contains(&(across, down)) {
                    self.rings(*x, *y, 2);
                }
            }
        }
        // Its room is kept; which mask it names is known later.
        self.format(sizes.level, 0);
        if sizes.version >= 7 {
            let bits = checked(sizes.version as u32, 12, 0x1F25);
            for bit in 0..18 {
                let (short, long) = (size - 11 + bit % 3, bit / 3);
                self.set(short, long, (bits >> bit) & 1 == 1);
                self.set(long, short, (bits >> bit) & 1 == 1);
            }
        }
    }

    /// Squares within squares around a middle: dark, light, dark; up to that distance.
    fn rings(&mut self, x: usize, y: usize, reach: usize) {
        for across in 0..=2 * reach {
            for down in 0..=2 * reach {
                let distance = across.abs_diff(reach).max(down.abs_diff(reach));
                let place = (x + across).checked_sub(reach).zip((y + down).checked_sub(reach));
                if let Some((x, y)) = place.filter(|(x, y)| *x < self.code.size && *y < self.code.size) {
                    let is_light = match reach {
                        2 => distance == 1,
                        _ => distance == 2 || distance == 4,
                    };
                    self.set(x, y, !is_light);
                }
            }
        }
    }

    /// Level and mask, twice.
    fn format(&mut self, level: Level, mask: u32) {
        let level = match level {
            Level::L => 1,
            Level::M => 0,
        };
        let bits = checked(level << 3 | mask, 10, 0x537) ^ 0x5412;
        let size = self.code.size;
        for bit in 0..15 {
            let dark = (bits >> bit) & 1 == 1;
            // Around the first finder, over the lines of timing.
            let (x, y) = match bit {
                0..=5 => (8, bit),
                6 => (8, 7),
                7 => (8, 8),
                8 => (7, 8),
                _ => (14 - bit, 8),
            };
            self.set(x, y, dark);
            match bit {
                0..=7 => self.set(size - 1 - bit, 8, dark),
                _ => self.set(8, size - 15 + bit, dark),
            }
        }
        self.set(8, size - 8, true);
    }

    /// Two columns at a time from the right, up and down by turns, over what is free.
    fn codewords(&mut self, codewords: &[u8]) {
        let size = self.code.size;
        let mut bits = codewords
            .iter()
            .flat_map(|byte| (0..8).rev().map(move |bit| (byte >> bit) & 1 == 1));
        let mut right = size - 1;
        let mut upwards = true;
        loop {
            for step in 0..size {
                let y = if upwards { size - 1 - step } else { step };
                for x in [right, right - 1] {
                    if self.is_free(x, y)
                        && let Some(module) = self.code.modules.get_mut(y * size + x)
                    {
                        *module = bits.next().unwrap_or_default();
                    }
                }
            }
            upwards = !upwards;
            right = match right {
                // The line of timing takes a column of its own.
                8 => 5,
                1 => return,
                right => right - 2,
            };
        }
    }

    /// Turns the data modules over which the mask is dark.
    fn mask(&mut self, mask: u32) {
        let size = self.code.size;
        for y in 0..size {
            for x in 0..size {
                let is_dark = match mask {
                    0 => (x + y) % 2 == 0,
                    1 => y % 2 == 0,
                    2 => x % 3 == 0,
                    3 => (x + y) % 3 == 0,
                    4 => (x / 3 + y / 2) % 2 == 0,
                    5 => x * y % 2 + x * y % 3 == 0,
                    6 => (x * y % 2 + x * y % 3) % 2 == 0,
                    _ => ((x + y) % 2 + x * y % 3) % 2 == 0,
                };
                if is_dark
                    && self.is_free(x, y)
                    && let Some(module) = self.code.modules.get_mut(y * size + x)
                {
                    *module = !*module;
                }
            }
        }
    }
}

/// A value with so many bits behind it that the generator divides the whole.
fn checked(value: u32, bits: u32, generator: u32) -> u32 {
    let rest = (0..bits).fold(value, |rest, _| (rest << 1) ^ ((rest >> (bits - 1)) * generator));
    value << bits | rest
}

/// How hard a code is to read: long runs, blocks of one colour, what looks like a finder, too much of one colour.
fn penalty(code: &Code) -> usize {
    let size = code.size;
    let mut sum = 0;
    for line in 0..size {
        sum += of_line(size, |at| code.is_dark(at, line));
        sum += of_line(size, |at| code.is_dark(line, at));
    }
    for y in 1..size {
        for x in 1..size {
            let own = code.is_dark(x, y);
            let others = [(x - 1, y), (x, y - 1), (x - 1, y - 1)];
            if others.iter().all(|(x, y)| code.is_dark(*x, *y) == own) {
                sum += 3;
            }
        }
    }
    let dark = code.modules.iter().filter(|dark| **dark).count();
    // Ten for each five percent away from the half.
    let away = (dark * 20).abs_diff(size * size * 10);
    sum + away / (size * size) * 10
}

fn of_line(size: usize, is_dark: impl Fn(usize) -> bool) -> usize {
    // A finder's run with four light ones on one side.
    const LIKE_FINDER: [u32; 2] = [0b101_1101_0000, 0b000_0101_1101];
    let mut sum = 0;
    let (mut colour, mut run) = (false, 0);
    let mut last = 0_u32;
    for at in 0..size {
        let dark = is_dark(at);
        run = if dark == colour && at > 0 { run + 1 } else { 1 };
        colour = dark;
        sum += match run {
            5 => 3,
            6.. => 1,
            _ => 0,
        };
        last = (last << 1 | u32::from(dark)) & 0x7FF;
        if at >= 10 && LIKE_FINDER.contains(&last) {
            sum += 40;
        }
    }
    sum
}
