//! What a plan's own numbers show: rows read for nothing, sorts on disk, wrong estimates.

pub(crate) mod analyze_missing;
pub(crate) mod estimate_off;
pub(crate) mod hash_spill;
pub(crate) mod jit_overhead;
mod reading;
pub(crate) mod seq_scan_discards;
pub(crate) mod sort_spill;
