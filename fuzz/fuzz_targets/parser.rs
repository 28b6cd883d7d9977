//! Texts to scripts, expressions, kinds and colours: every place in the text, every statement understood or reported.

#![no_main]

use libfuzzer_sys::{fuzz_mutator, fuzz_target};
use rowproof_fuzz::{invariants, recombine, text};

fuzz_target!(|data: &[u8]| {
    let text = text(data);
    invariants::check_all(&text);
});

fuzz_mutator!(|data: &mut [u8], size: usize, max_size: usize, seed: u32| {
    recombine(data, size, max_size, seed)
});
