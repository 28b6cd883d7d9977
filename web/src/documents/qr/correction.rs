//! Reed-Solomon codewords over the field of 256 elements, and the order in which codewords are drawn.

use super::sizes::Sizes;

/// x⁸ + x⁴ + x³ + x² + 1, by which the field is made.
const MODULUS: u32 = 0x11D;

/// Data with its correction, the codewords of all blocks interleaved.
pub fn with_correction(data: &[u8], sizes: &Sizes) -> Vec<u8> {
    let divisor = divisor(sizes.correction);
    // The first blocks are one codeword shorter when they cannot all be alike.
    let short = data.len() / sizes.blocks;
    let shorter = sizes.blocks - data.len() % sizes.blocks;
    let mut rest = data;
    let mut blocks: Vec<(&[u8], Vec<u8>)> = Vec::new();
    for block in 0..sizes.blocks {
        let length = short + usize::from(block >= shorter);
        let (own, behind) = rest.split_at(length.min(rest.len()));
        blocks.push((own, remainder(own, &divisor)));
        rest = behind;
    }
    let mut all = Vec::with_capacity(sizes.codewords());
    for place in 0..=short {
        all.extend(blocks.iter().filter_map(|(data, _)| data.get(place)));
    }
    for place in 0..sizes.correction {
        all.extend(blocks.iter().filter_map(|(_, correction)| correction.get(place)));
    }
    all
}

/// The product of (x - 2⁰)(x - 2¹)… up to that degree, from the second-highest power down.
fn divisor(degree: usize) -> Vec<u8> {
    let mut factors = vec![0; degree];
    if let Some(last) = factors.last_mut() {
        *last = 1;
    }
    let mut root = 1;
    for _ in 0..degree {
        let shifted: Vec<u8> = factors.iter().skip(1).copied().chain([0]).collect();
        for (factor, next) in factors.iter_mut().zip(shifted) {
            *factor = times(*factor, root) ^ next;
        }
        root = times(root, 2);
    }
    factors
}

/// What is left of a block's data, as a polynomial, after the division.
fn remainder(data: &[u8], divisor: &[u8]) -> Vec<u8> {
    let mut rest = vec![0; divisor.len()];
    for byte in data {
        let factor = byte ^ rest.first().copied().unwrap_or_default();
        rest.rotate_left(1);
        if let Some(last) = rest.last_mut() {
            *last = 0;
        }
        for (own, part) in rest.iter_mut().zip(divisor) {
            *own ^= times(*part, factor);
        }
    }
    rest
}

/// The product of two elements.
fn times(one: u8, other: u8) -> u8 {
    let mut product: u32 = 0;
    for bit in (0..8).rev() {
        product = (product << 1) ^ ((product >> 7) * MODULUS);
        product ^= ((u32::from(other) >> bit) & 1) * u32::from(one);
    }
    product as u8
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_field_multiplies() {
        assert_eq!(times(0, 7), 0);
        assert_eq!(times(1, 7), 7);
        // 2⁸ is what the modulus leaves.
        assert_eq!(times(0x80, 2), 0x1D);
        assert_eq!(times(3, 7), times(7, 3));
    }

    /// Codewords with their correction are divisible: nothing is left.
    #[test]
    fn corrected_blocks_divide_without_rest() {
        let divisor = divisor(10);
        // The generator of ten codewords, annex A of the standard: 2 to the powers 251, 67, 46, 61, 118, 70, 64, 94, 32, 45.
        let power = |exponent: usize| (0..exponent).fold(1, |product, _| times(product, 2));
        let expected: Vec<u8> = [251, 67, 46, 61, 118, 70, 64, 94, 32, 45].map(power).to_vec();
        assert_eq!(divisor, expected);
        let data = b"rowproof says no";
        let mut whole = data.to_vec();
        whole.extend(remainder(data, &divisor));
        assert_eq!(remainder(&whole, &divisor), vec![0; 10]);
    }
}
