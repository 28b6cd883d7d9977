//! Counters that text plans print as `name=value` pairs on one line, from the single keys of documents.

use super::properties::one;
use crate::document::{Member, get};

/// `name=value` for every key whose value is not zero.
pub(super) fn pairs(members: &[Member], keys: &[(&str, &str)]) -> String {
    let shown = keys.iter().filter_map(|(key, name)| {
        let value = get(members, key)?;
        let digits = value.value.scalar()?;
        (value.value.number() != Some(0.0)).then(|| format!("{name}={digits}"))
    });
    shown.collect::<Vec<_>>().join(" ")
}

pub(super) fn heap_blocks(members: &[Member]) -> Vec<(String, String)> {
    one(
        "Heap Blocks",
        pairs(
            members,
            &[("Exact Heap Blocks", "exact"), ("Lossy Heap Blocks", "lossy")],
        ),
    )
}

/// Groups of pairs, each with its word, without the empty ones.
fn grouped(parts: [(&str, String); 3]) -> String {
    let filled = parts.into_iter().filter(|(_, pairs)| !pairs.is_empty());
    filled
        .map(|(word, pairs)| format!("{word} {pairs}"))
        .collect::<Vec<_>>()
        .join(", ")
}

/// The value of a `Buffers` line from the ten keys.
pub(crate) fn buffers_line(members: &[Member]) -> String {
    let shared = [
        ("Shared Hit Blocks", "hit"),
        ("Shared Read Blocks", "read"),
        ("Shared Dirtied Blocks", "dirtied"),
        ("Shared Written Blocks", "written"),
    ];
    let local = [
        ("Local Hit Blocks", "hit"),
        ("Local Read Blocks", "read"),
        ("Local Dirtied Blocks", "dirtied"),
        ("Local Written Blocks", "written"),
    ];
    let temp = [("Temp Read Blocks", "read"), ("Temp Written Blocks", "written")];
    grouped([
        ("shared", pairs(members, &shared)),
        ("local", pairs(members, &local)),
        ("temp", pairs(members, &temp)),
    ])
}

pub(super) fn buffers(members: &[Member]) -> Vec<(String, String)> {
    one("Buffers", buffers_line(members))
}

/// The value of an `I/O Timings` line, in the spelling of the version that printed the keys.
pub(crate) fn io_line(members: &[Member]) -> String {
    let old = pairs(members, &[("I/O Read Time", "read"), ("I/O Write Time", "write")]);
    let shared = pairs(
        members,
        &[
            ("Shared I/O Read Time", "read"),
            ("Shared I/O Write Time", "write"),
        ],
    );
    let local = pairs(
        members,
        &[("Local I/O Read Time", "read"), ("Local I/O Write Time", "write")],
    );
    let temp = pairs(
        members,
        &[("Temp I/O Read Time", "read"), ("Temp I/O Write Time", "write")],
    );
    let has = |name| get(members, name).is_some();
    match (has("Shared I/O Read Time"), has("Temp I/O Read Time")) {
        (true, _) => grouped([("shared", shared), ("local", local), ("temp", temp)]),
        (false, true) => grouped([("shared/local", old), ("temp", temp), ("", String::new())]),
        (false, false) => old,
    }
}

pub(super) fn io_timings(members: &[Member]) -> Vec<(String, String)> {
    one("I/O Timings", io_line(members))
}

pub(super) fn wal(members: &[Member]) -> Vec<(String, String)> {
    let keys = [
        ("WAL Records", "records"),
        ("WAL FPI", "fpi"),
        ("WAL Bytes", "bytes"),
        ("WAL FPI Bytes", "fpi bytes"),
        ("WAL Buffers Full", "buffers full"),
    ];
    one("WAL", pairs(members, &keys))
}
