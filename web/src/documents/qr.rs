//! QR codes: a text as a square that a phone's camera reads (ISO/IEC 18004). Bytes alone, versions 1 to 25, error correction L or M:
//! what a projector shows across a room has few and large modules.

mod correction;
mod drawing;
mod sizes;

use correction::with_correction;
use drawing::drawn;
use sizes::{LARGEST_VERSION, Level, Sizes};

/// A finished code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Code {
    /// Modules on each side.
    pub size: usize,
    /// Row by row, whether each is dark.
    modules: Vec<bool>,
}

impl Code {
    /// Whether a module is dark; those outside are not.
    pub fn is_dark(&self, x: usize, y: usize) -> bool {
        x < self.size && self.modules.get(y * self.size + x) == Some(&true)
    }

    /// The dark modules as the path of an SVG drawing, a unit each.
    pub fn path(&self) -> String {
        let mut path = String::new();
        for y in 0..self.size {
            let mut x = 0;
            while x < self.size {
                let run = (x..self.size).take_while(|x| self.is_dark(*x, y)).count();
                if run > 0 {
                    path.push_str(&format!("M{x} {y}h{run}v1h-{run}z"));
                }
                x += run.max(1);
            }
        }
        path
    }
}

/// The longest text that fits, in bytes.
pub fn longest() -> usize {
    Sizes::of(LARGEST_VERSION, Level::L).capacity()
}

/// The smallest code that holds a text, with the better correction where that takes no more room. None when the text is longer
/// than [`longest`].
#[inline(never)]
pub fn encode(text: &str) -> Option<Code> {
    let fits = |version: &usize| Sizes::of(*version, Level::L).capacity() >= text.len();
    let version = (1..=LARGEST_VERSION).find(fits)?;
    let better = Sizes::of(version, Level::M);
    let sizes = match better.capacity() >= text.len() {
        true => better,
        false => Sizes::of(version, Level::L),
    };
    let codewords = with_correction(&codewords(text.as_bytes(), &sizes), &sizes);
    Some(drawn(&codewords, &sizes))
}

/// Mode, length and bytes, filled up to what the code holds.
fn codewords(bytes: &[u8], sizes: &Sizes) -> Vec<u8> {
    const BYTE_MODE: u32 = 4;
    let mut bits = Bits::default();
    bits.push(BYTE_MODE, 4);
    bits.push(bytes.len() as u32, sizes.count_bits());
    for byte in bytes {
        bits.push(u32::from(*byte), 8);
    }
    let room = sizes.data_codewords();
    bits.push(0, (room * 8 - bits.length).min(4));
    let mut codewords = bits.bytes;
    let mut filling = [0xEC, 0x11].into_iter().cycle();
    while codewords.len() < room {
        codewords.extend(filling.next());
    }
    codewords
}

/// Bits one after the other; the last byte is filled up with zeros.
#[derive(Default)]
struct Bits {
    bytes: Vec<u8>,
    length: usize,
}

impl Bits {
    fn push(&mut self, value: u32, count: usize) {
        for at in (0..count).rev() {
            if self.length.is_multiple_of(8) {
                self.bytes.push(0);
            }
            if let Some(last) = self.bytes.last_mut() {
                let bit = ((value >> at) & 1) as u8;
                *last |= bit << (7 - self.length % 8);
            }
            self.length += 1;
        }
    }
}

#[cfg(test)]
mod tests;
