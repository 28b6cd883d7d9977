//! How an input is changed: half the time as libFuzzer does with bytes and dictionary words, half the time by moving
//! words and putting in fragments of SQL, which gets deep into the readers at once.

use std::ops::Range;

use arbitrary::{Result, Unstructured};
use libfuzzer_sys::fuzzer_mutate;

use crate::fragments::FRAGMENTS;

/// How often a fragment or a stretch is repeated at most; deep enough for every bound on nesting.
const MAX_REPEATS: u32 = 120;

/// Changes `data`, which holds `size` bytes and may grow to `max_size`; the new size.
pub fn recombine(data: &mut [u8], size: usize, max_size: usize, seed: u32) -> usize {
    let random = random_bytes(seed);
    let mut choices = Unstructured::new(&random);
    if choices.ratio(1, 2).unwrap_or(true) {
        return fuzzer_mutate(data, size, max_size);
    }
    let old = data.get(..size).unwrap_or_default();
    match changed(old, &mut choices) {
        Ok(new) if new.len() <= max_size && new != old => {
            data[..new.len()].copy_from_slice(&new);
            new.len()
        }
        _ => fuzzer_mutate(data, size, max_size),
    }
}

/// As many bytes as any change chooses by, from the seed alone (xorshift).
fn random_bytes(seed: u32) -> Vec<u8> {
    let mut state = u64::from(seed) << 1 | 1;
    let mut bytes = Vec::with_capacity(128);
    while bytes.len() < 128 {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        bytes.extend(state.wrapping_mul(0x2545_f491_4f6c_dd1d).to_le_bytes());
    }
    bytes
}

fn changed(old: &[u8], choices: &mut Unstructured<'_>) -> Result<Vec<u8>> {
    let words = words(old);
    let mut new = old.to_vec();
    match choices.int_in_range(0..=7)? {
        // A fragment between two words.
        0 | 1 => {
            let at = stretch(&words, old.len(), choices)?.start;
            new.splice(at..at, fragment(choices)?);
        }
        // A fragment in place of some words.
        2 => {
            let place = stretch(&words, old.len(), choices)?;
            new.splice(place, fragment(choices)?);
        }
        // Words moved, or said again elsewhere.
        3 | 4 => {
            let place = stretch(&words, old.len(), choices)?;
            let moved = old[place.clone()].to_vec();
            if choices.ratio(1, 2)? {
                new.drain(place);
            }
            let at = stretch(&words, new.len(), choices)?.start.min(new.len());
            new.splice(at..at, moved);
        }
        // Words left out.
        5 => {
            new.drain(stretch(&words, old.len(), choices)?);
        }
        // A fragment or a stretch again and again: nesting, chains, long lists.
        _ => {
            let place = stretch(&words, old.len(), choices)?;
            let repeated = match choices.ratio(1, 2)? {
                true => fragment(choices)?,
                false => old[place.clone()].to_vec(),
            };
            let times = choices.int_in_range(2..=MAX_REPEATS)? as usize;
            new.splice(place.start..place.start, repeated.repeat(times));
        }
    }
    Ok(new)
}

fn fragment(choices: &mut Unstructured<'_>) -> Result<Vec<u8>> {
    let fragment: &&str = choices.choose(FRAGMENTS)?;
    Ok(fragment.as_bytes().to_vec())
}

/// Where words, runs of blanks and single signs start.
fn words(text: &[u8]) -> Vec<usize> {
    let class = |byte: u8| match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'_' | 0x80.. => 0,
        b' ' | b'\t' | b'\n' | b'\r' => 1,
        _ => 2,
    };
    let starts = text.iter().enumerate().filter(|(at, byte)| {
        let before = at.checked_sub(1).map(|before| class(text[before]));
        class(**byte) == 2 || before != Some(class(**byte))
    });
    starts.map(|(at, _)| at).collect()
}

/// Some words in a row, at most thirty.
fn stretch(words: &[usize], length: usize, choices: &mut Unstructured<'_>) -> Result<Range<usize>> {
    let first = choices.int_in_range(0..=words.len())?;
    let count = choices.int_in_range(0..=30)?;
    let at = |word: usize| words.get(word).copied().unwrap_or(length).min(length);
    Ok(at(first)..at(first.saturating_add(count)))
}
