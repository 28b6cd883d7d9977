//! More memory for one query.

use super::count;
use crate::prelude::*;

/// The most memory to advise for one operation, in kB (1 GB): each process of the query may take it, several times.
pub(crate) const MOST_MEMORY_KB: u64 = 1024 * 1024;

/// The least memory to advise, in kB: PostgreSQL's default.
const LEAST_MEMORY_KB: u64 = 4 * 1024;

/// The `work_mem` to advise for an operation that needs so many kB: a power of two, within bounds.
pub(crate) fn memory_for(needed_kb: u64) -> u64 {
    needed_kb
        .clamp(LEAST_MEMORY_KB, MOST_MEMORY_KB)
        .next_power_of_two()
}

/// Memory for an operation of this query that needs so many kB. `title` says what it is for: "sort in memory".
pub(crate) fn memory_fix(needed_kb: u64, title: &str) -> ProposedFix {
    let megabytes = memory_for(needed_kb) / 1024;
    let when = "Inside the transaction of this query, before it, so that no other query gets as much.";
    let cost = match needed_kb > MOST_MEMORY_KB {
        true => {
            "More would be needed to keep it all in memory; each process may take this much for each of its sorts and hash tables."
        }
        false => "Each process of the query may take this much for each of its sorts and hash tables.",
    };
    ProposedFix::statements(
        format!("{title}: {} MB for this query", count(megabytes as f64)),
        when,
        vec![format!("SET LOCAL work_mem = '{megabytes}MB'")],
    )
    .costing(cost)
}
