//! Texts to statements: ordered, apart, and together with the gaps between them the text.

#![no_main]

use libfuzzer_sys::{fuzz_mutator, fuzz_target};
use rowproof_fuzz::{invariants, recombine, text};
use rowproof_syntax::Dialect;

fuzz_target!(|data: &[u8]| {
    let text = text(data);
    for dialect in Dialect::ALL {
        invariants::check_split(&text, dialect);
    }
});

fuzz_mutator!(|data: &mut [u8], size: usize, max_size: usize, seed: u32| {
    recombine(data, size, max_size, seed)
});
