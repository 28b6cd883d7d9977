//! What a plan's own numbers show: rows read for nothing, sorts on disk, wrong estimates.

pub(crate) mod analyze_missing;
pub(crate) mod estimate_off;
mod reading;
pub(crate) mod seq_scan_discards;
pub(crate) mod sort_spill;
