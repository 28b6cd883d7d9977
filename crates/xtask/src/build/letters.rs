//! Bytes as letters of a page: seven bits a letter. `static/single-file/page.js` reads them.

/// What HTML does not leave as it is, by number: a NUL, a carriage return, and the start of a tag.
const REFUSED: [u8; 3] = [0, b'\r', b'<'];
/// Where the letters begin that stand for a refused one and the next seven bits.
const PAIRS: u32 = 0x100;

/// Bytes as letters that stand in a page as they are.
pub fn letters(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len() * 8 / 7 + bytes.len() / 32 + 2);
    let mut groups = Groups {
        bytes: bytes.iter(),
        bits: 0,
        kept: 0,
    };
    while let Some(seven) = groups.next() {
        match REFUSED.iter().position(|refused| *refused == seven) {
            None => text.push(char::from(seven)),
            Some(number) => {
                let next = u32::from(groups.next().unwrap_or_default());
                let letter = PAIRS + ((number as u32) << 7) + next;
                text.push(char::from_u32(letter).unwrap_or_default());
            }
        }
    }
    text
}

/// Seven bits after the other, the last ones filled up with zeros.
struct Groups<'b> {
    bytes: std::slice::Iter<'b, u8>,
    bits: u32,
    kept: u32,
}

impl Iterator for Groups<'_> {
    type Item = u8;

    fn next(&mut self) -> Option<u8> {
        if self.kept < 7 {
            match self.bytes.next() {
                Some(byte) => {
                    self.bits = (self.bits << 8) | u32::from(*byte);
                    self.kept += 8;
                }
                None if self.kept == 0 => return None,
                None => {
                    self.bits <<= 7 - self.kept;
                    self.kept = 7;
                }
            }
        }
        self.kept -= 7;
        let seven = self.bits >> self.kept;
        self.bits &= (1 << self.kept) - 1;
        u8::try_from(seven).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As `static/single-file/page.js` reads it.
    fn decoded(text: &str, size: usize) -> Vec<u8> {
        let (mut bytes, mut bits, mut kept) = (Vec::new(), 0u32, 0u32);
        let mut put = |seven: u32| {
            bits = (bits << 7) | seven;
            kept += 7;
            if kept >= 8 {
                kept -= 8;
                bytes.push((bits >> kept) as u8);
                bits &= (1 << kept) - 1;
            }
        };
        for letter in text.chars().map(u32::from) {
            if letter >= PAIRS {
                put(REFUSED[((letter - PAIRS) >> 7) as usize].into());
                put(letter & 127);
            } else {
                put(letter);
            }
        }
        bytes.truncate(size);
        bytes
    }

    #[test]
    fn any_bytes_come_back() {
        let mut random = 7u32;
        for size in 0..300 {
            let bytes: Vec<u8> = (0..size)
                .map(|_| {
                    random = random.wrapping_mul(1_103_515_245).wrapping_add(12_345);
                    // Many zeros: they are the ones that need a pair.
                    (random >> 16) as u8 & if size % 3 == 0 { 0x81 } else { 0xff }
                })
                .collect();
            let text = letters(&bytes);
            assert_eq!(decoded(&text, size), bytes);
            assert!(!text.contains(['\0', '\r', '<']), "{text:?}");
        }
    }
}
