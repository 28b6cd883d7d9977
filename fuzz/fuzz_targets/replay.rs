//! Texts to catalogs, reports and what is written of them, in the dialect that is detected and in each one said.

#![no_main]

use libfuzzer_sys::{fuzz_mutator, fuzz_target};
use rowproof_engine::syntax::Dialect;
use rowproof_fuzz::analysis_invariants::check_analysis;
use rowproof_fuzz::{recombine, text};

fuzz_target!(|data: &[u8]| {
    let text = text(data);
    check_analysis(&text, None);
    for dialect in Dialect::ALL {
        check_analysis(&text, Some(dialect));
    }
});

fuzz_mutator!(|data: &mut [u8], size: usize, max_size: usize, seed: u32| {
    recombine(data, size, max_size, seed)
});
